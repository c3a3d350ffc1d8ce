"""A page as numbers: which n-grams it carries, which titles and labels, and a few cheap facts about its layout.

Every block is scaled to about 1, so that one regularisation serves all. Nothing here depends on where on the page a
word stands apart from the title lines: photographed, cropped and rotated papers keep their words and lose their places.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from prereview.artifacts import Arrays
from prereview.classification.ngrams import Hashes, hash_ngrams, hash_words
from prereview.classification.vocabulary import word_counter
from prereview.classification.wording import Wording, read_wording
from prereview.documents import Page

Floats = npt.NDArray[np.float32]

SIGNALS = (
    "lines", "characters", "digit_share", "latin_share", "han_share", "line_length", "rows_shared",
    "narrow", "portrait", "square", "landscape", "card_shape", "wide",
    "seals", "red_seals", "codes", "identity_number", "card_number", "card_number_valid", "vehicle_number",
    "plate", "amounts", "dates", "arrows", "ranges", "checkboxes", "long_lines", "sentences", "few_words",
)  # fmt: skip

_IDENTITY = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?!\d)")
_CARD = re.compile(r"(?<![\d.])(?:\d{4}[ -]?){3}\d{1,4}(?:[ -]?\d{1,3})?(?![\d.])")
_VEHICLE = re.compile(r"(?<![A-Z0-9])(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)
_AMOUNT = re.compile(r"\d+\.\d{2}(?!\d)")
_DATE = re.compile(r"(?:19|20)\d{2}\s*[-./年]\s*[01]?\d\s*[-./月]")
_RANGE = re.compile(r"\d(?:\.\d+)?\s*(?:--|-|~|—|~)\s*\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Scales:
    """Weight of each block of features; chosen on calibration data, stored with the model."""

    body: float = 1.0
    title: float = 1.0
    words: float = 0.7
    titles_found: float = 1.0
    labels_found: float = 1.5
    signals: float = 0.5


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Positions (ascending) and values of the non-zero features of one page."""

    indices: npt.NDArray[np.int64]
    values: Floats


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """Which hashed n-grams count, and how much. The rest of the vector has a fixed place after them.

    `body`, `title`, `words` are ascending 32-bit hashes; the matching `*_idf` arrays are their weights.
    """

    body: Hashes
    title: Hashes
    words: Hashes
    body_idf: Floats
    title_idf: Floats
    words_idf: Floats
    scales: Scales = Scales()

    @property
    def size(self) -> int:
        """Length of the feature vector."""
        return len(self.body) + len(self.title) + len(self.words) + 3 * len(word_counter().types) + len(SIGNALS)

    def encode(self, page: Page) -> SparseVector:
        """The feature vector of a page."""
        wording = read_wording(page)
        blocks = (
            _select(hash_ngrams(wording.body), self.body, self.body_idf, self.scales.body),
            _select(hash_ngrams(wording.title, shortest=2), self.title, self.title_idf, self.scales.title),
            _select(hash_words(wording.words), self.words, self.words_idf, self.scales.words),
            _dense(self.scales.titles_found * word_counter().title_hits(wording.title)),
            _dense(self.scales.labels_found * _label_shares(wording)),
            _dense(self.scales.signals * page_signals(page, wording)),
        )
        offsets = np.cumsum(
            [
                0,
                len(self.body),
                len(self.title),
                len(self.words),
                len(word_counter().types),
                2 * len(word_counter().types),
            ]
        )
        return SparseVector(
            indices=np.concatenate([block.indices + offset for block, offset in zip(blocks, offsets, strict=True)]),
            values=np.concatenate([block.values for block in blocks]),
        )

    def to_arrays(self) -> Arrays:
        """The arrays to store with a model; the scales go into its parameters."""
        return {
            "body": self.body, "title": self.title, "words": self.words,
            "body_idf": self.body_idf.astype(np.float16), "title_idf": self.title_idf.astype(np.float16),
            "words_idf": self.words_idf.astype(np.float16),
        }  # fmt: skip

    @classmethod
    def from_arrays(cls, arrays: Arrays, scales: Scales) -> Self:
        """The space stored with a model."""
        return cls(
            body=arrays["body"],
            title=arrays["title"],
            words=arrays["words"],
            body_idf=arrays["body_idf"].astype(np.float32),
            title_idf=arrays["title_idf"].astype(np.float32),
            words_idf=arrays["words_idf"].astype(np.float32),
            scales=scales,
        )


