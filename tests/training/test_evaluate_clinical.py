from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prereview.errors import InputError
from prereview.history import Historian, load_historian
from prereview.training.evaluate_clinical import (
    assertion_figures,
    corrupt,
    evaluate_cases,
    evaluate_clinical,
    evaluate_passages,
)


def label(text: str, name: str, assertion: str, months: float | None = None) -> dict[str, Any]:
    start = text.index(name)
    return {
        "start": start,
        "end": start + len(name),
        "condition": name,
        "assertion": assertion,
        "onset_months_before_visit": months,
    }


def test_figures_of_a_hand_made_passage() -> None:
    text = "痛风5年，否认哮喘，患怪病3年。"
    mentions = [label(text, "痛风", "present", 60), label(text, "哮喘", "present"), label(text, "怪病", "present", 12)]
    found = evaluate_passages([{"id": "p1", "text": text, "mentions": mentions}], Historian())
    assert (found["recall"], found["precision"]) == (0.6667, 1.0)
    assert found["assertion_accuracy"] == 0.6667
    assert found["onset_accuracy"] == 0.5
    assert {error["kind"] for error in found["errors"]} == {"missed", "assertion", "onset"}


def test_false_present_rate_counts_what_nobody_has() -> None:
    found = assertion_figures({("negated", "present"): 1, ("negated", "negated"): 3, ("present", "present"): 4})
    assert found["false_present_rate"] == 0.25
    assert found["assertion_accuracy"] == 0.875
    assert found["per_class"]["negated"]["n"] == 4


def test_cases_tell_false_from_missed_flags() -> None:
    record = {
        "id": "c1",
        "trap": "own",
        "medical_documents": [{"doc_type": "入院记录", "text": "痛风病史9年。"}],
        "policy": {"effective_date": "2019-01-01", "contract_type": "医疗险", "preexisting_wording": "既往症除外"},
        "claim": {"claimed_diagnosis": "痛风", "visit_date": "2020-01-01"},
        "expected": {"flag_preexisting": False, "reason_code": "no_history", "needs_human": True},
    }
    found = evaluate_cases([record], Historian())
    assert (found["false_flag_rate"], found["missed_flag_rate"], found["reason_accuracy"]) == (1.0, None, 0.0)
    assert found["per_trap"] == {"own": {"n": 1, "right": 0}}


def test_damage_is_repeatable_and_proportional() -> None:
    text = "既往高血压病史十年，否认糖尿病、冠心病史，入院后予降压治疗。" * 40
    assert corrupt(text, 0.03, 1) == corrupt(text, 0.03, 1)
    assert corrupt(text, 0.0, 1) == text
    changed = sum(a != b for a, b in zip(text, corrupt(text, 0.03, 1), strict=False))
    assert changed > 0
    assert "II" in corrupt("III级" * 200, 0.2, 3)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"passages\.jsonl"):
        evaluate_clinical(tmp_path, Historian())


def test_broken_lines_are_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "passages.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(InputError):
        evaluate_clinical(tmp_path, Historian())


def test_promises_on_the_development_set(shared_data: Path) -> None:
    found = evaluate_clinical(shared_data / "clinical", load_historian())
    passages, cases = found["passages"], found["cases"]
    assert passages["recall"] >= 0.92
    assert passages["precision"] >= 0.90
    assert passages["assertion_accuracy"] >= 0.95
    assert passages["assertion_macro_f1"] >= 0.90
    assert passages["false_present_rate"] <= 0.03
    assert passages["onset_accuracy"] >= 0.95
    assert cases["false_flag_rate"] == 0.0
    assert cases["missed_flag_rate"] <= 0.2
    assert cases["reason_accuracy"] >= 12 / 14
    assert found["damage"]["0.03"]["false_flag_rate"] <= 0.05
    json.dumps(found)
