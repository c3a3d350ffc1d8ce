"""The notice follows the verdicts: what a person found is not asked for, what a person misses is."""

from __future__ import annotations

from datetime import UTC, datetime

from prereview.findings import Notice
from prereview.report import Report
from prereview.service import draft_notice
from prereview.settings import Settings
from prereview.verdicts import Verdict, make_verdict
from tests.web.stand_in import recordings

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def reports(*, complete: bool) -> Report:
    return next(one.report for one in recordings() if (one.report.notice is None) == complete)


def said(report: Report, item: str, state: str, reason: str = "看过原件") -> Verdict:
    return make_verdict(report, "item", item, judgement=state, reviewer="李", reviewed_at=NOW, reason=reason)


def draft(report: Report, *verdicts: Verdict) -> Notice | None:
    return draft_notice(report, verdicts, Settings())


def test_without_a_change_it_is_the_notice_of_the_report() -> None:
    report = reports(complete=False)
    assert report.notice is not None
    agreed = said(
        report, report.notice.item_ids[0], next(i.state for i in report.items if i.id in report.notice.item_ids)
    )
    assert draft(report, agreed) == report.notice


def test_what_a_person_found_is_not_asked_for() -> None:
    report = reports(complete=False)
    assert report.notice is not None
    first, *others = report.notice.item_ids
    drafted = draft(report, said(report, first, "satisfied"))
    assert drafted is not None
    assert list(drafted.item_ids) == others
    assert drafted.fingerprint != report.notice.fingerprint
    assert drafted.text_zh.splitlines()[0] == report.notice.text_zh.splitlines()[0]  # the title of its checklist


def test_what_a_person_misses_is_asked_for() -> None:
    report = reports(complete=True)
    item = next(item for item in report.items if item.state == "satisfied" and item.requirement == "required")
    drafted = draft(report, said(report, item.id, "missing"))
    assert drafted is not None
    assert drafted.item_ids == (item.id,)
    assert item.name_zh in drafted.text_zh and item.cure_zh in drafted.text_zh


def test_an_unusable_paper_is_explained_in_the_words_of_the_person_who_found_it() -> None:
    report = reports(complete=True)
    item = next(item for item in report.items if item.state == "satisfied" and item.requirement == "required")
    drafted = draft(report, said(report, item.id, "present_unusable", "末页没有签名"))
    assert drafted is not None
    assert "原因：末页没有签名。" in drafted.text_zh
