"""What a worker process does: list the pages of a submission, read one page, assess the claim from pages read before.

Reading is kept page by page, so that a kill costs the pages in flight and nothing else. The work itself is behind
`PageWork`, loaded once per process by a function given to the pool: tests bring their own.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image

from prereview.batch.process import begin
from prereview.documents import Page
from prereview.findings import Finding
from prereview.report import Report
from prereview.settings import Settings
from prereview.store import PageRecord, Vault

PageName = tuple[str, int]  #: file and page number


class PageWork(Protocol):
    """The work on one claim in three parts, each of which may be repeated."""

    def list_pages(self, submission: Path) -> Sequence[PageName]:
        """The pages of a submission, in reading order."""

    def read_page(self, submission: Path, index: int) -> Page:
        """Read one of them."""

    def assess(
        self, submission: Path, pages: Sequence[Page], problems: Sequence[Finding], known_invoices: Mapping[str, str]
    ) -> tuple[Report, Mapping[PageName, bytes]]:
        """The report of the claim, and an upright JPEG of each page."""


Load = Callable[[Settings], PageWork]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A round in the hands of a worker: where its submission lies, where its readings go, whose it is."""

    submission: Path
    readings: Path
    organisation: int
    vault: Vault

    def reading(self, index: int) -> Path:
        """Where the reading of a page is kept until the report is there."""
        return self.readings / f"{index:05d}.json"

    def keep(self, index: int, page: Page) -> None:
        """Keep a reading, whole or not at all."""
        self.vault.write_at(self.reading(index), page.model_dump_json().encode())

    def recall(self, index: int) -> Page:
        """A reading kept before."""
        return Page.model_validate_json(self.vault.read_at(self.reading(index)))


# --- in the worker process --------------------------------------------------------------------------------------------

_work: PageWork | Exception | None = None  # one per process: the OCR engine has a single inference request


def start(load: Load, settings: Settings) -> None:
    """Pool initializer. Loading happens here, where no page's time limit runs; the first task shows what went wrong."""
    global _work  # noqa: PLW0603 the process is the cache
    begin(settings.limits)
    try:
        _work = load(settings)
    except Exception as error:  # noqa: BLE001 an error here would only break the pool, without a word
        _work = error


def _loaded() -> PageWork:
    assert _work is not None, "the pool runs `start` in every process"
    if isinstance(_work, Exception):
        raise _work
    return _work


def list_pages(assignment: Assignment) -> list[PageName]:
    """Name the pages of a submission."""
    return list(_loaded().list_pages(assignment.submission))


def read_page(assignment: Assignment, index: int) -> None:
    """Read a page and keep the reading; done here, so that a kill of the main process loses pages in flight only."""
    assignment.keep(index, _loaded().read_page(assignment.submission, index))


def assess(
    assignment: Assignment, count: int, problems: Sequence[Finding], known_invoices: Mapping[str, str]
) -> tuple[Report, list[PageRecord]]:
    """The report of a claim; its page pictures go into the vault."""
    pages = [assignment.recall(index) for index in range(count)]
    report, pictures = _loaded().assess(assignment.submission, pages, problems, known_invoices)
    vault, organisation = assignment.vault, assignment.organisation
    return report, [keep_picture(page, pictures.get((page.file, page.number)), vault, organisation) for page in pages]


def keep_picture(page: Page, picture: bytes | None, vault: Vault, organisation: int) -> PageRecord:
    """A page with its picture in the vault, and the shape of that picture, so that the desk need not open it."""
    if picture is None:
        return PageRecord(page=page, picture=None)
    return PageRecord(page=page, picture=vault.put(organisation, picture), aspect=_aspect(picture))


def _aspect(picture: bytes) -> float:
    with Image.open(io.BytesIO(picture)) as opened:
        return round(opened.width / opened.height, 4)
