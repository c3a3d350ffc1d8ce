"""Dates as Chinese papers write them and as OCR leaves them, to ISO."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

LONG_TERM = "9999-12-31"  #: 长期: a card that never expires (居民身份证法 art. 5: from age 46)


class FoundDate(NamedTuple):
    """A date and where it stood in the text it was found in; `quality` below 1 means characters were repaired."""

    value: str
    start: int
    end: int
    quality: float


_DIGIT = "[0-9oOlI]"
_NUMERALS = "〇零○一二三四五六七八九"
# The separators 年 月 日 with what OCR makes of them (牛 午, 目 用, 曰) are safe: digits on both sides pin them down.
_NUMERIC = re.compile(
    rf"(?<![0-9])((?:19|20|2[oO]|[lI]9){_DIGIT}{{2}})\s*(?:[-./年牛午—–_~=·,:]|\s)\s*({_DIGIT}{{1,2}})\s*"
    rf"(?:[-./月目用—–_~=·,]|\s)\s*({_DIGIT}{{1,2}})(?:\s*[日曰号])?"
)
# Printers of bills run the time on: 2020051515:41:53.
_COMPACT = re.compile(
    r"(?<![0-9])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=(?:[01]\d|2[0-3]):[0-5]\d(?!\d)|(?!\d))"
)
# The first digit of the year under a stamp or fold, or the 0 of 20 lost: 025年, 225年.
_CUT_YEAR = re.compile(r"(?<![0-9])[02](\d{2})年(\d{1,2})月(\d{1,2})日")
_GLUED = re.compile(r"(?<![0-9])((?:19|20)\d{6})[1lI|/](?=((?:19|20)\d{6})(?!\d))")
_CHINESE = re.compile(rf"([{_NUMERALS}oO0]{{4}})年([{_NUMERALS}十]{{1,3}})月([{_NUMERALS}十]{{1,4}})[日号]?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY_NAME = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[ .-]*{_NAME}[ .,-]*((?:19|20)\d{{2}})", re.I)
_NAME_DAY = re.compile(rf"{_NAME}[ .]*(\d{{1,2}})(?:st|nd|rd|th)?[ ,]+((?:19|20)\d{{2}})", re.I)
# Passports print 02 11 1970 or 02 11月/NOV 1970 (ICAO 9303): day, month, year.
_PASSPORT = re.compile(r"(?<![\d.])(\d{2}) ?(\d{2})(?:月)?(?: ?/ ?[A-Z]{3})? ((?:19|20)\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})(?!\d)")
_REPAIR = str.maketrans("oOlI", "0011")
# A lost or misread separator between places of fixed width: 202502.18, 2026-0126, 2025104-17.
_TORN = re.compile(
    r"(?<![0-9])((?:19|20)\d{2})(?:[1lI|/.-]?(0[1-9]|1[0-2])[-./](0[1-9]|[12]\d|3[01])|[-./](0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?![0-9])"
)


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Every calendar date in the text, in reading order, without overlaps; impossible dates are left out."""
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) != len(text):  # keep offsets honest where NFKC changes lengths
        text = plain
    found = [*_numeric(plain), *_compact(plain), *_torn(plain), *_chinese(plain), *_english(plain)]
    kept: list[FoundDate] = []
    for candidate in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or candidate.start >= kept[-1].end:
            kept.append(candidate)
    return tuple(kept)


def parse_date(text: str) -> str | None:
    """The first date in the text as ISO, or None."""
    found = find_dates(text)
    return found[0].value if found else None


def parse_range(text: str) -> tuple[str, str] | None:
    """Two dates in order ("a 至 b", "a--b", "a|b"), as ISO; None when there are fewer or they run backwards."""
    found = find_dates(text)
    if len(found) < 2 or found[0].value > found[1].value:
        return None
    return found[0].value, found[1].value


def parse_validity(text: str) -> tuple[str, str] | None:
    """The two ends of "2013.12.20-2033.12.20" or "2013.12.20-长期" (`LONG_TERM`)."""
    span = parse_range(text)
    if span is not None:
        return span
    first = parse_date(text)
    return (first, LONG_TERM) if first is not None and re.search(r"长\s*期", text) else None


