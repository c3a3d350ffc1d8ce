"""Page pictures with their marks: where every piece of evidence of a report is shown."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from prereview.documents import BoundingBox, Evidence
from prereview.report import PageRef, Report
from prereview.reporting.labels import Label, label_document
from prereview.reporting.masking import mask_text

Kind = Literal["for", "against", "fact"]
Place = tuple[str, int]

_STRONGER: tuple[Kind, ...] = ("fact", "against", "for")


@dataclass(frozen=True, slots=True)
class Mark:
    """One rectangle on a page picture. `id` is its anchor; the box is page-relative 0–1."""

    id: str
    box: BoundingBox
    kind: Kind
    quote: str


@dataclass(frozen=True, slots=True)
class PageView:
    """One page as the report shows it. `picture` is a data URI or None; sizes are pixels of the picture."""

    id: str
    ref: PageRef
    title: Label
    picture: str | None
    width: int
    height: int
    marks: tuple[Mark, ...]

    @property
    def has_evidence(self) -> bool:
        """Whether something beyond a plain fact rests on this page; only such pages are printed."""
        return any(mark.kind != "fact" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Where an evidence link leads: `target` is the anchor of a mark or page, None for claim.json."""

    evidence: Evidence
    title: Label
    page_id: str | None
    target: str | None


class PageBook:
    """All pages of a report in reading order, and the anchor of every piece of evidence on them."""

    def __init__(self, report: Report, pictures: Mapping[Place, bytes]) -> None:
        titles = _titles(report)
        evidence = tuple(_all_evidence(report))
        refs = {(page.file, page.page): page for document in report.documents for page in document.pages}
        for place in (*sorted(pictures), *((e.file, e.page) for _, e in evidence if e.page is not None)):
            if place not in refs and (mask_text(place[0]), place[1]) not in refs:
                refs[place] = PageRef(file=place[0], page=place[1])
        self._page_ids = {place: f"page-{number}" for number, place in enumerate(refs, start=1)}
        self._titles = titles
        self._marks = _number_marks(evidence)
        # A masked report names its files by their masked names; the pictures still carry the real ones.
        found = {(mask_text(file), page): picture for (file, page), picture in pictures.items()} | dict(pictures)
        self.pages = tuple(self._view(place, ref, found.get(place)) for place, ref in refs.items())

    def _view(self, place: Place, ref: PageRef, picture: bytes | None) -> PageView:
        width, height = _size(picture) if picture else (707, 1000)
        return PageView(
            id=self._page_ids[place],
            ref=ref,
            title=self._titles.get(place, _plain_title(place)),
            picture=_data_uri(picture) if picture else None,
            width=width,
            height=height,
            marks=tuple(mark for (file, page, _), mark in self._marks.items() if (file, page) == place),
        )

    def find(self, evidence: Evidence) -> EvidenceView:
        """Where `evidence` is shown."""
        if evidence.page is None:
            return EvidenceView(evidence, Label(evidence.file, evidence.file), None, None)
        place = (evidence.file, evidence.page)
        page_id = self._page_ids[place]
        mark = self._marks.get((*place, evidence.bbox)) if evidence.bbox else None
        return EvidenceView(
            evidence, self._titles.get(place, _plain_title(place)), page_id, mark.id if mark else page_id
        )

    @property
    def has_pictures(self) -> bool:
        """Whether any page has one; a masked report has none."""
        return any(page.picture for page in self.pages)

    def page_id(self, ref: PageRef) -> str:
        """Anchor of a page of a document."""
        return self._page_ids[(ref.file, ref.page)]


def _all_evidence(report: Report) -> Iterator[tuple[Kind, Evidence]]:
    for item in report.items:
        yield from (("for", e) for e in item.evidence)
    assessed = (*report.findings, *((report.preexisting,) if report.preexisting else ()))
    for entry in assessed:
        yield from (("for", e) for e in entry.evidence)
        yield from (("against", e) for e in entry.contrary_evidence)
    for document in report.documents:
        yield from (("fact", fact.evidence) for fact in document.facts)


def _number_marks(evidence: tuple[tuple[Kind, Evidence], ...]) -> dict[tuple[str, int, BoundingBox], Mark]:
    """One mark a distinct box; a box that is evidence and fact at once shows as evidence."""
    marks: dict[tuple[str, int, BoundingBox], Mark] = {}
    for kind, entry in evidence:
        if entry.page is None or entry.bbox is None:
            continue
        key = (entry.file, entry.page, entry.bbox)
        known = marks.get(key)
        if known is None:
            marks[key] = Mark(f"mark-{len(marks) + 1}", entry.bbox, kind, entry.quote)
        elif _STRONGER.index(kind) > _STRONGER.index(known.kind):
            marks[key] = Mark(known.id, known.box, kind, known.quote or entry.quote)
    return marks


def _titles(report: Report) -> dict[Place, Label]:
    titles: dict[Place, Label] = {}
    for document in report.documents:
        name = label_document(document.doc_type)
        for number, page in enumerate(document.pages, start=1):
            many = len(document.pages) > 1
            title = Label(
                f"{name.zh} 第{number}页" if many else name.zh, f"{name.en}, page {number}" if many else name.en
            )
            other = titles.get((page.file, page.page))  # another small paper on the same sheet
            titles[(page.file, page.page)] = (
                Label(f"{other.zh}、{title.zh}", f"{other.en}; {title.en}") if other else title
            )
    return titles


def _plain_title(place: Place) -> Label:
    return Label(f"{place[0]} 第{place[1]}页", f"{place[0]}, page {place[1]}")


def _size(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture)) as image:
        return image.size


def _data_uri(picture: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(picture).decode("ascii")
