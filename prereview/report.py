"""The report: the JSON, the API schema and what the desk shows. One definition."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from prereview.documents import BoundingBox, Fact, Quality, Record
from prereview.findings import (
    Contribution,
    Finding,
    ItemResult,
    Notice,
    PreexistingAssessment,
    Question,
)

Route = Literal["fast_track_candidate", "complete", "supplement", "human_review"]


class PageRef(Record):
    """Where a page is, and what the reader thought of it.

    Boxes are relative to the picture turned clockwise by `rotation` and then by `tilt` degrees.
    `region` is the part of a sheet that carries several papers; `copy_of` an earlier page with the same words.
    """

    file: str
    page: int
    rotation: int = 0
    tilt: float = 0.0
    quality: Quality = Quality()
    decision: str = ""
    region: BoundingBox | None = None
    copy_of: tuple[str, int] | None = None


class DocumentEntry(Record):
    """A recognised document, without its text."""

    id: str
    doc_type: str
    name_zh: str = ""
    probability: float | None
    pages: tuple[PageRef, ...]
    facts: tuple[Fact, ...] = ()


class ChecklistRef(Record):
    """The checklist version applied."""

    id: str
    version: str


class Scores(Record):
    """Calibrated probabilities, or None (not scored), with what moved them."""

    complete: float | None = Field(default=None, ge=0, le=1)
    preexisting: float | None = Field(default=None, ge=0, le=1)
    attention: float | None = Field(default=None, ge=0, le=1, description="orders the review queue")
    contributions: dict[str, tuple[Contribution, ...]] = Field(default_factory=dict)


class Pause(Record):
    """Days that do not count: from the notice's arrival to the materials' arrival."""

    start: str
    end: str | None


class Clock(Record):
    """Statutory due dates and service light. Dates are ISO, in China Standard Time."""

    received_on: str | None = None
    light: Literal["green", "yellow", "red"] | None = None
    yellow_at: str | None = None
    red_at: str | None = None
    decision_due: str | None = None
    advance_payment_due: str | None = None
    written_list_due: str | None = None
    pauses: tuple[Pause, ...] = ()
    basis: str = ""


class ModelRef(Record):
    """A trained file that was used."""

    name: str
    version: str
    sha256: str


class InputRef(Record):
    """A file that was read."""

    file: str
    sha256: str


class Provenance(Record):
    """Everything needed to repeat the review. `seconds` is the only field that may differ between two runs."""

    package_version: str
    engine: str
    models: tuple[ModelRef, ...] = ()
    inputs: tuple[InputRef, ...] = ()
    seconds: float = 0.0


class Reason(Record):
    """One thing a route rests on: a code programs can tell, and a sentence for people."""

    code: str
    text_zh: str
    text_en: str


#: Codes of reasons that tell what the machine thinks of a pre-existing condition.
HISTORY_REASONS = frozenset({"history_flag", "history_unclear"})


class Report(Record):
    """One claim's pre-review. It recommends and shows evidence; the decision is a person's."""

    schema_version: Literal["1"] = "1"
    claim_id: str
    line: str | None
    checklist: ChecklistRef | None
    route: Route
    human_review_required: bool
    why: tuple[str, ...] = Field(description="the reasons' Chinese sentences")
    reasons: tuple[Reason, ...] = ()
    documents: tuple[DocumentEntry, ...] = ()
    quality: Quality = Field(default=Quality(), description="of the pages that are hardest to read")
    items: tuple[ItemResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    preexisting: PreexistingAssessment | None = None
    scores: Scores = Scores()
    notice: Notice | None = None
    clock: Clock = Clock()
    provenance: Provenance
