"""Where a label ends and its value begins, on papers made by hand. Names, numbers and hospitals are invented."""

import pytest

from prereview.extraction import extract_facts
from prereview.extraction.values import parse_address, parse_institution

from .conftest import value


def test_buyer_and_seller_share_a_label(document):
    facts = extract_facts(
        document("vat_invoice", ("名称：张小满", 0.05, 0.2), ("名称：百草堂大药房有限公司", 0.55, 0.2))
    )
    assert value(facts, "name") == "张小满"
    assert value(facts, "seller") == "百草堂大药房有限公司"


def test_a_value_that_runs_over_to_the_next_line(document):
    facts = extract_facts(document("policy", ("证件号码：3297011990030700", 0.5, 0.2), ("27", 0.6, 0.224)))
    assert value(facts, "id_number") == "329701199003070027"


def test_one_misread_character_in_a_label(document):
    facts = extract_facts(
        document(
            "discharge_summary", ("大院日期：2026-01-05", 0.1, 0.1), ("出院日朗：2026-01-12", 0.1, 0.15), confidence=0.9
        )
    )
    assert value(facts, "admission_date") == "2026-01-05"
    assert value(facts, "discharge_date") == "2026-01-12"


def test_an_empty_field_takes_nobody_elses_value(document):
    facts = extract_facts(
        document("discharge_summary", ("姓名：", 0.1, 0.1), ("职业：农民", 0.3, 0.1), ("科室：", 0.1, 0.13))
    )
    assert value(facts, "name") is None
    assert value(facts, "department") is None


def test_masked_names_are_not_names(document):
    assert value(extract_facts(document("id_card", ("姓名王**", 0.1, 0.1))), "name") is None


def test_running_text_is_not_a_form(document):
    facts = extract_facts(
        document(
            "discharge_summary",
            ("入院后完善检查，患者姓名核对无误，于2026-01-07在局麻下手术，住院天数较长。", 0.1, 0.5),
        )
    )
    assert value(facts, "admission_date") is None
    assert value(facts, "name") is None


@pytest.mark.parametrize("text", ["址北京市测试区白塔路8号", "址：北京市测试区白塔路8号", "北京市测试区白塔路8号"])
def test_the_end_of_a_wide_label_is_no_part_of_the_address(text):
    assert parse_address(text).value == "北京市测试区白塔路8号"


@pytest.mark.parametrize(
    "text",
    ["收款单位(章)：白塔区仁和医院", "收款单位(余)白塔区仁和医院", "a北林位（草）白塔区仁和医院", "白塔区仁和医院"],
)
def test_the_place_of_the_seal_is_no_part_of_the_hospital(text):
    assert parse_institution(text).value == "白塔区仁和医院"


def test_a_bracket_in_the_name_of_a_hospital_stays():
    assert parse_institution("白塔区(东)医院").value == "白塔区(东)医院"


def test_a_label_word_inside_a_number_is_no_label(document):
    facts = extract_facts(document("damage_assessment", ("车架号: LZZN07NY4G7244698", 0.5, 0.2)))
    assert value(facts, "vin") == "LZZN07NY4G7244698"


def test_a_hospital_beside_the_place_on_one_row_is_read_alone(document):
    form = document("claim_form", ("就诊医院:", 0.1, 0.1), ("白塔区青年路", 0.3, 0.1), ("白塔区仁和附属医院", 0.5, 0.1))
    assert value(extract_facts(form), "hospital") == "白塔区仁和附属医院"


def test_a_bilingual_form_with_and_without_colons(document):
    facts = extract_facts(
        document(
            "claim_form",
            ("被保险人 Insured：张小满", 0.1, 0.10),
            ("证件号 ID No.  110101199003077213", 0.1, 0.14),
            ("出生日期 Date of Birth  1990-03-07", 0.5, 0.14),
            ("账号 Account No.  6222021234567890128", 0.1, 0.18),
        )
    )
    assert value(facts, "name") == "张小满"
    assert value(facts, "id_number") == "110101199003077213"
    assert value(facts, "birth_date") == "1990-03-07"


def test_an_enumeration_behind_a_label_is_no_name(document):
    facts = extract_facts(document("traffic_liability", ("当事人、车辆、道路和交通环境等基本情况:", 0.1, 0.2)))
    assert value(facts, "name") is None


def test_a_translation_behind_a_label_is_skipped_however_it_was_read(document):
    facts = extract_facts(document("claim_form", ("保单号 Po1icy No.:P737640890055678", 0.1, 0.2)))
    assert [fact.value for fact in facts if fact.name == "policy_number"] == ["P737640890055678"]


def test_the_ward_before_a_letterhead_is_no_part_of_it(document):
    facts = extract_facts(document("outpatient_record", ("2025-12-31 下午 内分泌科白沙市康宁第二人民医院", 0.1, 0.05)))
    assert [fact.value for fact in facts if fact.name == "hospital"] == ["白沙市康宁第二人民医院"]
