"""What the insurer already knows about a claim: the optional claim.json of a submission, and the files beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field

from prereview.documents import Record, SourcePage
from prereview.findings import Finding


class Insured(Record):
    """The person the policy covers."""

    name: str | None = None
    id_number: str | None = None
    birth_date: date | None = None
    sex: Literal["male", "female"] | None = None


class Policy(Record):
    """The contract as the core system knows it. `first_effective_date` is set on renewals."""

    number: str | None = None
    product: str | None = None
    contract_type: str | None = None
    effective_date: date | None = None
    first_effective_date: date | None = None
    end_date: date | None = None
    waiting_period_days: int | None = Field(default=None, ge=0)
    waiting_period_applies_to: str | None = None
    preexisting_wording: str | None = None
    disclosed_conditions: tuple[str, ...] = ()
    underwriting: str | None = None
    insurer: str | None = None


class ClaimDetails(Record):
    """What is claimed. Dates are the claimant's; papers may say otherwise, which is a finding."""

    claimed_diagnosis: str | None = None
    visit_date: date | None = None
    visit_date_assigned: bool | None = None
    event_date: date | None = None
    amount_claimed: Decimal | None = Field(default=None, ge=0)


class CaseFacts(Record):
    """The vocabulary of checklist conditions. None means unknown, which asks one question instead of guessing."""

    cause: Literal["illness", "accident", "unknown"] | None = None
    line: str | None = None
    amount_claimed: Decimal | None = None
    insured_age: int | None = None
    insured_capable: bool | None = None
    applicant_role: Literal["insured", "beneficiary", "heir", "agent", "guardian", "employer"] | None = None
    submitted_by_agent: bool | None = None
    payee_is_insured: bool | None = None
    beneficiary_designated: bool | None = None
    beneficiary_minor: bool | None = None
    multiple_beneficiaries: bool | None = None
    beneficiary_is_institution: bool | None = None
    group_policy: bool | None = None
    has_social_insurance: bool | None = None
    settled_social: bool | None = None
    other_payer_paid: bool | None = None
    third_party_liable: bool | None = None
    traffic_accident: bool | None = None
    insured_was_driver: bool | None = None
    work_injury: bool | None = None
    public_security_case: bool | None = None
    declared_dead: bool | None = None
    died: bool | None = None
    died_abroad: bool | None = None
    treatment_abroad: bool | None = None
    emergency: bool | None = None
    transferred_hospital: bool | None = None
    hospitals_n: int | None = None
    stays_n: int | None = None
    surgery: bool | None = None
    implant: bool | None = None
    malignant_tumour: bool | None = None
    disease_code: str | None = None
    hospital_grade: str | None = None
    policy_age_days: int | None = None
    waiting_period_days: int | None = None
    drug_external: bool | None = None
    vehicle_owner_type: Literal["person", "company"] | None = None
    vehicle_use: Literal["private", "commercial", "special"] | None = None
    driver_class: str | None = None
    single_vehicle: bool | None = None
    fire: bool | None = None
    theft: bool | None = None
    third_party_property: bool | None = None
    injured: Literal["none", "outpatient", "inpatient", "disabled", "dead"] | None = None
    compulsory_only: bool | None = None
    police_data_link: bool | None = None
    hospital_link: bool | None = None
    core_policy_link: bool | None = None
    channel: Literal["counter", "online"] | None = None
    inpatient: bool | None = None
    student: bool | None = None


class Claim(Record):
    """claim.json, as published in docs/schemas. Unknown keys are an error that names the key."""

    claim_id: str = Field(min_length=1, max_length=100, pattern=r"^[^/\\\x00-\x1f]+$")
    line: str | None = None
    received_at: datetime | None = None
    insured: Insured = Insured()
    policy: Policy = Policy()
    claim: ClaimDetails = ClaimDetails()
    facts: CaseFacts = CaseFacts()


@dataclass(frozen=True, slots=True)
class SubmissionFile:
    """A file that arrived: its name inside the submission and its content hash."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Submission:
    """What arrived for one claim: the claim (from claim.json, or with only an id), files, unread pages, problems."""

    claim: Claim
    files: tuple[SubmissionFile, ...]
    pages: tuple[SourcePage, ...]
    findings: tuple[Finding, ...] = ()
    root: Path | None = None
