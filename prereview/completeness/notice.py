"""The one supplement notice of a round: everything that is open, in plain words, once (保险法 22(2): 及时一次性通知).

It asks and explains; it never refuses. The Chinese text is what goes to the claimant; the English one says the same to
staff and foreign claimants. The fingerprint is that of the gaps, so a later round can show whether anything was asked
that could have been asked before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from prereview.completeness.describe import Language
from prereview.findings import ItemResult, Notice, Question

#: Title of a notice while nobody knows which benefit is claimed.
ANY_BENEFIT = ("保险金", "insurance")
_GAPS = ("missing", "present_unusable", "ask", "unsure")

_WORDS: Mapping[str, tuple[str, str]] = {
    "opening": (
        "关于您的“{title}”申请，需要补充的全部内容如下。请一次性补齐，我们不会分次索要。",
        "For your claim “{title}” this is everything that is still needed. Please send it all at once; "
        "we will not ask piece by piece.",
    ),
    "missing": ("还缺少的材料", "Papers still missing"),
    "applicable": ("根据您的情况，另外需要的材料", "Papers also needed in your case"),
    "unusable": ("已经收到、但需要重新提供的材料", "Papers received that have to be sent again"),
    "unsure": (
        "有页面看不清或文件打不开，暂时无法确认的材料",
        "Papers that could not be confirmed, because a page is unclear or a file does not open",
    ),
    "questions": ("请您回答的问题", "Questions for you"),
    "ways": ("以下任一即可：{ways}。", "Any one of these will do: {ways}."),
    "why": ("为什么需要：{why}。", "Why: {why}."),
    "reason": ("原因：{why}。", "What is wrong: {why}."),
    "how": ("怎么办理：{cure}。", "How to get it: {cure}."),
    "again": (
        "如已提交，请把看不清的页面重新拍照、把打不开的文件重新导出后再交；如尚未提交，请补上。",
        "If you have sent it, photograph the unclear page again or export the file again; if not, please send it.",
    ),
    "unobtainable": (
        "确实无法取得某项材料的，请写明原因并签名，我们会根据您能够提供的材料继续审核。",
        "If a paper cannot be had, say why in writing and sign it; we go on with what you can provide.",
    ),
    "help": (
        "如您不方便自行办理，或希望由工作人员协助，请直接联系我们的人工服务；人工办理随时可用，不影响您的权益。",
        "If this is hard for you, or you would rather be helped, call our staff; that is always possible and "
        "takes nothing away from your rights.",
    ),
}
_NUMERALS = ("一二三四五", "12345")


def write_notice(
    items: Sequence[ItemResult], questions: Sequence[Question], title_zh: str, title_en: str
) -> Notice | None:
    """The notice for all open items and questions, or None when nothing is open."""
    gaps = [item for item in items if item.state in _GAPS and item.requirement != "optional"]
    if not gaps and not questions:
        return None
    return Notice(
        text_zh=_text(gaps, questions, title_zh, "zh"),
        text_en=_text(gaps, questions, title_en, "en"),
        fingerprint=fingerprint(gaps, questions),
        item_ids=tuple(item.id for item in gaps),
    )


def fingerprint(gaps: Iterable[ItemResult], questions: Iterable[Question]) -> str:
    """SHA-256 over the sorted gap list; the same gaps give the same print, however they are worded."""
    lines = [f"item:{item.id}:{item.state}:{','.join(sorted(item.defects))}" for item in gaps]
    lines += [f"question:{question.fact}" for question in questions]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _text(gaps: Sequence[ItemResult], questions: Sequence[Question], title: str, lang: Language) -> str:
    missing = [item for item in gaps if item.state == "missing"]
    sections = {
        "missing": [_entry(item, lang, "ways", "why") for item in missing if item.requirement == "required"],
        "applicable": [_entry(item, lang, "ways", "why") for item in missing if item.requirement != "required"],
        "unusable": [_entry(item, lang, "reason") for item in gaps if item.state == "present_unusable"],
        "unsure": [_entry(item, lang, "ways", "again") for item in gaps if item.state == "unsure"],
        "questions": [question.text_zh if lang == "zh" else question.text_en for question in questions],
    }
    filled = [(heading, entries) for heading, entries in sections.items() if entries]
    lines = [_say("opening", lang, title=title), ""]
    for numeral, (heading, entries) in zip(_NUMERALS[lang == "en"], filled, strict=False):
        lines.append(f"{numeral}{'、' if lang == 'zh' else ') '}{_say(heading, lang)}")
        lines += [f"{number}. {entry}" for number, entry in enumerate(entries, start=1)]
        lines.append("")
    return "\n".join([*lines, _say("unobtainable", lang), _say("help", lang)])


def _entry(item: ItemResult, lang: Language, *parts: str) -> str:
    """The paper and what there is to say about it, one indented line a part, how to get it last."""
    zh = lang == "zh"
    ways = item.accepts_zh if zh else item.accepts_en
    values = {
        "ways": ("；" if zh else "; ").join(ways),
        "why": item.why_zh if zh else item.why_en,
        "cure": item.cure_zh if zh else item.cure_en,
    }
    empty = {"ways": not _has_choice(ways), "how": not values["cure"]} | dict.fromkeys(
        ("why", "reason"), not values["why"]
    )
    told = [part for part in (*parts, "how") if not empty.get(part)]
    name = item.name_zh if zh else item.name_en
    # The texts come with or without a full stop of their own.
    lines = [_say(part, lang, **values).replace("。。", "。").replace("..", ".") for part in told]
    return "\n".join([name, *(f"   {line}" for line in lines)])


def _has_choice(ways: Sequence[str]) -> bool:
    return len(ways) > 1 or any(" 或 " in way or " or " in way for way in ways)


def _say(key: str, lang: Language, **values: str) -> str:
    return _WORDS[key][lang == "en"].format(**values)
