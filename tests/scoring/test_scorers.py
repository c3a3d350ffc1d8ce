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
from prereview.scoring import FEATURES, describe_report, describe_review, load_scorers

Make = Callable[..., Any]


def save_scorers(folder: Path, labels: tuple[str, ...] = FEATURES) -> None:
    count = len(labels)
    recipe = Recipe(
        name="claim_scorers",
        version="test",
        data_hash="00",
        seed=1,
        labels=labels,
        thresholds={"fast_track": 0.9},
        metrics={},
        parameters={},
    )
    arrays = {
        "weights": np.stack([np.linspace(-1, 1, count), np.linspace(1, -1, count)]),
        "means": np.full(count, 0.25),
        "ceilings": np.full(count, 4.0),
        "intercepts": np.array([0.5, -0.5]),
    }
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
        assert len(scores.contributions[name]) == 1 + len(FEATURES)
    assert scorers.refs[0].name == "claim_scorers"
    assert scorers.thresholds == {"fast_track": 0.9}


def test_a_claim_without_checklist_is_not_scored(claim: Make, completeness: Make, tmp_path: Path) -> None:
    save_scorers(tmp_path)
    unknown = completeness().model_copy(update={"checklist_id": None})

    assert load_scorers(tmp_path).score(claim(), (), unknown, None).complete is None


def test_a_file_fitted_on_other_features_is_not_used(tmp_path: Path) -> None:
    save_scorers(tmp_path, labels=("missing_items", "shoe_size"))

    with pytest.raises(ModelError, match="shoe_size"):
        load_scorers(tmp_path)


def test_a_report_gives_the_features_its_review_had(
    document: Make, completeness: Make, item: Make, finding: Make, history: Make
) -> None:
    papers = (document(), document("unknown", 0.4, "unreadable"), document("inpatient_invoice", 0.7, "poor"))
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

    assert features == describe_report(report)
    assert set(features) == set(FEATURES)
    assert features["amount_findings"] == features["person_findings"] == features["other_findings"] == 1
    assert features["unknown_pages"] == features["unreadable_pages"] == features["poor_pages"] == 1
    assert features["amount_log10"] == pytest.approx(3.0)
    assert features["uncertain_documents"] == 1
