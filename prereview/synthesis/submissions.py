"""Whole invented submissions: a case, its papers, what is wrong with them, and how they arrive as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, timezone
from random import Random
from typing import Any, Literal, cast

from prereview.claims import CaseFacts, Claim, ClaimDetails, Insured, Policy
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case, draw_case
from prereview.synthesis.defects import DEFECTS, Plan
from prereview.synthesis.histories import Scenario
from prereview.synthesis.library import load_library
from prereview.synthesis.marks import alter_total, mark_pages
from prereview.synthesis.options import Options
from prereview.synthesis.packing import SyntheticFile, pack_files
from prereview.synthesis.papers import draw_paper
from prereview.synthesis.papers.english import ENGLISH_PAPERS

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
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class PlantedDefect:
    """A defect the generator made, and the document that shows it (None: a missing paper)."""

    code: str
    document: str | None
    doc_type: str


@dataclass(frozen=True, slots=True)
class SyntheticDocument:
    """One paper: its type, drawn pages, the case it was drawn from (altered where a defect is planted)."""

    id: str
    doc_type: str
    case: Case
    pages: tuple[Canvas, ...]
    capture: str
    defects: tuple[str, ...]


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


def recipes() -> Mapping[str, Mapping[str, Any]]:
    """Lines of business and what their submissions hold."""
    lines: Mapping[str, Mapping[str, Any]] = load_library("recipes")["lines"]
    return lines


def generate_claims(count: int, *, seed: int, lines: Sequence[str] | None = None) -> Iterator[SyntheticClaim]:
    """`count` submissions, the lines in turn; the same seed gives the same submissions.

    Args:
        count: How many.
        seed: Reproduces the sequence; claim `i` does not depend on the others.
        lines: Lines of business, by checklist id; all 14 if None.
    """
    chosen = tuple(lines) if lines else tuple(recipes())
    for index in range(count):
        rng = Random(f"claim/{seed}/{index}")
        yield compose_claim(Recipe(chosen[index % len(chosen)]), rng, claim_id=f"S{seed}-{index:05d}")


def compose_claim(recipe: Recipe, rng: Random, *, claim_id: str) -> SyntheticClaim:
    """One submission by recipe: case, papers, defects, files."""
    line = recipes()[recipe.line]
    scenario = recipe.scenario or _draw_scenario(rng, line)
    case = draw_case(
        rng,
        kinds=tuple(line["kinds"]),
        inpatient=bool(line["inpatient"]),
        scenario=scenario,
        minor=bool(line.get("minor")),
    )
    types = list(recipe.papers) if recipe.papers else _draw_types(rng, recipe.line, case)
    if line.get("settled") and not case.insured_socially:
        case = replace(case, insured_socially=True)
    missing = recipe.missing if recipe.missing is not None else _draw_missing(rng, line)
    types = [name for name in types if name not in missing]
    planned = recipe.defects if recipe.defects is not None else _draw_defects(rng, types)
    documents = _draw_documents(rng, types, case, recipe.line, planned)
    planted = tuple(
        PlantedDefect(code, document.id, document.doc_type) for document in documents for code in document.defects
    )
    planted += tuple(PlantedDefect("missing", None, name) for name in missing)
    rendering: str = recipe.rendering or rng.choice(("mixed", "mixed", "scan", "photo", "digital", "one_pdf"))
    return SyntheticClaim(
        claim=_claim_record(case, recipe.line, claim_id, rng),
        line=recipe.line,
        case=case,
        documents=documents,
        files=pack_files([(d.id, d.doc_type, len(d.pages), d.capture) for d in documents], rng, rendering),
        defects=planted,
        missing=tuple(missing),
        preexisting=_expected(case, recipe.line),
        archive=rng.random() < 0.12 if recipe.archive is None else recipe.archive,
        seed=rng.randrange(10**6),
    )


def _draw_scenario(rng: Random, line: Mapping[str, Any]) -> Scenario:
    if line.get("motor") or set(line["kinds"]) <= {"accident", "outpatient"}:
        return rng.choice(("no_history", "negated", "family_only", "unrelated_to_claim"))
    return rng.choices([name for name, _ in _SCENARIOS], [weight for _, weight in _SCENARIOS])[0]


def _draw_types(rng: Random, line: str, case: Case) -> list[str]:
    entry = recipes()[line]
    types = [*entry["always"], *(name for name, percent in entry["often"].items() if rng.randrange(100) < percent)]
    if case.disease.operation and case.inpatient and rng.random() < 0.7:
        types.append("operation_record")
    if case.disease.kind == "tumour":
        types.append("pathology_report")
    if (
        case.insured_socially
        and case.inpatient
        and "inpatient_invoice" in types
        and "settlement_sheet" not in types
        and rng.random() < 0.8
    ):
        types.append("settlement_sheet")
    if case.accident.traffic and "accident_proof" in types:
        types[types.index("accident_proof")] = "traffic_liability"
    types += [name for name in ("unknown", "blank") if rng.random() < 0.12]
    return types


def _draw_missing(rng: Random, line: Mapping[str, Any]) -> tuple[str, ...]:
    if rng.random() < 0.55:
        return ()
    return tuple(rng.sample(list(line["always"]), 1 if rng.random() < 0.7 else 2))


def _draw_defects(rng: Random, types: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if rng.random() < 0.4:
        return ()
    fitting = [(code, name) for code, defect in DEFECTS.items() for name in types if name in defect.doc_types]
    return tuple(rng.sample(fitting, min(len(fitting), rng.choice((1, 1, 1, 2, 3))))) if fitting else ()


def _draw_documents(
    rng: Random, types: Sequence[str], case: Case, line: str, planned: Sequence[tuple[str, str]]
) -> tuple[SyntheticDocument, ...]:
    documents: list[SyntheticDocument] = []
    for doc_type in types:
        plan, codes = Plan(case, Options(line=line)), [code for code, name in planned if name == doc_type]
        for code in codes:
            plan = DEFECTS[code].plant(plan, rng)
        pages, codes = _draw_pages(doc_type, plan, rng, codes)
        documents.append(
            SyntheticDocument(f"doc-{len(documents) + 1}", doc_type, plan.case, pages, plan.capture, tuple(codes))
        )
        if plan.duplicate:
            documents.append(replace(documents[-1], id=f"doc-{len(documents) + 1}"))
    return tuple(documents)


def _draw_pages(doc_type: str, plan: Plan, rng: Random, codes: list[str]) -> tuple[tuple[Canvas, ...], list[str]]:
    """The pages, and the codes that could be planted on them."""
    if plan.english and doc_type in ENGLISH_PAPERS:
        return tuple(ENGLISH_PAPERS[doc_type](plan.case, rng)), codes
    for _ in range(12):
        pages = mark_pages(draw_paper(doc_type, plan.case, rng, plan.options), doc_type, rng)
        if not plan.options.skip_page or _says_more(pages):
            break
    else:
        # No house needed a second page for this paper, so there is no gap to plant.
        codes = [code for code in codes if code != "D09"]
    if plan.options.altered and not alter_total(pages[0], rng):
        codes = [code for code in codes if code != "D22"]
    return tuple(pages), codes


def _says_more(pages: list[Canvas]) -> bool:
    """Whether a page says 共N页 and N pages are not there."""
    facts = [text.fact for page in pages for text in page.texts if text.fact and text.fact[0] == "page_count"]
    return any(int(value) > len(pages) for _, value in facts)


def _expected(case: Case, line: str) -> ExpectedPreexisting:
    """Accident lines and motor lines never exclude a history; elsewhere the scenario decides."""
    history = case.history
    excluded = line in ("inpatient_medical", "outpatient_medical", "hospital_allowance", "supplementary_citywide")
    if history.reason_code == "onset_before_effective" and not excluded:
        return ExpectedPreexisting(False, history.condition, "undeterminable_needs_human", True)
    return ExpectedPreexisting(history.flag, history.condition, history.reason_code, history.needs_human)


_WORDING = "被保险人在本合同生效之前已患有且已知晓的疾病或症状（既往症），保险人不承担给付保险金的责任。"


def _claim_record(case: Case, line: str, claim_id: str, rng: Random) -> Claim:
    person, terms, recipe = case.person, case.policy, recipes()[line]
    accident = case.disease.kind == "accident"
    received = datetime.combine(case.claim_day, time(rng.randrange(8, 18), rng.randrange(60)), tzinfo=_CHINA)
    disclosed = (case.history.condition,) if case.history.reason_code == "disclosed" and case.history.condition else ()
    excludes = line in ("inpatient_medical", "outpatient_medical", "hospital_allowance", "supplementary_citywide")
    return Claim(
        claim_id=claim_id,
        line=line,
        received_at=received,
        insured=Insured(
            name=person.name,
            id_number=person.id_number,
            birth_date=person.birth_date,
            sex="male" if person.sex == "男" else "female",
        ),
        policy=Policy(
            number=terms.number,
            product=terms.product,
            insurer=terms.insurer,
            contract_type=_contract_type(line),
            effective_date=terms.effective,
            end_date=terms.end,
            waiting_period_days=terms.waiting_days,
            waiting_period_applies_to="疾病（意外不适用）",
            preexisting_wording=_WORDING if excludes else None,
            disclosed_conditions=disclosed,
        ),
        claim=ClaimDetails(
            claimed_diagnosis=case.disease.name,
            visit_date=case.stay.visit,
            event_date=case.accident.day if accident else None,
            amount_claimed=case.bill.cash,
        ),
        facts=_facts(case, line, cast("dict[str, Any]", recipe)),
    )


def _contract_type(line: str) -> str:
    if line.startswith("motor"):
        return "机动车商业保险"
    return {
        "critical_illness": "重大疾病保险",
        "accident_medical": "意外伤害保险",
        "accident_disability": "意外伤害保险",
        "death_accident": "意外伤害保险",
    }.get(line, "一年期医疗险")


def _facts(case: Case, line: str, recipe: dict[str, Any]) -> CaseFacts:
    """What the insurer knows; enough that a complete submission leaves no open question about the basic items."""
    accident = case.disease.kind == "accident"
    return CaseFacts(
        cause="accident" if accident else "illness",
        insured_age=case.person.age_on(case.stay.visit),
        insured_capable=True,
        applicant_role="beneficiary" if line.startswith("death") else "guardian" if recipe.get("minor") else "insured",
        submitted_by_agent=False,
        payee_is_insured=not line.startswith("death"),
        beneficiary_designated=True if line.startswith("death") else None,
        died=line.startswith("death"),
        has_social_insurance=case.insured_socially,
        settled_social=case.insured_socially and case.inpatient,
        other_payer_paid=False,
        third_party_liable=False if not accident else case.accident.other_party,
        traffic_accident=accident and case.accident.traffic,
        insured_was_driver=bool(recipe.get("motor")),
        work_injury=False,
        public_security_case=False,
        treatment_abroad=False,
        emergency=False,
        transferred_hospital=False,
        hospitals_n=1,
        stays_n=1 if case.inpatient else 0,
        surgery=bool(case.disease.operation) and case.inpatient,
        implant=False,
        malignant_tumour=case.disease.kind == "tumour",
        hospital_grade=case.hospital.grade,
        drug_external=False,
        core_policy_link=True,
        hospital_link=False,
        police_data_link=False,
        channel="online",
        inpatient=case.inpatient,
        student=bool(recipe.get("minor")),
        group_policy=False,
        policy_age_days=(case.stay.visit - case.policy.effective).days,
        vehicle_owner_type="person" if recipe.get("motor") else None,
        vehicle_use="private" if recipe.get("motor") else None,
    )
