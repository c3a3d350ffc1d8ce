"""Whole claims read page by page: forms state the diagnosis of this visit, and their dates are no onsets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from prereview.claims import Policy
from prereview.history import Historian
from prereview.history.mention import Mention
from prereview.history.texts import MedicalText
from prereview.history.wording import read_wording

CLAUSE = "合同生效前已患有且知晓的疾病，不负责赔偿"
FRONT_PAGE = (
    "住院病案首页\n姓名：某甲\n出生日期：1984-03-09\n入院时间：2022-08-15\n出院时间：2022-08-20\n门(急)诊诊断：{0}\n"
    "出院诊断\n主要诊断：{0}\n损伤、中毒的外部原因：-"
)
SUMMARY = "出院记录\n打印日期：2022-09-30\n入院诊断：{0}\n出院诊断：{0}\n入院情况：{1}\n住院期间诊疗情况：病情平稳。"


def judge(historian: Historian, diagnosis: str, *papers: tuple[str, str]) -> dict[str, Any]:
    """A one-year medical policy from 2021-05-01 and a stay from 2022-08-15."""
    return historian.assess_case(
        {
            "id": "forms",
            "medical_documents": [{"doc_type": kind, "text": text} for kind, text in papers],
            "policy": {
                "contract_type": "一年期医疗险",
                "effective_date": "2021-05-01",
                "preexisting_wording": CLAUSE,
            },
            "claim": {"claimed_diagnosis": diagnosis, "visit_date": "2022-08-15"},
        }
    )


def one(historian: Historian, text: str, name: str, visit: date | None = None) -> Mention:
    return next(m for m in historian.find_mentions(text, visit_date=visit) if name in m.condition)


@pytest.mark.parametrize("diagnosis", ["慢性扁桃体炎", "酒精性肝硬化", "右侧腹股沟疝", "混合痔"])
def test_diagnosis_of_the_stay_is_no_history(historian: Historian, diagnosis: str) -> None:
    papers = (
        ("first_page", FRONT_PAGE.format(diagnosis)),
        ("discharge_summary", SUMMARY.format(diagnosis, "患者因不适5天入院。既往体健。")),
    )
    found = judge(historian, diagnosis, *papers)
    assert (found["flag_preexisting"], found["needs_human"]) == (False, False)


def test_history_told_beside_the_form_is_flagged(historian: Historian) -> None:
    told = "患者因腹胀1月入院。既往史：酒精性肝硬化病史6年，间断保肝治疗。"
    papers = (
        ("first_page", FRONT_PAGE.format("酒精性肝硬化")),
        ("discharge_summary", SUMMARY.format("酒精性肝硬化", told)),
    )
    found = judge(historian, "酒精性肝硬化", *papers)
    assert (found["flag_preexisting"], found["grade"]) == (True, "strong")


def test_denied_history_does_not_contradict_the_diagnosis_of_the_stay(historian: Historian) -> None:
    found = judge(
        historian,
        "混合痔",
        ("discharge_summary", SUMMARY.format("混合痔", "便血3天入院。既往史：否认痔疮、高血压病史。T：36.6℃")),
    )
    assert (found["flag_preexisting"], found["needs_human"]) == (False, False)


def test_lone_record_with_an_early_date_goes_to_a_person(historian: Historian) -> None:
    record = "门诊病历\n看诊时间：2020-02-11\n主诉：胸闷2月\n门诊诊断：冠心病"
    alone = judge(historian, "冠心病", ("outpatient_record", record))
    assert (alone["flag_preexisting"], alone["needs_human"]) == (False, True)
    stay = ("discharge_summary", SUMMARY.format("冠心病", "胸闷加重2天。") + "\n入院日期：2022-08-15")
    beside = judge(historian, "冠心病", ("outpatient_record", record), stay)
    assert beside["flag_preexisting"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出生日期：1984-03-09\n入院时间：2022-08-15", date(2022, 8, 15)),
        ("打印日期：2022-09-30\n出院日期：2022-08-20", date(2022, 8, 20)),
        ("有效期至：2031-01-01\n签发日期：2011-01-01", None),
        ("辅助检查：2019-10-02 胸片正常", None),
        ("检查日期：2019-10-02\n所见：正常", date(2019, 10, 2)),
        ("就诊日期：2022-08-15\n复查日期：2023-02-30", date(2022, 8, 15)),
    ],
)
def test_visit_date_of_a_paper(text: str, expected: date | None) -> None:
    assert MedicalText("unknown", text).visit_date(date(2022, 12, 1)) == expected


def test_dates_of_fields_are_no_onset(historian: Historian) -> None:
    visit = date(2022, 8, 15)
    assert one(historian, "出生日期1984年3月9日 入院时间2022-08-15 混合痔", "痔", visit).onset is None
    onset = one(historian, "确诊日期2018年3月 痛风", "痛风", visit).onset
    assert onset is not None
    assert onset.months == pytest.approx(53, abs=1)


@pytest.mark.parametrize(
    ("product", "contract", "excludes"),
    [
        ("全家意外保障计划", "一年期医疗险", "yes"),
        ("综合意外险", "意外伤害保险", "no"),
        ("城市惠民保", "一年期医疗险", "yes"),
    ],
)
def test_contract_type_before_product_name(product: str, contract: str, excludes: str) -> None:
    policy = Policy(product=product, contract_type=contract, preexisting_wording=CLAUSE)
    assert read_wording(policy).excludes == excludes


def test_line_that_stops_inside_a_clause_goes_on_below(historian: Historian) -> None:
    text = (
        "现病史：患者2019年4月因\n腹痛在外院肠镜检查，病理提示克罗恩病，此后长期服用激素，近来症状反复，遂来我院门诊。"
    )
    onset = one(historian, text, "克罗恩", date(2022, 8, 15)).onset
    assert onset is not None
    assert onset.months == pytest.approx(40, abs=1)


@pytest.mark.parametrize(
    ("text", "name", "months"),
    [
        ("甲亢2016年5月确诊，药物控制。", "甲亢", 75),
        ("胃溃疡四年前做过手术。", "胃溃疡", 48),
        ("患儿女，3岁6月。生后即发现房间隔缺损，2岁时行封堵。", "房间隔缺损", 42),
        ("自述血压高已12年。", "血压高", 144),
    ],
)
def test_onset_however_it_is_told(historian: Historian, text: str, name: str, months: float) -> None:
    onset = one(historian, text, name, date(2022, 8, 15)).onset
    assert onset is not None
    assert onset.months == pytest.approx(months, abs=2)


def test_abbreviations_stand_alone(historian: Historian) -> None:
    assert [m.normalised for m in historian.find_mentions("否认HTN、DM、CHD。")] == [
        "高血压病",
        "糖尿病",
        "冠状动脉粥样硬化性心脏病",
    ]
    assert not historian.find_mentions("HBV-DNA定量阴性，乳腺BI-RADS 2类。")


def read(historian: Historian, text: str) -> list[tuple[str, str]]:
    return [(mention.condition, mention.assertion) for mention in historian.find_mentions(text)]


def test_answers_in_columns_before_the_names(historian: Historian) -> None:
    text = "询问事项\n是   否\n□   ☑   肺结核\n☑   □   痛风\n□   □   癫痫"
    assert read(historian, text) == [("肺结核", "negated"), ("痛风", "present"), ("癫痫", "hypothetical")]


def test_yes_to_several_means_the_one_the_remark_names(historian: Historian) -> None:
    rows = "2 循环系统：心肌炎、房颤    是√ 否□\n3 泌尿系统：肾结石    是□ 否√"
    text = f"投保告知书\n{rows}\n说明栏：2 房颤2015年确诊，服药。"
    assert read(historian, text) == [
        ("心肌炎", "negated"),
        ("房颤", "present"),
        ("肾结石", "negated"),
        ("房颤", "present"),
    ]


def test_marks_in_brackets_behind_the_names(historian: Historian) -> None:
    text = "既往病史: 哮喘(√) 痛风(×) 其他:胃溃疡6年 吸烟:☑无"
    assert read(historian, text) == [("哮喘", "present"), ("痛风", "negated"), ("胃溃疡", "present")]


def test_clauses_and_leaflets_name_diseases_nobody_has(historian: Historian) -> None:
    items = "（一）被保险人患性病；（二）首次投保前已患痔疮的手术费用。"
    clause = "责任免除 因下列情形之一导致的费用，我们不承担给付责任：" + items
    assert {assertion for _, assertion in read(historian, clause)} == {"hypothetical"}
    consent = "肠镜检查知情同意书\n可能发生的并发症：①肠穿孔 ②消化道出血 ③吸入性肺炎（少见）\n患者目前诊断：结肠息肉。"
    assert read(historian, consent)[:3] == [
        ("肠穿孔", "hypothetical"),
        ("消化道出血", "hypothetical"),
        ("吸入性肺炎", "hypothetical"),
    ]
    assert read(historian, consent)[-1] == ("结肠息肉", "present")


def test_what_underwriting_leaves_out_is_not_what_the_insured_has(historian: Historian) -> None:
    text = "结论：被保险人既往胆囊息肉，除外肝硬化、肝癌责任，其余标准承保。"
    assert read(historian, text) == [("胆囊息肉", "present"), ("肝硬化", "hypothetical"), ("肝癌", "hypothetical")]


def test_who_tells_is_not_who_is_ill(historian: Historian) -> None:
    assert read(historian, "家人代述老年痴呆5年。") == [("老年痴呆", "present")]
    assert read(historian, "其子称父亲从未查过血糖，糖尿病系本次住院查出。") == [("糖尿病", "present")]
    assert read(historian, "其子患糖尿病。") == [("糖尿病", "family")]
