from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prereview.history.times import find_times, parse_number

VISIT = date(2020, 7, 1)


@pytest.mark.parametrize(
    ("said", "months", "low", "high"),
    [
        ("3年", 36, 30, 42),
        ("10余年", 120, 120, 240),
        ("5年余", 60, 60, 72),
        ("3+年", 36, 36, 48),
        ("半年", 6, 4, 8),
        ("半月", 0.5, 0.3, 0.8),
        ("7-8年", 84, 78, 102),
        ("6、7年", 72, 66, 90),
        ("十余年", 120, 120, 240),
        ("三四年", 36, 30, 42),
        ("1年半", 18, 12, 24),
        ("近2年", 24, 12, 24),
        ("2018年", 23.9, 18, 30),
        ("2019年7月1日", 12, 11.9, 12.1),
        ("去年", 12, 6, 18.1),
    ],
)
def test_words_become_intervals(said: str, months: float, low: float, high: float) -> None:
    (time,) = find_times(said, VISIT)
    assert time.months == pytest.approx(months, abs=0.2)
    assert time.low == pytest.approx(low, abs=0.2)
    assert time.high == pytest.approx(high, abs=0.2)


def test_vague_years_have_no_number_but_a_lower_bound() -> None:
    (time,) = find_times("多年", VISIT)
    assert (time.months, time.low, time.high, time.approx) == (None, 24.0, None, True)


def test_impossible_durations_say_nothing() -> None:
    (time,) = find_times("632年前", VISIT)
    assert time.months is None


def test_ages_are_not_durations() -> None:
    assert find_times("患者60岁", VISIT) == []


def test_age_at_onset_counts_back_from_the_age_now() -> None:
    (time,) = [item for item in find_times("今年25岁，自15岁起发病", VISIT) if item.kind == "ago"]
    assert time.months == 120


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("十", 10), ("十五", 15), ("二十", 20), ("两", 2), ("七八", 7)]
)
def test_numbers(text: str, value: float) -> None:
    assert parse_number(text) == value


@given(st.text(alphabet="0123456789年月日余多+半前-、.近约十一二三百个岁数", max_size=30))
def test_any_text_gives_ordered_bounds(text: str) -> None:
    for time in find_times(text, VISIT):
        assert text[time.start : time.end] == time.text
        if time.low is not None and time.high is not None:
            assert time.low <= time.high
