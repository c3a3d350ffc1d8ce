"""Generated claims sent through the whole pipeline, as training rows with their truth.

Papers are not rendered: their canvases are turned into pages with simulated reading errors, and the pipeline reads
those instead of pictures. A thousand claims take minutes, and everything after the reader is the product itself.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

from prereview.artifacts import default_directory
from prereview.classification.classifier import NAME as CLASSIFIER
from prereview.documents import Record
from prereview.pipeline import Reviewer, load_reviewer
from prereview.report import Report
from prereview.scoring import Scorers
from prereview.settings import Settings
from prereview.synthesis import SyntheticClaim
from prereview.synthesis.library import recipes
from prereview.synthesis.submissions import Recipe, compose_claim
from prereview.training.claim_rows import SETTLED, ClaimRow, Truth, make_row
from prereview.training.row_files import append_row, read_rows
from prereview.training.simulated_reading import KnownPages, read_papers

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]  #: (done, total)

LINES_A_PAGE = 60  #: of a plain text file, see docs; the stand-in files have one such page for each page of a paper

CLEAN_SHARE = 0.6  #: of claims with nothing planted; 62–72 % of claims need no second round (field.md rows 9 and 16)

#: Planted defects that only a person can settle.
PERSON_DEFECTS = frozenset({"D04", "D05", "D06", "D07", "D08", "D10", "D20", "D22"})


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
    papers = read_papers(claim.documents, rng)
    with tempfile.TemporaryDirectory(prefix="prereview-claim-") as folder:
        for name, size in papers.files.items():
            (Path(folder) / name).write_text(f"{name}\n" * (LINES_A_PAGE * size), encoding="utf-8")
        (Path(folder) / "claim.json").write_text(claim.claim.model_dump_json(exclude_none=True), encoding="utf-8")
        report = replace(reviewer, reader=KnownPages(papers.pages, papers.printed)).review(folder)
    return report, papers.capture


def find_truth(claim: SyntheticClaim) -> Truth:
    """What a careful reviewer who sees the papers would say, as the generator knows it."""
    person = any(defect.code in PERSON_DEFECTS for defect in claim.defects)
    return Truth(
        open_items=frozenset(name for name, state in claim.items.items() if state not in SETTLED),
        needs_person=person or claim.preexisting.flag or claim.preexisting.needs_human,
        upheld=claim.preexisting.flag,
    )
