"""Fit the claim scorers on reviewed claims: fit, calibrate, promise thresholds, test, save with the card."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from prereview.artifacts import Recipe, has_current, next_version, save_artifact
from prereview.scoring import weigh_items
from prereview.scoring.judgement import bounds
from prereview.scoring.scorers import ITEM_SCORE, LAYOUT, NAME, SCORES
from prereview.training.additive import AdditiveScore, calibrate, fit, measure, measure_scale, to_probability
from prereview.training.claim_card import write_card
from prereview.training.claim_rows import (
    ClaimRow,
    Flags,
    Floats,
    answered,
    answers,
    hash_rows,
    items_of,
    split_rows,
    to_item_matrix,
    to_matrix,
)
from prereview.training.risk import Promise, Threshold, choose_candidates, choose_threshold, climb
from prereview.training.stability import make_reference

log = logging.getLogger(__name__)

SHARES = (0.35, 0.2, 0.35, 0.1)  #: fit, calibrate, promise, test
STRENGTH = 0.3  #: inverse regularisation; chosen on generated claims, results hardly depend on it

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


@dataclass(frozen=True, slots=True)
class Splits:
    """Four disjoint parts of the rows, by person."""

    fit: Sequence[ClaimRow]
    calibrate: Sequence[ClaimRow]
    promise: Sequence[ClaimRow]
    test: Sequence[ClaimRow]


def fit_claim_scorers(
    rows: Sequence[ClaimRow],
    out_dir: Path | None,
    *,
    seed: int,
    origin: str,
    promises: Mapping[str, Promise] = PROMISES,
    order: Literal["person", "time"] = "person",
) -> Mapping[str, Any]:
    """Fit on rows from anywhere (generated claims, or verdicts of reviewers) and save a new version.

    It becomes the current one only where there was none; `promote` switches, after its gates.

    Args:
        rows: reviewed claims; blind ones are left out, they are kept for evaluation.
        out_dir: folder of models; None is the package's own.
        seed: of the splits.
        origin: where the rows come from, for the card.
        promises: what each threshold has to keep.
        order: of the splits, by person or by time of review.

    Returns:
        The manifest as plain data.

    Raises:
        UsageError: a split holds one kind of answer only.
    """
    rows = [row for row in rows if not row.blind]
    splits = Splits(*split_rows(rows, SHARES, seed=seed, order=order))
    items = _fit_one(splits, ITEM_SCORE)
    scores = {name: items if name == ITEM_SCORE else _fit_one(splits, name, items) for name in SCORES}
    thresholds = {name: promise_threshold(scores, splits, name, promise) for name, promise in promises.items()}
    promised = {name: entry.value for name, entry in thresholds.items() if entry.value is not None}
    metrics = {
        **{name: measure(*find_chances(scores, splits.test, name)) for name in SCORES},
        "promises": {name: {**found.describe(), "wanted": promises[name].target} for name, found in thresholds.items()},
        "claims": {name: len(getattr(splits, name)) for name in ("fit", "calibrate", "promise", "test")},
        "referred": _referred(scores, splits.test, promised),
        "origin": origin,
        "order": order,
    }
    digest = hash_rows(rows)
    recipe = Recipe(
        name=NAME,
        version=next_version(NAME, digest[:8], out_dir),
        data_hash=digest,
        seed=seed,
        labels=tuple(SCORES),
        thresholds=promised,
        metrics=metrics,
        parameters={"layout": LAYOUT, "features": {name: list(names) for name, names in SCORES.items()}},
        libraries=("numpy", "scikit-learn", "scipy"),
    )
    switch = not has_current(NAME, out_dir)
    manifest = save_artifact(
        recipe,
        {**_arrays(scores), **make_reference(to_matrix(splits.fit))},
        card=write_card(metrics),
        directory=out_dir,
        replace=True,
        switch=switch,
    )
    return manifest.model_dump(mode="json")


def _fit_one(splits: Splits, name: str, items: AdditiveScore | None = None) -> AdditiveScore:
    """A score; those of claims rest on the score of items, which was fitted on the same part."""
    values, labels = to_cases(splits.fit, name, items)
    raw = fit(values, labels, measure_scale(values), strength=STRENGTH)
    return calibrate(raw, *to_cases(splits.calibrate, name, items))


def to_cases(rows: Sequence[ClaimRow], name: str, items: AdditiveScore | None = None) -> tuple[Floats, Flags]:
    """Values and answers of one score: a case is an item, or a claim somebody answered the question for.

    `items` is the score of items, whose chances together are a feature of every claim.
    """
    if name == ITEM_SCORE or items is None:
        judged = items_of(rows)
        return to_item_matrix(judged), np.array([item.satisfied for item in judged], dtype=bool)
    known = answered(rows, name)
    together = [weigh_items(to_probability(items.log_odds(to_item_matrix(row.items)))) for row in known]
    return np.column_stack([to_matrix(known), np.array(together)]), answers(known, name)


def find_chances(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow], name: str) -> tuple[Floats, Flags]:
    """Probabilities and answers of every case of a score."""
    values, truth = to_cases(rows, name, scores[ITEM_SCORE])
    return to_probability(scores[name].log_odds(values)), truth


def promise_threshold(scores: Mapping[str, AdditiveScore], splits: Splits, name: str, promise: Promise) -> Threshold:
    """The threshold that keeps a promise, or a refusal saying why and how many cases are missing.

    Candidates come from the calibration part, errors are counted on the promise part, which serves nothing else. Calls
    on whole claims are promised for complex and for plain claims apart, and the stricter threshold is taken: a promise
    kept by the easy claims alone would be none. The values of `incomplete` and `item_open` are highest probabilities,
    all others lowest ones.
    """
    return climb(promise, lambda one: _try_promise(scores, splits, name, one))


def _try_promise(scores: Mapping[str, AdditiveScore], splits: Splits, name: str, promise: Promise) -> Threshold:
    kinds = ("complex", "plain") if name in _CLAIM_CALLS else (None,)
    found = [_promise_among(scores, splits, name, promise, kind) for kind in kinds]
    refused = [threshold for threshold in found if threshold.value is None]
    chosen = refused[0] if refused else max(found, key=lambda threshold: threshold.value or 0.0)
    if name == "item_satisfied" and not _serves(scores, splits.promise, chosen):
        return replace(chosen, value=None, useless=chosen.value is not None)
    return chosen.flipped() if name in _UPPER else chosen


def _promise_among(
    scores: Mapping[str, AdditiveScore], splits: Splits, name: str, promise: Promise, kind: str | None
) -> Threshold:
    """The threshold for one kind of claims, or for all."""
    parts = [
        [row for row in part if kind is None or row.strata.get("complexity", "plain") == kind]
        for part in (splits.calibrate, splits.promise)
    ]
    (earlier, missed), (chances, wrong) = (_CASES[name](scores, part) for part in parts)
    if not len(earlier) or not len(chances):
        return Threshold(None, promise, len(chances), 0, 0, 1.0, promise.fewest)
    return choose_threshold(chances, wrong, promise, choose_candidates(earlier, missed, promise, len(chances)))


def _serves(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow], chosen: Threshold) -> bool:
    """Whether a threshold lets half of the satisfied items through: one that doubts everything keeps every promise."""
    chances, satisfied = find_chances(scores, rows, ITEM_SCORE)
    return chosen.value is not None and bool(np.mean(chances[satisfied] >= chosen.value) >= 0.5)


def _passing(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """Claims the rules call complete, the only ones the fast lane takes; an error is one that is not."""
    return _claims(scores, [row for row in rows if row.passes])


def _claims(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """All claims; calling one complete that is not is an error."""
    chances, complete = find_chances(scores, rows, "complete")
    return chances, ~complete


def _called_incomplete(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """All claims, by the chance that they are incomplete; calling a complete one so is an error."""
    chances, wrong = _claims(scores, rows)
    return 1.0 - chances, ~wrong


def _open_items(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """Items that are open though their state says otherwise or says nothing; letting one pass is an error.

    Items already called missing or unusable are on the table anyway, and count among the open ones with no chance of
    being passed.
    """
    items = [item for item in items_of(rows) if not item.satisfied]
    chances = to_probability(scores[ITEM_SCORE].log_odds(to_item_matrix(items)))
    return chances, np.ones(len(items), dtype=bool)


def _called_open(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """All items, by the chance that they are open; asking for one that is satisfied is an error."""
    chances, satisfied = find_chances(scores, rows, ITEM_SCORE)
    return 1.0 - chances, satisfied


#: The cases a promise is about, their chances, and whether accepting errs.
_CASES: Mapping[str, Callable[[Mapping[str, AdditiveScore], Sequence[ClaimRow]], tuple[Floats, Flags]]] = {
    "complete": _claims,
    "incomplete": _called_incomplete,
    "fast_track": _passing,
    "item_satisfied": _open_items,
    "item_open": _called_open,
}


def _referred(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow], thresholds: Mapping[str, float]) -> float:
    """Share of items left to a person."""
    chances, _ = find_chances(scores, rows, ITEM_SCORE)
    lower, upper = bounds(ITEM_SCORE, thresholds)
    return round(float(((chances > lower) & (chances < upper)).mean()), 4)


def _arrays(scores: Mapping[str, AdditiveScore]) -> dict[str, Floats]:
    arrays = {}
    for name, score in scores.items():
        arrays[f"{name}.weights"] = score.weights
        arrays[f"{name}.intercept"] = np.array([score.intercept])
        arrays[f"{name}.means"] = score.scale.means
        arrays[f"{name}.ceilings"] = score.scale.ceilings
    return arrays
