"""OCR engines behind one method, and the registry that loads them by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from prereview.documents import Line, Record
from prereview.errors import EngineError

if TYPE_CHECKING:
    from prereview.documents import Pixels
    from prereview.settings import Settings

Rotation = Literal[0, 90, 180, 270]


class Reading(Record):
    """What an engine saw: lines in reading order, boxes relative to the upright page.

    `rotation` is how many degrees clockwise the picture had to be turned to stand upright, `tilt` how many more to make
    its lines level (0 where they nearly were). `complete` is False where the inside of a long table was not read
    because the rest sufficed.
    """

    lines: tuple[Line, ...] = ()
    rotation: Rotation = 0
    tilt: float = 0.0
    complete: bool = True


class Engine(Protocol):
    """Turns pixels into lines. Any exception it raises costs one page, never the claim."""

    @property
    def name(self) -> str:
        """The registry name."""
        ...

    @property
    def version(self) -> str:
        """What produced the reading (libraries, models, precision), for the audit trail."""
        ...

    def read(self, pixels: Pixels, *, upright: bool = False) -> Reading:
        """Read height x width x 3 RGB pixels; `upright` says the picture needs no turning."""
        ...


@runtime_checkable
class ThriftyEngine(Protocol):
    """An engine that can stop reading a page once enough is known."""

    def read_until(self, pixels: Pixels, suffices: Callable[[Reading], bool], *, upright: bool = False) -> Reading:
        """Like `Engine.read`; asks once, with all but the inside of a long table, whether it suffices."""
        ...


@runtime_checkable
class LineEngine(Protocol):
    """An engine that can also be given single lines, without searching for them."""

    def read_lines(self, cuts: Sequence[Pixels]) -> list[str]:
        """The words on upright pictures (RGB) of one line each; "" where nothing can be read."""
        ...


def default_cache(settings: Settings) -> Path:
    """The folder for prepared engine files; it may turn out to be read-only, which engines must bear."""
    return settings.cache_dir or Path("~/.cache/prereview").expanduser()


def _load_rapid(argument: str, settings: Settings) -> Engine:
    from prereview.reading.rapid import load_rapid  # noqa: PLC0415 - engines import late: doctor names a missing one

    return load_rapid(default_cache(settings))


def _load_stock(argument: str, settings: Settings) -> Engine:
    from prereview.reading.stock import StockEngine  # noqa: PLC0415 - see _load_rapid

    return StockEngine(argument or "openvino")


def _load_tesseract(argument: str, settings: Settings) -> Engine:
    from prereview.reading.tesseract import load_tesseract  # noqa: PLC0415 - see _load_rapid

    return load_tesseract()


def _load_replay(argument: str, settings: Settings) -> Engine:
    from prereview.reading.replay import ReplayEngine  # noqa: PLC0415 - see _load_rapid

    if not argument:
        raise EngineError("engine 'replay' needs its folder", remedy="Write it as replay:FOLDER.")
    return ReplayEngine(Path(argument))


#: Every engine by name. `replay:FOLDER` serves recorded readings.
ENGINES: Mapping[str, Callable[[str, Settings], Engine]] = {
    "rapid": _load_rapid,
    "stock": _load_stock,
    "tesseract": _load_tesseract,
    "replay": _load_replay,
}


def load_engine(name: str, settings: Settings) -> Engine:
    """The engine of that name, ready to read.

    Raises:
        EngineError: the name is unknown (the message lists the known ones) or the engine cannot work here.
    """
    key, _, argument = name.partition(":")
    loader = ENGINES.get(key)
    if loader is None:
        raise EngineError(f"unknown OCR engine {key!r}", remedy=f"Known engines: {', '.join(ENGINES)}.")
    return loader(argument, settings)
