"""A stand-in for the workers: hands in reports recorded from the fixture claims, in milliseconds instead of minutes.

`python tests/web/stand_in.py` records anew (about a minute); run it when the shape of a report changes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from prereview import load_reviewer
from prereview.documents import Evidence, Page
from prereview.ingestion import open_submission
from prereview.reading import draw_picture
from prereview.report import Report
from prereview.service import Service
from prereview.service.page_work import keep_picture
from prereview.settings import Limits
from prereview.store import PageRecord
from prereview.store.reviews import Reviewed, RoundOf, lay_out, save_review, waiting_rounds

RECORDED = Path(__file__).parent / "recorded"
INBOX = Path(__file__).resolve().parents[2] / "fixtures" / "inbox"
GAPS = ("missing", "present_unusable", "ask", "unsure")


@dataclass(frozen=True, slots=True)
class Recording:
    """What the pipeline made of one fixture claim."""

    name: str
    report: Report
    pages: tuple[Page, ...]

    @property
    def hashes(self) -> set[str]:
        return {given.sha256 for given in self.report.provenance.inputs}


@cache
def recordings() -> tuple[Recording, ...]:
    found = []
    for path in sorted(RECORDED.glob("*.json.gz")):
        kept = json.loads(gzip.decompress(path.read_bytes()))
        pages = tuple(Page.model_validate(page) for page in kept["pages"])
        found.append(Recording(path.name.removesuffix(".json.gz"), Report.model_validate(kept["report"]), pages))
    return tuple(found)


@cache
def pictures(name: str) -> Mapping[tuple[str, int], bytes]:
    """Page pictures of a fixture, drawn from its files as the workers draw them."""
    recording = next(one for one in recordings() if one.name == name)
    sources = {(s.file, s.number): s for s in open_submission(INBOX / name, limits=Limits()).pages}
    return {(p.file, p.number): draw_picture(sources[p.file, p.number], p) for p in recording.pages}


@dataclass(frozen=True, slots=True)
class StandIn:
    """Works off the rounds that wait. The second round of a claim finds everything there."""

    service: Service
    blind: frozenset[str] = frozenset()
    draw: bool = False

    def work_off(self, *, now: datetime, most: int = 1000) -> int:
        with self.service.store.reading() as session:
            waiting = waiting_rounds(session, limit=most)
        for entry in waiting:
            self.review(entry, now=now)
        return len(waiting)

    def review(self, entry: RoundOf, *, now: datetime) -> None:
        recording = self._recording(entry)
        report = recording.report.model_copy(update={"claim_id": entry.claim_id})
        if entry.number > 1:
            report = everything_there(report)
        pages = [self._record(entry, recording, page) for page in recording.pages]
        reviewed = Reviewed(report=report, pages=pages, blind=entry.claim_id in self.blind)
        save_review(self.service.store, entry.round_id, reviewed, now=now)

    def _recording(self, entry: RoundOf) -> Recording:
        with tempfile.TemporaryDirectory() as folder:
            target = lay_out(self.service.store, entry.round_id, Path(folder))
            files = (path for path in target.rglob("*") if path.is_file())
            hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
        return max(recordings(), key=lambda one: len(one.hashes & hashes))

    def _record(self, entry: RoundOf, recording: Recording, page: Page) -> PageRecord:
        picture = pictures(recording.name)[page.file, page.number] if self.draw else None
        return keep_picture(page, picture, self.service.store.vault, entry.organisation_id)


def everything_there(report: Report) -> Report:
    """The report after the papers asked for have come."""
    place = Evidence(file=report.documents[0].pages[0].file, page=1)
    items = tuple(
        item.model_copy(update={"state": "satisfied", "evidence": item.evidence or (place,), "defects": ()})
        if item.state in GAPS
        else item
        for item in report.items
    )
    changes = {
        "items": items,
        "notice": None,
        "route": "complete",
        "questions": (),
        "why": ("清单所列必备材料已齐全，按常规流程审核。",),
    }
    return report.model_copy(update=changes)


def record() -> None:

    reviewer = load_reviewer()
    RECORDED.mkdir(exist_ok=True)
    for path in sorted(INBOX.glob("C*")):
        done = reviewer.review_in_full(path)
        pages = [page.model_dump(mode="json", exclude={"seconds"}) for d in done.documents for page in d.pages]
        provenance = done.report.provenance.model_copy(update={"seconds": 0.0})
        report = done.report.model_copy(update={"provenance": provenance})
        kept = json.dumps({"report": report.model_dump(mode="json"), "pages": pages}, ensure_ascii=False)
        (RECORDED / f"{path.name}.json.gz").write_bytes(gzip.compress(kept.encode(), mtime=0))


if __name__ == "__main__":
    record()
