from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prereview.cli.language import language, say
from prereview.cli.options import Config, Engine, ReadAll, settings_from
from prereview.cli.output import emit

if TYPE_CHECKING:
    from prereview.pipeline import Pictures
    from prereview.report import Report


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
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help=say("另存报告和补充通知的文件夹", "folder for the report and the notice as files")
        ),
    ] = None,
    engine: Engine = None,
    config: Config = None,
) -> None:
    """Review one claim and print the report."""
    from prereview.pipeline import load_reviewer  # engines take a second to import; --help must not wait
    from prereview.reporting import mask_report, to_html, to_text

    settings = settings_from(config, engine=engine, overlay=overlay, mask=mask or None, read_all=read_all or None)
    reviewed = load_reviewer(settings).review_in_full(submission, line=line)
    report = mask_report(reviewed.report) if settings.mask else reviewed.report
    if out is not None:
        _write_files(report, {} if settings.mask else reviewed.pictures(), out)
    if output is Format.JSON:
        emit(report.model_dump_json(indent=1))
    elif output is Format.HTML:
        emit(to_html(report, {} if settings.mask else reviewed.pictures()))  # a picture shows what the text hides
    else:
        emit(to_text(report, lang=language()))


def _write_files(report: Report, pictures: Pictures, out: Path) -> None:
    """The report as JSON and HTML, and the notice as text and PDF, named after the claim."""
    from prereview.reporting import to_html, write_notice_files

    out.mkdir(parents=True, exist_ok=True)
    (out / f"{report.claim_id}.json").write_text(report.model_dump_json(indent=1), encoding="utf-8")
    (out / f"{report.claim_id}.html").write_text(to_html(report, pictures), encoding="utf-8")
    write_notice_files(report, out)
