"""What is not read changes no outcome: generated claims, reviewed with and without the inside of long lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prereview.documents import SourcePage
from prereview.ingestion import open_submission
from prereview.pipeline import Reviewer, load_reviewer
from prereview.reading.geometry import inside_table
from prereview.synthesis import generate_claims, write_submission
from prereview.training.simulated_reading import KnownPages

CLAIMS, SEED = 60, 3131


def test_the_inside_of_a_table_is_neither_its_head_nor_its_foot() -> None:
    rows = [[0], [1, 2], *(list(range(10 * n, 10 * n + 5)) for n in range(1, 11)), [200, 201]]
    inner = inside_table(rows)
    assert inner == {index for n in range(3, 7) for index in range(10 * n, 10 * n + 5)}


def test_short_rows_inside_a_table_belong_to_it_and_two_tables_are_two() -> None:
    table = [list(range(10 * n, 10 * n + 4)) for n in range(1, 9)]
    assert 900 in inside_table([*table[:4], [900], *table[4:]])
    assert inside_table([*table[:4], [900], [901], [902], *table[4:]]) == set()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_reading_less_changes_no_item(tmp_path: Path) -> None:
    """At most 0.2 % of the items may differ, and each that does is named."""
    reviewer = load_reviewer()
    items, skipped, different = 0, 0, []
    for claim in generate_claims(CLAIMS, seed=SEED):
        write_submission(claim, tmp_path)
        folder = next(path for path in tmp_path.glob(f"{claim.claim.claim_id}*") if path.suffix in ("", ".zip"))
        sources = {
            (page.file, page.number): page for page in open_submission(folder, limits=reviewer.settings.limits).pages
        }
        less = {place: reviewer.reader.read(source, suffices=reviewer.suffices) for place, source in sources.items()}
        full = {place: _in_full(reviewer, sources[place]) if _cut(page) else page for place, page in less.items()}
        skipped += sum(_cut(page) for page in less.values())
        before, after = _states(reviewer, folder, full), _states(reviewer, folder, less)
        items += len(before)
        different += [
            f"{folder.name} {name}: {before[name]} → {after.get(name)}"
            for name in before
            if before[name] != after.get(name)
        ]
    assert skipped
    assert len(different) <= 0.002 * items, different


def _cut(page: Any) -> bool:
    return "without the inside" in page.decision


def _in_full(reviewer: Reviewer, source: SourcePage) -> Any:
    # A picture the reader has seen is not read again, so one corner pixel of it is changed.
    pixels = np.array(source.render())
    pixels[0, 0] ^= 1
    return reviewer.reader.read(replace(source, render=lambda: pixels))


def _states(reviewer: Reviewer, folder: Path, pages: Mapping[tuple[str, int], Any]) -> dict[str, Any]:
    report = replace(reviewer, reader=KnownPages(pages)).review(folder)
    return {item.id: (item.state, item.defects) for item in report.items}
