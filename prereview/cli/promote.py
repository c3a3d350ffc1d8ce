from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prereview.cli.judged import Generated, ModelsDir, Reports, Rows, Verdicts, gather
from prereview.cli.language import say
from prereview.cli.options import Seed
from prereview.cli.output import emit
from prereview.errors import GateError


def promote(
    version: Annotated[str, typer.Argument(help=say("候选版本（见 models list）", "the candidate, see `models list`"))],
    verdicts: Verdicts = None,
    reports: Reports = None,
    rows: Rows = None,
    generated: Generated = None,
    seed: Seed = 2027,
    directory: ModelsDir = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("只检查，不切换", "check only, switch nothing"))
    ] = False,
    page: Annotated[
        Path | None, typer.Option("--html", help=say("写出对比网页", "also write the comparison as a page"))
    ] = None,
) -> None:
    """Switch to the candidate if every gate holds; print the gates as JSON either way."""
    from prereview.training.promotion import promote as promote_version

    cases, origin = gather(verdicts, reports, rows, generated, seed)
    # Only blind reviews are free of what the machine showed; where a file holds some, they alone decide.
    cases = [row for row in cases if row.blind] or cases
    promotion = promote_version(version, cases, directory=directory, dry_run=True)
    if page is not None:
        from prereview.training.comparison import write_comparison

        write_comparison(promotion, cases, page, origin=origin, directory=directory)
    if not promotion.failed and not dry_run:
        promotion = promote_version(version, cases, directory=directory)
    emit(promotion.model_dump_json(indent=1))
    if promotion.failed:
        raise GateError(
            f"{promotion.name} {version} did not pass: {'; '.join(gate.message_en for gate in promotion.failed)}",
            remedy="The version in use stays. See --html for where it errs.",
        )
