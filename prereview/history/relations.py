"""How an earlier condition relates to the claimed one: same, family, complication by name, aetiology, risk, none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from prereview.errors import ConfigurationError
from prereview.history.lexicon import read_table

Strength = Literal["same", "family", "named", "aetiology", "risk", "none"]
STRONG: frozenset[Strength] = frozenset({"same", "family", "named", "aetiology"})
_ORDER: tuple[Strength, ...] = ("same", "named", "family", "aetiology", "risk", "none")
#: Categories that hold unlike diseases (unspecified, other): equality of the code alone proves nothing.
_WASTE = frozenset(
    {
        "C80", "E14", "G93", "I49", "I51", "I67", "J98", "K31", "K62", "K63", "K76", "K92", "M13", "N28", "N39", "R91",
    }
)  # fmt: skip
_DIABETES = frozenset({"糖尿病", "1型糖尿病", "2型糖尿病"})


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation with the reason in both languages."""

    strength: Strength
    why_zh: str
    why_en: str

    @property
    def rank(self) -> int:
        """0 for the same disease, rising as the link weakens."""
        return _ORDER.index(self.strength)


@dataclass(frozen=True, slots=True)
class _Range:
    low: str
    high: str

    def holds(self, code: str) -> bool:
        return self.low <= code <= self.high


@dataclass(frozen=True, slots=True)
class _Edge:
    causes: tuple[_Range, ...]
    effects: tuple[_Range, ...]
    relation: Relation


def parse_ranges(text: str) -> tuple[_Range, ...]:
    """`I60-I64,G45` as ranges of three-character categories; a standard name (脑栓塞) stands for itself."""
    ranges = []
    for part in text.split(","):
        low, _, high = part.partition("-")
        ranges.append(_Range(low, high or low))
    return tuple(ranges)


def within(code: str | None, ranges: Sequence[_Range]) -> bool:
    """Whether a category falls into one of the ranges."""
    return code is not None and any(item.holds(code) for item in ranges)


@cache
def _edges() -> tuple[_Edge, ...]:
    edges = []
    for row in read_table("relations.tsv"):
        if len(row) != 5 or row[2] not in _ORDER:
            raise ConfigurationError(f"relations.tsv: {row[:3]}", remedy="Five columns, a known strength.")
        edges.append(_Edge(parse_ranges(row[0]), parse_ranges(row[1]), Relation(row[2], row[3], row[4])))
    return tuple(edges)


@cache
def _families() -> tuple[tuple[tuple[_Range, ...], str, str], ...]:
    return tuple((parse_ranges(row[0]), row[1], row[2]) for row in read_table("families.tsv"))


@cache
def _general_names() -> dict[str, tuple[_Range, ...]]:
    return {row[0]: parse_ranges(row[1]) for row in read_table("denials.tsv")}


def covers(general: str, code: str | None) -> bool:
    """Whether a general name (心脏病) covers a category, so that denying it contradicts having it."""
    return within(code, _general_names().get(general, ()))


_NONE = Relation("none", "与本次理赔疾病无已知关联", "no known link with the claimed condition")
_SAME = Relation("same", "与本次理赔为同一疾病", "the same disease as claimed")


def disease_key(name: str, code: str | None) -> str:
    """What two names of one disease share: its category, where that holds one disease, else the name.

    Injuries of one category heal and come again; the types of diabetes are one disease told more or less exactly.
    """
    if name in _DIABETES:
        return "糖尿病"
    if code is None or code in _WASTE or code.startswith(("S", "T")):
        return _core(name)
    return code


@cache
def relate(cause_name: str, cause: str | None, effect_name: str, effect: str | None) -> Relation:
    """The strongest relation of an earlier condition (`cause`) with a claimed one (`effect`)."""
    core, claimed = _core(cause_name), _core(effect_name)
    if core == claimed or disease_key(cause_name, cause) == disease_key(effect_name, effect):
        return _SAME
    if len(cause_name) >= 3 and effect_name.startswith(cause_name):
        # 糖尿病 → 糖尿病肾病: the complication carries the disease in its name.
        return Relation("named", f"{effect_name}以{cause_name}为名", f"{effect_name} carries {cause_name} in its name")
    if cause is not None and cause == effect and (core in claimed or claimed in core):
        return _SAME
    found = [
        edge.relation
        for edge in _edges()
        if within(cause, edge.causes) and (within(effect, edge.effects) or within(effect_name, edge.effects))
    ]
    found += [
        Relation("family", f"同属{zh}", f"both are {en}")
        for ranges, zh, en in _families()
        if within(cause, ranges) and within(effect, ranges)
    ]
    return min(found, key=lambda relation: relation.rank, default=_NONE)


def _core(name: str) -> str:
    return name.removesuffix("术后").removesuffix("后遗症").removesuffix("症").removesuffix("病")
