"""Every paper the generator can draw, by document type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from prereview.documents import BLANK, UNKNOWN
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.papers import cards, contract, events, invoices, lists, records, reports, unrelated
from prereview.synthesis.sheet import Options

Draw = Callable[[Case, Random, Options], list[Canvas]]

PAPERS: Mapping[str, Draw] = {
    "claim_form": contract.claim_form,
    "policy": contract.policy,
    "premium_receipt": contract.premium_receipt,
    "transfer_authorization": contract.transfer_authorization,
    "poa": contract.poa,
    "authorization_medical_query": contract.authorization_medical_query,
    "supplementary_statement": contract.supplementary_statement,
    "id_card": cards.id_card,
    "household_book": cards.household_book,
    "passport": cards.passport,
    "birth_certificate": cards.birth_certificate,
    "one_child_certificate": cards.one_child_certificate,
    "marriage_certificate": cards.marriage_certificate,
    "business_licence": cards.business_licence,
    "bank_card": cards.bank_card,
    "driving_licence": cards.driving_licence,
    "vehicle_licence": cards.vehicle_licence,
    "outpatient_record": records.outpatient_record,
    "admission_record": records.admission_record,
    "discharge_summary": records.discharge_summary,
    "first_page": records.first_page,
    "operation_record": records.operation_record,
    "diagnosis_certificate": records.diagnosis_certificate,
    "prescription": records.prescription,
    "pathology_report": reports.pathology_report,
    "imaging_report": reports.imaging_report,
    "lab_report": reports.lab_report,
    "ecg": reports.ecg,
    "checkup_report": reports.checkup_report,
    "gene_report": reports.gene_report,
    "outpatient_invoice": invoices.outpatient_invoice,
    "inpatient_invoice": invoices.inpatient_invoice,
    "e_invoice": invoices.e_invoice,
    "vat_invoice": lists.vat_invoice,
    "expense_list": lists.expense_list,
    "settlement_sheet": lists.settlement_sheet,
    "settlement_split": lists.settlement_split,
    "drug_receipt": lists.drug_receipt,
    "accident_proof": events.accident_proof,
    "traffic_liability": events.traffic_liability,
    "quick_settlement": events.quick_settlement,
    "mediation": events.mediation,
    "court_ruling": events.court_ruling,
    "work_injury_ruling": events.work_injury_ruling,
    "police_proof": events.police_proof,
    "fire_certificate": events.fire_certificate,
    "media_witness": events.media_witness,
    "scene_photo": events.scene_photo,
    "damage_photo": events.damage_photo,
    UNKNOWN: unrelated.unrelated,
    BLANK: unrelated.blank,
}


def draw_paper(doc_type: str, case: Case, rng: Random, options: Options | None = None) -> list[Canvas]:
    """The pages of one document of that type.

    Raises:
        KeyError: No paper of that type exists.
    """
    return PAPERS[doc_type](case, rng, options or Options())
