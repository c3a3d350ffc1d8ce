"""A case fact that is known, and the small ways of knowing one from papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from prereview.completeness.case import Case, page_evidence
from prereview.documents import Evidence, Fact


@dataclass(frozen=True, slots=True)
class Known:
    """A case fact and what it rests on; `presumed` when only a rule of experience or law stands behind it."""

    value: Any
    evidence: tuple[Evidence, ...]
    presumed: bool = False


def because_of(case: Case, doc_types: tuple[str, ...], *, sure: float = 0.8) -> Known | None:
    """True when a paper of these types is in the file; one recognised with doubt proves no fact."""
    found = [document for document in case.of_type(*doc_types) if (document.probability or 1.0) >= sure]
    return Known(True, tuple(page_evidence(document) for document in found)) if found else None


def places(facts: Iterable[Fact]) -> tuple[Evidence, ...]:
    """Where the facts were read."""
    return tuple(fact.evidence for fact in facts)


def if_present(*doc_types: str) -> Callable[[Case], Known | None]:
    """A derivation: true when a paper of these types is in the file."""
    return lambda case: because_of(case, doc_types)
