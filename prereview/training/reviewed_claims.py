"""Generated claims sent through the whole pipeline, as training rows with their truth.

Papers are not rendered: their canvases are turned into pages with simulated reading errors, and the pipeline reads
those instead of pictures. A thousand claims take minutes, and everything after the reader is the product itself.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from prereview.artifacts import default_directory
from prereview.classification.classifier import NAME as CLASSIFIER
from prereview.documents import Evidence, Page, Quality, Record, SourcePage
from prereview.pipeline import Reviewer, load_reviewer
from prereview.reading import Reader, Suffices, needs_all
from prereview.report import Report
from prereview.scoring import Scorers
from prereview.settings import Settings
from prereview.synthesis import SyntheticClaim
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.drafting import SyntheticDocument
from prereview.synthesis.library import recipes
from prereview.synthesis.misreading import misread
from prereview.synthesis.reading_view import read_canvas
from prereview.synthesis.submissions import Recipe, compose_claim
from prereview.training.claim_rows import SETTLED, ClaimRow, Truth, make_row
from prereview.training.row_files import append_row, read_rows

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]  #: (done, total)

LINES_A_PAGE = 60  #: of a plain text file, see docs; the stand-in files have one such page for each page of a paper

CLEAN_SHARE = 0.6  #: of claims with nothing planted; 62–72 % of claims need no second round (field.md rows 9 and 16)

#: Planted defects that only a person can settle.
PERSON_DEFECTS = frozenset({"D04", "D05", "D06", "D07", "D08", "D10", "D20", "D22"})
_FOUND = 0.97  #: of coloured seals that the reader finds
_LEGIBLE = 0.65  #: of seals whose legend the simulated reader makes out on a clear page


class KnownPages(Reader):
    """A reader that already knows what stands on each page, by file and number; it has no engine."""

    def __init__(self, pages: Mapping[tuple[str, int], Page]) -> None:
        self._pages = pages  # the engine of `Reader` stays out: nothing is ever recognised here

    @property
    def engine_name(self) -> str:
        """Says in every report that the reading was simulated."""
        return "simulated"

    def read(self, source: SourcePage, *, suffices: Suffices = needs_all) -> Page:
        """The known page."""
        return self._pages[source.file, source.number]

    def read_again(self, source: SourcePage, page: Page, places: Sequence[Evidence]) -> tuple[tuple[str, ...], ...]:
        """Nothing: a simulated page can be drawn for no second reader."""
        return tuple(() for _ in places)


def review_generated_claims(
    count: int, *, seed: int, models_dir: Path | None, progress: Progress, kept: Path | None = None
) -> tuple[ClaimRow, ...]:
    """Rows of `count` generated claims, in order of generation.

    Args:
        count: how many.
        seed: of the generator and of the reading errors.
        models_dir: models to review with; where it has no page classifier, the built-in models are used.
        progress: called with (done, total).
        kept: file of finished rows; an interrupted run goes on where it stopped. It must be of the same seed.
    """
    rows = read_rows(kept)[:count] if kept and kept.exists() else []
    reviewer = load_unscored_reviewer(models_dir)
    for number in range(len(rows), count):
        row = simulate_claim(number, seed=seed, reviewer=reviewer).to_row()
        rows.append(row)
        if kept:
            append_row(kept, row)
        progress(number + 1, count)
    return tuple(rows)


def load_unscored_reviewer(models_dir: Path | None = None) -> Reviewer:
    """The reviewer without claim scorers: scores must not be trained on the scores of an earlier file."""
    folder = models_dir if models_dir and (models_dir / CLASSIFIER).exists() else default_directory()
    return load_reviewer(Settings(models_dir=folder), scorers=Scorers())


class SimulatedClaim(Record):
    """A generated claim after its review: the report, the truth about it, and what only the generator knows."""

    report: Report
    truth: Truth
    person: str
    strata: dict[str, str]

    def to_row(self) -> ClaimRow:
        """The training row with the truth as answers."""
        return make_row(self.report, self.truth, person=self.person, strata=self.strata)


def simulate_claim(number: int, *, seed: int, reviewer: Reviewer) -> SimulatedClaim:
    """Claim `number` of a seed: generated, read with errors, reviewed, and held against its truth."""
    claim = draw_claim(number, seed=seed)
    report, capture = review_simulated(claim, reviewer, Random(f"reading/{seed}/{number}"))
    return SimulatedClaim(
        report=report,
        truth=find_truth(claim),
        person=claim.case.person.id_number,
        strata={"hospital": claim.case.hospital.name, "capture": capture},
    )


def draw_claim(number: int, *, seed: int) -> SyntheticClaim:
    """One claim of the training mix: lines in turn, `CLEAN_SHARE` of them without planted flaws."""
    lines = tuple(recipes())
    rng = Random(f"training/{seed}/{number}")
    nothing: tuple[()] | None = () if rng.random() < CLEAN_SHARE else None
    recipe = Recipe(lines[number % len(lines)], defects=nothing, missing=nothing)
    return compose_claim(recipe, rng, claim_id=f"T{seed}-{number:05d}")


def review_simulated(claim: SyntheticClaim, reviewer: Reviewer, rng: Random) -> tuple[Report, str]:
    """The report on a claim whose pages are read with simulated errors, and how its papers were captured."""
    quality = rng.random()  # one phone, one scanner: the papers of a claim are read about equally well
    papers = _file_papers(claim.documents, quality, rng)
    pages = {(page.file, page.number): page for file in papers.values() for page in file}
    with tempfile.TemporaryDirectory(prefix="prereview-claim-") as folder:
        for name, file in papers.items():
            (Path(folder) / name).write_text(f"{name}\n" * (LINES_A_PAGE * len(file)), encoding="utf-8")
        (Path(folder) / "claim.json").write_text(claim.claim.model_dump_json(exclude_none=True), encoding="utf-8")
        report = replace(reviewer, reader=KnownPages(pages)).review(folder)
    return report, "digital" if quality < 0.1 else "scan" if quality < 0.3 else "photo"


def find_truth(claim: SyntheticClaim) -> Truth:
    """What a careful reviewer who sees the papers would say, as the generator knows it."""
    person = any(defect.code in PERSON_DEFECTS for defect in claim.defects)
    return Truth(
        open_items=frozenset(name for name, state in claim.items.items() if state not in SETTLED),
        needs_person=person or claim.preexisting.flag or claim.preexisting.needs_human,
        upheld=claim.preexisting.flag,
    )


def _with_legends(page: Page, canvas: Canvas, share: float, rng: Random) -> Page:
    """The page with what its seals say, for a share of the seals."""
    seals = tuple(
        seal.model_copy(update={"text": stamp.top + stamp.centre + stamp.bottom, "kind": stamp.kind or None})
        if rng.random() < share
        else seal
        for seal, stamp in zip(page.seals, canvas.stamps, strict=True)
    )
    return page.model_copy(update={"seals": seals})


def _file_papers(documents: Sequence[SyntheticDocument], quality: float, rng: Random) -> dict[str, list[Page]]:
    """Pages as read, one file a paper or everything in one file, as claimants send them."""
    together = rng.random() < 0.3
    files: dict[str, list[Page]] = {}
    for document in documents:
        file = files.setdefault("all.txt" if together else f"{document.id}.txt", [])
        for canvas in document.pages:
            page = _with_legends(read_canvas(canvas, rng=rng), canvas, _LEGIBLE * (1 - 0.7 * quality), rng)
            file.append(_capture(page, document.capture, quality, rng))
    return {
        name: [page.model_copy(update={"file": name, "number": n}) for n, page in enumerate(pages, start=1)]
        for name, pages in files.items()
    }


def _capture(page: Page, how: str, quality: float, rng: Random) -> Page:
    if how == "illegible":
        read = misread(page, rng, severity=1.0)
        return read.model_copy(
            update={"lines": read.lines[:2], "quality": Quality(grade="unreadable", reasons=("blur",))}
        )
    if how == "photocopy":
        read = misread(page, rng, severity=0.4)
        return read.model_copy(update={"ink": "grey", "seals": ()})
    if quality < 0.3:
        return page.model_copy(update={"ink": "digital" if quality < 0.1 else "colour"})
    return _with_seals(misread(page, rng, severity=min(0.9, quality * rng.random())), page, rng)


def _with_seals(read: Page, page: Page, rng: Random) -> Page:
    """Seals as the product's reader finds them: nearly all in colour, none in grey (docs/measured.md: 12 of 12)."""
    found = tuple(seal for seal in page.seals if rng.random() < _FOUND) if read.ink == "colour" else ()
    return read.model_copy(update={"seals": found})
