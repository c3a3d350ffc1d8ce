"""The desk's own words in Chinese and English: one data file, `words.yaml`; a test fails if one lacks its twin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from prereview.reporting.labels import Label


@cache
def all_words() -> Mapping[str, Label]:
    """Every text by its name."""
    text = resources.files("prereview.web").joinpath("words.yaml").read_text(encoding="utf-8")
    return {name: Label(entry["zh"], entry["en"]) for name, entry in yaml.safe_load(text).items()}


def say(name: str, lang: str, **values: object) -> str:
    """A text in a language, with its values filled in."""
    return all_words()[name].in_language(lang).format(**values)
