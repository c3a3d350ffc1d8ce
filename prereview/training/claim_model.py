"""Fit the claim scorers on reviewed claims: fit, calibrate, promise thresholds, test, save with the card."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from prereview.artifacts import Recipe, save_artifact
from prereview.scoring import FEATURES
from prereview.scoring.scorers import NAME, TARGETS
from prereview.training.additive import AdditiveScore, calibrate, fit, measure, measure_scale, to_probability
from prereview.training.claim_rows import ClaimRow, answers, hash_rows, split_rows, to_matrix
from prereview.training.risk import Floats, Promise, Threshold, choose_candidates, choose_threshold

log = logging.getLogger(__name__)

VERSION = "1"  #: counts changes of the features or the corpus
SHARES = (0.45, 0.2, 0.2, 0.15)  #: fit, calibrate, promise, test

#: What may go wrong at most among what a threshold lets through (targets of the founding plan).
PROMISES: Mapping[str, Promise] = {"complete": Promise(target=0.01), "fast_track": Promise(target=0.005)}


@dataclass(frozen=True, slots=True)
class Splits:
    """Four disjoint parts of the rows, by person."""

    fit: Sequence[ClaimRow]
    calibrate: Sequence[ClaimRow]
    promise: Sequence[ClaimRow]
    test: Sequence[ClaimRow]


def fit_claim_scorers(rows: Sequence[ClaimRow], out_dir: Path | None, *, seed: int, origin: str) -> Mapping[str, Any]:
    """Fit on rows from anywhere (generated claims, or verdicts of reviewers) and save; returns the manifest."""
    splits = Splits(*split_rows(rows, SHARES, seed=seed))
    scores = {target: _fit_one(splits, target) for target in TARGETS}
    promises = {name: _promise(scores["complete"], splits, name) for name in PROMISES}
    metrics = {
        **{target: _measure(scores[target], splits.test, target) for target in TARGETS},
        "promises": {name: threshold.describe() for name, threshold in promises.items()},
        "claims": {name: len(getattr(splits, name)) for name in ("fit", "calibrate", "promise", "test")},
        "origin": origin,
    }
    recipe = Recipe(
        name=NAME,
        version=f"{VERSION}-{hash_rows(rows)[:8]}",
        data_hash=hash_rows(rows),
        seed=seed,
        labels=FEATURES,
        thresholds={name: entry.value for name, entry in promises.items() if entry.value is not None},
        metrics=metrics,
        parameters={"targets": list(TARGETS)},
        libraries=("numpy", "scikit-learn", "scipy"),
    )
    manifest = save_artifact(recipe, _arrays(scores), card=_card(metrics), directory=out_dir, replace=True)
    return manifest.model_dump(mode="json")


def _fit_one(splits: Splits, target: str) -> AdditiveScore:
    values = to_matrix(splits.fit)
    raw = fit(values, answers(splits.fit, target), measure_scale(values), strength=0.3)
    return calibrate(raw, to_matrix(splits.calibrate), answers(splits.calibrate, target))


def _promise(score: AdditiveScore, splits: Splits, name: str) -> Threshold:
    """A threshold on P(complete) among claims the rules call complete; an error is one that is not."""
    earlier = [row for row in splits.calibrate if row.passes]
    passing = [row for row in splits.promise if row.passes]
    promise = PROMISES[name]
    if not earlier or not passing:
        return Threshold(None, promise, len(passing), 0, 0, 1.0, promise.fewest)
    candidates = choose_candidates(_chances(score, earlier), promise, len(passing))
    return choose_threshold(_chances(score, passing), ~answers(passing, "complete"), promise, candidates)


def _chances(score: AdditiveScore, rows: Sequence[ClaimRow]) -> Floats:
    return to_probability(score.log_odds(to_matrix(rows)))


def _measure(score: AdditiveScore, rows: Sequence[ClaimRow], target: str) -> dict[str, float]:
    return measure(_chances(score, rows), answers(rows, target))


def _arrays(scores: Mapping[str, AdditiveScore]) -> dict[str, Floats]:
    scale = scores[TARGETS[0]].scale
    return {
        "weights": np.stack([scores[target].weights for target in TARGETS]),
        "intercepts": np.array([scores[target].intercept for target in TARGETS]),
        "means": scale.means,
        "ceilings": scale.ceilings,
    }


def _card(metrics: Mapping[str, Any]) -> str:
    rows = "".join(
        f"| {target} | {m['auc']} | {m['brier']} | {m['calibration_error']} | {m['base_rate']} | {m['cases']} |\n"
        for target, m in ((target, metrics[target]) for target in TARGETS)
    )
    promises = "".join(_promise_line(name, entry) for name, entry in metrics["promises"].items())
    return _CARD.format(origin=metrics["origin"], rows=rows, promises=promises)


def _promise_line(name: str, entry: Mapping[str, Any]) -> str:
    aim = f"at most {entry['target']:.1%} wrong with {entry['confidence']:.0%} confidence"
    seen = f"{entry['errors']} errors among {entry['accepted']} accepted of {entry['calibration_cases']}"
    if entry["value"] is None:
        return f"- `{name}`: {aim}: **not promised** ({seen}; about {entry['missing_cases']} accepted cases missing)\n"
    return f"- `{name}`: {aim}: P(complete) ≥ {entry['value']:.4f} ({seen}; upper bound {entry['upper_bound']:.2%})\n"


_CARD = """# 案件评分模型 / Claim scorers

两个可加（逻辑回归）评分：材料齐全的可能（complete）、需要人工关注的程度（attention）。每个评分等于各因素贡献与截距之和，
贡献随报告给出。评分只用于排序与提示，决定由人作出。

Two additive scores (logistic regression, sigmoid calibration on a split not used to fit): `complete`, the chance that
no needed paper is open, and `attention`, the chance that a person would change something or has to settle something.
Contributions are exact. The scores order work; people decide.

Data: {origin}. Papers are drawn but not rendered; their text is misread at random
and then goes through the whole pipeline. The truth is that of a perfect reading plus every planted defect, seen or not.
Figures on real claims will differ, and reviewers' verdicts should replace these data. `attention` ranks better than it
measures: use it to order the queue, not as a rate. Splits are by person: fit, calibrate, promise, test.

| score | AUC | Brier | calibration error | base rate | test claims |
|---|---|---|---|---|---|
{rows}
Thresholds (fixed-sequence Clopper–Pearson, Learn then Test; counted on a split used for nothing else, among claims the
rules call complete):

{promises}"""
