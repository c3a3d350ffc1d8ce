"""Train the claim scorers on generated claims."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prereview.training.claim_model import fit_claim_scorers
from prereview.training.reviewed_claims import Progress, review_generated_claims

DEFAULT_CLAIMS = 1500  #: generated claims behind the committed file


def train_claim_scorers(
    out_dir: Path | None, *, claims: int | None = None, seed: int, progress: Progress
) -> Mapping[str, Any]:
    """Review `claims` generated claims and train `complete` and `attention` on them.

    Args:
        out_dir: folder of models; None is the package's own.
        claims: how many claims to generate; None is the size the committed file was made with.
        seed: of the generator and the splits; same seed, same file.
        progress: called with (done, total).

    Returns:
        The manifest as plain data.

    Raises:
        UsageError: too few claims to hold both answers in every split.
    """
    count = claims or DEFAULT_CLAIMS
    rows = review_generated_claims(count, seed=seed, models_dir=out_dir, progress=progress)
    return fit_claim_scorers(rows, out_dir, seed=seed, origin=f"{count} generated claims, seed {seed}")
