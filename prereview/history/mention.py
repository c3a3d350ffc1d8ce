"""What the history room reads from a text: condition mentions, each with how it is asserted and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from prereview.history.lexicon import Kind
from prereview.history.times import TimeExpression

Assertion = Literal["present", "negated", "family", "possible", "hypothetical", "other_person"]
Experiencer = Literal["patient", "family", "other"]
Temporality = Literal["past_history", "current", "resolved"]


@dataclass(frozen=True, slots=True)
class Onset:
    """Since when, in months before the visit: as reported, and the interval the words can mean (None: unbounded).

    `anchored` marks a duration that counts back from an earlier visit (two clocks); `low`/`high` then already include
    the time between the two. `symptom` marks the age of a complaint that led to a diagnosis: the disease may be as old,
    but a complaint proves no disease (limb 3 of clinical.md §6 is for a person).
    """

    text: str
    months: float | None
    low: float | None
    high: float | None
    approx: bool
    anchored: bool = False
    symptom: bool = False

    @classmethod
    def from_time(cls, time: TimeExpression) -> Onset:
        """The onset a time expression tells."""
        return cls(time.text, time.months, time.low, time.high, time.approx)


@dataclass(frozen=True, slots=True)
class Mention:
    """One condition at `start:end` of the text as it arrived.

    `sentence` is the span to quote; `traits` say how the text knows it: duration, diagnosed, treated, told, admitted,
    lab. `story` is the beginning of the illness a diagnosis in the narrative belongs to.
    """

    start: int
    end: int
    condition: str
    normalised: str
    icd10: str | None
    kind: Kind
    assertion: Assertion
    experiencer: Experiencer
    temporality: Temporality
    onset: Onset | None
    section: str
    sentence: tuple[int, int]
    cue: str = ""
    traits: frozenset[str] = frozenset()
    fuzzy: bool = False
    story: Onset | None = None


def mention_record(mention: Mention) -> dict[str, Any]:
    """The mention as the `mentions` command writes it."""
    onset = mention.onset
    months = None if onset is None or onset.months is None else round(onset.months, 1)
    return {
        "start": mention.start,
        "end": mention.end,
        "condition": mention.condition,
        "normalised": mention.normalised,
        "assertion": mention.assertion,
        "experiencer": mention.experiencer,
        "temporality": mention.temporality,
        "onset_text": onset.text if onset else None,
        "onset_months_before_visit": int(months) if months is not None and months == int(months) else months,
    }
