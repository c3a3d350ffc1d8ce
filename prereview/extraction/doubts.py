"""Money, dates and numbers that one reading leaves in doubt, and how other readings of the place settle them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from rapidfuzz.distance import Levenshtein
from stdnum import luhn

from prereview.documents import FACT_KINDS, BoundingBox, Document, Fact
from prereview.extraction.amounts import canonical, find_amounts
from prereview.extraction.dates import find_dates
from prereview.extraction.identifiers import id_check_holds, vin_check_holds
from prereview.extraction.numerals import find_words
from prereview.extraction.values import PARSERS

#: A place read with less confidence deserves a second look.
DOUBT = 0.93
#: What a reading is worth that others share; one that only they saw and a check proves; one they contradict.
CONFIRMED, CORRECTED, DISPUTED = 0.98, 0.85, 0.5
_SLIPS = 2  #: characters in which two readings of one value differ at most; beyond it they read different things

_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "id_number": id_check_holds,
    "card_number": luhn.is_valid,
    "vin": vin_check_holds,
}
_AMOUNT_TWICE = {"total": "total_words", "total_words": "total"}


def doubtful_facts(document: Document) -> tuple[Fact, ...]:
    """The facts whose place is worth reading again, the gravest doubt first.

    Numbers whose check fails; a total that differs from its words, and the words; money, dates and numbers read with
    little confidence. Only what was recognised on a picture can have been misread.
    """
    recognised = {(page.file, page.number) for page in document.pages if page.source == "ocr"}
    facts = [
        fact
        for fact in document.facts
        if FACT_KINDS[fact.name] in ("money", "date", "id")
        and fact.confidence is not None
        and fact.evidence.bbox is not None
        and (fact.evidence.file, fact.evidence.page) in recognised
    ]
    grave = [fact for fact in facts if not _proved(fact.name, fact.value, document)]
    low = [fact for fact in facts if fact not in grave and _legibility(fact, document) < DOUBT]
    return (*grave, *sorted(low, key=lambda fact: fact.confidence or 0.0))


def settle_facts(document: Document, seen: Mapping[Fact, Sequence[str]]) -> tuple[Fact, ...]:
    """The facts of the document after others have read the places of some of them.

    A value that others read too is confirmed. Where its check fails, or figures and words differ, a reading that is
    right by that check takes its place. Where nobody reads it again and somebody reads another value, it is disputed:
    a rival fact of the same name and place, less sure, stands before it, for a person to decide.

    Args:
        document: with the facts as first read.
        seen: for each fact that was read again the words of each reading of its place.
    """
    return tuple(settled for fact in document.facts for settled in _settle(fact, seen.get(fact, ()), document))


def _settle(fact: Fact, texts: Sequence[str], document: Document) -> Iterator[Fact]:
    agreeing = [text for text in texts if fact.value in _values(fact, text)]
    rivals = {value: text for text in texts if text not in agreeing and (value := _rival(fact, text, document))}
    proved = [value for value in rivals if _proved(fact.name, value, document)]
    fit = (fact.confidence or 0.0) / max(_legibility(fact, document), 0.01)  # how well label and value fitted
    if proved and not _proved(fact.name, fact.value, document):
        yield _with(fact, proved[0], min(fit, 1.0) * CORRECTED, rivals[proved[0]])
    elif rivals and not agreeing:
        less = min(fact.confidence or 0.0, DISPUTED)
        yield from (_with(fact, value, 0.8 * less, text) for value, text in rivals.items())
        yield _with(fact, fact.value, less, fact.evidence.quote)
    elif agreeing and not rivals:
        sure = max(fact.confidence or 0.0, min(fit, 1.0) * CONFIRMED)
        yield _with(fact, fact.value, sure, fact.evidence.quote)
    else:
        yield fact


def _legibility(fact: Fact, document: Document) -> float:
    """The confidence of the least sure line a value was read from."""
    place = fact.evidence.bbox
    pages = (page for page in document.pages if (page.file, page.number) == (fact.evidence.file, fact.evidence.page))
    lines = [line for page in pages for line in page.lines if place and _within(line.bbox, place)]
    return min((line.confidence for line in lines if line.confidence is not None), default=1.0)


def _within(box: BoundingBox, place: BoundingBox) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return place.x0 <= x <= place.x1 and place.y0 <= y <= place.y1


def _proved(name: str, value: str, document: Document) -> bool:
    """Whether nothing speaks against a value: its own check, and the same amount in figures or words."""
    if name in _CHECKS:
        return _CHECKS[name](value)
    other = document.fact(_AMOUNT_TWICE[name]) if name in _AMOUNT_TWICE else None
    return other is None or other.value == value


def _with(fact: Fact, value: str, confidence: float, quote: str) -> Fact:
    evidence = fact.evidence.model_copy(update={"quote": quote[:200]})
    return Fact(name=fact.name, value=value, confidence=round(confidence, 3), evidence=evidence)


def _rival(fact: Fact, text: str, document: Document) -> str | None:
    """What the words say in place of the value: one that differs by a slip of reading, or the amount stated twice."""
    values = _values(fact, text, whole=False)
    twin = document.fact(_AMOUNT_TWICE.get(fact.name, ""))
    if twin and twin.value in values:
        return twin.value
    distances = {value: Levenshtein.distance(value, fact.value) for value in values}
    near = min(distances, key=lambda value: (distances[value], value), default=None)
    return near if near is not None and 0 < distances[near] <= _SLIPS else None


def _values(fact: Fact, text: str, *, whole: bool = True) -> set[str]:
    """Every value of the fact's kind in the words, canonical; `whole` counts amounts without their cents too."""
    kind = FACT_KINDS[fact.name]
    if fact.name == "total_words":
        return {canonical(words.value) for words in find_words(text)}
    if kind == "money":
        return {amount.value for amount in find_amounts(text, decimals_only=not whole)}
    if kind == "date":
        return {found.value for found in find_dates(text)}
    parsed = PARSERS[fact.name](text) if fact.name in PARSERS else None
    squeezed = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())
    return {value for value in (parsed and parsed.value, fact.value if fact.value in squeezed else None) if value}
