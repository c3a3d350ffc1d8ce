from __future__ import annotations

from prereview.batch.duplicates import already_told, invoice_key, shared_invoices
from prereview.documents import Evidence, Fact
from prereview.findings import Finding
from prereview.report import DocumentEntry, PageRef, Provenance, Report


def invoice(code: str, number: str) -> DocumentEntry:
    seen = Evidence(file="invoice.jpg", page=1, quote=f"{code} {number}")
    facts = tuple(
        Fact(name=name, value=value, confidence=0.9, evidence=seen)
        for name, value in (("invoice_code", code), ("invoice_number", number))
    )
    page = PageRef(file="invoice.jpg", page=1)
    return DocumentEntry(id="doc-1", doc_type="inpatient_invoice", probability=0.9, pages=(page,), facts=facts)


def report(claim_id: str, *documents: DocumentEntry, findings: tuple[Finding, ...] = ()) -> Report:
    return Report(
        claim_id=claim_id,
        line="inpatient_medical",
        checklist=None,
        route="complete",
        human_review_required=True,
        why=(),
        documents=documents,
        findings=findings,
        provenance=Provenance(package_version="0", engine="replay"),
    )


def test_each_claim_learns_which_other_claim_carries_its_invoice() -> None:
    reports = [report("A", invoice("440602", "001")), report("B", invoice("440602", "001")), report("C")]
    assert shared_invoices(reports) == {"A": {"440602:001": "B"}, "B": {"440602:001": "A"}}


def test_a_number_without_its_code_is_no_key() -> None:
    only_number = invoice("440602", "001")
    only_number = only_number.model_copy(update={"facts": only_number.facts[1:]})
    assert invoice_key(only_number) is None


def test_a_report_that_names_the_other_claim_is_not_reviewed_again() -> None:
    told = Finding(
        code="D10",
        severity="warning",
        message_zh="同一张发票也出现在案件 B",
        message_en="same invoice in claim B",
        evidence=(Evidence(file="invoice.jpg", page=1),),
    )
    assert already_told(report("A", findings=(told,)), {"440602:001": "B"})
    assert not already_told(report("A"), {"440602:001": "B"})
