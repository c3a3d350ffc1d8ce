"""Papers that were never drawn, as the product's reader would return them: simulated errors, and a second look.

The errors are set so that generated claims come out of the pipeline about as those really drawn, photographed and read
do (docs/measured.md, "Simulated reading"); photographs are somewhat worse here, so that bad ones are known too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from prereview.documents import BoundingBox, Evidence, Line, Page, Quality, SourcePage
from prereview.reading import Reader, Suffices, needs_all
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.drafting import SyntheticDocument
from prereview.synthesis.misreading import misread
from prereview.synthesis.reading_view import read_canvas

Place = tuple[str, int]  #: file and page number

DIGITAL, SCAN = 0.1, 0.3  #: a claim whose draw is below came as digital files, or from a scanner; others from a phone
_FOUND = 0.97  #: of coloured seals that the reader finds
_LEGIBLE = 0.65  #: of seals whose legend the reader makes out on a clear page
#: Share of places for a signature at which a picture of each grade does not tell; assumed, no rate is measured yet.
_UNCLEAR = {"good": 0.05, "fair": 0.25, "poor": 1.0, "unreadable": 1.0}
_RARE = 4  #: most pages of a bad photographer are still good ones


@dataclass(frozen=True, slots=True)
class Papers:
    """What the reader makes of the pages of a claim, what stands on them, and how they were captured."""

    pages: Mapping[Place, Page]
    printed: Mapping[Place, Page]
    quality: float  #: 0–1, worse and worse

    @property
    def capture(self) -> str:
        """How the papers arrived."""
        return "digital" if self.quality < DIGITAL else "scan" if self.quality < SCAN else "photo"

    @property
    def files(self) -> dict[str, int]:
        """Pages of each file."""
        return {file: sum(name == file for name, _ in self.pages) for file, _ in self.pages}


class KnownPages(Reader):
    """A reader that already knows what stands on each page, by file and number; it has no engine.

    With the pages as printed it can also look again: two readings of a place, each with errors of its own.
    """

    def __init__(self, pages: Mapping[Place, Page], printed: Mapping[Place, Page] | None = None) -> None:
        self._pages = pages  # the engine of `Reader` stays out: nothing is ever recognised here
        self._printed = printed or {}

    @property
    def engine_name(self) -> str:
        """Says in every report that the reading was simulated."""
        return "simulated"

    def read(self, source: SourcePage, *, suffices: Suffices = needs_all) -> Page:
        """The known page."""
        return self._pages[source.file, source.number]

    def read_again(self, source: SourcePage, page: Page, places: Sequence[Evidence]) -> tuple[tuple[str, ...], ...]:
        """Two more readings of each place; nothing where the printed page is not known."""
        printed = self._printed.get((page.file, page.number))
        if printed is None or page.quality.grade == "unreadable":
            return tuple(() for _ in places)
        rng = Random(f"again/{page.file}/{page.number}/{len(page.text)}")
        severity = {"good": 0.05, "fair": 0.2, "poor": 0.4}.get(page.quality.grade, 0.4)
        readings = [misread(printed, rng, severity=severity).lines for _ in range(2)]
        return tuple(_words_at(place.bbox, readings) for place in places)


def _words_at(place: BoundingBox | None, readings: Sequence[Sequence[Line]]) -> tuple[str, ...]:
    if place is None:
        return ()
    found = ("".join(line.text for line in lines if _crosses(line.bbox, place)) for lines in readings)
    return tuple(text for text in found if text)


def _crosses(line: BoundingBox, place: BoundingBox) -> bool:
    middle = (line.y0 + line.y1) / 2
    return place.y0 <= middle <= place.y1 and line.x0 < place.x1 and line.x1 > place.x0


def read_papers(documents: Sequence[SyntheticDocument], rng: Random) -> Papers:
    """Pages as read, one file a paper or everything in one file, as claimants send them."""
    quality = rng.random()  # one phone, one scanner: the papers of a claim are read about equally well
    together = rng.random() < 0.3
    sizes: dict[str, int] = {}
    pages: dict[Place, Page] = {}
    printed: dict[Place, Page] = {}
    for document in documents:
        file = "all.txt" if together else f"{document.id}.txt"
        for canvas in document.pages:
            sizes[file] = number = sizes.get(file, 0) + 1
            known = {"file": file, "number": number}
            view = read_canvas(canvas, rng=rng)
            legible = _with_legends(view, canvas, _LEGIBLE * (1 - 0.7 * quality), rng)
            printed[file, number] = view.model_copy(update=known)
            pages[file, number] = _capture(legible, document.capture, quality, rng).model_copy(update=known)
    return Papers(pages, printed, quality)


def _with_legends(page: Page, canvas: Canvas, share: float, rng: Random) -> Page:
    """The page with what its seals say, for a share of the seals."""
    seals = tuple(
        seal.model_copy(update={"text": stamp.top + stamp.centre + stamp.bottom, "kind": stamp.kind or None})
        if rng.random() < share
        else seal
        for seal, stamp in zip(page.seals, canvas.stamps, strict=True)
    )
    return page.model_copy(update={"seals": seals})


def _capture(page: Page, how: str, quality: float, rng: Random) -> Page:
    if how == "illegible":
        read = misread(page, rng, severity=1.0)
        return read.model_copy(
            update={"lines": read.lines[:2], "quality": Quality(grade="unreadable", reasons=("blur",))}
        )
    if how == "photocopy":
        read = _with_signing(misread(page, rng, severity=0.4 * rng.random()), rng)
        return read.model_copy(update={"ink": "grey", "seals": ()})
    if quality < SCAN:
        return page.model_copy(update={"ink": "digital" if quality < DIGITAL else "colour"})
    read = misread(page, rng, severity=min(0.9, quality * rng.random() ** _RARE))
    return _with_seals(_with_signing(read, rng), page, rng)


def _with_signing(read: Page, rng: Random) -> Page:
    share = _UNCLEAR[read.quality.grade]
    places = (place.model_copy(update={"ink": "unclear"}) if rng.random() < share else place for place in read.signing)
    return read.model_copy(update={"signing": tuple(places)})


def _with_seals(read: Page, page: Page, rng: Random) -> Page:
    """Seals as the product's reader finds them: nearly all in colour, none in grey (docs/measured.md: 12 of 12)."""
    found = tuple(seal for seal in page.seals if rng.random() < _FOUND) if read.ink == "colour" else ()
    return read.model_copy(update={"seals": found})
