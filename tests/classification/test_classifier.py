"""The classifier with hand-set weights: typed, unknown, blank; and what a trained file must fit."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from prereview.artifacts import Recipe, load_artifact, save_artifact
from prereview.classification.classifier import (
    NAME,
    PageClassifier,
    decide,
    from_artifact,
    load_classifier,
    softmax,
    titled_one,
    to_arrays,
    to_parameters,
)
from prereview.classification.features import SIGNALS, FeatureSpace, page_signals
from prereview.classification.ngrams import hash_ngrams
from prereview.classification.vocabulary import word_counter
from prereview.classification.wording import read_wording
from prereview.documents import BoundingBox, Page, Quality, Seal
from prereview.errors import ModelError
from prereview.report import ModelRef

from .papers import page

LABELS = ("bank_card", "discharge_summary", "unknown")


def by_hand() -> PageClassifier:
    """Labels decide: the share of a type's labels on the page is its score, `unknown` has a constant."""
    empty, none = np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.float32)
    ngrams = hash_ngrams("出院")
    space = FeatureSpace(ngrams, empty, empty, np.ones(len(ngrams), dtype=np.float32), none, none)
    weights = np.zeros((space.size, len(LABELS)), dtype=np.float32)
    labels_at = len(ngrams) + 2 * len(word_counter().types)
    for place, label in enumerate(LABELS[:2]):
        weights[labels_at + word_counter().types.index(label), place] = 8.0
    return PageClassifier(
        space=space,
        labels=LABELS,
        weights=weights,
        bias=np.array([0, 0, 3], dtype=np.float32),
        temperature=1.0,
        accept=0.6,
        ref=ModelRef(name=NAME, version="1", sha256="0"),
    )


SUMMARY = page("出院记录", "入院情况:可", "诊疗经过:好转", "出院医嘱:休息", "出院诊断:肺炎")


def test_labels_of_a_type_give_the_type() -> None:
    verdict = by_hand().classify(SUMMARY)
    assert verdict.doc_type == "discharge_summary"
    assert verdict.probability is not None and verdict.probability > 0.6
    assert verdict.candidates[0] == ("discharge_summary", verdict.probability)
    assert sum(chance for _, chance in verdict.candidates) == pytest.approx(1, abs=0.01)


def test_a_page_with_strange_words_is_unknown() -> None:
    verdict = by_hand().classify(page("山路弯弯", "溪水潺潺"))
    assert verdict.doc_type == "unknown"


def test_an_unsure_page_is_unknown_and_says_what_it_came_closest_to() -> None:
    cautious = dataclasses.replace(by_hand(), accept=1.1)
    verdict = cautious.classify(SUMMARY)
    assert verdict.doc_type == "unknown"
    assert verdict.candidates[0][0] == "discharge_summary"
    assert verdict.probability == dict(verdict.candidates)["unknown"]


def test_invoices_that_differ_in_one_line_fall_back_to_their_common_form() -> None:
    labels = ("repair_invoice", "vat_invoice", "towing_invoice", "unknown")
    assert decide(labels, np.array([0.8, 0.1, 0.05, 0.05]), 0.6) == ("repair_invoice", 0.8)
    assert decide(labels, np.array([0.4, 0.3, 0.2, 0.1]), 0.6) == ("vat_invoice", pytest.approx(0.9))
    assert decide(labels, np.array([0.3, 0.1, 0.1, 0.5]), 0.6) == ("unknown", 0.5)
    assert decide(("repair_invoice", "unknown"), np.array([0.55, 0.45]), 0.6) == ("unknown", 0.45)


def test_between_two_types_the_printed_title_decides() -> None:
    titled = page("某市医院", "门诊收费清单", "项目 数量 金额", tall=2)
    both = (("outpatient_invoice", 0.7), ("expense_list", 0.25), ("unknown", 0.01))
    assert titled_one(titled, both) == ("expense_list", pytest.approx(0.95))
    assert titled_one(page("某市医院", "项目 数量 金额"), both) is None
    assert titled_one(titled, (("outpatient_invoice", 0.95), ("expense_list", 0.04))) is None
    assert titled_one(titled, (("outpatient_invoice", 0.5), ("unknown", 0.45))) is None
    assert titled_one(titled, (("outpatient_invoice", 0.5), ("expense_list", 0.2))) is None