def _numeric(text: str) -> list[FoundDate]:
    found = []
    for match in _NUMERIC.finditer(text):
        uneven = _day_without_its_nought(match)
        if uneven and match.group(0)[-1] not in "日曰号":
            continue
        repaired = match.group(0).translate(_REPAIR) != match.group(0)
        parts = [int(part.translate(_REPAIR)) for part in match.groups()]
        found += _checked(match, parts, 0.6 if uneven else 0.9 if repaired else 1.0)
    return found


def _day_without_its_nought(match: re.Match[str]) -> bool:
    """2025.02.1, 2025年04月1日: who writes 02 writes 01 too, so a digit is gone, and without 日 the day is unknown."""
    month, day = match.group(2), match.group(3)
    return len(day) == 1 and len(month) == 2 and month[0] in "0oO"


def find_day_order(text: str) -> bool | None:
    """Whether days of the form 04/29/2025 on a paper put the month first; None where none tells or they disagree."""
    orders = set()
    for match in _DAY_FIRST.finditer(text):
        first, second = int(match.group(1)), int(match.group(2))
        if (first > 12) != (second > 12):
            orders.add(second > 12)
    return orders.pop() if len(orders) == 1 else None


def unfold_days(text: str, *, month_first: bool) -> str:
    """The text with each day of the form 05/11/2025 as year-month-day."""
    order = r"\3-\1-\2" if month_first else r"\3-\2-\1"
    return _DAY_FIRST.sub(order, text)


def _torn(text: str) -> list[FoundDate]:
    found = []
    for match in _TORN.finditer(text):
        places = [int(place) for place in match.groups() if place is not None]
        found += _checked(match, places, 0.8)
    return found


def _compact(text: str) -> list[FoundDate]:
    found = []
    for match in _COMPACT.finditer(text):
        found += _checked(match, [int(part) for part in match.groups()], 1.0)
    for match in _CUT_YEAR.finditer(text):
        found += _checked(match, [2000 + int(match.group(1)), int(match.group(2)), int(match.group(3))], 0.7)
    for match in _GLUED.finditer(text):  # "20201217|20201223" with the bar read as a one
        for group in (1, 2):
            digits, (start, end) = match.group(group), match.span(group)
            value = _iso(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            found += [FoundDate(value, start, end, 0.9)] if value else []
    return found


def _chinese(text: str) -> list[FoundDate]:
    found = []
    for match in _CHINESE.finditer(text):
        year = int("".join(str(_digit(char)) for char in match.group(1)))
        found += _checked(match, [year, _small_number(match.group(2)), _small_number(match.group(3))], 1.0)
    return found


def _english(text: str) -> list[FoundDate]:
    found = []
    for match in _DAY_NAME.finditer(text):
        found += _checked(match, [int(match.group(3)), _month(match.group(2)), int(match.group(1))], 1.0)
    for match in _NAME_DAY.finditer(text):
        found += _checked(match, [int(match.group(3)), _month(match.group(1)), int(match.group(2))], 1.0)
    for match in _PASSPORT.finditer(text):
        found += _checked(match, [int(match.group(3)), int(match.group(2)), int(match.group(1))], 1.0)
    for match in _DAY_FIRST.finditer(text):
        first, second, year = (int(part) for part in match.groups())
        # 17/12/2020 can be read one way only; 03/04/2020 cannot and is left to a person.
        if first > 12 or first == second:
            found += _checked(match, [year, second, first], 1.0)
        elif second > 12:
            found += _checked(match, [year, first, second], 1.0)
    return found


def _checked(match: re.Match[str], parts: list[int], quality: float) -> list[FoundDate]:
    value = _iso(*parts)
    return [FoundDate(value, match.start(), match.end(), quality)] if value else []


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()[:3]) + 1


def _digit(char: str) -> int:
    return 0 if char in "〇零○oO0" else "一二三四五六七八九".index(char) + 1


def _small_number(numeral: str) -> int:
    """1–99 from 一 … 九十九; 0 where it is not such a number."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(_digit(char)) for char in numeral)) if len(numeral) <= 2 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_digit(tens) if tens else 1) * 10 + (_digit(ones) if ones else 0)
