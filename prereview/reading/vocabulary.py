"""Which characters the recogniser may answer with.

Simplified Chinese as the state standardised it: GB 2312 plus the rest of the Table of General Standard Chinese
Characters of 2013, whose third level exists for names (昇, 堃, 喆, 赟). Everything that is not Han stays.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


def is_wanted(char: str) -> bool:
    """Whether a character can stand on a claim document of the mainland."""
    if len(char) != 1:
        return False
    return not _is_han(char) or _in_gb2312(char) or char in _standard_extras()


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char > "\U0001ffff"


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _standard_extras() -> frozenset[str]:
    listing = resources.files("prereview.reading").joinpath("standard_characters.txt").read_text(encoding="utf-8")
    return frozenset("".join(line for line in listing.splitlines() if not line.startswith("#")))
