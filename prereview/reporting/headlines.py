"""The few lines a reviewer reads first: what is wrong, what to do, and where to see it."""

from __future__ import annotations

from typing import NamedTuple

from prereview.documents import Evidence
from prereview.findings import Finding, ItemResult, PreexistingAssessment
from prereview.report import Report
from prereview.reporting.labels import GRADES, REASONS, STATES, Label
from prereview.reporting.ordering import open_items
from prereview.reporting.remarks import finding_words, is_told, merge_findings, remarks_of

_NOTHING = Label("", "")
_PERHAPS = Label("可能就是这一页，机器认不准，请人工核对", "Perhaps this page, which was not recognised; please look")


class Headline(NamedTuple):
    """One line. `symbol` names the icon, `section` the part of the page with the details."""

    symbol: str
    title: Label
    what: Label
    action: Label
    evidence: Evidence | None
    section: str


def headlines(report: Report) -> tuple[Headline, ...]:
    """In the order a person should look: history, what could not be read, gaps of the checklist, other warnings.

    Questions have their own box, so items that only wait for an answer are left out. Notes are left out too.
    """
    findings = merge_findings(report.findings)
    waiting = open_items(report)
    history = report.preexisting
    lines = [_history(history)] if history and (history.flag_preexisting or history.needs_human) else []
    lines += [_finding(finding) for finding in findings if finding.severity == "error"]
    lines += [_item(item, report) for item in waiting if item.state != "ask"]
    lines += [_finding(entry) for entry in findings if entry.severity == "warning" and not is_told(entry, waiting)]
    return tuple(lines)


def _history(history: PreexistingAssessment) -> Headline:
    reason = REASONS[history.reason_code]
    return Headline(
        symbol="i-person",
        title=Label("既往症", "Pre-existing condition"),
        what=Label(f"{GRADES[history.grade].zh}；{reason.zh}", f"{GRADES[history.grade].en}; {reason.en}"),
        action=_NOTHING,
        evidence=next(iter(history.evidence), None),
        section="preexisting",
    )


def _finding(finding: Finding) -> Headline:
    return Headline(
        symbol=f"v-{finding.severity}",
        title=_NOTHING,
        what=finding_words(finding),
        action=_NOTHING,
        evidence=finding.evidence[0],
        section="findings",
    )


def _item(item: ItemResult, report: Report) -> Headline:
    return Headline(
        symbol=f"s-{item.state}",
        title=Label(item.name_zh, item.name_en),
        what=_reason(item, report),
        action=Label(item.cure_zh, item.cure_en) if item.state != "unsure" else _NOTHING,
        evidence=next(iter(item.evidence), None),
        section="items",
    )


def _reason(item: ItemResult, report: Report) -> Label:
    """What is wrong; the purpose of a paper (`why` of one that is not there) is no reason."""
    if item.state == "present_unusable":
        return Label(item.why_zh, item.why_en)
    defects = [remark for remark in remarks_of(item, report.findings) if remark.is_defect]
    if defects:
        return defects[0].sentence or defects[0].words
    if item.state == "unsure" and not item.documents and any(place.page for place in item.evidence):
        return _PERHAPS
    return STATES[item.state]
