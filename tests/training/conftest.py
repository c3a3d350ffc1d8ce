"""Reports and verdicts for the training tests, built by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from prereview.documents import Evidence, Fact
from prereview.findings import ItemResult, PreexistingAssessment
from prereview.report import DocumentEntry, PageRef, Provenance, Report
from prereview.verdicts import PREEXISTING, Verdict, make_verdict

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SEEN = Evidence(file="a.pdf", page=2, quote="x")


def make_report(
    states: Mapping[str, str],
    *,
    claim_id: str = "C-1",
    route: str = "supplement",
    person: str = "1",
    flag: bool = False,
) -> Report:
    """A report that calls items by these states; all of them rest on one paper."""
    items = tuple(
        ItemResult.model_validate(
            {
                "id": name, "name_zh": name, "name_en": name, "requirement": "required", "state": state,
                "documents": ("doc-1",), "evidence": (SEEN,),
            }
        )
        for name, state in states.items()
    )  # fmt: skip
    paper = DocumentEntry(
        id="doc-1",
        doc_type="discharge_summary",
        probability=0.9,
        pages=(PageRef(file="a.pdf", page=2, decision="no text layer; read by openvino"),),
        facts=(Fact(name="id_number", value=person, confidence=0.9, evidence=SEEN),),
    )
    history = PreexistingAssessment(
        flag_preexisting=flag, grade="strong" if flag else "none", needs_human=False,
        reason_code="onset_before_effective" if flag else "no_history", evidence=(SEEN,) if flag else (),
    )  # fmt: skip
    return Report.model_validate(
        {
            "claim_id": claim_id, "line": "inpatient_medical", "checklist": None, "route": route,
            "human_review_required": True, "why": ("x",), "items": items, "documents": (paper,),
            "preexisting": history, "provenance": Provenance(package_version="0", engine="x"),
        }
    )  # fmt: skip


def judge(report: Report, subject: Any, name: str, judgement: str | None, **others: Any) -> Verdict:
    """A verdict by Li at noon."""
    said: dict[str, Any] = {"reviewer": "li", "reviewer_group": "north", "reviewed_at": NOON, **others}
    return make_verdict(report, subject, name, judgement=judgement, **said)


def judge_all(report: Report, corrections: Mapping[str, str] | None = None, **others: Any) -> list[Verdict]:
    """Verdicts on everything the report says; what is not corrected is agreed with."""
    changed = corrections or {}
    flag = "upheld" if report.preexisting and report.preexisting.flag_preexisting else "not_upheld"
    return [
        *(judge(report, "item", item.id, changed.get(item.id, item.state), **others) for item in report.items),
        judge(report, "flag", PREEXISTING, changed.get(PREEXISTING, flag), **others),
        judge(report, "route", "route", changed.get("route", report.route), **others),
    ]


def later(hours: float) -> dict[str, datetime]:
    """The time of a later review."""
    return {"reviewed_at": NOON + timedelta(hours=hours)}
