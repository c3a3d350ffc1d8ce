"""Hand-built papers for the completeness tests: every person, hospital and number in them is invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from prereview.calendar import CHINA
from prereview.claims import CaseFacts, Claim, ClaimDetails, Insured, Policy
from prereview.documents import BoundingBox, Document, Evidence, Fact, Line, Page, Quality, Seal, number_lines

FULL = BoundingBox(0.1, 0.1, 0.9, 0.9)
NAME = "林晓岚"
ID_NUMBER = "110101198003070017"
SEAL_TEXTS = {
    "inpatient_invoice": "江南市第一人民医院收费专用章",
    "outpatient_invoice": "江南市第一人民医院收费专用章",
    "discharge_summary": "江南市第一人民医院病案室",
    "diagnosis_certificate": "江南市第一人民医院诊断证明专用章",
    "relation_proof": "江南市公安局城东派出所",
    "settlement_sheet": "江南市医疗保障局",
}
DEFAULT_FACTS: dict[str, dict[str, str]] = {
    "claim_form": {"name": NAME, "signed": "true"},
    "id_card": {"name": NAME, "id_number": ID_NUMBER, "card_side": "both", "valid_until": "2036-01-01"},
    "bank_card": {"account_holder": NAME},
    "inpatient_invoice": {
        "name": NAME, "total": "12345.60", "total_words": "12345.60", "invoice_code": "350602",
        "invoice_number": "0012345678", "admission_date": "2026-02-10", "discharge_date": "2026-02-20",
        "fund_paid": "0.00", "hospital": "江南市第一人民医院",
    },
    "expense_list": {"name": NAME, "total": "12345.60"},
    "discharge_summary": {
        "name": NAME, "admission_date": "2026-02-10", "discharge_date": "2026-02-20", "diagnosis": "急性阑尾炎",
        "age": "45", "hospital": "江南市第一人民医院",
    },
    "diagnosis_certificate": {"name": NAME, "diagnosis": "急性阑尾炎"},
    "outpatient_record": {"name": NAME, "visit_date": "2026-02-20", "diagnosis": "上呼吸道感染", "age": "45"},
    "outpatient_invoice": {
        "name": NAME, "total": "320.50", "invoice_number": "0098765432", "visit_date": "2026-02-20",
        "fund_paid": "0.00",
    },
    "prescription": {"name": NAME},
}  # fmt: skip


def page(text: str = "", **changes: Any) -> Page:
    lines = number_lines([Line(text=line, bbox=FULL, confidence=0.99) for line in text.splitlines()])
    return Page(**{"file": "a.pdf", "number": 1, "source": "ocr", "lines": lines, **changes})


def seal(text: str | None = None, **changes: Any) -> Seal:
    return Seal(**{"bbox": FULL, "colour": "red", "shape": "round", "text": text, **changes})


def fact(name: str, value: str, confidence: float | None = 0.99) -> Fact:
    return Fact(name=name, value=value, confidence=confidence, evidence=Evidence(file="a.pdf", page=1, quote=value))


_counter = iter(range(1, 1_000_000))


def paper(
    doc_type: str,
    text: str = "",
    *,
    seals: tuple[Seal, ...] | None = None,
    pages: tuple[Page, ...] | None = None,
    confidence: float = 0.99,
    page_changes: dict[str, Any] | None = None,
    **facts: str | None,
) -> Document:
    """A document with the usual facts and seal of its type; a fact given as None is left out."""
    number = next(_counter)
    stamps = seals if seals is not None else ((seal(SEAL_TEXTS[doc_type]),) if doc_type in SEAL_TEXTS else ())
    values = {**DEFAULT_FACTS.get(doc_type, {}), **facts}
    built = pages or (page(text or doc_type, seals=stamps, file=f"{number}.jpg", **(page_changes or {})),)
    return Document(
        id=f"doc-{number}",
        doc_type=doc_type,
        probability=0.99,
        pages=built,
        facts=tuple(fact(name, value, confidence) for name, value in values.items() if value is not None),
    )


def unreadable_page() -> Document:
    return paper("unknown", page_changes={"quality": Quality(grade="unreadable", reasons=("blur",))})


def claim(line: str | None = "inpatient_medical", *, details: dict[str, Any] | None = None, **facts: Any) -> Claim:
    """An adult's claim with a policy the core system knows; `facts` are case facts."""
    return Claim(
        claim_id="C-1",
        line=line,
        received_at=datetime(2026, 3, 2, 9, 30, tzinfo=CHINA),
        insured=Insured(name=NAME, id_number=ID_NUMBER, birth_date=date(1980, 3, 7)),
        policy=Policy(number="P-1", effective_date=date(2025, 6, 1), end_date=date(2026, 5, 31)),
        claim=ClaimDetails(**{"visit_date": date(2026, 2, 20), **(details or {})}),
        facts=CaseFacts(**facts),
    )


def inpatient_file() -> list[Document]:
    """A complete inpatient claim."""
    return [
        paper(doc_type)
        for doc_type in ("claim_form", "id_card", "bank_card", "inpatient_invoice", "expense_list", "discharge_summary")
    ]


def outpatient_file() -> list[Document]:
    """A complete outpatient claim."""
    return [
        paper(doc_type)
        for doc_type in (
            "claim_form",
            "id_card",
            "bank_card",
            "outpatient_record",
            "outpatient_invoice",
            "prescription",
        )
    ]


def without(documents: list[Document], *doc_types: str) -> list[Document]:
    return [document for document in documents if document.doc_type not in doc_types]
