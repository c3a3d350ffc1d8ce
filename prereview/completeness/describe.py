"""What a claimant must bring, in words: of one item, or of a whole checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from prereview.catalogue import document_types
from prereview.checklist import Alternative, Item, Paper
from prereview.completeness.checks import STATED
from prereview.completeness.defects import SEAL_NAMES
from prereview.completeness.expression import evaluate
from prereview.completeness.load import Checklists
from prereview.errors import UsageError

Language = Literal["zh", "en"]

_FORMS = {
    "original": ("原件", "original"),
    "copy": ("复印件", "copy"),
    "stamped_copy": ("加盖印章的复印件", "stamped copy"),
    "electronic": ("电子件", "electronic"),
    "any": ("", ""),
}
_HEADINGS = {
    "required": ("需要提供", "Needed"),
    "conditional": ("下列情况下还需要", "Also needed in these cases"),
    "optional": ("可以不提供", "Not needed, welcome"),
}


def describe_alternatives(item: Item, facts: Mapping[str, Any], lang: Language) -> tuple[str, ...]:
    """The accepted ways, leaving out those the facts rule out."""
    return tuple(
        describe_alternative(alternative, lang)
        for alternative in item.accepts
        if evaluate(alternative.when, facts).value is not False
    )


def describe_alternative(alternative: Alternative, lang: Language) -> str:
    """One accepted way: 户口簿 或 出生医学证明; 2 of several; or papers that belong together."""
    names = list(dict.fromkeys(describe_paper(paper, lang) for paper in alternative.papers))
    if alternative.n_of:
        joined = "、".join(names) if lang == "zh" else ", ".join(names)
        needed = alternative.needed
        return f"{joined}中的{needed}项" if lang == "zh" else f"{needed} of: {joined}"
    joiner = {("zh", True): " 和 ", ("zh", False): " 或 ", ("en", True): " and ", ("en", False): " or "}
    return joiner[lang, bool(alternative.all_of)].join(names)


def describe_paper(paper: Paper, lang: Language) -> str:
    """The name of one paper with its form, seal and content."""
    entry = document_types().get(paper.doc)
    at = 0 if lang == "zh" else 1
    name = (entry.name_zh, entry.name_en)[at] if entry else paper.doc
    extras = [_FORMS[paper.form][at]]
    if paper.seal:
        extras.append(f"加盖{SEAL_NAMES[paper.seal][0]}" if lang == "zh" else f"with the {SEAL_NAMES[paper.seal][1]}")
    extras += [f"载明{STATED[name][2]}" if lang == "zh" else f"stating {STATED[name][3]}" for name in paper.states]
    told = ("、" if lang == "zh" else ", ").join(extra for extra in extras if extra)
    if not told:
        return name
    return f"{name}({told})" if lang == "zh" else f"{name} ({told})"


def describe_checklist(checklists: Checklists, line: str, lang: Language = "zh") -> str:
    """The newest list of a line as plain text a claimant can read: what, accepted ways, why, how to get it.

    Raises:
        UsageError: there is no checklist of that id; the message lists the known ones.
    """
    chosen = checklists.choose(line, None)
    if chosen is None:
        raise UsageError(f"no checklist {line!r}", remedy=f"Known: {', '.join(checklists.ids)}.")
    checklist = chosen[0]
    at = 0 if lang == "zh" else 1
    title = (checklist.title_zh, checklist.title_en)[at]
    lines = [f"{title}  ({checklist.id} {checklist.version})"]
    for requirement, heading in _HEADINGS.items():
        items = [item for item in checklist.items if item.requirement == requirement]
        if items:
            lines += ["", heading[at] + ("：" if lang == "zh" else ":")]
            for number, item in enumerate(items, start=1):
                lines += _item_lines(number, item, lang)
    return "\n".join(lines) + "\n"


def _item_lines(number: int, item: Item, lang: Language) -> list[str]:
    ways = [describe_alternative(alternative, lang) for alternative in item.accepts]
    if lang == "zh":
        return [
            f"{number}. {item.name_zh}",
            f"   任选一种：{'；'.join(ways)}" if len(ways) > 1 else f"   {ways[0]}",
            f"   为什么：{item.why_zh}",
            f"   怎么办：{item.cure_zh}",
        ]
    return [
        f"{number}. {item.name_en}",
        f"   any one of: {'; '.join(ways)}" if len(ways) > 1 else f"   {ways[0]}",
        f"   why: {item.why_en}",
        f"   how: {item.cure_en}",
    ]
