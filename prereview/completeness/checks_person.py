"""Checks of whose paper it is: names, identity numbers, account holders, validity of cards."""

from __future__ import annotations

from stdnum.cn import ric

from prereview.completeness.case import Case, certainty
from prereview.completeness.defects import Defect, Effect
from prereview.completeness.names import Agreement, canonical_name, compare_names, compare_numbers
from prereview.documents import Document, Fact

#: Papers that name several people.
SEVERAL_PEOPLE = frozenset({
    "accident_proof", "traffic_liability", "quick_settlement", "mediation", "police_proof", "court_ruling",
    "household_book", "birth_certificate", "marriage_certificate", "one_child_certificate", "relation_proof",
})  # fmt: skip


def check_name(document: Document, case: Case) -> list[Defect]:
    """D04 when the paper names somebody else than the insured person; a likely misreading is `unsure`."""
    expected, seen = case.insured_name, document.fact("name")
    if expected is None or seen is None:
        return []
    # Proofs of an event and family papers name several people; one of them has to be the insured person.
    others = document.facts_named("name") if document.doc_type in SEVERAL_PEOPLE else ()
    if any(compare_names(fact.value, expected.value) == "same" for fact in others):
        return []
    if document.doc_type in SEVERAL_PEOPLE and canonical_name(expected.value) in canonical_name(document.text):
        return []
    return _name_defect(document, seen, expected)


def check_payee(document: Document, case: Case) -> list[Defect]:
    """D04 when the account holder is neither the insured person nor anybody whose id card is in the file."""
    holder = document.fact("account_holder") or document.fact("name")
    expected = case.insured_name
    others = [fact for card in case.of_type("id_card", "passport") if (fact := card.fact("name"))]
    if holder is None or expected is None or (case.claim.facts.payee_is_insured is False and not others):
        return []
    if any(compare_names(holder.value, fact.value) != "different" for fact in others):
        return []
    return _name_defect(document, holder, expected)


def check_patient(document: Document, case: Case) -> list[Defect]:
    """D04 where somebody else than the insured person was hurt: the paper names another patient than the others do."""
    expected, seen = case.patient_name, document.fact("name")
    return _name_defect(document, seen, expected) if seen and expected and not case.patient_is_insured else []


def check_owner(document: Document, case: Case) -> list[Defect]:
    """D04 when the card names neither the owner on the vehicle licence nor the insured person."""
    seen = document.fact("name")
    owners = [fact for licence in case.of_type("vehicle_licence") if (fact := licence.fact("name"))]
    owners += [case.insured_name] if case.insured_name else []
    if seen and owners and all(compare_names(seen.value, owner.value) == "different" for owner in owners):
        return _name_defect(document, seen, owners[-1])
    return []


def _name_defect(document: Document, seen: Fact, expected: Fact) -> list[Defect]:
    agreement = compare_names(seen.value, expected.value)
    if agreement == "same" or _is_latin(seen.value) != _is_latin(expected.value):
        return []  # a name in another script is a matter of translation (D21), not of another person
    sure = min(certainty(seen), certainty(expected))
    values = {"seen": seen.value, "expected": expected.value}
    # A rare character is misread with full conviction (晗 as 含): only words nobody had to recognise are sure of one.
    effect = _effect(agreement, sure, close=1.0)
    return [Defect("D04", effect, document, (seen.evidence, expected.evidence), values)]


def _is_latin(name: str) -> bool:
    return name.isascii()


def _effect(agreement: Agreement, sure: float, *, close: float) -> Effect:
    # One wrong character is what OCR does; below `close` a person looks before the claimant is bothered.
    return "unusable" if sure >= (close if agreement == "close" else 0.6) else "unsure"


def check_id_number(document: Document, case: Case) -> list[Defect]:
    """D05 when the card's number is another than the contract's (or the claim form's)."""
    seen = document.fact("id_number")
    expected = case.insured_id_number or _on_claim_form(case)
    name = document.fact("name")
    if seen is None or expected is None or document.doc_type in SEVERAL_PEOPLE:
        return []
    if name and case.insured_name and compare_names(name.value, case.insured_name.value) == "different":
        return []  # somebody else's card: D04 says so already
    others = [fact.value for card in case.of_type("id_card") for fact in card.facts_named("id_number")]
    if document.doc_type != "id_card" and seen.value in others and expected.value not in others:
        return []  # the applicant's own number on the form
    agreement = compare_numbers(seen.value, expected.value)
    if agreement == "same" or (agreement == "close" and not ric.is_valid(seen.value)):
        return []  # the check digit shows the difference is a misreading
    effect = _effect(agreement, min(certainty(seen), certainty(expected)), close=0.95)
    return [Defect("D05", effect, document, (seen.evidence, expected.evidence))]


def _on_claim_form(case: Case) -> Fact | None:
    numbers = [fact for form in case.of_type("claim_form") if (fact := form.fact("id_number"))]
    return next((fact for fact in numbers if ric.is_valid(fact.value)), None)


def check_not_expired(document: Document, case: Case) -> list[Defect]:
    """D13 when the card had expired on the day of the claim."""
    until, day = document.fact("valid_until"), case.claim_date
    if until is None or day is None or until.as_date() >= day:
        return []
    effect: Effect = "unusable" if certainty(until) >= 0.8 else "unsure"
    return [Defect("D13", effect, document, (until.evidence,), {"seen": until.value})]


def check_debit_card(document: Document, case: Case) -> list[Defect]:
    """A credit card cannot receive a benefit (S21)."""
    kind = document.fact("card_kind")
    if kind is None or not any(word in kind.value for word in ("贷记", "信用", "credit")):
        return []
    return [Defect("credit_card", "unusable", document, (kind.evidence,), {"seen": kind.value})]
