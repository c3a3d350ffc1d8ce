"""What stands behind a name: 糖尿病没有, 高血压：有, 结核病待病理证实, 丙肝抗体(-). Clerks write the answer last.

The words are in cues.yaml, their frames here. A mark ((-), ?, 误录) stands right behind its name. A word may stand
behind the whole list, and behind words on how it was found out (超声, 两次活检, 至今), if it closes the phrase; over a
comma, or over a finding, it looks back only with 均 or 都. The same word in front of a name (无高血压) opens a list and
is assertion.py's business; `points_back` tells them apart, so that the answer to one item never colours the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from prereview.history.cues import load_cues
from prereview.history.scope import Scope

REACH, MARK = 60, 4  #: characters behind a name in which its answer may stand, and behind its sentence
_QUOTES = "“”\"'‘’"
#: The rest of the name, and of its list: 、 and 和 join what one answer answers, a comma only under 均 and 都.
_OWN = rf"(?:病史|病|史|症)?(?:这个|那个|的)?[{_QUOTES}]?"
#: “糖尿病史10年”系误录: what is said of a quoted entry is said of the disease in it.
_QUOTED = r"(?:病史|病|史|症)?[^，。；;#“”]{0,8}[”\"]"
_LIST = rf"[#、和及与或等的病史症{_QUOTES}]*"
_ALL = rf"[#、，,和及与或等的病史症那这些之类{_QUOTES}]*(?=[^#，,。；;]{{0,8}}[均都皆])"
#: How it was found out: sites, sides, examinations, adverbs. Nothing that tells of having had or treated the disease,
#: and nothing that only intends to find out.
_HOW = (
    r"(?:(?![术治药服控后史年月日周前伴有患但仍转曾行予无否未非除不没可待疑排需应要拟请须以为]|(?<!基)因)"
    r"[^#，,。；;：:？?！!\n、（(]){0,14}?(?:[均都皆也尚亦暂已仍曾现倒则被]|可以?|予以?|基本|一概|目前|既往|以前|从来?){0,3}"
)
_EDGE = r"(?=[，,。；;、\n（()）\]】”\"’」|]|$)"
#: A denying word that closes the phrase of the name before it.
_CLOSES = re.compile(_EDGE)
_OWNED = re.compile(rf"#{_HOW}$")
#: 高血压：无, 糖尿病--有, 肝炎否结核否: the answer of a form typed without boxes.
_TOLD = re.compile(
    r"(?:病?史)?(?:[(（][是有][/／或、][无否没有]{1,2}[)）])?(?:[:：|]|-{1,2})(?:(有|是)|无|否|没有)(?=[。；;，,、\n（(|①-⑳#]|\d{1,2}[.、)）]|$)"
)
#: （肝炎、肝硬化）勾选“否”, “是否患有糖尿病”一栏填“无”: marked so for the whole list.
_TICKED_NO = re.compile(
    rf"{_LIST}[)）”\"]{{0,2}}(?:一?[栏项])?(?:的(?:询问|问题|提问))?(?:[，,][^，。；;#]{{0,8}}?)?(?:均|都|全部?|皆)?"
    r"(?:勾选?|填写?|填报|选择?|回答|答复|作答)(?:为|了|的?是)?[:：]?[“\"]?(?:否(?!认)|无|没有)"
)
#: 糖尿病（有）冠心病（无）
_BRACKETED_YES = re.compile(r"(?:病?史)?[(（](?:有|是)[)）]")
_TOLD_BARE = re.compile(
    r"(?:病?史)?(?:(?:否|无)(?=#+(?:病?史)?(?:否|无|有|是)(?:[#。；;，,\n\d（(]|$))|否(?=#|\d{1,2}[.、]))"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written behind a name, and the words that say so."""

    says: Literal["present", "negated", "possible"]
    cue: str


@cache
def _frames() -> tuple[tuple[Literal["negated", "possible"], re.Pattern[str]], ...]:
    """Marks first; then doubts, because 不能排除 ends in the word of a denial and is none."""
    cues = load_cues()
    found = rf"(?:{_ALL}|{_OWN}){_HOW}"
    return (
        ("negated", re.compile(rf"(?:{_OWN}|{_QUOTED})(?:{cues['denying_mark'].pattern})")),
        ("possible", re.compile(rf"{_OWN}(?:{cues['doubting_mark'].pattern})")),
        ("possible", re.compile(rf"(?:{found}|{_LIST})(?:{cues['undecided'].pattern}){_EDGE}")),
        ("possible", re.compile(rf"{found}(?:{cues['doubts'].pattern}){_EDGE}")),
        ("negated", re.compile(rf"(?:{found}|{_LIST}(?:[:：]|-{{1,2}})?)(?:{cues['denies'].pattern}){_EDGE}")),
    )


def read_behind(scope: Scope, start: int, end: int) -> Answer | None:
    """The answer behind the condition at `start:end`; None where none stands there."""
    told = _TOLD.match(scope.masked, end) or _TOLD_BARE.match(scope.masked, end)
    if told is not None:
        return Answer("present" if told.lastindex else "negated", told.group())
    if _BRACKETED_YES.match(scope.masked, end):
        return Answer("present", "有")
    ticked = _TICKED_NO.match(scope.masked, end, min(end + REACH, len(scope.masked)))
    if ticked is not None:
        return Answer("negated", ticked.group().strip("#"))
    # 糖尿病？没有没有: a mark may stand behind the mark that ends the sentence.
    high = min(scope.layout.sentence_at(start)[1] + MARK, end + REACH)
    for says, frame in _frames():
        found = frame.match(scope.masked, end, high)
        if found is not None:
            return Answer(says, found.group().strip("#"))
    return None


def points_back(masked: str, cue: re.Match[str]) -> bool:
    """Whether a denying word answers the name before it instead of opening a list."""
    before = masked[max(0, cue.start() - 18) : cue.start()]
    return _CLOSES.match(masked, cue.end()) is not None and _OWNED.search(before) is not None
