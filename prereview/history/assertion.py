"""Who has the condition, and does the text say so: ConText on characters.

Works on a *masked* text in which every condition is a run of `#`, so that lists read as lists whatever they list.
A cue before a list carries over commas only while nothing but list material stands between; a cue after a list must
close it. Cues that aim at something else (未规律服药, 无明显诱因) are not cues at all: cues.yaml leaves them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prereview.history.behind import Answer, points_back, read_behind
from prereview.history.cues import load_cues
from prereview.history.mention import Assertion, Experiencer
from prereview.history.persons import find_experiencer
from prereview.history.questions import find_answer
from prereview.history.scope import Scope, last_match, only

_COMMA = re.compile(r"[，,]")
_ITEM = re.compile(r"(?:^|[^\d])\d{1,2}[、.．)](?!\d)")
_OPEN, _CLOSE = "“\"「『'‘", "”\"」』'’"
_DURATION_NEXT = re.compile(
    r"^(?:[”\"'’)）]?(?:等)?(?:的)?(?:病史|病|史|症|术?后)?(?:已|约|近|有|达)*)(?:\d|[一二两三四五六七八九十]{1,3}(?=余|多|年|个月)|半(?=年)|[多数](?=年))"
    r"[\d.、\-余多+]*(?:年|个月|月|周|天)"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one mention is asserted and the cue that decided it."""

    assertion: Assertion
    experiencer: Experiencer
    cue: str


def assert_mention(scope: Scope, start: int, end: int, kind: str) -> Verdict:
    """How the condition at `start:end` is asserted."""
    experiencer, who = find_experiencer(scope, start, end)
    theirs: Assertion = "family" if experiencer == "family" else "other_person"
    behind = read_behind(scope, start, end)
    absent, cue = _absent(scope, (start, end), behind, experiencer, kind)
    if absent in ("present", "possible") and experiencer != "patient":
        return Verdict(theirs, experiencer, who)  # 父母是否患冠心病？有，父亲冠心病
    if absent is not None:
        return Verdict(absent, experiencer, cue)
    if experiencer != "patient":
        return Verdict(theirs, experiencer, who)
    doubt = "" if kind == "procedure" else _doubted(scope, start, end, behind)
    return Verdict("possible" if doubt else "present", experiencer, doubt)


def _absent(
    scope: Scope, span: tuple[int, int], behind: Answer | None, experiencer: Experiencer, kind: str
) -> tuple[Assertion | None, str]:
    """What a form, a denial, a differential diagnosis, a plan or a risk says of the condition, with its cue."""
    start, end = span
    asked = find_answer(scope, start, end, behind)
    if asked is not None:
        return asked, "questionnaire"
    denied = _denied(scope, start, end)
    if denied:
        return "negated", denied
    differential = _differential(scope, start, end) or _weighed(scope, start, end)
    if differential is not None:
        return differential, "鉴别诊断"
    if kind == "procedure" and _INTENDED.search(scope.masked, max(0, start - 16), start):
        return "hypothetical", "拟行"
    risk = _risk(scope, start, end, experiencer)
    return ("hypothetical", risk) if risk else (None, "")


#: An operation that is only planned was not done.
_INTENDED = re.compile(
    r"(?:拟|建议|拒绝|放弃|不愿意?|不同意|计划|预约|准备|择期|必要时|等待|排期|要求|可考虑|考虑|需要?|劝)(?:尽快|尽早|限期|择期|再|在|于)?[^，。；;#]{0,6}"
    r"(?:行|做|予|接受|施行|实施)[“\"]?(?:#+[、及和+])*$"
)


# ── differential diagnosis ───────────────────────────────────────────────────────────────────────────────────────

_RULED_OUT = re.compile(
    r"(?<![不未能待难以需])(?<!以便)(?<!进一步)(?:排除|除外)(?!诊断)|不考虑|可能性(?:小|不大|低)|依据不足|证据不足"
)
_OPEN_STILL = re.compile(
    r"待排|不能排除|不能除外|不除外|不排除|待查|待除外|(?:需|应|以|待|进一步)[^。，]{0,10}(?:排除|除外|鉴别|明确)"
)
_TEXTBOOK = re.compile(r"#[^#。\n]{0,6}[:：，,]|多见于|好发|起病|典型|表现|常有|多有")
_HERE = re.compile(r"患者|本患|该患|病人|本例|患儿")
_ITEM_START = re.compile(r"(?:^|[。；;\n:：])(?:[(（]?\d{1,2}[.、)）]|[①-⑳])?(?=[^。；;\n]{0,12}#)")


#: 需与心肌梗死鉴别：患者心电图正常，可排除: an alternative and what this patient shows of it, in one sentence.
_WEIGHED = re.compile(r"(?:[、和及与]?#+)*(?:等)?(?:相)?鉴别[，,:：](?P<found>[^。；;#\n]{0,80})")


