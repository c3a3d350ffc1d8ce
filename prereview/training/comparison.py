"""Champion against challenger on the same claims, as a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prereview.scoring import load_scorers
from prereview.training.claim_rows import ClaimRow
from prereview.training.evaluation import evaluate_scorers
from prereview.training.evaluation_page import to_page
from prereview.training.promotion import Promotion


def write_comparison(
    promotion: Promotion, rows: Sequence[ClaimRow], path: Path, *, origin: str, directory: Path | None = None
) -> None:
    """Write `path` (.html): the gates, then every figure and plot of both versions side by side."""
    challenger = evaluate_scorers(load_scorers(directory, version=promotion.version), rows, origin=origin)
    if promotion.champion is None or promotion.champion == promotion.version:
        page = to_page(challenger, promotion=promotion)
    else:
        champion = evaluate_scorers(load_scorers(directory, version=promotion.champion), rows, origin=origin)
        page = to_page(champion, challenger, promotion=promotion)
    path.write_text(page, encoding="utf-8")
