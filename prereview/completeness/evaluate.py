"""One checklist item over the papers: which alternative is met best, and what state that leaves the item in.

Best to worst: satisfied, satisfied_with_remark, ask, unsure, present_unusable, missing. A group of papers is as good as
its worst paper; an item is as good as its best alternative; so another right paper can only help.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from prereview.catalogue import document_types
from prereview.checklist import Alternative, Item, Paper
from prereview.completeness.case import INVOICES, Case, page_evidence
from prereview.completeness.checks import ALWAYS, STATED, VALIDITY
from prereview.completeness.checks_money import invoice_key
from prereview.completeness.checks_paper import check_form, check_seal, is_about, is_electronic, is_empty
from prereview.completeness.checks_person import SEVERAL_PEOPLE
from prereview.completeness.defects import Defect, Effect
from prereview.completeness.expression import evaluate
from prereview.completeness.names import compare_names
from prereview.completeness.units import Unit, units_of
from prereview.documents import UNKNOWN, Document, Evidence, Page
from prereview.findings import ItemState

_ORDER: tuple[ItemState, ...] = (
    "satisfied", "satisfied_with_remark", "ask", "unsure", "present_unusable", "missing",
)  # fmt: skip
_STATE_OF: dict[Effect, ItemState] = {
    "note": "satisfied",
    "remark": "satisfied_with_remark",
    "ask": "ask",
    "unsure": "unsure",
    "unusable": "present_unusable",
}
_BANK_CARD = re.compile(r"银行|BANK|UnionPay|\d{4}\s?\d{4}\s?\d{4}\s?\d{4}", re.I)
MAY_BE = 0.3  #: chance from which an unknown page may be the paper, so that nobody is told to send it again unseen
GOOD = ("satisfied", "satisfied_with_remark")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How papers meet an item: the state, the defects behind it, the papers used, and the facts to ask about."""

    state: ItemState
    defects: tuple[Defect, ...] = ()
    documents: tuple[Document, ...] = ()
    questions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    lacking: tuple[Paper, ...] = ()
    unit: Unit | None = None

    @property
    def rank(self) -> int:
        """0 is best."""
        return _ORDER.index(self.state)


MISSING = Outcome("missing")


def evaluate_item(item: Item, case: Case, facts: dict[str, Any]) -> Outcome:
    """The state of one item. `facts` are the case facts by name; absent ones are unknown."""
    applies = evaluate(item.when, facts)
    if applies.value is False:
        return Outcome("not_applicable")
    outcome = _every_unit(item, case, facts)
    if outcome.state in GOOD:
        return outcome
    if item.requirement == "optional":
        # Nobody is asked for an optional paper; a flawed one is a remark, an absent one does not matter.
        flawed = bool(outcome.documents) and outcome.state != "missing"
        return _with_state(outcome, "satisfied_with_remark") if flawed else Outcome("not_applicable")
    if applies.value is None:
        return _with_state(outcome, "ask", applies.unknown)
    return _waived(item, facts) or _softened(item, outcome, case, facts)


def _every_unit(item: Item, case: Case, facts: dict[str, Any]) -> Outcome:
    """The item over each stay, visit or person it is counted by: as good as the worst of them, which it names."""
    units = units_of(item, case)
    if not units:
        return best_alternative(item, case, facts)
    outcomes = [replace(best_alternative(item, unit.view(case), facts), unit=unit) for unit in units]
    worst = max(outcomes, key=lambda outcome: outcome.rank)
    return Outcome(
        worst.state,
        tuple(defect for outcome in outcomes for defect in outcome.defects),
        tuple(document for outcome in outcomes for document in outcome.documents),
        tuple(question for outcome in outcomes for question in outcome.questions),
        lacking=worst.lacking,
        unit=worst.unit,
    )


def _with_state(outcome: Outcome, state: ItemState, questions: tuple[str, ...] = ()) -> Outcome:
    return replace(outcome, state=state, questions=questions or outcome.questions)


def _waived(item: Item, facts: dict[str, Any]) -> Outcome | None:
    for condition in item.waive_if:
        answer = evaluate(condition, facts)
        if answer.value:
            return Outcome("waived", questions=answer.used)
    return None


