"""Who has the condition, and does the text say so: ConText on characters.

Works on a *masked* text in which every condition is a run of `#`, so that lists read as lists whatever they list.
A cue before a list carries over commas only while nothing but list material stands between; a cue after a list must
close it. Cues that aim at something else (未规律服药, 无明显诱因) are not cues at all: cues.yaml leaves them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prereview.history.cues import load_cues
from prereview.history.mention import Assertion, Experiencer
from prereview.history.sections import Layout

_COMMA = re.compile(r"[，,]")
_ITEM = re.compile(r"(?:^|[^\d])\d{1,2}[、.．)](?!\d)")
_OPEN, _CLOSE = "“\"「『'‘", "”\"」』'’"
_ANSWER = re.compile(r"(?:勾选|回答|选择|答复|填写|告知|答)[^。；]{0,8}[“\"']?(否|无|没有|是|有)[”\"']?")
_TOLD = re.compile(r"(?:病?史)?[:：](有|是|无|否|没有)(?=[。；;，,、\n（(]|$)")
_BOX_ON, _BOX_OFF = "☑√■✓✔▣☒●", "□○◯〇"
_BOX = re.compile(
    rf"(?P<b1>[{_BOX_ON}{_BOX_OFF}])\s?(?P<w1>[有是无否])|(?P<w2>[有是无否])\s?(?P<b2>[{_BOX_ON}{_BOX_OFF}]|[(（]\s?[√✓✔vV]?\s?[)）])"
)
_DURATION_NEXT = re.compile(
    r"^(?:[”\"'’)）]?(?:等)?(?:的)?(?:病史|病|史|症|术?后)?(?:已|约|近|有|达)*)(?:\d|[一二两三四五六七八九十]{1,3}(?=余|多|年|个月)|半年|多年|数年)"
    r"[\d.、\-余多+]*(?:年|个月|月|周|天)"
)
_FAMILY_HISTORY_AFTER = re.compile(r"^[#、，,和及与或等病症史的]*家族(?:性|遗传)?(?:病)?史")
_FAMILY_HISTORY_BEFORE = re.compile(r"家族(?:中|内|里|成员中?|成员)?(?:均|都)?(?:无|有|否认|没有)[^。；，]{0,10}$")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于时傅皮卞齐康伍余元卜"
    "顾孟平黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田胡凌霍虞万柯管卢莫房裘干解应宗丁宣邓郁单杭洪包左石崔吉龚"
    "程邢滑裴陆荣翁荀羊甄曲封靳段富巫乌焦巴弓牧山谷车侯全班仰秋仲伊宁仇栾甘厉戎祖武符刘景詹束龙叶幸司黎溥印怀蒲从索赖卓蔺屠蒙池乔"
)
_HOLDER = re.compile(rf"投保人(?:为|系|是)?([{_SURNAMES}][^，。；、（(\s]{{1,2}})(?=曾|因|于|患|生前|在|系|，|,|的)")
_INSURED = re.compile(
    rf"被保险人(?:为|系|是)?(?:原告|其子|其女|其夫|其妻)?([{_SURNAMES}][某xX*×A-Za-z0-9\u4e00-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything the rules need about one text: masked text, layout, who the policyholder is."""

    masked: str
    layout: Layout
    dialogue: bool
    holder: re.Pattern[str] | None
    policy: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one mention is asserted and the cue that decided it."""

    assertion: Assertion
    experiencer: Experiencer
    cue: str


def open_scope(text: str, masked: str, layout: Layout) -> Scope:
    """Prepare the rules for one text."""
    dialogue = bool(
        re.search(
            r"(?:^|[，。！\s])(?:医生|大夫|您好|你好|请问)|我(?:的|今年|有|是|老|爸|妈|父|母|爷|奶|姥|哥|姐|弟|妹|外)",
            text,
        )
    )
    holder, insured = _HOLDER.search(text), _INSURED.search(text)
    kin = re.search(r"被保险人(?:为|系|是)其", text)
    other = holder and "被保险人" in text and (kin or insured is None or insured[1][0] != holder[1][0])
    pattern = re.compile(f"投保人|{re.escape(holder[1])}") if holder and other else None
    return Scope(masked, layout, dialogue, pattern, bool(load_cues()["policy_text"].search(text)))


def mask(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with every span replaced by as many `#`."""
    pieces, last = [], 0
    for start, end in spans:
        pieces += [text[last:start], "#" * (end - start)]
        last = max(end, last)
    return "".join(pieces) + text[last:]


