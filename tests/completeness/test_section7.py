"""The thirteen tests every checklist change must pass (domain checklists §7), on hand-built papers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from prereview.calendar import CHINA
from prereview.claims import CaseFacts, Claim, ClaimDetails
from prereview.completeness import Supplement, check_claim, compare, load_checklists, run_clock
from prereview.findings import Completeness, ItemResult
from prereview.settings import Settings

from . import papers
from .papers import claim, paper

LISTS = load_checklists()


def item(result: Completeness, item_id: str) -> ItemResult:
    return next(entry for entry in result.items if entry.id == item_id)


def states(result: Completeness) -> dict[str, str]:
    return {entry.id: entry.state for entry in result.items}


def test_1_record_without_seal_is_one_notice_with_every_gap_and_the_second_round_is_clean() -> None:
    first = [
        *papers.without(papers.inpatient_file(), "discharge_summary", "expense_list"),
        paper("discharge_summary", seals=()),
    ]
    result = check_claim(claim(), first, LISTS)
    assert item(result, "discharge_summary").state == "present_unusable"
    assert item(result, "discharge_summary").defects == ("D01",)
    assert item(result, "expense_list").state == "missing"
    assert result.notice is not None
    assert set(result.notice.item_ids) == {"discharge_summary", "expense_list"}
    second = check_claim(claim(), [*first, paper("discharge_summary"), paper("expense_list")], LISTS)
    assert second.notice is None


def death_claim() -> Claim:
    return claim("death_illness", beneficiary_designated=True, beneficiary_minor=False)


def death_file(*doc_types: str) -> list[object]:
    heir = paper("id_card", name="周海宁", id_number="110101197501010012")
    card = paper("bank_card", account_holder="周海宁")
    return [paper("claim_form"), heir, card, *(paper(doc_type) for doc_type in doc_types)]


def test_2_one_death_paper_suffices_here_and_not_there() -> None:
    alone = death_file("death_certificate_medical")
    assert check_claim(death_claim(), alone, LISTS).notice is None
    strict = check_claim(death_claim(), alone, load_checklists(overlay="death_two_of_three"))
    assert item(strict, "death_evidence").state == "missing"
    assert "户籍注销证明" in item(strict, "death_evidence").cure_zh
    village = check_claim(death_claim(), death_file("death_certificate_other"), LISTS)
    assert item(village, "death_evidence").state == "missing"
    assert item(village, "death_evidence").cure_zh.startswith("还差户籍注销证明")


def minor_claim() -> Claim:
    return claim().model_copy(
        update={"insured": claim().insured.model_copy(update={"birth_date": date(2015, 5, 1), "id_number": None})}
    )


def test_3_household_book_proves_the_relation_and_without_it_four_ways_are_listed() -> None:
    guardian = paper("id_card", name="林建国", id_number="110101197501010012")
    own = [*papers.inpatient_file(), guardian]
    without = item(check_claim(minor_claim(), own, LISTS), "relation_proof")
    assert without.state == "missing"
    listed = ";".join(without.accepts_zh)
    assert all(word in listed for word in ("户口簿", "出生医学证明", "独生子女证", "关系证明"))
    with_book = check_claim(minor_claim(), [*own, paper("household_book", relation="父子")], LISTS)
    assert item(with_book, "relation_proof").state == "satisfied"
    assert item(with_book, "guardian_id").state == "satisfied"


def test_4_copy_with_settlement_sheet_is_fine_and_copy_alone_is_d11() -> None:
    copy = paper("inpatient_invoice", "住院收费票据 复印件", fund_paid="8000.00")
    base = [*papers.without(papers.inpatient_file(), "inpatient_invoice"), copy]
    with_sheet = check_claim(claim(settled_social=True), [*base, paper("settlement_sheet")], LISTS)
    assert item(with_sheet, "hospital_invoice").state == "satisfied"
    alone = item(check_claim(claim(settled_social=True), base, LISTS), "hospital_invoice")
    assert alone.state == "present_unusable"
    assert alone.defects == ("D11",)


def test_5_three_insurers_ask_12_15_18_items_with_six_not_common() -> None:
    found = compare(["insurer_a", "insurer_b", "insurer_c"], line="accident_medical")
    assert tuple(found.counts.values()) == (12, 15, 18)
    assert found.share >= 0.9
    assert len(found.only) == 6


def test_6_unknown_cause_is_one_question_and_not_six_proofs() -> None:
    unsaid = [
        paper("outpatient_record", diagnosis="左腕骨折") if document.doc_type == "outpatient_record" else document
        for document in papers.outpatient_file()
    ]
    result = check_claim(claim("outpatient_medical"), unsaid, LISTS)
    assert [question.fact for question in result.questions] == ["cause"]
    assert "missing" not in states(result).values()


def test_7_stroke_sequela_after_30_days_is_too_early_with_its_date() -> None:
    filed = [
        *papers.inpatient_file()[:3],
        paper("diagnosis_certificate", diagnosis="脑梗死", issue_date="2026-02-01"),
        paper("imaging_report"),
        paper("outpatient_record", visit_date="2026-01-31", diagnosis="脑梗死"),
        paper("discharge_summary", diagnosis="脑梗死", admission_date="2026-01-31", discharge_date="2026-02-20"),
    ]
    result = check_claim(claim("critical_illness", disease_code="stroke_sequela"), filed, LISTS)
    assert item(result, "functional_assessment").state == "not_applicable"
    early = next(finding for finding in result.findings if finding.code == "too_early")
    assert "2026-07-30" in early.message_zh
    assert result.notice is None


def test_8_grey_scan_is_a_remark_and_never_missing() -> None:
    grey = {"ink": "grey"}
    filed = [
        *papers.without(papers.inpatient_file(), "inpatient_invoice", "discharge_summary"),
        paper("inpatient_invoice", seals=(), page_changes=grey),
        paper("discharge_summary", seals=(), page_changes=grey),
    ]
    result = check_claim(claim(), filed, LISTS)
    for item_id in ("hospital_invoice", "discharge_summary"):
        assert item(result, item_id).state == "satisfied_with_remark"
        assert item(result, item_id).defects == ("D03",)
    assert result.notice is None


def test_9_digit_lost_by_ocr_is_caught_by_the_words() -> None:
    filed = [
        *papers.without(papers.inpatient_file(), "inpatient_invoice"),
        paper("inpatient_invoice", total="2345.60", total_words="12345.60"),
    ]
    result = check_claim(claim(), filed, LISTS)
    assert item(result, "hospital_invoice").state == "ask"
    assert item(result, "hospital_invoice").defects == ("D08",)
    assert [question.fact for question in result.questions] == ["invoice_amount"]


def test_10_clock_pauses_from_delivery_to_return_and_the_light_does_not() -> None:
    received = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
    one = Claim(claim_id="x", received_at=received, claim=ClaimDetails(amount_claimed=3000))
    rounds = [Supplement(datetime(2026, 3, 5, 10, tzinfo=CHINA), datetime(2026, 3, 15, 10, tzinfo=CHINA))]
    clock = run_clock(one, Settings(), datetime(2026, 3, 3, 12, tzinfo=CHINA), supplements=rounds)
    assert clock.decision_due == "2026-04-11"  # day 0 + 40
    assert clock.light == "yellow"
    assert run_clock(one, Settings(), datetime(2026, 3, 5, tzinfo=CHINA), supplements=rounds).light == "red"
    assert clock.advance_payment_due == "2026-05-01"


def test_11_compulsory_motor_written_list_is_due_the_next_calendar_day() -> None:
    friday = datetime(2026, 3, 6, 16, 0, tzinfo=CHINA)
    one = Claim(claim_id="x", line="motor_injury_outpatient", received_at=friday, facts=CaseFacts(compulsory_only=True))
    clock = run_clock(one, Settings())
    assert clock.written_list_due == "2026-03-07"
    assert clock.decision_due == "2026-03-11"
    assert clock.light is None


@pytest.mark.parametrize(("facts", "state"), [({"emergency": "true"}, "satisfied"), ({}, "ask")])
def test_12_emergency_lifts_the_hospital_grade(facts: dict[str, str], state: str) -> None:
    filed = [
        *papers.without(papers.outpatient_file(), "outpatient_record"),
        paper("outpatient_record", hospital="城东社区卫生服务中心", **facts),
    ]
    result = check_claim(claim("outpatient_medical"), filed, LISTS)
    assert item(result, "outpatient_record").state == state


def test_13_the_version_in_force_at_the_claim_date_is_used(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.mkdir()
    old = {
        "id": "outpatient_medical", "title_zh": "门诊", "title_en": "Outpatient", "version": "2025.1",
        "effective_from": "2025-01-01", "effective_to": "2026-06-30", "includes": ["base"],
    }  # fmt: skip
    new = {
        **old,
        "version": "2026.2",
        "effective_from": "2026-07-01",
        "effective_to": None,
        "includes": ["base", "payee"],
    }
    (lines / "a.yaml").write_text(yaml.safe_dump(old, allow_unicode=True), encoding="utf-8")
    (lines / "b.yaml").write_text(yaml.safe_dump(new, allow_unicode=True), encoding="utf-8")
    result = check_claim(claim("outpatient_medical"), papers.outpatient_file(), load_checklists(tmp_path))
    assert result.checklist_version == "2025.1"
    assert "bank_card" not in states(result)
