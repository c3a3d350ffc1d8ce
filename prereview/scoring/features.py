"""A reviewed claim as numbers: the same features from the stages' values and from a finished report.

Both roads give the same numbers, so a report a person has judged is a training row later. Only what a report carries
is used: no page text, no names, nothing about the claimant.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from prereview.documents import BLANK, UNKNOWN, Document
from prereview.findings import Completeness, Finding, ItemResult, PreexistingAssessment, Question
from prereview.report import Report
from prereview.scoring.papers import Paper, Papers, is_defect, papers_in, papers_of

#: Order of the model's columns. A trained file names the ones it was fitted with; renaming one needs a new training.
FEATURES: tuple[str, ...] = (
    "missing_items",
    "unusable_items",
    "asked_items",
    "unsure_items",
    "remarks",
    "doubt_in_satisfied",
    "doubt_in_gaps",
    "questions",
    "line_unknown",
    "unknown_pages",
    "uncertain_documents",
    "doubt_in_types",
    "poor_pages",
    "unreadable_pages",
    "uncertain_facts",
    "seal_findings",
    "name_findings",
    "id_number_findings",
    "paper_findings",
    "date_findings",
    "amount_findings",
    "page_findings",
    "duplicate_findings",
    "other_findings",
    "history_flag",
    "history_unclear",
    "history_evidence",
    "amount_log10",
)

#: Cross-check findings, those a person has to settle apart from those the claimant mends by sending a paper again;
#: codes as in the published defect list.
_FINDING_GROUPS = {
    "seal_findings": ("D01", "D02", "D03"),
    "name_findings": ("D04",),
    "id_number_findings": ("D05",),
    "paper_findings": ("D13", "D14", "D16"),
    "date_findings": ("D06", "D07", "D18"),
    "amount_findings": ("D08",),
    "page_findings": ("D09", "D17"),
    "duplicate_findings": ("D10",),
}
#: What the items' own scores say of the claim; they need the trained item score, a report alone does not give them.
TOGETHER, CALLED_RIGHT = "items_together", "items_called_right"
CLAIM_FEATURES = (*FEATURES, TOGETHER, CALLED_RIGHT)
SETTLED, GAPS = ("satisfied", "satisfied_with_remark"), ("missing", "present_unusable")  #: states that are calls
_LIMIT = 8.0  #: log-odds beyond which a claim is no surer than any
_DOUBT_FROM = 0.8  #: below this a type or fact counts as uncertain


def describe_review(
    documents: Sequence[Document], completeness: Completeness, preexisting: PreexistingAssessment | None
) -> dict[str, float]:
    """Features from the values of the stages, by name."""
    return _describe(papers_of(documents), completeness, preexisting)


def weigh_items(items: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Two log-odds of a claim that follow from its items, were they independent, by feature name.

    That every item is satisfied, and that every item is as the report calls it: what the report leaves open asks for a
    person already, and nobody will have to correct it.

    Args:
        items: state and P(satisfied) of every scored item.
    """
    known = tuple(items)
    right = (1.0 - chance if state in GAPS else chance for state, chance in known if state in (*SETTLED, *GAPS))
    return {TOGETHER: _all_of(chance for _, chance in known), CALLED_RIGHT: _all_of(right)}


def _all_of(chances: Iterable[float]) -> float:
    together = math.prod(chances)
    return min(max(math.log(together + 1e-9) - math.log(1.0 - together + 1e-9), -_LIMIT), _LIMIT)


def describe_report(report: Report) -> dict[str, float]:
    """Features from a finished report, equal to those `describe_review` saw when it was made."""
    return _describe(papers_in(report), report, report.preexisting)


def _describe(
    papers: Papers, found: Completeness | Report, preexisting: PreexistingAssessment | None
) -> dict[str, float]:
    certainty = {name: paper.probability for name, paper in papers.items()}
    return {
        **_describe_items(found.items, certainty),
        **_describe_open(found.questions, found.line),
        **_describe_papers(tuple(papers.values())),
        **_describe_findings(found.findings),
        **_describe_history(preexisting),
    }


def _describe_items(items: Sequence[ItemResult], certainty: Mapping[str, float | None]) -> dict[str, float]:
    needed = [item for item in items if item.requirement != "optional"]
    states = [item.state for item in needed]
    settled = [item for item in needed if item.state in SETTLED]
    gaps = [item for item in needed if item.state in GAPS]
    return {
        "missing_items": float(states.count("missing")),
        "unusable_items": float(states.count("present_unusable")),
        "asked_items": float(states.count("ask")),
        "unsure_items": float(states.count("unsure")),
        "remarks": float(states.count("satisfied_with_remark")),
        "doubt_in_satisfied": _doubt(_certainty(item, certainty) for item in settled),
        "doubt_in_gaps": _doubt(_certainty(item, certainty) for item in gaps),
    }


def _certainty(item: ItemResult, documents: Mapping[str, float | None]) -> float | None:
    """That of the least certain paper the item rests on; the item's own comes from a scorer, so it is no evidence."""
    return min((value for name in item.documents if (value := documents.get(name)) is not None), default=None)


def _describe_open(questions: Sequence[Question], line: str | None) -> dict[str, float]:
    return {"questions": float(len(questions)), "line_unknown": float(line is None)}


def _describe_papers(papers: Sequence[Paper]) -> dict[str, float]:
    known = [paper for paper in papers if paper.doc_type not in (UNKNOWN, BLANK)]
    grades = [quality.grade for paper in papers for quality in paper.qualities]
    facts = [fact.confidence for paper in known for fact in paper.facts if fact.confidence is not None]
    return {
        "unknown_pages": float(sum(len(paper.qualities) for paper in papers if paper.doc_type == UNKNOWN)),
        "uncertain_documents": float(sum((paper.probability or 1.0) < _DOUBT_FROM for paper in known)),
        "doubt_in_types": _doubt(paper.probability for paper in known),
        "poor_pages": float(grades.count("poor")),
        "unreadable_pages": float(grades.count("unreadable")),
        "uncertain_facts": float(sum(confidence < _DOUBT_FROM for confidence in facts)),
        "amount_log10": _amount(papers),
    }


def _describe_findings(findings: Sequence[Finding]) -> dict[str, float]:
    codes = [finding.code for finding in findings if is_defect(finding)]
    counts = {name: float(sum(code in group for code in codes)) for name, group in _FINDING_GROUPS.items()}
    return {**counts, "other_findings": len(codes) - sum(counts.values())}


def _describe_history(preexisting: PreexistingAssessment | None) -> dict[str, float]:
    if preexisting is None:
        return {"history_flag": 0.0, "history_unclear": 0.0, "history_evidence": 0.0}
    return {
        "history_flag": float(preexisting.flag_preexisting),
        "history_unclear": float(preexisting.needs_human and not preexisting.flag_preexisting),
        "history_evidence": float(min(len(preexisting.evidence), 5)),
    }


def _doubt(probabilities: Iterable[float | None]) -> float:
    """Expected number of errors among judgements; one without a probability is a rule's and adds nothing."""
    return sum(1.0 - probability for probability in probabilities if probability is not None)


def _amount(papers: Sequence[Paper]) -> float:
    """Decimal logarithm of the largest total read from a paper; 0 where none was read."""
    totals = [fact.as_money() for paper in papers for fact in paper.facts if fact.name == "total"]
    return math.log10(float(max(totals, default=Decimal(0))) + 1.0)
