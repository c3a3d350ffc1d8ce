"""Generated claims sent through the pipeline, as training rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prereview.training.claim_rows import ClaimRow

Progress = Callable[[int, int], None]  #: (done, total)


def review_generated_claims(
    count: int, *, seed: int, models_dir: Path | None, progress: Progress
) -> tuple[ClaimRow, ...]:
    """Rows of `count` generated claims, in order of generation."""
    raise NotImplementedError
