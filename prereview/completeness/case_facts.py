"""The case facts a checklist condition may ask for: told by claim.json, or derived from papers with evidence.

What claim.json says stands. Otherwise a fact is derived from papers; otherwise a presumption of questions.yaml holds
(with its basis); otherwise it is unknown and will be asked if it matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from prereview.checklist import FactQuestion
from prereview.claims import CaseFacts
from prereview.completeness.case import (
    INVOICES,
    MEDICAL_RECORDS,
    Case,
    claim_evidence,
    page_evidence,
)
from prereview.completeness.names import canonical_name, compare_names
from prereview.documents import Document, Evidence, Fact

#: Lines in which the insured person has died, or the claim is about an accident, by what they insure.
DEATH_LINES = frozenset({"death_illness", "death_accident"})
ACCIDENT_LINES = frozenset({"accident_medical", "accident_disability", "death_accident"})
MOTOR_LINES = frozenset(
    {"motor_own_damage", "motor_injury_outpatient", "motor_injury_inpatient_disability_death", "compulsory_motor"}
)
DEATH_PAPERS = (
    "death_certificate_medical", "death_certificate_other", "household_cancellation", "cremation_certificate",
    "court_death_declaration", "autopsy_report",
)  # fmt: skip
INPATIENT_PAPERS = ("inpatient_invoice", "discharge_summary", "admission_record", "first_page", "course_notes")
OUTPATIENT_PAPERS = ("outpatient_invoice", "outpatient_record", "prescription")

_TRAFFIC = re.compile(r"交通|车祸|追尾|机动车|电动车|摩托车|撞车|被.{0,6}车.{0,3}撞")
_WORK = re.compile(r"工伤|上班|工作时|施工|工地|车间|单位.{0,4}(作业|劳动)")
_CRIME = re.compile(r"殴打|打架|斗殴|被打|抢劫|被刺|报警|派出所")
_INJURY = re.compile(
    r"骨折|外伤|扭伤|挫伤|挫裂|裂伤|烧伤|烫伤|脱位|创伤|损伤|咬伤|抓伤|摔|跌|撞|切割伤|中毒|异物|溺水|车祸"
)
_CANCER = re.compile(r"癌|恶性肿瘤|肉瘤|白血病|淋巴瘤|骨髓瘤|黑色素瘤|\bC\d{2}(\.\d)?")
_DOUBTED = re.compile(r"待查|待排|疑似|可疑|除外|排除|[??]")
_FUND = re.compile(r"统筹|医保|基金|社保")
_IMPLANT = re.compile(r"内固定|支架|假体|植入|起搏器|人工晶体|置换术|钢板|钛网|补片")


@dataclass(frozen=True, slots=True)
class Known:
    """A case fact and what it rests on; `presumed` when only a rule of experience or law stands behind it."""

    value: Any
    evidence: tuple[Evidence, ...]
    presumed: bool = False


KnownFacts = Mapping[str, Known]


def derive_facts(case: Case, questions: Mapping[str, FactQuestion]) -> KnownFacts:
    """Every case fact that is told, derivable or presumed; the rest is absent, which means unknown."""
    known: dict[str, Known] = {}
    for name in CaseFacts.model_fields:
        told = _told(case, name)
        derive = _DERIVE.get(name)
        found = told or (derive(case) if derive else None) or _presumed(questions.get(name))
        if found is not None:
            known[name] = found
    return known


def values_of(known: KnownFacts) -> dict[str, Any]:
    """The facts as the condition language wants them."""
    return {name: fact.value for name, fact in known.items()}


def _told(case: Case, name: str) -> Known | None:
    value = getattr(case.claim.facts, name)
    # `cause: unknown` is an honest "we do not know", which is what absence means here.
    if value is None or value == "unknown":
        return None
    return Known(value, (claim_evidence(f"{name} = {str(value).lower()}"),))


def _presumed(question: FactQuestion | None) -> Known | None:
    if question is None or question.presume is None:
        return None
    return Known(question.presume, (claim_evidence(question.basis),), presumed=True)


# --- who -------------------------------------------------------------------------------------------------------------


def _insured_age(case: Case) -> Known | None:
    day = case.claim.claim.event_date or case.claim.claim.visit_date or case.claim_date
    born = case.claim.insured.birth_date
    if born and day:
        return Known(_years(born, day), (claim_evidence(f"birth_date = {born}"),))
    number = case.claim.insured.id_number or ""
    if day and (from_number := _birth_in(number)):
        return Known(_years(from_number, day), (claim_evidence("id_number"),))
    births = [fact for fact in _insured_facts(case, ("id_number", "birth_date")) if _birth_of(fact)]
    if births and day and (found := _birth_of(births[0])):
        return Known(_years(found, day), (births[0].evidence,))
    ages = sorted(_insured_facts(case, ("age",)), key=lambda fact: int(fact.value))
    if ages:
        middle = ages[len(ages) // 2]
        return Known(int(middle.value), (middle.evidence,))
    return None


def _insured_facts(case: Case, names: Iterable[str]) -> list[Fact]:
    """Facts of papers that name the insured person (or name nobody, for hospital papers)."""
    insured = case.insured_name
    found = []
    for document in case.documents:
        if document.doc_type not in MEDICAL_RECORDS | INVOICES | {
            "id_card",
            "household_book",
            "passport",
            "claim_form",
        }:
            continue
        name = document.fact("name")
        if insured and name and compare_names(insured.value, name.value) != "same":
            continue
        if not (insured and name) and document.doc_type not in MEDICAL_RECORDS:
            continue
        found += [fact for wanted in names if (fact := document.fact(wanted))]
    return found


def _birth_of(fact: Fact) -> date | None:
    return fact.as_date() if fact.name == "birth_date" else _birth_in(fact.value)


def _birth_in(id_number: str) -> date | None:
    if not re.fullmatch(r"\d{17}[\dXx]", id_number):
        return None
    try:
        return date.fromisoformat(f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}")
    except ValueError:
        return None


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _submitted_by_agent(case: Case) -> Known | None:
    role = case.claim.facts.applicant_role
    if role is not None:
        return Known(role == "agent", (claim_evidence(f"applicant_role = {role}"),))
    return _because_of(case, ("poa",))


def _payee_is_insured(case: Case) -> Known | None:
    insured = case.insured_name
    for document in case.of_type("bank_card"):
        holder = document.fact("account_holder") or document.fact("name")
        if insured and holder and compare_names(insured.value, holder.value) == "same":
            return Known(True, (holder.evidence,))
    return None


# --- contract --------------------------------------------------------------------------------------------------------


def _core_policy_link(case: Case) -> Known | None:
    # The policy block of claim.json comes out of the core system: with a number and a date the contract is found.
    policy = case.claim.policy
    if policy.number and policy.effective_date:
        return Known(True, (claim_evidence(f"policy.number = {policy.number}"),))
    return None


def _policy_age_days(case: Case) -> Known | None:
    start = case.claim.policy.first_effective_date or case.claim.policy.effective_date
    day = case.claim.claim.event_date or case.claim.claim.visit_date or case.claim_date
    return Known((day - start).days, (claim_evidence(f"effective_date = {start}"),)) if start and day else None


def _waiting_period(case: Case) -> Known | None:
    days = case.claim.policy.waiting_period_days
    return None if days is None else Known(days, (claim_evidence(f"waiting_period_days = {days}"),))


def _amount_claimed(case: Case) -> Known | None:
    amount = case.claim.claim.amount_claimed
    if amount is not None:
        return Known(amount, (claim_evidence(f"amount_claimed = {amount}"),))
    totals = [fact for document in case.of_type(*INVOICES) if (fact := document.fact("total"))]
    return Known(sum((fact.as_money() for fact in totals), Decimal(0)), _places(totals)) if totals else None


# --- what happened ---------------------------------------------------------------------------------------------------


def _cause(case: Case) -> Known | None:
    line = case.line
    if line in ACCIDENT_LINES:
        return Known("accident", (claim_evidence(f"line = {line}"),))
    if line == "death_illness":
        return Known("illness", (claim_evidence(f"line = {line}"),))
    for document in case.of_type("claim_form"):
        told = document.fact("claim_cause")
        if told and ("意外" in told.value or told.value == "accident"):
            return Known("accident", (told.evidence,))
        if told and ("疾病" in told.value or told.value == "illness"):
            return Known("illness", (told.evidence,))
    proofs = case.of_type("traffic_liability", "work_injury_ruling", "accident_proof")
    if proofs:
        return Known("accident", (page_evidence(proofs[0]),))
    return _illness_by_diagnosis(case)


def _illness_by_diagnosis(case: Case) -> Known | None:
    # Only papers that say nothing of an injury anywhere let us take it for an illness; one injury word asks instead.
    records = case.of_type(*MEDICAL_RECORDS)
    diagnoses = [fact for document in records for fact in document.facts_named("diagnosis")]
    complaints = [fact for document in records for fact in document.facts_named("chief_complaint")]
    if not diagnoses or any(_INJURY.search(fact.value) for fact in diagnoses + complaints):
        return None
    return Known("illness", _places(diagnoses))


def _from_cause(pattern: re.Pattern[str], papers: tuple[str, ...]) -> Callable[[Case], Known | None]:
    """True by a paper of that authority or by the account of the event; False when the account says otherwise."""

    def derive(case: Case) -> Known | None:
        by_paper = _because_of(case, papers)
        if by_paper:
            return by_paper
        accounts = [
            fact for document in case.documents for fact in document.facts_named("event_cause") if len(fact.value) >= 4
        ]
        for fact in accounts:
            if pattern.search(fact.value):
                return Known(True, (fact.evidence,))
        return Known(False, _places(accounts)) if accounts else None

    return derive


def _died(case: Case) -> Known | None:
    if case.line in DEATH_LINES:
        return Known(True, (claim_evidence(f"line = {case.line}"),))
    return _because_of(case, DEATH_PAPERS)


def _insured_was_driver(case: Case) -> Known | None:
    insured = case.insured_name
    for document in case.of_type("driving_licence"):
        name = document.fact("name")
        if insured and name and compare_names(insured.value, name.value) == "same":
            return Known(True, (name.evidence,))
    return None


# --- care ------------------------------------------------------------------------------------------------------------


def _inpatient(case: Case) -> Known | None:
    if case.line == "inpatient_medical":
        return Known(True, (claim_evidence("line = inpatient_medical"),))
    stay = _because_of(case, INPATIENT_PAPERS)
    if stay:
        return stay
    visits = case.of_type(*OUTPATIENT_PAPERS)
    return Known(False, tuple(page_evidence(document) for document in visits)) if visits else None


def _emergency(case: Case) -> Known | None:
    for document in case.of_type(*MEDICAL_RECORDS, *INVOICES):
        fact = document.fact("emergency")
        if fact and fact.value == "true":
            return Known(True, (fact.evidence,))
        department = document.fact("department")
        if department and "急诊" in department.value:
            return Known(True, (department.evidence,))
    return None


def _hospitals(case: Case) -> list[Fact]:
    distinct: list[Fact] = []
    for document in case.of_type(*MEDICAL_RECORDS, *INVOICES):
        fact = document.fact("hospital")
        # 某某医院 and 某某医院(东院区) are one hospital; OCR may drop a character.
        if fact and all(fuzz.partial_ratio(_hospital_key(fact), _hospital_key(seen)) < 75 for seen in distinct):
            distinct.append(fact)
    return distinct


def _hospital_key(fact: Fact) -> str:
    return canonical_name(fact.value)


def _hospitals_n(case: Case) -> Known | None:
    hospitals = _hospitals(case)
    return Known(len(hospitals), _places(hospitals)) if hospitals else None


def _stays_n(case: Case) -> Known | None:
    admissions = [fact for document in case.of_type(*INPATIENT_PAPERS) if (fact := document.fact("admission_date"))]
    return Known(len({fact.value for fact in admissions}), _places(admissions)) if admissions else None


def _surgery(case: Case) -> Known | None:
    by_paper = _because_of(case, ("operation_record",))
    if by_paper:
        return by_paper
    # Only papers about this stay: 既往史 of other papers may name an operation of years ago.
    for document in case.of_type("first_page", "discharge_summary"):
        fact = document.fact("operation")
        if fact and fact.value not in ("无", "否", "-"):
            return Known(True, (fact.evidence,))
    return None


def _implant(case: Case) -> Known | None:
    by_paper = _because_of(case, ("implant_list",))
    if by_paper:
        return by_paper
    for document in case.of_type("operation_record", "first_page", "discharge_summary"):
        fact = document.fact("operation")
        if fact and _IMPLANT.search(fact.value):
            return Known(True, (fact.evidence,))
    return None


def _malignant_tumour(case: Case) -> Known | None:
    diagnoses = [
        fact
        for document in case.of_type("discharge_summary", "diagnosis_certificate", "first_page", "outpatient_record")
        for fact in document.facts_named("diagnosis")
    ]
    for fact in diagnoses:
        if _CANCER.search(fact.value) and not _DOUBTED.search(fact.value):
            return Known(True, (fact.evidence,))
    return Known(False, _places(diagnoses)) if diagnoses else None


def _hospital_grade(case: Case) -> Known | None:
    for document in case.of_type(*MEDICAL_RECORDS, *INVOICES):
        fact = document.fact("hospital_grade")
        if fact:
            return Known(fact.value, (fact.evidence,))
    return None


# --- money -----------------------------------------------------------------------------------------------------------


def _settled_social(case: Case) -> Known | None:
    by_paper = _because_of(case, ("settlement_sheet",))
    if by_paper:
        return by_paper
    paid = [fact for document in case.of_type(*INVOICES) for fact in document.facts_named("fund_paid")]
    for fact in paid:
        if fact.as_money() > 0:
            return Known(True, (fact.evidence,))
    if paid:
        return Known(False, _places(paid))
    # A bill that speaks of no fund at all was paid by the patient.
    silent = [bill for bill in case.of_type(*INVOICES) if bill.fact("total") and not _FUND.search(bill.text)]
    return Known(False, tuple(page_evidence(bill) for bill in silent)) if silent else None


def _other_payer_paid(case: Case) -> Known | None:
    return _because_of(case, ("settlement_split",))


# --- shared ----------------------------------------------------------------------------------------------------------


def _because_of(case: Case, doc_types: tuple[str, ...]) -> Known | None:
    """True when a paper of these types is in the file."""
    found: tuple[Document, ...] = case.of_type(*doc_types)
    return Known(True, tuple(page_evidence(document) for document in found)) if found else None


def _places(facts: Iterable[Fact]) -> tuple[Evidence, ...]:
    return tuple(fact.evidence for fact in facts)


def _if_present(*doc_types: str) -> Callable[[Case], Known | None]:
    return lambda case: _because_of(case, doc_types)


_DERIVE: Mapping[str, Callable[[Case], Known | None]] = {
    "insured_age": _insured_age,
    "submitted_by_agent": _submitted_by_agent,
    "payee_is_insured": _payee_is_insured,
    "core_policy_link": _core_policy_link,
    "policy_age_days": _policy_age_days,
    "waiting_period_days": _waiting_period,
    "amount_claimed": _amount_claimed,
    "cause": _cause,
    "traffic_accident": _from_cause(_TRAFFIC, ("traffic_liability", "quick_settlement")),
    "work_injury": _from_cause(_WORK, ("work_injury_ruling",)),
    "public_security_case": _from_cause(_CRIME, ("police_proof",)),
    "student": _if_present("school_certificate"),
    "insured_was_driver": _insured_was_driver,
    "died": _died,
    "declared_dead": _if_present("court_death_declaration"),
    "inpatient": _inpatient,
    "emergency": _emergency,
    "hospitals_n": _hospitals_n,
    "stays_n": _stays_n,
    "transferred_hospital": _if_present("transfer_note"),
    "surgery": _surgery,
    "implant": _implant,
    "malignant_tumour": _malignant_tumour,
    "hospital_grade": _hospital_grade,
    "drug_external": _if_present("drug_receipt"),
    "settled_social": _settled_social,
    "other_payer_paid": _other_payer_paid,
    "fire": _if_present("fire_certificate"),
}
