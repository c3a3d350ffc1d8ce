"""Cue patterns of assertion and experiencer, compiled from lexicon/cues.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import yaml

from prereview.errors import ConfigurationError
from prereview.history.lexicon import lexicon_folder

GROUPS = (
    "negation_before", "negation_piece_breaks", "list_glue", "denies", "doubts", "undecided", "denying_mark",
    "doubting_mark", "possible_before", "hypothetical_before", "risk_before", "risk_after", "family", "other_person",
    "patient", "confirmed", "cured", "policy_text",
)  # fmt: skip


@cache
def load_cues() -> Mapping[str, re.Pattern[str]]:
    """One compiled alternation per cue group.

    Raises:
        ConfigurationError: a group is missing, unknown, or not a list of valid expressions.
    """
    data = yaml.safe_load(lexicon_folder().joinpath("cues.yaml").read_text(encoding="utf-8"))
    data.pop("version", None)
    if set(data) != set(GROUPS):
        raise ConfigurationError(
            f"cues.yaml: groups differ: {sorted(set(data) ^ set(GROUPS))}", remedy="Keep exactly the documented groups."
        )
    try:
        return {name: re.compile("|".join(f"(?:{entry})" for entry in entries)) for name, entries in data.items()}
    except (re.error, TypeError) as error:
        raise ConfigurationError(f"cues.yaml: {error}", remedy="Each entry must be a regular expression.") from error
