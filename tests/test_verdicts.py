from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from prereview.documents import Evidence
from prereview.findings import ItemResult
from prereview.report import Provenance, Report
from prereview.verdicts import Verdict, fingerprint_report, make_verdict, shown_by

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SEEN = Evidence(file="a.pdf", page=1, quote="出院小结")


def report(**changes: Any) -> Report:
    item = ItemResult(
        id="discharge", name_zh="出院小结", name_en="discharge summary", requirement="required", state="satisfied",
        evidence=(SEEN,),
    )  # fmt: skip
    known = Report(
        claim_id="C-1", line="inpatient_medical", checklist=None, route="complete", human_review_required=True,
        why=("x",), items=(item,), provenance=Provenance(package_version="0", engine="x"),
    )  # fmt: skip
    return known.model_copy(update=changes)


def judge(judgement: str | None, **others: Any) -> Verdict:
    return make_verdict(
        report(), "item", "discharge", judgement=judgement, **{"reviewer": "li", "reviewed_at": NOON, **others}
    )


@pytest.mark.parametrize(
    ("judgement", "answer", "overturned"),
    [("satisfied", "agree", False), ("missing", "change", True), (None, "cannot_tell", False)],
)
def test_a_verdict_says_what_the_reviewer_thinks(judgement: str | None, answer: str, overturned: bool) -> None:
    verdict = judge(judgement)

    assert (verdict.answer, verdict.judgement, verdict.overturned) == (answer, judgement, overturned)
    assert verdict.shown == "satisfied"


@pytest.mark.parametrize("name", ["prereview", "System", "自动", " "])
def test_a_machine_does_not_judge_itself(name: str) -> None:
    with pytest.raises(ValidationError, match="not a person"):
        judge("satisfied", reviewer=name)


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "agree", "corrected": "missing"},
        {"answer": "change", "corrected": None},
        {"answer": "change", "corrected": "satisfied"},
        {"answer": "change", "corrected": "upheld"},
        {"shown": "upheld"},
        {"subject_id": "route"},
        {"subject": "route"},
        {"reviewed_at": datetime(2026, 11, 2, 12)},
        {"report_fingerprint": "x"},
    ],
)
def test_parts_that_do_not_fit_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Verdict.model_validate({**judge("satisfied").model_dump(), **change})


def test_a_verdict_survives_json() -> None:
    verdict = judge("missing", reason="第二页缺失", blind_qa=True)

    assert Verdict.model_validate_json(verdict.model_dump_json()) == verdict


def test_a_report_speaks_of_its_items_its_route_and_the_flag() -> None:
    assert shown_by(report(), "route", "route") == "complete"
    assert shown_by(report(), "flag", "preexisting") == "not_upheld"
    assert shown_by(report(), "flag", "D08") is None
    with pytest.raises(ValueError, match="says nothing about item 'other'"):
        make_verdict(report(), "item", "other", judgement="missing", reviewer="li", reviewed_at=NOON)


def test_the_fingerprint_is_that_of_the_judgements() -> None:
    first = fingerprint_report(report())

    assert fingerprint_report(report(why=("other words",))) == first
    assert fingerprint_report(report(route="supplement")) != first
