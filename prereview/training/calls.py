"""What a version of the claim scorers says about reviewed claims, held against what the reviewers said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prereview.errors import UsageError
from prereview.scoring import Scorers
from prereview.scoring.judgement import bounds
from prereview.scoring.scorers import ITEM_SCORE
from prereview.training.additive import AdditiveScore, Scale
from prereview.training.claim_cases import find_chances
from prereview.training.claim_rows import ClaimRow, Flags, Floats, answered

Strata = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Calls:
    """One score over its cases (items, or claims somebody answered for), in the order of the rows."""

    chances: Floats
    truth: Flags
    said_yes: Flags
    said_no: Flags
    strata: tuple[Strata, ...]
    people: tuple[str, ...]
    names: tuple[str, ...]
    links: tuple[tuple[str, ...], ...]

    @property
    def judged(self) -> Flags:
        """Called by the machine; the others go to a person."""
        return self.said_yes | self.said_no

    @property
    def wrong(self) -> Flags:
        """Called, and called otherwise than the reviewer."""
        return (self.said_yes & ~self.truth) | (self.said_no & self.truth)

    @property
    def mistaken(self) -> Flags:
        """The likelier answer is not the reviewer's, called or not: compares versions whatever their thresholds."""
        return np.asarray((self.chances >= 0.5) != self.truth)

    def within(self, name: str, value: str) -> Flags:
        """Which cases belong to a stratum."""
        return np.array([strata.get(name) == value for strata in self.strata], dtype=bool)


def score_of(scorers: Scorers, name: str) -> AdditiveScore:
    """One score of a trained file, for whole matrices at once.

    Raises:
        UsageError: there is no trained file.
    """
    if scorers.artifact is None:
        raise UsageError("there are no trained claim scorers", remedy="Run `prereview train claims`.")
    arrays = scorers.artifact.arrays
    ceilings, means = arrays[f"{name}.ceilings"], arrays[f"{name}.means"]
    scale = Scale(ceilings, means, np.ones_like(means))
    return AdditiveScore(arrays[f"{name}.weights"], float(arrays[f"{name}.intercept"][0]), scale)


def chances_of(scorers: Scorers, name: str, rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """Probabilities and answers of every case of a score."""
    return find_chances({part: score_of(scorers, part) for part in (name, ITEM_SCORE)}, rows, name)


def make_calls(scorers: Scorers, name: str, rows: Sequence[ClaimRow]) -> Calls:
    """The calls of score "item" or "complete" on reviewed claims."""
    chances, truth = chances_of(scorers, name, rows)
    lower, upper = bounds(name, scorers.thresholds)
    yes = chances >= upper
    if name == ITEM_SCORE:
        cases = [(row, item.item_id, item.links) for row in rows for item in row.judged]
    else:
        cases = [(row, name, ()) for row in answered(rows, name)]
    return Calls(
        chances=chances,
        truth=truth,
        said_yes=yes,
        said_no=~yes & (chances <= lower),
        strata=tuple(row.strata for row, _, _ in cases),
        people=tuple(row.person for row, _, _ in cases),
        names=tuple(f"{row.claim_id}/{item}" for row, item, _ in cases),
        links=tuple(links for _, _, links in cases),
    )


def share(part: npt.NDArray[np.bool_], whole: npt.NDArray[np.bool_] | None = None) -> float | None:
    """Share of True among all, or among a part; None where there is nothing to count."""
    chosen = part if whole is None else part[whole]
    return float(chosen.mean()) if len(chosen) else None
