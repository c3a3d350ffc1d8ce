"""Invoices and lists: totals and dates that stand where everyone knows them, without a label."""

from __future__ import annotations

from collections.abc import Iterator

from prereview.extraction.amounts import canonical, find_amounts
from prereview.extraction.dates import FoundDate, find_dates
from prereview.extraction.identifiers import find_number
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.numerals import find_words
from prereview.extraction.sheet import Cell

UNLABELLED = 50  #: rank of a value found by place alone, after every label


def unlabelled_money(labelled: LabelledSheet) -> Iterator[Reading]:
    """Amounts in words anywhere on the page, and the digits that stand to the right of them or of 合计(大写)."""
    sheet, page = labelled.sheet, labelled.sheet.page
    anchors: list[Cell] = [hit.cell for hit in labelled.hits if hit.fact == "total_words"]
    for cell in sheet.cells:
        for words in find_words(cell.line.text):
            value = canonical(words.value)
            quality = 0.9 * words.quality
            yield Reading("total_words", value, quality, UNLABELLED, (cell.line,), page.file, page.number)
            anchors.append(cell)
    for anchor in anchors:
        for cell in sheet.right_of(anchor):
            if labelled.opens_with_label(cell):
                break
            amounts = find_amounts(cell.line.text, decimals_only=True)
            if amounts and amounts[0].start <= 6:
                quality = 0.9 * amounts[0].quality
                lines = (anchor.line, cell.line)
                yield Reading("total", amounts[0].value, quality, UNLABELLED, lines, page.file, page.number)
                break


def unlabelled_dates(labelled: LabelledSheet) -> Iterator[Reading]:
    """The last date in the lowest row that has one: paper bills print 年 月 日 at the foot with no label."""
    page = labelled.sheet.page
    for row in reversed(labelled.sheet.rows()):
        if row[0].row < 0.6:
            return
        found = _last_date(row)
        if found is not None:
            date, cells = found
            lines = tuple(cell.line for cell in cells)
            yield Reading("issue_date", date.value, 0.7 * date.quality, UNLABELLED, lines, page.file, page.number)
            return


def title_numbers(labelled: LabelledSheet) -> Iterator[Reading]:
    """A long number beside the title of a VAT invoice (code at the left) or in a numbering machine's red (number)."""
    page = labelled.sheet.page
    for cell in labelled.sheet.cells:
        if cell.box.y1 > 0.2 or len(cell.text.text) > 14:
            continue
        number = find_number(cell.line.text, shortest=10, longest=12)
        if number is not None and cell.text.text.isdigit() and len(number.value) in (10, 12):
            yield Reading("invoice_code", number.value, 0.7, UNLABELLED, (cell.line,), page.file, page.number)


def _last_date(row: tuple[Cell, ...]) -> tuple[FoundDate, tuple[Cell, ...]] | None:
    for first in range(len(row) - 1, -1, -1):
        for last in range(first + 1, min(first + 4, len(row)) + 1):
            cells = row[first:last]
            found = find_dates(" ".join(cell.line.text for cell in cells))
            if found:
                return found[-1], cells
    return None
