"""What each document type can say and by which labels: the package's `labels.yaml`, checked and compiled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Self

import yaml
from pydantic import Field, model_validator

from prereview.documents import FACT_KINDS, Record
from prereview.extraction.labels import Vocabulary

VALIDITY = "valid_period"  #: one label that announces two facts, valid_from and valid_until


class TypeEntry(Record):
    """The facts of one document type; `also` are labels with that meaning on this type only."""

    facts: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class LabelFile(Record):
    """The whole of labels.yaml."""

    version: str
    facts: Mapping[str, tuple[str, ...]]
    stops: tuple[str, ...]
    common: tuple[str, ...]
    bare: tuple[str, ...]
    types: Mapping[str, TypeEntry]

    @model_validator(mode="after")
    def _known_facts(self) -> Self:
        named = {*self.facts, *(fact for entry in self.types.values() for fact in (*entry.facts, *entry.also))}
        unknown = sorted(named - {*FACT_KINDS, VALIDITY})
        if unknown:
            raise ValueError(f"labels.yaml names facts that do not exist: {', '.join(unknown)}")
        return self


@cache
def label_file() -> LabelFile:
    """The labels that ship with the package."""
    text = resources.files("prereview.extraction").joinpath("labels.yaml").read_text(encoding="utf-8")
    return LabelFile.model_validate(yaml.safe_load(text))


@cache
def wanted_facts(doc_type: str) -> tuple[str, ...]:
    """The facts a document type can yield by label; none for types that are not in labels.yaml."""
    labels = label_file()
    entry = labels.types.get(doc_type)
    if entry is None:
        return ()
    return tuple(dict.fromkeys((*entry.facts, *(() if doc_type in labels.bare else labels.common))))


@cache
def vocabulary(doc_type: str) -> Vocabulary:
    """The labels of a document type. Labels of facts it does not carry stay as stops: they still end a value."""
    labels = label_file()
    entry = labels.types.get(doc_type, TypeEntry(facts=()))
    facts = {fact: (*entry.also.get(fact, ()), *labels.facts.get(fact, ())) for fact in wanted_facts(doc_type)}
    others = [alias for fact, aliases in labels.facts.items() if fact not in facts for alias in aliases]
    own = {alias for aliases in entry.also.values() for alias in aliases}
    # A label that is this type's own for one fact must not also announce another (日期 on a prescription).
    facts = {
        fact: tuple(alias for alias in aliases if alias not in own or alias in entry.also.get(fact, ()))
        for fact, aliases in facts.items()
    }
    return Vocabulary.build(facts, (*labels.stops, *others))
