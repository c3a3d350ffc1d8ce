"""The worker processes of one machine: a bounded number of tasks at once, each with a time limit of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from prereview.batch.broken import Broken, outcome_of
from prereview.batch.process import open_pool
from prereview.service import page_work
from prereview.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")

_TASKS_PER_PROCESS = 2000  # pages, then it is replaced
_GRACE = 300.0  # seconds for starting a process, beyond which the pool itself is not trusted any more


class Stopping(BaseException):
    """The service stops: work in hand stays as it is and is continued at the next start.

    A BaseException, because the durable engine records every Exception as the outcome of the work.
    """


class Slots:
    """Runs tasks in worker processes. Safe to use from many threads."""

    def __init__(self, count: int, load: page_work.Load, settings: Settings) -> None:
        self.count = count
        self._free = threading.Semaphore(count)
        self._stopping = threading.Event()
        self._pool = open_pool(count, tasks_each=_TASKS_PER_PROCESS, start=page_work.start, arguments=(load, settings))

    def run(self, task: Callable[..., T], *args: Any, seconds: float) -> T | Broken:
        """The result of a task, or how it broke. A crash is tried once more: the memory killer may have erred.

        Raises:
            Stopping: the service stops; the task was not begun.
            PrereviewError: what the task itself raised on purpose.
        """
        for _ in range(2):
            outcome = self._run_once(task, args, seconds)
            if outcome != "crashed":
                return outcome
        return outcome

    def _run_once(self, task: Callable[..., T], args: tuple[Any, ...], seconds: float) -> T | Broken:
        while not self._free.acquire(timeout=0.2):
            self._check()
        try:
            self._check()
            future: Future[T] = self._pool.schedule(task, args=args, timeout=seconds)
            return outcome_of(future, seconds=seconds + _GRACE)
        finally:
            self._free.release()

    def stop(self, seconds: float) -> None:
        """Let tasks in flight finish for so long, begin none, then end the processes."""
        self._stopping.set()
        deadline = time.monotonic() + seconds
        got = sum(self._free.acquire(timeout=max(deadline - time.monotonic(), 0.01)) for _ in range(self.count))
        if got < self.count:
            log.warning("stopped with %d tasks in flight; they are done again at the next start", self.count - got)
        self._pool.stop()  # type: ignore[no-untyped-call]  # Pebble types its pools only in part
        self._pool.join()

    @property
    def alive(self) -> bool:
        """Whether the pool takes tasks."""
        return bool(self._pool.active) and not self._stopping.is_set()

    def pause(self, seconds: float) -> None:
        """Wait before trying something again.

        Raises:
            Stopping: the service stops meanwhile.
        """
        self._stopping.wait(seconds)
        self._check()

    def _check(self) -> None:
        if self._stopping.is_set():
            raise Stopping
