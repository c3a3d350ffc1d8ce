"""kill -9 of the service at random moments: one report for every claim, and only pages in flight are done again."""

from __future__ import annotations

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from prereview.service import Service
from prereview.store.reviews import backlog
from prereview.store.tables import Content, Event, Round
from tests.service.conftest import Cluster, add_reviewer, send
from tests.service.stand_in import open_stand_in

ROOT = Path(__file__).resolve().parents[2]
CLAIMS, PAGES, KILLS, SLOTS = 200, 3, 12, 3


_begun: list[subprocess.Popen[bytes]] = []


@pytest.fixture(autouse=True)
def no_service_left() -> Iterator[None]:
    yield
    while _begun:
        process = _begun.pop()
        process.kill()
        process.wait()


class Served:
    """The stand-in service as a process of its own."""

    def __init__(self, workspace: Path, database: str | None, page_seconds: float, worker_id: str = "") -> None:
        self.workspace = workspace
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PAGE_SECONDS": str(page_seconds)}
        command = [sys.executable, "-m", "tests.service.stand_in", str(workspace), database or "", worker_id]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        _begun.append(self.process)

    def wait_until_started(self, seconds: float = 400) -> None:
        self._wait((self.workspace / f"started-{self.process.pid}").exists, seconds)

    def wait_for_pages(self, more: int, seconds: float = 400) -> None:
        """Until so many further pages were begun, or all work is done."""
        goal = pages_begun(self.workspace) + more
        self._wait(lambda: pages_begun(self.workspace) >= goal, seconds)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=120)

    def _wait(self, reached: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            assert self.process.poll() is None, "the service ended by itself"
            assert time.monotonic() < deadline, "the service makes no progress"
            time.sleep(0.01)


def pages_begun(workspace: Path) -> int:
    log = workspace / "starts.log"
    return log.read_text().count("\n") if log.exists() else 0


def wait_until_reviewed(service: Service, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with service.store.reading() as session:
            waiting, _ = backlog(session, now=datetime.now(UTC))
        if not waiting:
            return
        assert time.monotonic() < deadline, f"{waiting} rounds still wait"
        time.sleep(0.2)


def check_every_claim_once(service: Service, claims: int, pages: int) -> None:
    with service.store.reading() as session:
        assert session.scalar(select(func.count(Round.report))) == claims
        events = Counter(session.scalars(select(Event.kind)))
        assert events == {"received": claims, "read": claims, "in_review": claims}
        kinds = Counter(session.scalars(select(Content.kind)))
        assert (kinds["report"], kinds["picture"]) == (claims, claims * pages)
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_200_claims_survive_12_kills(tmp_path: Path, database: str | None) -> None:
    service = open_stand_in(tmp_path, database)
    reviewer = add_reviewer(service)
    names = [f"C{number:03d}" for number in range(CLAIMS)]
    for name in names[: CLAIMS // 2]:
        send(service, reviewer, name, "\n".join(f"{name} 第 {page} 页" for page in range(PAGES)))
    later = iter(names[CLAIMS // 2 :])
    chance = random.Random(8)
    for _ in range(KILLS):
        served = Served(tmp_path, database, page_seconds=0.1)
        for name in islice(later, 8):  # accepted while the service starts or works
            send(service, reviewer, name, "\n".join(f"{name} 第 {page} 页" for page in range(PAGES)))
        served.wait_for_pages(chance.randint(1, 20))
        time.sleep(chance.random() * 0.2)
        served.kill()
    for name in later:
        send(service, reviewer, name, "\n".join(f"{name} 第 {page} 页" for page in range(PAGES)))
    served = Served(tmp_path, database, page_seconds=0.0)
    wait_until_reviewed(service)
    assert served.stop() == 0
    check_every_claim_once(service, CLAIMS, PAGES)
    again = pages_begun(tmp_path) - CLAIMS * PAGES
    logging.getLogger(__name__).warning("%d pages done again over %d kills of %d slots", again, KILLS, SLOTS)
    assert again <= KILLS * SLOTS


@pytest.mark.slow
def test_database_gone_and_back(tmp_path: Path, cluster: Cluster) -> None:
    database = cluster.new_database()
    service = open_stand_in(tmp_path, database)
    reviewer = add_reviewer(service)
    for number in range(30):
        send(service, reviewer, f"C{number}", "a\nb\nc")
    served = Served(tmp_path, database, page_seconds=0.1)
    served.wait_for_pages(10)
    cluster.stop()
    time.sleep(3)
    assert served.process.poll() is None, "the service waits for its database"
    cluster.start()
    wait_until_reviewed(service)
    assert served.stop() == 0
    check_every_claim_once(service, 30, 3)


@pytest.mark.slow
def test_two_workers_share_the_work(tmp_path: Path, cluster: Cluster) -> None:
    database = cluster.new_database()
    service = open_stand_in(tmp_path, database)
    reviewer = add_reviewer(service)
    for number in range(60):
        send(service, reviewer, f"C{number}", "a\nb\nc")
    workers = [Served(tmp_path, database, page_seconds=0.1, worker_id=name) for name in ("one", "two")]
    for worker in workers:
        worker.wait_until_started()
    workers[0].wait_for_pages(20)
    workers[0].kill()
    workers[0] = Served(tmp_path, database, page_seconds=0.1, worker_id="one")  # as its supervisor would
    wait_until_reviewed(service)
    assert [worker.stop() for worker in workers] == [0, 0]
    check_every_claim_once(service, 60, 3)


@pytest.mark.slow
def test_disk_full_and_free_again(tmp_path: Path) -> None:
    if (
        os.getuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "x", tmp_path], check=False).returncode
    ):
        pytest.skip("needs the right to mount a small file system")
    try:
        service = open_stand_in(tmp_path)
        reviewer = add_reviewer(service)
        for number in range(20):
            send(service, reviewer, f"C{number}", "a\nb\nc")
        served = Served(tmp_path, None, page_seconds=0.1)
        served.wait_for_pages(6)
        ballast = tmp_path / "ballast"
        fill_up(ballast)
        time.sleep(3)
        ballast.unlink()
        wait_until_reviewed(service)
        assert served.stop() == 0
        check_every_claim_once(service, 20, 3)
        service.store.close()
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)


def fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(4096))
        except OSError:
            return
