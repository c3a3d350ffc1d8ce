from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from prereview.cli.language import say
from prereview.cli.options import NoProgress, Seed
from prereview.cli.output import emit_json
from prereview.errors import ConfigurationError


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
    no_progress: NoProgress = False,
) -> None:
    """Train on generated papers and print the manifest."""
    try:
        from prereview.training import TRAINERS
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"training needs {error.name}", remedy="pip install 'prereview[synthesis]'") from error
    wanted = TRAINERS if model is Model.ALL else {model.value: TRAINERS[model.value]}
    with Progress(console=Console(stderr=True), disable=no_progress) as bar:
        for name, trainer in wanted.items():
            task = bar.add_task(name, total=None)

            def show(done: int, total: int, task: TaskID = task) -> None:
                bar.update(task, completed=done, total=total)

            emit_json(trainer(out, size=size, seed=seed, progress=show))
