from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from prereview.errors import InputError
from prereview.reporting import write_worklist
from prereview.training.claim_rows import split_rows
from prereview.training.verdict_files import read_verdicts
from prereview.training.verdict_rows import rows_from_verdicts
from tests.training.conftest import judge, judge_all, later, make_report

REPORT = make_report({"form": "satisfied", "invoice": "missing", "card": "not_applicable"})
REPORTS = {"C-1": REPORT}


def test_a_fully_reviewed_claim_becomes_a_row_with_provenance() -> None:
    (row,) = rows_from_verdicts(judge_all(REPORT, {"invoice": "satisfied", "route": "complete"}), REPORTS).rows

    assert {item.item_id: item.satisfied for item in row.items} == {"form": True, "invoice": True}
    assert (row.complete, row.attention, row.upheld) == (True, True, False)
    assert (row.reviewers, row.groups, row.source) == (("li",), ("north",), "desk")
    assert row.items[0].links == ("a.pdf#page=2",)


def test_what_nobody_judged_never_becomes_an_answer() -> None:
    (row,) = rows_from_verdicts([judge(REPORT, "item", "form", "satisfied")], REPORTS).rows

    assert [item.item_id for item in row.judged] == ["form"]
    assert (row.complete, row.attention, row.upheld) == (None, None, None)


def test_verdicts_that_teach_nothing_are_left_out_and_counted() -> None:
    other = make_report({"form": "missing"})
    stranger = make_report({"form": "missing"}, claim_id="C-9")
    found = rows_from_verdicts(
        [
            judge(REPORT, "item", "form", None),
            judge(other, "item", "form", "satisfied"),
            judge(stranger, "item", "form", "satisfied"),
        ],
        REPORTS,
    )

    assert found.rows == ()
    assert found.left_out == {"cannot_tell": 1, "about_another_report": 1, "no_report": 1}


def test_the_last_word_of_a_reviewer_stands_and_differences_are_counted() -> None:
    verdicts = [
        judge(REPORT, "item", "form", "missing"),
        judge(REPORT, "item", "form", "satisfied", **later(1)),
        judge(REPORT, "item", "form", "missing", reviewer="wang", **later(2)),
    ]

    found = rows_from_verdicts(verdicts, REPORTS)

    assert found.rows[0].items[0].satisfied is False
    assert found.left_out == {"reviewers_differ": 1}


def test_a_claim_reviewed_blind_is_kept_for_evaluation_only() -> None:
    verdicts = [*judge_all(REPORT), *judge_all(REPORT, {"form": "missing"}, reviewer="qa", blind_qa=True)]

    found = rows_from_verdicts(verdicts, REPORTS)

    assert found.rows[0].blind
    assert found.rows[0].items[0].satisfied is False
    assert found.left_out == {"also_reviewed_blind": 5}


def test_splits_by_time_put_earlier_people_first() -> None:
    reports = {f"C-{n}": make_report({"form": "satisfied"}, claim_id=f"C-{n}", person=str(n // 2)) for n in range(20)}
    verdicts = [v for n, report in enumerate(reports.values()) for v in judge_all(report, **later(20 - n))]

    first, last = split_rows(rows_from_verdicts(verdicts, reports).rows, (0.5, 0.5), seed=1, order="time")

    assert (len(first), len(last)) == (10, 10)
    assert max(row.reviewed_at for row in first) < min(row.reviewed_at for row in last)
    assert not {row.person for row in first} & {row.person for row in last}


def test_verdicts_are_read_from_json_lines_and_bad_lines_are_named(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    good = judge(REPORT, "item", "form", "satisfied")
    path.write_text(good.model_dump_json() + "\n\n" + '{"claim_id": "x"}\n', encoding="utf-8")

    found = read_verdicts(path)

    assert found.verdicts == (good,)
    (problem,) = found.problems
    assert problem.startswith("line 3: subject: Field required")


def fill(path: Path, **cells: str) -> None:
    book = openpyxl.load_workbook(path)
    claims, items = book.worksheets
    heads = {cell.value: cell.column for cell in claims[2]}
    for name, value in cells.items():
        if name in heads:
            claims.cell(3, heads[name], value)
    heads = {cell.value: cell.column for cell in items[2]}
    for row in range(3, items.max_row + 1):
        if items.cell(row, heads["item_id"]).value in cells:
            items.cell(row, heads["state_verdict"], cells[items.cell(row, heads["item_id"]).value])
    book.save(path)


def test_the_worklist_staff_filled_in_becomes_verdicts(tmp_path: Path) -> None:
    path = tmp_path / "worklist.xlsx"
    write_worklist([REPORT], path)
    fill(
        path, reviewer="李", group="北区", reviewed_at="2026/11/02", verdict="材料齐全 complete",
        preexisting_verdict="不成立 not upheld", items_checked="各项已逐一核对 checked", invoice="satisfied",
    )  # fmt: skip

    found = read_verdicts(path, REPORTS)

    assert found.problems == ()
    (row,) = rows_from_verdicts(found.verdicts, REPORTS).rows
    assert {item.item_id: item.satisfied for item in row.items} == {"form": True, "invoice": True}
    assert (row.complete, row.upheld, row.source) == (True, False, "worklist")
    assert row.reviewed_at.startswith("2026-11-02T00:00:00+08:00")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"verdict": "同意 agree"}, "reviewer and date"),
        ({"verdict": "maybe", "reviewer": "li", "reviewed_at": "2026-11-02"}, "'maybe' is not one of the choices"),
        ({"invoice": "satisfied"}, "names no reviewer"),
        ({"verdict": "同意 agree", "reviewer": "系统", "reviewed_at": "2026-11-02"}, "not a person"),
    ],
)
def test_a_worklist_row_that_cannot_be_used_is_named(tmp_path: Path, cells: dict[str, str], problem: str) -> None:
    path = tmp_path / "worklist.xlsx"
    write_worklist([REPORT], path)
    fill(path, **cells)

    found = read_verdicts(path, REPORTS)

    assert found.verdicts == ()
    assert problem in found.problems[0]


def test_an_untouched_worklist_teaches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "worklist.xlsx"
    write_worklist([REPORT], path)

    assert read_verdicts(path, REPORTS).verdicts == ()
    (tmp_path / "no.xlsx").write_bytes(b"PK no")
    with pytest.raises(InputError, match="no spreadsheet"):
        read_verdicts(tmp_path / "no.xlsx", REPORTS)
