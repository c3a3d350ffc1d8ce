"""One OFD page: what it shows, and its characters as a text layer."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from prereview.documents import TextLayer, number_lines
from prereview.ingestion.lines import Character
from prereview.ingestion.ofd_box import Box, numbers, parse_box, parse_matrix
from prereview.ingestion.ofd_path import Colour, Stroke, read_colour, read_strokes
from prereview.ingestion.table_cells import Rule, find_cells, join_cells
from prereview.ingestion.xml_tree import local

ASCENT = 0.86  #: of the type size; the format gives baselines only
#: No paper has more; a page that claims to is an attack on time or memory.
_MAX_CHARACTERS = 100_000
_MAX_PICTURES = 200
_MAX_STROKES = 20_000


class Ink(NamedTuple):
    """How a character is written: its colour (None: the drawing's own) and its turn in degrees, clockwise."""

    colour: Colour | None
    turn: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page shows, in millimetres from its top left corner; pictures name their part of the package."""

    width: float
    height: float
    characters: tuple[Character, ...]
    inks: tuple[Ink, ...]
    invisible: int
    pictures: tuple[tuple[Box, str], ...]
    strokes: tuple[Stroke, ...]


def read_content(roots: Sequence[Element], size: Box, media: Mapping[str, str]) -> PageContent:
    """Collect what the page and its templates (given first) show."""
    characters: list[Character] = []
    inks: list[Ink] = []
    pictures: list[tuple[Box, str]] = []
    strokes: list[Stroke] = []
    invisible = 0
    for element in (part for root in roots for part in root.iter()):
        name = local(element)
        boundary = parse_box(element.get("Boundary", "")) if name.endswith("Object") else None
        if name == "TextObject":
            shown = list(itertools.islice(_characters(element, size), _MAX_CHARACTERS - len(characters)))
            invisible += len(shown) if _is_invisible(element) else 0
            characters += shown
            inks += [_ink(element)] * len(shown)
        elif name == "ImageObject" and boundary and element.get("ResourceID", "") in media:
            place = _picture_box(element, boundary).moved(-size.x, -size.y)
            pictures.append((place, media[element.get("ResourceID", "")]))
        elif name == "PathObject" and boundary:
            matrix = parse_matrix(element.get("CTM", "")).moved(boundary.x - size.x, boundary.y - size.y)
            strokes += itertools.islice(read_strokes(element, matrix), _MAX_STROKES - len(strokes))
    return PageContent(
        size.width, size.height, tuple(characters), tuple(inks), invisible, tuple(pictures[:_MAX_PICTURES]),
        tuple(strokes),
    )  # fmt: skip


def _picture_box(element: Element, boundary: Box) -> Box:
    """Where a picture lies: its matrix maps the unit square (clause 10); without one it fills its boundary."""
    if not element.get("CTM"):
        return boundary
    matrix = parse_matrix(element.get("CTM", ""))
    corners = [matrix.apply(corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    wide, tall = max(x for x, _ in corners) - left, max(y for _, y in corners) - top
    return Box(boundary.x + left, boundary.y + top, wide, tall) if wide > 0 and tall > 0 else boundary


def _ink(element: Element) -> Ink:
    matrix = parse_matrix(element.get("CTM", ""))
    return Ink(read_colour(element, "FillColor"), math.degrees(math.atan2(matrix.b, matrix.a)))


def _is_invisible(element: Element) -> bool:
    return element.get("Visible") == "false" or element.get("Alpha") == "0"


def _characters(element: Element, size: Box) -> Iterator[Character]:
    """Characters of a text object: each TextCode starts at X, Y and advances by DeltaX, DeltaY (clause 11.3)."""
    corner = numbers(element.get("Boundary", ""))
    left, top = (corner[0] - size.x, corner[1] - size.y) if len(corner) == 4 else (0.0, 0.0)
    matrix = parse_matrix(element.get("CTM", "")).moved(left, top)
    em = next(iter(numbers(element.get("Size", ""))), 3.5)
    tall = em * math.hypot(matrix.c, matrix.d)
    wide = em * math.hypot(matrix.a, matrix.b)
    x = y = 0.0
    for code in (part for part in element if local(part) == "TextCode"):
        x = next(iter(numbers(code.get("X", ""))), x)
        y = next(iter(numbers(code.get("Y", ""))), y)
        text = code.text or ""
        across, down = _deltas(code.get("DeltaX", ""), len(text)), _deltas(code.get("DeltaY", ""), len(text))
        typed = False
        for i, char in enumerate(text):
            advance = across[i] if i < len(across) else em * (1.0 if char >= "\u2e80" else 0.5)
            px, py = matrix.apply((x, y))
            if not char.isspace():
                breadth = min(wide, max(0.2 * wide, advance * wide / em)) if advance > 0 else wide
                yield Character(char, px, py - ASCENT * tall, px + breadth, py + (1 - ASCENT) * tall, typed)
            typed = char.isspace()
            x += across[i] if i < len(across) else (0.0 if down else advance)
            y += down[i] if i < len(down) else 0.0


def _deltas(text: str, count: int) -> list[float]:
    """ST_Array of advances, in which "g n v" stands for n times v; at most `count` values."""
    parts = text.split()
    values: list[float] = []
    i = 0
    try:
        while i < len(parts) and len(values) < count:
            if parts[i] == "g":
                values += [float(parts[i + 2])] * min(int(parts[i + 1]), count - len(values))
                i += 3
            else:
                values.append(float(parts[i]))
                i += 1
    except (ValueError, IndexError):
        return values
    return values


def page_layer(content: PageContent) -> TextLayer:
    """The page's text, joined to lines like that of a PDF."""
    cover = sum(box.width * box.height for box, _ in content.pictures) / (content.width * content.height)
    share = content.invisible / len(content.characters) if content.characters else 0.0
    level = [rule for rule in _rules(content.strokes) if min(rule.x1 - rule.x0, rule.y1 - rule.y0) < 0.5]
    cells = find_cells(level, snap=1.0)  # millimetres
    lines = number_lines(join_cells(content.characters, cells, width=content.width, height=content.height))
    return TextLayer(lines=lines, image_cover=round(min(1.0, cover), 4), invisible_share=round(min(1.0, share), 4))


def _rules(strokes: Sequence[Stroke]) -> Iterator[Rule]:
    for stroke in strokes:
        for (x0, y0), (x1, y1) in () if stroke.curved else itertools.pairwise(stroke.points):
            yield Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
