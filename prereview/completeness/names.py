"""Comparing names and numbers that an OCR engine may have misread."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from rapidfuzz.distance import Levenshtein

Agreement = Literal["same", "close", "different"]
_NOISE = re.compile(r"[\s·.,,。:：()()_-]+")
_MASKS = "*＊某×xX"


def canonical_name(text: str) -> str:
    """The name without width variants, spaces and punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def compare_names(one: str, other: str) -> Agreement:
    """Same, one character apart (a misreading or a wrong character), or different. Masked characters match any."""
    left, right = canonical_name(one), canonical_name(other)
    if left == right or _masked_match(left, right) or _masked_match(right, left):
        return "same"
    return "close" if min(len(left), len(right)) >= 2 and Levenshtein.distance(left, right) == 1 else "different"


def compare_numbers(one: str, other: str) -> Agreement:
    """The same for id numbers: up to two misread digits are close; masked digits match any."""
    left, right = canonical_name(one), canonical_name(other)
    if left == right or _masked_match(left, right) or _masked_match(right, left):
        return "same"
    return "close" if Levenshtein.distance(left, right) <= 2 else "different"


def _masked_match(masked: str, full: str) -> bool:
    # 张** and 3501**********1234 are how hospitals and platforms print personal data.
    marks = "*某" if masked[-1:] in "xX" else _MASKS
    if not any(mark in masked for mark in "*某×") or len(masked) != len(full):
        return bool(re.fullmatch(r"[^*某×]+\*+", masked)) and full.startswith(masked.rstrip("*"))
    return all(mine == theirs or mine in marks for mine, theirs in zip(masked, full, strict=True))
