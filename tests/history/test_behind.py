"""Answers written behind a name, and words that look alike but open a list."""

from __future__ import annotations

import pytest

from prereview.history.pipeline_zh import read_text


def verdicts(text: str) -> dict[str, str]:
    return {mention.condition: mention.assertion for mention in read_text(text)}


@pytest.mark.parametrize(
    ("text", "condition", "assertion"),
    [
        ("既往史：高血压6年，脑梗死头颅CT未见。", "脑梗死", "negated"),
        ("胃溃疡从没得过，痛风2年。", "胃溃疡", "negated"),
        ("肺结核无影像学证据，支气管扩张8年。", "肺结核", "negated"),
        ("糖尿病？没有没有，就是血脂高一点。", "糖尿病", "negated"),
        ("青光眼眼压正常可排除。", "青光眼", "negated"),
        ("肝癌待穿刺病理证实。", "肝癌", "possible"),
        ("淋巴瘤高度怀疑，转血液科。", "淋巴瘤", "possible"),
        ("肺栓塞尚不能完全排除。", "肺栓塞", "possible"),
        ("肝炎史-，癫痫史-。", "癫痫", "negated"),
        ("既往伤寒、疟疾从未有过。", "伤寒", "negated"),
        ("痛风目前无。", "痛风", "negated"),
        ("是否患有下列疾病？痛风。答：没有痛风。", "痛风", "negated"),
        ("胃癌、肝硬化待查。", "肝硬化", "possible"),
        ("胃癌、肝硬化待查。", "胃癌", "present"),
        ("甲亢病史5年，未服药。", "甲亢", "present"),
        ("高血压长期服药控制，无头晕。", "高血压", "present"),
        ("乳腺癌化疗后复查未见转移。", "乳腺癌", "present"),
    ],
)
def test_what_is_written_behind_a_name(text: str, condition: str, assertion: str) -> None:
    assert verdicts(text)[condition] == assertion


def test_an_answer_does_not_colour_the_next_item() -> None:
    assert verdicts("糖尿病无、甲状腺结节2年。") == {"糖尿病": "negated", "甲状腺结节": "present"}


def test_a_text_that_speaks_of_anybody_speaks_of_nobody() -> None:
    leaflet = "控制体重可降低糖尿病风险；出现口角歪斜要想到脑卒中，应尽快就医。"
    assert set(verdicts(leaflet).values()) == {"hypothetical"}


def test_the_name_of_a_witness_is_not_the_patient() -> None:
    note = "走访其侄子：死者“高血压多年，从不吃药”。"
    assert verdicts(note)["高血压"] == "present"
