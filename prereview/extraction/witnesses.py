"""A number or hospital misread on one paper, put right by the other papers of the same claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from stdnum import luhn

from prereview.documents import Document, Fact
from prereview.extraction.doubts import CORRECTED
from prereview.extraction.identifiers import id_check_holds

_CHECKS: Mapping[str, Callable[[str], bool]] = {"id_number": id_check_holds, "card_number": luhn.is_valid}
_PLAIN, _SURE = 0.97, 0.98  #: below the one a reading may be put right; from the other on it may put right others
#: What tells hospitals apart that share all other characters: numbers, compass points, new and old.
_TELLING = frozenset("一二三四五六七八九十东西南北中新老上下省市县区")


def corroborate(documents: Sequence[Document], known: Mapping[str, str] = {}) -> tuple[Document, ...]:
    """The documents with misread numbers and hospitals as the rest of the claim has them.

    Only what differs as misreadings do is put right: a run of equal digits shortened, a letter read as a digit or the
    other way, one character of a hospital in a line that was read unsurely. A digit for another digit stays: that may
    stand on the paper. The quote keeps what was read.

    Args:
        documents: with their facts.
        known: fact name to the value the insurer knows (policy and identity number of claim.json).
    """
    return tuple(
        document.model_copy(
            update={"facts": tuple(_put_right(fact, document, documents, known) for fact in document.facts)}
        )
        for document in documents
    )


def _put_right(fact: Fact, document: Document, documents: Sequence[Document], known: Mapping[str, str]) -> Fact:
    if fact.confidence is None or not _doubted(fact):
        return fact
    others = [other for other in documents if other is not document]
    told = {value for value in _told(fact.name, others, known) if _slip(fact.name, fact.value, value)}
    if len(told) != 1:
        return fact
    return fact.model_copy(update={"value": told.pop(), "confidence": round(min(fact.confidence, 1.0) * CORRECTED, 3)})


def _doubted(fact: Fact) -> bool:
    if fact.name in _CHECKS:
        return not _CHECKS[fact.name](fact.value)
    return fact.name == "policy_number" or (fact.name == "hospital" and (fact.confidence or 0.0) < _PLAIN)


def _told(name: str, others: Iterable[Document], known: Mapping[str, str]) -> Iterator[str]:
    """Values that may put right another: of a check that holds, known to the insurer, or told surely by two papers."""
    if name in known:
        yield known[name]
    said = [fact for other in others for fact in other.facts_named(name)]
    if name in _CHECKS:
        yield from (fact.value for fact in said if _CHECKS[name](fact.value))
        return
    votes = Counter(fact.value for fact in said if fact.confidence is None or fact.confidence >= _SURE)
    yield from (value for value, count in votes.items() if count >= 2)


def _slip(name: str, read: str, told: str) -> bool:
    """Whether the one is a misreading of the other."""
    if name == "hospital":
        apart = [pair for pair in zip(read, told, strict=False) if pair[0] != pair[1]]
        return len(read) == len(told) >= 6 and len(apart) == 1 and not _TELLING & set(apart[0])
    if len(read) == len(told):
        apart = [pair for pair in zip(read, told, strict=True) if pair[0] != pair[1]]
        return 0 < len(apart) <= 2 and all(one.isdigit() != other.isdigit() for one, other in apart)
    return abs(len(read) - len(told)) <= 2 and _without_runs(read) == _without_runs(told)


def _without_runs(text: str) -> str:
    return "".join(char for place, char in enumerate(text) if not place or text[place - 1] != char)
