from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from prereview.cli.language import say
from prereview.cli.options import Config, Engine, NoProgress, ReadAll, Workers, settings_from
from prereview.cli.output import emit
from prereview.errors import BatchIncomplete

if TYPE_CHECKING:
    from prereview.batch import Outcome


def batch(
    inbox: Annotated[
        Path, typer.Argument(help=say("收件箱：每案一个文件夹或 zip", "folder with one folder or zip per claim"))
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help=say("报告存放处", "where reports go"))],
    workers: Workers = 0,
    resume: Annotated[bool, typer.Option("--resume", help=say("接着做未完成的", "continue a stopped batch"))] = False,
    overlay: Annotated[str | None, typer.Option("--overlay", help=say("保险公司附加清单", "insurer overlay"))] = None,
    mask: Annotated[
        bool, typer.Option("--mask", help=say("遮盖证件号、卡号和电话", "mask ids, cards, phones"))
    ] = False,
    no_progress: NoProgress = False,
    read_all: ReadAll = False,
    engine: Engine = None,
    config: Config = None,
) -> None:
    """Review an inbox into reports and a worklist."""
    from prereview.batch import run_batch

    settings = settings_from(config, engine=engine, overlay=overlay, mask=mask or None, read_all=read_all or None)
    with _progress(hidden=no_progress) as on_done:
        result = run_batch(
            inbox, out, settings=settings, workers=workers or os.cpu_count() or 1, resume=resume, on_done=on_done
        )
    for outcome in result.outcomes:
        emit(outcome.model_dump_json(exclude={"fingerprint"}))
    if result.failed:
        names = ", ".join(outcome.submission for outcome in result.failed)
        raise BatchIncomplete(
            f"{len(result.failed)} of {len(result.outcomes)} claims could not be reviewed: {names}",
            remedy="Each stands in the worklist with its reason; --resume tries them again.",
        )


@contextmanager
def _progress(*, hidden: bool) -> Iterator[Callable[[Outcome, int, int], None]]:
    """A bar on stderr, owned by the main process."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as bar:
        task = bar.add_task(say("预审", "reviewing"), total=None)
        yield lambda outcome, done, total: bar.update(task, completed=done, total=total)
