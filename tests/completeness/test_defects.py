"""Each defect on a paper that has it, and not on the paper beside it that has not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from prereview.claims import SubmissionFile
from prereview.completeness import check_claim, load_checklists
from prereview.documents import Document, Evidence, Fact, Quality
from prereview.findings import Completeness, ItemResult

from . import papers
from .papers import claim, page, paper, seal

LISTS = load_checklists()
GREY = {"ink": "grey"}
DIGITAL = {"ink": "digital"}


def check(*changed: Document, line: str = "inpatient_medical", **facts: Any) -> Completeness:
    """A complete file of the line with some papers exchanged for others of their type."""
    base = papers.outpatient_file() if line == "outpatient_medical" else papers.inpatient_file()
    kept = papers.without(base, *(document.doc_type for document in changed))
    return check_claim(claim(line, **facts), [*kept, *changed], LISTS)


def item(result: Completeness, item_id: str) -> ItemResult:
    return next(entry for entry in result.items if entry.id == item_id)


def disputed(name: str, *values: str) -> tuple[Fact, ...]:
    """Rival facts: several values read at one place."""
    place = Evidence(file="a.pdf", page=1, bbox=papers.FULL)
    return tuple(Fact(name=name, value=value, confidence=0.4, evidence=place) for value in values)


@pytest.mark.parametrize(
    ("name", "values", "state"),
    [
        ("total", ("12345.60", "12345.80"), "unsure"),
        ("fund_paid", ("10.00", "70.00"), "satisfied_with_remark"),
        ("total", ("12345.60",), "satisfied"),
    ],
    ids=["decisive", "minor", "no-rival"],
)
def test_rival_readings_are_for_a_person(name: str, values: tuple[str, ...], state: str) -> None:
    bill = paper("inpatient_invoice")
    others = tuple(fact for fact in bill.facts if fact.name not in (name, "total_words"))
    result = check(bill.model_copy(update={"facts": (*others, *disputed(name, *values))}))
    assert item(result, "hospital_invoice").state == state
    told = [finding for finding in result.findings if finding.code == "reading_disputed"]
    assert len(told) == (len(values) > 1)
    assert all(len(finding.evidence) == len(values) for finding in told)


CASES = [
    ("D01", "discharge_summary", lambda: paper("discharge_summary", seals=()), "present_unusable"),
    ("D01", "discharge_summary", lambda: paper("discharge_summary", seals=(seal(issuer=False),)), "present_unusable"),
    (
        "D02",
        "hospital_invoice",
        lambda: paper("inpatient_invoice", seals=(seal("江南市第一人民医院诊断证明专用章"),)),
        "present_unusable",
    ),
    (
        "D02",
        "discharge_summary",
        lambda: paper("discharge_summary", seals=(seal("百川商贸有限公司财务专用章"),)),
        "present_unusable",
    ),
    (
        "D03",
        "discharge_summary",
        lambda: paper("discharge_summary", seals=(), page_changes=GREY),
        "satisfied_with_remark",
    ),
    (
        "D03",
        "discharge_summary",
        lambda: paper("discharge_summary", seals=(), page_changes=DIGITAL),
        "satisfied_with_remark",
    ),
    ("D04", "expense_list", lambda: paper("expense_list", name="周海宁"), "present_unusable"),
    ("D04", "expense_list", lambda: paper("expense_list", name="林晓风", confidence=0.8), "unsure"),
    ("D05", "insured_id", lambda: paper("id_card", id_number="110101197501010012"), "present_unusable"),
    (
        "D06",
        "hospital_invoice",
        lambda: paper("inpatient_invoice", admission_date="2025-09-01", discharge_date="2025-09-09"),
        "present_unusable",
    ),
    ("D07", "discharge_summary", lambda: paper("discharge_summary", discharge_date="2026-02-19"), "present_unusable"),
    ("D08", "hospital_invoice", lambda: paper("inpatient_invoice", total_words="12345.06"), "ask"),
    ("D08", "hospital_invoice", lambda: paper("inpatient_invoice", fund_paid="9000.00", cash_paid="9000.00"), "ask"),
    ("D08", "expense_list", lambda: paper("expense_list", total="11000.00"), "ask"),
    (
        "D09",
        "discharge_summary",
        lambda: paper("discharge_summary", page_index="1", page_count="3"),
        "present_unusable",
    ),
    ("D11", "hospital_invoice", lambda: paper("inpatient_invoice", "住院收费票据\n复印件"), "present_unusable"),
    ("D13", "insured_id", lambda: paper("id_card", valid_until="2025-12-31"), "present_unusable"),
    ("D14", "insured_id", lambda: paper("id_card", card_side="front", valid_until=None), "present_unusable"),
    ("D15", "diagnosis", lambda: paper("discharge_summary", diagnosis="右肺占位"), "present_unusable"),
    ("D16", "claim_form", lambda: paper("claim_form", signed="false"), "present_unusable"),
    (
        "D17",
        "expense_list",
        lambda: paper("expense_list", page_changes={"quality": Quality(grade="unreadable")}),
        "present_unusable",
    ),
    ("D21", "discharge_summary", lambda: paper("discharge_summary", "discharge summary " * 20), "present_unusable"),
    (
        "D22",
        "discharge_summary",
        lambda: paper("discharge_summary", seals=(seal("海滨县中医医院病案室"),)),
        "satisfied_with_remark",
    ),
    ("credit_card", "bank_card", lambda: paper("bank_card", card_kind="credit"), "present_unusable"),
]


@pytest.mark.parametrize(("code", "item_id", "build", "state"), CASES)
def test_defect_is_found_named_and_shown(code: str, item_id: str, build: Any, state: str) -> None:
    result = check(build(), cause="illness")
    assert (item(result, item_id).state, code in item(result, item_id).defects) == (state, True)
    finding = next(found for found in result.findings if found.code == code)
    assert finding.evidence and finding.message_zh and finding.message_en
    assert "—" not in finding.message_zh
    clean = check()
    assert item(clean, item_id).state == "satisfied"
    assert [found.code for found in clean.findings] == []


@pytest.mark.parametrize(
    "build",
    [
        lambda: paper("inpatient_invoice", name="林**"),
        lambda: paper("inpatient_invoice", name="林 晓 岚"),
        lambda: paper("inpatient_invoice", seals=(seal(None),)),
        lambda: paper("inpatient_invoice", fund_paid="0.00", account_paid="0.00", cash_paid="12345.00"),
        lambda: paper("inpatient_invoice", "医疗住院收费票据(电子)", seals=(), page_changes=DIGITAL),
        lambda: paper("discharge_summary", seals=(seal("江南市第一人民医院"), seal("收费专用章"))),
        lambda: paper("discharge_summary", diagnosis="肝硬化;肺炎"),
        lambda: paper("discharge_summary", diagnosis="糖尿病周围神经病变"),
        lambda: paper("expense_list", total="12000.00"),
        lambda: paper("id_card", id_number="110101198003070011"),
    ],
)
def test_what_only_looks_like_a_defect_is_none(build: Any) -> None:
    result = check(build())
    assert result.notice is None
    assert [finding.code for finding in result.findings] == []


def test_d10_inside_the_claim_and_in_the_inbox() -> None:
    one, two = paper("inpatient_invoice"), paper("inpatient_invoice")
    inside = check(one, two)
    assert item(inside, "hospital_invoice").state == "satisfied_with_remark"
    known = {"350602:0012345678": "C-9"}
    across = check_claim(claim(), papers.inpatient_file(), LISTS, known_invoices=known)
    finding = next(found for found in across.findings if found.code == "D10")
    assert "C-9" in finding.message_zh
    consecutive = check(one, paper("inpatient_invoice", invoice_number="0012345679"))
    assert "D10" not in [finding.code for finding in consecutive.findings]


def test_each_of_two_bills_must_stand() -> None:
    good, bad = paper("inpatient_invoice"), paper("inpatient_invoice", invoice_number="0055555555", seals=())
    assert item(check(good, bad), "hospital_invoice").state == "present_unusable"


@pytest.mark.parametrize(
    ("facts", "state"), [({}, "ask"), ({"emergency": True}, "satisfied"), ({"emergency": False}, "present_unusable")]
)
def test_d12_below_the_grade(facts: dict[str, Any], state: str) -> None:
    result = check(
        paper("outpatient_record", hospital_grade="一级甲等"), line="outpatient_medical", cause="illness", **facts
    )
    assert item(result, "outpatient_record").state == state


def test_d14_two_loose_sides_are_one_card() -> None:
    front = paper("id_card", card_side="front", valid_until=None)
    back = paper("id_card", card_side="back", name=None, id_number=None)
    assert item(check(front, back), "insured_id").state == "satisfied"


def test_d18_only_where_an_insurer_set_a_limit() -> None:
    old = paper("diagnosis_certificate", issue_date="2025-01-05")
    file = [
        *papers.without(papers.inpatient_file(), "discharge_summary"),
        old,
        paper("discharge_summary", diagnosis=None),
    ]
    assert "D18" not in [found.code for found in check_claim(claim(), file, LISTS).findings]
    strict = check_claim(claim(), file, load_checklists(overlay="insurer_c"))
    assert item(strict, "diagnosis").defects == ("D18",)


def test_d19_reports_are_no_diagnosis() -> None:
    file = [*papers.inpatient_file()[:3], paper("lab_report"), paper("pathology_report")]
    result = check_claim(claim("critical_illness", cause="illness", disease_code="cancer"), file, LISTS)
    assert item(result, "diagnosis_certificate").defects == ("D19",)


def test_d20_wrong_standard() -> None:
    stamped = (seal("江南司法鉴定中心鉴定专用章"),)
    for standard, state in (
        ("劳动能力鉴定 职工工伤与职业病致残等级", "present_unusable"),
        ("人身保险伤残评定标准及代码", "satisfied"),
    ):
        appraisal = paper("disability_appraisal", name=papers.NAME, appraisal_standard=standard, seals=stamped)
        result = check_claim(claim("accident_disability"), [appraisal], LISTS)
        assert item(result, "disability_appraisal").state == state


def test_unreadable_page_makes_missing_unsure_and_unrelated_page_does_not() -> None:
    file = papers.without(papers.inpatient_file(), "expense_list")
    unrelated = paper(
        "unknown", "小区物业通知\n各位业主您好,因管道维护,本周六上午八点至十二点停水检修,请提前做好储水准备"
    )
    assert item(check_claim(claim(), [*file, unrelated], LISTS), "expense_list").state == "missing"
    hidden = check_claim(claim(), [*file, papers.unreadable_page()], LISTS)
    assert item(hidden, "expense_list").state == "unsure"
    assert hidden.notice is not None and "expense_list" in hidden.notice.item_ids
    titled = paper("unknown", "江南市第一人民医院\n住院费用汇总清单\n床位费")
    assert item(check_claim(claim(), [*file, titled], LISTS), "expense_list").state == "unsure"
    likely = unrelated.model_copy(update={"candidates": (("outpatient_invoice", 0.5), ("expense_list", 0.4))})
    assert item(check_claim(claim(), [*file, likely], LISTS), "expense_list").state == "unsure"


def test_pages_grouped_apart_still_count() -> None:
    first = paper("expense_list", page_index="1", page_count="2")
    second = paper("expense_list", page_index="2", page_count="2", name=None, total=None)
    assert item(check(first, second), "expense_list").state == "satisfied"


def test_same_file_twice_is_said() -> None:
    files = [SubmissionFile("a.pdf", "f" * 64, 1), SubmissionFile("b.pdf", "f" * 64, 1)]
    result = check_claim(claim(), papers.inpatient_file(), LISTS, files=files)
    assert [finding.code for finding in result.findings] == ["file_twice"]


def test_first_visit_long_after_the_accident_is_asked_once() -> None:
    file = [*papers.outpatient_file(), paper("accident_proof", event_cause="在家中滑倒摔伤手腕")]
    told = claim("accident_medical", details={"event_date": date(2026, 2, 1)})
    result = check_claim(told, file, LISTS)
    assert [question.fact for question in result.questions] == ["late_first_visit"]


def test_multi_page_paper_is_sealed_on_any_page() -> None:
    pages = (page("出院小结", file="1.jpg"), page("医嘱", file="2.jpg", number=2, seals=(seal("江南市第一人民医院"),)))
    assert item(check(paper("discharge_summary", pages=pages)), "discharge_summary").state == "satisfied"


def test_an_illegible_page_is_to_be_taken_again_with_what_was_wrong_in_mind() -> None:
    blurred = {"quality": Quality(grade="unreadable", reasons=("blur", "glare"))}
    told = item(check(paper("expense_list", page_changes=blurred)), "expense_list")
    assert told.cure_zh.startswith("请在光线充足处平铺、拿稳手机并对准文字对焦、换个角度避开反光，重新拍")
    assert "hold the phone still" in told.cure_en
    plain = item(check(paper("expense_list", page_changes={"quality": Quality(grade="unreadable")})), "expense_list")
    assert plain.cure_en == "Lay it flat in good light and take a sharp picture of the whole page"


@pytest.mark.parametrize(
    ("words", "is_copy"),
    [
        ("复印件", True),
        ("复印件与原件核对无误", True),
        ("此复印件与原件一致", True),
        ("复印件须加盖印章", False),
        ("复印件无效", False),
        ("请提供身份证复印件一份", False),
        ("本单一式两份,须与原件一致", False),
    ],
)
def test_a_copy_says_so_of_itself(words: str, is_copy: bool) -> None:
    state = item(check(paper("inpatient_invoice", f"住院收费票据\n{words}")), "hospital_invoice").state
    assert (state == "present_unusable") == is_copy


def test_words_of_a_side_show_that_the_side_is_there() -> None:
    both = paper(
        "id_card", "姓名 林晓峰\n性别男民族汉\n居民身份证\n签发机关 江南市公安局", card_side="back", id_number=None
    )
    assert item(check(both), "insured_id").state == "satisfied"


def test_a_signature_the_picture_does_not_show_is_left_to_a_person() -> None:
    unsure = paper("claim_form", signed="false", confidence=0.4)
    blurred = paper("claim_form", signed=None, page_changes={"quality": Quality(grade="poor", reasons=("blur",))})
    for form in (unsure, blurred):
        told = item(check(form), "claim_form")
        assert (told.state, told.defects) == ("unsure", ("signature_unclear",))


def test_one_character_that_had_to_be_recognised_is_left_to_a_person() -> None:
    assert item(check(paper("expense_list", name="林晓风")), "expense_list").state == "unsure"
    sure = paper("expense_list", name=None)
    typed = Fact(name="name", value="林晓风", confidence=None, evidence=Evidence(file="a.pdf", page=1, quote="林晓风"))
    sure = sure.model_copy(update={"facts": (*sure.facts, typed)})
    assert item(check(sure), "expense_list").state == "present_unusable"


def test_a_digital_page_that_draws_another_mark_would_draw_the_seal() -> None:
    bare = paper("discharge_summary", seals=(), page_changes=DIGITAL)
    marked = paper("discharge_summary", seals=(seal(issuer=False),), page_changes=DIGITAL)
    assert item(check(bare), "discharge_summary").state == "satisfied_with_remark"
    assert item(check(marked), "discharge_summary").state == "present_unusable"


def test_a_missing_page_may_carry_the_seal() -> None:
    first = paper("discharge_summary", seals=(), page_index="1", page_count="2", page_changes=DIGITAL)
    assert {found.code for found in check(first).findings} == {"D09"}


def test_words_whose_tail_was_not_read_are_a_remark_where_the_list_bears_out_the_figures() -> None:
    figures, words = "12345.60", "12345.00"
    bill = paper("inpatient_invoice", total=figures, total_words=words)
    found = item(check(bill, paper("expense_list", total=figures)), "hospital_invoice")
    assert (found.state, found.defects) == ("satisfied_with_remark", ("D08",))
    assert item(check(bill, paper("expense_list", total=words)), "hospital_invoice").state == "ask"


@pytest.mark.parametrize(("listed", "told"), [("12345.60", {"D08", "D22"}), (None, {"D08"})])
def test_figures_above_the_words_are_a_spot_to_look_at_where_the_list_bears_out_the_words(
    listed: str | None, told: set[str]
) -> None:
    bill = paper("inpatient_invoice", total="22345.60", total_words="12345.60", fund_paid=None)
    result = check(bill, paper("expense_list", total=listed))
    assert {found.code for found in result.findings} == told
    assert item(result, "hospital_invoice").state == "ask"


def test_a_sign_that_may_have_been_read_as_a_digit_is_no_spot_to_look_at() -> None:
    bill = paper("inpatient_invoice", total="112345.60", total_words="12345.60", fund_paid=None)
    assert {found.code for found in check(bill, paper("expense_list", total="12345.60")).findings} == {"D08"}


def test_a_bill_for_petrol_is_no_bill_for_the_repair() -> None:
    def told(goods: str) -> str:
        bill = paper("vat_invoice", f"电子发票(普通发票)\n{goods}\n价税合计", total="1380.00")
        return item(check_claim(claim("motor_own_damage"), [bill], LISTS), "repair_invoice").state

    assert told("*汽油*92号车用汽油") == "missing"
    assert told("*修理修配劳务*汽车维修费") == "satisfied"
