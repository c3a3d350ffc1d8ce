"""Running text in which facts stand between other words: each fact keeps its own box."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from prereview.synthesis.canvas import BLACK, FactTag, Text, measure
from prereview.synthesis.sheet import Sheet

Run = tuple[str, FactTag | None]

_NEVER_FIRST = "，。、；：）)”,.;:！？"


def plain(runs: Sequence[Run]) -> str:
    """The words without their facts."""
    return "".join(text for text, _ in runs)


def set_runs(
    sheet: Sheet,
    runs: Sequence[Run],
    *,
    indent: float = 0.0,
    x: float | None = None,
    size: float = 0.0,
    bold: bool = False,
) -> None:
    """Wrap runs between `x` (mm, the left margin if None) and the right margin; `indent` mm for the first line."""
    house, size = sheet.house, size or sheet.house.size
    left = house.margin if x is None else x
    width = sheet.size[0] - house.margin - left
    for number, row in enumerate(_rows(runs, width, indent, sheet, size)):
        sheet.need(size * 2)
        put_run(sheet, row, left + (0 if number else indent), sheet.y, size=size, bold=bold)
        sheet.y += size * house.leading


def put_run(sheet: Sheet, row: Sequence[Run], x: float, y: float, *, size: float, bold: bool = False) -> None:
    """One line of runs from (x, y) mm, in the house's face; facts in its data ink."""
    house = sheet.house
    for text, tag in row:
        ink = house.data_ink if tag else "solid"
        sheet.canvas.add(Text(x, y, text, size, house.body, BLACK, bold, ink, tag))
        x += measure(text, size, house.body)


def _rows(runs: Sequence[Run], width: float, indent: float, sheet: Sheet, size: float) -> list[list[Run]]:
    rows: list[list[Run]] = [[]]
    used = indent
    for text, tag in runs:
        # Numbers and dates are not broken over two lines, as no word processor does.
        whole = tag is not None and text.isascii()
        for piece in (text,) if whole else text:
            if piece == "\n":
                rows.append([])
                used = indent
                continue
            step = measure(piece, size, sheet.house.body)
            if used + step > width and piece not in _NEVER_FIRST and rows[-1]:
                rows.append([])
                used = 0.0
            rows[-1].append((piece, tag))
            used += step
    return [
        [("".join(piece for piece, _ in group), tag) for tag, group in groupby(row, key=lambda run: run[1])]
        for row in rows
    ]
