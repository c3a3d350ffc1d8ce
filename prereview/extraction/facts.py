"""One document to its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from prereview.documents import BLANK, FACT_KINDS, Document, Evidence, Fact, Line, Page
from prereview.extraction.cards import address_readings, card_readings
from prereview.extraction.claim_lines import claim_form_readings
from prereview.extraction.diagnoses import diagnosis_readings, is_confirmed, section_readings
from prereview.extraction.heads_and_feet import heads_and_feet
from prereview.extraction.identifiers import id_birth_date, id_check_holds, id_sex
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.money_papers import invoice_readings, unlabelled_money, vat_parties
from prereview.extraction.narratives import narrative_readings
from prereview.extraction.paper_marks import letterhead, page_numbers, signatures, wording
from prereview.extraction.payloads import payload_facts
from prereview.extraction.profiles import VALIDITY, vocabulary, wanted_facts
from prereview.extraction.sentences import sentence_readings
from prereview.extraction.sheet import Sheet, union_box

_PARTS = frozenset(("fund_paid", "account_paid", "cash_paid", "self_paid", "own_expense", "other_paid"))
_MOBILE = re.compile(r"1\d{10}")
_FOOT = 0.85  #: share of the page above its foot
_MANY = frozenset(("diagnosis",))
_PER_PAGE = frozenset(("page_index", "page_count", "card_side"))
#: Booklets with a person a leaf, and what each leaf says of that person.
_BOOKLETS = frozenset(("household_book", "marriage_certificate"))
_OF_LEAF = frozenset(("name", "id_number", "birth_date", "sex", "relation"))
_OF_ONE_PERSON = frozenset(("id_card", "driving_licence"))  #: number and birth date are of the same person
_SURE = 0.9
_CARDS = frozenset(("id_card", "bank_card", "driving_licence", "vehicle_licence", "business_licence"))
_STATES_DIAGNOSIS = frozenset(("diagnosis_certificate", "discharge_summary", "outpatient_record", "admission_record"))


def extract_facts(document: Document) -> tuple[Fact, ...]:
    """The facts of a document, each with the place it was read, best value of a name first.

    A text layer read as it stands gives confidence None; OCR gives the line's confidence times how well label and value
    fitted. One value a name, except diagnoses, page numbers (one a page) and a second, wholly different person's name.
    Never raises for what is on a page.
    """
    if document.doc_type == BLANK:
        return ()
    readings: list[Reading] = []
    exact: list[Fact] = []
    for page in document.pages:
        readings += _page_readings(page, document.doc_type)
        exact += [fact for fact in _exact_facts(page, document.doc_type) if fact.name not in {f.name for f in exact}]
    told = {fact.name for fact in exact}
    chosen = [reading for reading in _choose(readings, document.doc_type) if reading.fact not in told]
    chosen = _doubt_parts_above_whole(_doubt_cut_totals(chosen))
    if document.doc_type in _OF_ONE_PERSON:
        chosen = _read_from_number(chosen, wanted_facts(document.doc_type))
    return (*exact, *(_fact(reading) for reading in chosen))


def _page_readings(page: Page, doc_type: str) -> list[Reading]:
    sheet = Sheet(page)
    labelled = LabelledSheet(sheet, vocabulary(doc_type))
    wanted = wanted_facts(doc_type)
    found: list[Reading] = [] if doc_type in _CARDS else list(page_numbers(sheet))
    found += labelled.readings(wanted)
    if "total" in wanted:
        found += unlabelled_money(labelled)
    if "invoice_number" in wanted:
        found += invoice_readings(labelled)
    if "seller" in wanted and "invoice_number" in wanted:
        found += vat_parties(labelled)
    if "hospital" in wanted:
        found += letterhead(sheet)
    if "diagnosis" in wanted:
        found += diagnosis_readings(labelled)
    if "address" in wanted:
        found += address_readings(labelled)
    found += narrative_readings(labelled, doc_type, wanted)
    found += sentence_readings(labelled, wanted)
    found += section_readings(labelled, wanted)
    found += heads_and_feet(labelled, doc_type, wanted)
    if doc_type in _CARDS or VALIDITY in wanted:
        found += card_readings(labelled, doc_type)
    if doc_type == "claim_form":
        found += claim_form_readings(labelled)
    if doc_type == "business_licence":
        found += [replace(reading, fact="name") for reading in found if reading.fact == "seller"]
    found += wording(page, doc_type)
    found += signatures(labelled, doc_type)
    return found


def _hospitals_own(reading: Reading, doc_type: str) -> bool:
    """The line for callers and the address at the foot of a hospital's paper are its own; patients leave mobiles."""
    if "department" not in wanted_facts(doc_type) and doc_type != "checkup_report":
        return False
    if reading.fact == "phone":
        return not _MOBILE.fullmatch(reading.value)
    return reading.fact == "address" and all(line.bbox.y0 > _FOOT for line in reading.lines)


