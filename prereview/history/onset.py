"""Since when: attach durations, "ago" expressions and dates to condition mentions.

A duration after a list goes to every member (高血压，脑梗塞病史2年). "N年前" and a date govern what follows in
their sentence until the story moves on (此后, 术后反复, 目前). A duration inside a quoted complaint of an earlier visit
counts back from that visit (two clocks).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from prereview.history.mention import Onset
from prereview.history.sections import Layout
from prereview.history.times import TimeExpression

_FILL = (
    r"(?:#+|[、和及与或伴并/“”\"'‘’（(：:，,\s]|以及|伴有|合并|等|疾病|均|都|皆|手术史|手术|病史|史|病|症|的|了|确诊|诊断|发现|"
    r"术后|后|至今|已经|已|约|近|达|有|长达|大约|大概|将近|持续|患病|时间|反复发作|反复|快|都|已经有|得了|手法复位|明确|，)*$"
)
_AFTER = re.compile(_FILL)
_SHARED = re.compile(
    r"^[#、和及与或伴并/“”\"，,等致]*(?:[^，。；、\d#]{0,6})?(?:病史|史)(?:已|约|近|有|达|，|,|：|:)*$"
)
_BREAK = re.compile(
    r"(?:[，,。；;]|^)(?:现(?!在我院)|目前|近日|近来|近期|既往|另|今(?!年\d)|本次|此次|最近|同时|入院后)|否认|现在|如今|次日|翌日|"
    r"投保前|生效前|此前|在此之前"
)
_MOVED_ON = re.compile(r"(?:术后|此后|之后|后来|随后|嗣后|随即|继而)(?!诊断|病理|恢复|予|给)")
_EARLIER_VISIT = re.compile(r"(?:主因|因|主诉|以)[:：]?[“\"'‘][^”\"]*$")


def _start(time: TimeExpression) -> int:
    return time.start


def attach_onset(masked: str, layout: Layout, times: Sequence[TimeExpression], start: int, end: int) -> Onset | None:
    """The onset of the condition at `start:end`, or None where its sentence gives none."""
    low, high = layout.sentence_at(start)
    inside = times[bisect_left(times, low, key=_start) : bisect_left(times, high, key=_start)]
    said = _after(masked, inside, end)
    governing = _governing(masked, inside, start)
    if said is None:
        return Onset.from_time(governing) if governing else None
    if said.kind != "duration" and governing is not None and (governing.months or 0) > (said.months or 0):
        said = governing  # 生后即诊断室间隔缺损，1岁时手术: found before it was treated
    onset = Onset.from_time(said)
    anchor = _anchor(masked, inside, said)
    if anchor is not None and anchor.months is not None:
        return Onset(
            onset.text,
            onset.months,
            None if onset.low is None or anchor.low is None else onset.low + anchor.low,
            None if onset.high is None or anchor.high is None else onset.high + anchor.high,
            approx=True,
            anchored=True,
        )
    return onset


def _after(masked: str, times: Sequence[TimeExpression], end: int) -> TimeExpression | None:
    """The first duration that follows the mention with nothing but list and filler words between."""
    following = next((time for time in times if time.start >= end), None)
    if following is None:
        return None
    between = masked[end : following.start]
    if len(between) > 40:
        return None
    if following.kind == "duration":
        return following if _AFTER.fullmatch(between) or _SHARED.match(between) else None
    # 高血压3年前发现, 脑梗死(2015年): only when it touches the name; what was treated then was there by then.
    tail = masked[following.end : following.end + 12]
    touches = re.fullmatch(r"(?:病|史|病史|症)?[（(于]?", between) and _FOUND_THEN.match(tail)
    treated = re.fullmatch(r"(?:病|史|病史|症)?[，,]?(?:于|在)?", between) and _TREATED_THEN.match(tail)
    return following if touches or treated else None


_FOUND_THEN = re.compile(r"[)）]|(?:已|被|曾|首次|体检)?(?:发现|诊断|确诊|查出|患|行|起病|出现)")
_TREATED_THEN = re.compile(
    r"(?:先后|规律|曾|就|开始|在|于|外院|当地|医院|已|经)*(?:行#?|做|治|手术|开刀|抗[痨结]|服|吃|用药|住院|放疗|化疗|介入|切)"
)


def _governing(masked: str, times: Sequence[TimeExpression], start: int) -> TimeExpression | None:
    """The last "ago" or date before the mention that still governs it."""
    for time in reversed([item for item in times if item.end <= start]):
        between = masked[time.end : start]
        if time.kind == "duration" and not _opens(masked, time):
            continue
        moved = _MOVED_ON.search(between)
        if _BREAK.search(between) or (moved and "#" in between[: moved.start()]):
            return None
        return _first_of_pair(masked, times, time)
    return None


def _first_of_pair(masked: str, times: Sequence[TimeExpression], time: TimeExpression) -> TimeExpression:
    """7年前及6年前: the earlier of the two."""
    for other in times:
        if (
            other.end <= time.start
            and other.kind == time.kind
            and re.fullmatch(r"[及和与、至到]", masked[other.end : time.start])
        ):
            return other
    return time


def _opens(masked: str, time: TimeExpression) -> bool:
    """近2年, 入院前半月, 10余年来: durations that open a story instead of closing a name."""
    before = masked[max(0, time.start - 4) : time.start]
    after = masked[time.end : time.end + 1]
    return before.endswith(("入院前", "院前", "病前")) or time.text.startswith("近") or after == "来"


def _anchor(masked: str, times: Sequence[TimeExpression], said: TimeExpression) -> TimeExpression | None:
    """The earlier visit a quoted complaint belongs to."""
    for time in reversed([item for item in times if item.end <= said.start and item.kind != "duration"]):
        if _EARLIER_VISIT.search(masked[time.end : said.start]):
            return time
    return None


_BEGAN = re.compile(r"(?:缘于|源于|始于|起于|于|自)?$")
_NARRATIVE = re.compile(r"曾|多次|长期|常年|当时|每年|诊断为|诊为|确诊|就诊于")


def story_onset(masked: str, layout: Layout, times: Sequence[TimeExpression], start: int) -> Onset | None:
    """The beginning of the illness a diagnosis inside the narrative belongs to (缘于40年前 … 曾诊断为…)."""
    low, _ = layout.sentence_at(start)
    if not _NARRATIVE.search(masked[max(low, start - 40) : start]):
        return None
    near = times[bisect_left(times, start - 700, key=_start) : bisect_left(times, start, key=_start)]
    starts = [
        time
        for time in near
        if time.kind == "ago" and masked[max(0, time.start - 4) : time.start].endswith(("缘于", "源于", "始于"))
    ]
    if not starts:
        return None
    onset = Onset.from_time(starts[-1])
    return Onset(onset.text, onset.months, onset.low, onset.high, approx=True)
