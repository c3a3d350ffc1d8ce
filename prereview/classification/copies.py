"""The same page twice: photographed again, or sent as a scan and as a file. Words decide, not pixels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prereview.classification.ngrams import Hashes, hash_ngrams
from prereview.documents import Page

SHORTEST = 30  #: letters and digits from which a page has enough words to be compared
TELLING = 200  #: from so many on the words alone tell; below, a common number must: backs of cards are all alike
#: A number that no two papers share by chance; terms and dates are shared by many cards.
_OWN_NUMBER = re.compile(r"(?!(?:19|20)\d{6}$)\d{6,}")
SAME_WORDS = 0.65  #: share of common runs of three characters, from which two readings may be of one page
SAME_NUMBERS = 0.8  #: and of common numbers: two reports of one form differ in theirs


@dataclass(frozen=True, slots=True)
class _Print:
    length: int
    runs: Hashes
    numbers: frozenset[str]


def find_copies(pages: Sequence[Page]) -> dict[int, int]:
    """Places of pages that show the words of an earlier page, each with the place of that first one."""
    prints = [_take(page) for page in pages]
    copies: dict[int, int] = {}
    for place, mine in enumerate(prints):
        for earlier in range(place):
            if earlier not in copies and _same(mine, prints[earlier]):
                copies[place] = earlier
                break
    return copies


def _take(page: Page) -> _Print:
    plain = unicodedata.normalize("NFKC", page.text).lower()
    text = "".join(char for char in plain if char.isalnum())
    numbers = frozenset(re.findall(r"\d{2,}(?:\.\d+)?", plain))
    return _Print(len(text), hash_ngrams(text, shortest=3), numbers)


def _same(one: _Print, other: _Print) -> bool:
    if min(one.length, other.length) < max(SHORTEST, 0.7 * max(one.length, other.length)):
        return False
    shared = one.numbers & other.numbers
    if len(shared) < SAME_NUMBERS * len(one.numbers | other.numbers):
        return False
    if one.length < TELLING and not any(_OWN_NUMBER.fullmatch(number) for number in shared):
        return False
    common = len(np.intersect1d(one.runs, other.runs, assume_unique=True))
    return common >= SAME_WORDS * (len(one.runs) + len(other.runs) - common)
