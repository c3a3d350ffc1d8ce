"""What was found: findings, item results, the pre-existing assessment, the notice. None exists without evidence."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from prereview.documents import Evidence, Record

Severity = Literal["info", "warning", "error"]
ItemState = Literal[
    "satisfied",
    "satisfied_with_remark",
    "present_unusable",
    "missing",
    "not_applicable",
    "waived",
    "ask",
    "unsure",
]
Requirement = Literal["required", "conditional", "optional"]
Grade = Literal["strong", "weak", "none"]
ReasonCode = Literal[
    "onset_before_effective",
    "onset_after_effective",
    "within_waiting_period",
    "negated",
    "family_only",
    "disclosed",
    "unrelated_to_claim",
    "undeterminable_needs_human",
    "no_history",
]
TestOutcome = Literal["yes", "no", "unknown"]


class Finding(Record):
    """Something a person should know, in both languages, with what speaks for it and against it.

    `code` is a defect code (D01…D22) or a word in snake case; docs/errors.md explains each. `probability` is
    calibrated or None (a rule or a plain fact).
    """

    code: str
    severity: Severity
    message_zh: str = Field(min_length=1)
    message_en: str = Field(min_length=1)
    probability: float | None = Field(default=None, ge=0, le=1)
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    contrary_evidence: tuple[Evidence, ...] = ()


class Question(Record):
    """One question that settles an unknown fact; asked once however many items depend on it."""

    fact: str
    text_zh: str
    text_en: str


class Contribution(Record):
    """How much one feature moved a score, in log-odds; contributions and the intercept sum to the score."""

    feature: str
    value: float
    log_odds: float


class ItemResult(Record):
    """How one checklist item stands. States that rest on papers name the papers."""

    id: str
    name_zh: str
    name_en: str
    requirement: Requirement
    state: ItemState
    probability: float | None = Field(
        default=None, ge=0, le=1, description="that a reviewer would call it satisfied; calibrated, or null: not scored"
    )
    contributions: tuple[Contribution, ...] = Field(default=(), description="sum to the log-odds of `probability`")
    defects: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    why_zh: str = ""
    why_en: str = ""
    cure_zh: str = ""
    cure_en: str = ""
    accepts_zh: tuple[str, ...] = Field(default=(), description="accepted alternatives, in words")
    accepts_en: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.state in ("satisfied", "satisfied_with_remark", "present_unusable", "waived") and not self.evidence:
            raise ValueError(f"item {self.id}: state {self.state} needs evidence")
        return self


class PreexistingTests(Record):
    """The four tests, each yes / no / unknown (regulator's wording of 2022-07-27)."""

    existed_before: TestOutcome = "unknown"
    known_to_insured: TestOutcome = "unknown"
    related_to_claim: TestOutcome = "unknown"
    excluded_by_product: TestOutcome = "unknown"


class ConditionOnset(Record):
    """When a condition began, as far as the papers say: between two days, or (`earliest` None) no later than one."""

    name: str
    earliest: date | None
    latest: date


class PreexistingAssessment(Record):
    """Whether a person should look at this claim as probably pre-existing. Never a decision."""

    flag_preexisting: bool
    grade: Grade
    needs_human: bool
    condition: str | None = None
    reason_code: ReasonCode
    tests: PreexistingTests = PreexistingTests()
    evidence: tuple[Evidence, ...] = ()
    contrary_evidence: tuple[Evidence, ...] = ()
    probability: float | None = Field(default=None, ge=0, le=1)
    explanation_zh: str = ""
    explanation_en: str = ""
    would_settle_zh: str = Field(default="", description="the document that would settle the open question")
    contributions: tuple[Contribution, ...] = ()
    onsets: tuple[ConditionOnset, ...] = Field(default=(), description="when the conditions in question began")

    @model_validator(mode="after")
    def _flag_needs_evidence(self) -> Self:
        if self.flag_preexisting and not self.evidence:
            raise ValueError("a pre-existing flag needs evidence")
        return self


class Notice(Record):
    """The one supplement notice of a round. The fingerprint is that of its gap list, not of its wording."""

    text_zh: str
    text_en: str = ""
    fingerprint: str
    item_ids: tuple[str, ...]


class Completeness(Record):
    """What the checklist stage found: items in checklist order, cross-check findings, open questions, the notice."""

    line: str | None
    checklist_id: str | None
    checklist_version: str | None
    items: tuple[ItemResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    notice: Notice | None = None
