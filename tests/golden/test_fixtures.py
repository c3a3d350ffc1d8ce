"""One expected result per fixture claim, read with the default engine.

Structure, money, dates and numbers must be exact; running text may differ by what another CPU's arithmetic does to a
character. `pytest tests/golden --update-golden` rewrites; read the difference before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz

from prereview import Report, Reviewer, load_reviewer
from prereview.documents import FACT_KINDS

GOLDEN = Path(__file__).parent / "expected"
INBOX = Path(__file__).resolve().parents[2] / "fixtures" / "inbox"
SUBMISSIONS = sorted(path for path in INBOX.glob("*") if not path.name.startswith("."))


@pytest.fixture(scope="session")
def reviewer() -> Reviewer:
    return load_reviewer()


def project(report: Report) -> dict[str, Any]:
    """What must stay: everything a person acts on."""
    flagged = report.preexisting
    return {
        "claim_id": report.claim_id,
        "line": report.line,
        "route": report.route,
        "human_review_required": report.human_review_required,
        "documents": [
            {
                "doc_type": document.doc_type,
                "pages": [f"{page.file}:{page.page}" for page in document.pages],
                "facts": {fact.name: fact.value for fact in document.facts},
            }
            for document in report.documents
        ],
        "items": {item.id: {"state": item.state, "defects": list(item.defects)} for item in report.items},
        "findings": sorted(finding.code for finding in report.findings),
        "questions": sorted(question.fact for question in report.questions),
        "preexisting": flagged
        and flagged.model_dump(include={"flag_preexisting", "grade", "reason_code", "needs_human"}),
        "notice": report.notice and sorted(report.notice.item_ids),
    }


@pytest.mark.parametrize("submission", SUBMISSIONS, ids=[path.name for path in SUBMISSIONS])
def test_report_is_as_expected(submission: Path, reviewer: Reviewer, request: pytest.FixtureRequest) -> None:
    actual = project(reviewer.review(submission))
    path = GOLDEN / f"{submission.name}.json"
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(json.dumps(actual, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    expected = json.loads(path.read_text(encoding="utf-8"))
    compare_facts(expected["documents"], actual["documents"])
    for side in (expected, actual):
        for document in side["documents"]:
            document.pop("facts")
    assert expected == actual


def compare_facts(expected: list[dict[str, Any]], actual: list[dict[str, Any]]) -> None:
    for before, after in zip(expected, actual, strict=True):
        assert before["facts"].keys() == after["facts"].keys()
        for name, value in before["facts"].items():
            if FACT_KINDS[name] == "text":
                assert fuzz.ratio(value, after["facts"][name]) >= 80, name
            else:
                assert value == after["facts"][name], name


def test_same_submission_gives_the_same_report_apart_from_timings(reviewer: Reviewer) -> None:
    first, second = (
        reviewer.review(SUBMISSIONS[0]).model_dump(mode="json", exclude={"provenance": {"seconds"}}) for _ in range(2)
    )
    assert first == second


def test_every_state_rests_on_evidence(reviewer: Reviewer) -> None:
    report = reviewer.review(SUBMISSIONS[0])
    assert all(finding.evidence for finding in report.findings)
    assert all(item.evidence for item in report.items if item.state in ("satisfied", "present_unusable"))
