"""Generated submissions sent through the whole product with a perfect reading: everything after the reader is real."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from prereview.claims import CaseFacts
from prereview.documents import Page
from prereview.findings import ItemResult
from prereview.pipeline import Reviewer
from prereview.report import Report
from prereview.synthesis import SyntheticClaim
from prereview.synthesis.drafting import SyntheticDocument
from prereview.synthesis.reading_view import read_canvas
from prereview.synthesis.submissions import Recipe, compose_claim
from prereview.training.reviewed_claims import LINES_A_PAGE
from prereview.training.simulated_reading import KnownPages

Change = Callable[[str, Page], Page]  #: document type and its page, as read


def compose(
    line: str, seed: int = 1, *, where: Callable[[SyntheticClaim], bool] = bool, **recipe: Any
) -> SyntheticClaim:
    """A generated submission without flaws but those named; the first from `seed` on that is as wanted."""
    wishes = {
        "defects": (),
        "missing": (),
        "archive": False,
        "rendering": "digital",
        "scenario": "no_history",
        **recipe,
    }
    drawn = (
        compose_claim(Recipe(line, **wishes), Random(f"e2e/{n}"), claim_id="E2E-1") for n in range(seed, seed + 60)
    )
    return next(claim for claim in drawn if where(claim))


def review(
    claim: SyntheticClaim,
    folder: Path,
    reviewer: Reviewer,
    *,
    also: Sequence[SyntheticDocument] = (),
    facts: Mapping[str, Any] | None = None,
    change: Change = lambda doc_type, page: page,
) -> Report:
    """The report on the papers of the claim and those of a second round, with a changed set of told facts."""
    folder.mkdir(parents=True, exist_ok=True)
    pages: dict[tuple[str, int], Page] = {}
    for prefix, documents in (("a", claim.documents), ("b", also)):
        for document in documents:
            name = f"{prefix}-{document.id}.txt"
            for number, canvas in enumerate(document.pages, start=1):
                page = _as_captured(read_canvas(canvas, file=name, number=number), document)
                pages[name, number] = change(document.doc_type, page)
            (folder / name).write_text(f"{name}\n" * (LINES_A_PAGE * len(document.pages)), encoding="utf-8")
    told = claim.claim if facts is None else claim.claim.model_copy(update={"facts": CaseFacts(**facts)})
    (folder / "claim.json").write_text(told.model_dump_json(exclude_none=True), encoding="utf-8")
    return replace(reviewer, reader=KnownPages(pages)).review(folder)


def _as_captured(page: Page, document: SyntheticDocument) -> Page:
    return page.model_copy(update={"ink": "grey", "seals": ()}) if "D03" in document.defects else page


def item(report: Report, item_id: str) -> ItemResult:
    """One item of the report."""
    return next(entry for entry in report.items if entry.id == item_id)


def papers(claim: SyntheticClaim, *doc_types: str) -> list[SyntheticDocument]:
    """The papers of these types."""
    return [document for document in claim.documents if document.doc_type in doc_types]