def assert_mention(scope: Scope, start: int, end: int, kind: str) -> Verdict:
    """How the condition at `start:end` is asserted."""
    experiencer, who = _experiencer(scope, start, end)
    asked = _asked(scope, start, end)
    if asked is not None:
        return Verdict(asked, experiencer, "questionnaire")
    denied = _denied(scope, start, end)
    if denied:
        return Verdict("negated", experiencer, denied)
    risk = _risk(scope, start, end, experiencer)
    if risk:
        return Verdict("hypothetical", experiencer, risk)
    if experiencer != "patient":
        return Verdict("family" if experiencer == "family" else "other_person", experiencer, who)
    doubt = "" if kind == "procedure" else _doubted(scope, start, end)
    if doubt:
        return Verdict("possible", experiencer, doubt)
    return Verdict("present", experiencer, "")


# ── questionnaires, policy lists ─────────────────────────────────────────────────────────────────────────────────


def _asked(scope: Scope, start: int, end: int) -> Assertion | None:
    """Items of questions and clauses: answered no, answered yes (then read on), or open."""
    boxed = _boxed(scope, end)
    if boxed is not None:
        return boxed
    low, high = scope.layout.long_sentence_at(start)
    told = _TOLD.match(scope.masked, end, high)
    if told:
        return "present" if told[1] in ("有", "是") else "negated"
    cue = _last(load_cues()["hypothetical_before"], scope.masked, low, start)
    if cue is None:
        return _clause(scope, start, end, low, high)
    between = scope.masked[cue.end() : start]
    if "但" in between or re.search(r"(?:实际|查明|病历|记载|确诊|曾于|因[“\"]|\d{4}年)", between):
        return None
    if len(re.sub(r"[#\W\d]", "", between)) > 30:
        return None  # a question asks about the list behind it, not about the rest of a long judgment
    answer = _ANSWER.search(scope.masked, end, high)
    if answer and answer[1] in ("否", "无", "没有"):
        return "negated"
    return "hypothetical"


def _boxed(scope: Scope, end: int) -> Assertion | None:
    """The tick boxes that follow an item on its line, before the next item."""
    text = scope.masked
    stop = text.find("#", end)
    stop = min(stop if stop >= 0 else len(text), end + 24)
    boxes = list(_BOX.finditer(text, end, stop))
    if not boxes:
        return None
    for box in boxes:
        mark = box["b1"] or box["b2"]
        if mark in _BOX_ON or any(tick in mark for tick in "√✓✔vV"):
            return "present" if (box["w1"] or box["w2"]) in "有是" else "negated"
    return "hypothetical"


def _clause(scope: Scope, start: int, end: int, low: int, high: int) -> Assertion | None:
    """Diseases named by a policy clause are nobody's, unless the sentence tells of a person or a date."""
    section = scope.layout.section_at(start)
    sentence = scope.masked[low:high]
    if section != "policy" and not (scope.policy and load_cues()["policy_text"].search(sentence)):
        return None
    personal = re.search(
        r"\d{4}年|\d月|入院|住院|就诊|病史|病历|体检|查体|自身|患有|所患|已患|确诊为|诊断为|因“|因\"|曾因|曾患|原告|某",
        sentence,
    )
    return None if personal else "hypothetical"


# ── negation ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _last(pattern: re.Pattern[str], text: str, low: int, high: int) -> re.Match[str] | None:
    """The last match that ends by `high`; look-aheads may see the condition that starts there."""
    found = None
    for match in pattern.finditer(text, low, min(high + 24, len(text))):
        if match.end() > high:
            break
        found = match
    return found


