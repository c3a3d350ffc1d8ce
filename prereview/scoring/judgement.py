"""From a probability to a call: yes, no, or a person looks. The same rule in routing, evaluation and promotion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Call = Literal["yes", "no", "person"]

#: Without a promised threshold, less certainty than this leaves the call to a person.
CONFIDENT: Mapping[str, float] = {"item": 0.8, "complete": 0.9}

#: Threshold names of each score: the lowest probability called yes, and the highest called no.
_BOUNDS: Mapping[str, tuple[str, str]] = {
    "item": ("item_satisfied", "item_open"),
    "complete": ("complete", "incomplete"),
}


def bounds(score: str, thresholds: Mapping[str, float]) -> tuple[float, float]:
    """The highest probability called no and the lowest called yes; promised ones where there are any."""
    yes, no = _BOUNDS[score]
    upper = thresholds.get(yes, CONFIDENT[score])
    return min(thresholds.get(no, 1.0 - CONFIDENT[score]), upper), upper


def call(score: str, probability: float, thresholds: Mapping[str, float]) -> Call:
    """What the machine would say by itself about an item ("satisfied?") or a claim ("complete?")."""
    lower, upper = bounds(score, thresholds)
    if probability >= upper:
        return "yes"
    return "no" if probability <= lower else "person"
