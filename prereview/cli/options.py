"""Options that several commands share, so that a name means the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from prereview.cli.language import say
from prereview.settings import Settings, load_settings

Engine: TypeAlias = Annotated[
    str | None, typer.Option("--engine", help=say("识别引擎：rapid、tesseract", "OCR engine: rapid, tesseract"))
]
ReadAll: TypeAlias = Annotated[
    bool, typer.Option("--read-all", help=say("每页逐行读全", "read every line of every page"))
]
Config: TypeAlias = Annotated[
    Path | None, typer.Option("--config", help=say("设置文件（TOML）", "settings file (TOML)"), dir_okay=False)
]
Seed: TypeAlias = Annotated[int, typer.Option("--seed", help=say("随机种子", "random seed"))]
Workers: TypeAlias = Annotated[
    int, typer.Option("--workers", "-w", min=0, help=say("工作进程数，0 为全部核", "processes; 0 = every core"))
]
NoProgress: TypeAlias = Annotated[
    bool, typer.Option("--no-progress", help=say("不显示进度条", "no progress bar on stderr"))
]
OptionalFile: TypeAlias = Annotated[
    str, typer.Argument(metavar="[FILE|-]", help=say("JSONL 文件，- 为标准输入", "JSONL file, - for standard input"))
]


def settings_from(config: Path | None, **overrides: Any) -> Settings:
    """Settings of this call: file, environment, then options that were given."""
    return load_settings(config, **overrides)
