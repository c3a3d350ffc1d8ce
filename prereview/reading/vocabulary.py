"""Which characters the recogniser may answer with, and which form of them a page uses.

The vocabulary is wide enough for names: all of GBK, and the Table of General Standard Chinese Characters of 2013,
whose third level exists for names (昇, 堃, 喆, 赟). Traditional forms stay in it, because pages from Hong Kong and
Taiwan arrive too; on a simplified page a stray one (門诊) is the recogniser's slip and is folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

#: Ranges beside Han: Latin, Greek, Cyrillic; punctuation to dingbats' start; kana; full-width forms.
_OTHER = ((0x00, 0x530), (0x2000, 0x2700), (0x3000, 0x3100), (0x3200, 0x3400), (0xFF00, 0xFFF0))


def is_wanted(char: str) -> bool:
    """Whether a character can stand on a claim document."""
    if len(char) != 1:
        return False
    if "\u3400" <= char <= "\u9fff" or char > "\U0001ffff":
        return _in_gbk(char) or char in _names()
    return any(low <= ord(char) < high for low, high in _OTHER)


def is_simplified_page(texts: Iterable[str]) -> bool:
    """Whether traditional forms are rare enough (a quarter of the characters that differ) to be slips."""
    traditional, simplified = _simplified_forms(), frozenset(_simplified_forms().values())
    chars = "".join(texts)
    slips = sum(char in traditional for char in chars)
    return slips * 3 <= sum(char in simplified for char in chars)


def simplify(text: str) -> str:
    """Traditional forms replaced by the simplified ones."""
    forms = _simplified_forms()
    return "".join(forms.get(char, char) for char in text)


def _in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _names() -> frozenset[str]:
    return frozenset("".join(_listing("standard")))


@cache
def _simplified_forms() -> Mapping[str, str]:
    return {pair[0]: pair[1] for row in _listing("traditional") for pair in row.split()}


def _listing(name: str) -> list[str]:
    listing = resources.files("prereview.reading").joinpath(f"{name}_characters.txt").read_text(encoding="utf-8")
    return [row for row in listing.splitlines() if not row.startswith("#")]
