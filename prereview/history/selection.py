"""Which matches are conditions worth reporting: 并发症 in a warning or a lab word beside its disease are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prereview.history.matching import Match
from prereview.history.sections import Layout

_LEFT_BEHIND = re.compile(r"遗留|留有|残留|后遗|致残|留下")
_SAID_OF_GENERAL = re.compile(r"遗留|留有|后遗|有|无|没|未|出现|发生")
_NOT_CONDITION_AFTER = re.compile(
    r"^(?:貌|科|系列|全套|标志|组合|四项|五项|八项|三项|两对半|病房|门诊|医院|专科|中心|学会|协会|指南|疫苗|筛查(?!阳性|阴性)|险|系列|全套|两对半|五项|四项|专病|标志物|指标|防治|类|分枝|杆菌|菌素|菌(?!感染)|表面抗体|抗体|抗原|因子|"
    r"病毒(?!感染|携带)|药|患者教育|饮食|护理|知识|评分|评估|量表|疫情|流行期|期间防|检测(?!阳性|阴性|[(（])|核酸|排查|专家|暴露|处置室|登记|建档|"
    r"档案|管理手册|管理卡|随访卡|随访表|慢病本|宣传|义诊|讲座|俱乐部|专项|专用|互助|基金|公益|筛查表)"
)
#: 丙肝抗体(-), HIV抗原抗体阴性: a test with its result tells of the disease.
_WITH_RESULT = re.compile(
    r"(?:病毒|螺旋体|特异性)*(?:抗体|抗原|核酸|系列|两对半|筛查)+(?:检测|筛查|结果|均|为|呈|[:：])*(?:阴性|阳性|[(（][-－+＋][)）]|未检出)"
)
_NORMAL_AFTER = re.compile(r"^(?:未见异常|正常|无异常)")
#: 抗结核, 纠正贫血 name a treatment; 未闻及早搏, 未触及肿大 a physical sign.
_TREATED_BEFORE = re.compile(r"(?:微(?!浸润)|抗|打|纠正|放|抽|引流|排除法|闻及|触及|引出)$")
_ECHOES = {
    "血压升高": ("高血压病",),
    "血糖升高": ("糖尿病", "2型糖尿病", "1型糖尿病"),
    "肾功能异常": ("慢性肾功能不全", "肾功能不全"),
}


def select_mentions(text: str, layout: Layout, matches: Sequence[Match]) -> list[Match]:
    """Keep what the labelling rules call a condition (clinical.md §3 rules 1 and 2)."""
    kept = [match for match in matches if _is_condition(text, layout, match)]
    return [match for match in kept if not _echoes(text, layout, match, kept)]


def _names_something_else(text: str, match: Match, before: str, after: str) -> bool:
    """Whether the name is part of another word: a department, a test, a value, a sign, a treatment."""
    tested = _WITH_RESULT.match(text, match.end)
    if _NOT_CONDITION_AFTER.match(after) and not tested:
        return True
    if _NORMAL_AFTER.match(after) or _TREATED_BEFORE.search(before[-3:]):
        return True
    # 最高血压180/110 is a value, 微血管瘤 a sign in the fundus; 晚上感觉 and 憋气胸闷 are other words.
    if before.endswith({"高": ("最", "较", "偏", "增"), "血": ("微",)}.get(text[match.start], "\0")):
        return True
    if after[:1] in {"上感": ("觉", "到"), "气胸": ("闷", "痛", "疼"), "血尿": ("酸", "素", "常")}.get(
        text[match.start : match.end], ()
    ):
        return True
    if after.startswith("型") and text[match.end - 3 : match.end] == "心肌病":
        return True  # 缺血性心肌病型 is the type of the disease before it
    inside = before and "\u4e00" <= before[-1] <= "\u9fff" and before[-1] not in "患有无及和或与认"
    return match.entry.name == "性病" and bool(inside)  # 慢性病, 家族性病


def _is_condition(text: str, layout: Layout, match: Match) -> bool:
    low, _ = layout.sentence_at(match.start)
    before, after = text[max(low, match.start - 24) : match.start], text[match.end : match.end + 6]
    if _names_something_else(text, match, before, after):
        return False
    if match.entry.kind == "symptom":
        return re.match(r"(?:的)?病史|史", after) is not None
    if match.entry.kind != "sequela":
        return True
    if match.entry.name in ("后遗症", "并发症"):
        return after[:1] not in (":", "：") and _SAID_OF_GENERAL.search(before[-8:]) is not None
    return _LEFT_BEHIND.search(before) is not None or match.entry.name == "颅内再出血"


#: Histology without an organ.
_HISTOLOGY = frozenset({"腺癌", "鳞癌", "鳞状细胞癌", "小细胞癌", "透明细胞癌", "乳头状瘤", "平滑肌瘤", "导管癌"})


def _echoes(text: str, layout: Layout, match: Match, kept: Sequence[Match]) -> bool:
    """A raised value beside the disease it led to is the same fact (测血压升高，诊断高血压病), unless listed.

    So is the histology in brackets behind a tumour. A denied disease led to nothing.
    """
    if match.entry.name in _HISTOLOGY and text[match.start - 1 : match.start] in ("(", "（"):
        return any(other.end == match.start - 1 for other in kept)
    diseases = _ECHOES.get(match.entry.name, ())
    for other in kept:
        if other.entry.name not in diseases or re.search(
            r"[认无没未][^，。；]{0,12}$", text[max(0, other.start - 16) : other.start]
        ):
            continue
        if layout.sentence_at(other.start) == layout.sentence_at(match.start):
            first, second = sorted((match, other), key=lambda m: m.start)
            between = text[first.end : second.start]
            if re.fullmatch(r"[、，,或和及与/]*", between):
                continue
            if len(between) <= 8 or first is other or re.search(r"诊断|确诊|诊为|考虑|拟诊", between):
                return True
    return False
