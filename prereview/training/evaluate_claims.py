"""Reports against the truth of generated submissions: pages, facts, gaps and defects. Synthetic only, and says so."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prereview.completeness import Checklists
from prereview.documents import UNKNOWN
from prereview.report import Report

#: The facts the acceptance figures are about (name, id number, dates, total, invoice number).
KEY_FACTS = (
    "name", "id_number", "birth_date", "admission_date", "discharge_date", "visit_date", "issue_date", "total",
    "total_words", "invoice_code", "invoice_number", "card_number", "policy_number", "hospital",
)  # fmt: skip
_OPEN = ("missing", "present_unusable", "unsure", "ask")  # a gap of the item is on the table, one way or another


@dataclass
class Tally:
    """Running counts of one evaluation."""

    pages: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    confusions: Counter[str] = field(default_factory=Counter)
    facts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    gaps: Counter[str] = field(default_factory=Counter)
    defects: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    history: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def evaluate_reports(pairs: Iterable[tuple[Report, Mapping[str, Any]]], checklists: Checklists) -> dict[str, Any]:
    """Compare reports with the truth.json of the same claims.

    Returns:
        Shares and counts; `wrong` lists each miss as "claim: what". Every figure is from generated papers.
    """
    tally = Tally()
    for report, truth in pairs:
        _pages(report, truth, tally)
        _facts(report, truth, tally)
        _gaps(report, truth, checklists, tally)
        _defects(report, truth, tally)
        _history(report, truth, tally)
    return _summary(tally)


def load_truth(folder: Path, claim_id: str) -> Mapping[str, Any]:
    """The truth written beside a generated submission."""
    truth: Mapping[str, Any] = json.loads((folder / f"{claim_id}.truth.json").read_text(encoding="utf-8"))
    return truth


def _true_pages(truth: Mapping[str, Any]) -> dict[tuple[str, int], Mapping[str, Any]]:
    return {(entry["file"], page["page"]): page for entry in truth["files"] for page in entry["pages"]}


def _pages(report: Report, truth: Mapping[str, Any], tally: Tally) -> None:
    expected = _true_pages(truth)
    for document in report.documents:
        for page in document.pages:
            true = expected.get((page.file, page.page))
            if true is None:
                continue
            capture, right = str(true["capture"]), str(true["doc_type"])
            if document.doc_type == right:
                outcome = "right"
            else:
                outcome = "abstained" if document.doc_type == UNKNOWN else "wrong"
                tally.confusions[f"{right} → {document.doc_type}"] += 1
            tally.pages[capture][outcome] += 1


def _facts(report: Report, truth: Mapping[str, Any], tally: Tally) -> None:
    """A true fact counts as read when a document on that page carries exactly that value."""
    read: dict[tuple[str, int], set[tuple[str, str]]] = defaultdict(set)
    for document in report.documents:
        for fact in document.facts:
            for page in document.pages:
                read[page.file, page.page].add((fact.name, fact.value))
    for place, true in _true_pages(truth).items():
        for fact in true["facts"]:
            if fact["name"] not in KEY_FACTS:
                continue
            right = (fact["name"], fact["value"]) in read[place]
            kind = "digital" if true["capture"] in ("digital", "text") else "image"
            tally.facts[f"{kind}:{fact['name']}"]["right" if right else "wrong"] += 1
            if not right:
                tally.wrong.append(f"{report.claim_id}: {place[0]} p{place[1]} {true['doc_type']}.{fact['name']}")


def _gaps(report: Report, truth: Mapping[str, Any], checklists: Checklists, tally: Tally) -> None:
    chosen = checklists.choose(report.line, None) if report.line else None
    if chosen is None:
        return
    accepted = {
        item.id: {paper.doc for alternative in item.accepts for paper in alternative.papers} for item in chosen[0].items
    }
    brought = {str(document["doc_type"]) for document in truth["documents"]}
    sound = {d["doc_type"] for d in truth["documents"] if not d["defects"]}
    for item in report.items:
        types = accepted.get(item.id, set())
        if item.requirement != "required" or item.state == "not_applicable" or not types:
            continue
        tally.gaps["items"] += 1
        if types & sound and not types & (brought - sound) and item.state == "missing":
            tally.gaps["invented"] += 1
            tally.wrong.append(f"{report.claim_id}: invented gap {item.id}")
        lacking = types <= set(truth["missing"]) or not types & brought
        if lacking and types & set(truth["missing"]):
            tally.gaps["planted"] += 1
            if item.state not in _OPEN:
                tally.gaps["missed"] += 1
                tally.wrong.append(f"{report.claim_id}: missed gap {item.id} ({item.state})")
        if item.state == "unsure":
            tally.gaps["unsure"] += 1


def _defects(report: Report, truth: Mapping[str, Any], tally: Tally) -> None:
    planted = {str(defect["code"]) for defect in truth["defects"] if str(defect["code"]).startswith("D")}
    told = {code for item in report.items for code in item.defects} | {finding.code for finding in report.findings}
    for code in planted:
        tally.defects[code]["planted"] += 1
        if code in told:
            tally.defects[code]["found"] += 1
        else:
            tally.wrong.append(f"{report.claim_id}: defect {code} not found")
    for code in {code for code in told if code.startswith("D") and code[1:].isdigit()} - planted:
        tally.defects[code]["extra"] += 1
        tally.wrong.append(f"{report.claim_id}: defect {code} not planted")


def _history(report: Report, truth: Mapping[str, Any], tally: Tally) -> None:
    expected, found = truth.get("preexisting"), report.preexisting
    if not expected or found is None:
        return
    flagged, should = found.flag_preexisting, bool(expected["flag_preexisting"])
    tally.history["claims"] += 1
    tally.history["should_flag" if should else "should_not_flag"] += 1
    tally.history["false_flag"] += flagged and not should
    tally.history["missed_flag"] += should and not flagged and not found.needs_human
    tally.history["to_person"] += found.needs_human and not flagged
    tally.history["reason_right"] += found.reason_code == expected["reason_code"]
    if flagged != should:
        tally.wrong.append(f"{report.claim_id}: history {found.reason_code}, expected {expected['reason_code']}")


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _summary(tally: Tally) -> dict[str, Any]:
    pages = {
        capture: {"pages": sum(count.values()), "accuracy": _share(count["right"], sum(count.values())), **count}
        for capture, count in sorted(tally.pages.items())
    }
    facts = {
        name: {"n": sum(count.values()), "exact": _share(count["right"], sum(count.values()))}
        for name, count in sorted(tally.facts.items())
    }
    gaps = tally.gaps
    return {
        "basis": "synthetic only",
        "pages": pages,
        "confusions": dict(tally.confusions.most_common(25)),
        "facts": facts,
        "facts_overall": {kind: _overall(tally.facts, kind) for kind in ("digital", "image")},
        "gaps": {
            **gaps,
            "missed_share": _share(gaps["missed"], gaps["planted"]),
            "invented_share": _share(gaps["invented"], gaps["items"]),
            "unsure_share": _share(gaps["unsure"], gaps["items"]),
        },
        "defects": {code: dict(count) for code, count in sorted(tally.defects.items())},
        "history": dict(tally.history),
        "wrong": sorted(tally.wrong),
    }


def _overall(facts: Mapping[str, Counter[str]], kind: str) -> float | None:
    chosen: Sequence[Counter[str]] = [count for name, count in facts.items() if name.startswith(kind)]
    return _share(sum(count["right"] for count in chosen), sum(sum(count.values()) for count in chosen))
