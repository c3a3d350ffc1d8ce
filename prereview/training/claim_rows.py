"""Reviewed claims as training rows: features from the report, answers from what is known about the claim."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prereview.report import Report
from prereview.scoring import FEATURES, describe_report

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GAPS = ("missing", "present_unusable")
#: Item states in which nobody has to do anything about the item.
SETTLED = ("satisfied", "satisfied_with_remark", "waived", "not_applicable")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim with its answers. `person` groups claims of one person, who must not be in two splits.

    `passes` says that the rules alone would have called the claim complete: only there does a score open the fast lane.
    """

    claim_id: str
    person: str
    features: dict[str, float]
    passes: bool
    complete: bool
    attention: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known about a claim: open items by id, and whether it holds something only a person can settle."""

    open_items: frozenset[str]
    needs_person: bool


def make_row(report: Report, truth: Truth, *, person: str) -> ClaimRow:
    """A row from a report and the truth.

    `complete` is the truth about the papers. `attention` is whether a person would have corrected the report, or has
    to settle something anyway: an item called settled that is open, or called a gap that is none. An item the report
    itself leaves open ("unsure", "ask") is no error: it already asks for a person.
    """
    needed = [item for item in report.items if item.requirement != "optional"]
    settled = {item.id for item in needed if item.state in SETTLED}
    gaps = {item.id for item in needed if item.state in GAPS}
    return ClaimRow(
        claim_id=report.claim_id,
        person=person,
        features=describe_report(report),
        passes=report.route in ("complete", "fast_track_candidate"),
        complete=not truth.open_items,
        attention=truth.needs_person or bool(settled & truth.open_items) or bool(gaps - truth.open_items),
    )


def to_matrix(rows: Sequence[ClaimRow]) -> Floats:
    """Rows x features in the order of `scoring.FEATURES`."""
    return np.array([[row.features[name] for name in FEATURES] for row in rows], dtype=np.float64)


def answers(rows: Sequence[ClaimRow], target: str) -> Flags:
    """The answers of one target, "complete" or "attention"."""
    return np.array([bool(getattr(row, target)) for row in rows])


def split_rows(rows: Sequence[ClaimRow], shares: Sequence[float], *, seed: int) -> tuple[list[ClaimRow], ...]:
    """Disjoint splits by person. A person's place depends on the person and the seed only, not on the other rows."""
    edges = np.cumsum(shares) / sum(shares)
    parts: tuple[list[ClaimRow], ...] = tuple([] for _ in shares)
    for row in rows:
        digest = hashlib.sha256(f"{seed}:{row.person}".encode()).digest()
        place = int.from_bytes(digest[:8], "big") / 2**64
        parts[min(int(np.searchsorted(edges, place, side="right")), len(parts) - 1)].append(row)
    return parts


def hash_rows(rows: Sequence[ClaimRow]) -> str:
    """sha256 over features and answers, in order."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps([row.features, row.passes, row.complete, row.attention], sort_keys=True).encode())
    return digest.hexdigest()
