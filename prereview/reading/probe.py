"""What works on this machine, for `doctor`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from prereview.documents import Record
from prereview.errors import EngineError
from prereview.reading.engines import Engine, load_engine
from prereview.reading.rapid import golden_page

if TYPE_CHECKING:
    from prereview.settings import Settings


class EngineStatus(Record):
    """One engine: whether it can read here, what it consists of, how fast it is, what to install where it cannot.

    `pages_per_second` is what one core reads of a drawn page of 24 short lines.
    """

    name: str
    works: bool
    version: str = ""
    remedy: str = ""
    pages_per_second: float | None = None


def probe_engines(settings: Settings) -> tuple[EngineStatus, ...]:
    """Load each engine a user can choose. Takes some seconds; `version` shows the active path and precision."""
    return tuple(_probe(name, settings) for name in ("rapid", "tesseract"))


def _probe(name: str, settings: Settings) -> EngineStatus:
    try:
        engine = load_engine(name, settings)
        return EngineStatus(name=name, works=True, version=engine.version, pages_per_second=_measure(engine))
    except EngineError as error:
        return EngineStatus(name=name, works=False, remedy=str(error))


def _measure(engine: Engine) -> float:
    """Pages a core reads in a second: core time, so that other work on the machine hardly counts."""
    page = np.tile(golden_page(), (6, 2, 1))
    engine.read(page, upright=True)  # kernels are built at first sight of a shape
    began = _core_seconds()
    engine.read(page, upright=True)
    return round(1.0 / max(_core_seconds() - began, 0.001), 2)


def _core_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
