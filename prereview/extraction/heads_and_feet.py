"""What stands at the head and foot of a paper without a label: the insurer or shop above, the day below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from prereview.extraction.dates import find_dates
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.sheet import Cell

_INSURER = re.compile(
    r"[\u4e00-\u9fff()]{2,}保险[\u4e00-\u9fff()]{0,8}公司(?:[\u4e00-\u9fff]{2,12}分公司)?|[\u4e00-\u9fff]{2,}医疗保障局"
)
_SHOP = re.compile(r"[\u4e00-\u9fff()]{2,}(?:药房|药店|药业|医药|大药堂|连锁|超市)[\u4e00-\u9fff()0-9]*")
_APPRAISER = re.compile(r"[\u4e00-\u9fff()]{2,}(?:鉴定中心|鉴定所|鉴定研究院|鉴定委员会|鉴定机构)")
_HEADS = (("insurer", _INSURER), ("seller", _SHOP), ("appraiser", _APPRAISER))
_CERTIFICATES = frozenset(("diagnosis_certificate", "sick_leave"))
_SETTLEMENTS = frozenset(("settlement_sheet", "settlement_split"))
#: Papers whose one day may stand without a label among the patient's data.
_DATED_IN_HEAD = frozenset(("outpatient_record", "lab_report", "prescription", "imaging_report", "ecg"))
#: A day at the end of a line of signatures; words that make it another day than the paper's own.
_OTHER_DAY = re.compile("(?:期限?|时间|有效|至|于|生|入院|出院|截止|死亡|注销|火化|手术|登记|检查|就诊|事故)[:：]?$")
#: Who signs before the day: somebody behind a colon, or a name and nothing else.
_SIGNED = re.compile(r".*[:：)）].*|[\u4e00-\u9fff]{2,24}")
_BY_PLACE = 45  #: rank: after labels, before what is found anywhere on the page


def heads_and_feet(labelled: LabelledSheet, doc_type: str, wanted: Sequence[str]) -> Iterator[Reading]:
    """Insurer, shop or appraiser in the head; the day of issue alone in a cell at the foot."""
    page = labelled.sheet.page
    for fact, pattern in _HEADS:
        if fact not in wanted or (fact == "seller" and doc_type != "drug_receipt"):
            continue
        for cell in labelled.sheet.cells:
            match = pattern.search(cell.text.text) if labelled.sheet.depth(cell) < 0.15 else None
            if match:
                yield Reading(fact, match.group(0), 0.9, _BY_PLACE, (cell.line,), page.file, page.number)
                break
    if doc_type in _DATED_IN_HEAD:
        yield from _day_in_head(labelled, wanted)
    if "issue_date" in wanted and ("invoice_number" not in wanted or doc_type in _SETTLEMENTS):
        closing = tuple(_closing_day(labelled))
        yield from closing
        if closing and doc_type in _CERTIFICATES:
            yield from _day_of_visit(labelled, closing[0])


def _day_in_head(labelled: LabelledSheet, wanted: Sequence[str]) -> Iterator[Reading]:
    """The day in the head of a record whose only day it is, at the beginning of a cell that no label announces."""
    page = labelled.sheet.page
    for cell in labelled.sheet.cells:
        found = find_dates(cell.line.text) if labelled.sheet.depth(cell) < 0.25 else ()
        if found and found[0].start == 0 and not labelled.belongs_to_label(cell):
            for fact in ("visit_date", "issue_date"):
                if fact in wanted:
                    yield Reading(fact, found[0].value, 0.7, _BY_PLACE + 2, (cell.line,), page.file, page.number)
            return


def _day_of_visit(labelled: LabelledSheet, closing: Reading) -> Iterator[Reading]:
    """A plain 日期 among the patient's data is the day of the visit where the paper is dated below the signature."""
    page = labelled.sheet.page
    foot = closing.lines[0].bbox
    for cell in labelled.sheet.cells:
        match = re.match(r"日期[:：]?", cell.text.text)
        found = find_dates(cell.line.text) if match and cell.box.y1 < foot.y0 - 0.05 else ()
        if found and labelled.sheet.depth(cell) < 0.5:
            yield Reading("visit_date", found[0].value, 0.85, _BY_PLACE, (cell.line,), page.file, page.number)
            yield replace(closing, rank=-1)
            return


def _closing_day(labelled: LabelledSheet) -> Iterator[Reading]:
    """The lowest cell of the second half that is a date and nothing else (年 月 日 under the seal)."""
    page = labelled.sheet.page
    cells = sorted(labelled.sheet.cells, key=lambda item: -item.row)
    for cell in cells[: max(3, len(cells) // 2)]:  # of what is written, not of the sheet: short papers end high up
        found = find_dates(cell.line.text)
        alone = len(found) == 1 and _only_a_date(cell, found[0].start, found[0].end)
        announced = labelled.opens_with_label(cell) and not cell.text.text.startswith("日期")
        if alone and not announced and not labelled.belongs_to_date(cell):
            yield Reading("issue_date", found[0].value, 0.85, _BY_PLACE, (cell.line,), page.file, page.number)
            return
    for cell in cells[: max(3, len(cells) // 2)]:
        text = cell.line.text.rstrip(" 。.")
        found = find_dates(text)
        before = text[: found[-1].start].rstrip() if found else ""
        signed = found and found[-1].end == len(text) and _SIGNED.fullmatch(before)
        if signed and not _OTHER_DAY.search(before):
            yield Reading("issue_date", found[-1].value, 0.75, _BY_PLACE + 1, (cell.line,), page.file, page.number)
            return


def _only_a_date(cell: Cell, start: int, end: int) -> bool:
    rest = re.sub(r"[\s:：日期.。]|[\u4e00-\u9fff]{0,6}章$", "", cell.line.text[:start] + cell.line.text[end:])
    return len(rest) <= 2 and not re.search(r"\d", rest)  # a stray glyph or two of the seal over it
