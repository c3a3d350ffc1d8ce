"""The case facts a checklist condition may ask for: told by claim.json, or derived from papers with evidence.

What claim.json says stands. Otherwise a fact is derived from papers; otherwise a presumption of questions.yaml holds
(with its basis); otherwise it is unknown and will be asked if it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from prereview.checklist import FactQuestion
from prereview.claims import CaseFacts
from prereview.completeness import facts_event, facts_person
from prereview.completeness.case import Case, claim_evidence
from prereview.completeness.known import Known, if_present

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


_DERIVE: Mapping[str, Callable[[Case], Known | None]] = {
    "insured_age": facts_person.insured_age,
    "submitted_by_agent": facts_person.submitted_by_agent,
    "payee_is_insured": facts_person.payee_is_insured,
    "beneficiary_minor": facts_person.beneficiary_minor,
    "driver_class": facts_person.driver_class,
    "injured": facts_event.injured,
    "disease_code": facts_event.disease_code,
    "core_policy_link": facts_person.core_policy_link,
    "policy_age_days": facts_person.policy_age_days,
    "waiting_period_days": facts_person.waiting_period,
    "amount_claimed": facts_person.amount_claimed,
    "cause": facts_event.cause,
    "traffic_accident": facts_event.from_cause(facts_event.TRAFFIC, ("traffic_liability", "quick_settlement")),
    "work_injury": facts_event.from_cause(facts_event.WORK, ("work_injury_ruling",)),
    "public_security_case": facts_event.from_cause(facts_event.CRIME, ("police_proof",)),
    "student": if_present("school_certificate"),
    "insured_was_driver": facts_event.insured_was_driver,
    "died": facts_event.died,
    "declared_dead": if_present("court_death_declaration"),
    "inpatient": facts_event.inpatient,
    "emergency": facts_event.emergency,
    "hospitals_n": facts_event.hospitals_n,
    "stays_n": facts_event.stays_n,
    "transferred_hospital": if_present("transfer_note"),
    "surgery": facts_event.surgery,
    "implant": facts_event.implant,
    "malignant_tumour": facts_event.malignant_tumour,
    "hospital_grade": facts_event.hospital_grade,
    "drug_external": if_present("drug_receipt"),
    "settled_social": facts_event.settled_social,
    "other_payer_paid": facts_event.other_payer_paid,
    "fire": if_present("fire_certificate"),
}
