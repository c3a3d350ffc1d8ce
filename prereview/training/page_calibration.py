"""Calibration of a many-class model: temperature, abstention threshold, reliability."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from prereview.classification.classifier import softmax

Matrix = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def fit_temperature(scores: Matrix, truth: Labels) -> float:
    """The divisor of the scores under which the calibration data is most probable (Guo et al., 2017)."""

    def loss(log_temperature: float) -> float:
        chances = softmax(scores / np.exp(log_temperature))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def choose_threshold(chances: Matrix, truth: Labels, *, stranger: int, error: float, floor: float) -> float:
    """The smallest probability from which at most `error` of the accepted pages are wrong.

    Args:
        chances: calibrated probabilities, pages x labels.
        truth: index of the true label of each page.
        stranger: index of `unknown`; such an answer is an abstention, not an acceptance.
        error: tolerated share of wrong types among accepted pages.
        floor: never accept below this.
    """
    best, top = chances.argmax(axis=1), chances.max(axis=1)
    answered = best != stranger
    order = np.argsort(-top[answered])
    levels, wrong = top[answered][order], (best != truth)[answered][order]
    rates = np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
    good = np.flatnonzero(rates <= error)
    return max(floor, float(levels[good[-1]])) if len(good) else 1.0


def reliability(chances: Matrix, truth: Labels, *, bins: int = 10) -> list[dict[str, float]]:
    """Per bin of the top probability: pages, mean probability and share right."""
    top, right = chances.max(axis=1), chances.argmax(axis=1) == truth
    edges = np.linspace(0, 1, bins + 1)
    rows = []
    for low, high in itertools.pairwise(edges):
        inside = (top > low) & (top <= high)
        if inside.any():
            mean, share = float(top[inside].mean()), float(right[inside].mean())
            rows.append(
                {"from": round(float(low), 2), "to": round(float(high), 2), "pages": int(inside.sum()),
                 "probability": round(mean, 4), "right": round(share, 4)}
            )  # fmt: skip
    return rows


def calibration_error(rows: list[dict[str, float]]) -> float:
    """Expected calibration error: mean gap between probability and share right, weighted by pages."""
    pages = sum(row["pages"] for row in rows)
    return sum(row["pages"] * abs(row["probability"] - row["right"]) for row in rows) / max(1, pages)
