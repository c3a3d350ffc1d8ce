"""Boxes of OFD pages, in millimetres, origin top left."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """ST_Box of GB/T 33190: left, top, width, height in millimetres."""

    x: float
    y: float
    width: float
    height: float


def numbers(text: str) -> list[float]:
    """The numbers of a space-separated attribute; [] if it is not one."""
    try:
        return [float(part) for part in text.split()]
    except ValueError:
        return []


def parse_box(text: str) -> Box | None:
    """The box of "x y w h"; None if it is absent or has no area."""
    values = numbers(text)
    if len(values) != 4 or not (0 < values[2] < 1e5 and 0 < values[3] < 1e5):
        return None
    return Box(*values)
