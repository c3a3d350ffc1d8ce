"""What every worker process of a pool begins with, whatever it works on."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
import sys

from prereview.logs import configure
from prereview.settings import Limits

_PR_SET_PDEATHSIG = 1


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
