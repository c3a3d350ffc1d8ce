from __future__ import annotations

import numpy as np

from prereview.training.additive import calibration_error, fit, measure_scale, to_probability
from prereview.training.cross_fit import FOLDS, cross_fit


def test_noise_that_a_fit_believes_is_not_believed_by_the_sigmoid() -> None:
    rng = np.random.default_rng(4)
    values, unseen = rng.normal(size=(300, 40)), rng.normal(size=(20_000, 40))  # only the first column tells anything
    labels, answers = (rng.random(len(rows)) < to_probability(rows[:, 0]) for rows in (values, unseen))

    crossed = cross_fit(values, labels, np.arange(300) % FOLDS, strength=1000.0)

    believed = fit(values, labels, measure_scale(values), strength=1000.0)
    assert calibration_error(to_probability(believed.log_odds(unseen)), answers) > 0.1
    assert calibration_error(to_probability(crossed.score.log_odds(unseen)), answers) < 0.06


def test_each_row_is_judged_by_the_fit_without_its_fold() -> None:
    rng = np.random.default_rng(5)
    values, folds = rng.normal(size=(200, 2)), np.arange(200) % FOLDS
    labels = values[:, 0] > 0

    crossed = cross_fit(values, labels, folds, strength=1.0)

    for fold in range(FOLDS):
        chosen = folds == fold
        expected = crossed.without[fold].log_odds(values[chosen])
        assert np.array_equal(crossed.unseen(values, folds)[chosen], expected)
        assert not np.allclose(expected, crossed.score.log_odds(values[chosen]))
