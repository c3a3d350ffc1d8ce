"""Rows as the cases of one score: an item is a case of `item`, a claim somebody answered for one of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from prereview.scoring import CLAIM_FEATURES, weigh_items
from prereview.scoring.features import FEATURES
from prereview.scoring.scorers import ITEM_SCORE
from prereview.training.additive import AdditiveScore, to_probability
from prereview.training.claim_rows import (
    ClaimRow,
    Flags,
    Floats,
    answered,
    answers,
    items_of,
    to_item_matrix,
    to_matrix,
)

ItemScoreOf = Callable[[ClaimRow], AdditiveScore]  #: the score of items that may judge a row
Chances = Callable[[str, Sequence[ClaimRow]], tuple[Floats, Flags]]  #: probabilities and answers of a score's cases


def to_item_cases(rows: Sequence[ClaimRow]) -> tuple[Floats, Flags]:
    """Values and answers of all judged items."""
    judged = items_of(rows)
    return to_item_matrix(judged), np.array([item.satisfied for item in judged], dtype=bool)


def to_cases(rows: Sequence[ClaimRow], name: str, items: ItemScoreOf) -> tuple[Floats, Flags]:
    """Values and answers of a score's cases.

    What the score of items says of a claim's items together is among the values of a claim.
    """
    if name == ITEM_SCORE:
        return to_item_cases(rows)
    known = answered(rows, name)
    added = CLAIM_FEATURES[len(FEATURES) :]
    weighed = [_weigh(row, items(row)) for row in known]
    together = np.array([[entry[feature] for feature in added] for entry in weighed]).reshape(-1, len(added))
    return np.column_stack([to_matrix(known), together]), answers(known, name)


def _weigh(row: ClaimRow, items: AdditiveScore) -> dict[str, float]:
    chances = to_probability(items.log_odds(to_item_matrix(row.items)))
    return weigh_items((item.state, float(chance)) for item, chance in zip(row.items, chances, strict=True))


def find_chances(scores: Mapping[str, AdditiveScore], rows: Sequence[ClaimRow], name: str) -> tuple[Floats, Flags]:
    """Probabilities and answers of every case of a score."""
    values, truth = to_cases(rows, name, lambda _: scores[ITEM_SCORE])
    return to_probability(scores[name].log_odds(values)), truth
