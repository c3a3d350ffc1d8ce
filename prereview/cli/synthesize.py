from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from prereview.cli.language import say
from prereview.cli.options import NoProgress, Seed
from prereview.errors import ConfigurationError


def synthesize(
    out: Annotated[Path, typer.Option("--out", "-o", help=say("存放处", "where submissions go"))],
    claims: Annotated[int, typer.Option("--claims", "-n", min=1, help=say("案件数", "how many claims"))] = 10,
    seed: Seed = 0,
    line: Annotated[list[str] | None, typer.Option("--line", help=say("险种，可重复", "line, repeatable"))] = None,
    no_progress: NoProgress = False,
) -> None:
    """Generated submissions, each with its truth."""
    try:
        from prereview.synthesis import generate_claims, write_submission
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"generating submissions needs {error.name}", remedy="pip install 'prereview[synthesis]'"
        ) from error
    generated = generate_claims(claims, seed=seed, lines=line)
    label = say("生成", "generating")
    for claim in track(generated, label, claims, console=Console(stderr=True), disable=no_progress):
        write_submission(claim, out)
