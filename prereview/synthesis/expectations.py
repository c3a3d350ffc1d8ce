"""How the unconditional items of a line's checklist should come out, from what was put in and what was spoiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import yaml

from prereview.checklist import Alternative, ChecklistFile, Include, Item, Module
from prereview.findings import ItemState

#: Defects that leave a paper usable, in doubt, or open to a question; every other code makes it unusable.
_MILD: Mapping[str, ItemState] = {
    "D03": "satisfied_with_remark",
    "D08": "ask",
    "D10": "satisfied_with_remark",
    "D11": "satisfied_with_remark",
    "D17": "unsure",
    "D22": "satisfied_with_remark",
}
_ORDER: tuple[ItemState, ...] = ("satisfied", "satisfied_with_remark", "ask", "unsure", "present_unusable", "missing")


def expected_items(line: str, papers: Mapping[str, tuple[str, ...]]) -> dict[str, ItemState]:
    """State by item id for items that apply to every claim of the line.

    Args:
        line: The checklist id.
        papers: Document types that were put in, with the defect codes planted on them.
    """
    return {item.id: _item_state(item, papers) for item in _always(line)}


def _item_state(item: Item, papers: Mapping[str, tuple[str, ...]]) -> ItemState:
    # Generated claims say that the core system knows the policy, so its paper is never needed.
    if "core_policy_link" in item.waive_if:
        return "waived"
    return min((_state(way, papers) for way in item.accepts), key=_ORDER.index)


def _state(way: Alternative, papers: Mapping[str, tuple[str, ...]]) -> ItemState:
    """The state this alternative alone would give: that of its worst needed paper."""
    states = sorted((_paper_state(paper.doc, papers) for paper in way.papers), key=_ORDER.index)
    return states[way.needed - 1]


def _paper_state(doc_type: str, papers: Mapping[str, tuple[str, ...]]) -> ItemState:
    if doc_type not in papers:
        return "missing"
    states: list[ItemState] = [_MILD.get(code, "present_unusable") for code in papers[doc_type]]
    return max(states, key=_ORDER.index) if states else "satisfied"


@cache
def _always(line: str) -> tuple[Item, ...]:
    """Required items without a condition, from the line's own file and the modules it always includes."""
    return tuple(item for item in _items(line) if item.requirement == "required" and item.when is None)


def _items(line: str) -> Iterator[Item]:
    checklist = ChecklistFile.model_validate(_read(f"lines/{line}"))
    yield from checklist.items
    for entry in checklist.includes:
        include = entry if isinstance(entry, Include) else Include(module=entry)
        if include.when is None:
            module = Module.model_validate(_read(f"modules/{include.module}"))
            yield from (item for item in module.items if item.id not in include.leave_out)


def _read(name: str) -> object:
    path = resources.files("prereview").joinpath(f"checklists/{name}.yaml")
    content: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
