"""files → pages → documents → facts → items, history → scores → a report a person can act on."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypedDict

from prereview import catalogue
from prereview.artifacts import pointers
from prereview.claims import Claim, Submission
from prereview.classification import PageClassifier, find_documents, load_classifier
from prereview.completeness import Checklists, check_claim, load_checklists, run_clock
from prereview.documents import Document, Fact, Page
from prereview.errors import ModelError, UsageError
from prereview.extraction import corroborate, doubtful_facts, extract_facts, infer_line, settle_facts
from prereview.findings import Completeness
from prereview.history import Historian, load_historian, medical_texts
from prereview.ingestion import load_trusted, open_submission
from prereview.logs import quieten_libraries, where
from prereview.reading import Reader, draw_picture, load_reader, worst_quality
from prereview.report import ChecklistRef, DocumentEntry, InputRef, ModelRef, PageRef, Provenance, Report
from prereview.scoring import Scorers, choose_route, load_scorers
from prereview.settings import Settings, load_settings
from prereview.version import __version__

log = logging.getLogger(__name__)

CERTAIN = 0.97  #: probability of a type from which the inside of its tables may be left unread

Pictures = Mapping[tuple[str, int], bytes]  #: upright JPEG of each page, by file and page number


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A report together with the papers it speaks of."""

    report: Report
    documents: tuple[Document, ...]
    submission: Submission

    def pictures(self) -> Pictures:
        """Draw every page upright, for the HTML report. Renders anew; only done when a person will look."""
        sources = {(source.file, source.number): source for source in self.submission.pages}
        pages = [page for document in self.documents for page in document.pages]
        return {
            (page.file, page.number): draw_picture(sources[page.file, page.number], page)
            for page in sorted(pages, key=lambda page: (page.file, page.number))
        }


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Engines, models and checklists, loaded once and used for any number of claims."""

    settings: Settings
    reader: Reader
    classifier: PageClassifier
    checklists: Checklists
    historian: Historian
    scorers: Scorers
    models: tuple[tuple[str, str], ...] = ()
    trusted: tuple[bytes, ...] = ()

    def review(self, submission: str | Path, *, line: str | None = None) -> Report:
        """Review one submission (folder, zip or single file).

        Args:
            submission: where the claim's files are.
            line: the line of business when claim.json does not give it.

        Raises:
            InputError: the submission or its claim.json cannot be read at all.
            UsageError: `line` is not a known checklist.
        """
        return self.review_in_full(submission, line=line).report

    def refreshed(self) -> Reviewer:
        """This reviewer, or one with the models that are current now: what a running service calls before a claim.

        Looking costs a few short reads. The OCR engine and the checklists stay as they are; a model that cannot be
        loaded leaves the old ones in use, and the log says so.
        """
        now = pointers(self.settings.models_dir)
        if now == self.models:
            return self
        try:
            loaded = _load_models(self.settings.models_dir)
        except ModelError as error:
            log.error("the new models are unusable, the old ones stay: %s", error)
            return replace(self, models=now)
        log.info("models changed: %s", ", ".join(f"{name} {version}" for name, version in now))
        return replace(self, models=now, **loaded)

    def suffices(self, part: Page) -> str:
        """Why a page without the inside of its table is all that is needed of it; "" where every line may matter."""
        if self.settings.read_all:
            return ""
        page_class = self.classifier.classify(part)
        sure = (page_class.probability or 0.0) >= CERTAIN and not catalogue.needs_all_lines(page_class.doc_type)
        return f"it says nothing a check looks for in {page_class.doc_type}" if sure else ""

    def review_in_full(
        self,
        submission: str | Path,
        *,
        line: str | None = None,
        known_invoices: Mapping[str, str] = {},
        now: datetime | None = None,
    ) -> Reviewed:
        """Like `review`, and keeps the papers so that their pictures can be drawn."""
        if line is not None and line not in self.checklists.ids:
            raise UsageError(f"unknown line {line!r}", remedy=f"Known lines: {', '.join(self.checklists.ids)}")
        opened = self.open(Path(submission), line=line)
        return self.review_opened(opened, known_invoices=known_invoices, now=now)

    def open(self, submission: Path, *, line: str | None = None) -> Submission:
        """What arrived for one claim, under the bounds and the trusted certificates of the settings.

        Raises:
            InputError: the submission or its claim.json cannot be read at all.
        """
        return open_submission(submission, limits=self.settings.limits, line=line, trusted=self.trusted)

    def review_opened(
        self, submission: Submission, *, known_invoices: Mapping[str, str] = {}, now: datetime | None = None
    ) -> Reviewed:
        """Review a submission that was opened before, with whatever was found out about it since."""
        with where(submission.claim.claim_id):
            return _review(submission, self, known_invoices, now)


def load_reviewer(settings: Settings | None = None, *, scorers: Scorers | None = None) -> Reviewer:
    """Load engines, models and checklists once (a few seconds); reuse the reviewer for every claim.

    Args:
        settings: everything a user may change; read from file and environment by default.
        scorers: used instead of the trained file, for training and for comparing versions.

    Raises:
        ConfigurationError: a setting, checklist, engine or model is unusable; the message names the remedy.
    """
    settings = settings or load_settings()
    quieten_libraries()
    return Reviewer(
        settings=settings,
        reader=load_reader(settings),
        checklists=load_checklists(settings.checklists_dir, settings.overlay),
        models=pointers(settings.models_dir),
        trusted=load_trusted(settings.trusted_certificates),
        **_load_models(settings.models_dir, scorers),
    )


class _Models(TypedDict):
    classifier: PageClassifier
    historian: Historian
    scorers: Scorers


def _load_models(folder: Path | None, scorers: Scorers | None = None) -> _Models:
    return {
        "classifier": load_classifier(folder),
        "historian": load_historian(folder),
        "scorers": scorers or load_scorers(folder),
    }


def _review(
    submission: Submission, tools: Reviewer, known_invoices: Mapping[str, str], now: datetime | None
) -> Reviewed:
    started = time.perf_counter()
    pages = [tools.reader.read(source, suffices=tools.suffices) for source in submission.pages]
    documents = _read_again(_understand(pages, tools.classifier), submission, tools)
    claim = _with_line(submission.claim, documents)
    completeness = check_claim(
        claim, documents, tools.checklists, files=submission.files, known_invoices=known_invoices
    )
    preexisting = tools.historian.assess(claim, medical_texts(documents))
    scorers = tools.scorers
    scores = scorers.score(claim, documents, completeness, preexisting)
    completeness = scorers.score_items(documents, completeness)
    route, human, reasons = choose_route(
        claim, completeness, preexisting, scores, tools.settings, submission.findings, thresholds=scorers.thresholds
    )
    report = Report(
        claim_id=claim.claim_id,
        line=claim.line,
        checklist=_checklist(completeness),
        route=route,
        human_review_required=human,
        why=tuple(reason.text_zh for reason in reasons),
        reasons=reasons,
        documents=tuple(_entry(document) for document in documents),
        quality=worst_quality([page.quality for page in pages]),
        items=completeness.items,
        findings=(*submission.findings, *completeness.findings),
        questions=completeness.questions,
        preexisting=preexisting,
        scores=scores,
        notice=completeness.notice,
        clock=run_clock(claim, tools.settings, now),
        provenance=_provenance(submission, tools, time.perf_counter() - started),
    )
    log.info("reviewed: pages=%d documents=%d", len(pages), len(documents))
    return Reviewed(report, documents, submission)


def _understand(pages: Sequence[Page], classifier: PageClassifier) -> tuple[Document, ...]:
    """Pages → documents → facts."""
    documents = find_documents(pages, classifier.classify)
    return tuple(document.model_copy(update={"facts": extract_facts(document)}) for document in documents)


def _read_again(documents: Sequence[Document], submission: Submission, tools: Reviewer) -> tuple[Document, ...]:
    """Money, dates and numbers that one reading leaves in doubt are read again at their place, and judged again.

    First by what stands there, then by what the other papers and the insurer know.
    """
    doubts: dict[tuple[str, int], list[Fact]] = {}
    for fact in (fact for document in documents for fact in doubtful_facts(document)):
        doubts.setdefault((fact.evidence.file, fact.evidence.page or 0), []).append(fact)
    sources = {(source.file, source.number): source for source in submission.pages}
    pages = _whole_pages(documents)
    seen: dict[Fact, Sequence[str]] = {}
    for place, facts in islice(doubts.items(), tools.settings.limits.second_readings):
        readings = tools.reader.read_again(sources[place], pages[place], [fact.evidence for fact in facts])
        seen.update(zip(facts, readings, strict=True))
    settled = [document.model_copy(update={"facts": settle_facts(document, seen)}) for document in documents]
    return corroborate(settled, _known_numbers(submission.claim))


def _whole_pages(documents: Sequence[Document]) -> dict[tuple[str, int], Page]:
    """Every page by file and number, whole again where several papers share its picture."""
    whole: dict[tuple[str, int], Page] = {}
    for page in (page for document in documents for page in document.pages):
        part = whole.get((page.file, page.number))
        whole[page.file, page.number] = page.model_copy(update={"lines": part.lines + page.lines}) if part else page
    return whole


def _known_numbers(claim: Claim) -> Mapping[str, str]:
    """What the insurer itself knows, as a witness against misreadings."""
    known = {"policy_number": claim.policy.number, "id_number": claim.insured.id_number}
    return {name: number for name, number in known.items() if number}


def _with_line(claim: Claim, documents: Sequence[Document]) -> Claim:
    """The line of claim.json or --line; else what the claim form says; else it stays open and becomes a question."""
    if claim.line is not None:
        return claim
    line = infer_line(documents)
    return claim.model_copy(update={"line": line}) if line else claim


def _checklist(completeness: Completeness) -> ChecklistRef | None:
    if completeness.checklist_id is None or completeness.checklist_version is None:
        return None
    return ChecklistRef(id=completeness.checklist_id, version=completeness.checklist_version)


def _entry(document: Document) -> DocumentEntry:
    return DocumentEntry(
        id=document.id,
        doc_type=document.doc_type,
        name_zh=catalogue.name_zh(document.doc_type),
        probability=document.probability,
        pages=tuple(
            PageRef(
                file=page.file,
                page=page.number,
                rotation=page.rotation,
                tilt=page.tilt,
                quality=page.quality,
                decision=page.decision,
                region=page.region,
                copy_of=page.copy_of,
            )
            for page in document.pages
        ),
        facts=document.facts,
    )


def _provenance(submission: Submission, tools: Reviewer, seconds: float) -> Provenance:
    models: tuple[ModelRef, ...] = (tools.classifier.ref, *tools.historian.refs, *tools.scorers.refs)
    return Provenance(
        package_version=__version__,
        engine=tools.reader.engine_name,
        models=models,
        inputs=tuple(InputRef(file=file.name, sha256=file.sha256) for file in submission.files),
        seconds=round(seconds, 3),
    )
