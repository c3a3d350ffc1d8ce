"""Past-history paragraphs with their truth, and the right pre-existing answer for the policy they meet.

Patterns follow domain/clinical.md §4: denials with lists, shared durations, vague durations, family, sequelae that are
negated, one clock per sentence. Every sentence is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from prereview.synthesis.library import load_library

Scenario = Literal[
    "no_history",
    "negated",
    "family_only",
    "onset_before_effective",
    "onset_after_effective",
    "within_waiting_period",
    "disclosed",
    "unrelated_to_claim",
    "undeterminable_needs_human",
]

_OTHERS = ("肝炎、结核等传染病", "肝炎、结核、伤寒等传染病", "重大外伤及手术", "药物及食物过敏", "输血")


@dataclass(frozen=True, slots=True)
class HistoryStatement:
    """One thing the paragraph says: condition, assertion and months before the visit (None: not stated)."""

    condition: str
    assertion: str
    onset_months: int | None


@dataclass(frozen=True, slots=True)
class History:
    """Paragraphs of a record and what they mean for the claim."""

    past: str
    family: str
    personal: str
    statements: tuple[HistoryStatement, ...]
    reason_code: Scenario
    flag: bool
    needs_human: bool
    condition: str | None


def draw_history(rng: Random, scenario: Scenario, *, related: tuple[str, ...], policy_months: int) -> History:
    """A history for `scenario`; `related` conditions bear on the claim, `policy_months` is its age at the visit."""
    chronic = [name for name in load_library("medicine")["chronic"] if name not in related]
    target = rng.choice(related) if related else rng.choice(chronic)
    if scenario == "unrelated_to_claim":
        target = rng.choice(chronic)
    stated, text = _target_sentence(rng, scenario, target, policy_months)
    denied = tuple(rng.sample([name for name in chronic if name != target], rng.randrange(2, 4)))
    if scenario == "negated":
        denied = (target, *denied)
    denial = "" if scenario == "no_history" and rng.random() < 0.4 else _denial(rng, denied)
    statements = list(stated) + ([HistoryStatement(name, "negated", None) for name in denied] if denial else [])
    family, kin = _family(rng, scenario, target)
    parts = [part for part in (_opening(rng, scenario), text, denial, _denial(rng, (rng.choice(_OTHERS),))) if part]
    return History(
        past="".join(parts),
        family=family,
        personal=_personal(rng),
        statements=(*statements, *kin),
        reason_code=scenario,
        flag=scenario == "onset_before_effective",
        needs_human=scenario in _FOR_PEOPLE,
        condition=None if scenario == "no_history" else target,
    )


_FOR_PEOPLE = ("onset_before_effective", "within_waiting_period", "undeterminable_needs_human")


def _opening(rng: Random, scenario: Scenario) -> str:
    if scenario in ("no_history", "negated", "family_only"):
        return rng.choice(("既往体健。", "平素身体健康。", "既往健康状况良好。", "平素体健，", "既往无特殊。"))
    return rng.choice(("", "平素健康状况一般。", "既往："))


def _target_sentence(
    rng: Random, scenario: Scenario, target: str, policy_months: int
) -> tuple[tuple[HistoryStatement, ...], str]:
    if scenario in ("no_history", "negated", "family_only"):
        return (), ""
    if scenario == "undeterminable_needs_human":
        return _vague(rng, target, policy_months)
    months = _onset(rng, scenario, policy_months)
    phrase = duration_phrase(rng, months)
    pattern = rng.choice(_PRESENT)
    text = pattern.replace("<c>", target).replace("<t>", phrase)
    return (HistoryStatement(target, "present", months),), text


_PRESENT = (
    "患“<c>”<t>，规律服药，控制尚可。",
    "有<c>病史<t>，长期口服药物治疗。",
    "<c><t>，未规律诊治。",
    "<t>前因“<c>”于外院住院治疗，好转后出院，未遗留后遗症。",
    "<t>前体检时诊断为<c>，定期复查。",
    "发现<c><t>，平素自行服药，具体不详。",
    "曾于<t>前确诊<c>，门诊随诊。",
    "既往<c>史<t>，",
)


def _onset(rng: Random, scenario: Scenario, policy_months: int) -> int:
    if scenario == "onset_after_effective":
        return max(1, int((policy_months - 5) * rng.uniform(0.15, 0.9)))  # waiting periods end before the fifth month
    if scenario == "within_waiting_period":
        return max(policy_months, 0)
    # Far enough before inception that a rounded duration cannot straddle it.
    return max(int(policy_months * 1.4) + 14, 12 * rng.randrange(2, 18) + policy_months)


def duration_phrase(rng: Random, months: int) -> str:
    """Words for a duration: 半年, 3年, 8余年, 5月余… never claiming more than `months` by over half a year."""
    if months < 1:
        return f"{rng.randrange(8, 26)}天"
    if months < 12:
        return "半年" if months == 6 and rng.random() < 0.6 else f"{months}{rng.choice(('个月', '月', '月余'))}"
    years = months // 12
    return f"{years}{rng.choice(('年', '余年', '年余', '+年', '年'))}"


def _vague(rng: Random, target: str, policy_months: int) -> tuple[tuple[HistoryStatement, ...], str]:
    if rng.random() < 0.6:
        word = rng.choice(("多年", "数年", "好多年", "若干年", "，具体时间不详"))
        return (HistoryStatement(target, "present", None),), f"有{target}病史{word}，间断服药。"
    years = max(1, round(policy_months / 12))
    said = HistoryStatement(target, "present", years * 12)
    return (said, HistoryStatement(target, "negated", None)), f"{target}约{years}年，此次入院后家属否认{target}病史。"


def _denial(rng: Random, conditions: tuple[str, ...]) -> str:
    joined = rng.choice(("、", "、", "，")).join(conditions[:-1]) + (
        rng.choice(("及", "、", "和")) if len(conditions) > 1 else ""
    )
    listed = (joined or "") + conditions[-1]
    return rng.choice(
        ("否认<l>病史。", "否认有<l>病史。", "无<l>史。", "否认患有<l>，", "否认“<l>”等病史；", "无<l>病史可询。")
    ).replace("<l>", listed)


def _family(rng: Random, scenario: Scenario, target: str) -> tuple[str, tuple[HistoryStatement, ...]]:
    if scenario == "family_only":
        kin = rng.choice(("父亲", "母亲", "其兄", "祖父", "外祖母", "姐姐"))
        return f"{kin}患有{target}，{rng.choice(('已故', '现健在', '长期服药'))}。", (
            HistoryStatement(target, "family", None),
        )
    return rng.choice(
        ("家族中无类似疾病患者。", "父母体健，否认家族遗传病史。", "否认家族性遗传病及传染病史。", "家族史无特殊。")
    ), ()


def _personal(rng: Random) -> str:
    smoking = rng.choice(("无烟酒嗜好", "吸烟10余年，每日约半包", "偶有饮酒", "不吸烟，少量饮酒"))
    return f"生于原籍，{rng.choice(('未到过疫区', '久居本地', '无疫水接触史'))}，{smoking}。"