def _softened(item: Item, outcome: Outcome, case: Case, facts: dict[str, Any]) -> Outcome:
    """What stands in the way of calling it missing: a waiver nobody knows of, another paper, a page nobody can read."""
    if outcome.state != "missing":
        return outcome
    open_waivers = [answer for text in item.waive_if if (answer := evaluate(text, facts)).value is None]
    if open_waivers:
        return Outcome("ask", questions=open_waivers[0].unknown)
    hiding = pages_that_may_hide(item, case)
    if hiding or case.unread_files:
        places = tuple(Evidence(file=page.file, page=page.number) for page in hiding)
        places += tuple(Evidence(file=name) for name in case.unread_files)
        return replace(outcome, state="unsure", evidence=places)
    instead = case.of_type(*item.not_instead)
    if instead:
        defect = Defect("D19", "unusable", instead[0], (page_evidence(instead[0]),))
        return Outcome("present_unusable", (defect,), (instead[0],))
    if item.ask_if_missing:
        return Outcome("ask", questions=(item.ask_if_missing,))
    return outcome


def best_alternative(item: Item, case: Case, facts: dict[str, Any]) -> Outcome:
    """The outcome of the alternative met best; one open only perhaps asks the fact it hangs on."""
    outcomes = []
    for alternative in item.accepts:
        opens = evaluate(alternative.when, facts)
        if opens.value is False:
            continue
        outcome = _alternative(alternative, item, case)
        if opens.value is None and outcome.state != "missing":
            outcome = _with_state(outcome, "ask", opens.unknown)
        outcomes.append(outcome)
    return min(outcomes, key=_among_alternatives, default=MISSING)


def _among_alternatives(outcome: Outcome) -> tuple[int, int, int]:
    # Between alternatives none of which is met, the one begun comes first.
    begun = len(outcome.documents) if outcome.state == "missing" else 0
    return outcome.rank, -begun, len(outcome.defects)


def _alternative(alternative: Alternative, item: Item, case: Case) -> Outcome:
    found = [(_slot(paper, item, case), paper) for paper in alternative.papers]
    found.sort(key=lambda pair: _preference(pair[0]))
    needed = [slot for slot, _ in found[: alternative.needed]]
    worst = max(needed, key=lambda slot: slot.rank)
    # What is left of a half-met group, so that the notice can name the one paper still needed.
    lacking = tuple(paper for slot, paper in found if slot.state == "missing") if len(needed) > 1 else ()
    return Outcome(
        worst.state,
        tuple(defect for slot in needed for defect in slot.defects),
        tuple(document for slot in needed for document in slot.documents),
        tuple(question for slot in needed for question in slot.questions),
        lacking=lacking if worst.state == "missing" else (),
    )


def _slot(paper: Paper, item: Item, case: Case) -> Outcome:
    """How well the file holds one accepted paper."""
    candidates = [document for document in case.of_type(paper.doc) if _fits(document, paper, item, case)]
    if not candidates:
        return MISSING
    if item.per in ("stay", "visit") and paper.doc in INVOICES:
        return _every_invoice(candidates, paper, item, case)
    return _best(_judge(document, paper, item, case) for document in candidates)


def _every_invoice(candidates: list[Document], paper: Paper, item: Item, case: Case) -> Outcome:
    # Each bill is money of its own, so each must stand; copies of one bill count as one.
    by_number: dict[tuple[str, str] | str, list[Outcome]] = {}
    for document in candidates:
        key = invoice_key(document) or document.id
        by_number.setdefault(key, []).append(_judge(document, paper, item, case))
    bests = [_best(outcomes) for outcomes in by_number.values()]
    worst = max(bests, key=_preference)
    return Outcome(
        worst.state,
        tuple(defect for best in bests for defect in best.defects),
        tuple(document for best in bests for document in best.documents),
        tuple(question for best in bests for question in best.questions),
    )


def _best(outcomes: Iterable[Outcome]) -> Outcome:
    return min(outcomes, key=_preference)


def _preference(outcome: Outcome) -> tuple[int, int, str]:
    # The text breaks ties, so neither the order nor the names of files decide.
    return outcome.rank, len(outcome.defects), "".join(document.text for document in outcome.documents)


def _judge(document: Document, paper: Paper, item: Item, case: Case) -> Outcome:
    defects = [defect for check in ALWAYS for defect in check(document, case)]
    if not any(defect.code == "D21" for defect in defects):  # what is not translated cannot be checked further
        defects += [*check_seal(document, paper.seal), *check_form(document, paper)]
        defects += [defect for name in item.valid_if for defect in VALIDITY[name](document, case)]
    if any(defect.code == "D09" for defect in defects):  # the seal may stand on the page that did not arrive
        grey = any(page.ink == "grey" for page in document.pages)
        defects = [defect for defect in defects if defect.code not in ({"D01"} if grey else {"D01", "D03"})]
    defects = list({defect.key[:1] if defect.code == "D03" else defect.key: defect for defect in defects}.values())
    if not _states_all(document, paper):
        defects.append(_unstated(document, paper))
    state: ItemState = max((_STATE_OF[defect.effect] for defect in defects), key=_ORDER.index, default="satisfied")
    questions = tuple(defect.question for defect in defects if defect.question and defect.effect == "ask")
    return Outcome(state, tuple(defects), (document,), questions)


