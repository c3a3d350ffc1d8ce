import pytest

from prereview.documents import Document
from prereview.extraction import extract_facts, infer_line
from prereview.extraction.claim_lines import ticked_options


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("申请项目：□门诊医疗 ☑住院医疗 □重大疾病", ["住院医疗"]),
        ("意外☑ 疾病□", ["意外"]),
        ("□身故 ■伤残 √津贴", ["伤残", "津贴"]),
        ("[ ]Illness [x]Accident", ["accident"]),
        ("出险原因：□意外 疾病", ["疾病"]),
        ("索赔类型:□人身伤亡 □学生幼儿 意外伤残 □意外医疗 □门诊医疗", ["意外伤残"]),
        ("申请项目:□人身伤亡 □其他 □意外医疗补充医疗 □门诊医疗", ["补充医疗"]),
        ("申请项目:人身伤亡 意外伤残补充医疗 □门诊医疗", []),
        ("出险原因:□意外疾病", ["疾病"]),
        ("□门诊医疗 □住院医疗 □身故", []),
        ("没有方框的一行", []),
    ],
)
def test_ticks(text, options):
    assert ticked_options(text) == options


def claim_form(document, *texts: str) -> Document:
    form = document("claim_form", *((text, 0.1, 0.1 + 0.04 * index) for index, text in enumerate(texts)))
    return form.model_copy(update={"facts": extract_facts(form)})


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (("申请项目：☑住院医疗 □身故", "出险原因：□意外 ☑疾病"), "inpatient_medical"),
        (("申请项目：☑医疗 □身故", "出险原因：☑意外 □疾病"), "accident_medical"),
        (("申请项目：□医疗 ☑身故", "出险原因：☑意外 □疾病"), "death_accident"),
        (("申请项目：□医疗 ☑身故", "出险原因：□意外 ☑疾病"), "death_illness"),
        (("申请项目：□医疗 ☑身故",), None),
        (("申请项目：☑重大疾病 ☑住院津贴",), None),
        (("申请类型：重大疾病",), "critical_illness"),
        (("姓名：张小满",), None),
    ],
)
def test_the_form_decides_or_stays_silent(document, texts, line):
    assert infer_line([claim_form(document, *texts)]) == line


def test_papers_decide_only_when_the_form_is_silent_and_the_mix_is_plain(document):
    stay = [document("inpatient_invoice"), document("discharge_summary")]
    assert infer_line(stay) == "inpatient_medical"
    assert infer_line([*stay, document("accident_proof")]) is None
    assert infer_line([claim_form(document, "申请项目：☑住院津贴"), *stay]) == "hospital_allowance"
    assert infer_line([]) is None


def test_facts_of_the_form_name_line_and_cause(document):
    facts = {fact.name: fact.value for fact in claim_form(document, "申请项目：☑医疗", "出险原因：☑意外 □疾病").facts}
    assert facts["claim_line"] == "accident_medical"
    assert facts["claim_cause"] == "accident"
