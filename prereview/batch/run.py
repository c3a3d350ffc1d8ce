"""The batch: submissions to workers, finished reports into place, the worklist at the end."""

from __future__ import annotations

import logging
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from prereview.batch import worker
from prereview.batch.broken import broken_page, claim_code, outcome_of
from prereview.batch.duplicates import already_told, shared_invoices
from prereview.batch.failed import failed_report
from prereview.batch.guard import WATCHDOG_EXIT, page_that_broke
from prereview.batch.journal import JOURNAL, Outcome, append, fingerprint, publish, read_journal, review_basis
from prereview.batch.process import begin, open_pool
from prereview.documents import Page
from prereview.errors import InputError, UsageError
from prereview.ingestion import find_submissions
from prereview.report import Report
from prereview.reporting import NOTICE_SUFFIXES, write_index, write_notice_files, write_worklist
from prereview.settings import Settings

log = logging.getLogger(__name__)

_CLAIMS_PER_WORKER = 200  # then the process is replaced, before its kernels fill the memory
_BROKEN_PAGES = 5  # of one claim that are left out before the claim itself is given up
_IN_FLIGHT = 4  # claims queued per worker: enough to keep it busy, few enough to stop quickly


@dataclass(frozen=True, slots=True)
class BatchResult:
    """All outcomes in inbox order."""

    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Those that could not be reviewed; a person must take them."""
        return tuple(outcome for outcome in self.outcomes if outcome.status != "done")


@dataclass(frozen=True, slots=True)
class _Task:
    """One submission to review; `known_invoices` is filled on the second pass, `left_out` when pages broke a worker."""

    submission: Path
    known_invoices: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[Page, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Where a batch works: the output folder, the settings, the size of the pool."""

    out: Path
    settings: Settings
    workers: int

    @property
    def work(self) -> Path:
        return self.out / ".work"

    @cached_property
    def basis(self) -> str:
        return review_basis(self.settings)

    def fingerprint(self, submission: Path) -> str:
        return fingerprint(submission, self.basis)


def run_batch(
    inbox: Path,
    out: Path,
    *,
    settings: Settings,
    workers: int = 1,
    resume: bool = False,
    on_done: Callable[[Outcome, int, int], None] = lambda outcome, done, total: None,
) -> BatchResult:
    """Review every submission of `inbox` into `out`.

    Args:
        inbox: folder of submissions (folders and zips).
        out: gets `<claim_id>.json`, `<claim_id>.html`, notices as text and PDF, `worklist.xlsx`, `index.html`.
        settings: limits, engine, masking.
        workers: processes; one OCR engine each, 1 GB at first, about 1.5 GB after some hundred pages.
        resume: keep finished reports of unchanged submissions.
        on_done: called in the main process after each claim with (outcome, done, total).

    Raises:
        InputError: the inbox is not a folder or holds no submission.
        UsageError: `out` already holds a batch and `resume` is off.
    """
    submissions = _submissions(inbox)
    place = _Place(out, settings, workers)
    journal = _prepare(place, resume=resume)
    outcomes = _finished(submissions, journal, place)
    for outcome in list(outcomes.values()):
        on_done(outcome, len(outcomes), len(submissions))
    todo = [_Task(submission) for submission in submissions if submission.name not in outcomes]
    for outcome in _review_all(todo, place, outcomes):
        on_done(outcome, len(outcomes), len(submissions))
    # Second pass: claims that share an invoice with another claim of the inbox are reviewed again, knowing it.
    deque(_review_all(_sharing(submissions, place, outcomes), place, outcomes), maxlen=0)
    result = BatchResult(tuple(outcomes[submission.name] for submission in submissions))
    reports = [_load(place, outcome) for outcome in result.outcomes]
    for report in reports:
        write_notice_files(report, out)
    write_worklist(reports, out / "worklist.xlsx")
    write_index(reports, out / "index.html")
    _remove_superseded(journal, outcomes, out)
    shutil.rmtree(place.work, ignore_errors=True)
    return result


def _submissions(inbox: Path) -> tuple[Path, ...]:
    if not inbox.is_dir():
        raise InputError(
            f"inbox {inbox} is not a folder", remedy="Give the folder that holds one folder or zip per claim."
        )
    submissions = find_submissions(inbox)
    if not submissions:
        raise InputError(f"inbox {inbox} holds no submission", remedy="Put one folder or zip per claim into it.")
    return submissions


def _prepare(place: _Place, *, resume: bool) -> Mapping[str, Outcome]:
    """Make the folders; without `resume` an earlier batch is never silently overwritten."""
    if (place.out / JOURNAL).exists() and not resume:
        raise UsageError(
            f"{place.out} already holds a batch", remedy="Continue it with --resume, or give another --out."
        )
    shutil.rmtree(place.work, ignore_errors=True)  # half-done claims of a killed run
    place.work.mkdir(parents=True)
    return read_journal(place.out)


def _finished(submissions: Sequence[Path], journal: Mapping[str, Outcome], place: _Place) -> dict[str, Outcome]:
    """Reviewed submissions whose report is there and whose files, settings and models have not changed since."""
    finished = {}
    for submission in submissions:
        outcome = journal.get(submission.name)
        if outcome is None or outcome.status != "done" or outcome.fingerprint != place.fingerprint(submission):
            continue
        if (place.out / f"{outcome.claim_id}.json").exists():
            finished[submission.name] = outcome
    return finished


