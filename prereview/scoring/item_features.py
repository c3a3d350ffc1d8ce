"""One checklist item as numbers: its state, the papers it rests on, and what else the claim tells about them.

The same evidence speaks for an item called settled and against one called a gap: poor pages make both calls doubtful.
So each piece has two columns, one for every item and one for gaps only, and weights stay additive and readable.

Only what a report carries is used, so an item a reviewer judged is a training row later; no text, no names.
"""

from __future__ import annotations

from collections.abc import Sequence

from prereview.documents import BLANK, UNKNOWN
from prereview.findings import Finding, ItemResult
from prereview.scoring.papers import Paper, Papers, is_defect

#: States in which nothing is asked of the papers; there is nothing to score.
UNSCORED = ("not_applicable", "waived")

#: Defects and remarks of items; codes as in the published defect list. Any other counts as `other`.
_CODES = (*(f"D{number:02d}" for number in range(1, 23)), "reading_disputed", "signature_unclear", "unstated")
_GAPS = ("missing", "present_unusable")
_STATES = ("satisfied", "satisfied_with_remark", "ask", "unsure", "present_unusable", "missing")
_MONEY = ("invoice", "receipt", "expense", "settlement")
_IDENTITY = ("id_card", "household", "passport", "bank_card", "licence")

_EVIDENCE = (
    "conditional",
    "papers",
    "type_doubt",
    "few_facts",
    "fact_doubt",
    "fair_pages",
    "poor_pages",
    "unreadable_pages",
    "money_paper",
    "identity_paper",
    "findings_on_papers",
    "unknown_in_claim",
    "hard_in_claim",
    "conflicts_in_claim",
    "other_defects",
)
#: Order of the model's columns.
ITEM_FEATURES: tuple[str, ...] = (
    *(f"is_{state}" for state in _STATES),
    *(f"{kind}_{code}" for kind in ("gap", "remark") for code in _CODES),
    *_EVIDENCE,
    *(f"gap_{name}" for name in _EVIDENCE),
)


def is_scored(item: ItemResult) -> bool:
    """Whether a reviewer would be asked about this item at all."""
    return item.requirement != "optional" and item.state not in UNSCORED


def describe_item(item: ItemResult, papers: Papers, findings: Sequence[Finding]) -> dict[str, float]:
    """Features of one item by name, in the order of `ITEM_FEATURES`."""
    findings = [finding for finding in findings if is_defect(finding)]
    used = [papers[name] for name in item.documents if name in papers]
    gap = item.state in _GAPS
    evidence = {
        "conditional": float(item.requirement == "conditional"),
        **_describe_used(used),
        "findings_on_papers": float(sum(_touches(finding, used) for finding in findings)),
        **_describe_claim(papers, findings),
        "other_defects": float(sum(code not in _CODES for code in item.defects)),
    }
    values = {
        **{f"is_{state}": float(item.state == state) for state in _STATES},
        **{f"gap_{code}": float(gap and code in item.defects) for code in _CODES},
        **{f"remark_{code}": float(not gap and code in item.defects) for code in _CODES},
        **evidence,
        **{f"gap_{name}": value * gap for name, value in evidence.items()},
    }
    return {name: values[name] for name in ITEM_FEATURES}


def _describe_used(used: Sequence[Paper]) -> dict[str, float]:
    grades = [quality.grade for paper in used for quality in paper.qualities]
    sure = [fact.confidence for paper in used for fact in paper.facts if fact.confidence is not None]
    return {
        "papers": float(len(used)),
        "type_doubt": max((1.0 - paper.probability for paper in used if paper.probability is not None), default=0.0),
        "few_facts": float(bool(used) and min(len(paper.facts) for paper in used) < 2),
        "fact_doubt": 1.0 - sum(sure) / len(sure) if sure else 0.0,
        "fair_pages": float(grades.count("fair")),
        "poor_pages": float(grades.count("poor")),
        "unreadable_pages": float(grades.count("unreadable")),
        "money_paper": float(any(word in paper.doc_type for paper in used for word in _MONEY)),
        "identity_paper": float(any(word in paper.doc_type for paper in used for word in _IDENTITY)),
    }


def _describe_claim(papers: Papers, findings: Sequence[Finding]) -> dict[str, float]:
    unknown = [paper for paper in papers.values() if paper.doc_type == UNKNOWN]
    grades = [q.grade for paper in papers.values() if paper.doc_type != BLANK for q in paper.qualities]
    return {
        "unknown_in_claim": float(sum(len(paper.qualities) for paper in unknown)),
        "hard_in_claim": sum(grade in ("poor", "unreadable") for grade in grades) / max(len(grades), 1),
        "conflicts_in_claim": float(sum(finding.severity == "error" for finding in findings)),
    }


def _touches(finding: Finding, used: Sequence[Paper]) -> bool:
    """Whether a defect finding points at a page of one of the item's papers."""
    if finding.severity == "info":
        return False
    places = {(evidence.file, evidence.page) for evidence in finding.evidence}
    return any(places & paper.places for paper in used)
