"""How a version of the claim scorers does on reviewed claims: one value that is the JSON and what the page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import Field

from prereview.documents import Record
from prereview.errors import UsageError
from prereview.scoring import Scorers
from prereview.scoring.judgement import bounds
from prereview.scoring.scorers import SCORES
from prereview.training.additive import measure
from prereview.training.calls import Calls, chances_of, make_calls, share
from prereview.training.claim_rows import ClaimRow, Flags, Floats
from prereview.training.strata import NAMES

CALLED = ("item", "complete")  #: scores the machine makes calls with
_BINS = 10
_WORST = 50


class Bin(Record):
    """Cases of about equal probability: the mean of it, and how many of them came true."""

    expected: float
    observed: float
    cases: int


class Point(Record):
    """Precision and recall of calling everything from `threshold` up."""

    threshold: float
    precision: float
    recall: float


class Stratum(Record):
    """Errors of one kind of claims. Shares are 0–1; None where nothing was called."""

    name: str
    value: str
    cases: int
    error: float | None = Field(description="wrong among called")
    referred: float = Field(description="left to a person")


class Error(Record):
    """One wrong call, the surest first."""

    case: str
    probability: float
    truth: bool
    links: tuple[str, ...]


class ScoreReport(Record):
    """One score. The last four are empty for a score that makes no calls."""

    name: str
    figures: dict[str, float]
    expected_noise: float = Field(description="calibration error a perfect score would show with that many cases")
    reliability: tuple[Bin, ...]
    curve: tuple[Point, ...] = ()
    chosen: tuple[float, float] | None = None
    confusion: dict[str, int] = Field(default_factory=dict)
    strata: tuple[Stratum, ...] = ()
    worst: tuple[Error, ...] = ()


class Evaluation(Record):
    """A version on a set of claims."""

    version: str
    origin: str
    claims: int
    thresholds: dict[str, float]
    false_flags: float | None
    flag_recall: float | None
    scores: dict[str, ScoreReport]


def evaluate_scorers(scorers: Scorers, rows: Sequence[ClaimRow], *, origin: str) -> Evaluation:
    """Figures of every score on claims it was not fitted on.

    Raises:
        UsageError: no trained file, or no claim with an answer.
    """
    if scorers.artifact is None or not rows:
        raise UsageError("nothing to evaluate", remedy="Train the claim scorers, and give reviewed claims.")
    reports = {name: _report(scorers, name, rows) for name in SCORES}
    known = [row for row in rows if row.upheld is not None]
    flagged = np.array([row.flagged for row in known], dtype=bool)
    upheld = np.array([bool(row.upheld) for row in known], dtype=bool)
    return Evaluation(
        version=scorers.artifact.manifest.version,
        origin=origin,
        claims=len(rows),
        thresholds=dict(scorers.thresholds),
        false_flags=share(flagged, ~upheld),
        flag_recall=share(flagged, upheld),
        scores={name: report for name, report in reports.items() if report is not None},
    )


def _report(scorers: Scorers, name: str, rows: Sequence[ClaimRow]) -> ScoreReport | None:
    chances, truth = chances_of(scorers, name, rows)
    if not len(truth):
        return None
    plain = ScoreReport(
        name=name,
        figures=measure(chances, truth),
        expected_noise=round(expected_noise(chances), 4),
        reliability=tuple(_bins(chances, truth)),
    )
    if name not in CALLED:
        return plain
    calls = make_calls(scorers, name, rows)
    return plain.model_copy(
        update={
            "curve": tuple(_curve(1.0 - chances, ~truth)),
            "chosen": bounds(name, scorers.thresholds),
            "confusion": _confusion(calls),
            "strata": tuple(_strata(calls)),
            "worst": tuple(_worst(calls)),
        }
    )


def expected_noise(chances: Floats, bins: int = _BINS, draws: int = 200, seed: int = 0) -> float:
    """The calibration error a perfectly calibrated score shows by chance: the mean over answers drawn from itself."""
    rng = np.random.default_rng(seed)
    parts = [part for part in np.array_split(np.argsort(chances, kind="stable"), bins) if len(part)]
    total = 0.0
    for _ in range(draws):
        drawn = rng.random(len(chances)) < chances
        total += sum(abs(float(chances[p].mean() - drawn[p].mean())) * len(p) for p in parts) / len(chances)
    return total / draws


def _bins(chances: Floats, truth: Flags) -> Iterator[Bin]:
    for part in np.array_split(np.argsort(chances, kind="stable"), _BINS):
        if len(part):
            yield Bin(
                expected=round(float(chances[part].mean()), 4),
                observed=round(float(truth[part].mean()), 4),
                cases=len(part),
            )


def _curve(doubts: Floats, gaps: Flags, points: int = 60) -> Iterator[Point]:
    """Of finding what is open: precision and recall over thresholds on the probability of being open."""
    if not gaps.any():
        return
    for threshold in np.unique(np.quantile(doubts, np.linspace(0, 1, points)))[::-1]:
        called = doubts >= threshold
        yield Point(
            threshold=round(float(1.0 - threshold), 4),
            precision=round(float(gaps[called].mean()), 4),
            recall=round(float(called[gaps].mean()), 4),
        )


def _confusion(calls: Calls) -> dict[str, int]:
    said = {"yes": calls.said_yes, "person": ~calls.judged, "no": calls.said_no}
    return {
        f"{name}/{answer}": int((chosen & (calls.truth == (answer == "true"))).sum())
        for name, chosen in said.items()
        for answer in ("true", "false")
    }


def _strata(calls: Calls) -> Iterator[Stratum]:
    for name in NAMES:
        values = {strata.get(name, "?") for strata in calls.strata}
        sized = sorted(((int(calls.within(name, value).sum()), value) for value in values), key=lambda s: (-s[0], s[1]))
        for cases, value in sized[:20]:  # the hospitals with most claims; the long tail says nothing
            chosen = calls.within(name, value)
            error = share(calls.wrong, chosen & calls.judged)
            yield Stratum(
                name=name,
                value=value,
                cases=cases,
                error=None if error is None else round(error, 4),
                referred=round(float(1.0 - calls.judged[chosen].mean()), 4) if cases else 0.0,
            )


def _worst(calls: Calls) -> Iterator[Error]:
    surprise = np.where(calls.truth, 1.0 - calls.chances, calls.chances)
    ranked = [place for place in np.argsort(-surprise, kind="stable") if calls.wrong[place]]
    for place in ranked[:_WORST]:
        yield Error(
            case=calls.names[place],
            probability=round(float(calls.chances[place]), 4),
            truth=bool(calls.truth[place]),
            links=calls.links[place],
        )
