"""Scores of a claim and its items: calibrated probabilities with their exact contributions; pure numpy."""

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
from prereview.findings import Completeness, Contribution, ItemResult, PreexistingAssessment
from prereview.report import ModelRef, Scores
from prereview.scoring.features import CLAIM_FEATURES, describe_review, weigh_items
from prereview.scoring.item_features import ITEM_FEATURES, describe_item, is_scored
from prereview.scoring.papers import papers_of

log = logging.getLogger(__name__)

NAME = "claim_scorers"  #: folder of the trained file
LAYOUT = 4  #: of its arrays; an older file is refused, because its numbers would mean something else
CLAIM_SCORES = ("complete", "attention")
ITEM_SCORE = "item"
#: Features of each score the trained file holds, in the order of its weights.
SCORES: Mapping[str, tuple[str, ...]] = {**dict.fromkeys(CLAIM_SCORES, CLAIM_FEATURES), ITEM_SCORE: ITEM_FEATURES}
INTERCEPT, REST = "intercept", "rest"
_SHOWN = 5  #: parts of an item's score named one by one; the others are added up


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
        items = self.score_items(documents, completeness).items
        weighed = weigh_items((item.state, item.probability) for item in items if item.probability is not None)
        features = {**describe_review(documents, completeness, preexisting), **weighed}
        explained = {name: self.explain(name, features) for name in CLAIM_SCORES}
        return Scores(
            complete=probability(explained["complete"]),
            attention=probability(explained["attention"]),
            preexisting=history,
            contributions={**explained, **moved},
        )

    def score_items(self, documents: Sequence[Document], completeness: Completeness) -> Completeness:
        """The same completeness with P(satisfied as a reviewer would judge) beside each item that needs judging."""
        if self.artifact is None:
            return completeness
        papers = papers_of(documents)

        def scored(item: ItemResult) -> ItemResult:
            if not is_scored(item):
                return item
            parts = condense(self.explain(ITEM_SCORE, describe_item(item, papers, completeness.findings)))
            return item.model_copy(update={"probability": probability(parts), "contributions": parts})

        return completeness.model_copy(update={"items": tuple(scored(item) for item in completeness.items)})

    def explain(self, score: str, features: Mapping[str, float]) -> tuple[Contribution, ...]:
        """Contributions of one score, the intercept first; they sum to its log-odds exactly.

        Each is relative to the average training case: 0 means "as usual".
        """
        if self.artifact is None:
            return ()
        arrays, names = self.artifact.arrays, SCORES[score]
        values = np.array([features[name] for name in names])
        centred = np.minimum(values, arrays[f"{score}.ceilings"]) - arrays[f"{score}.means"]
        log_odds = arrays[f"{score}.weights"] * centred
        parts = [Contribution(feature=INTERCEPT, value=1.0, log_odds=float(arrays[f"{score}.intercept"][0]))]
        for name, value, part in zip(names, values, log_odds, strict=True):
            parts.append(Contribution(feature=name, value=float(value), log_odds=float(part)))
        return tuple(parts)


def probability(contributions: Sequence[Contribution]) -> float:
    """The probability whose log-odds are the sum of the contributions."""
    return float(1.0 / (1.0 + np.exp(-sum(part.log_odds for part in contributions))))


def condense(contributions: Sequence[Contribution]) -> tuple[Contribution, ...]:
    """The intercept, the parts that moved most, and the sum of all others as `rest`: few lines, the same total."""
    intercept, *parts = contributions
    ranked = sorted(parts, key=lambda part: -abs(part.log_odds))
    others = ranked[_SHOWN:]
    rest = Contribution(feature=REST, value=float(len(others)), log_odds=sum(part.log_odds for part in others))
    return (intercept, *ranked[:_SHOWN], rest)


def load_scorers(models_dir: Path | None = None, *, version: str | None = None) -> Scorers:
    """Load the claim scorers; where none has been trained, scores stay None and the log says so.

    Args:
        models_dir: folder of models; the package's own by default.
        version: another version than the current one, to compare or promote it.

    Raises:
        ModelError: a trained file is there but damaged, foreign, or fitted on other features.
    """
    home = (models_dir or default_directory()) / NAME
    if not home.exists():
        log.info("no trained claim scorers; scores stay empty")
        return Scorers()
    artifact = load_artifact(NAME, models_dir, version=version)
    given = artifact.manifest.parameters.get("features", {})
    if artifact.manifest.parameters.get("layout") != LAYOUT or given != {k: list(v) for k, v in SCORES.items()}:
        raise ModelError(
            f"{artifact.folder} was fitted on other features than this version of prereview has",
            remedy="Run `prereview train claims`, or roll back to a version that fits.",
        )
    return Scorers(artifact)
