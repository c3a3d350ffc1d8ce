"""Claim scores: calibrated probabilities with their exact contributions; pure numpy, no learning library."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from prereview.artifacts import Artifact, default_directory, load_artifact
from prereview.claims import Claim
from prereview.documents import Document
from prereview.errors import ModelError
from prereview.findings import Completeness, Contribution, PreexistingAssessment
from prereview.report import ModelRef, Scores
from prereview.scoring.features import FEATURES, describe_review

log = logging.getLogger(__name__)

NAME = "claim_scorers"  #: folder of the trained file
TARGETS = ("complete", "attention")  #: the scores it holds, one row of weights each
INTERCEPT = "intercept"


@dataclass(frozen=True, slots=True)
class Scorers:
    """The trained claim scorers; without a trained file every score is None (not scored), never a guess."""

    artifact: Artifact | None = None

    @property
    def refs(self) -> tuple[ModelRef, ...]:
        """The trained file used, for the provenance of a report."""
        return (self.artifact.ref,) if self.artifact else ()

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Thresholds that keep a stated error rate; absent where the calibration data was too small to promise one."""
        return self.artifact.manifest.thresholds if self.artifact else {}

    def score(
        self,
        claim: Claim,
        documents: Sequence[Document],
        completeness: Completeness,
        preexisting: PreexistingAssessment | None,
    ) -> Scores:
        """P(complete), P(needs attention), and the history stage's own probability passed through.

        `claim` is part of the seam; no feature comes from it, so that a report alone can be a training row.
        """
        history = preexisting.probability if preexisting else None
        moved = {"preexisting": preexisting.contributions} if preexisting and preexisting.contributions else {}
        if self.artifact is None or completeness.checklist_id is None:
            return Scores(preexisting=history, contributions=moved)
        features = describe_review(documents, completeness, preexisting)
        explained = {target: self.explain(target, features) for target in TARGETS}
        return Scores(
            complete=probability(explained["complete"]),
            attention=probability(explained["attention"]),
            preexisting=history,
            contributions={**explained, **moved},
        )

    def explain(self, target: str, features: Mapping[str, float]) -> tuple[Contribution, ...]:
        """Contributions of one score, the intercept first; they sum to its log-odds exactly.

        Each is relative to the average training claim: 0 means "as usual".
        """
        if self.artifact is None:
            return ()
        arrays, row = self.artifact.arrays, TARGETS.index(target)
        values = np.array([features[name] for name in self.artifact.manifest.labels])
        log_odds = arrays["weights"][row] * (np.clip(values, None, arrays["ceilings"]) - arrays["means"])
        parts = [Contribution(feature=INTERCEPT, value=1.0, log_odds=float(arrays["intercepts"][row]))]
        for name, value, part in zip(self.artifact.manifest.labels, values, log_odds, strict=True):
            parts.append(Contribution(feature=name, value=float(value), log_odds=float(part)))
        return tuple(parts)


def probability(contributions: Sequence[Contribution]) -> float:
    """The probability whose log-odds are the sum of the contributions."""
    return float(1.0 / (1.0 + np.exp(-sum(part.log_odds for part in contributions))))


def load_scorers(models_dir: Path | None = None) -> Scorers:
    """Load the claim scorers; where none has been trained, scores stay None and the log says so.

    Raises:
        ModelError: a trained file is there but damaged, foreign, or fitted on other features.
    """
    home = (models_dir or default_directory()) / NAME
    if not home.exists():
        log.info("no trained claim scorers; scores stay empty")
        return Scorers()
    artifact = load_artifact(NAME, models_dir)
    strange = set(artifact.manifest.labels) - set(FEATURES)
    if strange:
        raise ModelError(
            f"{artifact.folder} uses unknown features: {', '.join(sorted(strange))}",
            remedy="It was trained by another version of prereview; train again.",
        )
    return Scorers(artifact)
