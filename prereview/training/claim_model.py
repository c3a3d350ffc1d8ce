"""Fit the claim scorers on reviewed claims: fit and calibrate, promise thresholds, test, save with the card."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from prereview.artifacts import Recipe, has_current, next_version, save_artifact
from prereview.scoring.judgement import bounds
from prereview.scoring.scorers import CLAIM_SCORES, ITEM_SCORE, LAYOUT, NAME, SCORES
from prereview.training.additive import AdditiveScore, measure, to_probability
from prereview.training.claim_card import write_card
from prereview.training.claim_cases import find_chances, to_cases, to_item_cases
from prereview.training.claim_promises import PROMISES, Part, promise_threshold
from prereview.training.claim_rows import (
    ClaimRow,
    Flags,
    Floats,
    answered,
    hash_rows,
    place_of,
    split_rows,
    to_matrix,
)
from prereview.training.cross_fit import FOLDS, CrossFit, Folds, cross_fit
from prereview.training.risk import Promise
from prereview.training.stability import make_reference

log = logging.getLogger(__name__)

SHARES = (0.5, 0.4, 0.1)  #: fit (and calibrate, crossed), promise, test
STRENGTH = 0.3  #: inverse regularisation; chosen on generated claims, results hardly depend on it


@dataclass(frozen=True, slots=True)
class Splits:
    """Three disjoint parts of the rows, by person."""

    fit: Sequence[ClaimRow]
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
    fitted = _cross_fit(splits.fit)
    scores = {name: crossed.score for name, crossed in fitted.items()}
    earlier: Part = (lambda name, part: _unseen_chances(fitted, name, part), splits.fit)
    later: Part = (lambda name, part: find_chances(scores, part, name), splits.promise)
    thresholds = {name: promise_threshold(earlier, later, name, promise) for name, promise in promises.items()}
    promised = {name: entry.value for name, entry in thresholds.items() if entry.value is not None}
    metrics = {
        **{name: measure(*find_chances(scores, splits.test, name)) for name in SCORES},
        "promises": {name: {**found.describe(), "wanted": promises[name].target} for name, found in thresholds.items()},
        "claims": {name: len(getattr(splits, name)) for name in ("fit", "promise", "test")},
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


def _cross_fit(rows: Sequence[ClaimRow]) -> dict[str, CrossFit]:
    """Every score; those of claims rest on what the score of items says of items it did not see."""
    items = cross_fit(*to_item_cases(rows), _folds(rows, ITEM_SCORE), strength=STRENGTH)
    fitted = {ITEM_SCORE: items}
    for name in CLAIM_SCORES:
        values, labels = to_cases(rows, name, lambda row: items.without[_fold(row)])
        fitted[name] = cross_fit(values, labels, _folds(rows, name), strength=STRENGTH)
    return {name: fitted[name] for name in SCORES}


def _unseen_chances(fitted: Mapping[str, CrossFit], name: str, rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """Probabilities of the fitting rows by the fits that did not see them, and answers."""
    values, truth = to_cases(rows, name, lambda row: fitted[ITEM_SCORE].without[_fold(row)])
    return to_probability(fitted[name].unseen(values, _folds(rows, name))), truth


def _folds(rows: Sequence[ClaimRow], name: str) -> Folds:
    """The fold of every case of a score; a person's claims, and a claim's items, are in one."""
    if name == ITEM_SCORE:
        return np.array([_fold(row) for row in rows for _ in row.judged], dtype=np.intp)
    return np.array([_fold(row) for row in answered(rows, name)], dtype=np.intp)


def _fold(row: ClaimRow) -> int:
    return int(place_of(row.person, "fold") * FOLDS)


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
