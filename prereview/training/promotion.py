"""Promote a version of the claim scorers: gates first, then one atomic switch; refused with the gates that failed."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from prereview.artifacts import (
    Manifest,
    current_version,
    has_current,
    load_artifact,
    record_switch,
    set_current,
)
from prereview.documents import Record
from prereview.errors import ModelError
from prereview.scoring import Scorers, load_scorers
from prereview.scoring.scorers import NAME
from prereview.training.calls import Calls, make_calls
from prereview.training.claim_rows import ClaimRow
from prereview.training.gates import Gate, Limits, check_gates

log = logging.getLogger(__name__)


class Promotion(Record):
    """What was asked, what the gates said, and whether the pointer moved."""

    name: str
    version: str
    champion: str | None
    promoted: bool
    cases: int
    gates: tuple[Gate, ...]

    @property
    def failed(self) -> tuple[Gate, ...]:
        """The gates that stood in the way."""
        return tuple(gate for gate in self.gates if not gate.passed)


def call_everything(scorers: Scorers, rows: Sequence[ClaimRow]) -> dict[str, Calls]:
    """The calls the gates look at."""
    return {name: make_calls(scorers, name, rows) for name in ("item", "complete")}


def promote(
    version: str,
    rows: Sequence[ClaimRow],
    *,
    directory: Path | None = None,
    limits: Limits | None = None,
    dry_run: bool = False,
) -> Promotion:
    """Make a version the current one, if every gate holds on claims it was not fitted on.

    Args:
        version: of the claim scorers, written by `fit_claim_scorers`.
        rows: evaluation claims; blind-reviewed ones are the fairest.
        directory: folder of models; the package's own by default.
        limits: what has to be kept.
        dry_run: check only.

    Raises:
        ModelError: there is no such version, or a file is unusable.
    """
    champion = current_version(NAME, directory) if has_current(NAME, directory) else None
    before = champion if champion != version else None
    new = call_everything(load_scorers(directory, version=version), rows)
    old = _calls_of_champion(before, rows, directory) if before else None
    gates = check_gates(rows, new, old, limits)
    passed = all(gate.passed for gate in gates)
    if passed and not dry_run:
        set_current(NAME, version, directory)
        record_switch(NAME, champion, version, directory)
        log.info("%s: %s replaces %s", NAME, version, champion)
    return Promotion(
        name=NAME, version=version, champion=champion, promoted=passed and not dry_run, cases=len(rows), gates=gates
    )


def _calls_of_champion(version: str, rows: Sequence[ClaimRow], directory: Path | None) -> dict[str, Calls] | None:
    """Its calls; None where this version of the package cannot use the file any more, so it calls nothing."""
    try:
        return call_everything(load_scorers(directory, version=version), rows)
    except ModelError as error:
        log.warning("the version in use cannot be compared: %s", error)
        return None


def compare_manifests(first: Manifest, second: Manifest) -> dict[str, Any]:
    """What differs between two versions: metrics, thresholds, data, seeds, libraries; name → [first, second]."""
    left, right = _flatten(first.model_dump(mode="json")), _flatten(second.model_dump(mode="json"))
    return {key: [left.get(key), right.get(key)] for key in sorted(left | right) if left.get(key) != right.get(key)}


def _flatten(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {
            k: v for key, inner in value.items() for k, v in _flatten(inner, f"{path}.{key}" if path else key).items()
        }
    return {path: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value}


def compare_versions(name: str, first: str, second: str, directory: Path | None = None) -> dict[str, Any]:
    """`compare_manifests` of two versions on disk, and how far the weights moved.

    Raises:
        ModelError: a version is absent or unusable.
    """
    left, right = (load_artifact(name, directory, version=version) for version in (first, second))
    shared = sorted(left.arrays.keys() & right.arrays.keys())
    moved = {
        key: round(float(abs(left.arrays[key] - right.arrays[key]).max()), 6)
        for key in shared
        if left.arrays[key].shape == right.arrays[key].shape and left.arrays[key].size
    }
    return {"manifest": compare_manifests(left.manifest, right.manifest), "largest_change_of_weights": moved}
