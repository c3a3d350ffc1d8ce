"""What every code in a report is called in front of people, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from prereview.catalogue import defect_names, document_types
from prereview.reporting.field_labels import CLAIM_RECORD, FACTS, FEATURES, FINDINGS, LINES, QUALITY_REASONS


class Label(NamedTuple):
    """One thing's name in both languages."""

    zh: str
    en: str

    def in_language(self, lang: str) -> str:
        """The English name for "en", else the Chinese one."""
        return self.en if lang == "en" else self.zh


ROUTES: Mapping[str, Label] = {
    "human_review": Label("请人工先看", "A person first"),
    "supplement": Label("建议一次性补充材料", "Ask once for what is missing"),
    "complete": Label("材料齐全，按常规审核", "Complete, normal review"),
    "fast_track_candidate": Label("可考虑快速通道", "Fast-track candidate"),
}

#: Shape of the symbol carries the meaning; colour only repeats it.
ROUTE_SYMBOLS: Mapping[str, str] = {
    "human_review": "person",
    "supplement": "letter",
    "complete": "check",
    "fast_track_candidate": "forward",
}

STATES: Mapping[str, Label] = {
    "satisfied": Label("已满足", "Satisfied"),
    "satisfied_with_remark": Label("已满足，有备注", "Satisfied, with a remark"),
    "present_unusable": Label("已交，但不能用", "Present, not usable"),
    "missing": Label("缺少", "Missing"),
    "not_applicable": Label("本案不需要", "Not needed here"),
    "waived": Label("免交", "Waived"),
    "ask": Label("待确认一个问题", "One question open"),
    "unsure": Label("机器看不准，请人工核对", "Unsure, please look"),
}

STATE_SYMBOLS: Mapping[str, str] = {
    "satisfied": "✔",
    "satisfied_with_remark": "✔",
    "present_unusable": "▲",
    "missing": "○",
    "not_applicable": "–",
    "waived": "↷",
    "ask": "？",
    "unsure": "≈",
}

SEVERITIES: Mapping[str, Label] = {
    "error": Label("问题", "Problem"),
    "warning": Label("注意", "Attention"),
    "info": Label("说明", "Note"),
}

REQUIREMENTS: Mapping[str, Label] = {
    "required": Label("必备", "required"),
    "conditional": Label("视情况", "conditional"),
    "optional": Label("可选", "optional"),
}

GRADES: Mapping[str, Label] = {
    "strong": Label("线索充分，请人工核实", "Strong evidence, please verify"),
    "weak": Label("线索不足，仅供参考", "Weak evidence, for information"),
    "none": Label("未见既往症线索", "No sign of a pre-existing condition"),
}

REASONS: Mapping[str, Label] = {
    "onset_before_effective": Label("起病早于保单生效", "Onset before the policy took effect"),
    "onset_after_effective": Label("起病晚于保单生效", "Onset after the policy took effect"),
    "within_waiting_period": Label("等待期内确诊", "Diagnosed within the waiting period"),
    "negated": Label("病历否认该病史", "The record negates this history"),
    "family_only": Label("仅为家族史", "Family history only"),
    "disclosed": Label("投保时已告知", "Disclosed when the policy was taken out"),
    "unrelated_to_claim": Label("与本次理赔无关", "Unrelated to this claim"),
    "undeterminable_needs_human": Label("材料无法判断，需人工核实", "Papers cannot decide, a person must"),
    "no_history": Label("未见病史记载", "No history recorded"),
}

TESTS: Mapping[str, Label] = {
    "existed_before": Label("保单生效前已患有？", "Existed before the policy took effect?"),
    "known_to_insured": Label("被保险人当时已知晓？", "Known to the insured at that time?"),
    "related_to_claim": Label("与本次理赔的疾病有关？", "Related to what is claimed?"),
    "excluded_by_product": Label(
        "本产品条款涉及既往症？", "Does this product's wording cover pre-existing conditions?"
    ),
}

OUTCOMES: Mapping[str, Label] = {
    "yes": Label("是", "Yes"),
    "no": Label("否", "No"),
    "unknown": Label("不明", "Unknown"),
}

OUTCOME_SYMBOLS: Mapping[str, str] = {"yes": "●", "no": "○", "unknown": "？"}