def page_signals(page: Page, wording: Wording) -> Floats:
    """Layout and number facts, each 0 to about 1, in the order of `SIGNALS`."""
    text = page.text
    values = (*_amounts_of_text(page, text), *_shape(page), *_marks(page), *_numbers(text), *_flow(page, wording))
    return np.array(values, dtype=np.float32)


def _select(hashes: Hashes, kept: Hashes, idf: Floats, scale: float) -> SparseVector:
    if not len(kept) or not len(hashes):
        return SparseVector(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
    places = np.searchsorted(kept, hashes)
    places = places[kept[np.minimum(places, len(kept) - 1)] == hashes]
    values = idf[places]
    norm = float(np.sqrt((values * values).sum()))
    return SparseVector(places, (scale / norm * values).astype(np.float32) if norm else values)


def _dense(values: Floats) -> SparseVector:
    indices = np.flatnonzero(values)
    return SparseVector(indices, values[indices].astype(np.float32))


def _label_shares(wording: Wording) -> Floats:
    # Two views: how much of a type's wording is there at all, and which type leads, whatever the length of the page.
    scores = word_counter().label_scores(wording.body)
    most = max(float(scores.max()), 12.0)  # below about four whole labels nothing leads
    return np.concatenate((np.log1p(scores) / 5, (scores / most) ** 2))


def _amounts_of_text(page: Page, text: str) -> tuple[float, ...]:
    solid = [character for character in text if not character.isspace()]
    count = max(1, len(solid))
    digits = sum(character.isdigit() for character in solid)
    latin = sum(character.isascii() and character.isalpha() for character in solid)
    han = sum("\u4e00" <= character <= "\u9fff" for character in solid)
    lines = len(page.lines)
    return (
        min(1.0, np.log1p(lines) / 5), min(1.0, np.log1p(len(solid)) / 8), digits / count, latin / count, han / count,
        min(1.0, count / max(1, lines) / 40), _rows_shared(page),
    )  # fmt: skip


def _rows_shared(page: Page) -> float:
    """Share of lines that stand beside two or more others: tables and forms."""
    if len(page.lines) < 3:
        return 0.0
    middles = np.sort([(line.bbox.y0 + line.bbox.y1) / 2 for line in page.lines])
    height = float(np.median([line.bbox.height for line in page.lines]))
    near = np.searchsorted(middles, middles + height / 2) - np.searchsorted(middles, middles - height / 2)
    return float((near >= 3).mean())


def _shape(page: Page) -> tuple[float, ...]:
    edges = (0.0, 0.6, 0.8, 1.2, 1.5, 1.65, 1e9)
    return tuple(float(low <= page.aspect < high) for low, high in itertools.pairwise(edges))


def _marks(page: Page) -> tuple[float, ...]:
    red = sum(seal.colour == "red" for seal in page.seals)
    return min(1.0, len(page.seals) / 3), min(1.0, red / 3), min(1.0, len(page.codes) / 2)


def _numbers(text: str) -> tuple[float, ...]:
    cards = [re.sub(r"\D", "", found) for found in _CARD.findall(text)]
    cards = [card for card in cards if 16 <= len(card) <= 19]
    return (
        float(bool(_IDENTITY.search(text))), float(bool(cards)), float(any(_luhn(card) for card in cards)),
        float(bool(_VEHICLE.search(text))), float(bool(_PLATE.search(text))),
        min(1.0, np.log1p(len(_AMOUNT.findall(text))) / 4), min(1.0, len(_DATE.findall(text)) / 5),
        min(1.0, sum(text.count(arrow) for arrow in "↑↓") / 5), min(1.0, np.log1p(len(_RANGE.findall(text))) / 4),
        min(1.0, sum(text.count(box) for box in "□☑☐✓") / 5),
    )  # fmt: skip


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _flow(page: Page, wording: Wording) -> tuple[float, ...]:
    lines = max(1, len(page.lines))
    return (
        sum(len(line.text) >= 25 for line in page.lines) / lines,
        min(1.0, sum(page.text.count(mark) for mark in "。;;") / 20),
        float(len(wording.body) < 20),
    )