def _remove_superseded(journal: Mapping[str, Outcome], outcomes: Mapping[str, Outcome], out: Path) -> None:
    """Reports an earlier run published under a name the claim no longer has (its claim.json was mended)."""
    current = {outcome.claim_id for outcome in outcomes.values()}
    for name, earlier in journal.items():
        if name in outcomes and earlier.claim_id not in current:
            for suffix in (".html", ".json", *NOTICE_SUFFIXES):
                (out / f"{earlier.claim_id}{suffix}").unlink(missing_ok=True)


def _review_all(tasks: Sequence[_Task], place: _Place, outcomes: dict[str, Outcome]) -> Iterator[Outcome]:
    """Run the tasks, publish each report as it ends, and keep its outcome."""
    taken = {outcome.claim_id: name for name, outcome in outcomes.items()}
    for task, outcome in _run_pool(tasks, place):
        settled = _publish(task.submission, outcome, place, taken)
        outcomes[task.submission.name] = settled
        yield settled


def _run_pool(tasks: Sequence[_Task], place: _Place) -> Iterator[tuple[_Task, Outcome]]:
    """Yield each task with its outcome as it ends, whatever way it ends."""
    if not tasks:
        return
    workers = min(place.workers, len(tasks))
    with open_pool(workers, tasks_each=_CLAIMS_PER_WORKER, start=begin, arguments=(place.settings.limits,)) as pool:
        waiting, running = deque(tasks), dict[Future[Outcome], _Task]()
        while waiting or running:
            while waiting and len(running) < place.workers * _IN_FLIGHT:
                task = waiting.popleft()
                running[_schedule(pool, task, place)] = task
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                if (again := _without_broken_page(future, task, place)) is not None:
                    waiting.appendleft(again)
                else:
                    yield task, _outcome(future, task.submission, place)


def _without_broken_page(future: Future[Outcome], task: _Task, place: _Place) -> _Task | None:
    """The task again, without the page that ended its worker; None where no page did, or too many have."""
    broken = page_that_broke(worker.marker_of(place.work, task.submission))
    ended = future.exception()
    if broken is None or not isinstance(ended, ProcessExpired | MemoryError) or len(task.left_out) >= _BROKEN_PAGES:
        return None
    log.warning("page %d ended a worker; the claim is reviewed without it", broken[1])
    late = isinstance(ended, ProcessExpired) and ended.exitcode == WATCHDOG_EXIT
    return replace(task, left_out=(*task.left_out, broken_page(*broken, "timeout" if late else "crashed")))


def _schedule(pool: ProcessPool, task: _Task, place: _Place) -> Future[Outcome]:
    arguments = (
        task.submission,
        place.fingerprint(task.submission),
        place.work,
        place.settings,
        dict(task.known_invoices),
    )
    future: Future[Outcome] = pool.schedule(
        worker.review_one,
        args=arguments,
        kwargs={"left_out": task.left_out},
        timeout=place.settings.limits.claim_seconds,
    )
    return future


def _outcome(future: Future[Outcome], submission: Path, place: _Place) -> Outcome:
    outcome = outcome_of(future)  # an error of ours is raised: no claim could be reviewed, the batch must say so
    if not isinstance(outcome, str):
        return outcome
    return _write_failed(failed_report(submission, claim_code(outcome), submission.name), submission, place)


def _write_failed(report: Report, submission: Path, place: _Place) -> Outcome:
    worker.write(report, {}, place.work / submission.name)
    return worker.summarise(report, submission.name, place.fingerprint(submission), "failed")


def _publish(submission: Path, outcome: Outcome, place: _Place, taken: dict[str, str]) -> Outcome:
    """Move the reports to their final names, then journal the claim."""
    if taken.get(outcome.claim_id, submission.name) != submission.name:
        # Two submissions with one claim_id: the second must not overwrite the first.
        name = f"{outcome.claim_id}~{submission.name}"
        outcome = _write_failed(
            failed_report(submission, "claim_id_taken", outcome.claim_id, claim_id=name), submission, place
        )
    taken[outcome.claim_id] = submission.name
    for suffix in (".html", ".json"):
        publish(worker.with_suffix(place.work / submission.name, suffix), place.out / f"{outcome.claim_id}{suffix}")
    append(place.out, outcome)
    return outcome


def _sharing(submissions: Sequence[Path], place: _Place, outcomes: Mapping[str, Outcome]) -> list[_Task]:
    """The submissions whose report does not yet know that another claim carries the same invoice."""
    reports = {name: _load(place, outcome) for name, outcome in outcomes.items() if outcome.status == "done"}
    shared = shared_invoices(list(reports.values()))
    tasks = []
    for submission in submissions:
        report = reports.get(submission.name)
        if report and report.claim_id in shared and not already_told(report, shared[report.claim_id]):
            tasks.append(_Task(submission, shared[report.claim_id]))
    return tasks


def _load(place: _Place, outcome: Outcome) -> Report:
    return Report.model_validate_json((place.out / f"{outcome.claim_id}.json").read_text(encoding="utf-8"))
