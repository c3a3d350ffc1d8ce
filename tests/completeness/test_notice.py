"""The one notice: everything in it, in plain words, refusing nothing, with a fingerprint of its gaps."""

from __future__ import annotations

import re

from prereview.claims import Claim
from prereview.completeness import check_claim, load_checklists
from prereview.findings import Notice

from . import papers
from .papers import claim, paper

LISTS = load_checklists()


def messy() -> Notice:
    """Something missing, something unusable, something newly applicable, something unknown."""
    file = [
        *papers.without(papers.inpatient_file(), "expense_list", "discharge_summary", "inpatient_invoice"),
        paper("inpatient_invoice", fund_paid="8000.00"),
        paper("discharge_summary", seals=(), diagnosis="左踝骨折", operation="切开复位内固定术"),
    ]
    notice = check_claim(claim(), file, LISTS).notice
    assert notice is not None
    return notice


def test_everything_open_is_in_it_once() -> None:
    notice = messy()
    assert set(notice.item_ids) >= {
        "expense_list",
        "discharge_summary",
        "settlement_proof",
        "operation_record",
        "implant_list",
    }
    for heading in ("还缺少的材料", "根据您的情况，另外需要的材料", "需要重新提供的材料", "请您回答的问题"):
        assert heading in notice.text_zh
    assert notice.text_zh.count("是因为疾病，还是意外") == 1
    assert len(notice.item_ids) == len(set(notice.item_ids))


def test_each_gap_says_why_and_how() -> None:
    text = messy().text_zh
    assert text.count("为什么需要：") + text.count("原因：") == text.count("怎么办理：")
    assert "以下任一即可：" in text


def test_it_offers_people_and_refuses_nothing() -> None:
    text = messy().text_zh
    assert "人工服务" in text
    assert "您能够提供的材料" in text  # 保险法 22(1)
    assert not re.search(r"拒|不予|不赔|作废|逾期", text)
    assert "—" not in text


def test_fingerprint_is_of_the_gaps_and_not_of_the_words() -> None:
    assert messy().fingerprint == messy().fingerprint
    other = check_claim(claim(), papers.without(papers.inpatient_file(), "expense_list"), LISTS).notice
    assert other is not None and other.fingerprint != messy().fingerprint
    assert re.fullmatch(r"[0-9a-f]{64}", other.fingerprint)


def test_nothing_open_is_no_notice() -> None:
    assert check_claim(claim(), papers.inpatient_file(), LISTS).notice is None


def test_claim_without_a_line_is_one_question() -> None:
    result = check_claim(Claim(claim_id="x"), papers.inpatient_file(), LISTS)
    assert [question.fact for question in result.questions] == ["line"]
    assert result.items == () and result.notice is not None


def test_unknown_line_is_a_finding() -> None:
    result = check_claim(Claim(claim_id="x", line="pet_medical"), (), LISTS)
    assert [finding.code for finding in result.findings] == ["unknown_line"]
    assert result.notice is None


def test_waived_by_the_hospital_link_rests_on_the_claim() -> None:
    file = papers.without(papers.inpatient_file(), "expense_list")
    result = check_claim(claim(hospital_link=True), file, LISTS)
    waived = next(item for item in result.items if item.id == "expense_list")
    assert waived.state == "waived"
    assert waived.evidence[0].quote == "hospital_link = true"
