"""One claim as the checks see it: the claim, its documents, who it is about, and what day it counts from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from prereview.calendar import china_date
from prereview.checklist import Thresholds
from prereview.claims import Claim, SubmissionFile
from prereview.completeness.names import canonical_name
from prereview.documents import Document, Evidence, Fact

#: Papers a hospital writes: their patient is the insured person.
MEDICAL_RECORDS = frozenset({
    "outpatient_record", "admission_record", "discharge_summary", "first_page", "course_notes", "operation_record",
    "diagnosis_certificate", "prescription", "pathology_report", "imaging_report", "lab_report", "ecg",
})  # fmt: skip
INVOICES = frozenset({"inpatient_invoice", "outpatient_invoice", "e_invoice"})
STAY_PAPERS = frozenset({
    "admission_record", "discharge_summary", "first_page", "course_notes", "operation_record", "inpatient_invoice",
})  # fmt: skip
CLAIM_FILE = "claim.json"


@dataclass(frozen=True)
class Case:
    """Everything a check may look at. `facts` are the case facts known or derived, by name."""

    claim: Claim
    documents: tuple[Document, ...]
    thresholds: Thresholds = field(default_factory=Thresholds)
    files: tuple[SubmissionFile, ...] = ()
    known_invoices: Mapping[str, str] = field(default_factory=dict)
    line: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def of_type(self, *doc_types: str) -> tuple[Document, ...]:
        """The documents of these types, in order of arrival."""
        return tuple(document for document in self.documents if document.doc_type in doc_types)

    @cached_property
    def unread_files(self) -> tuple[str, ...]:
        """Files that arrived and gave no page: encrypted, damaged, of an unknown kind. Any paper may be in them."""
        read = {page.file for document in self.documents for page in document.pages}
        hashes = {file.sha256 for file in self.files if file.name in read}
        return tuple(f.name for f in self.files if f.size and f.name not in read and f.sha256 not in hashes)

    @property
    def patient_is_insured(self) -> bool:
        """False for motor liability: there the medical papers name the person who was hit."""
        return self.line is None or not self.line.startswith(("motor_", "compulsory_motor"))

    @cached_property
    def insured_name(self) -> Fact | None:
        """The insured person's name: from claim.json, else what most medical papers, the form or a card carry."""
        if self.claim.insured.name:
            quote = self.claim.insured.name
            return Fact(name="name", value=quote, confidence=None, evidence=Evidence(file=CLAIM_FILE, quote=quote))
        medical = self._of(MEDICAL_RECORDS | INVOICES) if self.patient_is_insured else ()
        for documents in (medical, self.of_type("claim_form"), self.of_type("id_card")):
            names = [fact for document in documents if (fact := document.fact("name"))]
            if names:
                return most_common(names)
        return None

    @cached_property
    def patient_name(self) -> Fact | None:
        """Whom the medical papers name, whoever is insured; where they differ, other papers of the claim decide."""
        names = [fact for document in self._of(MEDICAL_RECORDS | INVOICES) if (fact := document.fact("name"))]
        known = {canonical_name(fact.value) for fact in names}
        votes = [fact for paper in self.documents for fact in _names_on(paper) if canonical_name(fact.value) in known]
        return most_common(votes) if names else None

    @cached_property
    def insured_id_number(self) -> Fact | None:
        """The insured person's id number from claim.json, else None: a card proves itself only against the contract."""
        number = self.claim.insured.id_number
        if not number:
            return None
        return Fact(name="id_number", value=number, confidence=None, evidence=Evidence(file=CLAIM_FILE, quote=number))

    @cached_property
    def claim_date(self) -> date | None:
        """The day the claim was made; without it the visit or event."""
        received = self.claim.received_at
        return china_date(received) if received else self.claim.claim.visit_date or self.claim.claim.event_date

    def _of(self, doc_types: Iterable[str]) -> tuple[Document, ...]:
        return self.of_type(*doc_types)


def _names_on(document: Document) -> Iterable[Fact]:
    """Each name the paper gives, once however often it is printed."""
    return {canonical_name(fact.value): fact for fact in document.facts_named("name")}.values()


def most_common(facts: list[Fact]) -> Fact:
    """The fact whose value occurs most; on a tie the more confident, then the alphabetically first value."""
    counts = Counter(canonical_name(fact.value) for fact in facts)
    return max(
        facts,
        key=lambda fact: (counts[canonical_name(fact.value)], certainty(fact), [-ord(char) for char in fact.value]),
    )


def certainty(fact: Fact) -> float:
    """How sure the reading is; a text layer (None) has no reading error."""
    return 1.0 if fact.confidence is None else fact.confidence


def claim_evidence(quote: str) -> Evidence:
    """Evidence that rests on what the insurer's system says."""
    return Evidence(file=CLAIM_FILE, quote=quote)


def page_evidence(document: Document, quote: str = "") -> Evidence:
    """The first page of the document, with its first line as quote unless another is given."""
    page = document.pages[0]
    first = page.lines[0] if page.lines else None
    return Evidence(
        file=page.file,
        page=page.number,
        bbox=first.bbox if first and not quote else None,
        quote=quote or (first.text[:40] if first else ""),
    )
