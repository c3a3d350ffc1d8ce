"""Decisions on cases in our own words: court examples (field.md §4.2, clinical.md §6), every rule's two sides."""

from __future__ import annotations

from typing import Any

import pytest

from prereview.claims import Claim, ClaimDetails, Policy
from prereview.documents import BoundingBox, Document, Line, Page, number_lines
from prereview.history import Historian, medical_texts

THREE_LIMBS = (
    "三限定款：(1)生效前已确诊并持续治疗；(2)生效前已确诊、间断用药；"
    "(3)虽未就诊但症状明显且持续，普通人应当知晓；既往症及并发症不承担"
)
CITY_WORDING = "承担一般既往症；不包含以下重大既往症：恶性肿瘤；肾功能不全；冠心病、脑梗死；高血压病3级"


def case(
    text: str, diagnosis: str | None, *, papers: tuple[tuple[str, str], ...] = (), **changes: Any
) -> dict[str, Any]:
    """A one-year medical policy from 2019-06-01 and a visit on 2020-06-10; keywords change the policy or the claim."""
    policy = {
        "product": "住院医疗险",
        "contract_type": "一年期医疗险",
        "effective_date": "2019-06-01",
        "waiting_period_days": 30,
        "waiting_period_applies_to": "疾病(意外不适用)",
        "preexisting_wording": THREE_LIMBS,
        "disclosed_conditions": [],
    }
    claim = {"claimed_diagnosis": diagnosis, "visit_date": "2020-06-10", "visit_date_assigned": False}
    for key, value in changes.items():
        (claim if key in claim else policy)[key] = value
    documents = [{"doc_type": kind, "text": words} for kind, words in (("入院记录", text), *papers)]
    return {"id": "own", "medical_documents": documents, "policy": policy, "claim": claim}


CRITICAL = {"product": "终身重疾险", "contract_type": "重大疾病保险", "preexisting_wording": ""}
ACCIDENT = {"product": "综合意外险", "contract_type": "意外险", "preexisting_wording": ""}
CITY = {"product": "惠民保", "contract_type": "城市定制医疗", "preexisting_wording": CITY_WORDING}
DISCLOSURE = "投保前已患疾病未如实告知的，按保险法第十六条处理"
TOLD = CRITICAL | {"preexisting_wording": DISCLOSURE}
FLAG = (True, True, "onset_before_effective")
ASK = (False, True, "undeterminable_needs_human")
NOT_EXCLUDED = (False, True, "onset_before_effective")
COVERED = (False, False, "onset_before_effective")
UNRELATED = (False, False, "unrelated_to_claim")
AFTER = (False, False, "onset_after_effective")
NEGATED = (False, False, "negated")
DISCLOSED = (False, False, "disclosed")
WAITING = (False, True, "within_waiting_period")
NOTHING = (False, False, "no_history")


