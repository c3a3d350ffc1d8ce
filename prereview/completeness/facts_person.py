"""Case facts about people and the contract: ages, agents, payees, the policy, the amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from prereview.completeness.case import INVOICES, MEDICAL_RECORDS, Case, claim_evidence
from prereview.completeness.known import Known, because_of, places
from prereview.completeness.names import compare_names
from prereview.documents import Document, Fact


def insured_age(case: Case) -> Known | None:
    """Full years on the day of the event or visit: from the contract, a card, else the age on records."""
    day = case.claim.claim.event_date or case.claim.claim.visit_date or case.claim_date
    born = case.claim.insured.birth_date
    if born and day:
        return Known(_years(born, day), (claim_evidence(f"birth_date = {born}"),))
    number = case.claim.insured.id_number or ""
    if day and (from_number := _birth_in(number)):
        return Known(_years(from_number, day), (claim_evidence("id_number"),))
    births = [fact for fact in _insured_facts(case, ("id_number", "birth_date")) if _birth_of(fact)]
    if births and day and (found := _birth_of(births[0])):
        return Known(_years(found, day), (births[0].evidence,))
    ages = sorted(_insured_facts(case, ("age",)), key=lambda fact: int(fact.value))
    if ages:
        middle = ages[len(ages) // 2]
        return Known(int(middle.value), (middle.evidence,))
    return None


def _insured_facts(case: Case, names: Iterable[str]) -> list[Fact]:
    """Facts of papers that name the insured person (or name nobody, for hospital papers)."""
    insured = case.insured_name
    found = []
    for document in case.documents:
        if document.doc_type not in MEDICAL_RECORDS | INVOICES | {
            "id_card",
            "household_book",
            "passport",
            "claim_form",
        }:
            continue
        for person in _people(document):
            name = person.fact("name")
            if insured and name and compare_names(insured.value, name.value) != "same":
                continue
            if not (insured and name) and document.doc_type not in MEDICAL_RECORDS:
                continue
            found += [fact for wanted in names if (fact := person.fact(wanted))]
    return found


def _people(document: Document) -> Iterator[Document]:
    """The paper as one part a person: a leaf of a household book speaks of nobody but its own person."""
    if document.doc_type != "household_book":
        yield document
        return
    for page in document.pages:
        facts = tuple(f for f in document.facts if (f.evidence.file, f.evidence.page) == (page.file, page.number))
        yield document.model_copy(update={"pages": (page,), "facts": facts})


def _birth_of(fact: Fact) -> date | None:
    return fact.as_date() if fact.name == "birth_date" else _birth_in(fact.value)


def _birth_in(id_number: str) -> date | None:
    if not re.fullmatch(r"\d{17}[\dXx]", id_number):
        return None
    try:
        return date.fromisoformat(f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}")
    except ValueError:
        return None


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def submitted_by_agent(case: Case) -> Known | None:
    """By the applicant's role, or a power of attorney in the file."""
    role = case.claim.facts.applicant_role
    if role is not None:
        return Known(role == "agent", (claim_evidence(f"applicant_role = {role}"),))
    return because_of(case, ("poa",))


def payee_is_insured(case: Case) -> Known | None:
    """True when the bank card names the insured person."""
    insured = case.insured_name
    for document in case.of_type("bank_card"):
        holder = document.fact("account_holder") or document.fact("name")
        if insured and holder and compare_names(insured.value, holder.value) == "same":
            return Known(True, (holder.evidence,))
    return None


def beneficiary_minor(case: Case) -> Known | None:
    """By the birth dates on the cards of people other than the insured person; none read leaves it open."""
    day, insured = case.claim_date, case.insured_name
    born = [
        (found, fact.evidence)
        for paper in case.of_type("id_card", "household_book")
        for card in _people(paper)
        if (name := card.fact("name"))
        and insured
        and compare_names(name.value, insured.value) == "different"
        and (fact := card.fact("id_number") or card.fact("birth_date"))
        and (found := _birth_of(fact))
    ]
    if not born or day is None:
        return None
    return Known(any(_years(date_, day) < 18 for date_, _ in born), tuple(place for _, place in born))


def driver_class(case: Case) -> Known | None:
    """The class printed on the driving licence."""
    for document in case.of_type("driving_licence"):
        fact = document.fact("licence_class")
        if fact:
            # The gravest class decides which further papers are needed: A2D and B2E are A2 and B2.
            grave = re.search(r"[AB]\d?", fact.value.upper())
            return Known(grave.group() if grave else fact.value.upper(), (fact.evidence,))
    return None


def core_policy_link(case: Case) -> Known | None:
    """True when the policy block names a number and a date: the contract is found in the system."""
    # The policy block of claim.json comes out of the core system: with a number and a date the contract is found.
    policy = case.claim.policy
    if policy.number and policy.effective_date:
        return Known(True, (claim_evidence(f"policy.number = {policy.number}"),))
    return None


def policy_age_days(case: Case) -> Known | None:
    """Days from the first start of the policy to the event or visit."""
    start = case.claim.policy.first_effective_date or case.claim.policy.effective_date
    day = case.claim.claim.event_date or case.claim.claim.visit_date or case.claim_date
    return Known((day - start).days, (claim_evidence(f"effective_date = {start}"),)) if start and day else None


def waiting_period(case: Case) -> Known | None:
    """The waiting period of the contract, in days."""
    days = case.claim.policy.waiting_period_days
    return None if days is None else Known(days, (claim_evidence(f"waiting_period_days = {days}"),))


def amount_claimed(case: Case) -> Known | None:
    """What is claimed, else the sum of the bills, in yuan."""
    amount = case.claim.claim.amount_claimed
    if amount is not None:
        return Known(amount, (claim_evidence(f"amount_claimed = {amount}"),))
    totals = [fact for document in case.of_type(*INVOICES) if (fact := document.fact("total"))]
    return Known(sum((fact.as_money() for fact in totals), Decimal(0)), places(totals)) if totals else None
