"""One round of a claim from its files to its report, in steps that may be repeated without harm."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from prereview.batch.broken import broken_page, claim_code, findings_of
from prereview.batch.failed import failed_report
from prereview.completeness import find_late_asks
from prereview.errors import ConfigurationError, InputError
from prereview.findings import Completeness
from prereview.report import Report
from prereview.service import metrics, page_work
from prereview.service.cases import Service
from prereview.service.page_work import Assignment, PageName
from prereview.service.slots import Slots
from prereview.store import PageRecord
from prereview.store.reviews import (
    Reviewed,
    RoundOf,
    earlier_report,
    lay_out,
    note_pages,
    round_of,
    save_review,
    shared_invoices,
)

T = TypeVar("T")
_LONGEST_PAUSE = 30.0  # seconds between two tries while something is away

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RoundWork:
    """Everything the steps need; one per service process."""

    service: Service
    slots: Slots
    scratch: Path

    def read(self, round_id: int) -> str:
        """Read every page not read yet. Returns "read", or how the opening of the submission broke."""
        assignment = self._assignment(round_id)
        names = self._pages(assignment)
        if isinstance(names, str):
            return names
        self._note(round_id, total=len(names))
        missing = [index for index in range(len(names)) if not assignment.reading(index).exists()]
        done = len(names) - len(missing)
        with ThreadPoolExecutor(max_workers=self.slots.count) as threads:
            for _ in threads.map(lambda index: self._read_page(assignment, index, names[index]), missing):
                done += 1
                self._note(round_id, read=done)
        return "read"

    def report(self, round_id: int, reading: str) -> str:
        """Assess the claim and keep the report; returns its route. The second time it changes nothing."""
        round_, assignment = self._round(round_id), self._assignment(round_id)
        if reading == "read":
            report, pages = self._assess(assignment, round_)
        else:
            report, pages = failed_report(assignment.submission, reading, "", claim_id=round_.claim_id), []
        blind = is_blind_sample(round_.claim_id, self.service.settings.service.blind_share)
        reviewed = Reviewed(report, pages, self._late_asks(round_id, report), blind)
        if self._insist(lambda: save_review(self.service.store, round_id, reviewed, now=datetime.now(UTC))):
            metrics.REVIEWS.labels(report.route).inc()
            metrics.SECONDS.observe(report.provenance.seconds)
        shutil.rmtree(assignment.readings.parent, ignore_errors=True)
        return report.route

    def give_up(self, round_id: int) -> None:
        """The durable engine parked the round: it goes to a person with what is known, and is never lost."""
        log.error("round %d broke off too often; it goes to a person", round_id)
        self.report(round_id, "claim_crashed")

    def _round(self, round_id: int) -> RoundOf:
        return self._insist(lambda: round_of(self.service.store, round_id))

    def _assignment(self, round_id: int) -> Assignment:
        round_ = self._round(round_id)
        folder = self.scratch / str(round_id)
        submission = folder / "submission" / round_.claim_id
        if not submission.exists():
            draft = folder / "draft"
            shutil.rmtree(draft, ignore_errors=True)
            self._insist(lambda: lay_out(self.service.store, round_id, draft))
            draft.rename(folder / "submission")
        return Assignment(submission, folder / "readings", round_.organisation_id, self.service.store.vault)

    def _pages(self, assignment: Assignment) -> list[PageName] | str:
        seconds = self.service.settings.limits.claim_seconds
        try:
            names = self._insist(lambda: self.slots.run(page_work.list_pages, assignment, seconds=seconds))
        except InputError:
            return "submission_unreadable"
        return claim_code(names) if isinstance(names, str) else names

    def _read_page(self, assignment: Assignment, index: int, name: PageName) -> None:
        seconds = self.service.settings.limits.page_seconds
        broken = self._insist(lambda: self.slots.run(page_work.read_page, assignment, index, seconds=seconds))
        metrics.PAGES.labels(broken or "read").inc()
        if broken is not None:
            self._insist(lambda: assignment.keep(index, broken_page(*name, broken)))

    def _assess(self, assignment: Assignment, round_: RoundOf) -> tuple[Report, Sequence[PageRecord]]:
        outcome = self._assess_knowing(assignment, {})
        if not isinstance(outcome, str):
            # Whether another claim showed the same invoice can be asked once the invoices of this one are read.
            report, _ = outcome
            known = self._insist(lambda: shared_invoices(self.service.store, round_.round_id, report))
            outcome = self._assess_knowing(assignment, known) if known else outcome
        if isinstance(outcome, str):
            return failed_report(assignment.submission, outcome, "", claim_id=round_.claim_id), []
        return outcome

    def _assess_knowing(
        self, assignment: Assignment, known: Mapping[str, str]
    ) -> tuple[Report, Sequence[PageRecord]] | str:
        """The report and the pages, or the code of what went wrong."""
        readings = [assignment.recall(index) for index in range(len(list(assignment.readings.glob("*.json"))))]
        arguments = (assignment, len(readings), findings_of(readings), dict(known))
        seconds = self.service.settings.limits.claim_seconds
        try:
            outcome = self._insist(lambda: self.slots.run(page_work.assess, *arguments, seconds=seconds))
        except InputError:
            return "submission_unreadable"
        return claim_code(outcome) if isinstance(outcome, str) else outcome

    def _late_asks(self, round_id: int, report: Report) -> tuple[str, ...]:
        """What this round asks for although the round before could have (保险法 22): counted against ourselves."""
        earlier = self._insist(lambda: earlier_report(self.service.store, round_id))
        if earlier is None:
            return ()
        before, files = earlier
        return find_late_asks(_completeness(before), _completeness(report), files)

    def _note(self, round_id: int, *, total: int | None = None, read: int | None = None) -> None:
        def note() -> None:
            with self.service.store.writing() as session:
                note_pages(session, round_id, total=total, read=read)

        self._insist(note)

    def _insist(self, action: Callable[[], T]) -> T:
        """Do it, however long the database, the disk or an engine is away: an accepted claim is never given up for it.

        Raises:
            Stopping: the service stops meanwhile.
        """
        pause = 1.0
        while True:
            try:
                return action()
            except ConfigurationError as error:
                log.error("waiting: %s", error)
                metrics.WAITING.inc()
                self.slots.pause(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)


def is_blind_sample(claim_id: str, share: float) -> bool:
    """Whether a claim's flag stays hidden until a person has answered: the same claim always gets the same answer."""
    drawn = int.from_bytes(hashlib.sha256(f"blind:{claim_id}".encode()).digest()[:4]) / 2**32
    return drawn < share


def _completeness(report: Report) -> Completeness:
    return Completeness(
        line=report.line,
        checklist_id=report.checklist.id if report.checklist else None,
        checklist_version=report.checklist.version if report.checklist else None,
        items=report.items,
        questions=report.questions,
        notice=report.notice,
    )