def test_an_empty_sheet_is_blank_and_a_wordless_picture_is_not() -> None:
    sheet = Page(file="a", number=1, source="none", quality=Quality(grade="unreadable", reasons=("blank",)))
    picture = Page(file="a", number=1, source="ocr")
    stamped = sheet.model_copy(
        update={"seals": (Seal(bbox=BoundingBox(0.1, 0.1, 0.3, 0.3), colour="red"),)},
    )
    assert [by_hand().classify(one).doc_type for one in (sheet, picture, stamped)] == ["blank", "unknown", "unknown"]


def test_a_saved_classifier_answers_as_before(tmp_path: Path) -> None:
    before = by_hand()
    save(tmp_path, before)
    after = load_classifier(tmp_path)
    assert after.labels == LABELS
    assert np.allclose(after.scores(SUMMARY), before.scores(SUMMARY), atol=0.1)
    assert after.ref == load_artifact(NAME, tmp_path).ref


def test_a_file_of_other_features_is_not_used(tmp_path: Path) -> None:
    save(tmp_path, by_hand(), layout={"types": [], "signals": []})
    with pytest.raises(ModelError, match="another version of the page features"):
        load_classifier(tmp_path)


def test_a_model_of_something_else_is_not_used(tmp_path: Path) -> None:
    recipe = Recipe(NAME, "1", "d", 1, ("a",), {}, {}, {})
    save_artifact(recipe, {"x": np.zeros(2)}, card="", directory=tmp_path)
    with pytest.raises(ModelError, match="another version"):
        from_artifact(load_artifact(NAME, tmp_path))


def test_an_absent_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="prereview train"):
        load_classifier(tmp_path)


def save(directory: Path, classifier: PageClassifier, **parameters: object) -> None:
    recipe = Recipe(
        name=NAME,
        version="1",
        data_hash="d",
        seed=1,
        labels=classifier.labels,
        thresholds={"accept": classifier.accept, "temperature": classifier.temperature},
        metrics={},
        parameters=to_parameters(classifier.space.scales) | parameters,
    )
    arrays = to_arrays(classifier.space, classifier.weights, classifier.bias)
    save_artifact(recipe, arrays, card="", directory=directory)


@pytest.mark.parametrize(
    ("text", "signal", "present"),
    [
        ("6222 0200 1111 2222 333", "card_number", True),
        ("4111 1111 1111 1111", "card_number_valid", True),
        ("4111 1111 1111 1112", "card_number_valid", False),
        ("11010119900101001X", "identity_number", True),
        ("110101199099010011", "identity_number", False),
        ("京A12345", "plate", True),
        ("LSVAA4182E2184847", "vehicle_number", True),
        ("白细胞 11.2 ↑", "arrows", True),
        ("□是 ☑否", "checkboxes", True),
        ("合计 12.50", "amounts", True),
    ],
)
def test_cheap_facts_of_a_page(text: str, signal: str, present: bool) -> None:
    sheet = page(text)
    values = page_signals(sheet, read_wording(sheet))
    assert bool(values[SIGNALS.index(signal)] > 0) == present


def test_signals_stay_between_nought_and_about_one() -> None:
    crowded = page(*["123.45 2025-01-02 ↑↓□。;"] * 300)
    for sheet in (page(), page("字"), crowded):
        values = page_signals(sheet, read_wording(sheet))
        assert len(values) == len(SIGNALS)
        assert values.min() >= 0 and values.max() <= 1.2


def test_softmax_sums_to_one_even_for_large_scores() -> None:
    assert softmax(np.array([[1000.0, 0.0], [-1000.0, 5.0]])).sum(axis=1) == pytest.approx([1, 1])
