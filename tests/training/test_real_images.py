"""The promise on real papers. Slow: reads every labelled file, as it is and in four other captures."""

from __future__ import annotations

from pathlib import Path

import pytest

from prereview.classification import load_classifier
from prereview.reading import load_reader
from prereview.settings import Settings
from prereview.training.evaluate_images import evaluate_images


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_types_of_real_papers(shared_data: Path) -> None:
    table = evaluate_images(
        shared_data / "images", reader=load_reader(Settings()), classifier=load_classifier(), variants=True
    )
    for figures in (table, *table["variants"].values()):
        assert figures["type_accuracy"] >= 0.95
        assert figures["abstained"] <= 0.10
        assert figures["unrelated_left_unknown"] >= 0.90
    assert table["must_contain"] >= 0.9
