"""Reviewed claims as training rows: features from the report, answers from people or from the generator's truth."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from prereview.documents import Evidence, Record
from prereview.findings import ItemResult
from prereview.report import Report
from prereview.scoring import FEATURES, ITEM_FEATURES, describe_item, describe_report, is_scored, papers_in
from prereview.training.strata import strata_of

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GAPS = ("missing", "present_unusable")
#: Item states in which nobody has to do anything about the item.
SETTLED = ("satisfied", "satisfied_with_remark", "waived", "not_applicable")
CALLED = (*GAPS, *SETTLED)  #: the report speaks for itself; every other state asks a person


class JudgedItem(Record):
    """One item with its answer; None where nobody gave one. `links` lead to its pages ("file#page=2")."""

    item_id: str
    state: str
    features: dict[str, float]
    satisfied: bool | None
    links: tuple[str, ...] = ()


class ClaimRow(Record):
    """One reviewed claim; an answer nobody gave is None and teaches nothing.

    `person` groups claims of one person, who must not be in two splits. `passes` says that the rules alone would have
    called the claim complete: only there does a score open the fast lane. `blind` rows measure and never teach.
    """

    claim_id: str
    person: str
    features: dict[str, float]
    passes: bool
    items: tuple[JudgedItem, ...]
    complete: bool | None = None
    attention: bool | None = None
    flagged: bool = False
    upheld: bool | None = None
    blind: bool = False
    reviewed_at: str = ""
    reviewers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    source: str = "generated"
    report_fingerprint: str = ""
    strata: dict[str, str] = Field(default_factory=dict)

    @property
    def judged(self) -> tuple[JudgedItem, ...]:
        """The items somebody gave an answer for."""
        return tuple(item for item in self.items if item.satisfied is not None)


class Truth(Record):
    """What is known about a claim: open items by id, and whether it holds something only a person can settle."""

    open_items: frozenset[str]
    needs_person: bool
    upheld: bool | None = None


def make_row(report: Report, truth: Truth, *, person: str, strata: Mapping[str, str] | None = None) -> ClaimRow:
    """A row from a report and the truth about every item.

    `complete` is the truth about the papers. `attention` is whether a person would have corrected the report, or has
    to settle something anyway: an item called settled that is open, or called a gap that is none, or a flag. An item
    the report itself leaves open ("unsure", "ask") is no error: it already asks for a person.
    """
    needed = [item for item in report.items if item.requirement != "optional"]
    answers = {item.id: item.id not in truth.open_items for item in needed}
    wrong = (item.state in CALLED and (item.state in SETTLED) != answers[item.id] for item in needed)
    row = describe_row(report, answers, person=person)
    return row.model_copy(
        update={
            "complete": not truth.open_items,
            "attention": truth.needs_person or any(wrong) or truth.upheld not in (None, row.flagged),
            "upheld": truth.upheld,
            "strata": {**strata_of(report), **(strata or {})},
        }
    )


def describe_row(report: Report, satisfied: Mapping[str, bool], *, person: str) -> ClaimRow:
    """Features of a report and of all its items that need judging, with the answers somebody gave."""
    papers = papers_in(report)
    return ClaimRow(
        claim_id=report.claim_id,
        person=person,
        features=describe_report(report),
        passes=report.route in ("complete", "fast_track_candidate"),
        flagged=report.preexisting is not None and report.preexisting.flag_preexisting,
        items=tuple(
            JudgedItem(
                item_id=item.id,
                state=item.state,
                features=describe_item(item, papers, report.findings),
                satisfied=satisfied.get(item.id),
                links=_links(item),
            )
            for item in report.items
            if is_scored(item)
        ),
        strata=strata_of(report),
    )


def _links(item: ItemResult) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_link(evidence) for evidence in item.evidence))


def _link(evidence: Evidence) -> str:
    return f"{evidence.file}#page={evidence.page}" if evidence.page else evidence.file


def person_of(report: Report) -> str:
    """A pseudonym of the person most papers name, so that splits keep people apart; the claim where none is named."""
    numbers = Counter(
        fact.value for document in report.documents for fact in document.facts if fact.name == "id_number"
    )
    known = max(numbers, key=lambda value: (numbers[value], value), default=f"claim:{report.claim_id}")
    return hashlib.sha256(f"prereview/person/{known}".encode()).hexdigest()[:16]


def to_matrix(rows: Sequence[ClaimRow]) -> Floats:
    """Rows x features in the order of `scoring.FEATURES`."""
    return np.array([[row.features[name] for name in FEATURES] for row in rows], dtype=np.float64).reshape(
        -1, len(FEATURES)
    )


def items_of(rows: Sequence[ClaimRow]) -> list[JudgedItem]:
    """All judged items, claim by claim."""
    return [item for row in rows for item in row.judged]


def to_item_matrix(items: Sequence[JudgedItem]) -> Floats:
    """Items x features in the order of `scoring.ITEM_FEATURES`."""
    return np.array([[item.features[name] for name in ITEM_FEATURES] for item in items], dtype=np.float64).reshape(
        -1, len(ITEM_FEATURES)
    )


def answered(rows: Sequence[ClaimRow], target: str) -> list[ClaimRow]:
    """The rows in which somebody answered "complete", "attention" or "upheld"."""
    return [row for row in rows if getattr(row, target) is not None]


def answers(rows: Sequence[ClaimRow], target: str) -> Flags:
    """The answers of one target; every row must have one."""
    return np.array([bool(getattr(row, target)) for row in rows], dtype=bool)


def split_rows(
    rows: Sequence[ClaimRow], shares: Sequence[float], *, seed: int, order: Literal["person", "time"] = "person"
) -> tuple[list[ClaimRow], ...]:
    """Disjoint splits; nobody is in two of them.

    Args:
        rows: to be divided.
        shares: relative sizes.
        seed: of the order "person", where a person's place depends on the person and the seed only.
        order: "person" spreads people at random; "time" puts the earliest reviewed first, each person at the time of
            the first review, so that a model is tested on later claims of other people.
    """
    edges = np.cumsum(shares) / sum(shares)
    places = _by_time(rows) if order == "time" else {row.person: place_of(row.person, seed) for row in rows}
    parts: tuple[list[ClaimRow], ...] = tuple([] for _ in shares)
    for row in rows:
        parts[min(int(np.searchsorted(edges, places[row.person], side="right")), len(parts) - 1)].append(row)
    return parts


def place_of(person: str, salt: int | str) -> float:
    """A place from 0 to 1, the same for a person and salt wherever it is asked for."""
    digest = hashlib.sha256(f"{salt}:{person}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def _by_time(rows: Sequence[ClaimRow]) -> dict[str, float]:
    first: dict[str, str] = {}
    for row in rows:
        first[row.person] = min(first.get(row.person, row.reviewed_at), row.reviewed_at)
    sizes, places, seen = Counter(row.person for row in rows), {}, 0
    for person in sorted(first, key=lambda name: (first[name], name)):
        places[person] = seen / len(rows)
        seen += sizes[person]
    return places


def hash_rows(rows: Sequence[ClaimRow]) -> str:
    """sha256 over features and answers, in order."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row.model_dump(mode="json", exclude={"strata"}), sort_keys=True).encode())
    return digest.hexdigest()
