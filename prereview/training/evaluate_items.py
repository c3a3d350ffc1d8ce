"""Item states, gaps and defects against the truth of generated claims.

Truth and report are held against each other item by item. An item the report leaves to a person ("unsure", "ask")
where the truth is plain is an abstention: it is neither right nor wrong, and counted apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prereview.report import Report

SETTLED = ("satisfied", "satisfied_with_remark", "not_applicable", "waived")
GAPS = ("missing", "present_unusable")
LEFT_OPEN = ("ask", "unsure")

Place = tuple[str, int | None]  #: file and page


@dataclass
class ItemTally:
    """Running counts; `wrong` names each miss as "claim: what"."""

    lines: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    states: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    defects: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[str] = field(default_factory=list)

    def add(self, report: Report, truth: Mapping[str, Any]) -> None:
        """Count one claim."""
        self._count_items(report, truth)
        self._count_defects(report, truth)

    def _count_items(self, report: Report, truth: Mapping[str, Any]) -> None:
        told = {item.id: item for item in report.items}
        for item_id, right in truth["items"].items():
            item = told.get(item_id)
            state = item.state if item else "not_applicable"
            outcome = _compare(state, right)
            self.lines[str(truth["line"])][outcome] += 1
            self._count_gap(state, right)
            if outcome != "right":
                self.states[f"{right} → {state}"] += 1
                codes = ",".join(item.defects) if item else ""
                self.wrong.append(f"{report.claim_id}: {item_id} {state} {codes}, expected {right} ({outcome})")

    def _count_gap(self, told: str, right: str) -> None:
        self.gaps["true"] += right in GAPS
        self.gaps["settled"] += right in SETTLED
        self.gaps["missed"] += right in GAPS and told in SETTLED
        self.gaps["invented"] += right in SETTLED and told in GAPS

    def _count_defects(self, report: Report, truth: Mapping[str, Any]) -> None:
        pages = _pages_of_documents(truth)
        told = _codes_by_page(report)
        planted: dict[Place, set[str]] = defaultdict(set)
        for document in truth["documents"]:
            seen = set().union(*(told[place] for place in pages[document["id"]]), set())
            for place in pages[document["id"]]:
                planted[place].update(document["defects"])
            for code in document["defects"]:
                others = "+".join(sorted(seen - set(document["defects"]))) or "nothing"
                self.defects[code]["found" if code in seen else others] += 1
                if code not in seen:
                    self.wrong.append(f"{report.claim_id}: {code} on {document['doc_type']} told as {others}")
        for place, codes in told.items():
            for code in codes - planted[place]:
                self.defects[code]["not planted"] += 1
                self.wrong.append(f"{report.claim_id}: {code} on {place[0]} p{place[1]} was not planted")

    def summary(self) -> dict[str, Any]:
        """Shares and counts, as `prereview evaluate --claims` prints them."""
        whole: Counter[str] = sum(self.lines.values(), Counter())
        gaps = self.gaps
        return {
            "items": {**_accuracy(whole), "by_line": {line: _accuracy(n) for line, n in sorted(self.lines.items())}},
            "item_confusion": dict(self.states.most_common()),
            "gaps": {
                **gaps,
                "missed_share": share(gaps["missed"], gaps["true"]),
                "invented_share": share(gaps["invented"], gaps["settled"]),
            },
            "defects": {code: dict(count.most_common()) for code, count in sorted(self.defects.items())},
        }


def share(part: int, whole: int) -> float | None:
    """A rounded share; None of nothing."""
    return round(part / whole, 4) if whole else None


def _compare(told: str, right: str) -> str:
    if told == right:
        return "right"
    return "abstained" if told in LEFT_OPEN else "wrong"


def _accuracy(counts: Counter[str]) -> dict[str, float | int | None]:
    total = sum(counts.values())
    decided = counts["right"] + counts["wrong"]
    return {
        "n": total,
        "accuracy": share(counts["right"], decided),
        "abstained": share(counts["abstained"], total),
        "wrong": counts["wrong"],
    }


def _pages_of_documents(truth: Mapping[str, Any]) -> Mapping[str, list[Place]]:
    pages: dict[str, list[Place]] = defaultdict(list)
    for file in truth["files"]:
        for page in file["pages"]:
            for paper in page["papers"]:
                pages[paper["document"]].append((file["file"], page["page"]))
    return pages


def _codes_by_page(report: Report) -> dict[Place, set[str]]:
    """D-codes by the page a finding names first, which is where the defect is."""
    codes: dict[Place, set[str]] = defaultdict(set)
    for finding in report.findings:
        if finding.code.startswith("D") and finding.code[1:].isdigit():
            codes[finding.evidence[0].file, finding.evidence[0].page].add(finding.code)
    return codes
