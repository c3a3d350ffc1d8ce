"""Boxes, points and transformations of OFD pages, in millimetres, origin top left."""

from __future__ import annotations

from typing import NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    """ST_Box of GB/T 33190: left, top, width, height in millimetres."""

    x: float
    y: float
    width: float
    height: float

    def moved(self, x: float, y: float) -> Box:
        """The same box at another place."""
        return self._replace(x=self.x + x, y=self.y + y)


class Matrix(NamedTuple):
    """A transformation (CTM): a point (x, y) comes to (a·x + c·y + e, b·x + d·y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, point: Point) -> Point:
        """Where a point comes to."""
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def moved(self, x: float, y: float) -> Matrix:
        """This transformation with what it shows moved by x, y."""
        return self._replace(e=self.e + x, f=self.f + y)


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


def parse_matrix(text: str) -> Matrix:
    """The transformation of "a b c d e f"; one that changes nothing if it is absent or senseless."""
    values = numbers(text)
    return Matrix(*values) if len(values) == 6 else Matrix()
