"""Single pages without rendering: tens of thousands a minute, for training the page classifier and the extractors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from prereview.documents import BLANK, UNKNOWN, BoundingBox, Page
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case, draw_case
from prereview.synthesis.histories import Scenario
from prereview.synthesis.marks import mark_pages
from prereview.synthesis.misreading import misread
from prereview.synthesis.papers import PAPERS, draw_paper
from prereview.synthesis.papers.english import ENGLISH_PAPERS
from prereview.synthesis.reading_view import read_canvas, text_box

_SCENARIOS: tuple[Scenario, ...] = (
    "no_history",
    "negated",
    "family_only",
    "onset_before_effective",
    "undeterminable_needs_human",
    "unrelated_to_claim",
)
_INPATIENT = frozenset(
    {"inpatient_invoice", "discharge_summary", "admission_record", "first_page", "course_notes", "settlement_sheet"}
)
_OUTPATIENT = frozenset({"outpatient_invoice", "outpatient_record", "prescription", "drug_receipt"})


@dataclass(frozen=True, slots=True)
class PageFact:
    """A value drawn on a page: name and canonical value by `documents.FACT_KINDS`, box page-relative."""

    name: str
    value: str
    bbox: BoundingBox


@dataclass(frozen=True, slots=True)
class SyntheticPage:
    """A page as a reader would return it, and what it truly is. `page_index` counts from 0 within its document."""

    doc_type: str
    page: Page
    facts: tuple[PageFact, ...]
    page_index: int = 0
    page_count: int = 1


def generate_pages(
    count: int, *, seed: int, doc_types: Sequence[str] | None = None, noise: float = 0.6
) -> Iterator[SyntheticPage]:
    """Pages of all (or the given) document types in turn, one in six unrelated; a seed gives the same pages.

    Args:
        count: How many pages.
        seed: Reproduces the sequence.
        doc_types: Restrict to these labels of checklists/document_types.yaml.
        noise: Share of pages read with OCR-like mistakes; the rest read perfectly.
    """
    types = list(doc_types) if doc_types else [name for name in PAPERS if name not in (UNKNOWN, BLANK)]
    drawn = 0
    for index in range(count):
        rng = Random(f"page/{seed}/{index}")
        if doc_types or index % 6:
            doc_type, drawn = types[drawn % len(types)], drawn + 1
        else:
            doc_type = BLANK if index % 72 == 0 else UNKNOWN
        canvases = draw_document(doc_type, rng)
        chosen = 0 if rng.random() < 0.7 else rng.randrange(len(canvases))
        position = (chosen, len(canvases))
        yield view_page(canvases[chosen], doc_type, rng, noise=noise, number=index + 1, position=position)


def draw_document(doc_type: str, rng: Random) -> list[Canvas]:
    """One document of a fresh case, fit for its type; a minor part in English."""
    if doc_type in ENGLISH_PAPERS and rng.random() < 0.08:
        return ENGLISH_PAPERS[doc_type](case_for(doc_type, rng), rng)
    return mark_pages(draw_paper(doc_type, case_for(doc_type, rng), rng), doc_type, rng)


def case_for(doc_type: str, rng: Random) -> Case:
    """A case in which such a document makes sense."""
    if doc_type in _OUTPATIENT:
        return draw_case(
            rng, kinds=("outpatient", "accident", "illness"), inpatient=False, scenario=rng.choice(_SCENARIOS)
        )
    if doc_type == "pathology_report":
        return draw_case(rng, kinds=("tumour", "surgery"), inpatient=True, scenario="no_history")
    if doc_type == "operation_record":
        return draw_case(rng, kinds=("surgery", "tumour"), inpatient=True, scenario="no_history")
    kinds = ("illness", "surgery", "tumour", "critical", "accident")
    return draw_case(
        rng, kinds=kinds, inpatient=rng.random() < 0.7, scenario=rng.choice(_SCENARIOS), minor=rng.random() < 0.08
    )


def view_page(
    canvas: Canvas, doc_type: str, rng: Random, *, noise: float, number: int = 1, position: tuple[int, int] = (0, 1)
) -> SyntheticPage:
    """Read one canvas, with mistakes on a share of `noise` of the pages."""
    page = read_canvas(canvas, number=number, rng=rng)
    if rng.random() < noise:
        page = misread(page, rng)
    return SyntheticPage(doc_type, page, page_facts(canvas), *position)


def page_facts(canvas: Canvas) -> tuple[PageFact, ...]:
    """The facts drawn on a canvas; a value wrapped over lines gets the union of its boxes."""
    boxes: dict[tuple[str, str], BoundingBox] = {}
    for text in canvas.texts:
        if text.fact:
            box = text_box(canvas, text)
            known = boxes.get(text.fact)
            boxes[text.fact] = known.union(box) if known and abs(known.y1 - box.y0) < 0.03 else known or box
    return tuple(PageFact(name, value, box) for (name, value), box in boxes.items())
