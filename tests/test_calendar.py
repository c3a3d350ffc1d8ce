from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from prereview.calendar import CHINA, add_working_days, china_date, is_working_day, to_china_time


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 3, 2), True),  # Monday
        (date(2026, 3, 7), False),  # Saturday
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 2, 14), True),  # Saturday worked in exchange
        (date(2026, 1, 2), False),  # Friday off in exchange
        (date(2025, 10, 11), True),
    ],
)
def test_working_days_follow_the_yearly_notice(day: date, working: bool) -> None:
    assert is_working_day(day) is working


def test_the_day_in_china_and_not_in_london() -> None:
    assert china_date(datetime(2026, 3, 2, 17, 0, tzinfo=UTC)) == date(2026, 3, 3)
    assert to_china_time(datetime(2026, 3, 2, 9, 0)).utcoffset() == CHINA.utcoffset(None)


def test_working_days_skip_the_festival() -> None:
    before = datetime(2026, 2, 13, 10, 0, tzinfo=CHINA)
    assert add_working_days(before, 1).date() == date(2026, 2, 14)
    assert add_working_days(before, 2).date() == date(2026, 2, 24)
    assert add_working_days(before, 0) == before
