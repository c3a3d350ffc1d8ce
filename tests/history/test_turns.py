"""Interviews, calls and chats: who asks, who answers, and what a time belongs to."""

from __future__ import annotations

import pytest

from prereview.history.pipeline_zh import read_text


def read(text: str) -> list[tuple[str, str]]:
    return [(mention.condition, mention.assertion) for mention in read_text(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【代理人】哮喘、痛风都没有吧\n【客户】都没有", [("哮喘", "negated"), ("痛风", "negated")]),
        ("坐席：痛风发作过吗\n客户：没有过。", [("痛风", "negated")]),
        ("调查员：您有肾结石吗？\n被调查人：有，零八年查出来的。", [("肾结石", "present")]),
        ("坐席：那病历上写的肝硬化是怎么回事？\n客户：不清楚。", [("肝硬化", "present")]),
    ],
)
def test_the_next_turn_answers_the_question(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_a_time_told_in_reply_belongs_to_the_disease_spoken_of() -> None:
    (mention,) = read_text("客户：我这肩周炎又犯了，能报吗\n代理人：以前得过吗\n客户：四年了吧，断断续续理疗。")
    assert mention.onset is not None
    assert mention.onset.months == 48


def test_a_patient_who_writes_in_asks_and_tells_at_once() -> None:
    (mention,) = read_text("问：我有胃溃疡3年了，最近又疼。\n答：建议复查胃镜。")
    assert (mention.assertion, mention.onset and mention.onset.months) == ("present", 36)
