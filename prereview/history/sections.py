"""Which part of a record a character belongs to, and where sentences end."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

SectionName = Literal[
    "none",
    "complaint",
    "present",
    "past",
    "personal",
    "family",
    "exam",
    "diagnosis",
    "differential",
    "course",
    "policy",
]

_TITLES: dict[SectionName, str] = {
    "complaint": "主诉|病人主诉|患者主诉|主因",
    "present": "现病史|主要症状|主要病史|病史摘要|简要病史|病情摘要",
    "past": "既往史|既往病史|过去史|过去病史|既往及家族史|既往史及家族史|既往情况|既往健康状况|手术外伤史",
    "personal": "个人史|婚育史|月经史|婚姻史|生育史|个人及婚育史|月经生育史|过敏史|预防接种史|出生史|喂养史",
    "family": "家族史|家族遗传史|家族病史",
    "exam": "体格检查|查体|入院查体|辅助检查|专科检查|专科情况|实验室检查|影像学检查|检查所见|检查结果|辅助资料",
    "diagnosis": "初步诊断|入院诊断|出院诊断|门诊诊断|临床诊断|确定诊断|最后诊断|修正诊断|补充诊断|主要诊断"
    "|其他诊断|诊断",
    "course": "诊疗计划|治疗计划|诊疗方案|诊断依据|诊疗经过|治疗经过|诊治经过"
    "|住院经过|入院情况|入院时情况|入院时主要症状体征|住院期间诊疗情况|出院情况|出院时情况"
    "|出院医嘱|医嘱|出院后用药及建议|出院后注意事项|处理|处理意见|治疗意见|治疗及建议|手术经过|护理记录",
    "differential": "鉴别诊断|诊断与鉴别诊断|诊断及鉴别诊断|诊断依据及鉴别诊断|诊断依据与鉴别诊断",
    "policy": "责任免除|保险责任|健康告知|健康告知书|健康告知事项|健康问卷"
    "|健康声明|健康声明书|健康状况告知|健康状况询问|健康询问|健康调查表|"
    "被保险人健康告知|释义|重大疾病定义|疾病定义|投保须知|询问事项|除外责任|特别约定|既往症约定",
}
#: Any diagnosis field of a form (门(急)诊诊断, 术前诊断, 疾病诊断 …), also with 诊断 misread or spaced.
_DIAGNOSIS_FIELD = r"(?:[\u4e00-\u9fff（）()]{0,6}|病\s?案|疾\s?病)[诊珍]\s?[断晰斷]"
#: Temperature opens the physical examination in records that do not name it.
_VITAL_SIGNS = re.compile(r"(?:^|(?<=[\n。；;，,]))\s?(?:T|体温)\s?[:：]?\s?3[4-9]")
_BY_TITLE: dict[str, SectionName] = {title: name for name, titles in _TITLES.items() for title in titles.split("|")}
_ALL = "|".join(sorted(_BY_TITLE, key=len, reverse=True))
_HEADER = re.compile(
    rf"(?:^|(?<=[\n。；;，,、.\s\d)）】]))[【\[]?({_ALL})[】\]]?(?:[（(][^）)\n]{{0,20}}[）)])?(?:[:：]|(?<=】)|\n)"
)
_FIELD = re.compile(rf"(?:^|(?<=\n))\s?({_DIAGNOSIS_FIELD})\s?(?:[:：]|\n|\s(?=\S))")
REACH, LONG_REACH = 400, 1500  #: characters; no cue governs anything farther away, lists of questions excepted
_SENTENCE = re.compile(r"[。；;!！\n]+|[?？](?=[^”\"'’)）,，、])")
_LONG = re.compile(r"[。!！\n]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """Section starts and sentence ends of one clean text; all lists ascending."""

    section_starts: tuple[int, ...]
    section_names: tuple[SectionName, ...]
    sentence_starts: tuple[int, ...]
    long_starts: tuple[int, ...]
    length: int

    def section_at(self, place: int) -> SectionName:
        """The section a character belongs to."""
        index = bisect_right(self.section_starts, place) - 1
        return self.section_names[index] if index >= 0 else "none"

    def sentence_at(self, place: int) -> tuple[int, int]:
        """The sentence (up to 。；! or a kept line break) around a character."""
        return _span(self.sentence_starts, place, self.length, REACH)

    def long_sentence_at(self, place: int) -> tuple[int, int]:
        """The sentence with semicolons inside, for enumerations."""
        return _span(self.long_starts, place, self.length, LONG_REACH)

    def next_sentence(self, place: int) -> tuple[int, int]:
        """The sentence after the one around `place`; empty at the end."""
        end = self.sentence_at(place)[1]
        return self.sentence_at(end) if end < self.length else (end, end)


def _span(starts: tuple[int, ...], place: int, length: int, reach: int) -> tuple[int, int]:
    """At most `reach` characters to either side: text without full stops must not cost quadratic time."""
    index = bisect_right(starts, place) - 1
    end = starts[index + 1] if index + 1 < len(starts) else length
    return max(starts[index], place - reach), min(end, place + reach)


def lay_out(text: str, default: SectionName = "none") -> Layout:
    """Find headings and sentence ends. Text before the first heading belongs to `default`."""
    found: list[tuple[int, SectionName]] = [(m.start(1), _BY_TITLE[m[1]]) for m in _HEADER.finditer(text)]
    found += [(m.start(1), "diagnosis") for m in _FIELD.finditer(text)]
    found += [(m.start(), "exam") for m in _VITAL_SIGNS.finditer(text)]
    starts, names = [0], [default]
    for start, name in sorted(found):
        starts.append(start)
        names.append(name)
    return Layout(
        tuple(starts),
        tuple(names),
        (0, *(m.end() for m in _SENTENCE.finditer(text) if m.end() < len(text))),
        (0, *(m.end() for m in _LONG.finditer(text) if m.end() < len(text))),
        len(text),
    )
