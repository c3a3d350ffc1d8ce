"""Labels printed so wide that they were read as two cells (姓　　名：), or of which only the end was read (断：)."""

from __future__ import annotations

from collections.abc import Iterator

from prereview.extraction.labels import STOP, LabelHit, Vocabulary
from prereview.extraction.sheet import Cell, Sheet
from prereview.extraction.squeezed import is_han

_COLON = ":："
_NEAR = 0.12  #: page widths between the two characters of the widest label
_WHOLE, _GLUED, _END_ONLY = 0.95, 0.9, 0.85


def torn_labels(sheet: Sheet, words: Vocabulary) -> Iterator[LabelHit]:
    """The labels of two characters whose halves are cells of their own.

    The first half stands alone; the second alone, before its colon, or glued to the value. Where the first half was
    not read, the second says which label it ends only if it can end no other that the paper knows.
    """
    second_to_first = _pairs(sheet)
    for cell in sheet.cells:
        text = cell.text.text
        if not is_han(text[:1]):
            continue
        first = second_to_first.get(id(cell), "")
        closed = text[1:2] in tuple(_COLON)
        alias = first + text[0] if first else _only_ending(text[0], sheet, words) if closed else ""
        fact, rank = words.aliases.get(alias, (STOP, 0))
        if fact != STOP:
            quality = (_WHOLE if closed or len(text) == 1 else _GLUED) if first else _END_ONLY
            yield LabelHit(fact, alias, rank, cell, 0, 2 if closed else 1, _stop(cell, words), quality, closed)


def _pairs(sheet: Sheet) -> dict[int, str]:
    """By the cell right of it, the one character that stands alone on its left."""
    alone = [cell for cell in sheet.cells if len(cell.text.text) == 1 and is_han(cell.text.text)]
    return {id(right): cell.text.text for cell in alone for right in sheet.right_of(cell, far=_NEAR)[:1]}


def _only_ending(char: str, sheet: Sheet, words: Vocabulary) -> str:
    endings = {alias for alias in words.aliases if len(alias) == 2 and alias[1] == char}
    if len(endings) != 1:
        return ""
    alias = endings.pop()
    wrapped = any(cell.text.text.endswith(alias[0]) for cell in sheet.cells)  # ... 死亡日 / 期：2026.01.05
    return "" if wrapped else alias


def _stop(cell: Cell, words: Vocabulary) -> int:
    """Where the next label of the cell begins."""
    return next((hit.start for hit in words.find(cell) if hit.start > 1), len(cell.text.text))
