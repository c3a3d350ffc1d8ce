from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from prereview.cli.language import say
from prereview.cli.options import NoProgress, Seed, Workers
from prereview.errors import ConfigurationError


def synthesize(
    out: Annotated[Path, typer.Option("--out", "-o", help=say("存放处", "where submissions go"))],
    claims: Annotated[int, typer.Option("--claims", "-n", min=1, help=say("案件数", "how many claims"))] = 10,
    seed: Seed = 0,
    line: Annotated[list[str] | None, typer.Option("--line", help=say("险种，可重复", "line, repeatable"))] = None,
    workers: Workers = 0,
    resume: Annotated[bool, typer.Option("--resume", help=say("接着生成未完成的", "continue a stopped run"))] = False,
    no_progress: NoProgress = False,
) -> None:
    """Generated submissions, each with its truth."""
    try:
        from prereview.synthesis import write_claims
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"generating submissions needs {error.name}", remedy="pip install 'prereview[synthesis]'"
        ) from error
    written = write_claims(claims, out, seed=seed, lines=line, workers=workers or os.cpu_count() or 1, resume=resume)
    label = say("生成", "generating")
    for _ in track(written, label, claims, console=Console(stderr=True), disable=no_progress):
        pass
