"""The pool of worker processes, and what every process of it begins with, whatever it works on.

Pebble's pool, because an abort, a kill, a hang or a memory blow-up costs exactly the task that caused it (measured; a
plain process pool loses everything in flight).
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import re
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from pebble import ProcessPool

from prereview.logs import configure
from prereview.settings import Limits

_PR_SET_PDEATHSIG = 1


def open_pool(workers: int, *, tasks_each: int, start: Callable[..., None], arguments: tuple[Any, ...]) -> ProcessPool:
    """Spawned processes that run `start(*arguments)` first and are replaced after so many tasks.

    OCR engines keep a compiled kernel for every shape of picture, and grow.
    """
    return ProcessPool(
        max_workers=workers,
        max_tasks=tasks_each,
        initializer=start,
        initargs=arguments,
        context=multiprocessing.get_context("spawn"),
    )


def begin(limits: Limits) -> None:
    """Pool initializer: bound the memory, keep to one core, never outlive the main process."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    configure()
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_DATA, (limits.worker_bytes, resource.RLIM_INFINITY))


def _die_with_parent() -> None:
    """A killed main process must not leave workers writing behind the back of the one that resumes (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def place_of(error: BaseException) -> str:
    """Where a worker's error broke, without its message: messages may quote what a page says."""
    # Pebble sends the worker's traceback as text, in __cause__.
    frames = re.findall(r'File ".*?([^/"]+)", line (\d+)', str(error.__cause__))
    return " < ".join(f"{name}:{line}" for name, line in reversed(frames[-4:])) or "worker"
