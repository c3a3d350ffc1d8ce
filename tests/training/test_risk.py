from __future__ import annotations

import numpy as np
import pytest

from prereview.training.additive import calibrate, calibration_error, fit, measure_scale, to_probability
from prereview.training.risk import Promise, choose_candidates, choose_threshold, upper_bound


def draw(rng: np.random.Generator, cases: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores and errors of accepting: the truth is known, the score ranks well but is not calibrated."""
    truth = rng.uniform(size=cases)
    wrong = rng.uniform(size=cases) < 0.3 * (1 - truth) ** 2
    return np.clip(truth + rng.normal(0, 0.1, cases), 0, 1), wrong


def true_risk(threshold: float) -> float:
    scores, wrong = draw(np.random.default_rng(99), 400_000)
    return float(wrong[scores >= threshold].mean())


def test_the_bound_is_the_textbook_one() -> None:
    # Rule of three: no error among n gives 1 - 0.05^(1/n).
    assert upper_bound(0, 100, 0.95) == pytest.approx(1 - 0.05 ** (1 / 100))
    assert upper_bound(0, 0, 0.95) == upper_bound(5, 5, 0.95) == 1.0
    assert Promise(target=0.005).fewest == 598


def test_too_little_data_gives_no_threshold_and_says_how_much_is_missing() -> None:
    rng = np.random.default_rng(1)
    scores, wrong = draw(rng, 200)
    promise = Promise(target=0.005)

    chosen = choose_threshold(scores, wrong, promise, choose_candidates(scores, wrong, promise, 200))

    assert chosen.value is None
    assert chosen.missing >= 398


def test_the_promise_holds_over_many_draws() -> None:
    promise = Promise(target=0.05)
    broken, made = 0, 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        candidates = choose_candidates(*draw(rng, 500), promise, 1500)
        chosen = choose_threshold(*draw(rng, 1500), promise, candidates)
        if chosen.value is not None:
            made += 1
            broken += true_risk(chosen.value) > promise.target

    assert made >= 270
    assert broken / 300 <= 0.05


def test_the_threshold_is_worth_having() -> None:
    rng = np.random.default_rng(3)
    promise = Promise(target=0.05)
    candidates = choose_candidates(*draw(rng, 500), promise, 4000)

    chosen = choose_threshold(*draw(rng, 4000), promise, candidates)

    assert chosen.value is not None
    assert chosen.accepted > 2000
    assert chosen.bound <= 0.05


def test_a_score_is_calibrated_on_other_data_and_adds_up() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(size=(24_000, 4))
    labels = rng.uniform(size=24_000) < to_probability(values @ np.array([1.5, -1.0, 0.0, 0.4]) - 0.5)
    scale = measure_scale(values[:2000])

    score = calibrate(fit(values[:2000], labels[:2000], scale), values[2000:4000], labels[2000:4000])

    log_odds = score.log_odds(values[4000:])
    parts = score.weights * (np.minimum(values[4000], scale.ceilings) - scale.means)
    assert log_odds[0] == pytest.approx(parts.sum() + score.intercept)
    assert calibration_error(to_probability(log_odds), labels[4000:]) < 0.03