def _choose(readings: Sequence[Reading], doc_type: str) -> Iterator[Reading]:
    """The best reading of each fact, in the order of the vocabulary."""
    for name in FACT_KINDS:
        found = [one for one in readings if one.fact == name and not _hospitals_own(one, doc_type)]
        if not found:
            continue
        if name in _MANY:
            yield from _diagnoses(found, doc_type)
        elif name in _OF_LEAF and doc_type in _BOOKLETS:
            pages = dict.fromkeys((reading.file, reading.page) for reading in found)
            yield from (_best([one for one in found if (one.file, one.page) == page]) for page in pages)
        elif name in _PER_PAGE:
            yield from found
        else:
            best = _best(found)
            yield best
            if name == "name":
                yield from _other_people(found, best)


def _best(found: Sequence[Reading]) -> Reading:
    """The reading of the label to believe first; of totals under equal labels the largest (the rest are sub-totals)."""
    # Of readings about as good, the first on the paper counts: forms name the insured person before anybody else.
    ranked = sorted(found, key=lambda reading: (reading.rank, reading.quality < 0.79))
    first = ranked[0]
    if first.fact == "total":
        peers = [reading for reading in ranked if reading.rank == first.rank and reading.quality >= 0.8 * first.quality]
        return max(peers, key=lambda reading: float(reading.value))
    return first


def _other_people(found: Iterable[Reading], best: Reading) -> Iterator[Reading]:
    """Names on other pages that share no character with the first: a page of somebody else's among these."""
    seen = set(best.value)
    for reading in found:
        if reading.rank <= 2 and reading.quality >= 0.9 and reading.page != best.page and not seen & set(reading.value):
            seen |= set(reading.value)
            yield reading


def _read_from_number(chosen: Sequence[Reading], wanted: Sequence[str]) -> list[Reading]:
    """Birth date and sex as the identity number says them (GB 11643), where they were not read.

    Only a number whose check holds and that was not repaired says anything. What was read otherwise stays: a card that
    contradicts its own number is for staff to see.
    """
    number = next((reading for reading in chosen if reading.fact == "id_number"), None)
    if number is None or number.quality < _SURE or not id_check_holds(number.value):
        return list(chosen)
    told = {"birth_date": id_birth_date(number.value), "sex": id_sex(number.value)}
    known = {reading.fact for reading in chosen}
    return list(chosen) + [
        replace(number, fact=fact, value=value, quality=0.95 * number.quality)
        for fact, value in told.items()
        if fact in wanted and fact not in known
    ]


def _doubt_cut_totals(chosen: Sequence[Reading]) -> list[Reading]:
    """Trust a total less when the words say the same digits and one more before them.

    Engines lose a leading 1 that touches the label or a stamp (¥12345.60 read 2345.60); both values stay as read.
    """
    words = next((reading.value for reading in chosen if reading.fact == "total_words"), None)
    return [
        replace(reading, quality=0.5 * reading.quality)
        if reading.fact == "total" and words and words != reading.value and words.endswith(reading.value)
        else reading
        for reading in chosen
    ]


def _doubt_parts_above_whole(chosen: Sequence[Reading]) -> list[Reading]:
    """Trust an amount paid less when it is more than the bill: a number beside it was read along, or another's."""
    whole = max((float(one.value) for one in chosen if one.fact in ("total", "total_words")), default=None)
    return [
        replace(reading, quality=0.5 * reading.quality)
        if whole is not None and reading.fact in _PARTS and float(reading.value) > whole
        else reading
        for reading in chosen
    ]


def _diagnoses(found: Sequence[Reading], doc_type: str) -> Iterator[Reading]:
    """The diagnoses under the best label only, without repeats; whether any of them is confirmed."""
    rank = min(reading.rank for reading in found)
    kept: dict[str, Reading] = {}
    for reading in found:
        if reading.rank == rank:
            kept.setdefault(reading.value, reading)
    yield from kept.values()
    if doc_type in _STATES_DIAGNOSIS:
        confirmed = [reading for reading in kept.values() if is_confirmed(reading.value)]
        source = (confirmed or list(kept.values()))[0]
        value = "true" if confirmed else "false"
        yield Reading("confirmed_diagnosis", value, source.quality, 0, source.lines, source.file, source.page)


def _exact_facts(page: Page, doc_type: str) -> Iterator[Fact]:
    """What the invoice's own code says. It is exact, so it carries no confidence and nothing read beside it counts."""
    wanted = wanted_facts(doc_type)
    for name, value, code in payload_facts(page):
        if name in wanted:
            yield Fact(name=name, value=value, confidence=None, evidence=Evidence(
                file=page.file, page=page.number, bbox=code.bbox, quote=code.text[:120]))  # fmt: skip


def _fact(reading: Reading) -> Fact:
    evidence = Evidence(
        file=reading.file, page=reading.page, bbox=union_box(reading.lines),
        quote=" ".join(dict.fromkeys(line.text for line in reading.lines))[:200],
    )  # fmt: skip
    return Fact(name=reading.fact, value=reading.value, confidence=_confidence(reading), evidence=evidence)


def _confidence(reading: Reading) -> float | None:
    read: list[Line] = [line for line in reading.lines if line.confidence is not None]
    if not read:
        return None if reading.quality >= 0.75 else round(reading.quality, 3)
    lowest = min(line.confidence for line in read if line.confidence is not None)
    return round(max(0.0, min(1.0, lowest * reading.quality)), 3)