def _denied(scope: Scope, start: int, end: int) -> str:
    low, high = scope.layout.sentence_at(start)
    after = _after_list(load_cues()["negation_after"], scope.masked, end, high)
    if after:
        return after
    cue = _last(load_cues()["negation_before"], scope.masked, low, start)
    if cue is None or not _reaches(scope.masked, cue.end(), start):
        return ""
    if cue.group().startswith(("排除", "除外")) and _PLANNED.search(scope.masked, low, cue.start()):
        return ""
    # Nobody denies something for six years: a duration right after the name outweighs the cue before the list.
    if _DURATION_NEXT.match(scope.masked[end : min(high, end + 16)]) and "#" in scope.masked[cue.end() : start]:
        return ""
    return cue.group()


_PLANNED = re.compile(r"(?:建议|进一步|需|应|待|以便?|筛查|检查|为了?|明确)[^。；，,#]{0,8}$")


def _reaches(masked: str, begin: int, start: int) -> bool:
    """Whether a cue that ends at `begin` still governs the condition at `start`."""
    between = masked[begin:start]
    pieces = _COMMA.split(between)
    cues = load_cues()
    first = pieces[0]
    if not _only(cues["list_glue"], first) and (len(first) > 18 or cues["negation_piece_breaks"].search(first)):
        return False
    return all(_only(cues["list_glue"], piece) for piece in pieces[1:])


def _only(pattern: re.Pattern[str], piece: str) -> bool:
    place = 0
    while place < len(piece):
        match = pattern.match(piece, place)
        if match is None or match.end() == place:
            return False
        place = match.end()
    return True


_LIST_TAIL = re.compile(r"[#、，,和及与或等病症史的“”\"'‘’]*[:：]?")


def _after_list(pattern: re.Pattern[str], masked: str, end: int, high: int) -> str:
    """A cue that closes the list the condition stands in (高血压、糖尿病均否认)."""
    tail = _LIST_TAIL.match(masked, end, high)
    if tail is None:
        return ""
    match = pattern.match(masked, tail.end(), high)
    if match is None and tail.end() > end:
        match = pattern.match(masked, end, high)
    if match is None or (match.group()[0] in "(（" and "#" in tail.group()):
        return ""  # 高血压(+)，糖尿病(-): a mark belongs to the name it stands behind
    return match.group()


# ── hypothetical, possible ───────────────────────────────────────────────────────────────────────────────────────


_SOMEBODY = re.compile(r"我|本人|患者|他|她|病人")


def _risk(scope: Scope, start: int, end: int, experiencer: Experiencer) -> str:
    low, high = scope.layout.sentence_at(start)
    cues = load_cues()
    if scope.masked[start - 1 : start] == "有" and re.match(
        r"(?:的|之)?(?:可能|风险|危险)", scope.masked[end : end + 5]
    ):
        return "有…可能"
    cue = _last(cues["risk_before"], scope.masked, low, start)
    between = scope.masked[cue.end() : start] if cue else ""
    near = len(between) <= 12 and not _COMMA.search(between) and not cues["negation_piece_breaks"].search(between)
    if cue is not None and near:
        return cue.group()
    if experiencer != "patient":
        return ""
    if re.match(r"[#、，,和及与或等]*的?(?:风险|危险)", scope.masked[end:high]):
        return "风险"
    after = cues["risk_after"].match(scope.masked, end, high)
    before = scope.masked[max(low, start - 12) : start]
    owned = re.search(r"有|患|查出|确诊|病史", before) or (re.search(r"得", before) and _SOMEBODY.search(before))
    if after is None or owned:
        return ""
    return after.group()


