"""Characters with boxes → lines in reading order. Pure geometry: the same for every format that has characters."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from prereview.documents import BoundingBox, Line
from prereview.ingestion.folding import fold_text

#: Gaps in units of the character height. A wider gap starts another line: table cells and columns stay apart, as OCR
#: keeps them. Spaces the author typed (姓　　名) hold a line together over a wider gap than empty paper does.
_CELL_GAP = 1.5
_TYPED_GAP = 3.0
_WORD_GAP = 0.22


@dataclass(frozen=True, slots=True)
class Character:
    """One visible character. Units are points on the upright page, origin top left; `typed_space` precedes it."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    typed_space: bool = False

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.y1 - self.y0

    @property
    def em(self) -> float:
        """The type size as gaps measure it. Font boxes of Chinese fonts are up to 1.5 em tall, but 1 em wide."""
        return min(self.height, 1.05 * (self.x1 - self.x0)) if _is_wide(self.text) else 0.8 * self.height

    @property
    def middle(self) -> float:
        """Points from the top of the page to the middle of the character."""
        return (self.y0 + self.y1) / 2


def join_characters(characters: Sequence[Character], *, width: float, height: float) -> list[Line]:
    """Lines of a page of `width` x `height` points, unnumbered: rows from the top, runs of a row from the left.

    Text is folded (`fold_text`); characters printed twice on the same spot (imitated bold) count once.
    """
    lines = []
    for row in _rows(characters):
        for run in _runs(row):
            text = fold_text(_spell(run)).strip()
            if text:
                lines.append(Line(text=text, bbox=_box(run, width, height)))
    return lines


def order_rows(pieces: Sequence[tuple[BoundingBox, Line]]) -> list[tuple[BoundingBox, Line]]:
    """Lines by the rows of the boxes given with them, and from the left within a row."""
    rows: list[list[tuple[BoundingBox, Line]]] = []
    middle = tall = 0.0
    for piece in sorted(pieces, key=lambda piece: (piece[0].y0 + piece[0].y1, piece[0].x0)):
        box = piece[0]
        here = (box.y0 + box.y1) / 2
        if rows and abs(here - middle) <= 0.5 * min(box.height, tall):
            rows[-1].append(piece)
            continue
        rows.append([piece])
        middle, tall = here, box.height
    return [piece for row in rows for piece in sorted(row, key=lambda piece: (piece[0].x0, piece[1].bbox.y0))]


def _rows(characters: Sequence[Character]) -> list[list[Character]]:
    """Group characters whose middles lie within half a character of the row's middle."""
    rows: list[list[Character]] = []
    middle = tall = 0.0
    for char in sorted(characters, key=lambda c: (c.middle, c.x0)):
        if rows and abs(char.middle - middle) <= 0.5 * min(max(char.height, 0.4 * tall), tall):
            row = rows[-1]
            row.append(char)
            middle += (char.middle - middle) / len(row)
            tall = max(tall, char.height)
        else:
            rows.append([char])
            middle, tall = char.middle, char.height
    return [sorted(row, key=lambda c: (c.x0, c.x1)) for row in rows]


def _runs(row: Sequence[Character]) -> list[list[Character]]:
    runs: list[list[Character]] = []
    for char in row:
        if not runs:
            runs.append([char])
            continue
        last = runs[-1][-1]
        if _printed_twice(last, char):
            continue
        limit = _TYPED_GAP if char.typed_space else _CELL_GAP
        if char.x0 - last.x1 > limit * max(last.em, char.em):
            runs.append([char])
        else:
            runs[-1].append(char)
    return runs


def _printed_twice(last: Character, char: Character) -> bool:
    overlap = min(last.x1, char.x1) - max(last.x0, char.x0)
    return last.text == char.text and overlap > 0.6 * (char.x1 - char.x0) > 0


def _spell(run: Sequence[Character]) -> str:
    """The run's text, with a space where one was typed or where Latin words stand apart."""
    pieces = [run[0].text]
    for last, char in itertools.pairwise(run):
        gap = char.x0 - last.x1
        tall = max(last.em, char.em)
        latin = not (_is_wide(last.text) or _is_wide(char.text))
        if (char.typed_space and (latin or gap > 0.1 * tall)) or (latin and gap > _WORD_GAP * tall):
            pieces.append(" ")
        pieces.append(char.text)
    return "".join(pieces)


def _is_wide(text: str) -> bool:
    return text >= "\u2e80"


def _box(run: Sequence[Character], width: float, height: float) -> BoundingBox:
    def clamp(value: float) -> float:
        return round(min(1.0, max(0.0, value)), 5)

    return BoundingBox(
        clamp(min(c.x0 for c in run) / width),
        clamp(min(c.y0 for c in run) / height),
        clamp(max(c.x1 for c in run) / width),
        clamp(max(c.y1 for c in run) / height),
    )
