"""Ruled forms: rows of label and value cells whose rules meet, as counters and wards print them."""

from __future__ import annotations

from collections.abc import Sequence

from prereview.synthesis.canvas import measure, wrap
from prereview.synthesis.prose import Run, plain, put_run
from prereview.synthesis.sheet import Sheet

Cell = Sequence[Run]


def draw_row(sheet: Sheet, row: Sequence[Cell], shares: Sequence[float] = ()) -> None:
    """Draw one row of cells, as wide as `shares` say; without, labels (first, third… cell) as narrow as they can."""
    size = sheet.house.size
    widths = [sheet.inner * share / sum(shares) for share in shares] if shares else _widths(sheet, row)
    lines = [_lines(sheet, cell, width) for cell, width in zip(row, widths, strict=True)]
    air = size * (0.25 + sheet.house.wording % 6 * 0.17)  # some houses print tight rows, some leave room for a pen
    height = max(len(cell) for cell in lines) * size * 1.3 + 2 * air
    sheet.need(height)
    x = sheet.house.margin
    for cell, width in zip(lines, widths, strict=True):
        sheet.canvas.frame(x, sheet.y, width, height, colour=sheet.house.label_colour)
        for number, line in enumerate(cell):
            put_run(sheet, line, x + 0.8, sheet.y + air + number * size * 1.3, size=size)
        x += width
    sheet.y += height


def _widths(sheet: Sheet, row: Sequence[Cell]) -> list[float]:
    """Labels get what they need, values share the rest by their length."""
    size, body = sheet.house.size, sheet.house.body
    needs = [measure(plain(cell), size, body) + size * 0.9 for cell in row]
    if len(row) == 1:
        return [sheet.inner]
    labels = [min(needs[index], sheet.inner * 0.3) for index in range(0, len(row), 2)]
    values = [needs[index] for index in range(1, len(row), 2)]
    rest = sheet.inner - sum(labels)
    if not values:
        return [sheet.inner / len(row)] * len(row)
    floor = rest * 0.4 / len(values)
    shares = [floor + rest * 0.6 * value / sum(values) for value in values]
    widths = []
    for index in range(len(row)):
        widths.append(labels[index // 2] if index % 2 == 0 else shares[index // 2])
    scale = sheet.inner / sum(widths)
    return [width * scale for width in widths]


def _lines(sheet: Sheet, cell: Cell, width: float) -> list[list[Run]]:
    """A cell wrapped; a cell of one fact keeps it on every line."""
    size, body = sheet.house.size, sheet.house.body
    if measure(plain(cell), size, body) <= width - 1.2 and "\n" not in plain(cell):
        return [list(cell)]
    tags = {tag for _, tag in cell if tag}
    tag = tags.pop() if len(tags) == 1 else None
    return [
        [(line, tag)] for part in plain(cell).split("\n") for line in wrap(part, max(width - 1.6, size * 2), size, body)
    ]
