from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from prereview.batch.failed import failed_report
from prereview.findings import Finding, ItemResult, Severity
from prereview.report import Report
from prereview.reporting import to_html, to_text
from prereview.reporting.headlines import headlines
from prereview.reporting.labels import label_defect, label_record
from prereview.reporting.remarks import merge_findings, remarks_of, split_findings, state_shown
from tests.reporting.conftest import INVOICE_TOTAL, see

SIGNATURE_PLACE = see("申请书.pdf", 1, "申请人签名：", (0.6, 0.8, 0.8, 0.84))


def finding(code: str, severity: Severity, zh: str = "申请书上没有看到签名") -> Finding:
    return Finding(code=code, severity=severity, message_zh=zh, message_en="No signature", evidence=(SIGNATURE_PLACE,))


def form(**changes: object) -> ItemResult:
    item = ItemResult(
        id="claim_form",
        name_zh="理赔申请书",
        name_en="Claim form",
        requirement="required",
        state="satisfied",
        defects=("D16",),
        documents=("doc-1",),
        evidence=(SIGNATURE_PLACE,),
    )
    return item.model_copy(update=changes)


def test_an_observation_of_severity_info_is_a_note_and_no_defect() -> None:
    (remark,) = remarks_of(form(), [finding("D16", "info")])

    assert not remark.is_defect
    assert remark.words == ("申请书上没有看到签名", "No signature")
    assert state_shown(form()) == "satisfied_with_remark"


def test_an_empty_signature_place_is_a_defect() -> None:
    (remark,) = remarks_of(form(state="present_unusable"), [finding("D16", "warning")])

    assert remark.is_defect
    assert remark.words == label_defect("D16")
    assert remark.sentence == ("申请书上没有看到签名", "No signature")


def test_a_remark_without_a_finding_follows_the_state() -> None:
    assert not remarks_of(form(state="satisfied_with_remark"), [])[0].is_defect
    assert remarks_of(form(state="present_unusable"), [])[0].is_defect


def test_a_plainly_satisfied_item_stays_so() -> None:
    assert state_shown(form(defects=())) == "satisfied"


def test_a_note_shows_as_a_note(make_report: Callable[..., Report]) -> None:
    report = make_report(items=(form(),), findings=(finding("D16", "info"),))

    html = to_html(report, {})

    assert 'class="note"' in html
    assert 'class="chip"><b>D16' not in html
    assert "没有看到签名" in html
    assert "没有看到签名" in to_text(report)


def test_findings_that_say_the_same_are_one() -> None:
    other = finding("D10", "warning", "重复").model_copy(update={"evidence": (INVOICE_TOTAL,)})

    merged = merge_findings([finding("D16", "info"), finding("D10", "warning", "重复"), other])

    assert [entry.code for entry in merged] == ["D10", "D16"]
    assert merged[0].evidence == (SIGNATURE_PLACE, INVOICE_TOTAL)


def test_what_an_item_tells_is_not_told_twice(make_report: Callable[..., Report]) -> None:
    unread = finding("file_damaged", "error", "文件已损坏")
    report = make_report(items=(form(),), findings=(finding("D16", "info"), unread))

    apart, told = split_findings(report)

    assert [entry.code for entry in apart] == ["file_damaged"]
    assert [entry.code for entry in told] == ["D16"]


def test_headlines_name_what_is_wrong_and_where(report: Report) -> None:
    lines = headlines(report)

    assert [line.section for line in lines] == ["preexisting", "items", "items", "items"]
    unusable = next(line for line in lines if line.symbol == "s-present_unusable")
    assert "印章" in unusable.what.zh
    assert unusable.action.zh
    assert unusable.evidence


def test_a_settled_claim_has_no_headlines(make_report: Callable[..., Report]) -> None:
    report = make_report(items=(form(),), findings=(finding("D16", "info"),), preexisting=None, questions=())

    assert headlines(report) == ()
    assert 'class="headlines"' not in to_html(report, {})


def test_history_comes_first_only_when_a_person_must_look(make_report: Callable[..., Report], report: Report) -> None:
    assert report.preexisting
    quiet = report.preexisting.model_copy(update={"needs_human": False, "grade": "none"})

    flagged, calm = to_html(report, {}), to_html(make_report(preexisting=quiet), {})

    assert flagged.index('id="preexisting"') < flagged.index('id="items"')
    assert calm.index('id="preexisting"') > calm.index('id="items"')
    assert '<details class="history" open>' in flagged
    assert '<details class="history">' in calm


def test_a_claim_that_could_not_be_reviewed_says_so_once_in_both_languages() -> None:
    report = failed_report(Path("C-9.zip"), "claim_timeout", "C-9.zip")

    html = to_html(report, {})

    verdict = html[html.index('class="verdict') : html.index('id="items"')]
    assert verdict.count("处理超过时限") == 1
    assert "(Chinese original)" not in html
    assert "processing exceeded its time limit" in to_text(report, "en")


def test_a_report_without_pictures_says_so(report: Report) -> None:
    assert "本报告不附页面图片" in to_html(report, {})


def test_words_without_english_are_marked_as_chinese(report: Report) -> None:
    html = to_html(report, {})

    hint = '<span lang="en" class="original"> (Chinese original)</span>'
    assert f'<span lang="zh">首次诊断高血压的门诊病历</span>{hint}' in html
    assert f'<span lang="zh">高血压病</span>{hint}' in html
    assert re.search(r'<div id="notice-text"[^>]* lang="zh">', html)
    assert "(Chinese original)" in to_text(report, "en")
    assert "(Chinese original)" not in to_text(report)


def test_the_notice_can_be_printed_alone_and_taken_along(report: Report) -> None:
    html = to_html(report, {})

    assert 'data-print="notice"' in html
    assert f'data-download="notice-text" data-name="{report.claim_id}-补充材料通知.txt"' in html


@pytest.mark.parametrize(
    ("quote", "zh", "en"),
    [
        ("core_policy_link = true", "系统可查到保单：是", "The policy is in our system: yes"),
        ("line = inpatient_medical", "申请险种：住院医疗", "Line: Inpatient medical"),
        ("effective_date = 2025-01-02", "保单生效日：2025-01-02", "Policy effective date: 2025-01-02"),
        ("材料中没有转院的记载", "材料中没有转院的记载", "材料中没有转院的记载"),
    ],
)
def test_the_claim_record_is_quoted_in_words(quote: str, zh: str, en: str) -> None:
    assert label_record(quote) == (zh, en)
