from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from prereview.cli.language import language, say
from prereview.cli.options import Config, Engine, ReadAll, settings_from
from prereview.cli.output import emit


class Format(StrEnum):
    """How a report is printed."""

    JSON = "json"
    HTML = "html"
    TEXT = "text"


def review(
    submission: Annotated[
        Path, typer.Argument(help=say("材料文件夹、zip 或单个文件", "folder, zip or single file of one claim"))
    ],
    output: Annotated[Format, typer.Option("--format", "-f", help=say("输出格式", "output format"))] = Format.JSON,
    line: Annotated[
        str | None, typer.Option("--line", help=say("险种（见 checklists list）", "line of business"))
    ] = None,
    overlay: Annotated[str | None, typer.Option("--overlay", help=say("保险公司附加清单", "insurer overlay"))] = None,
    mask: Annotated[
        bool, typer.Option("--mask", help=say("遮盖证件号、卡号和电话", "mask ids, cards, phones"))
    ] = False,
    read_all: ReadAll = False,
    engine: Engine = None,
    config: Config = None,
) -> None:
    """Review one claim and print the report."""
    from prereview.pipeline import load_reviewer  # engines take a second to import; --help must not wait
    from prereview.reporting import mask_report, to_html, to_text

    settings = settings_from(config, engine=engine, overlay=overlay, mask=mask or None, read_all=read_all or None)
    reviewed = load_reviewer(settings).review_in_full(submission, line=line)
    report = mask_report(reviewed.report) if settings.mask else reviewed.report
    if output is Format.JSON:
        emit(report.model_dump_json(indent=1))
    elif output is Format.HTML:
        emit(to_html(report, {} if settings.mask else reviewed.pictures()))  # a picture shows what the text hides
    else:
        emit(to_text(report, lang=language()))
