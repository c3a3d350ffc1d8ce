"""The pages the classifier learns from, is calibrated on and is tested on: three draws that share no seed.

Three sources: generated submissions (layouts), vocabulary pages (any part of a form), unrelated print (strangers).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Literal, Protocol

from prereview.documents import BLANK, UNKNOWN, Page
from prereview.training.label_pages import draw_label_page, label_page_types
from prereview.training.page_noise import garble
from prereview.training.unrelated import draw_unrelated, unrelated_kinds

log = logging.getLogger(__name__)

Split = Literal["fit", "calibrate", "test"]
Progress = Callable[[int, int], None]
SHARES: dict[Split, float] = {"fit": 0.7, "calibrate": 0.15, "test": 0.15}
#: Types no page of which can be told by its words (photographs), or that overlap another type by definition:
#: an electronic medical bill is an inpatient or outpatient invoice too, and is called that.
NOT_LEARNT = frozenset({"scene_photo", "damage_photo", "e_invoice", BLANK})


class DrawnPage(Protocol):
    """What a generated page must offer."""

    @property
    def doc_type(self) -> str:
        """Its type in the catalogue."""
        ...

    @property
    def page(self) -> Page:
        """The page as a perfect reader would return it."""
        ...


#: (how many, seed) to generated pages; the synthesis room's `generate_pages` fits.
PageSource = Callable[[int, int], Iterable[DrawnPage]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One page to learn from.

    `origin` is generated, vocabulary or unrelated; `noise` the strength of its damage; `kind` that of unrelated print.
    """

    label: str
    page: Page
    origin: str
    noise: float
    kind: str = ""


def draw_samples(split: Split, *, pages: int, seed: int, source: PageSource | None) -> Iterator[Sample]:
    """The pages of one split; the same arguments give the same pages.

    Args:
        split: which of the three draws.
        pages: size of the whole corpus; the split gets its share.
        seed: of the corpus.
        source: generated submissions' pages; without it the vocabulary pages fill the gap.
    """
    count = round(pages * SHARES[split])
    rng = Random(f"{seed}/{split}")
    strangers = count // 4
    generated = (count - strangers) // 2 if source is not None else 0
    if source is not None:
        number = int.from_bytes(hashlib.sha256(f"{seed}/{split}".encode()).digest()[:4], "big")
        for drawn in source(generated, number):
            if drawn.doc_type not in NOT_LEARNT and drawn.page.lines:
                yield _damaged(drawn.doc_type, drawn.page, "generated", rng)
    types = [doc_type for doc_type in label_page_types() if doc_type not in NOT_LEARNT]
    for number in range(count - strangers - generated):
        doc_type = types[number % len(types)]
        yield _damaged(doc_type, draw_label_page(doc_type, rng), "vocabulary", rng)
    kinds = unrelated_kinds()
    for number in range(strangers):
        kind = kinds[number % len(kinds)]
        page = draw_unrelated(kind, rng)
        if page.lines:
            yield replace(_damaged(UNKNOWN, page, "unrelated", rng), kind=kind)


def hash_samples(samples: Iterable[Sample]) -> str:
    """sha256 over labels and texts."""
    digest = hashlib.sha256()
    for sample in samples:
        digest.update(f"{sample.label}\x00{sample.page.text}\x01".encode())
    return digest.hexdigest()


def _damaged(label: str, page: Page, origin: str, rng: Random) -> Sample:
    strength = rng.choice((0.0, 0.0, 0.3, 0.6, 1.0))
    damaged = garble(page, rng, strength=strength)
    if not damaged.lines:
        damaged, strength = page, 0.0
    return Sample(label, damaged, origin, strength)
