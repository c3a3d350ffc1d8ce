"""What a document tells the scorers, whether it comes from the stages or from a finished report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prereview.documents import Document, Fact, Quality
from prereview.findings import Finding
from prereview.report import Report


@dataclass(frozen=True, slots=True)
class Paper:
    """A document without its text: type, certainty, page qualities, facts, and the pages it stands on."""

    doc_type: str
    probability: float | None
    qualities: tuple[Quality, ...]
    facts: tuple[Fact, ...]
    places: frozenset[tuple[str, int]]


Papers = Mapping[str, Paper]  #: by document id


def papers_of(documents: Sequence[Document]) -> Papers:
    """Papers as the stages hand them on."""
    return {
        d.id: Paper(
            d.doc_type,
            d.probability,
            tuple(page.quality for page in d.pages),
            d.facts,
            frozenset((page.file, page.number) for page in d.pages),
        )
        for d in documents
    }


def papers_in(report: Report) -> Papers:
    """The same papers as a report lists them."""
    return {
        d.id: Paper(
            d.doc_type,
            d.probability,
            tuple(page.quality for page in d.pages),
            d.facts,
            frozenset((page.file, page.page) for page in d.pages),
        )
        for d in report.documents
    }


def is_defect(finding: Finding) -> bool:
    """Whether it is about the papers. Findings about files come from ingestion and reach the report, not the scorer."""
    return finding.code[:1] == "D" and finding.code[1:].isdigit()
