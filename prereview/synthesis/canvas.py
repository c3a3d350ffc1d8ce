"""A page as a list of drawing operations in millimetres: the one source of PDF, raster and text-only pages.

Origin top left. A text operation may carry a fact (name, canonical value), so truth boxes come from what was drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Colour = tuple[int, int, int]
Family = Literal["song", "hei", "kai", "noto", "serif", "roman", "sans"]
Ink = Literal["solid", "dots", "faint", "hand", "embossed"]
SealColour = Literal["red", "blue", "black"]
SealShape = Literal["round", "oval", "square"]

BLACK: Colour = (20, 20, 24)
FactTag = tuple[str, str]

# DejaVu advance widths by character class, em; the CJK families but `serif` are exactly half and full width.
_NARROW, _WIDE_CAPS = frozenset("iljtfr.,:;'|!I()[] /"), frozenset("mwMWOQGDNH@%&")


@dataclass(frozen=True, slots=True)
class Text:
    """One run of text. `x`, `y` is the top left of its em box; `size` the em in mm; `spacing` extra mm a character."""

    x: float
    y: float
    text: str
    size: float
    family: Family = "song"
    colour: Colour = BLACK
    bold: bool = False
    ink: Ink = "solid"
    fact: FactTag | None = None
    spacing: float = 0.0

    @property
    def width(self) -> float:
        """Width in mm by the family's advance widths."""
        return measure(self.text, self.size, self.family) + self.spacing * len(self.text)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A polyline; `hand` marks pen marks a reader should not take for a ruling."""

    points: tuple[tuple[float, float], ...]
    width: float = 0.2
    colour: Colour = BLACK
    dash: bool = False
    hand: bool = False


@dataclass(frozen=True, slots=True)
class Patch:
    """A filled rectangle: tinted cells, card bodies; `hides` marks one drawn over print to redact it."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal. `top` runs on the arc, `centre` and `bottom` across; `issuer` False marks printed 监制章 and logos."""

    x: float
    y: float
    width: float
    height: float
    shape: SealShape
    colour: SealColour
    top: str
    centre: str = ""
    bottom: str = ""
    angle: float = 0.0
    strength: float = 0.8
    issuer: bool = True
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code or a bar code with its payload."""

    x: float
    y: float
    width: float
    height: float
    payload: str
    kind: Literal["qr", "bar"] = "qr"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture: portrait, road scene, film, chart, guilloche… `name` chooses it, `seed` varies it."""

    x: float
    y: float
    width: float
    height: float
    name: str
    seed: int = 0
    under: bool = False


Operation = Text | Stroke | Patch | Stamp | Symbol | Picture


@dataclass(slots=True)
class Canvas:
    """One page being drawn: its size in mm, paper tint and operations in drawing order."""

    width: float = 210.0
    height: float = 297.0
    paper: Colour = (255, 255, 255)
    operations: list[Operation] = field(default_factory=list)

    def add(self, operation: Operation) -> None:
        """Draw on top of what is there."""
        self.operations.append(operation)

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.2, colour: Colour = BLACK) -> None:
        """A straight line."""
        self.add(Stroke(((x0, y0), (x1, y1)), width, colour))

    def frame(
        self, x: float, y: float, width: float, height: float, *, line: float = 0.2, colour: Colour = BLACK
    ) -> None:
        """An unfilled rectangle; `line` is the thickness of its border."""
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
        self.add(Stroke(corners, line, colour))

    @property
    def texts(self) -> Iterator[Text]:
        """The text operations, in drawing order."""
        return (operation for operation in self.operations if isinstance(operation, Text))

    @property
    def stamps(self) -> Iterator[Stamp]:
        """The seals, in drawing order."""
        return (operation for operation in self.operations if isinstance(operation, Stamp))


@lru_cache(maxsize=20_000)
def _advance(character: str, family: Family) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if family in ("roman", "sans"):
        wide = 0.85 if character in _WIDE_CAPS else 0.72 if character.isupper() else 0.64
        return 0.36 if character in _NARROW else wide
    if family == "serif":  # its Latin letters are proportional
        return 0.7 if character.isupper() else 0.55
    return 0.5


def measure(text: str, size: float, family: Family = "song") -> float:
    """Width of `text` in mm."""
    return sum(_advance(character, family) for character in text) * size


def wrap(text: str, width: float, size: float, family: Family = "song") -> list[str]:
    """Break `text` into lines of at most `width` mm; never starts a line with closing punctuation."""
    lines, current, used = [], "", 0.0
    for character in text:
        step = _advance(character, family) * size
        if used + step > width and character not in "，。、；：）)”,.;:！？" and current:
            lines.append(current)
            current, used = "", 0.0
        current += character
        used += step
    return [*lines, current] if current else lines


def clip(text: str, width: float, size: float, family: Family) -> str:
    """Cut `text` so that it fits `width` mm."""
    while text and measure(text, size, family) > width:
        text = text[:-1]
    return text


def wrap_after(text: str, width: float, first: float, face: tuple[float, Family]) -> list[str]:
    """Wrap with a first line shortened by `first` mm; `face` is size and family."""
    size, family = face
    head = wrap(text, max(width - first, size * 4), size, family)[:1]
    rest = text[len(head[0]) :] if head else ""
    return [*head, *wrap(rest, width, size, family)]
