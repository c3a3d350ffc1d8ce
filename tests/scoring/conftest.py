"""Small values of each stage for the scoring tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prereview.claims import Claim
from prereview.documents import Document, Evidence, Fact, Page, Quality
from prereview.findings import Completeness, Finding, ItemResult, PreexistingAssessment, Question

SEEN = Evidence(file="a.pdf", page=1, quote="出院小结")


def make_item(state: str = "satisfied", requirement: str = "required", probability: float | None = None) -> ItemResult:
    return ItemResult.model_validate(
        {
            "id": "x",
            "name_zh": "材料",
            "name_en": "paper",
            "requirement": requirement,
            "state": state,
            "probability": probability,
            "evidence": (SEEN,),
        }
    )


def make_finding(code: str = "D08", severity: str = "warning") -> Finding:
    return Finding.model_validate(
        {"code": code, "severity": severity, "message_zh": "核对", "message_en": "check", "evidence": (SEEN,)}
    )


def make_history(*, flag: bool = False, needs_human: bool = False) -> PreexistingAssessment:
    return PreexistingAssessment(
        flag_preexisting=flag,
        grade="strong" if flag else "none",
        needs_human=needs_human,
        reason_code="onset_before_effective" if flag else "no_history",
        evidence=(SEEN,) if flag else (),
        probability=0.9 if flag else None,
    )


def make_completeness(
    *items: ItemResult, findings: tuple[Finding, ...] = (), questions: tuple[Question, ...] = ()
) -> Completeness:
    return Completeness(
        line="inpatient_medical",
        checklist_id="inpatient_medical",
        checklist_version="2026.1",
        items=items or (make_item(),),
        findings=findings,
        questions=questions,
    )


def make_claim(amount: str | None = "900.00") -> Claim:
    return Claim.model_validate({"claim_id": "C-1", "line": "inpatient_medical", "claim": {"amount_claimed": amount}})


def make_document(
    doc_type: str = "discharge_summary", probability: float | None = 0.95, grade: str = "good"
) -> Document:
    return Document(
        id="doc-1",
        doc_type=doc_type,
        probability=probability,
        pages=(Page(file="a.pdf", number=1, source="ocr", quality=Quality.model_validate({"grade": grade})),),
        facts=(Fact(name="total", value="999.00", confidence=0.7, evidence=SEEN),),
    )


@pytest.fixture
def item() -> Callable[..., ItemResult]:
    return make_item


@pytest.fixture
def finding() -> Callable[..., Finding]:
    return make_finding


@pytest.fixture
def history() -> Callable[..., PreexistingAssessment]:
    return make_history


@pytest.fixture
def completeness() -> Callable[..., Completeness]:
    return make_completeness


@pytest.fixture
def claim() -> Callable[..., Claim]:
    return make_claim


@pytest.fixture
def document() -> Callable[..., Document]:
    return make_document
