"""What an item is counted by: each hospital stay, visit, beneficiary or injured person of one claim.

A unit exists because somebody claims for it: a bill per stay and visit, a named payee or claimant per beneficiary, a
patient with a bill per injured person. A paper that does not say which unit it is of may be of any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from prereview.checklist import Item, Per
from prereview.completeness.case import INVOICES, MEDICAL_RECORDS, Case, certainty
from prereview.completeness.checks_care import check_visit_date
from prereview.completeness.names import compare_names
from prereview.completeness.stays import Stay, belongs, claimed_stays
from prereview.documents import Document

#: A record covers the bills of the days around it: tests are paid a day early, dressings changed a week later.
_BEFORE, _AFTER = timedelta(days=2), timedelta(days=10)
_SURE = 0.8  #: a name read with less may be a misreading, and nobody is asked for a person who does not exist
_OF_A_PATIENT = (*sorted(MEDICAL_RECORDS), "id_card", "household_book")
_PERSON = re.compile(r"[一-鿿]{2,4}(·[一-鿿]{1,8})*")


@dataclass(frozen=True, slots=True)
class Unit:
    """One stay, visit or person, in words, and the test whether a paper may belong to it."""

    name_zh: str
    name_en: str
    holds: Callable[[Document], bool]

    def view(self, case: Case) -> Case:
        """The case with only the papers that may belong to this unit."""
        return replace(case, documents=tuple(paper for paper in case.documents if self.holds(paper)))


def units_of(item: Item, case: Case) -> tuple[Unit, ...]:
    """The units an item is counted by; none where the claim is about one only, so that nothing is filtered."""
    units = _UNITS[item.per](case)
    return units if len(units) > 1 else ()


def _stays(case: Case) -> tuple[Unit, ...]:
    return tuple(_stay_unit(stay) for stay in claimed_stays(case))


def _stay_unit(stay: Stay) -> Unit:
    words = f"{stay[0]}至{stay[1]}住院", f"the stay {stay[0]} to {stay[1]}"
    return Unit(*words, lambda paper: belongs(paper, stay))


def _visits(case: Case) -> tuple[Unit, ...]:
    bills = [bill for bill in case.of_type("outpatient_invoice", "e_invoice") if not check_visit_date(bill, case)]
    starts: list[date] = []
    for day in sorted({day for bill in bills for day in _days(bill)}):
        if not starts or day - starts[-1] > _AFTER:
            starts.append(day)
    return tuple(_visit_unit(day) for day in starts)


def _days(document: Document) -> list[date]:
    """Every visit a paper names; a booklet holds several."""
    facts = document.facts_named("visit_date") or document.facts_named("issue_date")
    return [fact.as_date() for fact in facts]


def _visit_unit(start: date) -> Unit:
    def holds(paper: Document) -> bool:
        days = _days(paper) if paper.doc_type in INVOICES | MEDICAL_RECORDS else []
        return not days or any(start - _BEFORE <= day <= start + _AFTER for day in days)

    return Unit(f"{start}就诊", f"the visit of {start}", holds)


def _beneficiaries(case: Case) -> tuple[Unit, ...]:
    """Whoever asks to be paid: account holders and claimants other than the insured person, after a death."""
    insured = case.insured_name
    if not case.facts.get("died") or insured is None:
        return ()
    told = [
        fact.value
        for paper, name in (("bank_card", "account_holder"), ("claim_form", "claimant_name"))
        for document in case.of_type(paper)
        for fact in document.facts_named(name)
        if certainty(fact) >= _SURE and compare_names(fact.value, insured.value) == "different"
    ]
    return _people(told, {"id_card": "name", "passport": "name", "bank_card": "account_holder"})


def _injured(case: Case) -> tuple[Unit, ...]:
    if case.patient_is_insured:
        return ()
    bills = [fact for bill in case.of_type(*INVOICES) if (fact := bill.fact("name")) and certainty(fact) >= _SURE]
    others = [fact.value for paper in case.of_type(*_OF_A_PATIENT) for fact in paper.facts_named("name")]
    named = dict.fromkeys((*_OF_A_PATIENT, *INVOICES), "name")
    # As with stays, a lone bill in another name is D04 and no further person.
    return _people((fact.value for fact in bills if fact.value in others), named)


def _people(names: Iterable[str], named: Mapping[str, str]) -> tuple[Unit, ...]:
    """One unit per person; `named` tells which fact of which paper names its owner."""
    distinct: list[str] = []
    for name in sorted(name for name in names if _PERSON.fullmatch(name)):
        if all(compare_names(name, other) == "different" for other in distinct):
            distinct.append(name)
    return tuple(_person_unit(name, named) for name in distinct)


def _person_unit(person: str, named: Mapping[str, str]) -> Unit:
    def holds(paper: Document) -> bool:
        fact = paper.fact(named[paper.doc_type]) if paper.doc_type in named else None
        return fact is None or compare_names(fact.value, person) != "different"

    return Unit(person, person, holds)


_UNITS: Mapping[Per, Callable[[Case], tuple[Unit, ...]]] = {
    "case": lambda case: (),
    "stay": _stays,
    "visit": _visits,
    "beneficiary": _beneficiaries,
    "injured_person": _injured,
}