def outcome(found: dict[str, Any]) -> tuple[bool, bool, str]:
    return found["flag_preexisting"], found["needs_human"], found["reason_code"]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        # must be strong
        (case("高血压病史8年，长期口服硝苯地平。", "高血压性心脏病", effective_date="2018-06-01"), FLAG),
        (case("脑梗死病史5年，本次再发。", "脑梗死"), FLAG),
        (case("乙肝病史20年，未治疗。", "肝硬化失代偿期"), FLAG),
        (case("2015年在外院诊断为冠心病，长期服药。", "不稳定型心绞痛"), FLAG),
        (case("患者缘于30年前反复咳嗽。曾多次就诊，诊断为慢性支气管炎。", "慢性阻塞性肺疾病急性加重期"), FLAG),
        (case("高血压病史多年，间断服药。", "高血压病3级", effective_date="2019-12-01"), FLAG),
        # a treatment that tells what it is for; a time that counts from inception
        (case("平素自服硝苯地平片七八年，血压控制尚可。突发右侧肢体无力2小时。", "脑出血"), FLAG),
        (case("长期口服二甲双胍、格列美脲8年余。视物模糊2月。", "糖尿病视网膜病变"), FLAG),
        (case("2016年放过2个支架，一直吃阿司匹林。胸痛3小时。", "急性心肌梗死"), FLAG),
        (case("规律血透5年，乏力加重3天。", "慢性肾衰竭"), FLAG),
        (case("从小吃丙戊酸钠。抽搐1次。", "癫痫"), ASK),
        (case("自幼患哮喘。喘息2天。", "支气管哮喘"), ASK),
        # an acute illness that healed is not the one of today
        (case("主诉：发热咳嗽3天。既往2016年患肺炎，已治愈。", "肺炎"), AFTER),
        # courts: must not be flagged
        (case("2年前体检肌酐偏高，未诊治。", "慢性肾功能不全"), ASK),
        (case("3年前体检空腹血糖略高，未治疗。1周前发现肝占位。", "肝细胞癌"), UNRELATED),
        (case("1年前膝部酸痛一次，当时考虑关节劳损可能。", "骨肉瘤"), UNRELATED),
        (case("体检发现甲状腺结节3年、肺结节3年。1天前突发胸痛。", "急性心肌梗死"), UNRELATED),
        (case("轻度脂肪肝5年。2天前腹痛。", "急性胰腺炎"), UNRELATED),
        (case("甲状腺结节3年，随访。", "甲状腺癌"), ASK),
        (case("2年前外院考虑三叉神经痛？未治疗。1周前诊断为三叉神经痛。", "三叉神经痛"), ASK),
        (case("肺结节2年。此次因便血确诊直肠癌。", "直肠癌"), UNRELATED),
        # when it began
        (case("脑梗死病史1年。", "脑梗死", effective_date="2017-01-01"), AFTER),
        (case("高血压病史3年。", "高血压病2级", effective_date="2017-07-20"), ASK),
        (case("半年前诊断为慢性肾炎。", "慢性肾炎", effective_date="2019-12-20"), ASK),
        (case("既往有高血压病史，年限不详。", "高血压病3级"), ASK),
        (case("高血压病史2年。", "高血压病", effective_date="2020-01-01", first_effective_date="2016-01-01"), AFTER),
        (case("高血压病史2年。", "高血压病", effective_date="2020-01-01"), FLAG),
        # who and whether
        (case("父亲患高血压20年，患者既往无特殊病史。", "高血压病"), (False, False, "family_only")),
        (case("既往体健，否认高血压、糖尿病史。3天前口干，故2型糖尿病诊断明确。", "2型糖尿病"), NEGATED),
        (case("糖尿病10年，口服二甲双胍。既往否认糖尿病史。", "2型糖尿病"), ASK),
        (case("心绞痛病史20年，规律服药。否认肝炎、心脏病史。", "不稳定型心绞痛"), ASK),
        (case("咳嗽3天。", "急性支气管炎"), NOTHING),
        # related at all
        (case("高血压病史8年，糖尿病5年。2小时前摔伤。", "左股骨颈骨折"), UNRELATED),
        (case("高血压病史10年。1天前突发肢体无力。", "脑梗死"), ASK),
        (case("10年前患十二指肠溃疡，已治愈。", "十二指肠溃疡"), ASK),
        # several visits in one book, each on its own day
        (case("2018-03-02 内科 头晕，诊断：高血压病。\n2020-06-10 内科 复诊，诊断：高血压病。", "高血压病"), FLAG),
        (case("2020-02-02 内科 头晕，诊断：高血压病。\n2020-06-10 内科 复诊，诊断：高血压病。", "高血压病"), AFTER),
        # told to the insurer
        (case("高血压病史10年。", "高血压性心脏病", disclosed_conditions=["高血压病"]), DISCLOSED),
        (case("乙肝小三阳10年。", "慢性乙型病毒性肝炎", underwriting="乙肝携带，标准体承保"), DISCLOSED),
        # what the product excludes
        (case("冠心病5年。", "急性心肌梗死", **CRITICAL), NOT_EXCLUDED),
        (case("高血压8年。", "脑出血", **ACCIDENT), COVERED),
        (case("高血压8年，控制可。", "高血压病2级", **CITY), COVERED),
        (case("脑梗死5年。", "脑梗死", **CITY), FLAG),
        (case("2018年因冠心病住院。", "急性心肌梗死", **TOLD), FLAG),
        (case("2012年因冠心病住院。", "急性心肌梗死", effective_date="2016-06-01", **TOLD), COVERED),
        # what is claimed, where the claim does not say
        (case("高血压病史8年。出院诊断：1.急性阑尾炎 2.高血压病3级。", None), UNRELATED),
        (case("高血压病史8年。出院诊断：1.高血压病3级 2.急性上呼吸道感染。", None), FLAG),
        (case("冠心病史5年。出院诊断：1.冠心病 不稳定型心绞痛。", "胸痛待查"), FLAG),
        # waiting period
        (case("3天前右上腹痛。", "急性胆囊炎", effective_date="2020-06-01"), WAITING),
        (case("2小时前跌伤。", "左桡骨远端骨折", effective_date="2020-06-01"), NOTHING),
        # diseases without a name
        (case("缘于12年前头晕，多次测血压均高于正常，间断口服非洛地平。出院诊断：高血压病3级。", "高血压病3级"), FLAG),
        (case("5年来长期口服二甲双胍。此次诊断糖尿病肾病。", "糖尿病肾病"), ASK),
        (case("近十年反复头晕，一直自服降压药。诊断：脑出血。", "脑出血"), FLAG),
        (case("家族史：父亲长期打胰岛素，已12年。诊断：糖尿病酮症酸中毒。", "糖尿病酮症酸中毒"), NOTHING),
        (case("主诉：乏力2天。母亲血液透析6年。诊断：尿毒症。", "尿毒症"), AFTER),
        (case("主诉：头痛2小时。5年来一直未用降压药。诊断：脑出血。", "脑出血"), AFTER),
        (case("2015年心脏放过支架，长期服药。诊断：急性心肌梗死。", "急性心肌梗死"), FLAG),
        (case("肩周炎好多年了。诊断：肩周炎。", "肩周炎"), ASK),
        (case("主因间断上腹痛3年，加重1月入院。胃镜活检诊断胃癌。", "胃癌"), ASK),
    ],
)  # fmt: skip
def test_decisions(historian: Historian, record: dict[str, Any], expected: tuple[bool, bool, str]) -> None:
    found = historian.assess_case(record)
    assert outcome(found) == expected
    assert found["explanation_zh"]
    assert found["explanation_en"]
    if found["flag_preexisting"]:
        assert found["evidence"]


