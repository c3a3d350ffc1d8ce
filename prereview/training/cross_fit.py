"""Fit and calibrate on the same rows, fairly: what calibrates is said of each row by a fit that never saw its fold.

A part set aside for calibration makes both parts small, and a sigmoid fitted to a few hundred claims moves every
probability by its own luck. Crossing (van der Laan and Rose, 2011, ch. 27) lets every row teach and calibrate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prereview.training.additive import AdditiveScore, Flags, Floats, find_sigmoid, fit, measure_scale

FOLDS = 5

Folds = npt.NDArray[np.intp]  #: 0 to FOLDS - 1 for each row


@dataclass(frozen=True, slots=True)
class CrossFit:
    """A calibrated score, and for each fold the same score fitted without it."""

    score: AdditiveScore
    without: tuple[AdditiveScore, ...]

    def unseen(self, values: Floats, folds: Folds) -> Floats:
        """Log-odds of each row by the fit that did not see its fold."""
        log_odds = np.empty(len(values))
        for fold, score in enumerate(self.without):
            log_odds[folds == fold] = score.log_odds(values[folds == fold])
        return log_odds


def cross_fit(values: Floats, labels: Flags, folds: Folds, *, strength: float) -> CrossFit:
    """Fit on all rows; the sigmoid comes from what each fold's absence leaves.

    Raises:
        UsageError: a fold's absence leaves one kind of answer only.
    """
    raw = CrossFit(
        _fit(values, labels, strength),
        tuple(_fit(values[folds != fold], labels[folds != fold], strength) for fold in range(FOLDS)),
    )
    slope, shift = find_sigmoid(raw.unseen(values, folds), labels)
    return CrossFit(raw.score.bent(slope, shift), tuple(score.bent(slope, shift) for score in raw.without))


def _fit(values: Floats, labels: Flags, strength: float) -> AdditiveScore:
    return fit(values, labels, measure_scale(values), strength=strength)
