"""Checks of the reading itself: values on which two readings of the same place do not agree."""

from __future__ import annotations

from collections import defaultdict

from prereview.completeness.case import Case, certainty
from prereview.completeness.defects import Defect, Effect
from prereview.documents import FACT_KINDS, BoundingBox, Document, Fact

#: On these an item rests; where others differ, people are told and the item stays as it is.
_DECISIVE = frozenset({
    "total", "total_words", "id_number", "card_number", "invoice_number", "policy_number", "birth_date",
    "admission_date", "discharge_date", "visit_date", "event_date", "death_date", "effective_date", "valid_until",
})  # fmt: skip

_Place = tuple[str, str, int | None, BoundingBox | None]


def check_disputed(document: Document, case: Case) -> list[Defect]:
    """One defect for each place at which one reader saw one value and another reader another (rival facts)."""
    at: dict[_Place, list[Fact]] = defaultdict(list)
    for fact in document.facts:
        if fact.evidence.bbox and FACT_KINDS[fact.name] in ("money", "date", "id"):  # words may be several: diagnoses
            at[fact.name, fact.evidence.file, fact.evidence.page, fact.evidence.bbox].append(fact)
    return [_disputed(document, facts) for facts in at.values() if len({fact.value for fact in facts}) > 1]


def _disputed(document: Document, facts: list[Fact]) -> Defect:
    first, *rest = sorted(facts, key=certainty, reverse=True)
    values = {"seen": first.value, "expected": "、".join(fact.value for fact in rest)}
    effect: Effect = "unsure" if first.name in _DECISIVE else "remark"
    return Defect("reading_disputed", effect, document, tuple(fact.evidence for fact in (first, *rest)), values)
