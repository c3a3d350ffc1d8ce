"""Planting defects D01–D22: each changes one document (its case, its drawing or its capture) and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from prereview.synthesis.bills import CENT
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.options import Options
from prereview.synthesis.people import draw_id_number, draw_name

_SEALED = frozenset(
    {
        "discharge_summary",
        "diagnosis_certificate",
        "inpatient_invoice",
        "outpatient_invoice",
        "expense_list",
        "outpatient_record",
        "settlement_sheet",
        "disability_appraisal",
        "accident_proof",
        "admission_record",
    }
)
_NAMED = _SEALED | {"id_card", "bank_card", "first_page", "lab_report", "imaging_report"}
_BILLS = frozenset({"inpatient_invoice", "outpatient_invoice"})


@dataclass(frozen=True, slots=True)
class Plan:
    """One document about to be drawn: its case, drawing options and how it will be captured."""

    case: Case
    options: Options
    capture: str = "any"
    english: bool = False
    duplicate: bool = False
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Defect:
    """What a code changes and on which document types it makes sense."""

    code: str
    doc_types: frozenset[str]
    plant: Callable[[Plan, Random], Plan]
    fits: Callable[[Set[str]], bool] = lambda names: True


def _case(plan: Plan, **changes: object) -> Plan:
    return replace(plan, case=replace(plan.case, **changes))  # type: ignore[arg-type]  # field names are fixed by the callers below


def _no_seal(plan: Plan, rng: Random) -> Plan:
    return replace(plan, capture="colour", options=replace(plan.options, seal="none"))


def _wrong_seal(plan: Plan, rng: Random) -> Plan:
    return replace(plan, capture="colour", options=replace(plan.options, seal="wrong"))


def _copied(plan: Plan, rng: Random) -> Plan:
    return replace(plan, capture="colour", copied=True)


def _grey(plan: Plan, rng: Random) -> Plan:
    return replace(plan, capture="photocopy")


def _other_name(plan: Plan, rng: Random) -> Plan:
    person = plan.case.person
    name = draw_name(rng, person.sex)
    while name == person.name:
        name = draw_name(rng, person.sex)
    return _case(plan, person=replace(person, name=name))


def _other_id(plan: Plan, rng: Random) -> Plan:
    person = plan.case.person
    number = draw_id_number(
        rng, person.id_number[:2], person.birth_date + timedelta(days=rng.randrange(40, 900)), person.sex
    )
    return _case(plan, person=replace(person, id_number=number))


def _shift(plan: Plan, rng: Random) -> Plan:
    days = timedelta(days=-rng.randrange(400, 900))
    stay, invoice = plan.case.stay, plan.case.invoice
    stay = replace(stay, visit=stay.visit + days, admission=stay.admission + days, discharge=stay.discharge + days)
    return _case(plan, stay=stay, invoice=replace(invoice, issued=invoice.issued + days))


def _other_event(plan: Plan, rng: Random) -> Plan:
    accident = plan.case.accident
    return _case(plan, accident=replace(accident, day=accident.day - timedelta(days=rng.randrange(40, 300))))


def _outside(plan: Plan, rng: Random) -> Plan:
    """Another visit, or for the proof of an accident another day of the accident."""
    return _shift(plan, rng) if plan.case.disease.kind != "accident" else _other_event(_shift(plan, rng), rng)


def _other_stay(plan: Plan, rng: Random) -> Plan:
    stay, days = plan.case.stay, timedelta(days=rng.randrange(3, 9))
    return _case(
        plan, stay=replace(stay, admission=stay.admission - days, discharge=stay.discharge - timedelta(days=2))
    )


def _wrong_amount(plan: Plan, rng: Random) -> Plan:
    bill = plan.case.bill
    wrong = (bill.total * Decimal(str(rng.choice((0.83, 1.12, 1.3, 0.7)))) + 100).quantize(CENT)
    return _case(plan, bill=replace(bill, words_total=wrong, list_total=wrong))


def _page_gap(plan: Plan, rng: Random) -> Plan:
    return replace(plan, options=replace(plan.options, skip_page=True))


def _duplicate(plan: Plan, rng: Random) -> Plan:
    return replace(plan, duplicate=True)


def _low_grade(plan: Plan, rng: Random) -> Plan:
    hospital = plan.case.hospital
    return _case(plan, hospital=replace(hospital, name=hospital.city + "柳荫社区卫生服务中心", grade="一级"))


def _expired(plan: Plan, rng: Random) -> Plan:
    person = plan.case.person
    end = plan.case.claim_day - timedelta(days=rng.randrange(40, 700))
    return _case(
        plan, person=replace(person, id_expires=end, id_issued=end.replace(year=end.year - 10, day=min(end.day, 28)))
    )


def _one_side(plan: Plan, rng: Random) -> Plan:
    return replace(plan, options=replace(plan.options, one_side=True))


def _unconfirmed(plan: Plan, rng: Random) -> Plan:
    return _case(plan, confirmed=False)


def _unsigned(plan: Plan, rng: Random) -> Plan:
    return replace(plan, options=replace(plan.options, signed=False))


def _illegible(plan: Plan, rng: Random) -> Plan:
    return replace(plan, capture="illegible")


def _foreign(plan: Plan, rng: Random) -> Plan:
    return replace(plan, english=True)


def _altered(plan: Plan, rng: Random) -> Plan:
    return replace(plan, capture="colour", options=replace(plan.options, altered=True))


def _other_standard(plan: Plan, rng: Random) -> Plan:
    return replace(
        plan,
        options=replace(
            plan.options, altered=False, seal=plan.options.seal, standard="劳动能力鉴定 职工工伤与职业病致残等级"
        ),
    )


#: Papers that give the days of a stay: one contradicts another only where there are two.
_STAYS = frozenset({"discharge_summary", "inpatient_invoice", "expense_list", "settlement_sheet", "admission_record"})


def _two_stays(names: Set[str]) -> bool:
    return len(names & (_STAYS - {"admission_record", "settlement_sheet"})) >= 2


def _no_other_proof(names: Set[str]) -> bool:
    """A settlement sheet or split makes a copy of the bill enough."""
    return not names & {"settlement_sheet", "settlement_split"}


#: Every plantable defect by code. D19 (a report where a certificate is needed) comes of leaving the certificate out.
DEFECTS: Mapping[str, Defect] = {
    defect.code: defect
    for defect in (
        Defect("D01", _SEALED, _no_seal),
        Defect("D02", _SEALED, _wrong_seal),
        Defect("D03", _SEALED, _grey),
        Defect("D04", _NAMED, _other_name),
        Defect("D05", frozenset({"id_card", "claim_form", "diagnosis_certificate"}), _other_id),
        Defect("D06", frozenset({"outpatient_invoice", "outpatient_record", "accident_proof"}), _outside),
        Defect("D07", frozenset({"discharge_summary", "inpatient_invoice", "expense_list"}), _other_stay, _two_stays),
        Defect("D08", _BILLS | {"expense_list", "settlement_sheet"}, _wrong_amount),
        Defect("D09", frozenset({"expense_list", "discharge_summary", "admission_record"}), _page_gap),
        Defect("D10", _BILLS, _duplicate),
        Defect("D11", _BILLS, _copied, _no_other_proof),
        Defect("D12", frozenset({"discharge_summary", "outpatient_record", "diagnosis_certificate"}), _low_grade),
        Defect("D13", frozenset({"id_card"}), _expired),
        Defect("D14", frozenset({"id_card", "driving_licence", "vehicle_licence"}), _one_side),
        Defect("D15", frozenset({"diagnosis_certificate", "discharge_summary"}), _unconfirmed),
        Defect("D16", frozenset({"claim_form"}), _unsigned),
        Defect("D17", _SEALED, _illegible),
        Defect("D18", frozenset({"diagnosis_certificate"}), _shift),
        Defect("D20", frozenset({"disability_appraisal"}), _other_standard),
        Defect("D21", frozenset({"discharge_summary", "outpatient_record", "inpatient_invoice"}), _foreign),
        Defect("D22", _BILLS, _altered),
    )
}

#: The facts a page must show for the defect to be seen: one of each group.
_SHOWN_BY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "D04": (("name", "account_holder"),),
    "D05": (("id_number",),),
    "D06": (("issue_date", "visit_date", "event_date"),),
    "D07": (("admission_date", "discharge_date"),),
    "D12": (("hospital",),),
    "D13": (("valid_until",),),
    "D15": (("diagnosis",),),
    "D16": (("signed",),),
    "D18": (("issue_date",),),
    "D20": (("appraisal_standard",),),
}


def shows(code: str, pages: Sequence[Canvas], case: Case) -> bool:
    """Whether the drawn pages let a reader see the defect."""
    facts = {text.fact for page in pages for text in page.texts if text.fact}
    names = {name for name, _ in facts}
    if code in ("D01", "D03", "D11") and any("电子" in text.text for page in pages for text in page.texts):
        return False  # an electronic bill is signed, not stamped, and has no original to be a copy of
    if code == "D02":
        return any(stamp.issuer for page in pages for stamp in page.stamps)
    if code == "D08":
        return any(value != f"{case.bill.total:.2f}" for name, value in facts if name in ("total", "total_words"))
    if code == "D09":
        return any(name == "page_count" and int(value) > len(pages) for name, value in facts)
    return all(names & set(group) for group in _SHOWN_BY.get(code, ()))


def contradicts_words(pages: Sequence[Canvas]) -> bool:
    """Whether the total in figures and the total in words, both printed, differ."""
    facts = {text.fact for page in pages for text in page.texts if text.fact}
    printed = {name: {value for fact, value in facts if fact == name} for name in ("total", "total_words")}
    return bool(printed["total"] and printed["total_words"]) and printed["total"] != printed["total_words"]
