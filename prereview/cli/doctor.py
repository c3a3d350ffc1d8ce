from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Annotated

import typer

from prereview.cli.language import prefers_chinese, say
from prereview.cli.options import Config, settings_from
from prereview.cli.output import emit
from prereview.errors import ConfigurationError, PrereviewError
from prereview.settings import Settings, describe_settings
from prereview.version import __version__

#: name of a part → how to load it (raises PrereviewError naming the remedy)
Part = tuple[str, Callable[[Settings], object]]


def doctor(
    show_settings: Annotated[bool, typer.Option("--settings", help=say("列出全部设置", "list every setting"))] = False,
    config: Config = None,
) -> None:
    """What works here, and what to do about what does not."""
    settings = settings_from(config)
    if show_settings:
        for name, default, text in describe_settings():
            emit(f"{name}\t{default}\t{text}")
        return
    emit(f"prereview {__version__}, Python {platform.python_version()}, {platform.machine()}")
    from prereview.reading import probe_engines

    engines = probe_engines(settings)
    for engine in engines:
        emit(f"{_mark(engine.works)} engine {engine.name}\t{engine.version}{_speed(engine.pages_per_second)}")
        if not engine.works and engine.remedy:
            emit(f"  → {engine.remedy}")
    broken = [name for name, load in _parts() if not _check(name, load, settings)]
    if not any(engine.works and engine.name == settings.engine for engine in engines):
        broken.append(f"engine {settings.engine}")
    if broken:
        raise ConfigurationError("not usable: " + ", ".join(broken), remedy="The lines above say what to do.")
    emit(say("一切就绪", "everything is ready"))


def _parts() -> list[Part]:
    from prereview.classification import load_classifier
    from prereview.completeness import load_checklists
    from prereview.ingestion import load_trusted
    from prereview.scoring import load_scorers

    return [
        ("checklists", lambda settings: load_checklists(settings.checklists_dir, settings.overlay)),
        ("model page_classifier", lambda settings: load_classifier(settings.models_dir)),
        ("model claim scorers", lambda settings: load_scorers(settings.models_dir)),
        ("medical lexicon", _sound_historian),
        ("trusted certificates", lambda settings: load_trusted(settings.trusted_certificates)),
    ]


def _sound_historian(settings: Settings) -> object:
    from prereview.history import lint_lexicon, load_historian

    mistakes = lint_lexicon()
    if mistakes:
        raise ConfigurationError("medical lexicon: " + "; ".join(mistakes), remedy="Correct the files named.")
    return load_historian(settings.models_dir)


def _check(name: str, load: Callable[[Settings], object], settings: Settings) -> bool:
    try:
        load(settings)
    except PrereviewError as error:
        emit(f"{_mark(False)} {name}\t{error}")
        return False
    emit(f"{_mark(True)} {name}")
    return True


def _speed(pages_per_second: float | None) -> str:
    if pages_per_second is None:
        return ""
    return say(
        f"\t每核每秒约 {pages_per_second} 页（24 行）", f"\t{pages_per_second} pages of 24 lines a second and core"
    )


def _mark(works: bool) -> str:
    if prefers_chinese():
        return "可用" if works else "不可用"
    return "ok  " if works else "FAIL"
