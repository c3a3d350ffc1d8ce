from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from prereview.artifacts import current_version
from prereview.documents import Evidence
from prereview.errors import UsageError
from prereview.findings import ItemResult
from prereview.report import Provenance, Report
from prereview.scoring import FEATURES, ITEM_FEATURES, load_scorers
from prereview.training.calls import chances_of
from prereview.training.claim_model import fit_claim_scorers
from prereview.training.claim_rows import ClaimRow, JudgedItem, Truth, make_row, split_rows
from prereview.training.row_files import append_row, read_rows
from prereview.training.scorers import train_claim_scorers


def draw_rows(count: int, seed: int = 1, *, noise: float = 0.03) -> list[ClaimRow]:
    """Claims of one item whose gap the rules see most of the time, with noise in everything else."""
    rng = Random(seed)
    rows = []
    for number in range(count):
        complete = rng.random() < 0.6
        seen = rng.random() >= noise
        features = {name: float(rng.randrange(3)) for name in FEATURES}
        features["missing_items"] = float(seen and not complete) * rng.randrange(1, 4)
        features["doubt_in_types"] = rng.random() * (0.3 if seen else 1.5)
        item = dict.fromkeys(ITEM_FEATURES, 0.0)
        state = "missing" if features["missing_items"] else "satisfied"
        item[f"is_{state}"], item["type_doubt"] = 1.0, features["doubt_in_types"]
        rows.append(
            ClaimRow(
                claim_id=f"C-{number}",
                person=f"P-{number // 2}",
                features=features,
                passes=features["missing_items"] == 0,
                items=(JudgedItem(item_id="form", state=state, features=item, satisfied=complete),),
                complete=complete,
                attention=not seen or rng.random() < 0.2,
                upheld=False,
                strata={"line": "a" if number % 2 else "b", "complexity": "plain" if seen else "complex"},
            )
        )
    return rows


def train(rows: Sequence[ClaimRow], folder: Path) -> dict[str, object]:
    return dict(fit_claim_scorers(rows, folder, seed=7, origin="invented rows"))


def test_a_trained_file_scores_and_explains(tmp_path: Path) -> None:
    rows = draw_rows(3000)

    manifest = train(rows, tmp_path)

    scorers = load_scorers(tmp_path)
    (full, gaps), _ = chances_of(scorers, "complete", _one_of_each(rows))
    assert full > 0.8
    assert gaps < 0.2
    assert manifest["labels"] == ["complete", "attention", "item"]
    metrics = manifest["metrics"]
    assert isinstance(metrics, dict)
    assert metrics["complete"]["auc"] > 0.9
    assert metrics["complete"]["calibration_error"] < 0.06
    card = (scorers.artifact.folder / "CARD.md").read_text(encoding="utf-8") if scorers.artifact else ""
    assert "calibration error" in card


def _one_of_each(rows: Sequence[ClaimRow]) -> tuple[ClaimRow, ClaimRow]:
    return (
        next(row for row in rows if row.complete and row.features["missing_items"] == 0),
        next(row for row in rows if row.features["missing_items"] > 1),
    )


def test_a_promise_is_only_made_where_the_data_carry_it(tmp_path: Path) -> None:
    manifest = train(draw_rows(1200), tmp_path)

    thresholds, metrics = manifest["thresholds"], manifest["metrics"]
    assert isinstance(metrics, dict)
    assert "fast_track" not in thresholds
    assert metrics["promises"]["fast_track"]["refused"] in ("too_few_cases", "too_many_errors")
    assert metrics["promises"]["fast_track"]["missing_cases"] > 0


def test_same_rows_and_seed_give_the_same_file(tmp_path: Path) -> None:
    rows = draw_rows(600)

    assert train(rows, tmp_path / "a")["sha256"] == train(rows, tmp_path / "b")["sha256"]


def test_nothing_is_learnt_from_one_answer(tmp_path: Path) -> None:
    rows = [row for row in draw_rows(400) if row.complete]

    with pytest.raises(UsageError, match="same answer"):
        train(rows, tmp_path)


