"""What the product excludes: the wording's limbs, its named groups, the kind of contract, who may be meant.

The 2022-07-27 regulator's notice and clinical.md §6 are the source of the limbs; critical-illness contracts carry no
pre-existing exclusion of their own (only the non-disclosure path), accident contracts none at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from prereview.claims import Policy
from prereview.findings import TestOutcome
from prereview.history.pipeline_zh import read_text
from prereview.history.relations import relate

ContractKind = Literal["medical", "critical_illness", "accident", "city_medical", "life", "unknown"]

_KINDS: tuple[tuple[ContractKind, re.Pattern[str]], ...] = (
    ("city_medical", re.compile(r"惠民|普惠|城市定制|政府指导|沪惠|京惠|穗岁康|健康保$")),
    ("critical_illness", re.compile(r"重大疾病|重疾|防癌|特定疾病|疾病保险")),
    ("accident", re.compile(r"意外|交通|驾乘|航空")),
    ("medical", re.compile(r"医疗|住院|门诊|津贴|费用|健康险")),
    ("life", re.compile(r"寿险|两全|年金|终身|定期|长期险|身故")),
)
_EXCLUDES = re.compile(r"既往症|既往疾病|既往病|生效前|投保前|保险责任开始前|已患|已有疾病")
_COVERS = re.compile(
    r"(?:承担|承保|保障|可赔|可报销|包含|涵盖|不限|赔付)(?!责任的)[^，。；]{0,6}(?:一般)?既往症|"
    r"既往症(?:也|均|亦|可)(?:承担|可|予以|保|赔|报销)|不限制?既往症|既往症可保可赔|"
    # 责任免除不含既往症: what the list of exclusions leaves out is covered.
    r"(?:责任免除|免责|除外)[^，。；]{0,8}(?:不含|不包含|不包括|未列|没有|不涉及|未约定|无)[^，。；]{0,4}既往症"
)
_NOT_COVERED = re.compile(r"不(?:承担|保|赔|予|负责|含|包含|包括|在|属于)|除外|免除|免责")
_NAMED_GROUP = re.compile(
    r"(?:重大|特定|以下|下列|如下|列明|约定|五类|\d+类)[^。；]{0,12}既往症|既往症[^。；]{0,10}(?:以下|下列|如下|五类|\d+类)"
)
_LIMB_SYMPTOM = re.compile(
    r"未经?(?:诊断|治疗|诊治|就诊)[^。;；]{0,16}症状|症状[^。；;]{0,12}(?:明显|持续)|显现症状|相关[^。；]{0,4}症状|疾病或(?:者)?症状"
)
_LIMB_DIAGNOSED = re.compile(r"明确诊断|确诊|诊断|已患|患有|医学咨询|治疗|服用")
_LIMB_KNOWN = re.compile(r"已知|知晓|知道|应当知|应知|得知|告知")
_DEFINED = re.compile(r"(?:生效|投保|责任开始)[^。；]{0,4}[之以]?前[^。；]{0,12}(?:患有|已患|诊断|确诊|存在|治疗)")
_SERIOUS_ONLY = re.compile(r"重大|特定|严重|约定的|列明|所列")
_DISCLOSURE = re.compile(r"告知|解除|第十六条|16条")
_OTHER_PERSON = re.compile(r"豁免|投保人事故|投保人(?:身故|意外)")
_TRIGGERS: tuple[tuple[Literal["diagnosis", "symptom", "visit"], re.Pattern[str]], ...] = (
    ("symptom", re.compile(r"出现(?:的)?症状|症状|体征|发病|患病")),
    ("visit", re.compile(r"就诊|就医|治疗|检查")),
    ("diagnosis", re.compile(r"确诊|诊断")),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The product as the history stage needs it.

    `excludes`: whether pre-existing conditions are excluded at all. `named`: the categories and names a closed list of
    serious conditions covers (empty: any condition). `disclosure_only`: no exclusion of its own, but the clause
    speaks of the duty of disclosure (Insurance Law art. 16), which lapses after two years. `symptoms`:
    undiagnosed but obvious symptoms count. `any_condition`: the clause excludes earlier conditions without a list, so
    it governs even where products of this kind usually list serious ones.
    """

    kind: ContractKind
    excludes: TestOutcome
    named: tuple[tuple[str, str | None], ...]
    disclosure_only: bool
    symptoms: bool
    waiver: bool
    accident_only: bool
    trigger: Literal["diagnosis", "symptom", "visit"]
    waits_for_accidents: bool
    any_condition: bool = False


