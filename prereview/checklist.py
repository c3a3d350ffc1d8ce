"""The schema of the material lists: what a checklist file, a shared module and an insurer overlay may say.

Data only: who evaluates an item is the completeness stage. Unknown keys are forbidden, so a slip in a file is named
instead of being ignored. Expressions (`when`, `waive_if`) are kept as text here and parsed where they are evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from prereview.documents import Record

Form = Literal["original", "copy", "stamped_copy", "electronic", "any"]
SealKind = Literal[
    "hospital", "hospital_fee", "diagnosis", "record", "appraisal", "police", "social_insurance", "company", "any"
]
ItemRequirement = Literal["required", "conditional", "optional"]
Holder = Literal["insured", "other", "patient", "payee", "any"]
Per = Literal["case", "stay", "visit", "beneficiary", "injured_person"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


class Paper(Record):
    """One acceptable paper. `states` names facts it must carry; `about` tells hospital stays from visits."""

    doc: Identifier
    form: Form = "any"
    seal: SealKind | None = None
    about: Literal["inpatient", "outpatient"] | None = None
    states: tuple[str, ...] = ()


class SomeOf(Record):
    """At least `n` of the papers."""

    n: int = Field(ge=1)
    papers: tuple[Paper, ...] = Field(min_length=1)


class Alternative(Record):
    """One accepted way to satisfy an item; open only while `when` is not false."""

    all_of: tuple[Paper, ...] = ()
    any_of: tuple[Paper, ...] = ()
    n_of: SomeOf | None = None
    when: str | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (bool(self.all_of) + bool(self.any_of) + (self.n_of is not None)) != 1:
            raise ValueError("give exactly one of all_of, any_of, n_of")
        if self.n_of and self.n_of.n > len(self.n_of.papers):
            raise ValueError(f"n_of asks for {self.n_of.n} of {len(self.n_of.papers)} papers")
        return self

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers, however many of them are needed."""
        return self.all_of or self.any_of or (self.n_of.papers if self.n_of else ())

    @property
    def needed(self) -> int:
        """How many of `papers` are needed."""
        if self.all_of:
            return len(self.all_of)
        return self.n_of.n if self.n_of else 1


class NotBefore(Record):
    """The paper cannot exist earlier: `days` after the date of the named fact (180 days after a stroke, S31)."""

    days: int = Field(ge=1)
    after: Literal["diagnosis", "event"]


class Item(Record):
    """One thing a claimant brings, with what is accepted, when it applies, why, and how to get it."""

    id: Identifier
    name_zh: Text
    name_en: Text
    requirement: ItemRequirement
    when: str | None = None
    accepts: tuple[Alternative, ...] = Field(min_length=1)
    valid_if: tuple[str, ...] = ()
    waive_if: tuple[str, ...] = ()
    per: Per = "case"
    holder: Holder = "any"
    not_instead: tuple[Identifier, ...] = ()
    not_before: NotBefore | None = None
    ask_if_missing: Identifier | None = Field(
        default=None, description="the paper may not exist: ask about this case fact instead of calling it missing"
    )
    why_zh: Text
    why_en: Text
    cure_zh: Text
    cure_en: Text
    source: tuple[str, ...] = Field(min_length=1)


class Include(Record):
    """Items of a shared module; `when` narrows all of them, `leave_out` drops some, `require` makes some required."""

    module: Identifier
    when: str | None = None
    leave_out: tuple[Identifier, ...] = ()
    require: tuple[Identifier, ...] = ()


class Thresholds(Record):
    """Numbers an insurer may set. None switches the check off."""

    minimum_hospital_grade: int | None = Field(default=2, ge=1, le=3)
    certificate_max_age_days: int | None = Field(default=None, ge=1)
    list_tolerance: Decimal = Field(default=Decimal("0.05"), ge=0, le=1)
    first_visit_gap_days: int = Field(default=3, ge=0)


class Module(Record):
    """Items several checklists share."""

    id: Identifier
    items: tuple[Item, ...] = Field(min_length=1)


class ChecklistFile(Record):
    """A checklist as written: one line of business, one version."""

    id: Identifier
    title_zh: Text
    title_en: Text
    version: Text
    effective_from: date
    effective_to: date | None = None
    includes: tuple[Include | Identifier, ...] = ()
    items: tuple[Item, ...] = ()

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to is before effective_from")
        return self


class Checklist(Record):
    """A checklist ready to use: modules merged, overlay applied. Dates are inclusive."""

    id: Identifier
    title_zh: str
    title_en: str
    version: str
    effective_from: date
    effective_to: date | None = None
    items: tuple[Item, ...]
    thresholds: Thresholds = Thresholds()

    def in_force(self, day: date) -> bool:
        """Whether this version applies on that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def item(self, item_id: str) -> Item | None:
        """The item of that id, or None."""
        return next((item for item in self.items if item.id == item_id), None)


class ItemChange(Record):
    """Keys of one base item an insurer sets differently; what is not named stays."""

    requirement: ItemRequirement | None = None
    when: str | None = None
    accepts: tuple[Alternative, ...] | None = None
    valid_if: tuple[str, ...] | None = None
    waive_if: tuple[str, ...] | None = None
    not_instead: tuple[Identifier, ...] | None = None
    why_zh: str | None = None
    why_en: str | None = None
    cure_zh: str | None = None
    cure_en: str | None = None
    source: tuple[str, ...] | None = None


class LineChange(Record):
    """What an insurer does to one checklist: `add` items, `relax` (drop) items, `change` keys of items."""

    add: tuple[Item, ...] = ()
    relax: tuple[Identifier, ...] = ()
    change: Mapping[Identifier, ItemChange] = {}


class Overlay(Record):
    """One insurer's differences from the common lists. Key "all" of `lines` applies where the item exists."""

    id: Identifier
    name_zh: Text
    name_en: Text
    version: Text
    effective_from: date
    effective_to: date | None = None
    lines: Mapping[str, LineChange] = {}
    thresholds: Mapping[str, int | Decimal | None] = {}


class FactQuestion(Record):
    """The one question that settles a case fact, and what may be presumed while nobody has said otherwise."""

    text_zh: Text
    text_en: Text
    presume: bool | str | None = None
    basis: str = Field(default="", description="the rule that allows the presumption")

    @model_validator(mode="after")
    def _presumption_has_a_basis(self) -> Self:
        if self.presume is not None and not self.basis:
            raise ValueError("a presumption needs its basis")
        return self


class DefectText(Record):
    """What a defect is called and how to cure it. `{name}` places are filled with what was seen."""

    name_zh: Text
    name_en: Text
    message_zh: Text
    message_en: Text
    cure_zh: Text
    cure_en: Text
