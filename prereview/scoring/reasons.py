"""What a route rests on, as codes with one sentence each in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from prereview.report import Reason

#: Code → Chinese and English; "{}" is a count or an amount.
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "line_unknown": (
        "险种尚未确定，无法核对材料清单，请先确认险种。",
        "The line of business is not known, so no checklist could be applied; settle that first.",
    ),
    "nothing_sent": (
        "没有收到可以审阅的材料。",
        "No papers came in that could be reviewed.",
    ),
    "files_unreadable": (
        "有{}个文件或页面无法读取，请人工查看。",
        "Files or pages that could not be read: {}; a person should look.",
    ),
    "papers_conflict": (
        "材料之间有{}处不一致，请人工核对。",
        "Places where the papers disagree: {}; a person should compare.",
    ),
    "history_flag": (
        "病历中有保单生效前患病的线索，请人工核实，不作为结论。",
        "The records hold signs of an illness before the policy took effect; a person should verify it.",
    ),
    "history_unclear": (
        "病史资料不足以判断是否与本次理赔有关，请人工核实。",
        "The history is not enough to tell whether it matters for this claim; a person should verify.",
    ),
    "items_unsure": (
        "有{}项材料机器看不准，请人工核对。",
        "Papers the machine is unsure of: {}; a person should check.",
    ),
    "items_doubted": (
        "有{}项材料按规则已满足，但模型认为复核人多半不会认可，请人工核对。",
        "Papers the rules accept though reviewers of such papers mostly did not: {}; a person should check.",
    ),
    "questions_first": ("有{}个问题需要先确认。", "Open questions to settle first: {}."),
    "questions_in_notice": ("有{}个问题在同一份通知中一并询问。", "Open questions the same notice asks: {}."),
    "items_missing": ("缺少{}项材料，可一次性通知补充。", "Papers missing: {}; one notice can ask for everything."),
    "items_unusable": (
        "有{}项材料已提交但需要补正，可一次性通知。",
        "Papers present but in need of repair: {}; one notice is enough.",
    ),
    "complete": (
        "清单所列必备材料已齐全，按常规流程审核。",
        "All papers the checklist needs are there; normal review.",
    ),
    "amount_unknown": ("未提供申请金额，不列入快速通道。", "No amount was given, so the fast lane is not suggested."),
    "amount_large": (
        "申请金额超过{}元，不列入快速通道。",
        "The amount is above {} yuan, so the fast lane is not suggested.",
    ),
    "remarks": ("有{}处提示需要留意。", "Remarks worth a look: {}."),
    "items_asked": ("有{}项材料是否需要尚待确认。", "Papers that may or may not be needed: {}."),
    "items_remarked": ("有{}项材料附有备注，请柜面确认。", "Papers with a remark for the counter to confirm: {}."),
    "items_uncertain": ("有{}项材料的识别把握不高。", "Papers recognised with less certainty: {}."),
    "completeness_uncertain": (
        "材料齐全的把握未达到快速通道的要求。",
        "The certainty that the papers are complete is below what the fast lane asks.",
    ),
    "fast_track": (
        "材料齐全，金额不超过{}元，未见需要人工先看的情况。",
        "Complete, at most {} yuan, and nothing that needs a person first.",
    ),
}


def reason(code: str, value: object = "") -> Reason:
    """The reason of that code; `value` is the count or amount its sentences speak of."""
    zh, en = _SENTENCES[code]
    return Reason(code=code, text_zh=zh.format(value), text_en=en.format(value))
