"""Kinds of claims that must not be treated worse than others: line, hospital, capture, OCR grade, complexity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from prereview.documents import BLANK
from prereview.report import Report
from prereview.verdicts import PREEXISTING, shown_by

NAMES = ("line", "hospital", "capture", "grade", "complexity")
NOT_KNOWN = "?"

#: Papers that bring in somebody besides claimant and insurer (field.md, row 14: multi-party cases).
_PARTIES = frozenset(
    {
        "traffic_liability", "quick_settlement", "mediation", "court_ruling", "work_injury_ruling", "poa",
        "guardian_proof", "heir_notarial", "relation_proof", "compensation_receipt", "disability_appraisal",
        "total_disability_appraisal", "work_capacity_appraisal", "police_proof", "court_death_declaration",
    }
)  # fmt: skip
_HARDEST_FIRST = ("unreadable", "poor", "fair", "good")
_MONEY_DISPUTE = frozenset({"D08", "D10"})


def strata_of(report: Report) -> dict[str, str]:
    """The stratum of a claim under each name, from what its report says."""
    return {
        "line": report.line or NOT_KNOWN,
        "hospital": _most(
            fact.value for document in report.documents for fact in document.facts if fact.name == "hospital"
        ),
        "capture": _capture(report),
        "grade": _worst_grade(report),
        "complexity": "complex" if is_complex(report) else "plain",
    }


def is_complex(report: Report) -> bool:
    """Several parties, money that disagrees, a medical history to settle, or papers that contradict each other."""
    parties = len({document.doc_type for document in report.documents} & _PARTIES)
    history = report.preexisting
    return (
        parties >= 2
        or any(finding.code in _MONEY_DISPUTE or finding.severity == "error" for finding in report.findings)
        or shown_by(report, "flag", PREEXISTING) == "upheld"
        or (history is not None and history.needs_human)
    )


def _most(values: Iterable[str]) -> str:
    counts = Counter(values)
    return max(counts, key=lambda value: (counts[value], value), default=NOT_KNOWN)


def _capture(report: Report) -> str:
    """How most pages arrived: with a text layer, or as pictures to be recognised."""
    pages = [page for document in report.documents if document.doc_type != BLANK for page in document.pages]
    pictures = sum("; read by" in page.decision or "same picture" in page.decision for page in pages)
    return "pictures" if 2 * pictures > len(pages) else "text layer" if pages else NOT_KNOWN


def _worst_grade(report: Report) -> str:
    """The hardest grade that at least a fifth of the pages have."""
    grades = [
        page.quality.grade for document in report.documents if document.doc_type != BLANK for page in document.pages
    ]
    shares = Counter[str](grades)
    return next((grade for grade in _HARDEST_FIRST if 5 * shares[grade] >= max(len(grades), 1)), NOT_KNOWN)
