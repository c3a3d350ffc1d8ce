"""The document types the product knows: one list for classifier, checklists, generator and reports."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from prereview.documents import Record


class DocumentType(Record):
    """One label: names for people, the group it is confused within, and words that appear in its title."""

    id: str
    name_zh: str
    name_en: str
    group: Literal["identity", "record", "money", "event", "death", "vehicle", "other"]
    cues: tuple[str, ...] = ()
    #: Which lines anybody asks for: of lists of items the inside of the table is never looked at.
    needed: Literal["all", "around_table"] = "all"


@cache
def document_types() -> Mapping[str, DocumentType]:
    """All document types by id, in catalogue order."""
    text = resources.files("prereview").joinpath("checklists/document_types.yaml").read_text(encoding="utf-8")
    entries = [DocumentType.model_validate(entry) for entry in yaml.safe_load(text)["types"]]
    return {entry.id: entry for entry in entries}


def name_zh(doc_type: str) -> str:
    """The Chinese name of a document type; the id itself if it is not in the catalogue."""
    entry = document_types().get(doc_type)
    return entry.name_zh if entry else doc_type


def needs_all_lines(doc_type: str) -> bool:
    """Whether every line of such a paper may matter; True for a type that is not in the catalogue."""
    entry = document_types().get(doc_type)
    return entry is None or entry.needed == "all"


@cache
def defect_names() -> Mapping[str, tuple[str, str]]:
    """(Chinese, English) name of every built-in defect code, from checklists/defects.yaml.

    Only the names: the sentences, and the files of a folder of one's own, are read where claims are checked.
    """
    text = resources.files("prereview").joinpath("checklists/defects.yaml").read_text(encoding="utf-8")
    return {code: (entry["name_zh"], entry["name_en"]) for code, entry in yaml.safe_load(text).items()}
