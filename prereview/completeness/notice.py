"""The one supplement notice of a round: everything that is open, in plain words, once (保险法 22(2): 及时一次性通知).

It asks and explains; it never refuses. The fingerprint is that of the gaps, so a later round can show whether anything
was asked that could have been asked before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from prereview.findings import ItemResult, Notice, Question

_GAPS = ("missing", "present_unusable", "ask", "unsure")
_HELP = "如您不方便自行办理,或希望由工作人员协助,请直接联系我们的人工服务;人工办理随时可用,不影响您的权益。"
_UNOBTAINABLE = "确实无法取得某项材料的,请写明原因并签名,我们会根据您能够提供的材料继续审核。"


def write_notice(items: Sequence[ItemResult], questions: Sequence[Question], title_zh: str) -> Notice | None:
    """The notice for all open items and questions, or None when nothing is open."""
    gaps = [item for item in items if item.state in _GAPS and item.requirement != "optional"]
    if not gaps and not questions:
        return None
    sections = [
        _section("还缺少的材料", [_missing(item) for item in gaps if _is(item, "missing", "required")]),
        _section(
            "根据您的情况,另外需要的材料", [_missing(item) for item in gaps if _is(item, "missing", "conditional")]
        ),
        _section(
            "已经收到、但需要重新提供的材料", [_unusable(item) for item in gaps if item.state == "present_unusable"]
        ),
        _section(
            "有页面看不清或文件打不开,暂时无法确认的材料", [_unsure(item) for item in gaps if item.state == "unsure"]
        ),
        _section("请您回答的问题", [question.text_zh for question in questions]),
    ]
    numbered = _numbered([section for section in sections if section])
    text = "\n".join(
        [
            f"关于您的“{title_zh}”申请,需要补充的全部内容如下。请一次性补齐,我们不会分次索要。",
            "",
            *numbered,
            _UNOBTAINABLE,
            _HELP,
        ]
    )
    return Notice(text_zh=text, fingerprint=fingerprint(gaps, questions), item_ids=tuple(item.id for item in gaps))


def fingerprint(gaps: Iterable[ItemResult], questions: Iterable[Question]) -> str:
    """SHA-256 over the sorted gap list; the same gaps give the same print, however they are worded."""
    lines = [f"item:{item.id}:{item.state}:{','.join(sorted(item.defects))}" for item in gaps]
    lines += [f"question:{question.fact}" for question in questions]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _is(item: ItemResult, state: str, requirement: str) -> bool:
    return item.state == state and item.requirement == requirement


def _section(heading: str, entries: list[str]) -> list[str]:
    return [heading, *entries] if entries else []


_NUMERALS = "一二三四五"


def _numbered(sections: list[list[str]]) -> list[str]:
    lines = []
    for numeral, (heading, *entries) in zip(_NUMERALS, sections, strict=False):
        lines.append(f"{numeral}、{heading}")
        lines += [f"{number}. {entry}" for number, entry in enumerate(entries, start=1)]
        lines.append("")
    return lines


def _missing(item: ItemResult) -> str:
    return f"{item.name_zh}\n{_ways(item)}   为什么需要:{item.why_zh}。\n   怎么办理:{item.cure_zh}。"


def _unusable(item: ItemResult) -> str:
    return f"{item.name_zh}\n   原因:{item.why_zh}。\n   怎么办理:{item.cure_zh}。"


def _unsure(item: ItemResult) -> str:
    return (
        f"{item.name_zh}\n{_ways(item)}"
        "   如已提交,请把看不清的页面重新拍照、把打不开的文件重新导出后再交;如尚未提交,请补上。\n"
        f"   怎么办理:{item.cure_zh}。"
    )


def _ways(item: ItemResult) -> str:
    if len(item.accepts_zh) < 2 and not any(" 或 " in way for way in item.accepts_zh):
        return ""
    return f"   以下任一即可:{';'.join(item.accepts_zh)}。\n"
