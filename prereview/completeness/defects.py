"""A defect: what a check found on one paper, how much it matters, and its words in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from prereview.catalogue import document_types
from prereview.checklist import DefectText
from prereview.documents import Document, Evidence
from prereview.findings import Finding, Severity

#: What a defect does to the item its paper serves. `note` is for people only and leaves the item alone.
Effect = Literal["unusable", "unsure", "ask", "remark", "note"]

_SEVERITY: Mapping[Effect, Severity] = {
    "unusable": "warning",
    "unsure": "warning",
    "ask": "warning",
    "remark": "info",
    "note": "info",
}

#: Remarks that leave the item alone but that a person has to see:
#: the same bill twice, a spot or a name that does not fit.
_LOOK = frozenset({"D04", "D05", "D10", "D22"})

SEAL_NAMES: Mapping[str, tuple[str, str]] = {
    "hospital": ("医院印章", "hospital's seal"),
    "hospital_fee": ("收费专用章", "cashier's seal"),
    "diagnosis": ("诊断证明专用章", "diagnosis certificate seal"),
    "record": ("病案复印专用章", "records office seal"),
    "appraisal": ("鉴定专用章", "appraiser's seal"),
    "police": ("公安(交警)印章", "police seal"),
    "social_insurance": ("医保印章", "social insurance seal"),
    "company": ("单位公章", "company seal"),
    "any": ("出具单位印章", "issuer's seal"),
}


@dataclass(frozen=True, slots=True)
class Defect:
    """One observation on one document. `values` fill the message; `question` names a question it raises."""

    code: str
    effect: Effect
    document: Document
    evidence: tuple[Evidence, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    question: str | None = None

    @property
    def key(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """Two observations with the same key are one finding."""
        return self.code, self.document.id, tuple(sorted(self.values.items()))


def paper_names(document: Document) -> tuple[str, str]:
    """The Chinese and English name of the paper."""
    entry = document_types().get(document.doc_type)
    return (entry.name_zh, entry.name_en) if entry else (document.doc_type, document.doc_type)


def words_of(defect: Defect, texts: Mapping[str, DefectText]) -> tuple[str, str, str, str]:
    """Message and cure, Chinese and English each, with what was seen filled in."""
    text = texts[defect.code]
    zh, en = paper_names(defect.document)
    values = _Blank({"paper": zh, "paper_en": en, **defect.values})
    return (
        text.message_zh.format_map(values),
        text.message_en.format_map(values),
        text.cure_zh.format_map(values),
        text.cure_en.format_map(values),
    )


def to_finding(defect: Defect, texts: Mapping[str, DefectText]) -> Finding:
    """The defect as a report shows it."""
    message_zh, message_en, _, _ = words_of(defect, texts)
    return Finding(
        code=defect.code,
        severity="warning" if defect.code in _LOOK else _SEVERITY[defect.effect],
        message_zh=message_zh,
        message_en=message_en,
        evidence=defect.evidence,
    )


def say_finding(
    code: str,
    texts: Mapping[str, DefectText],
    values: Mapping[str, str],
    evidence: tuple[Evidence, ...],
    *,
    severity: Severity = "info",
) -> Finding:
    """A finding that is about no single paper, in the words of defects.yaml."""
    told = _Blank(values)
    return Finding(
        code=code,
        severity=severity,
        message_zh=texts[code].message_zh.format_map(told),
        message_en=texts[code].message_en.format_map(told),
        evidence=evidence,
    )


class _Blank(dict[str, str]):
    """A place nobody filled shows as a dash, never as an error in front of a claimant."""

    def __missing__(self, key: str) -> str:
        return self.get(key.removesuffix("_en"), "—") if key.endswith("_en") else "—"
