from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl

from prereview.report import Clock, Report, Scores
from prereview.reporting import worklist_order, write_index, write_worklist

Make = Callable[..., Report]


def ids(reports: tuple[Report, ...]) -> list[str]:
    return [report.claim_id for report in reports]


def test_what_needs_a_person_comes_first(make_report: Make) -> None:
    plain = {"clock": Clock(), "scores": Scores(attention=0.5)}
    fast = make_report("fast", **{**plain, "route": "fast_track_candidate"})
    complete = make_report("complete", **{**plain, "route": "complete"})
    gaps = make_report("gaps", **{**plain, "route": "supplement"})
    person = make_report("person", **{**plain, "route": "human_review"})
    urgent = make_report("urgent", **{**plain, "scores": Scores(attention=0.9)})
    unscored = make_report("unscored", **{**plain, "scores": Scores()})
    overdue = make_report("overdue", **{**plain, "route": "complete", "clock": Clock(light="red")})

    ordered = worklist_order([fast, complete, gaps, person, urgent, unscored, overdue])

    assert ids(ordered) == ["overdue", "unscored", "urgent", "person", "gaps", "complete", "fast"]


def test_the_order_does_not_depend_on_arrival(make_report: Make) -> None:
    reports = [make_report(name) for name in ("c", "a", "b")]

    assert ids(worklist_order(reports)) == ids(worklist_order(reports[::-1])) == ["a", "b", "c"]


def test_the_spreadsheet_holds_claims_items_and_room_for_verdicts(make_report: Make, tmp_path: Path) -> None:
    path = tmp_path / "worklist.xlsx"

    write_worklist([make_report("C-1"), make_report("C-2", route="complete")], path)

    book = openpyxl.load_workbook(path)
    claims, items = book.worksheets
    heading = [cell.value for cell in claims[1]]
    assert heading[0] == "案件号"
    assert heading[-7:] == ["复核结论", "既往症复核", "各项已核对", "复核人", "复核组", "复核日期", "备注"]
    assert claims["A2"].value == "claim_id"
    assert [claims["A3"].value, claims["A4"].value] == ["C-1", "C-2"]
    assert claims.freeze_panes == "B3"
    assert claims.auto_filter.ref == "A2:V4"
    assert len(claims.data_validations.dataValidation) == 3
    assert items.max_row == 2 + 2 * 7


def test_page_text_never_becomes_a_formula_or_a_link(make_report: Make, tmp_path: Path) -> None:
    path = tmp_path / "worklist.xlsx"
    hostile = '=HYPERLINK("http://example.org","看")'
    report = make_report(hostile[:20].replace("/", ""), why=(hostile, "http://example.org", "@SUM(1)"))
    report = report.model_copy(
        update={"items": tuple(item.model_copy(update={"why_zh": hostile}) for item in report.items)}
    )

    write_worklist([report], path)

    cells = [cell for sheet in openpyxl.load_workbook(path).worksheets for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=") for cell in cells)
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)


def test_an_empty_inbox_still_gives_a_spreadsheet_and_an_index(tmp_path: Path) -> None:
    write_worklist([], tmp_path / "worklist.xlsx")
    write_index([], tmp_path / "index.html")

    assert openpyxl.load_workbook(tmp_path / "worklist.xlsx").worksheets[0].max_row == 2
    assert "没有案件" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_index_links_every_claim_in_order(make_report: Make, tmp_path: Path) -> None:
    reports = [make_report("A 1", route="complete"), make_report("B#2", line=None)]

    write_index(reports, tmp_path / "index.html")

    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'class="claim" href="([^"]+)"', html) == ["B%232.html", "A%201.html"]
    assert 'data-line="?"' in html
    assert "http" not in html.replace('http-equiv="Content-Security-Policy"', "")


def test_the_same_reports_give_the_same_files(make_report: Make, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_worklist([make_report("C-1")], tmp_path / f"{name}.xlsx")
        write_index([make_report("C-1")], tmp_path / f"{name}.html")

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
