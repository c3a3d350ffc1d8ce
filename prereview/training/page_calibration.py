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


def choose_threshold(
    levels: Matrix, wrong: npt.NDArray[np.bool_], strangers: Matrix, *, error: float, admitted: float, floor: float
) -> float:
    """The smallest probability from which a type may be given.

    Args:
        levels: top probability of each page of a known label that would be given a type; strangers are apart.
        wrong: whether that type is wrong.
        strangers: for every page of an unseen kind, the probability of the type it would be given; 0 for none.
        error: tolerated share of wrong types among the pages given one.
        admitted: tolerated share of strangers given a type.
        floor: never accept below this.
    """
    order = np.argsort(-levels, kind="stable")
    rates = np.cumsum(wrong[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(rates <= error)
    by_error = float(levels[order][good[-1]]) if len(good) else 1.0
    by_strangers = float(np.quantile(strangers, 1 - admitted, method="higher")) if len(strangers) else 0.0
    return min(1.0, max(floor, by_error, by_strangers + 1e-6))


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
