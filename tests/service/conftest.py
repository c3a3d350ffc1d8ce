"""PostgreSQL for tests: a cluster of their own in a temporary folder, where Debian's packages are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prereview.claims import Claim
from prereview.service import Service, submit
from prereview.store import Actor, Incoming, Receipt
from prereview.store.accounts import create_account, create_organisation


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that can be stopped and started again."""

    programs: Path
    folder: Path
    port: int

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def new_database(self) -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    folder = Path(f"/tmp/prereview-postgres-{uuid.uuid4().hex[:8]}")  # a path short enough for its socket
    folder.mkdir()
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Cluster(found[-1].parent, folder, port)
    server.run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """Each test runs on both databases: None is SQLite in the workspace."""
    if request.param == "sqlite":
        return None
    server: Cluster = request.getfixturevalue("cluster")
    return server.new_database()


def add_reviewer(service: Service) -> Actor:
    now = datetime.now(UTC)
    with service.store.writing() as session:
        organisation = create_organisation(session, "甲保险", now=now)
        return create_account(session, organisation, login="li", name="李", role="supervisor", now=now)


def send(service: Service, actor: Actor, claim_id: str, text: str) -> Receipt:
    """Submit a claim of the stand-in: a page per line."""
    paper = Incoming("pages.txt", text.encode())
    return submit(service, actor, [paper], claim=Claim(claim_id=claim_id), now=datetime.now(UTC))
