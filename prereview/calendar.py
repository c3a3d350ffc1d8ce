"""China Standard Time and working days. Statutes count calendar days, service lights count working days.

Holidays and make-up working days (调休) come from the `holidays` library, which follows the State Council's yearly
notice; for a year not yet announced it knows the statutory days only.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import cache

import holidays

#: UTC+8 without daylight saving since 1991, so a fixed offset is exact and needs no zone database.
CHINA = timezone(timedelta(hours=8), "China Standard Time")


def to_china_time(moment: datetime) -> datetime:
    """The moment on Chinese clocks. A moment without a zone is taken as already Chinese."""
    return moment.replace(tzinfo=CHINA) if moment.tzinfo is None else moment.astimezone(CHINA)


def china_date(moment: datetime) -> date:
    """The calendar day in China at that moment."""
    return to_china_time(moment).date()


@cache
def _holidays_of(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year, expand=False)


def is_working_day(day: date) -> bool:
    """Whether offices are open: weekdays that are no holiday, and weekend days worked in exchange (调休)."""
    return bool(_holidays_of(day.year).is_working_day(day))


def add_working_days(moment: datetime, days: int) -> datetime:
    """The same time of day, `days` (≥0) working days later; the day it starts on does not count."""
    moment = to_china_time(moment)
    while days > 0:
        moment += timedelta(days=1)
        days -= is_working_day(moment.date())
    return moment
