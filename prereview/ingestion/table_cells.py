"""Ruled tables: rules → cells (pdfplumber's table finder), and text sorted into the cells."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges

from prereview.documents import BoundingBox, Line
from prereview.ingestion.lines import Character, join_characters, order_rows

_SNAP = 3.0  #: points between rules that are meant as one (pdfplumber's own default)
_MAX_RULES = 600  #: crossing rules are compared pair by pair; a drawing of thousands is no table
_WRAPPED_ROWS = 3  #: a cell of more rows is a paragraph, whose lines stay lines
_FULL = 1.6  #: a row wraps because it is full: it ends within this many type sizes of the cell's right edge


class Cell(NamedTuple):
    """A cell of a ruled table in points, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float


class Rule(NamedTuple):
    """A straight ruling line in points, origin top left; across if it is wider than tall."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def across(self) -> bool:
        """Whether it runs from left to right."""
        return self.x1 - self.x0 >= self.y1 - self.y0


def find_cells(rules: Sequence[Rule], *, snap: float = _SNAP) -> tuple[Cell, ...]:
    """The cells that crossing rules enclose; none unless at least three run each way.

    `snap` is the distance at which rules are meant as one, in the units of the rules.
    """
    count = sum(rule.across for rule in rules)
    if count < 3 or len(rules) - count < 3 or len(rules) > _MAX_RULES:
        return ()
    edges = merge_edges([_edge(rule) for rule in rules], snap, snap, snap, snap)
    crossings = edges_to_intersections(edges, snap, snap)
    return tuple(Cell(*map(float, cell)) for cell in intersections_to_cells(crossings))


def _edge(rule: Rule) -> dict[str, object]:
    """The rule as pdfplumber keeps edges."""
    middle_x, middle_y = (rule.x0 + rule.x1) / 2, (rule.y0 + rule.y1) / 2
    if rule.across:
        flat = {"x0": rule.x0, "x1": rule.x1, "top": middle_y, "bottom": middle_y, "orientation": "h"}
    else:
        flat = {"x0": middle_x, "x1": middle_x, "top": rule.y0, "bottom": rule.y1, "orientation": "v"}
    return {**flat, "width": rule.x1 - rule.x0, "height": rule.y1 - rule.y0}


def join_cells(characters: Sequence[Character], cells: Sequence[Cell], *, width: float, height: float) -> list[Line]:
    """Lines of a page with ruled tables, unnumbered: text of different cells never shares a line.

    A short text wrapped inside its cell becomes one line, so that a table row reads item, unit, price. Cells of one
    table row follow each other from the left, whatever their rows of text.
    """
    if not cells:
        return join_characters(characters, width=width, height=height)
    inside: defaultdict[int, list[Character]] = defaultdict(list)
    for char, owner in zip(characters, _owners(characters, cells).tolist(), strict=True):
        inside[owner].append(char)
    pieces = [(line.bbox, line) for line in join_characters(inside.pop(-1, []), width=width, height=height)]
    for number in sorted(inside):
        cell = cells[number]
        frame = BoundingBox(cell.x0 / width, cell.y0 / height, cell.x1 / width, cell.y1 / height)
        lines = join_characters(inside[number], width=width, height=height)
        whole = _unwrap(lines, frame)
        pieces += [(frame, whole)] if whole else [(line.bbox, line) for line in lines]
    return [line for _, line in order_rows(pieces)]


def _owners(characters: Sequence[Character], cells: Sequence[Cell]) -> npt.NDArray[np.int_]:
    """For each character the cell its middle lies in, the smallest if several; -1 for none."""
    if not characters:
        return np.zeros(0, dtype=int)
    edges = np.array(cells)
    order = np.argsort((edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1]), kind="stable")
    edges = edges[order]
    x = np.array([(char.x0 + char.x1) / 2 for char in characters])[:, None]
    y = np.array([char.middle for char in characters])[:, None]
    inside = (x >= edges[:, 0]) & (x <= edges[:, 2]) & (y >= edges[:, 1]) & (y <= edges[:, 3])
    return np.where(inside.any(axis=1), order[inside.argmax(axis=1)], -1)


def _unwrap(lines: Sequence[Line], frame: BoundingBox) -> Line | None:
    """The one line of a cell: its only line, or a text wrapped over a few full rows; None for anything else."""
    if len(lines) == 1:
        return lines[0]
    if not 2 <= len(lines) <= _WRAPPED_ROWS:
        return None
    text, box = lines[0].text, lines[0].bbox
    for above, below in itertools.pairwise(lines):
        size = above.bbox.width / max(1, len(above.text))
        stacked = below.bbox.y0 > (above.bbox.y0 + above.bbox.y1) / 2
        full = frame.x1 - above.bbox.x1 < _FULL * size
        if not stacked or not full or ":" in below.text:
            return None
        apart = text[-1].isascii() and below.text[0].isascii() and text[-1].isalpha() and below.text[0].isalpha()
        text += (" " if apart else "") + below.text
        box = box.union(below.bbox)
    return Line(text=text, bbox=box)