def _weighed(scope: Scope, start: int, end: int) -> Assertion | None:
    """What the sentence itself concludes of an alternative that it weighs on this patient."""
    told = _WEIGHED.match(scope.masked, end)
    if told is None or _HERE.search(told["found"]) is None:
        return None
    if _OPEN_STILL.search(told["found"]):
        return "possible"
    return "negated" if _RULED_OUT.search(told["found"]) else None


def _differential(scope: Scope, start: int, end: int) -> Assertion | None:
    """Textbook alternatives (肺栓塞：多有突发胸痛…) are nobody's, unless the item rules out or leaves open."""
    if scope.layout.section_at(start) != "differential":
        return None
    low, high = scope.layout.long_sentence_at(start)
    while (
        low > 0
        and scope.layout.section_at(low) == "differential"
        and not re.match(r"\D?\d{1,2}[.、)）]", scope.masked[low : low + 4])
    ):
        low = scope.layout.long_sentence_at(low - 1)[0]
    heads = [match.end() for match in _ITEM_START.finditer(scope.masked, low, start + 1)]
    begin = heads[-1] if heads else low
    following = re.compile(r"(?:\n|[。；;])[(（]?\d{1,2}[.、)）]|\n").search(scope.masked, end)
    item = scope.masked[begin : min(following.start() if following else high, begin + 300)]
    if _HERE.search(scope.masked, begin, start):
        return None
    if _OPEN_STILL.search(item):
        return "possible"
    if _RULED_OUT.search(item):
        return "negated"
    named_first = "#" not in scope.masked[begin:start]
    return "hypothetical" if named_first or _TEXTBOOK.search(item) else None


# ── negation ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _denied(scope: Scope, start: int, end: int) -> str:
    """The denial before the condition, alone or at the head of its list."""
    low, high = scope.layout.sentence_at(start)
    cue = _cue_before(scope, low, start)
    if cue is None or points_back(scope.masked, cue) or not _reaches(scope.masked, cue.end(), start):
        return ""
    if cue.group().startswith(("排除", "除外")) and _PLANNED.search(scope.masked, low, cue.start()):
        return ""
    if _COMMA.search(scope.masked[cue.end() : start]) and _GOES_ON.match(scope.masked, end, high):
        return ""
    if cue.group()[-1:] not in ("认", "队") and _symptom_first(scope.masked[cue.end() : start]):
        return ""
    # Nobody denies something for six years: a duration right after the name outweighs the cue before the list.
    between, tail = scope.masked[cue.end() : start], scope.masked[end : min(high, end + 24)]
    if _DURATION_NEXT.match(tail) and re.search(r"[#，,]", between):
        return ""
    if _COMMA.search(between) and (_DURATION_NEXT.match(tail.lstrip("#、和及与")) or _TREATED_NEXT.match(tail)):
        return ""
    return cue.group()


def _cue_before(scope: Scope, low: int, start: int) -> re.Match[str] | None:
    """The denial before the condition; 否认高血压；糖尿病；肝炎史: a bare list item looks past its semicolon."""
    pattern = load_cues()["negation_before"]
    cue = last_match(pattern, scope.masked, low, start)
    if cue is None and scope.masked[low - 1 : low] in ("；", ";") and _listed(scope.masked[low:start], first=False):
        _, high = scope.layout.sentence_at(start)
        alone = re.fullmatch(r"[#、，,及和与或等病史症]+[；;。\n]?", scope.masked[low:high])
        cue = last_match(pattern, scope.masked, scope.layout.sentence_at(low - 1)[0], start) if alone else None
        cue = cue if cue is not None and "#" in scope.masked[cue.end() : low] else None
    return cue


#: 无肿瘤病史，多发性骨髓瘤可完善M蛋白: behind its comma a list goes on or ends; another clause begins with a verb.
_GOES_ON = re.compile(
    r"[#、，,及和与或等病症史的“”\"'’]*(?:可(?![询问述查供溯])|应|需|拟|建议|待|予|须|必要时|考虑|查|完善|进一步|多见|常|引起|导致|诊断|明确|后|术)"
)


#: Ruling out as an intention is not having ruled out.
_PLANNED = re.compile(
    r"(?:建议|请|进一步|需|应|待|以便?|筛查|检查|复查|为了?|明确|拟|最好|必要时|送病理|送检|送检查|"
    r"(?:再|先)?去?做(?:个|一下|查)?[^。；已后未了，,]{0,10}[，,])[^。；#已后]{0,16}$"
)


def _reaches(masked: str, begin: int, start: int) -> bool:
    """Whether a cue that ends at `begin` still governs the condition at `start`."""
    if len(re.findall(r"[)）]", masked[begin:start])) > len(re.findall(r"[(（]", masked[begin:start])):
        return False  # 扁桃体炎（今天没有了）和…: what brackets say ends with them
    # A semicolon only stands here when the item behind it is a bare list item (_cue_before).
    pieces = re.split(r"[，,；;]", masked[begin:start])
    return all(_listed(piece, first=number == 0) for number, piece in enumerate(pieces))


