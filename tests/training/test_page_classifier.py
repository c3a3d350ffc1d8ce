"""Training the page classifier on a small scale: it learns, calibrates, abstains, saves and repeats itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import numpy as np
import pytest

from prereview.catalogue import document_types
from prereview.classification import load_classifier
from prereview.classification.vocabulary import type_words
from prereview.documents import Page
from prereview.errors import UsageError
from prereview.training import page_classifier, page_features
from prereview.training.drawn_pages import set_page
from prereview.training.label_pages import draw_label_page, label_page_types
from prereview.training.page_calibration import calibration_error, choose_threshold, fit_temperature, reliability
from prereview.training.page_card import PLOT
from prereview.training.page_classifier import Fitted, fit, train_page_classifier
from prereview.training.page_corpus import NOT_LEARNT, Sample, draw_samples, hash_samples
from prereview.training.page_fits import KeptFits
from prereview.training.page_noise import garble
from prereview.training.page_strangers import FOLDS
from prereview.training.unrelated import draw_unrelated, unrelated_kinds


@dataclass(frozen=True)
class Drawn:
    """A stand-in for a generated page."""

    doc_type: str
    page: Page


def stand_in(count: int, seed: int) -> Iterator[Drawn]:
    rng = Random(seed)
    for number in range(count):
        doc_type = ("discharge_summary", "lab_report", "blank")[number % 3]
        yield Drawn(doc_type, draw_label_page("lab_report" if doc_type == "blank" else doc_type, rng))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("models")
    steps: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:  # a moment of training, not a good model
        patch.setattr(page_classifier, "ROUNDS", 30)
        patch.setattr(page_features, "KEEP_BODY", 3000)
        manifest = train_page_classifier(
            folder, pages=800, seed=5, progress=lambda done, total: steps.append((done, total)), source=stand_in
        )
    assert steps[-1] == (1600, 1600)
    assert not (folder / "page_classifier" / ".fits").exists()
    return folder, dict(manifest)


def test_the_trained_model_recognises_what_it_learnt(trained: tuple[Path, dict[str, object]]) -> None:
    classifier = load_classifier(trained[0])
    rng = Random("fresh")
    pages = [(doc_type, draw_label_page(doc_type, rng)) for doc_type in ("lab_report", "discharge_summary") * 10]
    right = sum(classifier.classify(page).doc_type == doc_type for doc_type, page in pages)
    assert right >= 17


def test_the_trained_model_leaves_unrelated_print_alone(trained: tuple[Path, dict[str, object]]) -> None:
    classifier = load_classifier(trained[0])
    rng = Random("fresh")
    pages = [draw_unrelated(kind, rng) for kind in unrelated_kinds()]
    left = sum(classifier.classify(page).doc_type in ("unknown", "blank") for page in pages)
    assert left >= 0.9 * len(pages)


def test_a_share_of_pages_is_english_throughout() -> None:
    rng = Random("english")
    drawn = [draw_label_page("expense_list", rng).text for _ in range(60)]
    english = [text for text in drawn if sum(map(str.isascii, text)) > 0.9 * len(text)]  # dates and names apart
    assert 5 <= len(english) <= 25
    assert any("STATEMENT" in text.upper() for text in english)


def test_pages_about_papers_carry_the_words_of_one_paper() -> None:
    rng = Random("about")
    pages = [draw_unrelated("data_dictionary", rng).text for _ in range(20)]
    labels = {label for words in type_words().values() for label in words.labels if len(label) > 3}
    assert sum(any(label in text for label in labels) for text in pages) >= 15


def test_manifest_and_card_say_what_the_model_is(trained: tuple[Path, dict[str, object]]) -> None:
    folder, manifest = trained
    assert manifest["metrics"]["data"] == "synthetic only"  # type: ignore[index]  # JSON by nature
    assert not NOT_LEARNT & set(manifest["labels"])  # type: ignore[call-overload]  # JSON by nature
    card = (folder / "page_classifier" / str(manifest["version"]) / "CARD.md").read_text(encoding="utf-8")
    for words in ("仅代表合成数据", "synthetic", "可靠性 Reliability", "检验报告 lab_report"):
        assert words in card
    plot = (folder / "page_classifier" / str(manifest["version"]) / PLOT).read_text(encoding="utf-8")
    assert ElementTree.fromstring(plot).tag.endswith("svg")
    assert PLOT in card


def test_an_interrupted_training_goes_on_with_the_fits_it_made(tmp_path: Path) -> None:
    made: list[int] = []

    def fit_or_stop(samples: Sequence[Sample], *, seed: int) -> Fitted:
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(len(samples))
        return fit(samples, seed=seed)

    def run() -> dict[str, object]:
        return dict(
            train_page_classifier(tmp_path, pages=800, seed=5, progress=lambda done, total: None, source=stand_in)
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_classifier, "ROUNDS", 5)
        patch.setattr(page_features, "KEEP_BODY", 500)
        with patch.context() as stopping, pytest.raises(KeyboardInterrupt):
            stopping.setattr(page_classifier, "fit", fit_or_stop)
            run()
        (tmp_path / "page_classifier" / ".fits" / "0000-5.npz").write_bytes(b"damaged")
        counted = []
        patch.setattr(page_classifier, "fit", lambda samples, seed: counted.append(1) or fit(samples, seed=seed))
        run()
    assert len(counted) == FOLDS + 1 - 2


def test_a_damaged_fit_is_made_again(tmp_path: Path) -> None:
    kept = KeptFits(tmp_path)
    kept.keep("a" * 64, 1, {"weights": np.ones(3, np.float32)}, ("one", "two"))
    stored = kept.recall("a" * 64, 1)
    assert stored is not None
    assert stored[1] == ("one", "two")
    next(tmp_path.glob("*.npz")).write_bytes(b"torn")
    assert kept.recall("a" * 64, 1) is None


def test_too_few_pages_are_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least"):
        train_page_classifier(tmp_path, pages=10, seed=1, progress=lambda done, total: None, source=stand_in)


def test_the_same_seed_draws_the_same_pages_and_splits_share_none() -> None:
    draws = {
        (split, seed): list(draw_samples(split, pages=600, seed=seed, source=stand_in))
        for split in ("fit", "test")
        for seed in (1, 2)
    }
    again = draw_samples("fit", pages=600, seed=1, source=stand_in)
    assert hash_samples(again) == hash_samples(draws["fit", 1]) != hash_samples(draws["fit", 2])
    texts = [
        {sample.page.text for sample in draws[split, 1] if len(sample.page.text) > 60} for split in ("fit", "test")
    ]
    assert not texts[0] & texts[1]


def test_photographs_and_double_names_are_not_learnt() -> None:
    labels = {sample.label for sample in draw_samples("fit", pages=600, seed=1, source=stand_in)}
    assert labels == set(label_page_types()) | {"unknown"}
    assert set(document_types()) - labels == NOT_LEARNT


@pytest.mark.parametrize("doc_type", label_page_types())
def test_vocabulary_pages_have_words_on_the_sheet(doc_type: str) -> None:
    for seed in range(5):
        page = draw_label_page(doc_type, Random(seed))
        assert page.lines
        assert all(0 <= line.bbox.y0 < line.bbox.y1 <= 1 for line in page.lines)


@pytest.mark.parametrize("kind", unrelated_kinds())
def test_unrelated_print_fills_every_slot(kind: str) -> None:
    for seed in range(5):
        text = draw_unrelated(kind, Random(seed)).text
        assert "{n}" not in text and "{word}" not in text


def test_damage_grows_with_its_strength() -> None:
    page = set_page(["医疗住院收费票据", *["项目名称 金额 床位费 护理费"] * 30], Random(1), aspect=0.7)
    assert garble(page, Random(1), strength=0) == page
    kept = [
        sum(line.text == "项目名称 金额 床位费 护理费" for line in garble(page, Random(seed), strength=strength).lines)
        for strength in (0.2, 1.0)
        for seed in range(20)
    ]
    assert sum(kept[:20]) > sum(kept[20:]) > 0


def test_temperature_recovers_the_scale_of_overconfident_scores() -> None:
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(4000, 3))
    chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    truth = np.array([rng.choice(3, p=row) for row in chances])
    assert fit_temperature(scores * 3, truth) == pytest.approx(3, rel=0.1)
    assert calibration_error(reliability(chances, truth)) < 0.03


def test_threshold_keeps_the_promised_error() -> None:
    levels = np.array([0.99, 0.95, 0.9, 0.8, 0.7, 0.6])
    wrong = np.array([False, False, False, True, False, True])
    assert choose_threshold(levels, wrong, np.empty(0), error=0.0, admitted=0.05, floor=0.5) == 0.9
    assert choose_threshold(levels, wrong, np.empty(0), error=0.2, admitted=0.05, floor=0.5) == 0.7
    assert choose_threshold(levels, wrong, np.empty(0), error=1.0, admitted=0.05, floor=0.65) == 0.65


def test_threshold_lets_few_strangers_in() -> None:
    strangers = np.array([0.0] * 90 + [0.8] * 10)
    nobody, wrong = np.array([0.9]), np.array([False])
    assert choose_threshold(nobody, wrong, strangers, error=0.5, admitted=0.05, floor=0.5) > 0.8
    assert choose_threshold(nobody, wrong, strangers, error=0.5, admitted=0.2, floor=0.5) == 0.9