def test_a_person_is_in_one_split_only() -> None:
    rows = draw_rows(500)

    parts = split_rows(rows, (0.5, 0.3, 0.2), seed=3)

    people = [{row.person for row in part} for part in parts]
    assert sum(len(part) for part in parts) == 500
    assert not people[0] & people[1]
    assert not people[1] & people[2]
    assert 180 < len(parts[0]) < 320


def test_what_is_known_about_one_question_teaches_that_one_only(tmp_path: Path) -> None:
    rows = [
        row.model_copy(update={"attention": None if n % 3 else row.attention}) for n, row in enumerate(draw_rows(2000))
    ]

    metrics = train(rows, tmp_path)["metrics"]

    assert isinstance(metrics, dict)
    assert metrics["attention"]["cases"] < metrics["complete"]["cases"] / 2


def test_blind_rows_teach_nothing(tmp_path: Path) -> None:
    rows = draw_rows(800)
    blind = [row.model_copy(update={"blind": True, "person": f"Q-{row.person}"}) for row in draw_rows(300, seed=9)]

    assert train([*rows, *blind], tmp_path / "a")["sha256"] == train(rows, tmp_path / "b")["sha256"]


def test_a_second_version_waits_for_its_gates(tmp_path: Path) -> None:
    first = train(draw_rows(800), tmp_path)
    second = train(draw_rows(800, seed=2), tmp_path)

    assert (str(first["version"])[:2], str(second["version"])[:2]) == ("1-", "2-")
    assert current_version("claim_scorers", tmp_path) == first["version"]
    assert train(draw_rows(800), tmp_path)["version"] == first["version"]


def review(**states: str) -> Report:
    """A report that calls items by these states."""
    seen = Evidence(file="a.pdf", page=1, quote="x")
    items = tuple(
        ItemResult.model_validate(
            {
                "id": name,
                "name_zh": name,
                "name_en": name,
                "requirement": "required",
                "state": state,
                "evidence": (seen,),
            }
        )
        for name, state in states.items()
    )
    return Report(
        claim_id="C-1",
        line="inpatient_medical",
        checklist=None,
        route="supplement",
        human_review_required=True,
        why=("x",),
        items=items,
        provenance=Provenance(package_version="0", engine="x"),
    )


def truth(open_items: set[str], *, needs_person: bool = False) -> Truth:
    return Truth(open_items=frozenset(open_items), needs_person=needs_person)


@pytest.mark.parametrize(
    ("states", "truly_open", "attention"),
    [
        ({"a": "satisfied", "b": "missing"}, {"b"}, False),  # right
        ({"a": "satisfied"}, {"a"}, True),  # a gap overlooked
        ({"a": "missing"}, set(), True),  # a gap that is none
        ({"a": "unsure", "b": "ask"}, {"a"}, False),  # left to a person, rightly
    ],
)
def test_attention_means_a_person_would_have_corrected_something(
    states: dict[str, str], truly_open: set[str], attention: bool
) -> None:
    row = make_row(review(**states), truth(truly_open), person="P")

    assert row.attention == attention
    assert row.complete == (not truly_open)
    assert make_row(review(**states), truth(truly_open, needs_person=True), person="P").attention


@pytest.mark.slow
def test_generated_claims_become_rows_and_a_file(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    manifest = train_claim_scorers(tmp_path, claims=140, seed=11, progress=lambda *at: seen.append(at))

    assert seen[-1] == (140, 140)
    assert manifest["metrics"]["attention"]["cases"] > 5
    assert load_scorers(tmp_path).artifact


def test_an_interrupted_collection_goes_on_where_it_stopped(tmp_path: Path) -> None:
    kept, rows = tmp_path / "rows.jsonl", draw_rows(5)
    for row in rows:
        append_row(kept, row)
    with kept.open("a", encoding="utf-8") as stream:
        stream.write('{"claim_id": "cut o')

    assert read_rows(kept) == rows
    append_row(kept, rows[0])
    assert read_rows(kept) == [*rows, rows[0]]
