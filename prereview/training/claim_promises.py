"""Thresholds of the claim scorers: what each promises, which cases the promise is about, and what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from prereview.scoring.scorers import ITEM_SCORE
from prereview.training.claim_cases import Chances
from prereview.training.claim_rows import ClaimRow, Flags, Floats
from prereview.training.risk import Promise, Threshold, choose_candidates, choose_threshold, climb

#: What may go wrong at most (targets of the founding plan); a user's own are given to `fit_claim_scorers`.
PROMISES: Mapping[str, Promise] = {
    "complete": Promise(target=0.05),
    "incomplete": Promise(target=0.05),
    "fast_track": Promise(target=0.005),
    "item_satisfied": Promise(target=0.01, among="all", easier=(0.05, 0.02)),
    "item_open": Promise(target=0.05),
}
_CLAIM_CALLS = ("complete", "incomplete")  #: thresholds of calls on whole claims
_UPPER = ("incomplete", "item_open")  #: thresholds that a probability must stay below

Part = tuple[Chances, Sequence[ClaimRow]]  #: rows, and what may be asked about them


def promise_threshold(earlier: Part, later: Part, name: str, promise: Promise) -> Threshold:
    """The threshold that keeps a promise, or a refusal saying why and how many cases are missing.

    Candidates come from the `earlier` rows, errors are counted on the `later` ones, which serve nothing else. Calls
    on whole claims are promised for complex and for plain claims apart, and the stricter threshold is taken: a promise
    kept by the easy claims alone would be none. The values of `incomplete` and `item_open` are highest probabilities,
    all others lowest ones.
    """
    return climb(promise, lambda one: _try_promise(earlier, later, name, one))


def _try_promise(earlier: Part, later: Part, name: str, promise: Promise) -> Threshold:
    kinds = ("complex", "plain") if name in _CLAIM_CALLS else (None,)
    found = [_promise_among(earlier, later, name, promise, kind) for kind in kinds]
    refused = [threshold for threshold in found if threshold.value is None]
    chosen = refused[0] if refused else max(found, key=lambda threshold: threshold.value or 0.0)
    if name == "item_satisfied" and not _serves(later, chosen):
        return replace(chosen, value=None, useless=chosen.value is not None)
    return chosen.flipped() if name in _UPPER else chosen


def _promise_among(earlier: Part, later: Part, name: str, promise: Promise, kind: str | None) -> Threshold:
    """The threshold for one kind of claims, or for all."""
    (tried, missed), (chances, wrong) = (
        _CASES[name](find, [row for row in rows if kind is None or row.strata.get("complexity", "plain") == kind])
        for find, rows in (earlier, later)
    )
    if not len(tried) or not len(chances):
        return Threshold(None, promise, len(chances), 0, 0, 1.0, promise.fewest)
    return choose_threshold(chances, wrong, promise, choose_candidates(tried, missed, promise, len(chances)))


def _serves(part: Part, chosen: Threshold) -> bool:
    """Whether a threshold lets half of the satisfied items through: one that doubts everything keeps every promise."""
    find, rows = part
    chances, satisfied = find(ITEM_SCORE, rows)
    return chosen.value is not None and bool(np.mean(chances[satisfied] >= chosen.value) >= 0.5)


def _passing(find: Chances, rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """Claims the rules call complete, the only ones the fast lane takes; an error is one that is not."""
    return _claims(find, [row for row in rows if row.passes])


def _claims(find: Chances, rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """All claims; calling one complete that is not is an error."""
    chances, complete = find("complete", rows)
    return chances, ~complete


def _called_incomplete(find: Chances, rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """All claims, by the chance that they are incomplete; calling a complete one so is an error."""
    chances, wrong = _claims(find, rows)
    return 1.0 - chances, ~wrong


def _open_items(find: Chances, rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """Items that are open, whatever their state says; letting one pass is an error."""
    chances, satisfied = find(ITEM_SCORE, rows)
    return chances[~satisfied], ~satisfied[~satisfied]


def _called_open(find: Chances, rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """All items, by the chance that they are open; asking for one that is satisfied is an error."""
    chances, satisfied = find(ITEM_SCORE, rows)
    return 1.0 - chances, satisfied


#: The cases a promise is about, their chances, and whether accepting errs.
_CASES: Mapping[str, Callable[[Chances, Sequence[ClaimRow]], tuple[Floats, Flags]]] = {
    "complete": _claims,
    "incomplete": _called_incomplete,
    "fast_track": _passing,
    "item_satisfied": _open_items,
    "item_open": _called_open,
}