def _doubted(scope: Scope, start: int, end: int) -> str:
    low, high = scope.layout.sentence_at(start)
    cues = load_cues()
    after = cues["possible_after"].match(scope.masked, end, high)
    if after is None and scope.masked[end : end + 1] in tuple(_CLOSE):
        after = cues["possible_after"].match(scope.masked, end + 1, high)
    if after:
        return after.group()
    cue = _last(cues["possible_before"], scope.masked, low, start)
    planned = re.search(
        r"(?:建议|进一步|需|以便?|筛查|检查|为了?)[^。；，,#]{0,8}(?:排除|除外)$", scope.masked[low:start]
    )
    if planned:
        return planned.group()
    if cue is None:
        return ""
    between = scope.masked[cue.end() : start]
    return cue.group() if _doubt_reaches(scope, cue, between, start, high) else ""


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
        return all(_only(glue, piece) for piece in pieces) and "#" in between
    return len(between) <= 14 and not re.search(r"给予|予以?|治疗|好转|收|行|建议|查|故|出院|术后|病史", between)


def _heads_discharge(scope: Scope, cue: re.Match[str], high: int) -> bool:
    """`考虑诊断"…"` before treatment and discharge is the discharge diagnosis (clinical.md §3 rule 3)."""
    return "诊断" in cue.group() and "出院" in scope.masked[cue.end() : high]


# ── experiencer ──────────────────────────────────────────────────────────────────────────────────────────────────


def _experiencer(scope: Scope, start: int, end: int) -> tuple[Experiencer, str]:
    low, high = scope.layout.sentence_at(start)
    if _FAMILY_HISTORY_AFTER.match(scope.masked[end:high]) or _FAMILY_HISTORY_BEFORE.search(scope.masked[low:start]):
        return "family", "家族史"
    person = _nearest_person(scope, low, start)
    if person is None:
        person = _carried_person(scope, low, start)
    if person is None and scope.layout.section_at(start) == "family":
        return "family", "家族史"
    return person or ("patient", "")


def _nearest_person(scope: Scope, low: int, high: int) -> tuple[Experiencer, str] | None:
    cues = load_cues()
    kin = _last(cues["family"], scope.masked, low, high)
    other = _last(cues["other_person"], scope.masked, low, high)
    self_ = _last(cues["patient"], scope.masked, low, high)
    if scope.holder is not None:
        holder = _last(scope.holder, scope.masked, low, high)
        if holder is not None and (other is None or holder.start() > other.start()):
            other = holder
    places = {
        "family": kin.start() if kin else -1,
        "other": other.start() if other else -1,
        "patient": self_.start() if self_ else -1,
    }
    nearest = max(places, key=lambda name: places[name])
    if places[nearest] < 0:
        return None
    # 朋友的妈妈, 老公的爷爷: not the blood of the insured.
    if nearest == "family" and other and kin and scope.masked[other.end() : kin.start()] in ("", "的", "家的"):
        return "other", other.group() + kin.group()
    if nearest == "patient":
        return _pronoun_after(scope, self_, kin, other, high) or ("patient", "")
    found = kin if nearest == "family" else other
    return nearest, found.group() if found else ""  # type: ignore[return-value]  # the keys are the literal values


def _pronoun_after(
    scope: Scope, self_: re.Match[str] | None, kin: re.Match[str] | None, other: re.Match[str] | None, high: int
) -> tuple[Experiencer, str] | None:
    """舍友…，我问出来的，他患上了…: after the speaker, a pronoun points back at the person spoken of."""
    if self_ is None or not re.search(r"[他她](?!院|人|科|处|们)", scope.masked[self_.end() : high]):
        return None
    if kin is None and other is None:
        return None
    if kin is None or (other is not None and other.start() > kin.start()):
        return "other", other.group() if other else ""
    return "family", kin.group()


def _carried_person(scope: Scope, low: int, start: int) -> tuple[Experiencer, str] | None:
    """A pronoun points at the person of the sentence before; so does a dialogue that goes on about them."""
    if low == 0:
        return None
    here = scope.masked[low:start]
    if not re.search(r"[他她](?!院|人|科|处)|其(?!他|它|余|中|后|间)", here):
        return None
    previous = scope.layout.sentence_at(low - 1)
    return _nearest_person(scope, previous[0], low)
