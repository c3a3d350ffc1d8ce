"""Which n-grams are worth keeping: those that tell types apart, by mutual information on the fitting pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from prereview.classification.features import FeatureSpace, Scales
from prereview.classification.ngrams import Hashes, hash_ngrams, hash_words
from prereview.classification.wording import Wording, read_wording
from prereview.documents import Page

KEEP_BODY, KEEP_TITLE, KEEP_WORDS = 12_000, 3_000, 800
MIN_PAGES = 6  #: n-grams on fewer pages are chance


def select_features(pages: Sequence[Page], labels: npt.NDArray[np.int64], scales: Scales) -> FeatureSpace:
    """The feature space that tells the labels of these pages apart best."""
    wordings = [read_wording(page) for page in pages]
    body, body_idf = _choose(wordings, labels, lambda wording: hash_ngrams(wording.body), KEEP_BODY)
    title, title_idf = _choose(wordings, labels, lambda wording: hash_ngrams(wording.title, shortest=2), KEEP_TITLE)
    words, words_idf = _choose(wordings, labels, lambda wording: hash_words(wording.words), KEEP_WORDS)
    return FeatureSpace(body, title, words, body_idf, title_idf, words_idf, scales)


def encode_pages(space: FeatureSpace, pages: Sequence[Page]) -> csr_matrix:
    """Feature vectors of many pages, pages x features."""
    vectors = [space.encode(page) for page in pages]
    starts = np.cumsum([0, *(len(vector.indices) for vector in vectors)])
    return csr_matrix(
        (
            np.concatenate([vector.values for vector in vectors]),
            np.concatenate([vector.indices for vector in vectors]),
            starts,
        ),
        shape=(len(pages), space.size),
    )


def _choose(
    wordings: Sequence[Wording], labels: npt.NDArray[np.int64], hash_one: Callable[[Wording], Hashes], keep: int
) -> tuple[Hashes, npt.NDArray[np.float32]]:
    found = [hash_one(wording) for wording in wordings]
    distinct, inverse, counts = np.unique(np.concatenate(found), return_inverse=True, return_counts=True)
    starts = np.cumsum([0, *(len(hashes) for hashes in found)])
    matrix = csr_matrix((np.ones(len(inverse), dtype=np.float32), inverse, starts), shape=(len(found), len(distinct)))
    common = np.flatnonzero(counts >= MIN_PAGES)
    gain = _mutual_information(matrix[:, common], labels)
    chosen = common[np.sort(np.argsort(-gain, kind="stable")[:keep])]
    # float16 is what is stored; using it from the start keeps training and inference alike.
    idf = np.log(len(found) / counts[chosen]).astype(np.float16).astype(np.float32)
    return distinct[chosen], np.maximum(idf, np.float32(0.1))


def _mutual_information(matrix: csr_matrix, labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    pages = len(labels)
    one_hot = csr_matrix((np.ones(pages, dtype=np.float32), (labels, np.arange(pages))))
    joint = np.asarray((one_hot @ matrix).todense(), dtype=np.float64) / pages
    share, present = np.bincount(labels)[:, None] / pages, joint.sum(axis=0)
    absent = share - joint
    return np.asarray(_term(joint, share * present).sum(axis=0) + _term(absent, share * (1 - present)).sum(axis=0))


def _term(joint: npt.NDArray[np.float64], independent: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(joint > 0, joint * np.log(joint / independent), 0.0)
