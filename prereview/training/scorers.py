"""Train the claim scorers: on generated claims, on reviewers' verdicts, or on both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from prereview.errors import InputError
from prereview.training.claim_model import fit_claim_scorers
from prereview.training.claim_rows import ClaimRow
from prereview.training.reviewed_claims import Progress, review_generated_claims
from prereview.training.verdict_files import load_reports, read_verdicts
from prereview.training.verdict_rows import VerdictRows, rows_from_verdicts

DEFAULT_CLAIMS = 8000  #: generated claims behind the committed file


def train_claim_scorers(
    out_dir: Path | None, *, claims: int | None = None, seed: int, progress: Progress, kept: Path | None = None
) -> Mapping[str, Any]:
    """Review `claims` generated claims and train `complete`, `attention` and `item` on them.

    Args:
        out_dir: folder of models; None is the package's own.
        claims: how many claims to generate; None is the size the committed file was made with.
        seed: of the generator and the splits; same seed, same file.
        progress: called with (done, total).
        kept: file of finished rows; an interrupted run goes on where it stopped.

    Returns:
        The manifest as plain data.

    Raises:
        UsageError: too few claims to hold both answers in every split.
    """
    count = claims or DEFAULT_CLAIMS
    rows = review_generated_claims(count, seed=seed, models_dir=out_dir, progress=progress, kept=kept)
    return fit_claim_scorers(rows, out_dir, seed=seed, origin=f"{count} generated claims, seed {seed}")


def collect_verdicts(files: Sequence[Path], reports: Path) -> tuple[VerdictRows, tuple[str, ...]]:
    """Rows of verdict files (.jsonl, worklist.xlsx) on the reports of a batch folder, and the lines left out.

    Raises:
        InputError: a file or the folder cannot be read, or no verdict could be used.
    """
    known = load_reports(reports)
    found = [read_verdicts(path, known) for path in files]
    rows = rows_from_verdicts([verdict for file in found for verdict in file.verdicts], known)
    problems = tuple(
        f"{path.name} {problem}" for path, file in zip(files, found, strict=True) for problem in file.problems
    )
    if not rows.rows:
        raise InputError(
            f"no usable verdict in {', '.join(path.name for path in files)}",
            remedy="; ".join([*problems[:5], *(f"{name}: {count}" for name, count in rows.left_out.items())])
            or "The files are empty.",
        )
    return rows, problems


def train_on_verdicts(
    rows: Sequence[ClaimRow],
    out_dir: Path | None,
    *,
    seed: int,
    order: Literal["person", "time"] = "time",
    base: Sequence[ClaimRow] = (),
) -> Mapping[str, Any]:
    """Train on verdict rows, with generated rows beside them while verdicts are few.

    Args:
        rows: from `collect_verdicts`.
        out_dir: folder of models; None is the package's own.
        seed: of the splits.
        order: of the splits; by time, a version is tested on later claims.
        base: generated rows; under order "time" they count as the oldest.

    Returns:
        The manifest as plain data.
    """
    used = [row for row in rows if not row.blind]
    origin = f"{len(used)} claims judged by reviewers" + (f", {len(base)} generated claims" if base else "")
    return fit_claim_scorers([*base, *used], out_dir, seed=seed, origin=origin, order=order)
