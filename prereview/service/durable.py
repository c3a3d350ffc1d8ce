"""The durable queue: DBOS, on a SQLite file beside the store or in its PostgreSQL database.

Each round is one workflow of two steps, named after the round, so that it is queued once however often it is offered.
Steps may run again after a kill; both are written so that this changes nothing. There is one worker per process,
because DBOS is one per process.
"""

from __future__ import annotations

import logging
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

from dbos import DBOS, DBOSConfig, SetWorkflowID

from prereview.service.rounds import RoundWork
from prereview.store.database import database_url

log = logging.getLogger(__name__)

_QUEUE = "rounds"
_VERSION = "1"  #: of the steps below: work begun under another version is left to workers of that version
_RECOVERIES = 20  #: restarts with the same round in hand until it is parked as one that kills the service
_ATTEMPTS = 3  #: workflows per round that may end in an error nobody foresaw
_POLL = 0.5  #: seconds between two looks into the queue
#: Rounds a worker holds at a time. The queue keeps one number for all workers, so it cannot be that of the processes,
#: which machines have in different numbers; four rounds have pages enough for about sixteen.
_AT_ONCE = 4

_work: RoundWork | None = None


def launch(work: RoundWork, *, worker_id: str, database: str | None, workspace: Path) -> None:
    """Join the queue and take up what this worker left when it was last stopped or killed.

    Args:
        work: what the steps need.
        worker_id: stable over restarts, and one of its kind: its name in the queue.
        database: PostgreSQL URL, or None for a file in the workspace.
        workspace: where that file lies.
    """
    global _work  # noqa: PLW0603 one worker per process, see above
    _work = work
    config: DBOSConfig = {
        "name": "prereview",
        "executor_id": worker_id,
        "application_version": _VERSION,
        "enable_otlp": False,
        "log_level": "ERROR",
        "system_database_url": database_url(workspace, database) if database else _queue_file(workspace),
    }
    DBOS(config=config)
    logging.getLogger("dbos").handlers.clear()  # its records go where ours go
    DBOS.launch()
    DBOS.register_queue(_QUEUE, worker_concurrency=_AT_ONCE, polling_interval_sec=_POLL, on_conflict="always_update")


def offer(round_id: int) -> None:
    """Queue a round unless it is queued or running. A workflow that ended without a report is followed by another."""
    for attempt in range(1, _ATTEMPTS + 1):
        name = f"round-{round_id}" if attempt == 1 else f"round-{round_id}.{attempt}"
        status = DBOS.get_workflow_status(name)
        if status is None:
            with SetWorkflowID(name):
                DBOS.enqueue_workflow(_QUEUE, review_round, round_id)
            return
        if status.status in ("ENQUEUED", "PENDING", "DELAYED"):
            return
        log.error("round %d: workflow %s ended as %s", round_id, name, status.status)
    _current().give_up(round_id)


def land(seconds: int) -> None:
    """Leave the queue; what is in hand stays ours for the next start."""
    DBOS.destroy(workflow_completion_timeout_sec=seconds)


def default_worker_id() -> str:
    """The host name: stable over restarts where one worker runs per host."""
    return socket.gethostname()


@DBOS.workflow(name="review_round", max_recovery_attempts=_RECOVERIES)
def review_round(round_id: int) -> str:
    """A round from its files to its report; returns the route."""
    return report(round_id, read(round_id))


@DBOS.step(name="read")
def read(round_id: int) -> str:
    """Every page, each kept as soon as it is read."""
    return _current().read(round_id)


@DBOS.step(name="report")
def report(round_id: int, reading: str) -> str:
    """The report, kept once."""
    return _current().report(round_id, reading)


def _current() -> RoundWork:
    assert _work is not None, "launch() comes first"
    return _work


def _queue_file(workspace: Path) -> str:
    """A database file in WAL mode, which the file itself remembers; SQLite syncs every commit by default (FULL)."""
    path = workspace / "queue.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    return f"sqlite:///{path}"
