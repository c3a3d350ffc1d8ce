"""The fixture claims through the real pipeline behind the service: the reports of one by one, even after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prereview.ingestion import find_submissions
from prereview.pipeline import load_reviewer
from prereview.report import Report
from prereview.service import import_inbox, open_service
from prereview.settings import ServiceSettings, Settings
from prereview.store.claims import read_pages, read_report
from tests.service.conftest import add_reviewer
from tests.service.test_kills import ROOT, wait_until_reviewed

CLAIMS = ("C2026-000101", "C2026-000102")


def judged(report: Report) -> str:
    """Everything but the time it took."""
    provenance = report.provenance.model_copy(update={"seconds": 0.0})
    return report.model_copy(update={"provenance": provenance}).model_dump_json(indent=1)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_service_reviews_as_the_pipeline_does(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for name in CLAIMS:
        (tmp_path / "inbox" / name).symlink_to(inbox / name)
    settings = Settings(service=ServiceSettings(workspace=tmp_path / "workspace", workers=1))
    service = open_service(settings)
    reviewer = add_reviewer(service)
    import_inbox(service, reviewer, tmp_path / "inbox", now=datetime.now(UTC))
    command = [sys.executable, "-c", "from prereview.cli import main; main()", "serve", "--port", "0"]
    command += ["--workspace", str(tmp_path / "workspace"), "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for ends in (True, False):
        served = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            if ends:
                wait_for_readings(tmp_path / "workspace" / "work", 3)
            else:
                wait_until_reviewed(service, seconds=900)
        finally:
            served.kill()
            served.wait()
    alone = load_reviewer(settings)
    for path in find_submissions(tmp_path / "inbox"):
        expected = alone.review(path)
        with service.store.reading() as session:
            report = read_report(service.store, session, reviewer, expected.claim_id)
            pages = read_pages(service.store, session, reviewer, expected.claim_id)
        assert judged(report) == judged(expected)
        assert all(page.picture for page in pages)


def wait_for_readings(work: Path, count: int) -> None:
    deadline = time.monotonic() + 600
    while sum(1 for _ in work.glob("*/readings/*.json")) < count:
        assert time.monotonic() < deadline, "no page was read"
        time.sleep(0.05)
