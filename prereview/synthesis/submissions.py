"""Whole invented submissions: a case, its papers, what is wrong with them, and how they arrive as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any, Literal

from prereview.claims import Claim
from prereview.findings import ItemState
from prereview.synthesis.case import Case, draw_case
from prereview.synthesis.claim_record import EXCLUDING, case_facts, claim_record
from prereview.synthesis.drafting import (
    SyntheticDocument,
    as_brought,
    choose_defects,
    choose_papers,
    draw_documents,
    note_grey_copies,
    paper_to_pack,
)
from prereview.synthesis.expectations import expected_items, reports_only
from prereview.synthesis.histories import Scenario
from prereview.synthesis.library import recipes
from prereview.synthesis.packing import SyntheticFile, pack_files

_SCENARIOS: tuple[tuple[Scenario, int], ...] = (
    ("no_history", 26),
    ("negated", 22),
    ("family_only", 9),
    ("onset_before_effective", 16),
    ("onset_after_effective", 7),
    ("within_waiting_period", 5),
    ("disclosed", 5),
    ("unrelated_to_claim", 6),
    ("undeterminable_needs_human", 4),
)


@dataclass(frozen=True, slots=True)
class PlantedDefect:
    """A defect the generator made, and the document that shows it (None: a missing paper)."""

    code: str
    document: str | None
    doc_type: str


@dataclass(frozen=True, slots=True)
class ExpectedPreexisting:
    """The right answer to the pre-existing question, as the generator knows it."""

    flag: bool
    condition: str | None
    reason_code: str
    needs_human: bool


@dataclass(frozen=True, slots=True)
class SyntheticClaim:
    """A submission before it is written: claim.json, papers, files, and the whole truth about them."""

    claim: Claim
    line: str
    case: Case
    documents: tuple[SyntheticDocument, ...]
    files: tuple[SyntheticFile, ...]
    defects: tuple[PlantedDefect, ...]
    missing: tuple[str, ...]
    items: Mapping[str, ItemState]
    preexisting: ExpectedPreexisting
    archive: bool
    seed: int
    dpi: float = 150.0
    jpeg_quality: int = 82
    picture_bytes: int | None = None
    wear: float = 1.0
    with_claim_file: bool = True


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a submission is to be; fields left None are drawn."""

    line: str
    scenario: Scenario | None = None
    defects: tuple[tuple[str, str], ...] | None = None
    missing: tuple[str, ...] | None = None
    rendering: Literal["mixed", "scan", "photo", "digital", "one_pdf", "text"] | None = None
    archive: bool | None = None
    papers: tuple[str, ...] | None = None


def generate_claims(count: int, *, seed: int, lines: Sequence[str] | None = None) -> Iterator[SyntheticClaim]:
    """`count` submissions, the lines in turn; the same seed gives the same submissions.

    Args:
        count: How many.
        seed: Reproduces the sequence; claim `i` does not depend on the others.
        lines: Lines of business, by checklist id; all 14 if None.
    """
    return (compose_numbered(index, seed, lines) for index in range(count))


def claim_name(index: int, seed: int) -> str:
    """The id of claim `index` of a sequence."""
    return f"S{seed}-{index:05d}"


def compose_numbered(index: int, seed: int, lines: Sequence[str] | None = None) -> SyntheticClaim:
    """Claim `index` of the sequence of `seed`."""
    chosen = tuple(lines) if lines else tuple(recipes())
    rng = Random(f"claim/{seed}/{index}")
    return compose_claim(Recipe(chosen[index % len(chosen)]), rng, claim_id=claim_name(index, seed))


def compose_claim(recipe: Recipe, rng: Random, *, claim_id: str) -> SyntheticClaim:
    """One submission by recipe: case, papers, defects, files, and what a reviewer should say of it."""
    case = _draw_case(recipe, rng)
    facts = case_facts(case, recipe.line).model_dump()
    papers, missing = choose_papers(recipe.line, case, facts, rng, given=recipe.papers, missing=recipe.missing)
    planned = recipe.defects
    if planned is None:
        planned = choose_defects(recipe.line, facts, papers, rng)
    documents = draw_documents(papers, case, recipe.line, planned, rng)
    rendering: str = recipe.rendering or rng.choice(
        (*("mixed", "scan", "photo", "digital", "one_pdf") * 3, "mixed", "mixed", "text")
    )
    files = pack_files([paper_to_pack(document) for document in documents], rng, rendering)
    documents = note_grey_copies(documents, files, recipe.line, facts)
    brought = [as_brought(document) for document in documents]
    planted = [PlantedDefect(code, d.id, d.doc_type) for d in documents for code in d.defects]
    report = reports_only(recipe.line, facts, brought)
    if report:
        planted.append(PlantedDefect("D19", next(d.id for d in documents if d.doc_type == report), report))
    planted += [PlantedDefect("missing", None, name) for name in missing]
    return SyntheticClaim(
        claim=claim_record(case, recipe.line, claim_id, rng),
        line=recipe.line,
        case=case,
        documents=documents,
        files=files,
        defects=tuple(planted),
        missing=missing,
        items=expected_items(recipe.line, facts, brought),
        preexisting=_expected(case, recipe.line, documents),
        archive=rng.random() < 0.12 if recipe.archive is None else recipe.archive,
        seed=rng.randrange(10**6),
    )


def _draw_case(recipe: Recipe, rng: Random) -> Case:
    line = recipes()[recipe.line]
    scenario = recipe.scenario or _draw_scenario(rng, line)
    case = draw_case(
        rng,
        kinds=tuple(line["kinds"]),
        inpatient=bool(line["inpatient"]),
        scenario=scenario,
        minor=bool(line.get("minor")),
        settled=bool(line.get("settled")),
    )
    # An appraisal is made when treatment has ended and the injury no longer changes.
    late = timedelta(days=rng.randrange(95, 190)) if line.get("appraised") else timedelta(0)
    return replace(case, claim_day=case.claim_day + late)


def _draw_scenario(rng: Random, line: Mapping[str, Any]) -> Scenario:
    if line.get("motor") or set(line["kinds"]) <= {"accident", "outpatient"}:
        return rng.choice(("no_history", "negated", "family_only", "unrelated_to_claim"))
    return rng.choices([name for name, _ in _SCENARIOS], [weight for _, weight in _SCENARIOS])[0]


def _expected(case: Case, line: str, documents: Sequence[SyntheticDocument]) -> ExpectedPreexisting:
    """Accident and motor lines never exclude a history; elsewhere what the papers tell of the scenario decides."""
    history = case.history
    told = history.condition is None or any(
        _tells(document, text) for document in documents for text in (history.past, history.family) if text
    )
    if not told:
        return ExpectedPreexisting(False, None, "no_history", False)
    if history.reason_code == "onset_before_effective" and line not in EXCLUDING:
        return ExpectedPreexisting(False, history.condition, "undeterminable_needs_human", True)
    return ExpectedPreexisting(history.flag, history.condition, history.reason_code, history.needs_human)


def _tells(document: SyntheticDocument, text: str) -> bool:
    """Whether the paper, legible as it arrives, holds those words."""
    if "D17" in document.defects:
        return False
    return text in "".join(op.text for page in document.pages for op in page.texts)
