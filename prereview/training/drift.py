"""Whether today's claims still look like the ones the scores were calibrated on, and what follows when they do not.

A promise holds for claims like those of the calibration data. The population stability index (PSI) of each feature and
the share of items the scores leave to people are compared with a reference kept in the trained file. A breach writes
an incident file with the dates by which it has to be explained and mended (field.md row 24: 30 and 60 days).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from pydantic import Field

from prereview.artifacts import Artifact
from prereview.documents import Record
from prereview.errors import ModelError, UsageError
from prereview.scoring import FEATURES, Scorers
from prereview.scoring.scorers import ITEM_SCORE
from prereview.training.calls import make_calls
from prereview.training.claim_rows import ClaimRow, Floats, to_matrix
from prereview.training.stability import EDGES, SHARES, bin_shares, measure_psi

FEWEST = 100  #: claims below which the index is mostly noise


class DriftLimits(Record):
    """When drift becomes an incident. Below 0.1 a PSI is called stable, above 0.25 a shift (Siddiqi, 2006)."""

    psi: float = Field(default=0.25, description="of any feature, at most")
    referred_rise: float = Field(default=0.10, description="rise of the share of items left to people, at most")


class FeatureDrift(Record):
    """One feature's index."""

    feature: str
    psi: float


class Drift(Record):
    """How far a set of claims is from the reference; `breaches` in words, empty when all is stable."""

    model_version: str
    cases: int
    features: tuple[FeatureDrift, ...] = Field(description="largest first")
    referred: float | None
    referred_before: float | None
    breaches_zh: tuple[str, ...]
    breaches_en: tuple[str, ...]


class Incident(Record):
    """A breach on file: what was seen, on what, and the two due dates."""

    incident_id: str
    opened_on: date
    explain_by: date = Field(description="30 days: cause and plan")
    mend_by: date = Field(description="60 days: mended and accepted")
    drift: Drift
    status: str = "open"


def measure_drift(scorers: Scorers, rows: Sequence[ClaimRow], limits: DriftLimits | None = None) -> Drift:
    """Compare reviewed or unreviewed claims with the reference of the model in use.

    Raises:
        ModelError: the trained file keeps no reference.
        UsageError: no trained file, or too few claims to say anything.
    """
    limits = limits or DriftLimits()
    if scorers.artifact is None:
        raise UsageError("there are no trained claim scorers", remedy="Run `prereview train claims`.")
    if len(rows) < FEWEST:
        raise UsageError(f"{len(rows)} claims are too few to measure drift", remedy=f"Give at least {FEWEST}.")
    features = _features(scorers.artifact, to_matrix(rows))
    calls = make_calls(scorers, ITEM_SCORE, rows)
    referred = float(1.0 - calls.judged.mean()) if len(calls.judged) else None
    before = scorers.artifact.manifest.metrics.get("referred")
    breaches = [*_feature_breaches(features, limits), *_referral_breach(referred, before, limits)]
    return Drift(
        model_version=scorers.artifact.manifest.version,
        cases=len(rows),
        features=features,
        referred=referred,
        referred_before=before,
        breaches_zh=tuple(zh for zh, _ in breaches),
        breaches_en=tuple(en for _, en in breaches),
    )


def _features(artifact: Artifact, values: Floats) -> tuple[FeatureDrift, ...]:
    arrays: Mapping[str, Floats] = artifact.arrays
    if EDGES not in arrays:
        raise ModelError(f"{artifact.folder} keeps no reference for drift", remedy="Run `prereview train claims`.")
    found = [
        FeatureDrift(
            feature=name,
            psi=round(measure_psi(arrays[SHARES][place], bin_shares(values[:, place], arrays[EDGES][place])), 4),
        )
        for place, name in enumerate(FEATURES)
    ]
    return tuple(sorted(found, key=lambda entry: (-entry.psi, entry.feature)))


def _feature_breaches(features: Sequence[FeatureDrift], limits: DriftLimits) -> list[tuple[str, str]]:
    return [
        (
            f"特征 {entry.feature} 的分布已偏移：PSI {entry.psi:.2f}（上限{limits.psi:.2f}）",
            f"feature {entry.feature} has shifted: PSI {entry.psi:.2f} (limit {limits.psi:.2f})",
        )
        for entry in features
        if entry.psi > limits.psi
    ]


def _referral_breach(now: float | None, before: float | None, limits: DriftLimits) -> list[tuple[str, str]]:
    if now is None or before is None or now - before <= limits.referred_rise:
        return []
    return [
        (
            f"留给人工的项目由{before:.1%}升至{now:.1%}（上限增加{limits.referred_rise:.0%}）",
            f"items left to people rose from {before:.1%} to {now:.1%} (limit +{limits.referred_rise:.0%})",
        )
    ]


def open_incident(drift: Drift, folder: Path, *, today: date) -> Path | None:
    """Write an incident file for a breach; the same breach of the same model on the same day is one file.

    Returns:
        Its path, or None where nothing was breached.
    """
    if not drift.breaches_en:
        return None
    digest = hashlib.sha256("\n".join((drift.model_version, *drift.breaches_en)).encode()).hexdigest()[:8]
    incident = Incident(
        incident_id=f"{today:%Y%m%d}-{digest}",
        opened_on=today,
        explain_by=today + timedelta(days=30),
        mend_by=today + timedelta(days=60),
        drift=drift,
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"incident-{incident.incident_id}.json"
    path.write_text(incident.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return path
