"""English of the Chinese sentences a route comes with (`Report.why`); a sentence not known here stays Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prereview.findings import Finding

_AMOUNT = r"([\d.]+)"
_COUNT = r"\s?(\d+)\s?"

#: Sentence → English with the same numbers. A test holds this against every sentence `scoring` can write.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (
        "险种尚未确定，无法核对材料清单，请先确认险种。",
        "The line of business is not known, so no checklist could be applied; settle that first.",
    ),
    (
        f"有{_COUNT}个文件或页面无法读取，请人工查看。",
        "Files or pages that could not be read: {}; a person should look.",
    ),
    (f"材料之间有{_COUNT}处不一致，请人工核对。", "Places where the papers disagree: {}; a person should compare."),
    (
        "病历中有保单生效前患病的线索，请人工核实，不作为结论。",
        "The records hold signs of an illness before the policy took effect; a person should verify it.",
    ),
    (
        "病史资料不足以判断是否与本次理赔有关，请人工核实。",
        "The history is not enough to tell whether it matters for this claim; a person should verify.",
    ),
    (f"有{_COUNT}项材料机器看不准，请人工核对。", "Papers the machine is unsure of: {}; a person should check."),
    (f"有{_COUNT}个问题需要先确认。", "Open questions to settle first: {}."),
    (f"有{_COUNT}个问题在同一份通知中一并询问。", "Open questions the same notice asks: {}."),
    (f"缺少{_COUNT}项材料，可一次性通知补充。", "Papers missing: {}; one notice can ask for everything."),
    (
        f"有{_COUNT}项材料已提交但需要补正，可一次性通知。",
        "Papers present but in need of repair: {}; one notice is enough.",
    ),
    ("清单所列必备材料已齐全，按常规流程审核。", "All papers the checklist needs are there; normal review."),
    ("未提供申请金额，不列入快速通道。", "No amount was given, so the fast lane is not suggested."),
    (f"申请金额超过{_AMOUNT}元，不列入快速通道。", "The amount is above {} yuan, so the fast lane is not suggested."),
    (f"有{_COUNT}处提示需要留意。", "Remarks worth a look: {}."),
    (f"有{_COUNT}项材料是否需要尚待确认。", "Papers that may or may not be needed: {}."),
    (f"有{_COUNT}项材料附有备注，请柜面确认。", "Papers with a remark for the counter to confirm: {}."),
    (f"有{_COUNT}项材料的识别把握不高。", "Papers recognised with less certainty: {}."),
    (
        "材料齐全的把握未达到快速通道的要求。",
        "The certainty that the papers are complete is below what the fast lane asks.",
    ),
    (
        f"材料齐全，金额不超过{_AMOUNT}元，未见需要人工先看的情况。",
        "Complete, at most {} yuan, and nothing that needs a person first.",
    ),
)
_PATTERNS = tuple((re.compile(chinese), english) for chinese, english in _SENTENCES)


def translate_reason(sentence: str, findings: Sequence[Finding] = ()) -> str:
    """English for one sentence of `Report.why`, or "" where there is none.

    The reason of a claim that could not be reviewed is the message of its finding, which has an English twin.
    """
    for pattern, english in _PATTERNS:
        found = pattern.fullmatch(sentence)
        if found:
            return english.format(*found.groups())
    return next((finding.message_en for finding in findings if finding.message_zh == sentence), "")
