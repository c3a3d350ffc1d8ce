"""Since when: attach durations, "ago" expressions and dates to condition mentions.

A duration after a list goes to every member (高血压，脑梗塞病史2年). "N年前" and a date govern what follows in
their sentence until the story moves on (此后, 术后反复, 目前). A duration inside a quoted complaint of an earlier visit
counts back from that visit (two clocks).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from prereview.history.mention import Onset
from prereview.history.sections import Layout
from prereview.history.times import TimeExpression

_FILL = (
    r"(?:#|[×xX*>＞≥](?=$|[\u4e00-\u9fff（(，,]*$)|[\u4e00-\u9fff]{1,4}型|[（(](?!\d*年)[^）)#]{1,12}[）)]|[、和及与或伴并/“”\"'‘’（(）)：:，,\s]|[极很]?[高中低]危组?|心功能[IVX\d\-]+级|[1-4一二三四IVX]+[级期型]|以及|伴有|合并|等|疾病|均|都|皆|手术史|手术|病史|史|病|症|的|了|确诊|诊断|发现|"
    r"病程|程|已有|历时|为期|逾|超过|差不多|接近|间断|断续|断断续续|慢性|查出|检出|术后|后|至今|已经|已|约|近|达|有|长达|大约|大概|将近|持续|患病|时间|患者|病人|的历史|老毛病|老病|怕有|得有|少说|足有|总有|了有|反复发作|反复|快|都|已经有|得了|手法复位|明确|，)*$"
)
_AFTER = re.compile(_FILL)
#: 类风湿啊，从生完老二就有了，得有十一二年: spoken, with words between that name nothing else.
_SPOKEN = re.compile(r"[^#。；\d]{0,24}(?:得有|足有|总有|怎么也有|少说也?有|怕有|差不多有?|至少有?|都有|也有)")
_SHARED = re.compile(
    r"^[#、和及与或伴并/“”\"，,等致]*(?:[^，。；、\d#]{0,6})?(?:病史|史)(?:已|约|近|有|达|，|,|：|:)*$"
)
_BREAK = re.compile(
    r"(?:[，,。；;]|^)(?:现(?!在我院)|目前|近日|近来|近期|既往|另|今(?!年\d)|本次|此次|最近|同时|入院后)|否认|现在|如今|次日|翌日|"
    r"投保前|生效前|此前|在此之前"
)
_MOVED_ON = re.compile(r"(?:术后|此后|之后|后来|随后|嗣后|随即|继而)(?!诊断|病理|恢复|予|给)")
_EARLIER_VISIT = re.compile(r"(?:主因|因|主诉|以)[:：]?[“\"'‘][^”\"]*$")


#: How long somebody smokes, drinks or is married says nothing about a disease.
HABIT = re.compile(
    r"烟|酒|绝经|停经|结婚|婚龄|工作|从事|务农|退休|学龄|居住|孕|驾龄|每次|间隔|疗程|有效期|保险|合同|投保"
)
_TREATED = re.compile(
    r"口服|服用|服药|[吃服用打]|治疗|透析|血透|腹透|注射|控制|监测|随访|降压|降糖|抗凝|吸入|病程|病史"
)
_TOLD_BEHIND = re.compile(
    r"[^，。；#]{0,24}?"  # one plain run: nested repeats would take exponential time on long names
    r"(?:发现|诊断|确诊|查出|检出|查到|明确|证实|患|得|起病|发病|起|出现|开始|行|做|接受|手术|术|治|住院|抗|服|切|植入|置入|放|摘|发作|"
    r"查|因|一次|[两二三\d]次|已愈|治愈|痊愈|好|时)"
)
_NOT_ONSET = re.compile(
    r"停|加重|复查|再发|复发|换|改|调整|加用|来院|来诊|随访|随诊|监测|戒|好转|治愈|摔|末次|再次|此后|之后"
)
_SETTLED = re.compile(r"诊断|确诊|诊为|考虑|拟诊|[示见](?=[:：“\"]?#)|提示|发现|证实|符合|查出|怀疑|[“\"]#")


def begin_of(time: TimeExpression) -> int:
    """Where a time expression starts; the key of ordered searches."""
    return time.start


def attach_onset(masked: str, layout: Layout, times: Sequence[TimeExpression], start: int, end: int) -> Onset | None:
    """The onset of the condition at `start:end`, or None where its sentence gives none."""
    low, high = layout.sentence_at(start)
    inside = times[bisect_left(times, low, key=begin_of) : bisect_left(times, high, key=begin_of)]
    said = _each(masked, inside, end) or _after(masked, inside, end)
    governing = _governing(masked, inside, start)
    if said is not None:
        if governing is not None and governing.kind == "ago" and re.search(r"[，,]#", masked[end : said.start]):
            said = governing  # 上周摔伤骨折，骨质疏松十几年: the duration is the next one's
        if said.kind != "duration" and governing is not None and (governing.months or 0) > (said.months or 0):
            said = governing  # 生后即诊断室间隔缺损，1岁时手术: found before it was treated
        return _from_visit(masked, inside, said)
    leading = _leading(masked, inside, start)
    if leading is not None:
        return Onset.from_time(leading)
    behind = _behind(masked, inside, end, governed=governing is not None)
    found = [time for time in (governing, behind) if time is not None]
    if found:
        return Onset.from_time(max(found, key=lambda time: time.months or 0.0))
    treated = _treated_for(masked, inside, end)
    if treated is not None:
        return replace(Onset.from_time(treated), approx=True)
    symptom = _symptom(masked, inside, low, start)
    return of_complaint(symptom) if symptom else None


def of_complaint(time: TimeExpression) -> Onset:
    """The age of a complaint; the disease behind a bellyache of three years may be younger than it."""
    return replace(Onset.from_time(time), approx=True, symptom=True)


def _from_visit(masked: str, times: Sequence[TimeExpression], said: TimeExpression) -> Onset:
    """A duration told at an earlier visit counts from there."""
    onset = Onset.from_time(said)
    anchor = _anchor(masked, times, said)
    if anchor is None or anchor.months is None:
        return onset
    return replace(
        onset,
        low=None if onset.low is None or anchor.low is None else onset.low + anchor.low,
        high=None if onset.high is None or anchor.high is None else onset.high + anchor.high,
        approx=True,
        anchored=True,
    )


_EACH = re.compile(r"(?:[、，,和及与]?#)*(?:病?史|病程)?(?:均)?(?:分别|各|依次)(?:为|有|已|约)*")


def _each(masked: str, times: Sequence[TimeExpression], end: int) -> TimeExpression | None:
    """高血压、糖尿病病史分别为10年、5年: one each, counted from the end of the list."""
    listed = _EACH.match(masked, end)
    if listed is None:
        return None
    following: list[TimeExpression] = []
    place = listed.end()
    for time in times:
        if time.start >= place and len(masked[place : time.start]) <= 1:
            following.append(time)
            place = time.end
    back = len(re.findall(r"#+", listed.group()))
    return following[-1 - back] if len(following) > back else None


def _leading(masked: str, times: Sequence[TimeExpression], start: int) -> TimeExpression | None:
    """长达20年的糖尿病史, 5年高血压: a duration right before a name that no earlier name owns."""
    for time in reversed([item for item in times if item.end <= start and item.kind == "duration"]):
        between = masked[time.end : start]
        if not re.fullmatch(r"的?(?:#+[、和及与])*", between):
            return None
        before = re.split(r"[，,；;、]", masked[max(0, time.start - 14) : time.start])[-1]
        return None if "#" in before or HABIT.search(before) else time
    return None


_SINCE = re.compile(
    r"(?:病史|史|病|症)?(?:\d次)?(?:患者[^，。；#]{0,6})?[，,（(：:]?(?:病史|约|大约|大概|具体|首次|确诊|诊断|认定|时间|日期|发病|为|在|于|是|距今|[:：])*"
)


def _behind(masked: str, times: Sequence[TimeExpression], end: int, *, governed: bool) -> TimeExpression | None:
    """高血压，5年前体检发现 / 肺结核，30年前规律抗痨: told behind the name, in a clause of its own.

    After 3年前患脑出血 only a word of discovery outdates the three years; an operation may be another story.
    """
    following = next((time for time in times if time.start >= end), None)
    if following is None or following.kind == "duration":
        return None
    between = masked[end : following.start]
    if "#" in between or len(between) > 24 or _BREAK.search(between) or _NOT_ONSET.search(between):
        return None
    tail = re.split(r"[，,。；;]", masked[following.end : following.end + 24])[0]
    if re.match(r"[）)、]|$", tail) and _SINCE.fullmatch(between):
        return following
    if "#" in tail and not re.search(r"行|做|接受|植入|置入|手术", tail.split("#")[0]):
        return None
    told = _TOLD_BEHIND.match(tail)
    if governed and not (told and re.search(r"确诊|诊断|发现|查出|检出", told.group())):
        return None
    return following if told and not _NOT_ONSET.search(tail[: told.end() + 2]) else None


def _treated_for(masked: str, times: Sequence[TimeExpression], end: int) -> TimeExpression | None:
    """尿毒症，规律透析3年: treated for so long, hence ill for at least as long."""
    following = next((time for time in times if time.start >= end), None)
    if following is None or following.kind != "duration":
        return None
    between = masked[end : following.start]
    clause = re.split(r"[，,]", between)
    unsafe = "#" in between or len(between) > 30 or len(clause) > 3 or HABIT.search(between) or _BREAK.search(between)
    return following if not unsafe and _TREATED.search(clause[-1]) and not _NOT_ONSET.search(between) else None


def _symptom(masked: str, times: Sequence[TimeExpression], low: int, start: int) -> TimeExpression | None:
    """反复上腹痛5年，胃镜示胃溃疡: the symptom's duration is the disease's (clinical.md §3 rule 6)."""
    for time in times:
        if time.end > start or time.kind != "duration":
            continue
        before, between = masked[max(low, time.start - 20) : time.start], masked[time.end : start]
        if (
            "#" in before
            or len(re.findall(r"#+", between)) > 1
            or HABIT.search(before)
            or not before
            or len(between) > 60
        ):
            continue
        return time if _SETTLED.search(masked, time.end, start + 1) and not _BREAK.search(between) else None
    return None


def _after(masked: str, times: Sequence[TimeExpression], end: int) -> TimeExpression | None:
    """The first duration that follows the mention with nothing but list and filler words between."""
    following = next((time for time in times if time.start >= end), None)
    if following is None:
        return None
    between = masked[end : following.start]
    if len(between) > 40:
        return None
    if following.kind == "duration":
        if _opens(masked, following) and re.search(r"[，,]", between):
            return None  # 前列腺增生，近1月排尿困难: the month is that of the next clause
        told = _AFTER.fullmatch(between) or _SHARED.match(between) or _SPOKEN.fullmatch(between)
        return following if told else None
    # 高血压3年前发现, 脑梗死(2015年): only when it touches the name; what was treated then was there by then.
    tail = masked[following.end : following.end + 20]
    touches = re.fullmatch(r"(?:病|史|病史|症)?[（(于]?", between) and _FOUND_THEN.match(tail)
    treated = re.fullmatch(r"(?:病|史|病史|症)?[，,]?(?:于|在)?", between) and _TREATED_THEN.match(tail)
    return following if touches or treated else None


_FOUND_THEN = re.compile(r"[)）]|(?:已|被|曾|首次|体检)?(?:发现|诊断|确诊|查出|患|行|起病|出现)")
_TREATED_THEN = re.compile(
    r"(?:先后|规律|曾|就|开始|在|于|外院|当地|医院|已|经)*(?:行#?|做|治|手术|开刀|抗[痨结]|服|吃|用药|住院|放疗|化疗|介入|切|"
    r"(?:给予?|予以?|接受|完成|应用|使用)[^，,。；;#]{0,12}(?:疗|术))"
)


def _governing(masked: str, times: Sequence[TimeExpression], start: int) -> TimeExpression | None:
    """The last "ago" or date before the mention that still governs it."""
    for time in reversed([item for item in times if item.end <= start]):
        between = masked[time.end : start]
        if (time.kind == "duration" and not _opens(masked, time)) or _fills_a_field(masked, time):
            continue
        moved = _MOVED_ON.search(between)
        if _BREAK.search(between) or (moved and "#" in between[: moved.start()]):
            return None
        return _first_of_pair(masked, times, time)
    return None


_FIELD = re.compile(
    r"(?<!确诊)(?<!诊断)(?<!首诊)(?<!发病)(?<!起病)(?<!发现)(?<!首次就诊)(?<!初次就诊)(?<!首次出现)(?:日期|时间)[:：\s]{0,3}$|(?:生日|出生于?|打印|签发|签名|盖章|有效期?至?)[:：\s]{0,3}$"
)


def _fills_a_field(masked: str, time: TimeExpression) -> bool:
    """出生日期1986-07-02 混合痔: the date of a form field tells of nothing but its field."""
    return time.kind == "date" and _FIELD.search(masked[max(0, time.start - 10) : time.start]) is not None


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
