"""Several small papers on one sheet of the copier or one photo: two cards, three receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from prereview.documents import BoundingBox
from prereview.synthesis.canvas import Canvas, Operation, Patch, Stroke
from prereview.synthesis.reading_view import box_on

_SHEET = (210.0, 297.0)
_GAP = 9.0
WHOLE = BoundingBox(0.0, 0.0, 1.0, 1.0)


def fit_on_one_sheet(sizes: Sequence[tuple[float, float]]) -> bool:
    """Whether papers of these sizes (mm) can lie below each other on A4."""
    return max(width for width, _ in sizes) < _SHEET[0] - 10 and sum(h + _GAP for _, h in sizes) < _SHEET[1] - 10


def lay_out(papers: Sequence[Canvas], rng: Random) -> tuple[Canvas, tuple[BoundingBox, ...]]:
    """One sheet with the papers below each other, and the box of each; a single paper stays as it is."""
    if len(papers) == 1:
        return papers[0], (WHOLE,)
    sheet = Canvas(*_SHEET)
    boxes = []
    spare = _SHEET[1] - sum(paper.height + _GAP for paper in papers)
    y = spare * rng.uniform(0.1, 0.5)
    for paper in papers:
        x = min(rng.uniform(0.15, 0.55) * _SHEET[0], _SHEET[0] - paper.width - 4)
        sheet.add(Patch(x, y, paper.width, paper.height, paper.paper))
        sheet.frame(x, y, paper.width, paper.height, line=0.15, colour=(150, 150, 150))
        for operation in paper.operations:
            sheet.add(_moved(operation, x, y))
        boxes.append(box_on(sheet, x, y, paper.width, paper.height))
        y += paper.height + _GAP + rng.uniform(0, spare * 0.4 / len(papers))
    return sheet, tuple(boxes)


def _moved(operation: Operation, dx: float, dy: float) -> Operation:
    if isinstance(operation, Stroke):
        return replace(operation, points=tuple((x + dx, y + dy) for x, y in operation.points))
    return replace(operation, x=operation.x + dx, y=operation.y + dy)
