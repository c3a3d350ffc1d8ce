"""Which papers a submission holds, what is wrong with them, and the drawn documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.defects import DEFECTS, Plan, contradicts_words, shows
from prereview.synthesis.expectations import Brought, complete, lacking_papers, matters
from prereview.synthesis.library import recipes
from prereview.synthesis.marks import alter_total, mark_as_copy, mark_pages
from prereview.synthesis.options import Options
from prereview.synthesis.packing import Paper, SyntheticFile
from prereview.synthesis.papers import draw_paper
from prereview.synthesis.papers.english import ENGLISH_PAPERS


@dataclass(frozen=True, slots=True)
class SyntheticDocument:
    """One paper: its type, drawn pages, the case it was drawn from (altered where a defect is planted)."""

    id: str
    doc_type: str
    case: Case
    pages: tuple[Canvas, ...]
    capture: str
    defects: tuple[str, ...]
    relative: bool = False


def choose_papers(
    line: str,
    case: Case,
    facts: Mapping[str, Any],
    rng: Random,
    *,
    given: Sequence[str] | None,
    missing: Sequence[str] | None,
) -> tuple[tuple[Brought, ...], tuple[str, ...]]:
    """The papers of a submission that is complete by its checklist but for the missing types, and those types."""
    if given is not None:
        left_out = tuple(missing or ())
        return tuple(Brought(name) for name in given if name not in left_out), left_out
    entry = recipes()[line]
    by_relative = bool(facts["died"] or facts["student"])
    names = [*entry["always"], *(name for name, percent in entry["often"].items() if rng.randrange(100) < percent)]
    papers = [Brought(name, by_relative and name == "bank_card") for name in names]
    if case.accident.traffic and case.disease.kind == "accident":
        papers = [paper for paper in papers if paper.doc_type != "accident_proof"]
    papers += lacking_papers(line, facts, papers)
    left_out = tuple(missing) if missing is not None else _draw_missing(rng, line, facts, papers)
    papers = [paper for paper in papers if paper.doc_type not in left_out]
    papers += [Brought(name) for name in ("unknown", "blank") if rng.random() < 0.12]
    return tuple(papers), left_out


def _draw_missing(rng: Random, line: str, facts: Mapping[str, Any], papers: Sequence[Brought]) -> tuple[str, ...]:
    """Nothing, one or two of the types without which an item stays open."""
    if rng.random() < 0.55:
        return ()
    names = dict.fromkeys(paper.doc_type for paper in papers)
    needed = [name for name in names if not complete(line, facts, [p for p in papers if p.doc_type != name])]
    return tuple(rng.sample(needed, 1 if rng.random() < 0.7 else 2))


def choose_defects(
    line: str, facts: Mapping[str, Any], papers: Sequence[Brought], rng: Random
) -> tuple[tuple[str, str], ...]:
    """Up to three defects (code, document type) that a reviewer would look for on the papers there."""
    if rng.random() < 0.4:
        return ()
    names = {paper.doc_type for paper in papers if not paper.relative}
    fitting = {
        code: [name for name in sorted(names & defect.doc_types) if matters(line, facts, papers, code, name)]
        for code, defect in DEFECTS.items()
        if defect.fits(names)
    }
    codes = [code for code, where in fitting.items() if where]
    chosen: dict[str, str] = {}
    for code in rng.sample(codes, min(len(codes), rng.choice((1, 1, 1, 2, 3)))):
        chosen.setdefault(rng.choice(fitting[code]), code)  # one defect a paper: two could hide each other
    return tuple((code, name) for name, code in chosen.items())


def draw_documents(
    papers: Sequence[Brought], case: Case, line: str, planned: Sequence[tuple[str, str]], rng: Random
) -> tuple[SyntheticDocument, ...]:
    """The papers drawn, with the planned defects that came out visible."""
    documents: list[SyntheticDocument] = []
    for paper in papers:
        own = replace(case, person=case.relative, relative=case.person) if paper.relative else case
        plan = Plan(own, Options(line=line))
        codes = [code for code, name in planned if name == paper.doc_type and not paper.relative]
        for code in codes:
            plan = DEFECTS[code].plant(plan, rng)
        pages, codes = _draw_pages(paper.doc_type, plan, rng, codes)
        number = len(documents) + 1
        documents.append(
            SyntheticDocument(
                f"doc-{number}", paper.doc_type, plan.case, pages, plan.capture, tuple(codes), paper.relative
            )
        )
        if plan.duplicate:
            documents.append(replace(documents[-1], id=f"doc-{number + 1}"))
    return tuple(documents)


def _draw_pages(doc_type: str, plan: Plan, rng: Random, codes: list[str]) -> tuple[tuple[Canvas, ...], list[str]]:
    """The pages, and the codes that can be seen on them: not every house prints what a defect needs."""
    if plan.english and doc_type in ENGLISH_PAPERS:
        return tuple(ENGLISH_PAPERS[doc_type](plan.case, rng)), codes
    pages: list[Canvas] = []
    for _ in range(12):
        pages = mark_pages(draw_paper(doc_type, plan.case, rng, plan.options), doc_type, rng)
        if plan.copied:
            mark_as_copy(pages[0], rng)
        if plan.options.altered and not alter_total(pages[0], rng):
            continue
        if all(shows(code, pages, plan.case) for code in codes):
            break
    seen = [code for code in codes if shows(code, pages, plan.case)]
    # Overwritten figures are unlike the words, where a bill prints words: any difference is asked about.
    return tuple(pages), [*seen, "D08"] if "D22" in seen and contradicts_words(pages) else seen


def as_brought(document: SyntheticDocument) -> Brought:
    """The drawn paper as a reviewer counts it."""
    texts = [text for page in document.pages for text in page.texts]
    return Brought(
        document.doc_type,
        document.relative,
        document.defects,
        electronic=any("电子" in text.text for text in texts),
        states=frozenset(text.fact[0] for text in texts if text.fact),
    )


def paper_to_pack(document: SyntheticDocument) -> Paper:
    """What packing needs to know of a document; a bill that calls itself electronic is never copied grey."""
    capture = document.capture
    if capture == "any" and any("电子" in text.text for text in document.pages[0].texts):
        capture = "colour"
    return Paper(document.id, document.doc_type, tuple((page.width, page.height) for page in document.pages), capture)


def note_grey_copies(
    documents: Sequence[SyntheticDocument], files: Sequence[SyntheticFile], line: str, facts: Mapping[str, Any]
) -> tuple[SyntheticDocument, ...]:
    """Add D03 to the documents that arrived as grey copies though a seal or an original has to be judged on them."""
    places = [place for file in files for place in file.pages if place.capture == "photocopy"]
    grey = {piece.document for place in places for piece in place.pieces}

    def counts(document: SyntheticDocument) -> bool:
        """Whether the grey copy leaves an item open: alone, or because the paper that would do instead is grey too."""
        name = document.doc_type
        clean = [Brought(one.doc_type, one.relative) for one in documents]
        others = [
            replace(paper, defects=("D03",)) if one.id in grey and one.doc_type != name else paper
            for one, paper in zip(documents, clean, strict=True)
        ]
        return any(matters(line, facts, papers, "D03", name) for papers in (clean, others))

    return tuple(
        replace(document, defects=("D03", *document.defects))
        if document.id in grey and "D03" not in document.defects and counts(document)
        else document
        for document in documents
    )
