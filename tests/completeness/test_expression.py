from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prereview.completeness.expression import ExpressionError, evaluate, names_in, parse


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ('cause == "accident"', {"cause": "accident"}, True),
        ('cause == "accident"', {"cause": "illness"}, False),
        ('cause == "accident"', {}, None),
        ("insured_age < 18", {"insured_age": 17}, True),
        ("amount_claimed >= 10000", {"amount_claimed": Decimal("9999.99")}, False),
        ("surgery and implant", {"surgery": False}, False),
        ("surgery and implant", {"surgery": True}, None),
        ("surgery or implant", {"implant": True}, True),
        ("not surgery", {}, None),
        ("not (surgery or implant)", {"surgery": False, "implant": False}, True),
        ('injured in ("disabled", "dead")', {"injured": "dead"}, True),
        ('injured not in ("disabled", "dead")', {"injured": "none"}, True),
        ("died == false", {"died": False}, True),
        ("true", {}, True),
        (None, {}, True),
    ],
)
def test_three_values(text: str | None, facts: dict[str, Any], value: bool | None) -> None:
    assert evaluate(text, facts).value is value


def test_only_the_fact_that_decides_is_asked() -> None:
    assert evaluate('cause == "accident" and traffic_accident', {}).unknown == ("cause",)
    assert evaluate("traffic_accident or work_injury", {}).unknown == ("traffic_accident", "work_injury")
    assert evaluate("traffic_accident or work_injury", {"work_injury": True}).unknown == ()


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "cause.upper()", "1 < 2", "cause ==", "a < b < c", "cause in 'x'", "surgery + 1", "[1]"],
)
def test_anything_else_is_named_and_not_run(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_names() -> None:
    assert names_in('cause == "accident" and not died == false') == {"cause", "died"}


NAMES = ("surgery", "implant", "died", "fire")
conditions = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        inner.map(lambda part: f"(not {part})"),
    ),
    max_leaves=6,
)
knowledge = st.dictionaries(st.sampled_from(NAMES), st.booleans())


@given(conditions, knowledge, st.sampled_from(NAMES), st.booleans())
def test_learning_a_fact_never_changes_a_settled_condition(
    text: str, facts: dict[str, bool], name: str, value: bool
) -> None:
    before = evaluate(text, facts).value
    if before is not None and name not in facts:
        assert evaluate(text, {**facts, name: value}).value is before
