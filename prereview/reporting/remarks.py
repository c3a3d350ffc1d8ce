"""What is said beside an item or as a finding: a defect, or a mere note for the person who looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from prereview.documents import Evidence
from prereview.findings import Finding, ItemResult, PreexistingAssessment, Severity
from prereview.report import Report
from prereview.reporting.labels import Label, label_defect
from prereview.reporting.ordering import GOOD_STATES

_SEVERITY_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


class Remark(NamedTuple):
    """One code beside an item: its words, the whole sentence of a defect, and whether it is one or only a note."""

    code: str
    words: Label
    sentence: Label | None
    is_defect: bool


def finding_words(finding: Finding) -> Label:
    """The sentence of a finding."""
    return Label(finding.message_zh, finding.message_en)


def remarks_of(item: ItemResult, findings: Sequence[Finding]) -> tuple[Remark, ...]:
    """The codes of an item; one whose findings are all of severity info is a note, in the words of the finding."""
    remarks = []
    for code in item.defects:
        own = [finding for finding in findings if finding.code == code and _meet(finding, item)]
        note = all(finding.severity == "info" for finding in own) if own else item.state in GOOD_STATES
        sentence = finding_words(own[0]) if own else None
        words = sentence if sentence and note else label_defect(code)
        remarks.append(Remark(code, words, sentence, not note))
    return tuple(remarks)


def state_shown(item: ItemResult) -> str:
    """The state as people read it: a satisfied item with a code beside it is not plainly satisfied."""
    return "satisfied_with_remark" if item.state == "satisfied" and item.defects else item.state


def merge_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings by severity; those that say the same in the same words are one, with the evidence of all."""
    merged: dict[tuple[str, str, str], Finding] = {}
    for finding in sorted(findings, key=lambda entry: _SEVERITY_RANK[entry.severity]):
        key = (finding.code, finding.severity, finding.message_zh)
        known = merged.get(key)
        evidence = (*known.evidence, *finding.evidence) if known else finding.evidence
        contrary = (*known.contrary_evidence, *finding.contrary_evidence) if known else finding.contrary_evidence
        merged[key] = finding.model_copy(
            update={
                "evidence": tuple(dict.fromkeys(evidence)),
                "contrary_evidence": tuple(dict.fromkeys(contrary)),
            }
        )
    return tuple(merged.values())


def split_findings(report: Report) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings that stand for themselves, and those an item of the checklist already tells."""
    merged = merge_findings(report.findings)
    told = [finding for finding in merged if is_told(finding, report.items)]
    return tuple(finding for finding in merged if finding not in told), tuple(told)


def is_told(finding: Finding, items: Sequence[ItemResult]) -> bool:
    """Whether one of `items` carries the code of this finding for the same place. What was not read never is."""
    carried = any(finding.code in item.defects and _meet(finding, item) for item in items)
    return carried and finding.severity != "error"


def speaks_for(history: PreexistingAssessment) -> tuple[Evidence, ...]:
    """Supporting evidence; a sentence that also stands against it (“no history of …”) is shown there only."""
    return tuple(place for place in history.evidence if place not in history.contrary_evidence)


def _meet(finding: Finding, item: ItemResult) -> bool:
    return not set(finding.evidence).isdisjoint(item.evidence)
