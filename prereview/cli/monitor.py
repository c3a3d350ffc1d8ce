from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from prereview.cli.judged import ModelsDir, Verdicts
from prereview.cli.language import say
from prereview.cli.output import emit

Folder = Annotated[Path, typer.Argument(help=say("batch 写出的报告文件夹", "folder of reports `batch --out` wrote"))]


def stats(folder: Folder, verdicts: Verdicts = None) -> None:
    """Supplements by weekday, hospital, line and item; overturns by reviewer group. JSON."""
    from prereview.training.statistics import count_resubmissions
    from prereview.training.verdict_files import load_reports, read_verdicts

    reports = load_reports(folder)
    said = [verdict for path in verdicts or () for verdict in read_verdicts(path, reports).verdicts]
    emit(json.dumps(count_resubmissions(reports.values(), said).describe(), ensure_ascii=False, indent=1))


def drift(
    folder: Folder,
    incidents: Annotated[
        Path | None, typer.Option("--incidents", help=say("超限时写入事件文件的文件夹", "folder for an incident file"))
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option("--today", formats=["%Y-%m-%d"], help=say("立案日期，默认今天", "day of the incident")),
    ] = None,
    directory: ModelsDir = None,
) -> None:
    """How far recent claims are from those the scores were calibrated on. JSON; exit 0 with or without a breach."""
    from prereview.scoring import load_scorers
    from prereview.training.claim_rows import describe_row, person_of
    from prereview.training.drift import measure_drift, open_incident
    from prereview.training.verdict_files import load_reports

    reports = load_reports(folder).values()
    rows = [describe_row(r, {item.id: True for item in r.items}, person=person_of(r)) for r in reports]
    found = measure_drift(load_scorers(directory), rows)
    result = found.model_dump(mode="json")
    if incidents is not None:
        day = today.date() if today else date.today()
        written = open_incident(found, incidents, today=day)
        result["incident"] = written.name if written else None
    emit(json.dumps(result, ensure_ascii=False, indent=1))