def test_no_on_the_insurers_form_contradicts_no_doctor(historian: Historian) -> None:
    form = ("健康告知", "1.是否患有糖尿病、痛风？ 否")
    record = case("糖尿病史6年，规律服药。", "糖尿病肾病", papers=(form,))
    assert outcome(historian.assess_case(record)) == FLAG
    record = case("糖尿病史6年，规律服药。家属补述：无糖尿病。", "糖尿病肾病", papers=(form,))
    assert outcome(historian.assess_case(record)) == ASK


def test_a_denial_does_not_undo_an_earlier_record(historian: Historian) -> None:
    booklet = ("门诊慢特病手册", "审批日期：2016-10-09\n病种：冠心病 支架术后")
    record = case("主诉：胸痛2天。否认冠心病史。初步诊断：不稳定型心绞痛。", "不稳定型心绞痛", papers=(booklet,))
    assert outcome(historian.assess_case(record)) == FLAG


def test_a_time_called_a_slip_of_the_pen_goes_to_a_person(historian: Historian) -> None:
    note = ("病程记录", "经核实，主诉中“4年”系笔误，实为4天。")
    record = case("主诉：右腰痛4年。现病史：4年前查出右肾结石。", "右肾结石", papers=(note,))
    assert outcome(historian.assess_case(record)) == ASK


@pytest.mark.parametrize(("second", "expected"), [("高血压病史4年。", FLAG), ("高血压病史3月。", ASK)])
def test_tellings_differ_only_across_inception(
    historian: Historian, second: str, expected: tuple[bool, bool, str]
) -> None:
    record = case("既往史：高血压病史10年。", "高血压性心脏病", papers=(("出院记录", second),))
    assert outcome(historian.assess_case(record)) == expected


def test_an_earlier_record_is_a_lower_bound(historian: Historian) -> None:
    paper = ("出院记录", "患者于2016年3月2日入院，诊断：2型糖尿病，予二甲双胍治疗后出院。")
    found = historian.assess_case(case("此次因血糖控制不佳入院。", "2型糖尿病", papers=(paper,)))
    assert outcome(found) == FLAG
    assert "2型糖尿病" in found["evidence"][0]["quote"]


def test_the_policyholder_is_not_the_insured(historian: Historian) -> None:
    text = (
        "投保人王x1为被保险人赵x2之妻。投保人王x1曾于2018年因“甲状腺癌”住院，后因车祸身故，被保险人赵x2申请豁免保费。"
    )
    found = historian.assess_case(case(text, "投保人身故豁免", product="两全保险附投保人豁免", contract_type="长期险"))
    assert outcome(found) == (False, True, "family_only")


