"""Case facts about what happened and how it was treated: cause, accident, care, surgery, social insurance."""

from __future__ import annotations

import re
from collections.abc import Callable

from rapidfuzz import fuzz

from prereview.completeness.case import INVOICES, MEDICAL_RECORDS, Case, claim_evidence, page_evidence
from prereview.completeness.known import Known, because_of, places
from prereview.completeness.names import canonical_name, compare_names
from prereview.documents import Fact

#: Lines in which the insured person has died, or the claim is about an accident, by what they insure.
DEATH_LINES = frozenset({"death_illness", "death_accident"})
ACCIDENT_LINES = frozenset({"accident_medical", "accident_disability", "death_accident"})
MOTOR_LINES = frozenset(
    {"motor_own_damage", "motor_injury_outpatient", "motor_injury_inpatient_disability_death", "compulsory_motor"}
)
DEATH_PAPERS = (
    "death_certificate_medical", "death_certificate_other", "household_cancellation", "cremation_certificate",
    "court_death_declaration", "autopsy_report",
)  # fmt: skip
INPATIENT_PAPERS = ("inpatient_invoice", "discharge_summary", "admission_record", "first_page", "course_notes")
OUTPATIENT_PAPERS = ("outpatient_invoice", "outpatient_record", "prescription")

TRAFFIC = re.compile(r"交通|车祸|追尾|机动车|电动车|摩托车|撞车|被.{0,6}车.{0,3}撞")
WORK = re.compile(r"工伤|上班|工作时|施工|工地|车间|单位.{0,4}(作业|劳动)")
CRIME = re.compile(r"殴打|打架|斗殴|被打|抢劫|被刺|报警|派出所")
_INJURY = re.compile(
    r"骨折|外伤|扭伤|挫伤|挫裂|裂伤|烧伤|烫伤|脱位|创伤|损伤|咬伤|抓伤|摔|跌|撞|切割伤|中毒|异物|溺水|车祸"
)
_CANCER = re.compile(r"癌|恶性肿瘤|肉瘤|白血病|淋巴瘤|骨髓瘤|黑色素瘤|\bC\d{2}(\.\d)?")
_DOUBTED = re.compile(r"待查|待排|疑似|可疑|除外|排除|[??]")
_FUND = re.compile(r"统筹|医保|基金|社保")
_IMPLANT = re.compile(r"内固定|支架|假体|植入|起搏器|人工晶体|置换术|钢板|钛网|补片")


def cause(case: Case) -> Known | None:
    """Accident or illness: by the line, the claim form, papers of an event, or diagnoses without any injury."""
    line = case.line
    if line in ACCIDENT_LINES:
        return Known("accident", (claim_evidence(f"line = {line}"),))
    if line == "death_illness":
        return Known("illness", (claim_evidence(f"line = {line}"),))
    for document in case.of_type("claim_form"):
        told = document.fact("claim_cause")
        if told and ("意外" in told.value or told.value == "accident"):
            return Known("accident", (told.evidence,))
        if told and ("疾病" in told.value or told.value == "illness"):
            return Known("illness", (told.evidence,))
    proofs = case.of_type("traffic_liability", "work_injury_ruling", "accident_proof")
    if proofs:
        return Known("accident", (page_evidence(proofs[0]),))
    return _illness_by_diagnosis(case)


def _illness_by_diagnosis(case: Case) -> Known | None:
    # Only papers that say nothing of an injury anywhere let us take it for an illness; one injury word asks instead.
    records = case.of_type(*MEDICAL_RECORDS)
    diagnoses = [fact for document in records for fact in document.facts_named("diagnosis")]
    complaints = [fact for document in records for fact in document.facts_named("chief_complaint")]
    if not diagnoses or any(_INJURY.search(fact.value) for fact in diagnoses + complaints):
        return None
    return Known("illness", places(diagnoses))


def from_cause(pattern: re.Pattern[str], papers: tuple[str, ...]) -> Callable[[Case], Known | None]:
    """True by a paper of that authority or by the account of the event; False when the account says otherwise."""

    def derive(case: Case) -> Known | None:
        by_paper = because_of(case, papers)
        if by_paper:
            return by_paper
        accounts = [
            fact for document in case.documents for fact in document.facts_named("event_cause") if len(fact.value) >= 4
        ]
        for fact in accounts:
            if pattern.search(fact.value):
                return Known(True, (fact.evidence,))
        return Known(False, places(accounts)) if accounts else None

    return derive


def died(case: Case) -> Known | None:
    """By the line, or a death paper in the file."""
    if case.line in DEATH_LINES:
        return Known(True, (claim_evidence(f"line = {case.line}"),))
    return because_of(case, DEATH_PAPERS)


def insured_was_driver(case: Case) -> Known | None:
    """True when a driving licence in the insured person's name is in the file."""
    insured = case.insured_name
    for document in case.of_type("driving_licence"):
        name = document.fact("name")
        if insured and name and compare_names(insured.value, name.value) == "same":
            return Known(True, (name.evidence,))
    return None


def inpatient(case: Case) -> Known | None:
    """By the line or inpatient papers; false when there are only outpatient papers."""
    if case.line == "inpatient_medical":
        return Known(True, (claim_evidence("line = inpatient_medical"),))
    stay = because_of(case, INPATIENT_PAPERS, sure=0.0)
    if stay:
        return stay
    visits = case.of_type(*OUTPATIENT_PAPERS)
    return Known(False, tuple(page_evidence(document) for document in visits)) if visits else None


