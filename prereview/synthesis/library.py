"""The content libraries: names, institutions, medicine, prices, phrases. Data files beside this module, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load_library(name: str) -> Mapping[str, Any]:
    """One content file of `prereview/synthesis/data`, by stem."""
    text = resources.files("prereview.synthesis").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def words(key: str) -> tuple[str, ...]:
    """A word list of words.yaml: written either as a YAML list or as one string split at blanks."""
    value = load_library("words")[key]
    return tuple(value.split()) if isinstance(value, str) else tuple(str(entry) for entry in value)


def recipes() -> Mapping[str, Mapping[str, Any]]:
    """Lines of business and what their submissions hold."""
    lines: Mapping[str, Mapping[str, Any]] = load_library("recipes")["lines"]
    return lines
