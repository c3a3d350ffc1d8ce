from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from prereview.cli.judged import Reports, Rows, Verdicts
from prereview.cli.language import say
from prereview.cli.options import NoProgress, Seed
from prereview.cli.output import emit_json
from prereview.errors import ConfigurationError, UsageError


class Model(StrEnum):
    """What can be trained."""

    PAGES = "pages"
    CLAIMS = "claims"
    HISTORY = "history"
    ALL = "all"


def train(
    model: Annotated[Model, typer.Argument(help=say("训练哪个模型", "which model"))] = Model.ALL,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("模型文件夹，默认内置处", "models folder; default: built in"))
    ] = None,
    seed: Seed = 2026,
    size: Annotated[int | None, typer.Option("--size", help=say("生成的样本数", "how many generated samples"))] = None,
    verdicts: Verdicts = None,
    reports: Reports = None,
    base: Rows = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", help=say("边做边存训练行，可中断续跑", "keep rows here; an interrupted run goes on")),
    ] = None,
    no_progress: NoProgress = False,
) -> None:
    """Train and print the manifest. A new version of the claim scorers is not used before `promote`."""
    try:
        from prereview.training import TRAINERS
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"training needs {error.name}", remedy="pip install 'prereview[synthesis]'") from error
    if verdicts:
        _train_on_verdicts(verdicts, reports, base, out, seed)
        return
    wanted = TRAINERS if model is Model.ALL else {model.value: TRAINERS[model.value]}
    with Progress(console=Console(stderr=True), disable=no_progress) as bar:
        for name, trainer in wanted.items():
            task = bar.add_task(name, total=None)

            def show(done: int, total: int, task: TaskID = task) -> None:
                bar.update(task, completed=done, total=total)

            emit_json(trainer(out, size=size, seed=seed, progress=show, kept=keep))


def _train_on_verdicts(
    verdicts: list[Path], reports: Path | None, base: Path | None, out: Path | None, seed: int
) -> None:
    """The claim scorers from what reviewers said, with kept rows of generated claims beside it."""
    from prereview.training.row_files import read_rows
    from prereview.training.scorers import collect_verdicts, train_on_verdicts

    if reports is None:
        raise UsageError("verdicts need their reports", remedy="Give --reports, the folder `batch --out` wrote.")
    found, problems = collect_verdicts(verdicts, reports)
    manifest = train_on_verdicts(found.rows, out, seed=seed, base=read_rows(base) if base else ())
    emit_json({**manifest, "verdicts": {"claims": len(found.rows), "left_out": found.left_out, "problems": problems}})
