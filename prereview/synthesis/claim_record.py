"""claim.json of a generated claim: what the insurer knew before any paper came."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from random import Random
from typing import Literal

from prereview.claims import CaseFacts, Claim, ClaimDetails, Insured, Policy
from prereview.synthesis.case import Case
from prereview.synthesis.library import recipes

_CHINA = timezone(timedelta(hours=8))
EXCLUDING = ("inpatient_medical", "outpatient_medical", "hospital_allowance", "supplementary_citywide")
_WORDING = "被保险人在本合同生效之前已患有且已知晓的疾病或症状（既往症），保险人不承担给付保险金的责任。"


def claim_record(case: Case, line: str, claim_id: str, rng: Random) -> Claim:
    """claim.json of the case."""
    person, terms = case.person, case.policy
    accident = case.disease.kind == "accident"
    received = datetime.combine(case.claim_day, time(rng.randrange(8, 18), rng.randrange(60)), tzinfo=_CHINA)
    disclosed = (case.history.condition,) if case.history.reason_code == "disclosed" and case.history.condition else ()
    excludes = line in EXCLUDING
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
        facts=case_facts(case, line),
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


def case_facts(case: Case, line: str) -> CaseFacts:
    """What the insurer knows: everything the conditions of the lists ask, so that no question is left open."""
    recipe = recipes()[line]
    motor, accident, died = bool(recipe.get("motor")), case.disease.kind == "accident", line.startswith("death")
    return CaseFacts(
        cause="accident" if accident else "illness",
        amount_claimed=case.bill.cash,
        insured_age=case.person.age_on(case.stay.visit),
        insured_capable=True,
        applicant_role="beneficiary" if died else "guardian" if recipe.get("minor") else "insured",
        **_nothing_special(),
        payee_is_insured=not died and not recipe.get("minor"),
        beneficiary_designated=True if died else None,
        died=died,
        has_social_insurance=case.insured_socially,
        settled_social=case.insured_socially and case.inpatient,
        third_party_liable=accident and case.accident.other_party,
        traffic_accident=accident and case.accident.traffic,
        insured_was_driver=motor,
        hospitals_n=1,
        stays_n=1 if case.inpatient else 0,
        surgery=bool(case.disease.operation) and case.inpatient,
        malignant_tumour=case.disease.kind == "tumour",
        disease_code="acute_mi" if "心肌梗死" in case.disease.name else "other",
        hospital_grade=case.hospital.grade,
        core_policy_link=True,
        channel="online",
        inpatient=case.inpatient,
        student=bool(recipe.get("minor")),
        policy_age_days=(case.stay.visit - case.policy.effective).days,
        injured=_injured(line) if motor else None,
        driver_class=case.vehicle.licence_class if motor else None,
        single_vehicle=not case.accident.other_party if motor else None,
        vehicle_owner_type="person" if motor else None,
        vehicle_use="private" if motor else None,
    )


def _injured(line: str) -> Literal["none", "outpatient", "inpatient"]:
    return "none" if line.endswith("damage") else "outpatient" if line.endswith("outpatient") else "inpatient"


def _nothing_special() -> dict[str, bool]:
    """Facts that are never so in generated claims."""
    return dict.fromkeys(
        (
            "submitted_by_agent", "group_policy", "other_payer_paid", "work_injury", "public_security_case", "implant",
            "beneficiary_minor", "beneficiary_is_institution", "declared_dead", "died_abroad", "treatment_abroad",
            "emergency", "transferred_hospital", "drug_external", "hospital_link", "police_data_link", "fire", "theft",
            "third_party_property", "compulsory_only",
        ),
        False,
    )  # fmt: skip
