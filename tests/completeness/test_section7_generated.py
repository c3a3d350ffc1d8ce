"""The thirteen tests of domain checklists §7 end to end, on generated submissions with a perfect reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from prereview.calendar import CHINA
from prereview.cli.app import app
from prereview.completeness import Supplement, find_late_asks, load_checklists, run_clock
from prereview.documents import Page, number_lines
from prereview.findings import Completeness
from prereview.pipeline import Reviewer
from prereview.report import Report
from prereview.settings import Settings
from prereview.synthesis import SyntheticClaim
from prereview.synthesis.reading_view import read_canvas
from prereview.training.reviewed_claims import load_unscored_reviewer

from .generated import compose, item, papers, review


@pytest.fixture(scope="module")
def reviewer() -> Reviewer:
    return load_unscored_reviewer()


def with_lists(reviewer: Reviewer, **choice: object) -> Reviewer:
    return replace(reviewer, checklists=load_checklists(**choice))  # type: ignore[arg-type]  # the callers name them


def relined(page: Page, change: Callable[[str], str]) -> Page:
    lines = [line.model_copy(update={"text": change(line.text)}) for line in page.lines]
    return page.model_copy(update={"lines": number_lines(lines)})


def bill_pages(claim: SyntheticClaim) -> list[Page]:
    return [read_canvas(canvas) for document in papers(claim, "inpatient_invoice") for canvas in document.pages]


def as_round(report: Report) -> Completeness:
    return Completeness(
        line=report.line,
        checklist_id=None,
        checklist_version=None,
        items=report.items,
        questions=report.questions,
        notice=report.notice,
    )


def test_1_one_notice_names_every_gap_and_the_second_round_asks_nothing_new(tmp_path: Path, reviewer: Reviewer) -> None:
    flawed = compose("inpatient_medical", defects=(("D01", "discharge_summary"),), missing=("expense_list",))
    whole = compose("inpatient_medical")
    first = review(flawed, tmp_path / "1", reviewer)
    assert item(first, "discharge_summary").defects == ("D01",)
    assert item(first, "expense_list").state == "missing"
    assert first.notice is not None
    assert set(first.notice.item_ids) == {"discharge_summary", "expense_list"}
    answer = papers(whole, "discharge_summary", "expense_list")
    second = review(flawed, tmp_path / "2", reviewer, also=answer)
    assert second.notice is None
    assert find_late_asks(as_round(first), as_round(second), {file.file for file in first.provenance.inputs}) == ()


def test_2_one_death_paper_suffices_for_one_insurer_and_not_for_another(tmp_path: Path, reviewer: Reviewer) -> None:
    types = [document.doc_type for document in compose("death_illness").documents]
    dropped = tuple({"household_cancellation", "cremation_certificate", "death_certificate_other"} & set(types))
    claim = compose("death_illness", missing=dropped)
    assert item(review(claim, tmp_path / "1", reviewer), "death_evidence").state == "satisfied"
    strict = with_lists(reviewer, overlay="death_two_of_three")
    missing = item(review(claim, tmp_path / "2", strict), "death_evidence")
    assert missing.state == "missing"
    assert "户籍注销证明" in missing.cure_zh


def test_3_the_household_book_proves_the_relation_and_four_ways_are_listed_without_it(
    tmp_path: Path, reviewer: Reviewer
) -> None:
    claim = compose("student_child")
    assert item(review(claim, tmp_path / "1", reviewer), "relation_proof").state == "satisfied"
    proofs = {"household_book", "birth_certificate", "one_child_certificate", "relation_proof"}
    bare = compose("student_child", missing=tuple(proofs & {document.doc_type for document in claim.documents}))
    listed = item(review(bare, tmp_path / "2", reviewer), "relation_proof")
    assert listed.state == "missing"
    assert all(way in ";".join(listed.accepts_zh) for way in ("户口簿", "出生医学证明", "独生子女证", "关系证明"))


def test_4_a_copy_with_the_settlement_sheet_will_do_and_a_copy_alone_is_d11(tmp_path: Path, reviewer: Reviewer) -> None:
    copy = (("D11", "inpatient_invoice"),)
    settled = compose("inpatient_medical", defects=copy, where=lambda c: bool(papers(c, "settlement_sheet")))
    alone = compose(
        "inpatient_medical", defects=copy, where=lambda c: not papers(c, "settlement_sheet", "settlement_split")
    )
    assert item(review(settled, tmp_path / "1", reviewer), "hospital_invoice").state.startswith("satisfied")
    invoice = item(review(alone, tmp_path / "2", reviewer), "hospital_invoice")
    assert (invoice.state, "D11" in invoice.defects) == ("present_unusable", True)


def test_5_three_insurers_ask_12_15_and_18_items() -> None:
    told = CliRunner().invoke(app, ["checklists", "compare", "insurer_a", "insurer_b", "insurer_c"]).stdout
    assert all(count in told for count in ("12", "15", "18"))


def test_6_an_unknown_cause_is_one_question_and_no_list_of_proofs(tmp_path: Path, reviewer: Reviewer) -> None:
    claim = compose("outpatient_medical", missing=("claim_form",), where=lambda c: c.case.disease.kind == "outpatient")

    def injured(doc_type: str, page: Page) -> Page:
        return relined(page, lambda text: text.replace(claim.case.disease.name, "左腕外伤"))

    report = review(claim, tmp_path, reviewer, facts={"inpatient": False, "core_policy_link": True}, change=injured)
    assert [question.fact for question in report.questions].count("cause") == 1
    assert item(report, "accident_proof").state == "ask"
    assert report.notice is not None
    assert "交通事故认定书" not in report.notice.text_zh.split("请您回答的问题")[-1]


def test_7_a_sequela_claimed_after_30_days_is_too_early_with_its_date(tmp_path: Path, reviewer: Reviewer) -> None:
    claim = compose("critical_illness")
    facts = claim.claim.facts.model_dump(exclude_none=True) | {"disease_code": "stroke_sequela"}
    report = review(claim, tmp_path, reviewer, facts=facts)
    early = next(finding for finding in report.findings if finding.code == "too_early")
    due = claim.case.stay.visit + timedelta(days=180)
    assert str(due.year) in early.message_zh
    assert item(report, "functional_assessment").state == "not_applicable"


def test_8_a_grey_copy_is_a_remark_and_never_missing(tmp_path: Path, reviewer: Reviewer) -> None:
    claim = compose("inpatient_medical", defects=(("D03", "discharge_summary"),))
    summary = item(review(claim, tmp_path, reviewer), "discharge_summary")
    assert (summary.state, summary.defects) == ("satisfied_with_remark", ("D03",))


def test_9_a_digit_lost_by_the_reader_is_caught_by_the_words(tmp_path: Path, reviewer: Reviewer) -> None:
    claim = compose(
        "inpatient_medical",
        where=lambda c: c.case.bill.total > 10000 and any("大写" in page.text for page in bill_pages(c)),
    )
    plain, grouped = f"{claim.case.bill.total:.2f}", f"{claim.case.bill.total:,.2f}"

    def lose(doc_type: str, page: Page) -> Page:
        if doc_type != "inpatient_invoice":
            return page
        return relined(
            page.model_copy(update={"codes": ()}), lambda text: text.replace(grouped, plain).replace(plain, plain[1:])
        )

    invoice = item(review(claim, tmp_path, reviewer, change=lose), "hospital_invoice")
    assert (invoice.state, invoice.defects) == ("ask", ("D08",))


def test_10_the_clock_stands_still_from_delivery_to_return(reviewer: Reviewer) -> None:
    claim = compose("inpatient_medical").claim
    assert claim.received_at is not None
    day = claim.received_at
    clock = run_clock(claim, Settings(), supplements=[Supplement(day + timedelta(days=3), day + timedelta(days=13))])
    assert clock.decision_due == (day + timedelta(days=40)).date().isoformat()


def test_11_compulsory_motor_gets_its_written_list_the_next_day(tmp_path: Path, reviewer: Reviewer) -> None:
    claim = compose("motor_injury_outpatient")
    friday = datetime(2026, 3, 6, 16, 0, tzinfo=CHINA)
    facts = claim.claim.facts.model_copy(update={"compulsory_only": True})
    filed = claim.claim.model_copy(update={"received_at": friday, "facts": facts})
    assert run_clock(filed, Settings()).written_list_due == "2026-03-07"


def test_12_an_emergency_lifts_the_hospital_grade(tmp_path: Path, reviewer: Reviewer) -> None:
    claim = compose("outpatient_medical", defects=(("D12", "outpatient_record"),))
    facts = claim.claim.facts.model_dump(exclude_none=True)
    assert "D12" in item(review(claim, tmp_path / "1", reviewer), "outpatient_record").defects
    urgent = review(claim, tmp_path / "2", reviewer, facts={**facts, "emergency": True})
    assert item(urgent, "outpatient_record").state.startswith("satisfied")


def test_13_the_version_in_force_on_the_claim_date_is_used(tmp_path: Path, reviewer: Reviewer) -> None:
    claim = compose("outpatient_medical")
    assert claim.claim.received_at is not None
    turn = claim.claim.received_at.date() + timedelta(days=30)
    common = {"id": "outpatient_medical", "title_zh": "门诊", "title_en": "Outpatient", "includes": ["base"]}
    lists = tmp_path / "lists" / "lines"
    lists.mkdir(parents=True)
    old = {**common, "version": "old", "effective_from": "2010-01-01", "effective_to": str(turn)}
    new = {**common, "version": "new", "effective_from": str(turn + timedelta(days=1))}
    for entry in (old, new):
        (lists / f"{entry['version']}.yaml").write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    report = review(claim, tmp_path / "claim", with_lists(reviewer, directory=tmp_path / "lists"))
    assert report.checklist is not None
    assert report.checklist.version == "old"
