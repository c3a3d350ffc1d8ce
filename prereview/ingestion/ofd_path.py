"""Paths of OFD pages (GB/T 33190-2016, clause 9): their pens, and their lines as points."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from prereview.ingestion.ofd_box import Matrix, Point, numbers
from prereview.ingestion.xml_tree import child, child_text

Colour = tuple[int, int, int]

_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_LINE_WIDTH = 0.353  #: millimetres, where a path gives none (clause 8.2)
_STEPS = 12  #: straight pieces of a curve; enough for a seal's ring at 200 dpi
_MAX_PIECES = 50_000  #: of one path; no paper has more


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points in millimetres; a colour of None is the drawing's own, `filled` colours its inside."""

    points: tuple[Point, ...]
    width: float
    curved: bool = False
    colour: Colour | None = None
    filled: bool = False


def read_strokes(element: Element, matrix: Matrix) -> Iterator[Stroke]:
    """The lines of a path object on its page; a path of no sense has none.

    Args:
        element: the path object.
        matrix: from its own coordinates to the page.
    """
    drawn, filled = element.get("Stroke") != "false", element.get("Fill") == "true"
    if not (drawn or filled):
        return
    colour = read_colour(element, "StrokeColor" if drawn else "FillColor")
    stretch = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    width = next(iter(numbers(element.get("LineWidth", ""))), _LINE_WIDTH) * stretch
    data = child_text(element, "AbbreviatedData").split()
    for points, curved in itertools.islice(_lines(data), _MAX_PIECES):
        yield Stroke(tuple(matrix.apply(point) for point in points), width, curved, colour, filled and not drawn)


def read_colour(element: Element, name: str) -> Colour | None:
    """The RGB value of a colour given with an object; None if there is none, or it is of another colour space."""
    entry = child(element, name)
    values = numbers(entry.get("Value", "")) if entry is not None else []
    if len(values) != 3 or not all(0 <= value <= 255 for value in values):
        return None
    return int(values[0]), int(values[1]), int(values[2])


def _lines(data: list[str]) -> Iterator[tuple[list[Point], bool]]:
    """Connected points of "M x y L x y B …", and whether a curve is among them."""
    points: list[Point] = []
    curved = False
    for command, values in _commands(data):
        if command in ("M", "S"):
            if len(points) > 1:
                yield points, curved
            points, curved = [(values[0], values[1])], False
        elif command == "C":
            points += points[:1]
        elif points:
            curved |= command != "L"
            points += _follow(command, points[-1], values)
    if len(points) > 1:
        yield points, curved


def _commands(data: list[str]) -> Iterator[tuple[str, list[float]]]:
    at = 0
    while at < len(data):
        command = data[at]
        count = _ARGUMENTS.get(command)
        values = numbers(" ".join(data[at + 1 : at + 1 + count])) if count else []
        at += 1
        if count is not None and len(values) == count and all(map(math.isfinite, values)):
            yield command, values
            at += count


def _follow(command: str, start: Point, values: list[float]) -> list[Point]:
    """The points a command leads to from `start`."""
    if command == "A":
        return _arc(start, values)
    stops = [start, *zip(values[::2], values[1::2], strict=True)]
    return [stops[1]] if command == "L" else [_bezier(stops, step / _STEPS) for step in range(1, _STEPS + 1)]


def _bezier(stops: list[Point], share: float) -> Point:
    """De Casteljau: the point of a curve of any degree at `share` of its way."""
    while len(stops) > 1:
        stops = [(x0 + share * (x1 - x0), y0 + share * (y1 - y0)) for (x0, y0), (x1, y1) in itertools.pairwise(stops)]
    return stops[0]


def _arc(start: Point, values: list[float]) -> list[Point]:
    """An elliptical arc "rx ry turn large sweep x y" to its end; the centre as in SVG 1.1, appendix F.6.5."""
    wide, tall, turn, large, sweep, *end = values
    across, down = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    if not wide or not tall or not (half_x or half_y):
        return [(end[0], end[1])]
    # In the circle of radius 1 that the ellipse is a stretched and turned picture of:
    u, v = (across * half_x + down * half_y) / wide, (across * half_y - down * half_x) / tall
    length = u * u + v * v
    away = math.sqrt(max(0.0, 1 / length - 1)) * (-1 if bool(large) == bool(sweep) else 1)
    grown = max(1.0, math.sqrt(length))
    centre = (away * v, -away * u)
    first = math.atan2(v - centre[1], u - centre[0])
    last = math.atan2(-v - centre[1], -u - centre[0])
    angle = (last - first) % (2 * math.pi) - (0 if sweep else 2 * math.pi)
    middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    points = []
    for step in range(1, _STEPS + 1):
        at = first + angle * step / _STEPS
        x, y = wide * (centre[0] + grown * math.cos(at)), tall * (centre[1] + grown * math.sin(at))
        points.append((middle_x + across * x - down * y, middle_y + down * x + across * y))
    return points