GRADE_QUALITY: Mapping[str, Label] = {
    "good": Label("清晰", "good"),
    "fair": Label("尚可", "fair"),
    "poor": Label("较差", "poor"),
    "unreadable": Label("无法辨认", "unreadable"),
}

LIGHTS: Mapping[str, Label] = {
    "green": Label("绿灯：在时限内", "Green: within the time limit"),
    "yellow": Label("黄灯：将超时", "Yellow: close to the limit"),
    "red": Label("红灯：已超时", "Red: over the limit"),
}

LIGHT_SYMBOLS: Mapping[str, str] = {"green": "●", "yellow": "▲", "red": "■"}

SCORES: Mapping[str, Label] = {
    "complete": Label("材料齐全的可能", "Chance that the papers are complete"),
    "preexisting": Label("既往症标记经人工核实成立的可能", "Chance that a person upholds the pre-existing flag"),
    "attention": Label("需要人工关注的程度", "Need for a person's attention"),
}

CLOCK: Mapping[str, Label] = {
    "received_on": Label("收到申请", "Received"),
    "yellow_at": Label("转黄灯", "Turns yellow"),
    "red_at": Label("转红灯", "Turns red"),
    "decision_due": Label("核定期限", "Decision due"),
    "advance_payment_due": Label("先行支付期限", "Advance payment due"),
    "written_list_due": Label("书面告知所需材料期限", "Written list of proofs due"),
}


#: Values of claim.json that are codes (see claims.CaseFacts).
_VALUES: Mapping[str, Label] = {
    "true": Label("是", "yes"),
    "false": Label("否", "no"),
    "illness": Label("疾病", "illness"),
    "accident": Label("意外", "accident"),
    "insured": Label("被保险人", "insured"),
    "beneficiary": Label("受益人", "beneficiary"),
    "heir": Label("继承人", "heir"),
    "agent": Label("代办人", "agent"),
    "guardian": Label("监护人", "guardian"),
    "employer": Label("用人单位", "employer"),
    "counter": Label("柜面", "counter"),
    "online": Label("线上", "online"),
}


def label_document(doc_type: str) -> Label:
    """Catalogue name of a document type; the id itself where the catalogue does not know it."""
    entry = document_types().get(doc_type)
    return Label(entry.name_zh, entry.name_en) if entry else Label(doc_type, doc_type)


def label_fact(name: str) -> Label:
    """Name of a fact from `documents.FACT_KINDS`."""
    return Label(*FACTS.get(name, (name, name)))


def label_defect(code: str) -> Label:
    """Short name of any finding's code: a defect of a paper, or a finding about a file or a whole claim."""
    names = defect_names().get(code) or FINDINGS.get(code) or (code, code.replace("_", " "))
    return Label(*names)


def label_line(line: str | None) -> Label:
    """Name of a line of business; None is a claim whose line is not known yet."""
    if line is None:
        return Label("险种待确认", "Line not known yet")
    return Label(*LINES.get(line, (line, line.replace("_", " "))))


def label_record(quote: str) -> Label:
    """An entry of claim.json quoted as "name = value", in words; any other quote stays as it is."""
    name, found, value = quote.partition(" = ")
    if not found or name not in CLAIM_RECORD:
        return Label(quote, quote)
    words = label_line(value) if name == "line" else _VALUES.get(value, Label(value, value))
    zh, en = CLAIM_RECORD[name]
    return Label(f"{zh}：{words.zh}", f"{en}: {words.en}")


def label_feature(name: str) -> Label:
    """Name of a score's feature; features of newer models name themselves."""
    return Label(*FEATURES.get(name, (name, name.replace("_", " "))))


def label_quality_reason(code: str) -> Label:
    """Why a page is hard to read."""
    return Label(*QUALITY_REASONS.get(code, (code, code.replace("_", " "))))


def show_moment(iso: str) -> str:
    """An ISO date or time of the clock as people read it; times are China Standard Time throughout."""
    return iso[:16].replace("T", " ")


def show_share(value: float | None) -> str:
    """Whole per cent, but never 0% or 100% for something that is not certain; a dash for "not scored"."""
    if value is None:
        return "—"
    return f"{min(max(round(value * 100), 1), 99)}%" if 0 < value < 1 else f"{value:.0%}"
