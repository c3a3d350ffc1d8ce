"""How the classifier treats print of a kind it never saw: the only honest way to set its abstention threshold.

The shipped model learns every kind of unrelated print there is. So the question is put to stand-ins: each is fitted
without a third of the kinds and asked about exactly those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol

import numpy as np
import numpy.typing as npt

from prereview.documents import UNKNOWN
from prereview.training.page_corpus import Sample

FOLDS = 3
FIT_AT_MOST = 6_000  #: pages a stand-in is fitted on; enough to show how strangers fare

Answers = tuple[tuple[str, ...], npt.NDArray[np.float64]]  #: labels; log-odds, pages x labels


class Fittable(Protocol):
    """A fitted model, as far as strangers ask it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The types it knows."""
        ...

    def scores(self, samples: Sequence[Sample]) -> npt.NDArray[np.float64]:
        """Log-odds, pages x labels."""
        ...


def probe_strangers(
    samples: Sequence[Sample],
    probes: Sequence[Sequence[Sample]],
    fit: Callable[[Sequence[Sample]], Fittable],
    *,
    seed: int,
) -> list[list[Answers]]:
    """Ask stand-ins about kinds of print they never saw.

    Args:
        samples: fitting pages of all labels.
        probes: sets of unrelated pages not used to fit.
        fit: fits a stand-in.
        seed: of the division into folds.

    Returns:
        Per set of probes and per fold: the labels of the stand-in and the log-odds of the probes it never saw.
    """
    kinds = sorted({probe.kind for pages in probes for probe in pages})
    Random(f"{seed}/folds").shuffle(kinds)
    results: list[list[Answers]] = [[] for _ in probes]
    for fold in range(min(FOLDS, len(kinds))):
        held = set(kinds[fold::FOLDS])
        shown = [sample for sample in samples if sample.kind not in held]
        model = fit(shown[:: max(1, round(len(shown) / FIT_AT_MOST))])
        for result, pages in zip(results, probes, strict=True):
            if asked := [probe for probe in pages if probe.kind in held]:
                result.append((model.labels, model.scores(asked)))
    return results


def typed_probabilities(
    answers: Sequence[Answers],
    to_chances: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]],
) -> npt.NDArray[np.float64]:
    """For every probe the probability of the type it would be given, 0 where `unknown` comes first."""
    levels = []
    for labels, scores in answers:
        chances = to_chances(scores)
        typed = chances.argmax(axis=1) != labels.index(UNKNOWN)
        levels.append(np.where(typed, chances.max(axis=1), 0.0))
    return np.concatenate(levels) if levels else np.empty(0)
