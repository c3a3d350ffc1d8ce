from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from prereview.errors import UsageError
from prereview.scoring import load_scorers
from prereview.training.claim_model import fit_claim_scorers
from prereview.training.drift import Incident, measure_drift, open_incident
from prereview.training.stability import bin_shares, make_reference, measure_psi
from tests.training.test_claim_scorers import draw_rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("models")
    fit_claim_scorers(draw_rows(1500), home, seed=7, origin="invented rows")
    return home


def test_claims_like_those_of_the_calibration_are_stable(folder: Path, tmp_path: Path) -> None:
    found = measure_drift(load_scorers(folder), draw_rows(600, seed=5))

    assert found.breaches_en == ()
    assert found.features[0].psi < 0.1
    assert open_incident(found, tmp_path, today=date(2026, 11, 23)) is None


def test_a_shifted_mix_is_said_and_put_on_file(folder: Path, tmp_path: Path) -> None:
    shifted = draw_rows(600, seed=5, noise=0.6)

    found = measure_drift(load_scorers(folder), shifted)
    path = open_incident(found, tmp_path, today=date(2026, 11, 23))

    assert found.features[0].feature == "doubt_in_types"
    assert "doubt_in_types has shifted" in found.breaches_en[0]
    assert "已偏移" in found.breaches_zh[0]
    assert path
    incident = Incident.model_validate(json.loads(path.read_text(encoding="utf-8")))
    assert (incident.explain_by, incident.mend_by) == (date(2026, 12, 23), date(2027, 1, 22))
    assert open_incident(found, tmp_path, today=date(2026, 11, 23)) == path


def test_a_handful_of_claims_says_nothing(folder: Path) -> None:
    with pytest.raises(UsageError, match="too few"):
        measure_drift(load_scorers(folder), draw_rows(20))


def test_the_index_is_that_of_the_textbook() -> None:
    reference = make_reference(np.arange(1000.0).reshape(-1, 1))
    half = bin_shares(np.arange(500.0), reference["reference.edges"][0])

    assert measure_psi(reference["reference.shares"][0], reference["reference.shares"][0]) == 0.0
    # five bins of 0.1 become 0.2, five become nothing (0.0001): 5 x 0.1 ln 2 + 5 x 0.0999 ln 1000
    assert measure_psi(reference["reference.shares"][0], half) == pytest.approx(0.3466 + 3.4504, abs=0.02)
