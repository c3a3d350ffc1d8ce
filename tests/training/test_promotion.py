from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from prereview.artifacts import current_version, version_before
from prereview.scoring import load_scorers
from prereview.training.claim_model import fit_claim_scorers
from prereview.training.claim_rows import ClaimRow
from prereview.training.comparison import write_comparison
from prereview.training.evaluation import evaluate_scorers, expected_noise
from prereview.training.gates import Limits
from prereview.training.promotion import compare_versions, promote
from tests.training.test_claim_scorers import draw_rows

LIMITS = Limits(gap_recall=0.9)
TESTED = draw_rows(1500, seed=77)


def fit(folder: Path, rows: Sequence[ClaimRow]) -> str:
    return str(fit_claim_scorers(rows, folder, seed=7, origin="invented rows")["version"])


def upside_down(rows: Sequence[ClaimRow]) -> list[ClaimRow]:
    """What careless reviewers would say: most gaps are fine."""
    return [
        row.model_copy(
            update={
                "complete": True,
                "items": tuple(item.model_copy(update={"satisfied": True}) for item in row.items),
            }
        )
        if number % 8
        else row
        for number, row in enumerate(rows)
    ]


def test_a_good_version_is_promoted_and_rolled_back_to_what_was_in_use(tmp_path: Path) -> None:
    first = fit(tmp_path, draw_rows(1500))
    refused = fit(tmp_path, upside_down(draw_rows(1500, seed=3)))
    second = fit(tmp_path, draw_rows(3000, seed=2))

    promotion = promote(second, TESTED, directory=tmp_path, limits=LIMITS)

    assert promotion.promoted, promotion.failed
    assert promotion.champion == first
    assert current_version("claim_scorers", tmp_path) == second
    assert version_before("claim_scorers", second, tmp_path) == first != refused


def test_a_worse_version_is_refused_with_the_gate_and_by_how_much(tmp_path: Path) -> None:
    first = fit(tmp_path, draw_rows(1500))
    worse = fit(tmp_path, upside_down(draw_rows(1500, seed=3)))

    promotion = promote(worse, TESTED, directory=tmp_path, limits=LIMITS)

    assert not promotion.promoted
    assert current_version("claim_scorers", tmp_path) == first
    failed = {gate.name: gate for gate in promotion.failed}
    assert failed["gap_recall"].by > 0.1
    assert "missed by" in failed["gap_recall"].message_en
    assert "差" in failed["gap_recall"].message_zh


def test_a_dry_run_switches_nothing(tmp_path: Path) -> None:
    first, second = fit(tmp_path, draw_rows(1500)), fit(tmp_path, draw_rows(3000, seed=2))

    promotion = promote(second, TESTED, directory=tmp_path, limits=LIMITS, dry_run=True)

    assert not promotion.failed
    assert not promotion.promoted
    assert current_version("claim_scorers", tmp_path) == first


def test_what_cannot_be_measured_does_not_pass(tmp_path: Path) -> None:
    version = fit(tmp_path, draw_rows(1500))

    promotion = promote(version, TESTED[:20], directory=tmp_path)

    assert {gate.name for gate in promotion.failed} >= {"false_flags", "item_accuracy"}
    assert "30 are needed" in promotion.failed[0].message_en


def test_false_flags_close_the_gate(tmp_path: Path) -> None:
    version = fit(tmp_path, draw_rows(1500))
    flagged = [row.model_copy(update={"flagged": number % 10 == 0}) for number, row in enumerate(TESTED)]

    (gate,) = promote(version, flagged, directory=tmp_path, limits=LIMITS).failed

    assert (gate.name, gate.by) == ("false_flags", pytest.approx(0.05))


def test_a_stratum_that_gets_worse_is_named(tmp_path: Path) -> None:
    fit(tmp_path, draw_rows(1500))
    other = fit(tmp_path, upside_down(draw_rows(4000, seed=3)))

    failed = {gate.name: gate for gate in promote(other, TESTED, directory=tmp_path).failed}

    assert "worse beyond noise: " in failed["no_stratum_worse_item"].message_en
    assert "+" in failed["no_stratum_worse_item"].message_en


def test_two_versions_can_be_compared(tmp_path: Path) -> None:
    first, second = fit(tmp_path, draw_rows(800)), fit(tmp_path, draw_rows(900, seed=2))

    found = compare_versions("claim_scorers", first, second, tmp_path)

    assert found["manifest"]["version"] == [first, second]
    assert found["largest_change_of_weights"]["item.weights"] > 0


def test_the_page_shows_both_versions_and_escapes_what_it_shows(tmp_path: Path) -> None:
    first, second = fit(tmp_path, draw_rows(800)), fit(tmp_path, draw_rows(900, seed=2))
    hostile = [row.model_copy(update={"claim_id": "<script>x"}) for row in TESTED]
    promotion = promote(second, hostile, directory=tmp_path, dry_run=True)

    write_comparison(promotion, hostile, tmp_path / "page.html", origin="invented rows", directory=tmp_path)

    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert first in page
    assert second in page
    assert "<script" not in page
    assert page.count("<svg") == 5
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_an_evaluation_survives_json_and_knows_its_own_noise(tmp_path: Path) -> None:
    fit(tmp_path, draw_rows(1500))

    found = evaluate_scorers(load_scorers(tmp_path), TESTED, origin="invented rows")

    item = found.scores["item"]
    assert type(found).model_validate_json(found.model_dump_json()) == found
    assert sum(item.confusion.values()) == 1500
    assert {stratum.name for stratum in item.strata} == {"line", "hospital", "capture", "grade", "complexity"}
    assert len(item.worst) <= 50
    assert item.worst[0].probability > 0.8
    assert 0 < item.expected_noise < 0.05


def test_expected_noise_shrinks_with_more_cases() -> None:
    few, many = (expected_noise(np.full(count, 0.5)) for count in (200, 5000))

    assert few > 2 * many
