"""Invoices and lists: totals, dates and parties that stand where everyone knows them, without a label of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from prereview.documents import Line
from prereview.extraction.amounts import canonical, find_amounts
from prereview.extraction.dates import find_dates
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.numerals import find_words, possible_values
from prereview.extraction.sheet import Cell
from prereview.extraction.squeezed import tidy
from prereview.extraction.values import parse_institution

UNLABELLED = 50  #: rank of a value found by place alone, after every label
_PARTY = re.compile(r"^(?:(?:名?称|名|单位名称)[:：]|[购销][售买]?[方货]单?位?名称[:：]?)")
#: Before an amount of the list of items that shares the row of the sum stand a quantity, a unit or another amount.
_ITEM = re.compile(r"[0-9*/]|.{7}")
_TITLE_CODE = re.compile(r"\d{6}|\d{8}|\d{10}|\d{12}")
_HEAD_NUMBER = re.compile(r"\d{8}|\d{10}")


def invoice_readings(labelled: LabelledSheet) -> Iterator[Reading]:
    """What an invoice shows by place: date at the foot, code and number beside the title, who stamps it."""
    yield from _foot_date(labelled)
    yield from _title_code(labelled)
    yield from _head_number(labelled)
    yield from _issuer(labelled)


def unlabelled_money(labelled: LabelledSheet) -> Iterator[Reading]:
    """Amounts in words anywhere on the page, and the digits that stand to the right of them or of 合计(大写)."""
    anchors: list[Cell] = [hit.cell for hit in labelled.hits if hit.fact == "total_words"]
    yield from _damaged_words(labelled, anchors)
    for cell in labelled.sheet.cells:
        for words in find_words(cell.line.text):
            yield _read(labelled, "total_words", canonical(words.value), 0.9 * words.quality, (cell.line,))
            anchors.append(cell)
            beside = find_amounts(cell.line.text[words.end :], decimals_only=True)
            if beside and beside[0].start <= 6:  # 叁仟零肆拾柒元叁角整(¥3047.30元)
                yield _read(labelled, "total", beside[0].value, 0.9 * beside[0].quality, (cell.line,))
    for anchor in anchors:
        for cell in labelled.sheet.right_of(anchor, far=0.85):
            if labelled.opens_with_label(cell):
                break
            amounts = find_amounts(cell.line.text, decimals_only=True)
            if amounts and not _ITEM.search(cell.line.text[: amounts[0].start]):
                yield _read(labelled, "total", amounts[0].value, 0.9 * amounts[0].quality, (anchor.line, cell.line))
                break


def _damaged_words(labelled: LabelledSheet, anchors: Sequence[Cell]) -> Iterator[Reading]:
    """Words of which a character is unreadable, where they can only mean one of the amounts on the paper."""
    figures = {Decimal(amount.value) for cell in labelled.sheet.cells
               for amount in find_amounts(cell.line.text, decimals_only=True)}  # fmt: skip
    for anchor in anchors:
        for cell in (anchor, *labelled.sheet.right_of(anchor)[:1]):
            meant = figures & possible_values(cell.line.text)
            if len(meant) == 1 and not find_words(cell.line.text):
                yield _read(labelled, "total_words", canonical(meant.pop()), 0.6, (cell.line,))


def vat_parties(labelled: LabelledSheet) -> Iterator[Reading]:
    """Buyer and seller of a VAT invoice, both called 名称: the seller stands below (old) or at the right (new)."""
    parties: list[tuple[float, float, str, Line, str]] = []
    for cell in labelled.sheet.cells:
        for piece, start in _pieces(cell):
            if not _PARTY.match(piece):
                continue
            x = cell.x_span(start, start + 1)[0]
            value = tidy(_PARTY.sub("", piece)) or _beside(labelled, cell)
            if len(value) >= 2:
                parties.append((cell.row, x, value, cell.line, piece[:1]))
    alone = len(parties) == 1
    for row, x, value, line, own in parties:
        beside = any(abs(row - other[0]) < 0.05 and other[1] < x - 0.2 for other in parties)
        above = any(other[0] < row - 0.2 for other in parties)
        is_seller = not own.startswith("购") and (own.startswith("销") or beside or above or (alone and row > 0.5))
        if is_seller:
            yield _read(labelled, "seller", value, 0.9, (line,), rank=5)
        else:
            yield _read(labelled, "name", value, 0.9, (line,), rank=5)


def _pieces(cell: Cell) -> list[tuple[str, int]]:
    """A line split before each 名称:, since both parties often share one row."""
    text = cell.text.text
    starts = [
        match.start()
        for match in re.finditer(
            r"(?:[购销][售买]?[方货]单?位?)?名称[:：]|^[称名][:：]|^[购销][售买]?[方货]单?位?名称", text
        )
    ]
    stops = [*starts[1:], len(text)] if starts else []
    return [
        (re.split(r"[销购][售买]?方信息|密码区|[销购]$", text[a:b])[0], a) for a, b in zip(starts, stops, strict=True)
    ]


def _beside(labelled: LabelledSheet, cell: Cell) -> str:
    cells = labelled.sheet.right_of(cell, far=0.2)[:1]
    return tidy(cells[0].line.text) if cells and not labelled.opens_with_label(cells[0]) else ""


def _foot_date(labelled: LabelledSheet) -> Iterator[Reading]:
    """The rightmost date in the lowest dated row: paper bills print 年 月 日 at the foot, each in its own box."""
    sheet = labelled.sheet
    dated: list[tuple[Cell, str, float, tuple[Line, ...]]] = []
    for cell in sheet.cells:
        if sheet.depth(cell) < 0.55:
            continue
        right = sheet.right_of(cell, far=0.25)
        for count in range(4):
            cells = (cell, *right[:count])
            found = find_dates(" ".join(item.line.text for item in cells))
            if found and found[0].start <= len(cell.line.text):
                dated.append((cell, found[0].value, found[0].quality, tuple(item.line for item in cells)))
                break
    if not dated:
        return
    lowest = max(cell.row for cell, *_ in dated)
    in_row = [item for item in dated if lowest - item[0].row < sheet.line_height]
    _, value, quality, lines = max(in_row, key=lambda item: item[0].box.x0)
    yield _read(labelled, "issue_date", value, 0.7 * quality, lines)


def _title_code(labelled: LabelledSheet) -> Iterator[Reading]:
    """The invoice code stands bare in the top left corner (6 or 8 digits on medical bills, 10 or 12 on VAT)."""
    for cell in labelled.sheet.cells:
        if (
            not labelled.belongs_to_label(cell)
            and labelled.sheet.depth(cell) < 0.16
            and cell.box.x0 < 0.45
            and _TITLE_CODE.fullmatch(cell.text.text)
        ):
            yield _read(labelled, "invoice_code", cell.text.text, 0.7, (cell.line,))


def _head_number(labelled: LabelledSheet) -> Iterator[Reading]:
    """The number stamped in the top right corner whose № was not read, where only one number stands there."""
    bare = [
        cell
        for cell in labelled.sheet.cells
        if _HEAD_NUMBER.fullmatch(cell.text.text)
        and labelled.sheet.depth(cell) < 0.2
        and cell.box.x0 > 0.55
        and not labelled.belongs_to_label(cell)
    ]
    if len({cell.text.text for cell in bare}) == 1:
        yield _read(labelled, "invoice_number", bare[0].text.text, 0.7, (bare[0].line,))


def _issuer(labelled: LabelledSheet) -> Iterator[Reading]:
    """The hospital's name alone in a cell at the foot, printed or stamped."""
    for cell in labelled.sheet.cells:
        if labelled.sheet.depth(cell) > 0.6 and len(cell.text.text) <= 24:
            name = parse_institution(cell.line.text)
            if name is not None:
                yield _read(labelled, "hospital", name.value, 0.8, (cell.line,), rank=55)


def _read(
    labelled: LabelledSheet, fact: str, value: str, quality: float, lines: tuple[Line, ...], *, rank: int = UNLABELLED
) -> Reading:
    page = labelled.sheet.page
    return Reading(fact, value, quality, rank, lines, page.file, page.number)
