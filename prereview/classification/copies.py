"""The same page twice: photographed again, or sent as a scan and as a file. Words decide, not pixels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from prereview.classification.ngrams import Hashes, hash_ngrams
from prereview.documents import Page

SHORTEST = 30  #: letters and digits from which a page has enough words to be compared
TELLING = 200  #: from so many on the words alone tell; below, a common number must: backs of cards are all alike
#: A number that no two papers share by chance; terms and dates are shared by many cards.
_OWN_NUMBER = re.compile(r"(?!(?:19|20)\d{6}$)\d{6,}")
LONG, SLIPS = 15, 2  #: numbers of people, cards and accounts, and the characters two readings of one may differ in
#: Letters that engines put for digits, inside a number.
_MISREAD = re.compile(r"(?<=\d)[oldizsb|]+(?=\d)")
_DIGITS = str.maketrans("oldizsb|", "01011581")
_GROUPED = re.compile(r"(?<=\d{4})[ -](?=\d{3,4}(?!\d))")  # 6222 0200 0112 233
#: A time printed right behind its date is read as one run of digits or as two.
_DATED = re.compile(r"((?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{2})日?(?=\d{1,2}:\d{2})")
_ALIKE = re.compile("签发机关")  #: backs of identity cards are alike for all whom one office made theirs on one day
IDENTICAL = 0.95  #: share of common runs from which two short pages with the same numbers are one
SAME_WORDS = 0.65  #: share of common runs of three characters, from which two readings may be of one page
SAME_NUMBERS = 0.8  #: and of common numbers: two reports of one form differ in theirs


@dataclass(frozen=True, slots=True)
class _Print:
    length: int
    runs: Hashes
    numbers: frozenset[str]
    alike: bool


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
    digits = _MISREAD.sub(lambda run: run.group(0).translate(_DIGITS), _DATED.sub(r"\1 ", plain))
    digits = _GROUPED.sub("", digits)
    numbers = frozenset(re.findall(r"\d{2,}(?:\.\d+)?", digits))
    return _Print(len(text), hash_ngrams(text, shortest=3), numbers, bool(_ALIKE.search(text)))


def _slipped(one: str, other: str) -> bool:
    """Whether two long numbers are one, read with a slip; no two people or accounts are that close."""
    return min(len(one), len(other)) >= LONG and Levenshtein.distance(one, other, score_cutoff=SLIPS) <= SLIPS


def _same(one: _Print, other: _Print) -> bool:
    if min(one.length, other.length) < max(SHORTEST, 0.7 * max(one.length, other.length)):
        return False
    shared = one.numbers & other.numbers
    shared |= {
        mine for mine in one.numbers - shared if any(_slipped(mine, theirs) for theirs in other.numbers - shared)
    }
    if len(shared) < SAME_NUMBERS * (len(one.numbers) + len(other.numbers) - len(shared)):
        return False
    common = len(np.intersect1d(one.runs, other.runs, assume_unique=True))
    words = common / max(1, len(one.runs) + len(other.runs) - common)
    if one.length < TELLING and not any(_OWN_NUMBER.fullmatch(number) for number in shared):
        return words >= IDENTICAL and one.numbers == other.numbers and not one.alike
    return words >= SAME_WORDS
