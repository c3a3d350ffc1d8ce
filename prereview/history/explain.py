"""The assessment in plain Chinese and English: one sentence a phone agent can read out, and what would settle it."""

from __future__ import annotations

from collections.abc import Sequence

from prereview.findings import ReasonCode
from prereview.history.four_tests import Candidate, Clock
from prereview.history.wording import Wording

_SENTENCES: dict[ReasonCode, tuple[str, str]] = {
    "onset_before_effective": (
        "病历记载“{name}”起病早于保单生效日{effective}，{relation}，建议人工核对是否属于既往症。",
        "The record puts {name} before inception ({effective}); {relation_en}. A person should check it.",
    ),
    "onset_after_effective": (
        "“{name}”的起病时间在保单生效日{effective}之后，不支持既往症。",
        "{name} began after inception ({effective}); the record does not support a pre-existing condition.",
    ),
    "within_waiting_period": (
        "本次就诊在生效日{effective}起的等待期内，按等待期条款由人工判断，与既往症无关。",
        "The visit falls into the waiting period from {effective}: a person applies that clause, not this one.",
    ),
    "negated": (
        "病历中对“{name}”均为否认，未见投保前患病的记载。",
        "The record denies {name}; nothing speaks of illness before inception.",
    ),
    "family_only": (
        "“{name}”是亲属或他人的病史，不是被保险人的病史。",
        "{name} is the history of a relative or another person, not of the insured.",
    ),
    "disclosed": (
        "“{name}”投保时已如实告知并承保，不再按未告知的既往症处理。",
        "{name} was disclosed and accepted at underwriting.",
    ),
    "unrelated_to_claim": (
        "“{name}”虽早于保单生效日，但与本次理赔疾病无关联。",
        "{name} is older than the contract but has no link with the claimed condition.",
    ),
    "undeterminable_needs_human": (
        "“{name}”是否早于保单生效日{effective}、是否相关，现有材料不能确定，需人工核实。",
        "Whether {name} precedes inception ({effective}) and matters here cannot be told from these papers.",
    ),
    "no_history": ("材料中未见被保险人既往患病的记载。", "The papers tell of no earlier illness of the insured."),
}
_NOT_EXCLUDED = (
    "病历记载“{name}”早于保单生效日{effective}，但本产品条款不因此免责；涉及健康告知的由人工判断。",
    "{name} is older than the contract ({effective}), but this product does not exclude it.",
)
#: Unrelated, and nothing tells when it began: the sentence says no more than the test of its age.
_UNRELATED_OF_ANY_AGE = (
    "“{name}”与本次理赔疾病无关联；何时起病，现有材料未载明，不影响本次审核。",
    "{name} has no link with the claimed condition; the papers do not tell when it began, and it does not matter here.",
)


def explain(
    clock: Clock, reason: ReasonCode, candidates: Sequence[Candidate], wording: Wording, *, flag: bool
) -> tuple[str, str]:
    """One sentence in Chinese and one in English."""
    zh, en = _SENTENCES[reason]
    if reason == "onset_before_effective" and not flag:
        zh, en = _NOT_EXCLUDED
    first = candidates[0] if candidates else None
    if reason == "unrelated_to_claim" and any(candidate.existed != "yes" for candidate in candidates):
        zh, en = _UNRELATED_OF_ANY_AGE
    conditions = list(dict.fromkeys((c.condition.name, c.condition.icd10) for c in candidates[:3]))
    names = dict.fromkeys(name for name, _ in conditions)
    values = {
        "name": "、".join(names) or "本次疾病",
        "effective": str(clock.effective) if clock.effective else "(未提供)",
        "relation": first.relation.why_zh if first else "",
        "relation_en": first.relation.why_en if first else "",
    }
    quoted = ", ".join(f"“{name}”{f' (ICD-10 {code})' if code else ''}" for name, code in conditions)
    return zh.format(**values), en.format(**{**values, "name": quoted or "the claimed illness"})


def would_settle(reason: ReasonCode, candidates: Sequence[Candidate]) -> str:
    """The document that would settle what is open."""
    if reason == "within_waiting_period":
        return "首次确诊的门诊病历或检查报告(载明确诊日期)"
    if reason not in ("onset_before_effective", "undeterminable_needs_human"):
        return ""
    if candidates and candidates[0].contradicted:
        return "首次诊断该病的门诊或住院病历，以及医生对前后矛盾记载的更正说明"
    if candidates and candidates[0].relation.strength == "risk":
        return "主治医生关于本次疾病与该病因果关系的说明，及该病首次诊断病历"
    return "首次诊断该病的门诊病历，或投保前后的医保就诊结算记录"
