"""Reports against the truth of generated submissions: pages, facts, items, history. Synthetic only, and says so."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from prereview.documents import UNKNOWN
from prereview.report import Report
from prereview.training.evaluate_items import ItemTally, share

#: The facts the acceptance figures are about (name, id number, dates, total, invoice number).
KEY_FACTS = (
    "name", "id_number", "birth_date", "admission_date", "discharge_date", "visit_date", "issue_date", "total",
    "total_words", "invoice_code", "invoice_number", "card_number", "policy_number", "hospital",
)  # fmt: skip


@dataclass
class Tally:
    """Running counts of one evaluation."""

    pages: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    confusions: Counter[str] = field(default_factory=Counter)
    facts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    items: ItemTally = field(default_factory=ItemTally)
    history: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def evaluate_reports(pairs: Iterable[tuple[Report, Mapping[str, Any]]]) -> dict[str, Any]:
    """Compare reports with the truth.json of the same claims.

    Returns:
        Shares and counts; `wrong` lists each miss as "claim: what". Every figure is from generated papers.
    """
    tally = Tally()
    for report, truth in pairs:
        _pages(report, truth, tally)
        _facts(report, truth, tally)
        tally.items.add(report, truth)
        _history(report, truth, tally)
    return _summary(tally)


def load_truth(folder: Path, claim_id: str) -> Mapping[str, Any]:
    """The truth written beside a generated submission."""
    truth: Mapping[str, Any] = json.loads((folder / f"{claim_id}.truth.json").read_text(encoding="utf-8"))
    return truth


def _true_pages(truth: Mapping[str, Any]) -> dict[tuple[str, int], Mapping[str, Any]]:
    return {(entry["file"], page["page"]): page for entry in truth["files"] for page in entry["pages"]}


def _pages(report: Report, truth: Mapping[str, Any], tally: Tally) -> None:
    """Every paper of every page counts: two on a sheet are two, and a sheet left whole has lost one of them."""
    told: dict[tuple[str, int], list[str]] = defaultdict(list)
    for document in report.documents:
        for place in {(page.file, page.page) for page in document.pages}:
            told[place].append(document.doc_type)
    for place, true in _true_pages(truth).items():
        if place not in told:
            continue
        papers = {str(paper["document"]): str(paper["doc_type"]) for paper in true["papers"]}
        _count_papers(list(papers.values()), told[place], tally.pages[str(true["capture"])], tally.confusions)


def _count_papers(expected: Sequence[str], told: Sequence[str], count: Counter[str], confusions: Counter[str]) -> None:
    """Expected papers and answers that match are right; what is left over on either side is paired off, or alone."""
    lost, stray = Counter(expected) - Counter(told), Counter(told) - Counter(expected)
    count["right"] += len(expected) - lost.total()
    for right, answer in zip_longest(lost.elements(), stray.elements(), fillvalue=""):
        count["abstained" if answer == UNKNOWN else "wrong"] += 1
        confusions[f"{right or '-'} → {answer or '-'}"] += 1


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
            # What was made illegible on purpose no person could read; it is counted apart.
            kind = {"digital": "digital", "text": "digital", "illegible": "illegible"}.get(true["capture"], "image")
            tally.facts[f"{kind}:{fact['name']}"]["right" if right else "wrong"] += 1
            if not right and kind != "illegible":
                tally.wrong.append(f"{report.claim_id}: {place[0]} p{place[1]} {true['doc_type']}.{fact['name']}")


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


def _summary(tally: Tally) -> dict[str, Any]:
    pages = {
        capture: {"pages": sum(count.values()), "accuracy": share(count["right"], sum(count.values())), **count}
        for capture, count in sorted(tally.pages.items())
    }
    facts = {
        name: {"n": sum(count.values()), "exact": share(count["right"], sum(count.values()))}
        for name, count in sorted(tally.facts.items())
    }
    return {
        "basis": "synthetic only",
        "pages": pages,
        "confusions": dict(tally.confusions.most_common(25)),
        "facts": facts,
        "facts_overall": {kind: _overall(tally.facts, kind) for kind in ("digital", "image", "illegible")},
        **tally.items.summary(),
        "history": dict(tally.history),
        "wrong": sorted([*tally.wrong, *tally.items.wrong]),
    }


def _overall(facts: Mapping[str, Counter[str]], kind: str) -> float | None:
    chosen: Sequence[Counter[str]] = [count for name, count in facts.items() if name.startswith(kind)]
    return share(sum(count["right"] for count in chosen), sum(sum(count.values()) for count in chosen))
