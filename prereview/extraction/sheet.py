"""A page as cells that know their neighbours: what stands to the right of a label, and what below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from prereview.documents import BoundingBox, Line, Page
from prereview.extraction.dates import find_day_order, unfold_days
from prereview.extraction.squeezed import Squeezed, squeeze

FAR = 0.45  #: page widths beyond which a cell no longer belongs to a label on its left


@dataclass(frozen=True, slots=True)
class Cell:
    """One line with its squeezed text; `row` is the centre height with the page's skew taken out (page-relative)."""

    line: Line
    text: Squeezed
    row: float

    @property
    def box(self) -> BoundingBox:
        """The line's box."""
        return self.line.bbox

    @property
    def em(self) -> float:
        """The width of a Chinese character here, as a share of the page width."""
        return 2 * self.box.width / (sum(2 if ord(char) > 0x2E80 else 1 for char in self.line.text) or 1)

    def x_span(self, start: int, end: int) -> tuple[float, float]:
        """Left and right edge of squeezed characters `start:end`, Chinese characters counted twice as wide."""
        first, last = self.text.source_span(start, end)
        widths = [2 if ord(char) > 0x2E80 else 1 for char in self.line.text]
        total = sum(widths) or 1
        left = self.box.x0 + self.box.width * sum(widths[:first]) / total
        return left, self.box.x0 + self.box.width * sum(widths[:last]) / total


@dataclass(frozen=True)
class Sheet:
    """The cells of one page, in the reader's order."""

    page: Page

    @cached_property
    def slope(self) -> float:
        """Rise of the text rows over the page width: the median over neighbouring lines (scans lean 0.3–3 degrees)."""
        lines = [line for line in self.page.lines if line.bbox.height > 0]
        slopes = []
        for line in lines:
            right = [
                other
                for other in lines
                if 0 < other.bbox.x0 - line.bbox.x1 < 0.15 and _overlap(line.bbox, other.bbox) > 0.4
            ]
            if right:
                nearest = min(right, key=lambda other: other.bbox.x0)
                run = _middle_x(nearest.bbox) - _middle_x(line.bbox)
                slopes.append((_middle_y(nearest.bbox) - _middle_y(line.bbox)) / run)
        slope = median(slopes) if len(slopes) >= 3 else 0.0
        return slope if abs(slope) < 0.12 else 0.0

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every line that carries text."""
        return tuple(
            Cell(line, squeezed, _middle_y(line.bbox) - self.slope * _middle_x(line.bbox))
            for line in self.page.lines
            if (squeezed := squeeze(line.text)).text
        )

    @cached_property
    def _month_first(self) -> bool | None:
        """Whether days such as 04/29/2025 show that this paper puts the month first; None where none shows it."""
        return find_day_order(self.page.text)

    def in_day_order(self, text: str) -> str:
        """The words with 05/11/2025 written as this paper's other days mean it; unchanged where they do not tell."""
        return text if self._month_first is None else unfold_days(text, month_first=self._month_first)

    @cached_property
    def span(self) -> tuple[float, float, float]:
        """Top, bottom and right edge of what is written: a photo shows the sheet amid a desk."""
        boxes = [cell.box for cell in self.cells]
        if not boxes:
            return 0.0, 1.0, 1.0
        return min(box.y0 for box in boxes), max(box.y1 for box in boxes), max(box.x1 for box in boxes)

    def depth(self, cell: Cell) -> float:
        """How far down the writing a cell stands: 0 the first line, 1 the last."""
        top, bottom, _ = self.span
        return (cell.box.y0 - top) / max(bottom - top, 1e-6)

    @cached_property
    def line_height(self) -> float:
        """The usual height of a line, as a share of the page height."""
        heights = [cell.box.height for cell in self.cells if cell.box.width > cell.box.height * 0.5]
        return median(heights) if heights else 0.02

    def right_of(self, cell: Cell, *, far: float = FAR) -> tuple[Cell, ...]:
        """Cells on the same row to the right of a cell, at most `far` page widths off, nearest first."""
        edge = cell.box.x1
        # Overprinted values sit up to half a line off their label, never a whole one.
        reach = 0.62 * max(min(cell.box.height, 1.6 * self.line_height), self.line_height)
        row = [
            other
            for other in self.cells
            if other is not cell
            and abs(other.row - cell.row) < reach
            and other.box.x0 > edge - 1.3 * cell.em
            and other.box.x1 > edge + 0.2 * cell.em
            and _middle_x(other.box) > edge - 0.2 * cell.em
            and other.box.x0 - edge < far
        ]
        return tuple(sorted(row, key=lambda other: other.box.x0))

    def below(self, cell: Cell, span: tuple[float, float]) -> tuple[Cell, ...]:
        """Cells under the span, nearest first, at most three line heights down."""
        left, right = span
        under = [
            other
            for other in self.cells
            if 0.5 * self.line_height < other.row - cell.row < 3.2 * self.line_height
            and min(right, other.box.x1) - max(left, other.box.x0) > 0.3 * min(right - left, other.box.width)
        ]
        return tuple(sorted(under, key=lambda other: other.row))

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Cells grouped into rows from top to bottom, each from left to right."""
        rows: list[list[Cell]] = []
        for cell in sorted(self.cells, key=lambda item: item.row):
            if rows and abs(cell.row - rows[-1][0].row) < 0.6 * self.line_height:
                rows[-1].append(cell)
            else:
                rows.append([cell])
        return tuple(tuple(sorted(row, key=lambda item: item.box.x0)) for row in rows)


def union_box(lines: Sequence[Line]) -> BoundingBox | None:
    """The smallest box that holds the lines; None for none."""
    if not lines:
        return None
    box = lines[0].bbox
    for line in lines[1:]:
        box = box.union(line.bbox)
    return box


def _overlap(a: BoundingBox, b: BoundingBox) -> float:
    return (min(a.y1, b.y1) - max(a.y0, b.y0)) / max(min(a.height, b.height), 1e-6)


def _middle_x(box: BoundingBox) -> float:
    return (box.x0 + box.x1) / 2


def _middle_y(box: BoundingBox) -> float:
    return (box.y0 + box.y1) / 2
