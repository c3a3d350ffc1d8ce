from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prereview.extraction.dates import (
    LONG_TERM,
    find_dates,
    find_day_order,
    parse_date,
    parse_range,
    parse_validity,
    unfold_days,
)

CHINESE = "〇一二三四五六七八九"


def in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else CHINESE[tens] + "十" if tens else "") + (CHINESE[ones] if ones else "")


FORMS = (
    lambda day: f"{day.year}年{day.month:02d}月{day.day:02d}日",
    lambda day: f"{day.year}-{day.month}-{day.day}",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y.%m.%d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    lambda day: (
        "".join(CHINESE[int(digit)] for digit in str(day.year)) + f"年{in_words(day.month)}月{in_words(day.day)}日"
    ),
    lambda day: f"{day:%Y-%m-%d} 10:26:03",
    lambda day: f"{day:%Y%m%d}10:26:03",
    lambda day: f"{day:%d %B %Y}",
)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_every_way_of_writing_a_date_gives_the_same_date(day, write):
    assert parse_date(write(day)) == day.isoformat()


@given(
    st.dates(date(2000, 1, 1), date(2049, 12, 31)),
    st.dates(date(2000, 1, 1), date(2049, 12, 31)),
    st.sampled_from(FORMS[:6]),
    st.sampled_from((" 至 ", "至", "~", "--", " - ", "到", "—", "|")),
)
def test_a_range_gives_both_ends_in_order(a, b, write, joint):
    first, last = sorted((a, b))
    assert parse_range(write(first) + joint + write(last)) == (first.isoformat(), last.isoformat())


@given(st.text(max_size=60))
def test_any_text_gives_dates_or_nothing(text):
    for found in find_dates(text):
        date.fromisoformat(found.value)
        assert 0 <= found.start < found.end


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2O26-O2-2O", "2026-02-20"),
        ("2026牛2月20曰", "2026-02-20"),
        ("2021.04.2415:26", "2021-04-24"),
        ("2025=04=17", "2025-04-17"),
        ("225年04月20日", "2025-04-20"),
        ("17/12/2020", "2020-12-17"),
        ("03/04/2020", None),  # two readings: a person decides
        ("2026年02月", None),
        ("2026-02-30", None),
        ("票据号码：20260220001", None),
        ("13085.58", None),
    ],
)
def test_damaged_and_doubtful_dates(text, value):
    assert parse_date(text) == value


def test_repaired_digits_lower_the_quality():
    assert find_dates("2O26-02-20")[0].quality < 1.0


def test_a_bar_read_as_one_still_separates_two_dates():
    assert parse_range("202012171" + "20201223") == ("2020-12-17", "2020-12-23")


def test_a_card_without_end():
    assert parse_validity("2013.12.20-长期") == ("2013-12-20", LONG_TERM)
    assert parse_validity("2013.12.20-2033.12.20") == ("2013-12-20", "2033-12-20")


@pytest.mark.parametrize(
    ("torn", "day"), [("202502.18", "2025-02-18"), ("2026-0126", "2026-01-26"), ("2025104-17", "2025-04-17")]
)
def test_a_lost_separator_between_places_of_fixed_width_is_mended(torn: str, day: str) -> None:
    assert parse_date(torn) == day


def test_a_day_that_lost_a_digit_is_unknown() -> None:
    assert parse_date("2025.02.1") is None
    assert parse_date("2025年02月1") is None
    assert find_dates("2025年02月1日")[0].quality < 0.7  # perhaps 11日
    assert parse_date("2025.2.1") == "2025-02-01"


def test_one_plain_day_tells_the_order_of_all_on_a_paper() -> None:
    assert find_day_order("Admitted 04/29/2025, discharged 05/11/2025") is True
    assert find_day_order("03/04/2025") is None
    assert find_day_order("29/04/2025 04/29/2025") is None
    assert unfold_days("05/11/2025", month_first=True) == "2025-05-11"