def read_wording(policy: Policy, diagnosis: str = "") -> Wording:
    """Parse the clause text and the contract type."""
    text = (policy.preexisting_wording or "").strip()
    label = " ".join(filter(None, (policy.product, policy.contract_type)))
    kind = _kind(policy.product or "", policy.contract_type or "")
    named = _named_conditions(text) if _NAMED_GROUP.search(text) or kind == "city_medical" else ()
    applies = policy.waiting_period_applies_to or ""
    return Wording(
        kind=kind,
        excludes=_excludes(kind, text),
        named=named,
        disclosure_only=kind in ("critical_illness", "life") and bool(_DISCLOSURE.search(text)),
        symptoms=bool(_LIMB_SYMPTOM.search(text)),
        waiver=bool(_OTHER_PERSON.search(f"{text} {label} {diagnosis}")),
        accident_only=kind == "accident",
        trigger=_trigger(f"{applies} {_waiting_sentence(text)}"),
        waits_for_accidents="意外" in applies
        and "不适用" not in applies
        and "除外" not in applies
        and "无" not in applies,
        any_condition=bool(_DEFINED.search(text)) and not named and not _SERIOUS_ONLY.search(text),
    )


def _kind(product: str, contract_type: str) -> ContractKind:
    """The contract type says what is covered, a product name what it is sold as; 惠民 names are terms themselves."""
    if _KINDS[0][1].search(product):
        return "city_medical"
    for label in (contract_type, product):
        found = next((name for name, pattern in _KINDS if pattern.search(label)), None)
        if found is not None:
            return found
    return "unknown"


def _waiting_sentence(text: str) -> str:
    found = re.search(r"[^。；;]*等待期[^。；;]*", text)
    return found.group() if found else ""


def _trigger(text: str) -> Literal["diagnosis", "symptom", "visit"]:
    """Without words of its own, the waiting period turns on the confirmed diagnosis (2022-07-27 notice)."""
    return next((name for name, pattern in _TRIGGERS if pattern.search(text)), "diagnosis")


def _excludes(kind: ContractKind, text: str) -> TestOutcome:
    if kind == "accident":
        return "no"
    if kind in ("critical_illness", "life") and _DISCLOSURE.search(text) and not _NOT_COVERED.search(text):
        return "no"
    if text:
        if _COVERS.search(text) and not _NAMED_GROUP.search(text):
            return "no"
        if _EXCLUDES.search(text) or _NOT_COVERED.search(text):
            return "yes" if _EXCLUDES.search(text) or kind in ("medical", "city_medical") else "unknown"
    if kind in ("critical_illness", "life"):
        return "no"
    return "unknown"


def _named_conditions(text: str) -> tuple[tuple[str, str | None], ...]:
    return tuple(dict.fromkeys((mention.condition, mention.icd10) for mention in read_text(text)))


def severity_matches(wording: Wording, name: str, icd10: str | None, words: str) -> bool:
    """Whether a condition is one of the serious ones a closed list names; True when the wording has no list.

    Args:
        wording: the parsed wording.
        name: standard name of the condition.
        icd10: its category.
        words: the text around the mention, for grade and complications.
    """
    if not wording.named and (wording.kind != "city_medical" or wording.any_condition):
        return True
    if icd10 == "I10":
        return bool(re.search(r"[3三III]{1,3}级|Ⅲ级|极高危|很高危", words)) and _lists(wording, "高血压", default=True)
    if icd10 in ("E10", "E11", "E14") and name in ("糖尿病", "1型糖尿病", "2型糖尿病"):
        return bool(re.search(r"肾病|视网膜|足病|糖尿病足|神经病变|酮症|并发症(?!预防)|伴蛋白尿", words))
    if not wording.named:
        return icd10 is not None and any(low <= icd10 <= high for low, high in _SERIOUS)
    return any(_covers(word, code, name, icd10) for word, code in wording.named)


def _covers(word: str, code: str | None, name: str, icd10: str | None) -> bool:
    """Whether a named group holds a condition; 恶性肿瘤 holds every malignancy."""
    if icd10 is not None and "C00" <= icd10 <= "C97" and (code == "C80" or "肿瘤" in word):
        return True
    return relate(word, code, name, icd10).strength in ("same", "family")


def _lists(wording: Wording, word: str, *, default: bool) -> bool:
    return any(word in name for name, _ in wording.named) if wording.named else default


#: The five groups of serious conditions of city medical products (clinical.md §6).
_SERIOUS = (
    ("C00", "C97"), ("D32", "D33"), ("N17", "N19"), ("K70", "K74"), ("K72", "K72"), ("I20", "I25"), ("I50", "I50"),
    ("I60", "I69"), ("I11", "I13"), ("J44", "J44"), ("J47", "J47"), ("J96", "J96"), ("I27", "I27"), ("M32", "M32"),
    ("D60", "D61"), ("G82", "G82"), ("K51", "K51"), ("N08", "N08"),
)  # fmt: skip
