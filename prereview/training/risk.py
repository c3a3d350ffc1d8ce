"""Thresholds with a promise: at most a stated error rate among what is accepted, with a stated confidence.

Method: Learn then Test (Angelopoulos et al., 2021) by fixed-sequence testing of exact Clopper–Pearson bounds
(Clopper and Pearson, 1934). The candidate thresholds and the place to start are chosen on other data than the errors
are counted on; the sequence walks from strict to lenient and stops at the first threshold whose upper bound is above
the target. The chance that the threshold chosen breaks the promise is then at most 1 - confidence, for any sample size.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Promise:
    """Accept what scores at least the threshold, so that the error rate stays within `target`, with `confidence`.

    The rate is over what is accepted ("at most 0.5% of the fast lane is incomplete"), or over all cases given, which
    are then the ones that ought not to be accepted ("at most 1% of the gaps are missed"). `easier` targets are tried
    before, lenient to strict, each only where the one before held: the strictest that holds is promised, and the
    order fixed beforehand keeps the confidence for all of them together.
    """

    target: float
    confidence: float = 0.95
    among: Literal["accepted", "all"] = "accepted"
    easier: tuple[float, ...] = ()

    @property
    def fewest(self) -> int:
        """Accepted cases without a single error that are needed before any promise can be made."""
        return math.ceil(math.log(1 - self.confidence) / math.log(1 - self.target))


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold, or None and how many accepted cases are missing, with the evidence it rests on."""

    value: float | None
    promise: Promise
    cases: int
    accepted: int
    errors: int
    bound: float
    missing: int
    useless: bool = False  # it keeps the promise by accepting hardly anything

    def flipped(self) -> Threshold:
        """The same threshold on one minus the score."""
        return replace(self, value=None if self.value is None else 1.0 - self.value)

    @property
    def refused(self) -> str | None:
        """Why there is none: too few cases, or a score that lets too much through, or nothing."""
        if self.value is not None:
            return None
        if self.useless:
            return "doubts_everything"
        cases = self.accepted if self.promise.among == "accepted" else self.cases
        return (
            "too_many_errors"
            if self.errors > self.promise.target * max(cases, 1) and self.errors > 2
            else "too_few_cases"
        )

    def describe(self) -> dict[str, float | int | str | None]:
        """For the manifest of a model."""
        return {
            "method": "fixed-sequence Clopper-Pearson (Learn then Test)",
            "value": self.value,
            "target": self.promise.target,
            "confidence": self.promise.confidence,
            "calibration_cases": self.cases,
            "accepted": self.accepted,
            "errors": self.errors,
            "upper_bound": round(self.bound, 5),
            "missing_cases": self.missing,
            "among": self.promise.among,
            "refused": self.refused,
        }


def upper_bound(errors: int, cases: int, confidence: float) -> float:
    """One-sided Clopper–Pearson upper bound of an error rate; 1.0 without cases."""
    if cases == 0 or errors >= cases:
        return 1.0
    return float(stats.beta.ppf(confidence, errors + 1, cases - errors))


def choose_candidates(scores: Floats, wrong: Flags, promise: Promise, cases: int, steps: int = 40) -> Floats:
    """Thresholds to test, strict to lenient, from an independent sample.

    Where the rate is over what is accepted, the sequence starts where the sample promises the lowest bound for `cases`
    cases: a stricter start accepts so few that one unlucky case ends the sequence, a more lenient one too many errors.
    Where it is over all cases, the first accepts none of the sample.
    """
    if promise.among == "all":
        shares = np.linspace(0.0, min(3 * promise.target, 1.0), steps)
        return np.unique(np.append(np.quantile(scores, 1.0 - shares), np.nextafter(scores.max(), np.inf)))[::-1]
    shares = np.linspace(min(promise.fewest / max(cases, 1), 1.0), 1.0, steps)
    values = np.unique(np.quantile(scores, 1.0 - shares))[::-1]
    bounds = [_foresee(value, scores, wrong, promise, cases) for value in values]
    return np.asarray(values[int(np.argmin(bounds)) :])


def _foresee(value: float, scores: Floats, wrong: Flags, promise: Promise, cases: int) -> float:
    """The bound that `cases` cases like those of a sample would give; half an error more, so that luck counts less."""
    accepted = scores >= value
    rate = (float(wrong[accepted].sum()) + 0.5) / (int(accepted.sum()) + 1)
    count = round(float(accepted.mean()) * cases)
    return upper_bound(math.ceil(rate * count), count, promise.confidence)


def choose_threshold(scores: Floats, wrong: Flags, promise: Promise, candidates: Floats) -> Threshold:
    """The most lenient candidate the sequence reaches; `value` is None if even the first cannot be promised.

    Args:
        scores: of the calibration cases; none of them was used to fit the score or to choose the candidates.
        wrong: whether accepting each case would be an error.
        promise: target and confidence.
        candidates: from `choose_candidates`, strict to lenient.
    """
    best: Threshold | None = None
    for value in candidates:
        tried = _try(float(value), scores, wrong, promise)
        if tried.value is None:
            return best or tried
        best = tried
    return best or Threshold(None, promise, len(scores), 0, 0, 1.0, promise.fewest)


def climb(promise: Promise, attempt: Callable[[Promise], Threshold]) -> Threshold:
    """What `attempt` finds for the strictest target that holds, starting from the easiest and ending at a failure."""
    kept: Threshold | None = None
    for target in (*promise.easier, promise.target):
        found = attempt(replace(promise, target=target))
        if found.value is None:
            return kept or found
        kept = found
    return found


def _try(value: float, scores: Floats, wrong: Flags, promise: Promise) -> Threshold:
    accepted = scores >= value
    count, errors = int(accepted.sum()), int(wrong[accepted].sum())
    cases = count if promise.among == "accepted" else len(scores)
    bound = upper_bound(errors, cases, promise.confidence)
    kept = bound <= promise.target
    missing = 0 if kept else max(_cases_needed(errors, promise) - cases, 0)
    return Threshold(value if kept else None, promise, len(scores), count, errors, bound, missing)


def _cases_needed(errors: int, promise: Promise) -> int:
    """Accepted cases at which that many errors would still keep the promise."""
    low, high = promise.fewest, promise.fewest * (errors + 2) * 2
    while low < high:
        middle = (low + high) // 2
        if upper_bound(errors, middle, promise.confidence) <= promise.target:
            high = middle
        else:
            low = middle + 1
    return low
