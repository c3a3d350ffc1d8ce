"""The story of this visit: when its complaint began, and which diagnoses it became.

A diagnosis without a time of its own is as old as the complaint that led to it (clinical.md §3 rule 6), but only the
first one and those still in doubt: 高血压 on the same list is not as young as the bellyache. The age of a complaint
proves no disease, so such an onset is marked `symptom` and takes no part in the timeline.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from prereview.history.mention import Onset
from prereview.history.onset import HABIT, begin_of
from prereview.history.sections import Layout
from prereview.history.times import TimeExpression

_COMPLAINT = re.compile(
    r"(?:主诉[:：]?|(?:主因|因|以)[“\"])(?P<told>[^。；;\n”\"]{2,60})"
    r"|(?:主因|患者因|因)(?P<bare>[^。；;\n“”\"#]{2,40}?)[，,]?(?:门诊拟[^，。]{0,4})?(?:于[^，。]{0,14})?"
    r"(?:来我?院|来诊|入院|入我?院|收入|收住|就诊|急诊)"
    r"|(?:病例特点|病史特点|现病史)[:：](?P<story>[^\n#]{2,80})"
)
_EARLIER = re.compile(r"\d前[^。；]{0,12}$")
#: Parts of a record in which this visit's complaint is not told.
_HISTORY = frozenset({"past", "personal", "family", "policy", "leaflet", "remark"})
_OPENING = 160  #: characters; a record that names no complaint tells it in its first lines
#: A symptom right before its duration, or right behind 近半年.
_TELLS_SYMPTOM = re.compile(r"[\u4e00-\u9fff]{2,}[^\u4e00-\u9fff]{0,2}…|…来?[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the visit began with: its time, and where the telling ends."""

    time: TimeExpression
    end: int


def find_complaint(masked: str, layout: Layout, times: Sequence[TimeExpression]) -> Complaint | None:
    """The complaint of this visit: under its title, in its stock phrase, or in the opening lines."""
    for named in _COMPLAINT.finditer(masked):
        if _EARLIER.search(masked[max(0, named.start() - 14) : named.start()]):
            return None  # 半年前因“…”: another visit's
        if layout.section_at(named.start()) in _HISTORY:
            continue
        low, high = named.span(named.lastgroup or 0)
        lasting = [time for time in times if low <= time.start and time.end <= high and _of_symptom(masked, time, low)]
        if lasting:
            return Complaint(max(lasting, key=lambda time: time.months or 0.0), high)
    return _opening(masked, layout, times)


def _opening(masked: str, layout: Layout, times: Sequence[TimeExpression]) -> Complaint | None:
    for time in times:
        low, high = layout.sentence_at(time.start)
        if low > _OPENING:
            return None
        if layout.section_at(time.start) in _HISTORY or time.kind == "date" or time.months is None:
            continue
        if "#" in masked[low : time.start] or HABIT.search(masked[max(low, time.start - 10) : time.end + 2]):
            continue
        if time.text.endswith(("y", "yr")):
            continue  # 32y is an age
        told = time.kind == "ago" or _TELLS_SYMPTOM.search(masked[low : time.start] + "…" + masked[time.end : high])
        if told and (time.kind == "ago" or not re.match(r"的?#", masked[time.end : time.end + 2])):
            longest = [item for item in times if time.start <= item.start < high and item.kind == time.kind]
            longest = [item for item in longest if "#" not in masked[time.end : item.start] and item.months]
            return Complaint(max(longest or [time], key=lambda item: item.months or 0.0), time.end)
    return None


def _of_symptom(masked: str, time: TimeExpression, low: int) -> bool:
    before = masked[max(low, time.start - 10) : time.start]
    return time.kind == "duration" and time.months is not None and "#" not in before and not HABIT.search(before)


_FOUND_BY = re.compile(
    r"(?:[示见为]|提示|诊断|确诊|考虑|符合|印象|[Dd]x|病理|结果|报告|证实|拟诊?|疑|[超检镜片TIR描查][:：])"
    r"[“\"：:]?[^。；，#]{0,6}$"
)


def became(masked: str, layout: Layout, complaint: Complaint, start: int, *, sure: bool) -> bool:
    """Whether the condition at `start` is what the complaint was found to be."""
    section = layout.section_at(start)
    if section in _HISTORY or start < complaint.end:
        return False
    if not sure:
        return True
    if section == "diagnosis":
        begin = max(place for place in layout.section_starts if place <= start)
        return "#" not in masked[begin:start]
    low = max(complaint.end, layout.sentence_at(start)[0])
    return _FOUND_BY.search(masked[max(low, start - 16) : start]) is not None


_NARRATIVE = re.compile(r"曾|多次|长期|常年|当时|每年|诊断为|诊为|确诊|就诊于")


def story_onset(masked: str, layout: Layout, times: Sequence[TimeExpression], start: int) -> Onset | None:
    """The beginning of the illness a diagnosis inside the narrative belongs to (缘于40年前 … 曾诊断为…)."""
    low, _ = layout.sentence_at(start)
    if not _NARRATIVE.search(masked[max(low, start - 40) : start]):
        return None
    near = times[bisect_left(times, start - 700, key=begin_of) : bisect_left(times, start, key=begin_of)]
    starts = [
        time
        for time in near
        if time.kind == "ago" and masked[max(0, time.start - 4) : time.start].endswith(("缘于", "源于", "始于"))
    ]
    if not starts:
        return None
    onset = Onset.from_time(starts[-1])
    return Onset(onset.text, onset.months, onset.low, onset.high, approx=True)
