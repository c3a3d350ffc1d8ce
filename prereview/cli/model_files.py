from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from prereview.cli.language import say
from prereview.cli.output import emit, emit_json
from prereview.errors import UsageError

models = typer.Typer(no_args_is_help=True, help=say("训练好的模型文件", "the trained files"), rich_markup_mode=None)

Folder = Annotated[
    Path | None, typer.Option("--dir", help=say("模型文件夹，默认内置", "models folder; default: built in"))
]
Name = Annotated[str, typer.Argument(help=say("模型名", "name of the model"))]
Version = Annotated[
    str | None, typer.Option("--version", help=say("版本，默认当前", "version; default: the current one"))
]


@models.command("list", help=say("模型、版本，* 为当前使用", "models and versions; * is the one in use"))
def list_(
    directory: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("每行一个 JSON", "one JSON object a line"))] = False,
) -> None:
    """Print one line a version."""
    from prereview.artifacts import current_version, default_directory, list_versions

    home = directory or default_directory()
    for folder in sorted(path for path in home.iterdir() if path.is_dir()):
        current = current_version(folder.name, directory)
        for version in list_versions(folder.name, directory):
            if as_json:
                emit_json({"name": folder.name, "version": version, "current": version == current})
            else:
                emit(f"{'*' if version == current else ' '} {folder.name}\t{version}")


@models.command(help=say("一个模型的清单（JSON）", "the manifest of a model, as JSON"))
def show(name: Name, version: Version = None, directory: Folder = None) -> None:
    """Check the file and print its manifest."""
    from prereview.artifacts import load_artifact

    emit(load_artifact(name, directory, version=version).manifest.model_dump_json(indent=1))


@models.command(help=say("两个版本有何不同（JSON）", "what differs between two versions, as JSON"))
def diff(
    name: Name,
    first: Annotated[str, typer.Argument(help=say("版本", "a version"))],
    second: Annotated[
        str | None, typer.Argument(help=say("另一版本，默认当前", "another; default: the current one"))
    ] = None,
    directory: Folder = None,
) -> None:
    """Print metrics, thresholds, data and libraries that differ, and how far the weights moved."""
    from prereview.artifacts import current_version
    from prereview.training.promotion import compare_versions

    other = second or current_version(name, directory)
    emit(json.dumps(compare_versions(name, first, other, directory), ensure_ascii=False, indent=1))


@models.command(help=say("切换到某个版本，默认上一个", "switch to a version; default: the one before"))
def rollback(
    name: Name,
    to: Annotated[str | None, typer.Option("--to", help=say("目标版本", "version to switch to"))] = None,
    directory: Folder = None,
) -> None:
    """Make another version the current one, in one atomic step, after checking that it loads."""
    from prereview.artifacts import current_version, list_versions, load_artifact, set_current, version_before

    versions, current = list_versions(name, directory), current_version(name, directory)
    target = to or version_before(name, current, directory)
    if target is None:
        raise UsageError(f"{name} has no version before {current}", remedy=f"Give --to; known: {', '.join(versions)}.")
    load_artifact(name, directory, version=target)
    set_current(name, target, directory)
    emit(f"{name}\t{current} → {target}")


def card(name: Name, version: Version = None, directory: Folder = None) -> None:
    """Print the card of a model: what it is for, on what it was trained, how well it does."""
    from prereview.artifacts import CARD, load_artifact

    emit((load_artifact(name, directory, version=version).folder / CARD).read_text(encoding="utf-8"))
