"""Character n-grams as 32-bit hashes, by one numpy pass: fast, the same on every machine, no strings to ship."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]
_PRIME = np.uint64(1_099_511_628_211)  # FNV-1a, 64 bit
_BREAK = 10  # code point of the line break


def window_hashes(text: str, longest: int) -> Iterator[tuple[int, npt.NDArray[np.uint64], npt.NDArray[np.bool_]]]:
    """For n = 1…longest: n, the hash of every window of n characters, and whether it stays within one line."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    breaks = np.concatenate(([0], np.cumsum(points == _BREAK)))
    hashes = np.full(len(points), 14_695_981_039_346_656_037, dtype=np.uint64)
    for n in range(1, min(longest, len(points)) + 1):
        if n > 1:
            hashes = hashes[:-1]
        hashes = (hashes ^ (points[n - 1 :] + np.uint64(n << 24))) * _PRIME
        yield n, hashes, breaks[n:] == breaks[: len(breaks) - n]


def fold(hashes: npt.NDArray[np.uint64]) -> Hashes:
    """64-bit hashes to 32 bits; the high half is the well-mixed one."""
    return ((hashes >> np.uint64(32)) ^ (hashes & np.uint64(0xFFFFFFFF))).astype(np.uint32)


def hash_ngrams(text: str, *, shortest: int = 1, longest: int = 3) -> Hashes:
    """Distinct n-grams of a text, sorted; n-grams never cross a line break."""
    found = [
        fold(hashes[inside]) for n, hashes, inside in window_hashes(text, longest) if n >= shortest and inside.any()
    ]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.uint32)


def hash_words(words: Sequence[str]) -> Hashes:
    """Distinct whole words, hashed apart from n-grams."""
    return np.unique(np.array([_hash_whole("\x02" + word) for word in set(words)], dtype=np.uint32))


def _hash_whole(text: str) -> int:
    value = 14_695_981_039_346_656_037
    for character in text:
        value = ((value ^ ord(character)) * 1_099_511_628_211) & 0xFFFFFFFFFFFFFFFF
    return (value >> 32) ^ (value & 0xFFFFFFFF)


def hash_string(text: str) -> int:
    """The 64-bit hash `window_hashes` gives a window that equals `text`."""
    *_, (_, hashes, _) = window_hashes(text, len(text))
    return int(hashes[0])
