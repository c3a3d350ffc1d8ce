"""Logging: ids, counts and codes only. Nothing a claimant wrote or a page said ever enters a log.

The library only creates records. `cli` and `web` call `configure` once; the claim id and the stage travel in a context
variable, so a record from deep inside a stage says which claim it belongs to.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_where: ContextVar[str] = ContextVar("prereview_where", default="-")

#: Libraries that write a line per page or font at WARNING; a batch would drown in them.
_NOISY = ("pdfminer", "pypdfium2", "PIL", "rapidocr", "RapidOCR", "matplotlib", "fontTools")


@contextmanager
def where(claim_id: str, stage: str = "") -> Iterator[None]:
    """Name the claim (and stage) on every record made inside the block."""
    token = _where.set(f"{claim_id}/{stage}" if stage else claim_id)
    try:
        yield
    finally:
        _where.reset(token)


class _AddWhere(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.where = _where.get()
        return True


def configure(*, verbose: bool = False) -> None:
    """Send records to stderr. For entry points only; stdout belongs to results."""
    handler = logging.StreamHandler()
    handler.addFilter(_AddWhere())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s [%(where)s] %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.WARNING)
    quieten_libraries()


def quieten_libraries() -> None:
    """Keep third-party chatter out of a worker's stderr."""
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
