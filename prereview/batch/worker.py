"""One worker process: a reviewer loaded once, claims one after the other, results as files in a working folder."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from prereview.batch.broken import findings_of
from prereview.batch.failed import failed_report
from prereview.batch.guard import GuardedReader
from prereview.batch.journal import Outcome
from prereview.documents import Page
from prereview.errors import PrereviewError
from prereview.pipeline import Pictures, Reviewer, load_reviewer
from prereview.report import Report
from prereview.reporting import mask_report, to_html
from prereview.settings import Settings

log = logging.getLogger(__name__)

_reviewer: Reviewer | None = None  # one per process: the OCR engine has a single inference request


def _load(settings: Settings) -> Reviewer:
    global _reviewer  # noqa: PLW0603 the process is the cache
    if _reviewer is None:
        _reviewer = load_reviewer(settings)
    return _reviewer


def review_one(
    submission: Path,
    fingerprint: str,
    work: Path,
    settings: Settings,
    known_invoices: Mapping[str, str],
    *,
    left_out: Sequence[Page] = (),
) -> Outcome:
    """Review one submission; leaves `<work>/<name>.json` and `.html`, returns the summary line.

    An unreadable submission still gets a report, so that it stands in the worklist instead of vanishing. Pages
    `left_out` stand for those that broke a worker before, and are not read.
    """
    reviewer = _guarded(_load(settings), marker_of(work, submission), left_out)
    pictures: Pictures = {}
    try:
        opened = reviewer.open(submission)
        opened = replace(opened, findings=(*opened.findings, *findings_of(left_out)))
        reviewed = reviewer.review_opened(opened, known_invoices=known_invoices)
        report, pictures, status = reviewed.report, reviewed.pictures(), "done"
    except PrereviewError as error:
        report, status = failed_report(submission, "submission_unreadable", str(error)), "failed"
    if settings.mask:
        report, pictures = mask_report(report), {}  # a picture shows what the text hides
    write(report, pictures, work / submission.name)
    return summarise(report, submission.name, fingerprint, status)


def marker_of(work: Path, submission: Path) -> Path:
    """Where the page being read is named, so that the main process knows which one ended a worker."""
    return with_suffix(work / submission.name, ".page")


def _guarded(reviewer: Reviewer, marker: Path, left_out: Sequence[Page]) -> Reviewer:
    seconds = reviewer.settings.limits.page_seconds
    return replace(reviewer, reader=GuardedReader(reviewer.reader, marker, page_seconds=seconds, left_out=left_out))


def write(report: Report, pictures: Pictures, stem: Path) -> None:
    """Write JSON and HTML beside each other in the working folder."""
    with_suffix(stem, ".html").write_text(to_html(report, pictures), encoding="utf-8")
    with_suffix(stem, ".json").write_text(report.model_dump_json(indent=1), encoding="utf-8")


def with_suffix(stem: Path, suffix: str) -> Path:
    """`stem` plus a suffix; claim names may contain dots, so never replace one."""
    return stem.parent / (stem.name + suffix)


def summarise(report: Report, submission: str, fingerprint: str, status: str) -> Outcome:
    """The summary line of one claim."""
    states = {
        state: tuple(item.id for item in report.items if item.state == state)
        for state in ("missing", "present_unusable")
    }
    failed = [finding.message_en for finding in report.findings if status == "failed"]
    return Outcome(
        submission=submission,
        fingerprint=fingerprint,
        claim_id=report.claim_id,
        status=status,
        route=report.route,
        human_review_required=report.human_review_required,
        missing=states["missing"],
        unusable=states["present_unusable"],
        flag_preexisting=bool(report.preexisting and report.preexisting.flag_preexisting),
        pages=sum(len(document.pages) for document in report.documents),
        seconds=report.provenance.seconds,
        message=failed[0] if failed else "",
    )
