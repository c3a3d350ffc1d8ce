"""When something began: durations, "N years ago" and dates, each as an interval of months before the visit.

Spoken durations are rounded. N年 means N ± 0.5 years, N余年 from N up, 半年 four to eight months; comparisons use the
interval, reports quote the lower bound that was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUM = r"(?:\d{1,3}(?:\.\d)?|[一二两三四五六七八九十廿卅]{1,4})"
_UNIT = r"(?:周年|年|载|个?半?多?月|周|个?星期|个?礼拜|天|日|个?小时|分钟|(?:hr?|d|wk?|yr?|min)(?![A-Za-z0-9/]))"
_DURATION = re.compile(
    r"(?P<about>近|快|约|大约|将近|接近|不到|大概|至少|逾|超过|满)?"
    r"(?:(?P<vague>好多|好几|好些|多|数十|几十|数|几|若干)(?:个)?(?P<vunit>年|月|周|天|日)|"
    r"(?P<half>(?<![一二两三四五六七八九十\d个])半)个?(?P<hunit>年|月)|"
    rf"(?<![\d.年/-])(?<!\d:)(?P<num>{_NUM})(?:[、\-~至到]|余到)?(?P<num2>{_NUM})?(?P<over>[余多+几来]{{0,2}})(?P<unit>{_UNIT}))"
    r"(?P<more>[余多半+]|有余)?(?:零?(?P<months>\d{1,2}|[一二三四五六七八九十]{1,2})个?月)?"
    r"(?P<ago>[之以]?前(?!列|臂|额|壁|胸|后|段时间|期|交叉))?"
)
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?:年|[./-](?=\d))(?P<month>\d{1,2})?(?:[月./-](?P<day>\d{1,2})(?!\d))?(?:[日号月]份?)?"
    r"|(?<![\d.])(?P<short>0\d|9\d|[12]\d(?=年(?:[初底末春夏秋冬]|那会|那年|的?时候|\d{1,2}月|[拍做查检体就住看开得患确发诊手装]|在[^，。]{1,8}[做查拍看])))年(?!余|多|前|\+)"
)
_RELATIVE = re.compile(
    r"(?P<last>去[年岁]|头年)|(?P<third>大前年)|(?P<before_last>前年)|(?P<this>今年|本年)(?:(?P<tmonth>\d{1,2})月)?|(?P<lmonth>上个?月)|"
    r"(?P<lweeks>上两?个?(?:周|星期|礼拜))|(?P<yday>昨[天日晚]|前天)|(?P<today>今[晨日天早]|当日)|"
    r"(?P<young>自幼|自小|从小|打小|幼年|幼时|儿时|小时候|孩童时)|"
    r"(?P<same>同年)(?P<smonth>\d{1,2})月(?:\d{1,2}日)?|"
    r"(?P<birth>(?:出生|生)后?(?=即|就|时|[^，。]{0,4}(?:诊断|发现|查出|确诊)))|"
    r"自?(?P<age>\d{1,2}|[一二三四五六七八九十]{1,3})(?P<ageunit>岁|个?多?月(?=大|龄))(?:多|左右|大|龄|后|半)?"
    r"(?:时(?!间)|开始|起|(?=[^，。；#\d]{1,5}时(?!间)|发|确诊|被|就|那年|即|查出|诊断|手术|行|患|得|检查|因|曾|的时候|那会|出现|住院|接受)|"
    r"(?<=[大龄]))"
)
_AGE_NOW = re.compile(
    r"(?:今年|现年|年龄|现|男|女|性|患儿|患者|宝宝|孩子|女儿|儿子|闺女|小孩|男孩|女孩|[我，,。]|^)[，,:：]?"
    r"(?P<now>\d{1,3})岁(?!时|开始|起|那年|即|患|确诊|查出|因|的时候|多时|左右时)(?:(?P<more>\d{1,2})个?月)?|(?P<old>\d{1,3})岁(?:老年|女|男|中年|青年)"
)
_DAYS = {
    "年": 365.25, "周年": 365.25, "载": 365.25, "月": 30.44, "周": 7.0, "星期": 7.0, "礼拜": 7.0, "天": 1.0, "日": 1.0,
    "小时": 1 / 24, "分钟": 1 / 1440, "min": 1 / 1440, "h": 1 / 24, "hr": 1 / 24, "d": 1.0, "w": 7.0, "wk": 7.0,
    "y": 365.25, "yr": 365.25,
}  # fmt: skip
_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time said at `start:end`. Months count back from the visit; `low`/`high` bound what the words can mean.

    `months` is the value as reported (lower bound if vague), None when it cannot be told. `day` is the calendar date an
    absolute expression starts at.
    """

    start: int
    end: int
    text: str
    kind: Literal["duration", "ago", "date"]
    months: float | None
    low: float | None
    high: float | None
    approx: bool
    day: date | None = None