def test_contradiction_and_two_years_are_shown_against_the_flag(historian: Historian) -> None:
    found = historian.assess_case(case("高血压病史9年。", "高血压病3级", effective_date="2017-01-01"))
    assert found["flag_preexisting"]
    assert any("effective_date" in item["quote"] for item in found["contrary_evidence"])


def test_strong_needs_all_four_tests(historian: Historian) -> None:
    found = historian.assess_case(case("高血压病史9年，长期服药。", "高血压病3级"))
    assert found["grade"] == "strong"
    assert set(found["tests"].values()) == {"yes"}
    without_wording = historian.assess_case(case("高血压病史9年，长期服药。", "高血压病3级", preexisting_wording=None))
    assert without_wording["grade"] == "weak"


def test_no_word_of_refusal(historian: Historian) -> None:
    for text in ("高血压病史9年。", "否认高血压。", "父亲高血压。", "高血压病史。", "高血压可能。"):
        found = historian.assess_case(case(text, "高血压病"))
        said = f"{found['explanation_zh']}{found['explanation_en']}{found['would_settle_zh']}".lower()
        assert not any(word in said for word in ("拒赔", "拒绝", "denied", "reject", "refus"))


def test_missing_everything_is_no_error(historian: Historian) -> None:
    found = historian.assess_case({"id": "x"})
    assert outcome(found) == (False, False, "no_history")
    unknown_date = case("高血压病史9年。", "高血压病")
    unknown_date["policy"]["effective_date"] = None
    assert outcome(historian.assess_case(unknown_date)) == ASK


def test_extra_keys_of_a_case_are_left_alone(historian: Historian) -> None:
    record = case("高血压病史9年。", "高血压病")
    record["claim"]["note"] = record["policy"]["colour"] = "anything"
    assert historian.assess_case(record)["flag_preexisting"]


def test_evidence_points_to_file_page_and_box(historian: Historian) -> None:
    def page(file: str, number: int, *texts: str) -> Page:
        boxes = [BoundingBox(0.1, 0.1 * at, 0.9, 0.1 * at + 0.05) for at in range(1, len(texts) + 1)]
        lines = [Line(text=text, bbox=box) for text, box in zip(texts, boxes, strict=True)]
        return Page(file=file, number=number, source="ocr", lines=number_lines(lines))

    document = Document(
        id="doc-1",
        doc_type="admission_record",
        probability=0.9,
        pages=(page("a.jpg", 1, "入院记录", "姓名：某某"), page("b.jpg", 1, "既往史：", "高血压病史9年，规律服药。")),
    )
    claim = Claim(
        claim_id="c1",
        policy=Policy.model_validate(
            {"effective_date": "2019-06-01", "contract_type": "医疗险", "preexisting_wording": "既往症不承担"}
        ),
        claim=ClaimDetails.model_validate({"claimed_diagnosis": "高血压病", "visit_date": "2020-06-10"}),
    )  # fmt: skip
    found = historian.assess(claim, medical_texts((document,)))
    assert found.flag_preexisting
    (evidence,) = found.evidence
    assert (evidence.file, evidence.page, evidence.quote) == ("b.jpg", 1, "高血压病史9年")
    assert evidence.bbox == BoundingBox(0.1, 0.2, 0.9, 0.25)


def test_money_papers_are_not_medical_texts() -> None:
    page = Page(file="a.jpg", number=1, source="ocr", lines=(Line(text="糖尿病", bbox=BoundingBox(0, 0, 1, 1)),))
    invoice = Document(id="d", doc_type="inpatient_invoice", probability=1.0, pages=(page,))
    assert medical_texts((invoice,)) == ()


def test_without_the_day_of_the_visit_nobody_says_after_inception(historian: Historian) -> None:
    told = "主诉：发现左乳肿块2周。入院诊断：左乳恶性肿瘤"
    assert outcome(historian.assess_case(case(told, "乳腺癌"))) == AFTER
    assert outcome(historian.assess_case(case(told, "乳腺癌", visit_date=None))) == ASK
    assert outcome(historian.assess_case(case(told, "乳腺癌", effective_date=None))) == NOTHING
