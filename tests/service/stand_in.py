"""A service whose reviewing costs nothing, for tests that kill it: pages are lines of a text file, reading takes 20 ms.

Run as a program it serves until it is told to stop. A line ``crash``, ``hang`` or ``memory`` does what it says. Every
page begun is noted in ``starts.log`` of the workspace, so that a test can count what was done twice.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from PIL import Image

from prereview.documents import BoundingBox, Line, Page, number_lines
from prereview.findings import Finding
from prereview.logs import configure
from prereview.report import Provenance, Report
from prereview.service import Service, open_service
from prereview.service.page_work import PageName, PageWork
from prereview.service.worker import Worker
from prereview.settings import Limits, ServiceSettings, Settings

PAGE_SECONDS = float(os.environ.get("PAGE_SECONDS", "0.02"))


class StandIn:
    """One page per line of ``pages.txt``."""

    def __init__(self, settings: Settings) -> None:
        self._log = settings.service.workspace / "starts.log"

    def list_pages(self, submission: Path) -> Sequence[PageName]:
        return [("pages.txt", number) for number, _ in enumerate(self._lines(submission), start=1)]

    def read_page(self, submission: Path, index: int) -> Page:
        with self._log.open("a") as stream:
            stream.write(f"{submission.name}:{index}\n")
        text = self._lines(submission)[index]
        time.sleep(PAGE_SECONDS)
        misbehave(text)
        lines = number_lines([Line(text=text, bbox=BoundingBox(0, 0, 1, 1))])
        return Page(file="pages.txt", number=index + 1, source="text_layer", lines=lines)

    def assess(
        self, submission: Path, pages: Sequence[Page], problems: Sequence[Finding], known_invoices: Mapping[str, str]
    ) -> tuple[Report, Mapping[PageName, bytes]]:
        report = Report(
            claim_id=submission.name,
            line=None,
            checklist=None,
            route="human_review",
            human_review_required=True,
            why=("测试",),
            findings=tuple(problems),
            provenance=Provenance(package_version="0", engine="stand-in"),
        )
        return report, {(page.file, page.number): picture_of(page.text) for page in pages}

    @staticmethod
    def _lines(submission: Path) -> list[str]:
        return (submission / "pages.txt").read_text(encoding="utf-8").splitlines()


@cache
def picture_of(text: str) -> bytes:
    """A JPEG of its own for every text, made of nothing."""
    blank = io.BytesIO()
    Image.new("L", (7, 10)).save(blank, "JPEG")
    return blank.getvalue() + text.encode()


def misbehave(text: str) -> None:
    if text == "crash":
        os.abort()
    if text == "hang":
        time.sleep(3600)
    if text == "memory":
        bytearray(8_000_000_000)
    if text == "error":
        raise RuntimeError("a programming error")


def load(settings: Settings) -> PageWork:
    return StandIn(settings)


def settings_of(workspace: Path, database: str | None = None, *, workers: int = 3) -> Settings:
    return Settings(
        limits=Limits(page_seconds=3.0, claim_seconds=60.0, worker_bytes=3_000_000_000),
        service=ServiceSettings(workspace=workspace, database=database, workers=workers),
    )


def open_stand_in(workspace: Path, database: str | None = None) -> Service:
    return open_service(settings_of(workspace, database))


def serve(workspace: Path, database: str | None, worker_id: str | None) -> None:
    """Work until SIGTERM; a third argument names the worker."""
    configure()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker = Worker(open_stand_in(workspace, database), worker_id=worker_id, load=load)
    worker.start()
    (workspace / f"started-{os.getpid()}").touch()
    stop.wait()
    worker.stop(10)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2] or None, sys.argv[3] if len(sys.argv) > 3 else None)
