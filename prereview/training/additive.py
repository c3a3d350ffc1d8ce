"""An additive score: logistic regression on standardised features, calibrated by a sigmoid on cases it did not see.

Both steps are linear in the features, so a score's log-odds are exactly the sum of one part a feature and an intercept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from prereview.errors import UsageError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scale:
    """How features are clipped and centred, from the fitting data. Vectors of one value a feature."""

    ceilings: Floats
    means: Floats
    spreads: Floats

    def apply(self, values: Floats) -> Floats:
        """Rows x features, clipped, centred and divided by the spread."""
        return (np.minimum(values, self.ceilings) - self.means) / self.spreads


@dataclass(frozen=True, slots=True)
class AdditiveScore:
    """Weights in log-odds a unit of each feature above its mean, and the log-odds of the average case."""

    weights: Floats
    intercept: float
    scale: Scale

    def log_odds(self, values: Floats) -> Floats:
        """One log-odds a row."""
        scale = self.scale
        return np.asarray((np.minimum(values, scale.ceilings) - scale.means) @ self.weights + self.intercept)

    def bent(self, slope: float, shift: float) -> AdditiveScore:
        """The score whose log-odds are `slope` times these plus `shift`: still a sum of one part a feature."""
        return AdditiveScore(self.weights * slope, self.intercept * slope + shift, self.scale)


def measure_scale(values: Floats) -> Scale:
    """Clip at the 99.5th percentile: a claim unlike any seen must not get a score beyond any seen."""
    ceilings = np.quantile(values, 0.995, axis=0, method="higher")
    clipped = np.minimum(values, ceilings)
    spreads = clipped.std(axis=0)
    return Scale(ceilings, clipped.mean(axis=0), np.where(spreads > 0, spreads, 1.0))


def fit(values: Floats, labels: Flags, scale: Scale, *, strength: float = 1.0) -> AdditiveScore:
    """Fit on one split. A feature that never varies gets weight 0.

    Raises:
        UsageError: all labels are equal, so there is nothing to learn.
    """
    _check_two_classes(labels)
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit(scale.apply(values), labels)
    return AdditiveScore(model.coef_[0] / scale.spreads, float(model.intercept_[0]), scale)


def calibrate(score: AdditiveScore, values: Floats, labels: Flags) -> AdditiveScore:
    """The score bent by a sigmoid from a split not used to fit."""
    return score.bent(*find_sigmoid(score.log_odds(values), labels))


def find_sigmoid(log_odds: Floats, labels: Flags) -> tuple[float, float]:
    """Slope and shift (Platt, 1999) that turn log-odds of cases a score was not fitted on into calibrated ones.

    Each case counts a little for the other answer too, as Platt has it: a small split that the score happens to divide
    without error would otherwise make every probability 0 or 1.
    """
    _check_two_classes(labels)
    yes, no = int(labels.sum()), int((~labels).sum())
    belief = np.where(labels, (yes + 1) / (yes + 2), 1 / (no + 2))
    column = log_odds.reshape(-1, 1)
    model = LogisticRegression(C=1e6, max_iter=2000)
    model.fit(
        np.concatenate([column, column]),
        np.repeat([True, False], len(labels)),
        sample_weight=np.concatenate([belief, 1.0 - belief]),
    )
    # A score that ranks the wrong way round is flattened, not turned.
    return max(float(model.coef_[0, 0]), 1e-3), float(model.intercept_[0])


def to_probability(log_odds: Floats) -> Floats:
    """Logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


def measure(probabilities: Floats, labels: Flags) -> dict[str, float]:
    """AUC, Brier score, calibration error (10 equal-mass bins), base rate and size on a split not used before."""
    return {
        "auc": round(float(roc_auc_score(labels, probabilities)), 4) if 0 < labels.sum() < len(labels) else 0.5,
        "brier": round(float(brier_score_loss(labels, probabilities)), 4),
        "calibration_error": round(calibration_error(probabilities, labels), 4),
        "base_rate": round(float(labels.mean()), 4),
        "cases": len(labels),
    }


def calibration_error(probabilities: Floats, labels: Flags, bins: int = 10) -> float:
    """Mean absolute gap between probability and frequency over equal-mass bins."""
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(sum(abs(probabilities[p].mean() - labels[p].mean()) * len(p) for p in parts) / len(labels))


def _check_two_classes(labels: Flags) -> None:
    if labels.all() or not labels.any():
        raise UsageError(
            f"{len(labels)} cases that all have the same answer: nothing to learn",
            remedy="Use more cases, or a larger --size.",
        )
