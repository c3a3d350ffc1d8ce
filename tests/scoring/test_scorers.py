from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prereview.artifacts import Recipe, save_artifact
from prereview.errors import ModelError
from prereview.report import DocumentEntry, PageRef, Provenance, Report
from prereview.scoring import (
    CLAIM_FEATURES,
    FEATURES,
    ITEM_FEATURES,
    Scorers,
    describe_item,
    describe_report,
    describe_review,
    load_scorers,
    papers_in,
    papers_of,
    probability,
    weigh_items,
)
from prereview.scoring.features import CALLED_RIGHT, TOGETHER
from prereview.scoring.scorers import LAYOUT, SCORES
from prereview.training.calls import chances_of
from prereview.training.claim_rows import describe_row

Make = Callable[..., Any]


def save_scorers(folder: Path, **parameters: Any) -> None:
    recipe = Recipe(
        name="claim_scorers",
        version="test",
        data_hash="00",
        seed=1,
        labels=tuple(SCORES),
        thresholds={"fast_track": 0.9},
        metrics={},
        parameters={"layout": LAYOUT, "features": {k: list(v) for k, v in SCORES.items()}, **parameters},
    )
    arrays: dict[str, Any] = {}
    for name, features in SCORES.items():
        arrays[f"{name}.weights"] = np.linspace(-1, 1, len(features))
        arrays[f"{name}.means"] = np.full(len(features), 0.25)
        arrays[f"{name}.ceilings"] = np.full(len(features), 4.0)
        arrays[f"{name}.intercept"] = np.array([0.5])
    save_artifact(recipe, arrays, card="# test\n", directory=folder)


def test_without_a_trained_file_nothing_is_scored(
    claim: Make, completeness: Make, history: Make, tmp_path: Path
) -> None:
    scorers = load_scorers(tmp_path)

    scores = scorers.score(claim(), (), completeness(), history(flag=True))

    assert (scores.complete, scores.attention) == (None, None)
    assert scores.preexisting == 0.9
    assert scorers.refs == ()
    assert scorers.thresholds == {}


def test_contributions_sum_to_the_score_exactly(
    claim: Make, document: Make, completeness: Make, item: Make, tmp_path: Path
) -> None:
    save_scorers(tmp_path)
    scorers = load_scorers(tmp_path)

    scores = scorers.score(claim(), (document(),), completeness(item("missing"), item(probability=0.7)), None)

    for value, name in ((scores.complete, "complete"), (scores.attention, "attention")):
        total = sum(part.log_odds for part in scores.contributions[name])
        assert value is not None
        assert math.log(value / (1 - value)) == pytest.approx(total, abs=1e-9)
        assert len(scores.contributions[name]) == 1 + len(CLAIM_FEATURES)
    assert scorers.refs[0].name == "claim_scorers"
    assert scorers.thresholds == {"fast_track": 0.9}


def test_a_claim_without_checklist_is_not_scored(claim: Make, completeness: Make, tmp_path: Path) -> None:
    save_scorers(tmp_path)
    unknown = completeness().model_copy(update={"checklist_id": None})

    assert load_scorers(tmp_path).score(claim(), (), unknown, None).complete is None


def test_every_item_that_needs_judging_is_scored_with_exact_contributions(
    document: Make, completeness: Make, item: Make, finding: Make, tmp_path: Path
) -> None:
    save_scorers(tmp_path)
    found = completeness(item("missing"), item("waived"), item("satisfied", "optional"), findings=(finding("D08"),))

    scored = load_scorers(tmp_path).score_items((document(),), found)

    missing, waived, optional = scored.items
    assert waived.probability is optional.probability is None
    assert missing.probability is not None
    assert missing.probability == probability(missing.contributions)
    total = math.fsum(part.log_odds for part in missing.contributions)
    assert math.log(missing.probability / (1 - missing.probability)) == pytest.approx(total, abs=1e-12)
    whole = load_scorers(tmp_path).explain("item", describe_item(missing, papers_of((document(),)), found.findings))
    assert total == pytest.approx(math.fsum(part.log_odds for part in whole), abs=1e-12)
    assert missing.contributions[-1].feature == "rest"
    assert Scorers().score_items((), found) is found


@pytest.mark.parametrize("change", [{"layout": 1}, {"features": {"complete": ["shoe_size"]}}])
def test_a_file_fitted_on_other_features_is_not_used(tmp_path: Path, change: dict[str, Any]) -> None:
    save_scorers(tmp_path, **change)

    with pytest.raises(ModelError, match="fitted on other features"):
        load_scorers(tmp_path)


def test_a_report_gives_the_features_and_scores_its_review_had(
    *, claim: Make, document: Make, completeness: Make, item: Make, finding: Make, history: Make, tmp_path: Path
) -> None:
    kinds = (("discharge_summary",), ("unknown", 0.4, "unreadable"), ("inpatient_invoice", 0.7, "poor"))
    papers = tuple(document(*kind).model_copy(update={"id": f"doc-{n}"}) for n, kind in enumerate(kinds, 1))
    found = completeness(item("missing"), item("unsure"), findings=(finding("D08"), finding("D04"), finding("D21")))
    assessed = history(flag=True)
    report = Report(
        claim_id="C-1",
        line=found.line,
        checklist=None,
        route="human_review",
        human_review_required=True,
        why=("核对",),
        documents=tuple(
            DocumentEntry(
                id=paper.id,
                doc_type=paper.doc_type,
                probability=paper.probability,
                pages=tuple(PageRef(file=p.file, page=p.number, quality=p.quality) for p in paper.pages),
                facts=paper.facts,
            )
            for paper in papers
        ),
        items=found.items,
        findings=(finding("encrypted_pdf", "error"), *found.findings),
        preexisting=assessed,
        provenance=Provenance(package_version="0", engine="x"),
    )

    features = describe_review(papers, found, assessed)
    shown = [describe_item(item, papers_in(report), report.findings) for item in report.items]
    assert shown == [describe_item(item, papers_of(papers), found.findings) for item in found.items]
    assert set(shown[0]) == set(ITEM_FEATURES)

    save_scorers(tmp_path)
    scorers = load_scorers(tmp_path)
    row = describe_row(report, {}, person="p").model_copy(update={"complete": True})
    (chance,), _ = chances_of(scorers, "complete", [row])
    assert scorers.score(claim(), papers, found, assessed).complete == pytest.approx(chance)

    assert features == describe_report(report)
    assert set(features) == set(FEATURES)
    assert features["amount_findings"] == features["name_findings"] == features["other_findings"] == 1
    assert features["unknown_pages"] == features["unreadable_pages"] == features["poor_pages"] == 1
    assert features["amount_log10"] == pytest.approx(3.0)
    assert features["uncertain_documents"] == 1


def test_what_the_items_say_together_of_the_papers_and_of_the_calls() -> None:
    right = weigh_items([("satisfied", 0.99), ("missing", 0.02)])
    doubted = weigh_items([("satisfied", 0.99), ("missing", 0.9)])
    left_open = weigh_items([("satisfied", 0.99), ("unsure", 0.5)])

    assert right[TOGETHER] < -3 < 3 < right[CALLED_RIGHT]
    assert doubted[CALLED_RIGHT] < -2
    assert left_open[CALLED_RIGHT] == pytest.approx(math.log(99), abs=1e-6)  # an open item asks for a person already
    assert weigh_items([]) == {TOGETHER: 8.0, CALLED_RIGHT: 8.0}