def _fits(document: Document, paper: Paper, item: Item, case: Case) -> bool:
    """Whether the document is this paper at all (its flaws come later)."""
    if paper.form == "electronic" and not is_electronic(document):
        return False
    if not is_about(document, paper.about) or not _holder_fits(document, item, case):
        return False
    return _states_all(document, paper) or any(page.quality.grade == "poor" for page in document.pages)


def _holder_fits(document: Document, item: Item, case: Case) -> bool:
    if item.holder == "patient":
        patient, own_name = case.patient_name, document.fact("name")
        return not (patient and own_name) or compare_names(own_name.value, patient.value) != "different"
    if item.holder not in ("insured", "other"):
        return True
    name, insured = document.fact("name"), case.insured_name
    if name is None or insured is None:
        # A card whose name is unread may be anybody's; the insured person's own comes first.
        return item.holder == "insured" or len(case.of_type(document.doc_type)) > 1
    number, registered = document.fact("id_number"), case.insured_id_number
    # The insured person's own number under another name is their card with a wrong name, not somebody else's card.
    names = document.facts_named("name") if document.doc_type in SEVERAL_PEOPLE else (name,)
    own = any(compare_names(fact.value, insured.value) != "different" for fact in names) or bool(
        number and registered and number.value == registered.value
    )
    if item.holder == "other":
        return not own
    return own or not _others_show_cards(case)


def _others_show_cards(case: Case) -> bool:
    """Whether somebody besides the insured person has reason to hand in a card; then a strange card is no mismatch."""
    facts = case.facts
    return bool(
        facts.get("submitted_by_agent")
        or facts.get("died")
        or facts.get("insured_capable") is False
        or facts.get("payee_is_insured") is False
        or (facts.get("insured_age") is not None and facts["insured_age"] < 18)
    )


def _states_all(document: Document, paper: Paper) -> bool:
    return all(_states(document, name) for name in paper.states)


def _states(document: Document, name: str) -> bool:
    fact, words, _, _ = STATED[name]
    if fact and document.fact(fact):
        return True
    text = unicodedata.normalize("NFKC", document.text).replace(" ", "")
    return any(unicodedata.normalize("NFKC", word) in text for word in words)


def _unstated(document: Document, paper: Paper) -> Defect:
    name = next(name for name in paper.states if not _states(document, name))
    _, _, zh, en = STATED[name]
    values = {"expected": zh, "expected_en": en}
    return Defect("unstated", "unsure", document, (page_evidence(document),), values)


def pages_that_may_hide(item: Item, case: Case) -> tuple[Page, ...]:
    """Unrecognised pages that could be this item: unreadable, or with its title in the first lines, or likely it."""
    wanted = {paper.doc for alternative in item.accepts for paper in alternative.papers}
    types = document_types()
    cues = [cue for name in wanted if name in types for cue in types[name].cues]
    return tuple(
        page
        for document in case.of_type(UNKNOWN)
        for page in document.pages
        if is_unread(page)
        or any(cue in _heading(page) for cue in cues)
        or _looks_like_card(page, wanted)
        or _may_be(document, wanted)
    )


def _may_be(document: Document, wanted: set[str]) -> bool:
    """Whether the page stayed unknown between types of which these are a good part, a bill or its list for instance."""
    return sum(chance for name, chance in document.candidates if name in wanted) >= MAY_BE


def _looks_like_card(page: Page, wanted: set[str]) -> bool:
    # Cards carry no title; few lines and a card number or a bank's name could be the bank card.
    return "bank_card" in wanted and len(page.lines) <= 15 and bool(_BANK_CARD.search(page.text))


def is_unread(page: Page) -> bool:
    """Whether nobody can say what the page holds: hardly anything on it could be read, or next to nothing was.

    A page without any text (a photo of a scene) hides no paper; one with a few stray words of a paper may.
    """
    characters = len("".join(page.text.split()))
    if is_empty(page):
        return False
    fewest = 0 if page.quality.grade == "poor" else 4
    return page.quality.grade == "unreadable" or fewest <= characters < 30


def _heading(page: Page) -> str:
    return unicodedata.normalize("NFKC", "".join(line.text for line in page.lines[:6])).replace(" ", "")
