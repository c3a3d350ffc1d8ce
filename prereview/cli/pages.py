from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prereview.cli.language import prefers_chinese, say
from prereview.cli.options import Config, Engine, settings_from
from prereview.cli.output import emit, emit_json
from prereview.errors import InputError

if TYPE_CHECKING:
    from prereview.documents import Page
    from prereview.settings import Settings


class PageFormat(StrEnum):
    """How pages are printed."""

    JSONL = "jsonl"
    TEXT = "text"


Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("PDF、图片或文本", "PDFs, images or texts"))]
Output = Annotated[PageFormat, typer.Option("--format", "-f", help=say("输出格式", "output format"))]


def read(files: Files, output: Output = PageFormat.JSONL, engine: Engine = None, config: Config = None) -> None:
    """Pages to text only, one line a page."""
    for page in _read(files, settings_from(config, engine=engine)):
        if output is PageFormat.TEXT:
            emit(page.text)
            continue
        record = page.model_dump(mode="json", exclude={"lines", "ink", "aspect", "decision", "seals"})
        record["page"] = record.pop("number")
        record["text"] = page.text
        record["lines"] = [line.model_dump(mode="json", exclude={"start"}) for line in page.lines]
        record["seals"] = [seal.model_dump(mode="json", exclude_none=True) for seal in page.seals]
        record["decision"] = page.decision
        emit_json(record)


def classify(files: Files, output: Output = PageFormat.JSONL, engine: Engine = None, config: Config = None) -> None:
    """The document type of each page."""
    from prereview.classification import load_classifier

    settings = settings_from(config, engine=engine)
    classifier = load_classifier(settings.models_dir)
    for page in _read(files, settings):
        result = classifier.classify(page)
        if output is PageFormat.TEXT:
            emit(f"{page.file}\t{page.number}\t{result.doc_type}\t{result.probability}")
            continue
        emit_json({"file": page.file, "page": page.number, **result.model_dump(mode="json")})


def _read(files: Sequence[Path], settings: Settings) -> Iterator[Page]:
    """Pages of the files; what could not be opened goes to stderr, and only if nothing could is it an error."""
    from prereview.ingestion import open_files
    from prereview.reading import load_reader

    sources, findings = open_files(files, limits=settings.limits)
    for finding in findings:
        text = finding.message_zh if prefers_chinese() else finding.message_en
        typer.echo(f"prereview: {finding.severity}: {text}", err=True)
    if not sources:
        raise InputError(
            "no page could be read", remedy="See the messages above; `prereview doctor` checks the engines."
        )
    reader = load_reader(settings)
    for source in sources:
        yield reader.read(source)
