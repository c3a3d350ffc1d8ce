from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from prereview.history.scorer import FEATURES, load_scorer
from prereview.training.history_cases import chance_upheld, generate_cases
from prereview.training.preexisting_scorer import choose_flag_threshold, read_case, train_preexisting_scorer


def test_generated_cases_are_repeatable() -> None:
    first, second = (list(generate_cases(5, seed=3)) for _ in range(2))
    assert [case.record for case in first] == [case.record for case in second]
    assert {0 <= chance_upheld(case.story) <= 1 for case in first} == {True}


def test_features_are_named_and_bounded() -> None:
    for case in generate_cases(30, seed=4):
        features, _ = read_case(case)
        assert tuple(features) == FEATURES
        assert all(0.0 <= value <= 1.0 for value in features.values())


def test_threshold_keeps_the_promise() -> None:
    probabilities = np.array([0.9, 0.8, 0.7, 0.6, *[0.1] * 16])
    upheld = np.array([True, True, False, False, *[False] * 16])
    flagged = np.array([True, True, True, True, *[False] * 16])
    threshold = choose_flag_threshold(probabilities, upheld, flagged)
    assert (flagged & ~upheld & (probabilities >= threshold)).sum() / (~upheld).sum() <= 0.05 + 1 / 18
    assert threshold >= 0.5


def test_training_writes_a_file_that_scores(tmp_path: Path) -> None:
    manifest = train_preexisting_scorer(tmp_path, cases=300, seed=1)
    assert manifest["metrics"]["auc"] > 0.75
    scorer = load_scorer(tmp_path)
    assert scorer is not None
    quiet = scorer.score({**dict.fromkeys(FEATURES, 0.0), "no_one_ill": 1.0})[0]
    told = {"existed_yes", "share_before", "known_yes", "same_disease", "excluded_yes", "sightings", "all_four"}
    loud = scorer.score({name: float(name in told) for name in FEATURES})[0]
    assert quiet < 0.2 < loud


@pytest.mark.slow
def test_false_flags_stay_within_the_promise_on_fresh_cases(tmp_path: Path) -> None:
    metrics = train_preexisting_scorer(tmp_path, cases=3000, seed=7)["metrics"]
    assert metrics["false_flag_rate"] <= 0.05
    assert metrics["calibration_error"] <= 0.05