def emergency(case: Case) -> Known | None:
    """True when a paper says 急诊; silence says nothing."""
    for document in case.of_type(*MEDICAL_RECORDS, *INVOICES):
        fact = document.fact("emergency")
        if fact and fact.value == "true":
            return Known(True, (fact.evidence,))
        department = document.fact("department")
        if department and "急诊" in department.value:
            return Known(True, (department.evidence,))
    return None


def _hospitals(case: Case) -> list[Fact]:
    distinct: list[Fact] = []
    for document in case.of_type(*MEDICAL_RECORDS, *INVOICES):
        fact = document.fact("hospital")
        # 某某医院 and 某某医院(东院区) are one hospital; OCR may drop a character.
        if fact and all(fuzz.partial_ratio(_hospital_key(fact), _hospital_key(seen)) < 75 for seen in distinct):
            distinct.append(fact)
    return distinct


def _hospital_key(fact: Fact) -> str:
    return canonical_name(fact.value)


def hospitals_n(case: Case) -> Known | None:
    """How many hospitals the medical papers name."""
    hospitals = _hospitals(case)
    return Known(len(hospitals), places(hospitals)) if hospitals else None


def stays_n(case: Case) -> Known | None:
    """How many admission dates the inpatient papers name."""
    admissions = [fact for document in case.of_type(*INPATIENT_PAPERS) if (fact := document.fact("admission_date"))]
    return Known(len({fact.value for fact in admissions}), places(admissions)) if admissions else None


def surgery(case: Case) -> Known | None:
    """True by an operation record, or an operation on a paper of this stay."""
    by_paper = because_of(case, ("operation_record",))
    if by_paper:
        return by_paper
    # Only papers about this stay: 既往史 of other papers may name an operation of years ago.
    for document in case.of_type("first_page", "discharge_summary"):
        fact = document.fact("operation")
        if fact and fact.value not in ("无", "否", "-"):
            return Known(True, (fact.evidence,))
    return None


def implant(case: Case) -> Known | None:
    """True by an implant list, or the name of the operation."""
    by_paper = because_of(case, ("implant_list",))
    if by_paper:
        return by_paper
    for document in case.of_type("operation_record", "first_page", "discharge_summary"):
        fact = document.fact("operation")
        if fact and _IMPLANT.search(fact.value):
            return Known(True, (fact.evidence,))
    return None


def malignant_tumour(case: Case) -> Known | None:
    """By the diagnoses; a doubted one does not count, none at all leaves it open."""
    diagnoses = [
        fact
        for document in case.of_type("discharge_summary", "diagnosis_certificate", "first_page", "outpatient_record")
        for fact in document.facts_named("diagnosis")
    ]
    for fact in diagnoses:
        if _CANCER.search(fact.value) and not _DOUBTED.search(fact.value):
            return Known(True, (fact.evidence,))
    return Known(False, places(diagnoses)) if diagnoses else None


#: Diseases whose definition asks for papers of their own (S31); anything else named is "other".
_DISEASES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("transplant", re.compile(r"移植")),
    ("cabg", re.compile(r"搭桥|旁路移植")),
    ("acute_mi", re.compile(r"急性.{0,10}心肌梗[死塞]")),
    ("stroke_sequela", re.compile(r"脑中风|脑卒中|脑梗[死塞]|脑出血|蛛网膜下腔出血")),
    ("end_stage_renal", re.compile(r"尿毒症|终末期肾|慢性肾.{0,6}5期|肾功能衰竭期")),
    ("coma", re.compile(r"深度昏迷|植物状态")),
)


def disease_code(case: Case) -> Known | None:
    """The group of the first certified diagnosis that belongs to one; "other" when none does."""
    papers = case.of_type("diagnosis_certificate") or case.of_type("discharge_summary", "first_page")
    diagnoses = [fact for document in papers for fact in document.facts_named("diagnosis")]
    for code, pattern in _DISEASES:
        for fact in diagnoses:
            if pattern.search(fact.value):
                return Known(code, (fact.evidence,))
    return Known("other", places(diagnoses)) if diagnoses else None


def injured(case: Case) -> Known | None:
    """How badly somebody was hurt, by the gravest paper in the file."""
    if case.line == "motor_injury_outpatient":
        return Known("outpatient", (claim_evidence(f"line = {case.line}"),))
    grades = (("dead", DEATH_PAPERS), ("disabled", ("disability_appraisal",)), ("inpatient", INPATIENT_PAPERS))
    for grade, papers in grades:
        found = because_of(case, papers)
        if found:
            return Known(grade, found.evidence)
    return None


def hospital_grade(case: Case) -> Known | None:
    """The grade printed on a medical paper."""
    for document in case.of_type(*MEDICAL_RECORDS, *INVOICES):
        fact = document.fact("hospital_grade")
        if fact:
            return Known(fact.value, (fact.evidence,))
    return None


def settled_social(case: Case) -> Known | None:
    """By a settlement sheet or the fund's share on the bills; false when no bill speaks of a fund."""
    by_paper = because_of(case, ("settlement_sheet",))
    if by_paper:
        return by_paper
    paid = [fact for document in case.of_type(*INVOICES) for fact in document.facts_named("fund_paid")]
    for fact in paid:
        if fact.as_money() > 0:
            return Known(True, (fact.evidence,))
    if paid:
        return Known(False, places(paid))
    # A bill that speaks of no fund at all was paid by the patient.
    silent = [bill for bill in case.of_type(*INVOICES) if bill.fact("total") and not _FUND.search(bill.text)]
    return Known(False, tuple(page_evidence(bill) for bill in silent)) if silent else None


def other_payer_paid(case: Case) -> Known | None:
    """True when a settlement split is in the file."""
    return because_of(case, ("settlement_split",))
