"""Every paper the generator can draw, by document type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from prereview.documents import BLANK, UNKNOWN
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.layouts import draw_layout, layouts
from prereview.synthesis.options import Options
from prereview.synthesis.papers import (
    cards,
    clinic,
    contract,
    deaths,
    events,
    invoices,
    licences,
    lists,
    proofs,
    records,
    registry,
    reports,
    tickets,
    unrelated,
    vat,
    vehicles,
)

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
    "birth_certificate": licences.birth_certificate,
    "one_child_certificate": licences.one_child_certificate,
    "marriage_certificate": licences.marriage_certificate,
    "business_licence": licences.business_licence,
    "bank_card": cards.bank_card,
    "driving_licence": licences.driving_licence,
    "vehicle_licence": licences.vehicle_licence,
    "outpatient_record": records.outpatient_record,
    "admission_record": records.admission_record,
    "discharge_summary": records.discharge_summary,
    "first_page": clinic.first_page,
    "operation_record": clinic.operation_record,
    "diagnosis_certificate": clinic.diagnosis_certificate,
    "prescription": clinic.prescription,
    "pathology_report": reports.pathology_report,
    "imaging_report": reports.imaging_report,
    "lab_report": reports.lab_report,
    "ecg": reports.ecg,
    "checkup_report": reports.checkup_report,
    "gene_report": reports.gene_report,
    "outpatient_invoice": invoices.outpatient_invoice,
    "inpatient_invoice": invoices.inpatient_invoice,
    "e_invoice": invoices.e_invoice,
    "vat_invoice": vat.vat_invoice,
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
    "disability_appraisal": deaths.disability_appraisal,
    "work_capacity_appraisal": deaths.work_capacity_appraisal,
    "total_disability_appraisal": deaths.total_disability_appraisal,
    "death_certificate_medical": deaths.death_certificate_medical,
    "death_certificate_other": deaths.death_certificate_other,
    "autopsy_report": deaths.autopsy_report,
    "household_cancellation": registry.household_cancellation,
    "cremation_certificate": registry.cremation_certificate,
    "court_death_declaration": registry.court_death_declaration,
    "heir_notarial": registry.heir_notarial,
    "relation_proof": proofs.relation_proof,
    "guardian_proof": proofs.guardian_proof,
    "dependant_proof": proofs.dependant_proof,
    "residence_proof": proofs.residence_proof,
    "school_certificate": proofs.school_certificate,
    "income_proof": proofs.income_proof,
    "payroll": proofs.payroll,
    "tax_proof": proofs.tax_proof,
    "nursing_proof": proofs.nursing_proof,
    "sick_leave": proofs.sick_leave,
    "transfer_note": proofs.transfer_note,
    "implant_list": proofs.implant_list,
    "course_notes": proofs.course_notes,
    "damage_assessment": vehicles.damage_assessment,
    "repair_list": vehicles.repair_list,
    "repair_invoice": vehicles.repair_invoice,
    "towing_invoice": vehicles.towing_invoice,
    "appraisal_fee_invoice": vehicles.appraisal_fee_invoice,
    "device_invoice": vehicles.device_invoice,
    "compensation_receipt": vehicles.compensation_receipt,
    "medical_slip": vehicles.medical_slip,
    "qualification": vehicles.qualification,
    "transport_permit": vehicles.transport_permit,
    "operator_certificate": vehicles.operator_certificate,
    "transport_receipts": tickets.transport_receipts,
    UNKNOWN: unrelated.unrelated,
    BLANK: unrelated.blank,
}


def draw_paper(doc_type: str, case: Case, rng: Random, options: Options | None = None) -> list[Canvas]:
    """The pages of one document of that type.

    Raises:
        KeyError: No paper of that type exists.
    """
    ways = layouts().get(doc_type, ())
    chosen = rng.randrange(len(ways) + 1)
    if chosen < len(ways):
        return draw_layout(ways[chosen], case, rng, options or Options())
    return PAPERS[doc_type](case, rng, options or Options())
