"""The worklist as a spreadsheet: one row a claim, then one row an open item, with room for the reviewer's verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from prereview.findings import ItemResult
from prereview.report import Report
from prereview.reporting.labels import (
    GRADES,
    LIGHTS,
    REQUIREMENTS,
    ROUTES,
    STATE_SYMBOLS,
    STATES,
    label_document,
    label_line,
)
from prereview.reporting.ordering import count_open, worklist_order
from prereview.reporting.remarks import remarks_of, state_shown

Cell = str | float | int | None

#: Code points XML 1.0 does not allow (section 2.2) and the library lets through; one would damage the whole file.
_NOT_XML = {0xFFFE: None, 0xFFFF: None}

#: Written into every file: the same reports give the same bytes on every day.
_CREATED = datetime(2026, 1, 1)

#: What a reviewer may answer; the English half is what retraining reads. An item nobody judged stays unjudged, unless
#: the claim's row says that all were checked: then silence is agreement.
VERDICTS: Mapping[str, tuple[str, ...]] = {
    "verdict": ("同意 agree", "应补充 supplement", "材料齐全 complete", "需调查 investigate"),
    "preexisting_verdict": ("同意 agree", "成立 upheld", "不成立 not upheld", "无法判断 cannot tell"),
    "items_checked": ("各项已逐一核对 checked",),
    "state_verdict": ("同意 agree", *STATES, "无法判断 cannot tell"),
}


class Column(NamedTuple):
    """One column: heading in both languages, width in characters, and how to fill it."""

    zh: str
    en: str
    width: float
    value: Callable[[Any], Cell]
    style: str = "text"
    choices: tuple[str, ...] = ()


def _nothing(_: object) -> Cell:
    return None


def _flag(report: Report) -> Cell:
    if report.preexisting is None:
        return None
    return GRADES[report.preexisting.grade].zh


_CLAIM_COLUMNS: tuple[Column, ...] = (
    Column("案件号", "claim_id", 22, lambda r: r.claim_id),
    Column("建议", "route", 22, lambda r: ROUTES[r.route].zh),
    Column("需人工", "person needed", 9, lambda r: "是" if r.route != "fast_track_candidate" else ""),
    Column("险种", "line", 14, lambda r: label_line(r.line).zh),
    Column("关注度", "attention", 9, lambda r: r.scores.attention, "share"),
    Column("时限灯", "light", 16, lambda r: LIGHTS[r.clock.light].zh if r.clock.light else None),
    Column("核定期限", "decision due", 12, lambda r: (r.clock.decision_due or "")[:10]),
    Column("缺口数", "gaps", 8, lambda r: count_open(r).gaps, "count"),
    Column("待确认", "questions", 8, lambda r: count_open(r).questions, "count"),
    Column("机器看不准", "unsure", 11, lambda r: count_open(r).unsure, "count"),
    Column("问题数", "problems", 8, lambda r: count_open(r).problems, "count"),
    Column("齐全概率", "complete", 10, lambda r: r.scores.complete, "share"),
    Column("既往症线索", "pre-existing", 22, _flag),
    Column("理由", "why", 60, lambda r: "\n".join(r.why)),
    Column("补充通知", "notice", 60, lambda r: r.notice.text_zh if r.notice else None),
    Column("复核结论", "verdict", 18, _nothing, "blank", VERDICTS["verdict"]),
    Column("既往症复核", "preexisting_verdict", 18, _nothing, "blank", VERDICTS["preexisting_verdict"]),
    Column("各项已核对", "items_checked", 24, _nothing, "blank", VERDICTS["items_checked"]),
    Column("复核人", "reviewer", 14, _nothing, "blank"),
    Column("复核组", "group", 14, _nothing, "blank"),
    Column("复核日期", "reviewed_at", 14, _nothing, "blank"),
    Column("备注", "remark", 40, _nothing, "blank"),
)

_ITEM_COLUMNS: tuple[Column, ...] = (
    Column("案件号", "claim_id", 22, lambda row: row[0].claim_id),
    Column("项目", "item", 30, lambda row: row[1].name_zh),
    Column("项目代码", "item_id", 22, lambda row: row[1].id),
    Column("要求", "requirement", 10, lambda row: REQUIREMENTS[row[1].requirement].zh),
    Column("状态", "state", 24, lambda row: f"{STATE_SYMBOLS[row[1].state]} {STATES[state_shown(row[1])].zh}"),
    Column("状态代码", "state_code", 20, lambda row: row[1].state),
    Column("概率", "probability", 9, lambda row: row[1].probability, "share"),
    Column("缺陷与备注", "defects", 28, lambda row: _remarks(*row)),
    Column("说明", "why", 46, lambda row: row[1].why_zh),
    Column("如何补正", "cure", 46, lambda row: row[1].cure_zh),
    Column("材料", "documents", 30, lambda row: _documents(*row)),
    Column("位置", "place", 30, lambda row: _place(row[1])),
    Column("复核状态", "state_verdict", 24, _nothing, "blank", VERDICTS["state_verdict"]),
    Column("备注", "remark", 40, _nothing, "blank"),
)


def _remarks(report: Report, item: ItemResult) -> str:
    return "；".join(f"{remark.code} {remark.words.zh}" for remark in remarks_of(item, report.findings))


def _documents(report: Report, item: ItemResult) -> str:
    types = {document.id: document.doc_type for document in report.documents}
    return "、".join(label_document(types[name]).zh if name in types else name for name in item.documents)


def _place(item: ItemResult) -> str:
    places = (f"{e.file} 第{e.page}页" if e.page else e.file for e in item.evidence)
    return "\n".join(dict.fromkeys(places))


def write_worklist(reports: Sequence[Report], path: Path) -> None:
    """Write `path` (.xlsx): the worklist, then every checklist item, both with blank verdict columns.

    Text is written as text: what a page says never becomes a formula or a link, however it begins.
    """
    ordered = worklist_order(reports)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _CREATED})
        styles = _styles(book)
        _write_sheet(book, styles, "工作清单 worklist", _CLAIM_COLUMNS, ordered)
        rows = [(report, item) for report in ordered for item in report.items]
        _write_sheet(book, styles, "项目与缺口 items", _ITEM_COLUMNS, rows)


def _styles(book: Any) -> dict[str, Any]:
    body = {"valign": "top", "text_wrap": True, "font_size": 11}
    return {
        "zh": book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "font_size": 12}),
        "en": book.add_format({"italic": True, "bg_color": "#E8EEF5", "font_color": "#44546A", "bottom": 1}),
        "text": book.add_format({**body, "num_format": "@"}),
        "share": book.add_format({**body, "num_format": "0%"}),
        "count": book.add_format({**body, "num_format": "0"}),
        "blank": book.add_format({**body, "bg_color": "#FFFBE6", "border": 1, "border_color": "#D9C77E"}),
    }


def _write_sheet(
    book: Any, styles: Mapping[str, Any], name: str, columns: Sequence[Column], rows: Sequence[object]
) -> None:
    sheet = book.add_worksheet(name)
    last_row, last_column = len(rows) + 1, len(columns) - 1
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.zh, styles["zh"])
        sheet.write_string(1, number, column.en, styles["en"])
        if column.choices and rows:
            sheet.data_validation(2, number, last_row, number, {"validate": "list", "source": list(column.choices)})
    for place, row in enumerate(rows, start=2):
        for number, column in enumerate(columns):
            _write_cell(sheet, place, number, column.value(row), styles[column.style])
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, max(last_row, 1), last_column)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)


def _write_cell(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value.translate(_NOT_XML)[:32_767], style)  # a cell holds 32,767 characters
    else:
        sheet.write_number(row, column, value, style)
