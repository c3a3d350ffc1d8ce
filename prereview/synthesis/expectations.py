"""How every item of a line's checklist should come out, from what was put in and what was spoiled.

Reckoned from the checklist files and the plan of the claim alone, never through the completeness stage it is to judge:
conditions are two-valued here because the generator knows every fact it needs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from prereview.checklist import Alternative, ChecklistFile, Include, Item, Module, Paper
from prereview.findings import ItemState

#: Defects that leave a paper usable or open to a question; every other code makes it unusable.
_MILD: Mapping[str, ItemState] = {
    "D03": "satisfied_with_remark",
    "D08": "ask",
    "D10": "satisfied_with_remark",
    "D22": "satisfied_with_remark",
}
_ORDER: tuple[ItemState, ...] = ("satisfied", "satisfied_with_remark", "ask", "unsure", "present_unusable", "missing")
#: What each check of a checklist item can find; the last are looked for on every paper.
_CHECKS: Mapping[str, str] = {
    "name_matches_insured": "D04",
    "payee_matches": "D04",
    "owner_matches": "D04",
    "patient_agrees": "D04",
    "id_matches_insured": "D05",
    "stay_overlaps_claim": "D06",
    "visit_date_fits": "D06",
    "event_date_fits": "D06",
    "stay_agrees": "D07",
    "amount_readable": "D08",
    "list_total_agrees": "D08",
    "hospital_grade": "D12",
    "not_expired": "D13",
    "both_sides": "D14",
    "second_page": "D14",
    "confirmed_diagnosis": "D15",
    "signed": "D16",
    "insurance_standard": "D20",
    "injury_standard": "D20",
}
_ALWAYS = frozenset({"D09", "D10", "D17", "D21", "D22"})


@dataclass(frozen=True, slots=True)
class Brought:
    """A paper that was put in: its type, whether it is the relative's instead of the insured's, its planted defects.

    `electronic` and `states` (names of the facts it gives) are known once it is drawn.
    """

    doc_type: str
    relative: bool = False
    defects: tuple[str, ...] = ()
    electronic: bool = False
    states: frozenset[str] = frozenset({"diagnosis"})


def expected_items(line: str, facts: Mapping[str, Any], brought: Sequence[Brought]) -> dict[str, ItemState]:
    """State by item id, for every item of the line: also those that do not apply or are waived.

    Args:
        line: The checklist id.
        facts: The case facts as in claim.json; unknown ones count as not so.
        brought: The papers.
    """
    return {item.id: _item_state(item, facts, brought) for item in items(line)}


def complete(line: str, facts: Mapping[str, Any], brought: Sequence[Brought]) -> bool:
    """Whether no item lacks its paper."""
    return not {"missing", "present_unusable"} & set(expected_items(line, facts, brought).values())


def reports_only(line: str, facts: Mapping[str, Any], brought: Sequence[Brought]) -> str | None:
    """The report that stands where a certificate is needed (D19), by type; None where there is no such gap."""
    for item in items(line):
        if item.not_instead and _applies(item, facts) and _best_way(item, facts, brought) == "missing":
            return next((paper.doc_type for paper in brought if paper.doc_type in item.not_instead), None)
    return None


def lacking_papers(line: str, facts: Mapping[str, Any], brought: Sequence[Brought]) -> list[Brought]:
    """What would make the file complete: the papers of the first open way of each item not yet met."""
    added: list[Brought] = []
    for item in items(line):
        if item.requirement == "optional" or item.ask_if_missing or not _applies(item, facts):
            continue
        if _best_way(item, facts, [*brought, *added]) == "missing":
            way = next(way for way in item.accepts if _holds(way.when, facts))
            relative = item.holder == "other" or (item.holder == "payee" and _paid_to_relative(facts))
            added += [Brought(paper.doc, relative) for paper in way.papers[: way.needed]]
    return added


def matters(line: str, facts: Mapping[str, Any], brought: Sequence[Brought], code: str, doc_type: str) -> bool:
    """Whether the defect on the papers of that type changes how any item comes out: else no reviewer looks for it."""
    spoiled = [replace(paper, defects=(code,)) if paper.doc_type == doc_type else paper for paper in brought]
    return expected_items(line, facts, spoiled) != expected_items(line, facts, brought)


def _item_state(item: Item, facts: Mapping[str, Any], brought: Sequence[Brought]) -> ItemState:
    if not _holds(item.when, facts):
        return "not_applicable"
    state = _best_way(item, facts, brought)
    if state not in ("satisfied", "satisfied_with_remark") and any(_holds(text, facts) for text in item.waive_if):
        return "waived"
    if item.requirement == "optional" and state != "satisfied":
        return "not_applicable" if state == "missing" else "satisfied_with_remark"
    if state == "missing" and any(paper.doc_type in item.not_instead for paper in brought):
        return "present_unusable"
    return "ask" if state == "missing" and item.ask_if_missing else state


def _applies(item: Item, facts: Mapping[str, Any]) -> bool:
    return _holds(item.when, facts) and not any(_holds(text, facts) for text in item.waive_if)


def _best_way(item: Item, facts: Mapping[str, Any], brought: Sequence[Brought]) -> ItemState:
    own = [paper for paper in brought if _of_holder(item, paper, facts)]
    states = [_way_state(way, item, own) for way in item.accepts if _holds(way.when, facts)]
    return min(states, key=_ORDER.index, default="missing")


def _of_holder(item: Item, paper: Brought, facts: Mapping[str, Any]) -> bool:
    wanted = {"insured": False, "other": True, "payee": _paid_to_relative(facts)}
    return item.holder not in wanted or paper.relative == wanted[item.holder]


def _paid_to_relative(facts: Mapping[str, Any]) -> bool:
    return bool(facts.get("died")) or bool(facts.get("student"))


def _way_state(way: Alternative, item: Item, brought: Sequence[Brought]) -> ItemState:
    """The state this alternative alone would give: that of its worst needed paper."""
    states = sorted((_paper_state(paper, item, brought) for paper in way.papers), key=_ORDER.index)
    return states[way.needed - 1]


def _paper_state(paper: Paper, item: Item, brought: Sequence[Brought]) -> ItemState:
    fitting = [
        one
        for one in brought
        if one.doc_type == paper.doc
        and (one.electronic or paper.form != "electronic")
        and set(paper.states) <= one.states
    ]
    found = [_spoiled(one, item, paper) for one in fitting]
    several_bills = item.per in ("stay", "visit") and paper.doc.endswith("_invoice")
    return (max if several_bills else min)(found, key=_ORDER.index, default="missing")


def _spoiled(one: Brought, item: Item, paper: Paper) -> ItemState:
    states: list[ItemState] = [
        _MILD.get(code, "present_unusable") for code in one.defects if code in _codes(item, paper)
    ]
    return max(states, key=_ORDER.index, default="satisfied")


def _codes(item: Item, paper: Paper) -> frozenset[str]:
    codes = {_CHECKS[check] for check in item.valid_if if check in _CHECKS} | _ALWAYS
    if paper.seal is not None:
        codes |= {"D01", "D02", "D03"}
    if paper.form == "original":
        codes |= {"D03", "D11"}
    return frozenset(codes)


def _holds(text: str | None, facts: Mapping[str, Any]) -> bool:
    return text is None or bool(_value(_parsed(text), facts))


@cache
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _value(node: ast.expr, facts: Mapping[str, Any]) -> Any:
    """The value of a condition of the checklist grammar; a fact nobody knows is None, and nothing follows from it."""
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_value(value, facts) for value in values)
        case ast.BoolOp(values=values):
            return any(_value(value, facts) for value in values)
        case ast.UnaryOp(operand=operand):
            return not _value(operand, facts)
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _compare(operator, _value(left, facts), _value(right, facts))
        case ast.Name(id=name):
            return {"true": True, "false": False}.get(name, facts.get(name))
        case ast.Tuple(elts=elements):
            return [_value(element, facts) for element in elements]
        case ast.Constant(value=value):
            return value
    raise ValueError(f"not in the grammar of conditions: {ast.dump(node)}")


def _compare(operator: ast.cmpop, left: Any, right: Any) -> bool:
    if left is None:
        return False
    match operator:
        case ast.Eq():
            return bool(left == right)
        case ast.NotEq():
            return bool(left != right)
        case ast.In():
            return left in right
        case ast.Lt():
            return bool(left < right)
        case ast.GtE():
            return bool(left >= right)
    raise ValueError(f"not in the grammar of conditions: {operator}")


@cache
@cache
def items(line: str) -> tuple[Item, ...]:
    """The items of a line, its modules' included, with the conditions of the inclusion in their own."""
    checklist = ChecklistFile.model_validate(_read(f"lines/{line}"))
    return (*_included(checklist), *checklist.items)


def _included(checklist: ChecklistFile) -> Iterator[Item]:
    for entry in checklist.includes:
        include = entry if isinstance(entry, Include) else Include(module=entry)
        for item in Module.model_validate(_read(f"modules/{include.module}")).items:
            if item.id in include.leave_out:
                continue
            conditions = [f"({text})" for text in (include.when, item.when) if text]
            changes: dict[str, Any] = {"when": " and ".join(conditions) or None}
            if item.id in include.require:
                changes["requirement"] = "required"
            yield item.model_copy(update=changes)


def _read(name: str) -> object:
    path = resources.files("prereview").joinpath(f"checklists/{name}.yaml")
    content: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
