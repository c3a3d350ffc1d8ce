"""Options that say which reviewed claims a command works on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prereview.cli.language import say
from prereview.errors import UsageError

if TYPE_CHECKING:
    from prereview.training.claim_rows import ClaimRow

Verdicts = Annotated[
    list[Path] | None,
    typer.Option(
        "--verdicts",
        help=say(
            "复核结论：.jsonl 或填好的 worklist.xlsx，可重复",
            "verdicts: .jsonl or a filled-in worklist.xlsx; repeatable",
        ),
    ),
]
Reports = Annotated[
    Path | None,
    typer.Option("--reports", help=say("复核所针对的报告文件夹", "folder of the reports the verdicts are about")),
]
Rows = Annotated[
    Path | None, typer.Option("--rows", help=say("已整理的训练行（.jsonl）", "training rows kept before (.jsonl)"))
]
Generated = Annotated[
    int | None, typer.Option("--generated", help=say("另用多少份生成的案件", "so many generated claims"), min=1)
]
ModelsDir = Annotated[
    Path | None, typer.Option("--dir", help=say("模型文件夹，默认内置", "models folder; default: built in"))
]


def gather(
    verdicts: list[Path] | None, reports: Path | None, rows: Path | None, generated: int | None, seed: int
) -> tuple[list[ClaimRow], str]:
    """The claims asked for, and where they come from in words.

    Raises:
        UsageError: none were asked for, or verdicts without their reports.
    """
    from prereview.training.reviewed_claims import review_generated_claims
    from prereview.training.row_files import read_rows
    from prereview.training.scorers import collect_verdicts

    found: list[ClaimRow] = []
    origins = []
    if verdicts:
        if reports is None:
            raise UsageError("verdicts need their reports", remedy="Give --reports, the folder `batch --out` wrote.")
        collected, _ = collect_verdicts(verdicts, reports)
        found += collected.rows
        origins.append(f"{len(collected.rows)} claims judged by reviewers")
    if rows:
        kept = read_rows(rows)
        found += kept
        origins.append(f"{len(kept)} kept rows")
    if generated:
        found += review_generated_claims(generated, seed=seed, models_dir=None, progress=lambda *_: None)
        origins.append(f"{generated} generated claims, seed {seed} (synthetic only)")
    if not found:
        raise UsageError("no reviewed claims", remedy="Give --verdicts with --reports, --rows or --generated.")
    return found, ", ".join(origins)