_TREATED_NEXT = re.compile(
    r"(?:病史|病|史)?[，,]?(?:目前|现|平素|平时|一直|长期|规律|间断|不规律|正在|自行|遵医嘱|每日)*(?:口服|服用|服药|注射|用药|控制(?!不)|治疗中|术后)"
)


def _symptom_first(between: str) -> bool:
    """无胸闷气短，高血压…: a denied symptom does not carry over its comma to a disease."""
    first, comma, _ = between.partition("，") if "，" in between else between.partition(",")
    return bool(comma) and "#" not in first and not re.search(r"[史病]$|疾病|过敏", first)


_LIST_MARK = re.compile(r"[、及和或与/]")


def _listed(piece: str, *, first: bool) -> bool:
    """Whether a piece is list material: conditions, glue, and items the lexicon does not know (疟疾样热 …史)."""
    cues = load_cues()
    for item in _LIST_MARK.split(piece):
        if only(cues["list_glue"], item):
            continue
        plain = item.replace("#", "")
        named = first or re.search(r"[史病症炎癌瘤]$", plain)
        if len(plain) > (14 if first else 7) or not named or cues["negation_piece_breaks"].search(item):
            return False
    return True


# ── hypothetical, possible ───────────────────────────────────────────────────────────────────────────────────────


#: What a list of risks puts between its items: numbers, letters, explanations in brackets.
_ASIDE = re.compile(r"[（(][^（()）]{0,40}[)）]|[①-⑳]|\d{1,2}[.、．)）]|[；;]")
_SOMEBODY = re.compile(r"我|本人|患者|他|她|病人")


def _risk(scope: Scope, start: int, end: int, experiencer: Experiencer) -> str:
    low, high = scope.layout.sentence_at(start)
    cues = load_cues()
    if scope.masked[start - 1 : start] == "有" and re.match(
        r"(?:的|之)?(?:可能|风险|危险)", scope.masked[end : end + 5]
    ):
        return "有…可能"
    cue = last_match(cues["risk_before"], scope.masked, low, start)
    between = _ASIDE.sub("、", scope.masked[cue.end() : start]) if cue else ""
    near = len(between) <= 12 and not _COMMA.search(between) and not cues["negation_piece_breaks"].search(between)
    near = near or only(cues["list_glue"], re.sub(r"[，,]", "、", between))
    if cue is not None and near:
        return cue.group()
    if experiencer != "patient":
        return ""
    catching = re.search(r"(?:感染上?|传染上?|发生|患上?|得|出现)$", scope.masked[max(low, start - 4) : start])
    if re.match(r"[#、，,和及与或等]*的?(?:风险|危险)", scope.masked[end:high]) or (
        catching and re.match(r"[^，。；#]{0,12}的(?:风险|可能性?|几率|概率)", scope.masked[end:high])
    ):
        return "风险"
    after = cues["risk_after"].match(scope.masked, end, high)
    before = scope.masked[max(low, start - 12) : start]
    owned = re.search(r"有|患|查出|确诊|病史", before) or (re.search(r"得", before) and _SOMEBODY.search(before))
    if after is None or owned:
        return ""
    return after.group()


def _doubted(scope: Scope, start: int, end: int, behind: Answer | None) -> str:
    if behind is not None and behind.says == "possible":
        return behind.cue
    low, high = scope.layout.sentence_at(start)
    cue = last_match(load_cues()["possible_before"], scope.masked, low, start)
    ruled = re.compile(r"(?:排除|除外)(?:一下|下|掉)?$").search(scope.masked, low, start)
    planned = ruled and _PLANNED.search(scope.masked, low, ruled.start())
    if planned:
        return planned.group()
    if cue is None or _ESTABLISHED.match(scope.masked, end, high):
        return ""
    between = scope.masked[cue.end() : start]
    return cue.group() if _doubt_reaches(scope, cue, between, start, high) else ""


#: 考虑2型糖尿病诊断成立: considered, and found to be so.
_ESTABLISHED = re.compile(r"[#、和及”\"]*(?:的)?[，,]?(?:诊断)?(?:成立|明确(?!诊断)|确立|无疑)")


def _doubt_reaches(scope: Scope, cue: re.Match[str], between: str, start: int, high: int) -> bool:
    quoted = re.match(rf"(?:诊断|为|是|[:：])*[{_OPEN}]", between)
    if quoted:
        inside = between[quoted.end() :]
        if any(mark in inside for mark in _CLOSE):
            return False
        return not _heads_discharge(scope, cue, high)
    if "#" in between and _ITEM.search(between):
        return False
    pieces = _COMMA.split(between)
    glue = load_cues()["list_glue"]
    if len(pieces) > 1:
        return all(only(glue, piece) for piece in pieces) and "#" in between
    return len(between) <= 14 and not re.search(r"给予|予以?|治疗|好转|收|行|建议|查|故|出院|术后|病史", between)


def _heads_discharge(scope: Scope, cue: re.Match[str], high: int) -> bool:
    """`考虑诊断"…"` before treatment and discharge is the discharge diagnosis (clinical.md §3 rule 3)."""
    return "诊断" in cue.group() and "出院" in scope.masked[cue.end() : high]
