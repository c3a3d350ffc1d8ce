"""Printed titles and field labels per document type, and how many of them a page carries."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import yaml

from prereview.catalogue import document_types
from prereview.classification.ngrams import hash_string, window_hashes
from prereview.classification.wording import normalise
from prereview.documents import Record

FUZZY_LENGTH = 4  #: titles this long may have one wrong character (an OCR slip or a stamp over it)
FUZZY_WEIGHT = 0.7


class TypeWords(Record):
    """Words of one document type: titles (first the usual one) and field labels."""

    titles: tuple[str, ...]
    labels: tuple[str, ...]


@cache
def type_words() -> Mapping[str, TypeWords]:
    """The vocabulary by document type; catalogue cues are added to the titles."""
    text = resources.files("prereview").joinpath("classification/vocabulary.yaml").read_text(encoding="utf-8")
    entries = {key: TypeWords.model_validate(value) for key, value in yaml.safe_load(text)["types"].items()}
    cues = {entry.id: entry.cues for entry in document_types().values()}
    return {
        key: entry.model_copy(update={"titles": tuple(dict.fromkeys((*entry.titles, *cues.get(key, ()))))})
        for key, entry in entries.items()
    }


@cache
def vocabulary_hash() -> str:
    """sha256 over the vocabulary in use; a model is best with the one it was trained on."""
    entries = {key: [entry.titles, entry.labels] for key, entry in type_words().items()}
    return hashlib.sha256(json.dumps(entries, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases of one length: their code points (one row each), hashes, rows by ascending hash, and weights."""

    length: int
    points: npt.NDArray[np.uint32]
    hashes: npt.NDArray[np.uint64]
    ascending: npt.NDArray[np.intp]
    weights: npt.NDArray[np.float32]  # phrases x types


@dataclass(frozen=True, slots=True)
class WordCounter:
    """Finds titles and labels of all types in a page; built once."""

    types: tuple[str, ...]
    titles: tuple[_Phrases, ...]
    labels: tuple[_Phrases, ...]

    def title_hits(self, text: str) -> npt.NDArray[np.float32]:
        """Best title match per type, 0–1; a title inside a longer match of another type does not count."""
        best = np.zeros(len(self.types), dtype=np.float32)
        points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
        covered = np.zeros(len(points), dtype=bool)
        for phrases in reversed(self.titles):
            if len(points) < phrases.length:
                continue
            wrong = _differences(points, phrases)
            allowed = 1 if phrases.length >= FUZZY_LENGTH else 0
            places, rows = np.nonzero(wrong <= allowed)
            fresh = [place for place in places if not covered[place : place + phrases.length].all()]
            for place, row in zip(places, rows, strict=True):
                if place in fresh:
                    weight = 1.0 if wrong[place, row] == 0 else FUZZY_WEIGHT
                    np.maximum(best, weight * phrases.weights[row], out=best)
            for place in fresh:
                covered[place : place + phrases.length] = True
        return best

    def label_scores(self, text: str) -> npt.NDArray[np.float32]:
        """Per type, the summed distinctiveness of its labels on the page."""
        scores = np.zeros(len(self.types), dtype=np.float32)
        by_length = {phrases.length: phrases for phrases in self.labels}
        for n, hashes, _ in window_hashes(text, max(by_length)):
            if phrases := by_length.get(n):
                scores += phrases.weights[_occurring(phrases, hashes)].sum(axis=0)
        return scores

    def labels_found(self, text: str) -> frozenset[int]:
        """The distinctive labels on the page, as hashes; only for comparing pages with each other."""
        found: set[int] = set()
        by_length = {phrases.length: phrases for phrases in self.labels if phrases.length > 2}
        for n, hashes, _ in window_hashes(text, max(by_length)):
            if phrases := by_length.get(n):
                found.update(phrases.hashes[_occurring(phrases, hashes)].tolist())
        return frozenset(found)


def _differences(points: npt.NDArray[np.uint32], phrases: _Phrases) -> npt.NDArray[np.uint8]:
    """Windows of a text x phrases: at how many characters they differ, added up one character after the other."""
    windows = len(points) - phrases.length + 1
    differences = np.zeros((windows, len(phrases.points)), dtype=np.uint8)
    for place in range(phrases.length):
        differences += points[place : place + windows, None] != phrases.points[:, place]
    return differences


def _occurring(phrases: _Phrases, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which phrases stand in a text, given as the hashes of its windows."""
    places = np.searchsorted(phrases.hashes, hashes, sorter=phrases.ascending)
    rows = phrases.ascending[np.minimum(places, len(phrases.hashes) - 1)]
    found = np.zeros(len(phrases.hashes), dtype=bool)
    found[rows[phrases.hashes[rows] == hashes]] = True
    return found


@cache
def word_counter() -> WordCounter:
    """The counter over the whole vocabulary."""
    types = tuple(type_words())
    titles = _owners({key: entry.titles for key, entry in type_words().items()})
    labels = _owners({key: entry.labels for key, entry in type_words().items()})
    return WordCounter(
        types=types,
        titles=_by_length(titles, types, lambda length, owners: 1.0),
        labels=_by_length(labels, types, lambda length, owners: _distinctive(length) * math.log(len(types) / owners)),
    )


def _owners(words: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = defaultdict(set)
    for doc_type, phrases in words.items():
        for phrase in phrases:
            if normalised := normalise(phrase):
                owners[normalised].add(doc_type)
    return owners


def _distinctive(length: int) -> float:
    # One or two characters turn up anywhere by chance; from four on a match is the phrase.
    return min(1.0, (length - 1) / 3)


def _by_length(
    owners: Mapping[str, set[str]], types: tuple[str, ...], weigh: Callable[[int, int], float]
) -> tuple[_Phrases, ...]:
    groups: dict[int, list[str]] = defaultdict(list)
    for phrase in sorted(owners):
        groups[len(phrase)].append(phrase)
    result = []
    for length, phrases in sorted(groups.items()):
        weights = np.zeros((len(phrases), len(types)), dtype=np.float32)
        for row, phrase in enumerate(phrases):
            for doc_type in owners[phrase]:
                weights[row, types.index(doc_type)] = weigh(length, len(owners[phrase]))
        points = np.array([[ord(character) for character in phrase] for phrase in phrases], dtype=np.uint32)
        hashes = np.array([hash_string(phrase) for phrase in phrases], dtype=np.uint64)
        result.append(_Phrases(length, points, hashes, np.argsort(hashes), weights))
    return tuple(result)
