"""The promises themselves, on data whose truth is known: how often is a stated rate broken over many draws?"""

from __future__ import annotations

import numpy as np
import pytest

from prereview.training.claim_promises import PROMISES
from prereview.training.risk import Floats, Promise, Threshold, choose_candidates, choose_threshold, climb
from prereview.training.stability import bin_shares, make_reference, measure_psi

DRAWS = 300
CASES = {"complete": 1500, "incomplete": 1500, "fast_track": 12000, "item_satisfied": 3000, "item_open": 1500}


def chance(scores: Floats, *, shifted: float = 0.0) -> Floats:
    """P(wrong) of a case with that score: falls with the score, and rises everywhere under a shifted mix."""
    return np.asarray(0.5 * np.exp(-9.0 * scores) + 0.0003 + shifted)


def truth_above(threshold: float, among: str) -> float:
    """The true error rate of accepting everything from a threshold up, by integration over uniform scores."""
    grid = np.linspace(0, 1, 200_001)
    wrong = chance(grid)
    accepted = grid >= threshold
    return float(wrong[accepted].mean()) if among == "accepted" else float(accepted.mean())


def draw(promise: Promise, count: int, rng: np.random.Generator) -> Threshold:
    """The threshold one simulated calibration gives, and the promise it keeps."""
    earlier, scores = rng.random(count), rng.random(count)
    missed = rng.random(count) < chance(earlier)
    wrong = rng.random(count) < chance(scores) if promise.among == "accepted" else np.ones(count, dtype=bool)
    return climb(
        promise, lambda one: choose_threshold(scores, wrong, one, choose_candidates(earlier, missed, one, count))
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", PROMISES)
def test_a_promise_is_broken_no_more_often_than_stated(name: str) -> None:
    promise = PROMISES[name]
    rng = np.random.default_rng(20261123)

    drawn = [draw(promise, CASES[name], rng) for _ in range(DRAWS)]

    given = [found for found in drawn if found.value is not None]
    broken = sum(truth_above(found.value or 0.0, promise.among) > found.promise.target for found in given)
    assert broken / DRAWS <= 1 - promise.confidence
    assert len(given) > DRAWS / 2, "a promise that is hardly ever given proves nothing"


@pytest.mark.slow
def test_under_a_shifted_mix_the_promise_may_break_and_the_index_says_so() -> None:
    rng = np.random.default_rng(7)
    promise = PROMISES["complete"]
    value = draw(promise, CASES["complete"], rng).value
    assert value is not None
    today = rng.beta(1.0, 2.0, 2000)  # weaker papers than those of the calibration
    wrong = rng.random(2000) < chance(today, shifted=0.08)

    reference = make_reference(rng.random((1500, 1)))
    psi = measure_psi(reference["reference.shares"][0], bin_shares(today, reference["reference.edges"][0]))

    assert wrong[today >= value].mean() > promise.target
    assert psi > 0.25
