"""P(a reviewer would uphold a pre-existing flag): an additive score over the four tests, from a trained file.

The log-odds are the intercept plus one part a feature, so each contribution shown to the reviewer is exact. The file is
trained on generated cases (training/preexisting_scorer.py); without one the probability is None, never invented.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from prereview.artifacts import load_artifact
from prereview.errors import ModelError
from prereview.findings import Contribution
from prereview.history.four_tests import Candidate
from prereview.report import ModelRef

log = logging.getLogger(__name__)

NAME = "preexisting"
#: Features in the order of the weights. Each is 0–1 unless said otherwise.
FEATURES = (
    "existed_yes", "existed_unknown", "share_before", "known_yes", "same_disease", "named_or_family", "aetiology",
    "risk_factor", "excluded_yes", "excluded_unknown", "disclosed", "contradicted", "cured", "misread_name",
    "only_suspected", "finding_only", "sightings", "earlier_record", "no_one_ill", "accident", "all_four",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scorer:
    """Weights of the trained file. `flag_from` is the probability a flag needs (≤5% false flags on held-out data)."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    ceilings: tuple[float, ...]
    intercept: float
    flag_from: float
    ref: ModelRef

    def score(self, features: Mapping[str, float]) -> tuple[float, tuple[Contribution, ...]]:
        """The probability and what each feature moved, largest first; parts that moved nothing are left out."""
        parts = []
        for name, weight, mean, ceiling in zip(FEATURES, self.weights, self.means, self.ceilings, strict=True):
            moved = weight * (min(features[name], ceiling) - mean)
            parts.append(Contribution(feature=name, value=features[name], log_odds=round(moved, 6)))
        total = self.intercept + sum(part.log_odds for part in parts)
        shown = tuple(sorted((p for p in parts if abs(p.log_odds) > 1e-6), key=lambda p: -abs(p.log_odds)))
        return 1.0 / (1.0 + math.exp(-total)), (
            Contribution(feature="intercept", value=1.0, log_odds=self.intercept),
            *shown,
        )


def load_scorer(models_dir: Path | None = None) -> Scorer | None:
    """The trained scorer, or None (with a log line) where there is none.

    Raises:
        ModelError: a file is there but was made for other features.
    """
    try:
        artifact = load_artifact(NAME, models_dir)
    except ModelError as error:
        log.warning("no pre-existing scorer: %s", error)
        return None
    if tuple(artifact.manifest.labels) != FEATURES:
        raise ModelError(
            "the pre-existing scorer was trained for other features", remedy="Run `prereview train history`."
        )
    arrays = artifact.arrays
    return Scorer(
        weights=tuple(float(value) for value in arrays["weights"]),
        means=tuple(float(value) for value in arrays["means"]),
        ceilings=tuple(float(value) for value in arrays["ceilings"]),
        intercept=float(arrays["intercept"][0]),
        flag_from=artifact.manifest.thresholds["flag"],
        ref=artifact.ref,
    )


def describe_lead(candidates: tuple[Candidate, ...], *, accident: bool) -> dict[str, float]:
    """Features of the candidate that speaks loudest for a flag; all zero but `no_one_ill` where nobody is ill."""
    ill = [c for c in candidates if c.condition.present or c.condition.having("possible")]
    if not ill:
        return {**dict.fromkeys(FEATURES, 0.0), "no_one_ill": 1.0, "accident": float(accident)}
    return _describe(max(ill, key=_loudness), accident=accident)


def _loudness(candidate: Candidate) -> tuple[int, int, float, int]:
    return (
        int(candidate.relation.strength != "none" and candidate.existed != "no" and not candidate.disclosed),
        -candidate.relation.rank,
        candidate.share if candidate.share is not None else 0.5,
        len(candidate.condition.present),
    )


def _describe(c: Candidate, *, accident: bool) -> dict[str, float]:
    present = c.condition.present
    related = c.relation.strength in ("same", "named", "family", "aetiology")
    clean = not c.disclosed and not c.contradicted
    passed = c.existed == "yes" and c.known == "yes" and related and c.excluded == "yes" and clean
    values = {
        "existed_yes": c.existed == "yes",
        "existed_unknown": c.existed == "unknown",
        "share_before": c.share if c.share is not None else 0.5,
        "known_yes": c.known == "yes",
        "same_disease": c.relation.strength == "same",
        "named_or_family": c.relation.strength in ("named", "family"),
        "aetiology": c.relation.strength == "aetiology",
        "risk_factor": c.relation.strength == "risk",
        "excluded_yes": c.excluded == "yes",
        "excluded_unknown": c.excluded == "unknown",
        "disclosed": c.disclosed,
        "contradicted": c.contradicted,
        "cured": c.condition.cured,
        "misread_name": bool(present) and all(s.mention.fuzzy for s in present),
        "only_suspected": not present,
        "finding_only": c.condition.kind == "finding",
        "sightings": min(len(present), 3) / 3,
        "earlier_record": any(s.earlier_visit for s in present),
        "no_one_ill": False,
        "accident": accident,
        "all_four": passed,
    }
    return {name: float(values[name]) for name in FEATURES}
