from __future__ import annotations

import math

import pytest

from prereview.claims import Claim, ClaimDetails, Policy
from prereview.history import Historian, MedicalText
from prereview.history.scorer import FEATURES, Scorer
from prereview.report import ModelRef


def scorer(flag_from: float) -> Scorer:
    """A hand-made scorer that looks at one feature."""
    weights = tuple(4.0 if name == "all_four" else 0.0 for name in FEATURES)
    zeros, ones = (0.0,) * len(FEATURES), (1.0,) * len(FEATURES)
    return Scorer(weights, zeros, ones, -2.0, flag_from, ModelRef(name="preexisting", version="t", sha256="0" * 64))


def assess(flag_from: float):  # type: ignore[no-untyped-def]  # the return type is the stage's own
    claim = Claim(
        claim_id="c",
        policy=Policy.model_validate(
            {"effective_date": "2019-06-01", "contract_type": "医疗险", "preexisting_wording": "既往症不承担"}
        ),
        claim=ClaimDetails.model_validate({"claimed_diagnosis": "高血压病", "visit_date": "2020-06-10"}),
    )  # fmt: skip
    return Historian(scorer(flag_from)).assess(claim, [MedicalText("入院记录", "高血压病史9年，规律服药。")])


def test_contributions_sum_to_the_score() -> None:
    found = assess(0.5)
    total = sum(part.log_odds for part in found.contributions)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-4)
    assert found.flag_preexisting


def test_a_flag_the_scorer_does_not_bear_out_goes_to_a_person() -> None:
    found = assess(0.95)
    assert (found.flag_preexisting, found.needs_human) == (False, True)
    assert found.reason_code == "undeterminable_needs_human"


def test_without_a_trained_file_there_is_no_probability() -> None:
    claim = Claim(claim_id="c")
    assert Historian().assess(claim, []).probability is None
