"""What works on this machine, for `doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prereview.documents import Record
from prereview.errors import EngineError
from prereview.reading.engines import load_engine

if TYPE_CHECKING:
    from prereview.settings import Settings


class EngineStatus(Record):
    """One engine: whether it can read here, what it consists of, and what to install where it cannot."""

    name: str
    works: bool
    version: str = ""
    remedy: str = ""


def probe_engines(settings: Settings) -> tuple[EngineStatus, ...]:
    """Load each engine a user can choose. Takes a second or two; `version` shows the active path and precision."""
    return tuple(_probe(name, settings) for name in ("rapid", "tesseract"))


def _probe(name: str, settings: Settings) -> EngineStatus:
    try:
        return EngineStatus(name=name, works=True, version=load_engine(name, settings).version)
    except EngineError as error:
        return EngineStatus(name=name, works=False, remedy=str(error))
