"""What each document type can say and by which labels: the package's `labels.yaml`, checked and compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Self

import yaml
from pydantic import Field, model_validator

from prereview.documents import FACT_KINDS, Record
from prereview.extraction.labels import Vocabulary

_LATE = 30  #: rank of labels believed after all others, before values found by place
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
    level: tuple[str, ...]
    late: Mapping[str, tuple[str, ...]]
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
    own = {alias for aliases in entry.also.values() for alias in aliases}
    facts = {fact: tuple(_ranked(fact, entry, own)) for fact in wanted_facts(doc_type)}
    named = (*labels.facts.items(), *labels.late.items())
    others = [alias for fact, aliases in named if fact not in facts for alias in aliases]
    return Vocabulary.build(facts, (*labels.stops, *others))


def _ranked(fact: str, entry: TypeEntry, own: set[str]) -> Iterator[tuple[str, int]]:
    """Aliases with their ranks: the type's own first, then the common ones in order or all alike, then the late ones.

    A label that is this type's own for one fact does not announce another (日期 on a prescription).
    """
    labels = label_file()
    mine = entry.also.get(fact, ())
    level = fact in labels.level
    yield from ((alias, 0 if level else rank) for rank, alias in enumerate(mine))
    for rank, alias in enumerate(labels.facts.get(fact, ()), len(mine) + 1):
        if alias not in own or alias in mine:
            yield alias, 1 if level else rank
    yield from ((alias, _LATE) for alias in labels.late.get(fact, ()) if alias not in own)