def parse_number(text: str) -> float:
    """Arabic or Chinese number; 三四 and 七八 mean the lower of the two."""
    if text[0].isdigit():
        return float(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        before, _, after = text.partition("十")
        tens = _DIGITS.get(before[-1:], 1) if before else 1
        return tens * 10 + (_DIGITS.get(after[:1], 0) if after else 0)
    return float(_DIGITS.get(text[0], 1))


def find_times(text: str, visit: date | None) -> list[TimeExpression]:
    """All time expressions of a clean text, in order; dates win over durations that overlap them."""
    found = [_from_date(m, visit) for m in _DATE.finditer(text)]
    found += [item for m in _RELATIVE.finditer(text) if (item := _from_relative(m, text, visit, found)) is not None]
    spans = [(item.start, item.end) for item in found]
    for match in _DURATION.finditer(text):
        if text[match.end() : match.end() + 1] == "岁" or any(a < match.end() and match.start() < b for a, b in spans):
            continue
        found.append(_from_duration(match))
    return sorted(found, key=lambda item: item.start)


def _from_date(match: re.Match[str], visit: date | None) -> TimeExpression:
    short = match["short"]
    year = int(match["year"]) if match["year"] else (2000 if short < "50" else 1900) + int(short)
    month = min(max(int(match["month"] or 0), 0), 12)
    day = int(match["day"] or 0)
    first = date(year, month or 1, min(max(day, 1), 28))
    span = 0.0 if day else (30.0 if month else 364.0)
    return _dated(match, first, span, visit)


def _dated(match: re.Match[str], first: date, span: float, visit: date | None) -> TimeExpression:
    """A calendar date or period of `span` days that begins at `first`."""
    start, end, text = match.start(), match.end(), match.group()
    if visit is None:
        return TimeExpression(start, end, text, "date", None, None, None, span > 0, first)
    high = (visit - first).days / _MONTH
    low = max(high - span / _MONTH, 0.0 if high >= 0 else high)
    return TimeExpression(start, end, text, "date", round((low + high) / 2, 1), low, high, span > 0, first)


def _from_relative(
    match: re.Match[str], text: str, visit: date | None, dates: list[TimeExpression]
) -> TimeExpression | None:
    start, end, said = match.start(), match.end(), match.group()
    fixed = {"lmonth": (1.0, 0.2, 2.0), "lweeks": (0.5, 0.2, 0.8), "yday": (0.0, 0.0, 0.1), "today": (0.0, 0.0, 0.1)}
    name = match.lastgroup or ""
    if name in fixed:
        months, low, high = fixed[name]
        return TimeExpression(start, end, said, "ago", months, low, high, name == "lweeks")
    if match["young"]:
        return _from_childhood(match, text)
    if match["age"] or match["birth"]:
        return _from_age(match, text)
    if match["last"] or match["before_last"] or match["third"]:
        back = 1 if match["last"] else (2 if match["before_last"] else 3)
        if visit is not None:
            item = _dated(match, date(visit.year - back, 1, 1), 364.0, visit)
            return TimeExpression(start, end, said, "ago", 12.0 * back, item.low, item.high, True, item.day)
        return TimeExpression(start, end, said, "ago", 12.0 * back, 12.0 * back - 11.9, 12.0 * back + 11.9, True)
    return _in_year(match, visit, dates)


def _in_year(match: re.Match[str], visit: date | None, dates: list[TimeExpression]) -> TimeExpression | None:
    """今年5月 and 同年4月: a month in the year of the visit, or of the last date before."""
    month = int(match["tmonth"] or match["smonth"] or 0)
    if not 1 <= month <= 12:
        return None
    earlier = [item.day for item in dates if item.day and item.start < match.start()]
    year = earlier[-1].year if match["same"] and earlier else (visit.year if visit else None)
    if year is None:
        return TimeExpression(match.start(), match.end(), match.group(), "date", None, None, None, True)
    return _dated(match, date(year, month, 1), 30.0, visit)


_CHILDHOOD = 12  #: years


def _from_childhood(match: re.Match[str], text: str) -> TimeExpression:
    """自幼: since childhood, which for a child is half its life at least; without an age as vague as 多年."""
    stated = next(_AGE_NOW.finditer(text), None)
    now = int(stated["now"] or stated["old"]) if stated else None
    low = 24.0 if now is None else 12.0 * max(now - _CHILDHOOD, now / 2)
    return TimeExpression(match.start(), match.end(), match.group(), "ago", None, low, None, True)


def _from_age(match: re.Match[str], text: str) -> TimeExpression | None:
    stated = next(_AGE_NOW.finditer(text), None)
    now = int(stated["now"] or stated["old"]) if stated else -1
    then = parse_number(match["age"]) * (12 if match["ageunit"] == "岁" else 1) if match["age"] else 0.0
    if stated is None:
        return None
    months = 12.0 * now + int(stated["more"] or 0) - then
    if months < 0:
        return None
    return TimeExpression(
        match.start(), match.end(), match.group(), "ago", months, max(months - 12, 0), months + 12, False
    )


def _from_duration(match: re.Match[str]) -> TimeExpression:
    kind: Literal["duration", "ago"] = "ago" if match["ago"] else "duration"
    said = match.group()
    low: float | None
    high: float | None
    months: float | None
    if match["vague"]:
        months, low, high, approx = _vague(match["vague"], match["vunit"])
    elif match["half"]:
        months, low, high = (6.0, 4.0, 8.0) if match["hunit"] == "年" else (0.5, 0.3, 0.8)
        approx = bool(match["more"] or match["about"])
    else:
        months, low, high, approx = _counted(match)
    return TimeExpression(match.start(), match.end(), said, kind, months, low, high, approx)


def _vague(word: str, unit: str) -> tuple[float | None, float | None, float | None, bool]:
    """多年 and 数年 say "at least two" and no more; 几天 and 数月 are bounded enough to compare."""
    if unit == "年":
        return None, 240.0 if "十" in word else 24.0, None, True
    scale = _DAYS[unit] / _MONTH
    return round(2 * scale, 1), 1.5 * scale, 11 * scale, True


def _counted(match: re.Match[str]) -> tuple[float | None, float | None, float | None, bool]:
    unit = match["unit"].lstrip("个")
    scale = _DAYS.get(unit.lstrip("半多"), _DAYS["月"]) / _MONTH if unit != "年" else 12.0
    count = parse_number(match["num"])
    if count > 110 and unit == "年":
        return None, None, None, True
    last = parse_number(match["num2"]) if match["num2"] else count
    extra = 0.5 if match["more"] == "半" or unit.startswith("半") else 0.0
    if match["months"] and unit == "年":
        extra = parse_number(match["months"]) / 12
    months = round((count + extra) * scale, 2)
    over = bool(match["over"] or match["more"] in ("余", "多", "有余") or "多月" in unit)
    low, high = _bounds(count + extra, max(last, count) + extra, over, exact=extra > 0 and bool(match["months"]))
    if match["about"] in ("逾", "超过", "满", "至少"):
        low, high = count, max(high, last + 1)
    elif match["about"] in ("近", "将近", "接近", "不到", "快"):
        low, high = min(low, (count - 1)), max(count, high - 0.5)
    elif match["about"]:
        low, high = low - 0.5, high + 0.5
    return months, max(low, 0.0) * scale, high * scale, over or last != count or bool(match["about"])


def _bounds(count: float, last: float, over: bool, *, exact: bool) -> tuple[float, float]:
    if over:
        # 十余年 may be anything up to nineteen; 三年余 is less than four.
        return count, last + (10 if count >= 10 and count % 10 == 0 else 1)
    if exact:
        return count - 0.1, last + 0.1
    return count - 0.5, last + 0.5
