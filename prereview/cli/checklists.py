from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from prereview.cli.language import language, prefers_chinese, say
from prereview.cli.output import emit, emit_bytes
from prereview.errors import ChecklistError

checklists = typer.Typer(
    no_args_is_help=True, help=say("标准材料清单", "the standard material lists"), rich_markup_mode=None
)

Folder = Annotated[
    Path | None, typer.Option("--dir", help=say("清单文件夹，默认内置", "folder of checklists; default: built in"))
]


@checklists.command("list", help=say("险种和版本", "lines of business and versions"))
def list_(directory: Folder = None) -> None:
    """Lines of business and versions."""
    from prereview.completeness import load_checklists

    for checklist in load_checklists(directory).all():
        title = checklist.title_zh if prefers_chinese() else checklist.title_en
        emit(f"{checklist.id}\t{checklist.version}\t{checklist.effective_from}\t{title}")


class Form(StrEnum):
    """How a list is given out."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"


@checklists.command(help=say("一个险种要交哪些材料", "what a claimant must bring"))
def show(
    line: Annotated[str, typer.Argument(help=say("险种", "line of business"))],
    form: Annotated[Form, typer.Option("--format", "-f", help=say("输出格式", "output format"))] = Form.TEXT,
    large: Annotated[bool, typer.Option("--large", help=say("大字版（HTML、PDF）", "large print (HTML, PDF)"))] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("写入文件，默认标准输出", "file to write; default: stdout"))
    ] = None,
    overlay: Annotated[str | None, typer.Option("--overlay", help=say("保险公司附加清单", "insurer overlay"))] = None,
    directory: Folder = None,
) -> None:
    """What a claimant must bring."""
    from prereview.completeness import describe_checklist, load_checklists
    from prereview.reporting import to_pdf, to_print_page

    lang = language()
    title, _, text = describe_checklist(load_checklists(directory, overlay), line, lang=lang).partition("\n")
    if form is Form.PDF:
        content = to_pdf(text, title=title, large=large)
    elif form is Form.HTML:
        content = to_print_page(text, title=title, lang=lang, large=large).encode()
    else:
        content = f"{title}\n{text}".encode()
    if out is not None:
        out.write_bytes(content)
    else:
        emit_bytes(content)


@checklists.command(help=say("一次列出清单文件的全部错误", "every mistake in the checklist files at once"))
def lint(directory: Folder = None) -> None:
    """Every mistake in the checklist files at once."""
    from prereview.completeness import lint_checklists

    mistakes = lint_checklists(directory)
    for mistake in mistakes:
        emit(mistake)
    if mistakes:
        raise ChecklistError(
            f"{len(mistakes)} mistakes", remedy="Each line above names file, key and what is expected."
        )
    emit(say("清单无误", "checklists are sound"))


@checklists.command(
    help=say("比较几家的清单：共同核心与各自多要的", "the common core of several lists, and who asks for more")
)
def compare(
    names: Annotated[list[str], typer.Argument(help=say("附加清单名（两个以上）", "overlays to compare, two or more"))],
    line: Annotated[str, typer.Option("--line", help=say("险种", "line of business"))] = "accident_medical",
    directory: Folder = None,
) -> None:
    """The common core of several insurers' lists, and who asks for more."""
    from prereview.completeness import compare_checklists

    emit(compare_checklists(names, line=line, directory=directory, lang=language()))
