"""The background of the service: it offers waiting rounds to the queue, works, tells webhooks, signs checkpoints."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from prereview.documents import Record
from prereview.errors import Conflict, PrereviewError
from prereview.service import durable, metrics
from prereview.service.cases import Service
from prereview.service.page_work import Load, PageWork
from prereview.service.rounds import RoundWork
from prereview.service.slots import Slots
from prereview.service.webhooks import send_due
from prereview.settings import Settings
from prereview.store.checkpoints import sign_checkpoint
from prereview.store.reviews import backlog, waiting_rounds

log = logging.getLogger(__name__)

_LOOK_AHEAD = 200  # rounds offered to the queue at a time: the rest waits in the store
_OFFER_AGAIN = 30.0  # seconds until the queue is asked again what became of a round
_MIN_FREE = 500_000_000  # bytes of disk below which the service is not ready for more


class Health(Record):
    """Whether the service can take and do work. `ready` is for load balancers, the rest for people."""

    database: bool
    disk: bool
    workers: bool
    rounds_waiting: int
    oldest_waiting_seconds: float

    @property
    def ready(self) -> bool:
        """Whether submissions will be accepted."""
        return self.database and self.disk


def load_work(settings: Settings) -> PageWork:
    """The pipeline, loaded where it works: the process that keeps the queue needs no engine."""
    from prereview.service import reviewing  # noqa: PLC0415 for that reason

    return reviewing.load_work(settings)


class Worker:
    """One worker process with its slots. Start it once; stopping finishes pages in hand, the rest is for later."""

    def __init__(self, service: Service, *, worker_id: str | None = None, load: Load = load_work) -> None:
        self._service = service
        self._id = worker_id or ("embedded" if service.settings.service.database is None else "")
        self._id = self._id or durable.default_worker_id()
        self._load = load
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._offered: dict[int, float] = {}
        self._slots: Slots | None = None
        self._lock: IO[str] | None = None

    def start(self) -> None:
        """Take the workspace, join the queue, begin.

        Raises:
            Conflict: another process works under this id in this workspace.
        """
        place = self._service.settings.service
        self._lock = take_lock(place.workspace / f"{self._id}.lock")
        self._slots = Slots(place.workers or os.cpu_count() or 1, self._load, self._service.settings)
        durable.launch(
            RoundWork(self._service, self._slots, place.workspace / "work"),
            worker_id=self._id,
            database=place.database,
            workspace=place.workspace,
        )
        self._every(1.0, self._offer)
        self._every(1.0, self._tell)
        self._every(60.0, self._sign)
        log.info("worker %s started with %d slots", self._id, self._slots.count)

    def stop(self, seconds: float = 60.0) -> None:
        """Finish the pages in flight (for so long), begin nothing, leave the queue. Being quicker loses nothing."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=10)
        if self._slots is not None:
            self._slots.stop(seconds)
            durable.land(5)
        if self._lock is not None:
            self._lock.close()

    def health(self) -> Health:
        """The state of the service, also set in the metrics."""
        store, workspace = self._service.store, self._service.settings.service.workspace
        workers = self._slots is not None and self._slots.alive
        disk = shutil.disk_usage(workspace).free > _MIN_FREE
        try:
            with store.reading() as session:
                waiting, oldest = backlog(session, now=datetime.now(UTC))
        except PrereviewError:
            return Health(database=False, disk=disk, workers=workers, rounds_waiting=0, oldest_waiting_seconds=0)
        metrics.BACKLOG.set(waiting)
        metrics.OLDEST.set(oldest)
        return Health(database=True, disk=disk, workers=workers, rounds_waiting=waiting, oldest_waiting_seconds=oldest)

    def _offer(self) -> None:
        with self._service.store.reading() as session:
            waiting = waiting_rounds(session, limit=_LOOK_AHEAD)
        now = time.monotonic()
        for entry in waiting:
            if self._offered.get(entry.round_id, -_OFFER_AGAIN) <= now - _OFFER_AGAIN:
                durable.offer(entry.round_id)
                self._offered[entry.round_id] = now
        waited = {entry.round_id for entry in waiting}
        self._offered = {number: when for number, when in self._offered.items() if number in waited}

    def _tell(self) -> None:
        while send_due(self._service.store) and not self._stopping.is_set():
            pass

    def _sign(self) -> None:
        sign_checkpoint(self._service.store, self._service.settings.service.workspace / "keys", now=datetime.now(UTC))

    def _every(self, seconds: float, action: Callable[[], None]) -> None:
        """Do it again and again in a thread of its own, whatever goes wrong meanwhile."""

        def loop() -> None:
            while not self._stopping.wait(seconds):
                try:
                    action()
                except PrereviewError as error:
                    log.error("%s: %s", action.__name__, error)
                except Exception:  # the thread must outlive anything, and says what happened
                    log.exception("%s failed", action.__name__)

        thread = threading.Thread(target=loop, name=action.__name__, daemon=True)
        thread.start()
        self._threads.append(thread)


def take_lock(path: Path) -> IO[str]:
    """Hold a file lock until the process ends, however it ends.

    Raises:
        Conflict: another process holds it.
    """
    stream = path.open("a+")
    with suppress(OSError):
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return stream
    stream.close()
    raise Conflict(
        "another service works in this workspace",
        remedy="Stop it first; on PostgreSQL, give each worker a --worker-id and its own machine.",
    )
