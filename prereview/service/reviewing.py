"""The real work behind `PageWork`: the pipeline, with its reading done page by page beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from prereview.claims import Submission
from prereview.documents import Evidence, Page, SourcePage
from prereview.findings import Finding
from prereview.pipeline import Reviewer, load_reviewer
from prereview.reading import Reader, Suffices, needs_all
from prereview.report import Report
from prereview.service.page_work import PageName, PageWork
from prereview.settings import Settings


class ReviewerWork:
    """The real work: the pipeline, with its reading done beforehand."""

    def __init__(self, reviewer: Reviewer) -> None:
        self._reviewer = reviewer
        self._open = lru_cache(maxsize=4)(self._open_anew)  # pages of one claim follow each other

    def list_pages(self, submission: Path) -> Sequence[PageName]:
        """See `PageWork`."""
        return [(page.file, page.number) for page in self._open(submission).pages]

    def read_page(self, submission: Path, index: int) -> Page:
        """See `PageWork`."""
        return self._reviewer.reader.read(self._open(submission).pages[index], suffices=self._reviewer.suffices)

    def assess(
        self, submission: Path, pages: Sequence[Page], problems: Sequence[Finding], known_invoices: Mapping[str, str]
    ) -> tuple[Report, Mapping[PageName, bytes]]:
        """See `PageWork`."""
        self._reviewer = self._reviewer.refreshed()  # a model promoted meanwhile counts from the next claim on
        opened = self._open(submission)
        opened = replace(opened, findings=(*opened.findings, *problems))
        reader = ReadBefore(pages, self._reviewer.reader)
        reviewed = replace(self._reviewer, reader=reader).review_opened(opened, known_invoices=known_invoices)
        self._open.cache_clear()  # it holds the bytes of every file
        seconds = reviewed.report.provenance.seconds + sum(page.seconds for page in pages)
        provenance = reviewed.report.provenance.model_copy(update={"seconds": round(seconds, 3)})
        return reviewed.report.model_copy(update={"provenance": provenance}), reviewed.pictures()

    def _open_anew(self, submission: Path) -> Submission:
        return self._reviewer.open(submission)


class ReadBefore(Reader):
    """A reader of pages that were read before; only places in doubt are read again."""

    def __init__(self, pages: Sequence[Page], reader: Reader) -> None:
        self._pages = {(page.file, page.number): page for page in pages}
        self._reader = reader

    @property
    def engine_name(self) -> str:
        """The engine that read the pages."""
        return self._reader.engine_name

    def read(self, source: SourcePage, *, suffices: Suffices = needs_all) -> Page:
        """The page as it was read."""
        return self._pages[source.file, source.number]

    def read_again(self, source: SourcePage, page: Page, places: Sequence[Evidence]) -> tuple[tuple[str, ...], ...]:
        """What the reader sees there at a second look."""
        return self._reader.read_again(source, page, places)


def load_work(settings: Settings) -> PageWork:
    """Engines, models and checklists of one process."""
    return ReviewerWork(load_reviewer(settings))
