"""Days and signatures of papers made by hand. Names, numbers and hospitals are invented."""

import pytest

from prereview.documents import SigningPlace
from prereview.extraction import extract_facts

from .conftest import value


def test_a_stay_written_as_one_range(document):
    facts = extract_facts(document("e_invoice", ("住院时间：20260105|20260112", 0.1, 0.5)))
    assert value(facts, "admission_date") == "2026-01-05"
    assert value(facts, "discharge_date") == "2026-01-12"


FORM_PLACE = ("申请人签名：        日期：2026-01-12", 0.1, 0.8)


def test_a_place_for_a_signature_nobody_looked_at_is_empty_without_certainty(document):
    fact = extract_facts(document("claim_form", FORM_PLACE, confidence=0.98))
    assert value(fact, "signed") == "false"
    assert next(f.confidence for f in fact if f.name == "signed") < 0.5


@pytest.mark.parametrize(
    ("ink", "grade", "signed", "sure"),
    [("pen", "poor", "true", True), ("none", "good", "false", True), ("none", "poor", "false", False),
     ("unclear", "good", "false", False)],
)  # fmt: skip
def test_what_a_pen_left_decides_on_the_signature(document, ink, grade, signed, sure):
    form = document("claim_form", FORM_PLACE, confidence=0.98, quality={"grade": grade})
    page = form.pages[0]
    label = page.lines[0].bbox
    place = SigningPlace(bbox=label, label=label._replace(x1=label.x0 + label.width / 4), ink=ink)
    form = form.model_copy(update={"pages": (page.model_copy(update={"signing": (place,)}),)})
    fact = next(fact for fact in extract_facts(form) if fact.name == "signed")
    assert (fact.value, (fact.confidence or 0) > 0.7) == (signed, sure)


def test_the_identity_number_tells_the_birth_date_where_its_check_holds(document):
    card = document("id_card", ("姓名 张小满", 0.1, 0.1), ("公民身份号码 110101199003077213", 0.1, 0.4))
    facts = extract_facts(card)
    assert (value(facts, "birth_date"), value(facts, "sex")) == ("1990-03-07", "男")


def test_an_american_paper_settles_the_order_of_its_days(document):
    facts = extract_facts(
        document(
            "discharge_summary", ("Admission Date: 04/29/2025", 0.1, 0.1), ("Discharge Date: 05/11/2025", 0.5, 0.1)
        )
    )
    assert (value(facts, "admission_date"), value(facts, "discharge_date")) == ("2025-04-29", "2025-05-11")


def test_a_day_beside_the_signature_is_the_day_of_issue(document):
    facts = extract_facts(
        document(
            "diagnosis_certificate",
            ("诊断证明书", 0.4, 0.05),
            ("疾病诊断:慢性胃炎", 0.1, 0.2),
            ("医师:王冬", 0.5, 0.4),
            ("2025年07月01日", 0.7, 0.4),
        )
    )
    assert value(facts, "issue_date") == "2025-07-01"


def test_a_stay_told_in_prose_over_two_lines(document):
    facts = extract_facts(
        document(
            "diagnosis_certificate",
            ("诊断证明书", 0.4, 0.05),
            ("兹证明张小满,男,28岁,于2025.10.19至2025.11.08在我院普外科住院", 0.1, 0.2),
            ("治疗,诊断为急性阑尾炎。", 0.1, 0.23),
            ("白塔区仁和医院(章) 2025.11.09", 0.5, 0.5),
        )
    )
    assert value(facts, "name") == "张小满"
    assert (value(facts, "admission_date"), value(facts, "discharge_date")) == ("2025-10-19", "2025-11-08")
    assert value(facts, "issue_date") == "2025-11-09"


def test_the_word_behind_a_day_does_not_announce_the_next_day(document):
    facts = extract_facts(
        document("diagnosis_certificate", ("患者于2025/06/23入院,2025/07/14出院,共住院21天", 0.1, 0.2))
    )
    assert (value(facts, "admission_date"), value(facts, "discharge_date")) == ("2025-06-23", "2025-07-14")


def test_a_plain_day_among_the_patients_data_is_the_visit_where_the_paper_is_dated_below(document):
    facts = extract_facts(
        document(
            "diagnosis_certificate",
            ("日期:2025年12月20日", 0.1, 0.1),
            ("疾病诊断:慢性胃炎", 0.1, 0.2),
            ("处理:口服药物治疗,门诊复查", 0.1, 0.3),
            ("2025年12月25日", 0.6, 0.5),
        )
    )
    assert (value(facts, "visit_date"), value(facts, "issue_date")) == ("2025-12-20", "2025-12-25")


@pytest.mark.parametrize(
    "foot", ["经办人:曹小宇 2025-12-10", "白沙市第二殡仪馆 2025-12-10", "2025-12-10才务专用章", "日期:2025.12.10"]
)
def test_the_day_at_the_foot_of_a_short_paper(document, foot):
    lines = (
        ("火化证明", 0.4, 0.05),
        ("兹证明死者夏小莲已在本馆火化。", 0.1, 0.1),
        (foot, 0.6, 0.2),
        ("第1页 共1页", 0.4, 0.9),
    )
    facts = extract_facts(document("cremation_certificate", *lines))
    assert [fact.value for fact in facts if fact.name == "issue_date"] == ["2025-12-10"]


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("申请人签字：      业务员签字：", "false"),
        ("申请人签字： 沈禾  业务员签字：", "true"),
        ("申请人签名：      见证人签名： 沈禾", "false"),
    ],
)
def test_the_next_place_on_the_line_is_no_signature(document, line, signed):
    assert value(extract_facts(document("claim_form", (line, 0.1, 0.8))), "signed") == signed
