"""Pages of generated claims against their truth: every paper of a sheet counts."""

from __future__ import annotations

from collections import Counter

import pytest

from prereview.training.evaluate_claims import _count_papers


@pytest.mark.parametrize(
    ("expected", "told", "counts"),
    [
        (["id_card"], ["id_card"], {"right": 1}),
        (["id_card", "bank_card"], ["bank_card", "id_card"], {"right": 2}),
        (["id_card", "bank_card"], ["id_card"], {"right": 1, "wrong": 1}),
        (["id_card"], ["unknown"], {"right": 0, "abstained": 1}),
        (["vat_invoice"], ["vat_invoice", "vat_invoice"], {"right": 1, "wrong": 1}),
    ],
)
def test_papers_of_a_page(expected: list[str], told: list[str], counts: dict[str, int]) -> None:
    count = Counter[str]()
    _count_papers(expected, told, count, Counter())
    assert count == counts
