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
    "leaflet",
    "remark",
]

_TITLES: dict[SectionName, str] = {
    "complaint": "主诉|病人主诉|患者主诉|主因|CC|就诊原因|入院原因",
    "present": "现病史|主要症状|主要病史|病史摘要|简要病史|病情摘要|HPI|发病经过|病情描述|病历摘要|事故经过|出险经过",
    "past": "既往史|既往病史|过去史|过去病史|既往及家族史|既往史及家族史|既往情况|既往健康状况|手术外伤史|既往|"
    "PMH|PH|Hx|PMHx|"
    "既往疾病史|既往疾病|慢性病史|慢性疾病|慢性病|基础疾病|基础病|合并疾病|合并症|疾病史|手术史|手术及外伤史|"
    "外伤手术史|传染病史|"
    "既往健康情况|一般健康状况|健康状况|系统回顾|既往史摘要|患病史|既往患病情况|既往诊断|长期用药史|既往史及个人史",
    "personal": "个人史|婚育史|月经史|婚姻史|生育史|个人及婚育史|月经生育史|过敏史|预防接种史|出生史|喂养史|"
    "用药史|输血史|孕产史|"
    "药物过敏史|生长发育史|接种史",
    "family": "家族史|家族遗传史|家族病史|家族疾病史|家族及遗传史|遗传病史|遗传史|FHx|FH|父母及兄弟姐妹健康状况",
    "exam": "体格检查|查体|入院查体|辅助检查|专科检查|专科情况|实验室检查|影像学检查|检查所见|检查结果|辅助资料|"
    "辅检|PE|体检|专科查体|"
    "检查项目|影像所见|超声所见|镜下所见|术中所见|肉眼所见|检查描述|影像表现|化验|门诊检查|阳性体征|体征|检验结果",
    "diagnosis": "初步诊断|入院诊断|出院诊断|门诊诊断|临床诊断|确定诊断|最后诊断|修正诊断|补充诊断|主要诊断"
    "|其他诊断|诊断|Dx|诊断意见|诊断结论|目前诊断|死亡诊断|中医诊断|西医诊断|诊断印象",
    "course": "诊疗计划|治疗计划|诊疗方案|诊断依据|诊疗经过|治疗经过|诊治经过"
    "|住院经过|入院情况|入院时情况|入院时主要症状体征|住院期间诊疗情况|出院情况|出院时情况"
    "|出院医嘱|医嘱|出院后用药及建议|出院后注意事项|处理|处理意见|治疗意见|治疗及建议|手术经过|护理记录|处置|"
    "建议|治疗|"
    "随访建议|复查建议|诊治计划|会诊意见|核保结论|核保意见|调查意见|治疗建议",
    "differential": "鉴别诊断|诊断与鉴别诊断|诊断及鉴别诊断|诊断依据及鉴别诊断|诊断依据与鉴别诊断|需鉴别疾病|鉴别",
    "policy": "责任免除|保险责任|健康告知|健康告知书|健康告知事项|健康问卷"
    "|健康声明|健康声明书|健康状况告知|健康状况询问|健康询问|健康调查表|"
    "被保险人健康告知|释义|重大疾病定义|疾病定义|投保须知|询问事项|除外责任|既往症约定|免责条款|责任免除条款|"
    "免责事项|"
    "保障范围|保障疾病|投保规则|健康要求|投保告知|特别提示|名词释义|疾病释义|不保事项|除外事项|重大既往症|特定既往症",
    "leaflet": "适应症|适应证|禁忌症|禁忌证|禁忌|不良反应|注意事项|药理作用|功能主治|健康教育|健康宣教|温馨提示|"
    "疾病知识|疾病介绍|"
    "可能发生的并发症|可能出现的并发症|可能的并发症|常见并发症|手术风险|麻醉风险|风险告知|可能出现的风险|"
    "可能发生的风险|术中术后并发症|"
    "术后可能发生的并发症|术中及术后可能发生的并发症|潜在风险|并发症|主要风险|可能出现的并发症及风险|科普|"
    "高危人群|危险因素|接种禁忌|"
    "常见原因|医学解释|医学知识|指标解读|异常解读|临床意义|指导建议|健康指导|健康建议|专家建议|专家指导建议|建议与指导|保健建议|饮食建议|"
    "可能出现的意外|风险及并发症|并发症及风险|检查目的|筛查项目|筛查内容|宣教内容|慎用",
    "remark": "说明|说明栏|备注|备注栏|补充|补充说明|情况说明|告知详情|详细说明|具体说明|补充告知|详情|具体情况|"
    "说明事项|告知说明|"
    "被保险人补充说明|备注说明|病情说明|异常说明|告知内容|如有请说明|若是请说明|如是请说明|若有请说明|补充栏|"
    "客户补充",
}
#: Any diagnosis field of a form (门(急)诊诊断, 术前诊断, 疾病诊断 …), also with 诊断 misread or spaced.
_DIAGNOSIS_FIELD = r"(?:[\u4e00-\u9fff（）()]{0,6}|病\s?案|疾\s?病)[诊珍]\s?[断晰斷]"
#: Temperature opens the physical examination in records that do not name it.
_VITAL_SIGNS = re.compile(r"(?:^|(?<=[\n。；;，,]))\s?(?:T|体温)\s?[:：]?\s?3[4-9]")
_BY_TITLE: dict[str, SectionName] = {title: name for name, titles in _TITLES.items() for title in titles.split("|")}
_ALL = "|".join(sorted(_BY_TITLE, key=len, reverse=True))
_HEADER = re.compile(
    rf"(?:^|(?<=[\n。；;，,、.\s\d)）】]))[【\[]?({_ALL})[】\]]?(?:[（(][^）)\n]{{0,20}}[）)])?(?:[:：]|(?<=】)|\n|(?=[（(]?[1１①一][.．、)）]))"
)
#: Titles that open their part without a colon when they begin a line (责任免除 因下列情形…).
_BARE = re.compile(
    r"(?:^|(?<=\n))(责任免除|除外责任|鉴别诊断|健康告知|投保须知|家族史|既往史|出院诊断|入院诊断)(?=[^\n:：，,。]{4})"
)
_FIELD = re.compile(rf"(?:^|(?<=\n))\s?({_DIAGNOSIS_FIELD})\s?(?:[:：]|\n|\s(?=\S))")
#: A numbered article, or whom a product is for: the wording of a policy, whatever stands around it.
_ARTICLE = re.compile(
    r"(?:^|(?<=[\n。；;\s】]))(?:第[一二三四五六七八九十百\d]{1,4}条|[\u4e00-\u9fff]{0,8}?(?:投保人群|投保情形|承保人群|承保条件|适用人群)[:：])"
)
#: 曲妥珠单抗适应症：… the heading of a leaflet may carry the name of the drug.
_LABEL = re.compile(
    r"(?:^|(?<=[\n。；;]))[\u4e00-\u9fff]{1,10}?((?:适应|禁忌)[症证]|不良反应|健康提示|知识|须知|风险|健康教育|健康宣教)[:：]"
)
#: ◆双肾小结石◆ heads what a check-up says of one of its findings; the explanations behind it have titles of their own.
_FINDING = re.compile(r"(?:^|(?<=\n))([◆★●■▲])[^\n◆★●■▲]{2,30}\1(?=\n|$)")
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
    found += [(m.start(1), _BY_TITLE[m[1]]) for m in _BARE.finditer(text)]
    found += [(m.start(1), "diagnosis") for m in _FIELD.finditer(text) if m[1] not in _BY_TITLE]
    found += [(m.start(), "policy") for m in _ARTICLE.finditer(text)]
    found += [(m.start(1), "leaflet") for m in _LABEL.finditer(text)]
    found += [(m.start(), "exam") for m in (*_VITAL_SIGNS.finditer(text), *_FINDING.finditer(text))]
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
