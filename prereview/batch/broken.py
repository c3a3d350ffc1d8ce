"""What broke its worker process, a page or a whole claim: how that shows in the pool, and what is said of it.

Engines and decoders are native code: they hang, abort and eat memory. The batch guards each page inside the claim it
reviews (`guard.py`), the service gives each page a task of its own; either way the page is told in the same words.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import Future, TimeoutError
from typing import Literal, TypeVar

from pebble import ProcessExpired

from prereview.batch.process import place_of
from prereview.documents import Evidence, Page, Quality
from prereview.errors import PrereviewError
from prereview.findings import Finding

log = logging.getLogger(__name__)

T = TypeVar("T")
Broken = Literal["crashed", "timeout", "failed"]  #: the process ended, took too long, or met a programming error

#: code -> (what the page record says, zh, en).
_WORDS = {
    "page_crashed": (
        "skipped: reading broke off",
        "读取此页时程序中断，已跳过，请人工查看",
        "reading this page broke off; it was skipped, a person should look at it",
    ),
    "page_timeout": (
        "skipped: over the time limit for a page",
        "读取此页超过时限，已跳过，请人工查看",
        "reading this page exceeded its time limit; it was skipped, a person should look at it",
    ),
}


def outcome_of(future: Future[T], *, seconds: float | None = None) -> T | Broken:
    """The result of a task, or how it broke; a programming error is named in the log, without its message.

    Raises:
        PrereviewError: what the task itself raised on purpose.
    """
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        return "timeout"
    except (ProcessExpired, MemoryError) as error:
        log.warning("a worker process ended: %s", type(error).__name__)
        return "crashed"
    except PrereviewError:
        raise
    except Exception as error:  # noqa: BLE001 one claim's programming error must not stop the others; it is named
        log.error("a task failed: %s at %s", type(error).__name__, place_of(error))
        return "failed"


def claim_code(broken: Broken) -> str:
    """The code of the report that stands for a claim which broke."""
    return "claim_timeout" if broken == "timeout" else "claim_crashed"


def broken_page(file: str, number: int, broken: Broken) -> Page:
    """The page that stands for one which broke its reader."""
    code, reason = ("page_timeout", "timeout") if broken == "timeout" else ("page_crashed", "damaged")
    quality = Quality(grade="unreadable", reasons=(reason,))
    return Page(file=file, number=number, source="none", quality=quality, decision=_WORDS[code][0])


def findings_of(pages: Iterable[Page]) -> list[Finding]:
    """A finding for every page among them that stands for one which broke its reader."""
    codes = {said: code for code, (said, _, _) in _WORDS.items()}
    return [_finding(codes[page.decision], page) for page in pages if page.decision in codes]


def _finding(code: str, page: Page) -> Finding:
    _, zh, en = _WORDS[code]
    place = Evidence(file=page.file, page=page.number)
    return Finding(code=code, severity="error", message_zh=zh, message_en=en, evidence=(place,))
