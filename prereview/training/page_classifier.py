"""Train the page classifier: draw, fit, calibrate, test, save with its card. Minutes on two cores, repeatable."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from prereview.artifacts import Arrays, Recipe, default_directory, save_artifact
from prereview.classification.classifier import NAME, decide, softmax, to_arrays, to_parameters
from prereview.classification.features import FeatureSpace, Floats, Scales
from prereview.documents import UNKNOWN
from prereview.errors import UsageError
from prereview.training.page_calibration import calibration_error, choose_threshold, fit_temperature, reliability
from prereview.training.page_card import PLOT, draw_reliability, write_card
from prereview.training.page_corpus import DrawnPage, PageSource, Progress, Sample, Split, draw_samples, hash_samples
from prereview.training.page_features import encode_pages, select_features
from prereview.training.page_fits import KeptFits
from prereview.training.page_strangers import FOLDS, Answers, probe_strangers, typed_probabilities

log = logging.getLogger(__name__)

DEFAULT_PAGES = 30_000  #: the size of the committed model's corpus
SMALLEST = 400  #: below this some types would have no page at all
FEATURES = "2"  #: first part of the version; counts changes of the features, the corpus or the fit
TARGET_ERROR = 0.01  #: tolerated share of wrong types among accepted pages, on calibration data
ADMITTED = 0.05  #: tolerated share of unrelated pages of an unseen kind that are given a type
FLOOR = 0.5  #: never accept a type less likely than not
STRENGTH = 0.5  #: inverse of the regularisation; 4.0 is half a point better on generated pages, and worse on real ones
ROUNDS = 400  #: of the optimiser at most
TOLERANCE = 1e-4  #: at 1e-3 it stopped after 19 rounds, with generated pages a point and a half worse


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted and calibrated model before it is saved."""

    space: FeatureSpace
    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float
    accept: float

    def chances(self, samples: Sequence[Sample]) -> npt.NDArray[np.float64]:
        """Calibrated probabilities, pages x labels."""
        return softmax(self.scores(samples) / self.temperature)

    def scores(self, samples: Sequence[Sample]) -> npt.NDArray[np.float64]:
        """Log-odds, pages x labels."""
        matrix = encode_pages(self.space, [sample.page for sample in samples])
        return np.asarray(matrix @ self.weights + self.bias, dtype=np.float64)


def train_page_classifier(
    out_dir: Path | None,
    *,
    pages: int | None = None,
    seed: int,
    progress: Progress,
    source: PageSource | None = None,
) -> Mapping[str, Any]:
    """Train, save below `out_dir` and return the manifest.

    Args:
        out_dir: folder of models; the package's own by default.
        pages: size of the corpus over all three draws.
        seed: of everything random.
        progress: called with (steps done, steps in all): the pages drawn, and as many again for the fits.
        source: generated submissions' pages; the package's generator by default.

    Raises:
        UsageError: too few pages to learn from.
    """
    pages = pages or DEFAULT_PAGES
    if pages < SMALLEST:
        raise UsageError(f"{pages} pages are too few to train on", remedy=f"Use at least {SMALLEST}.")
    source = source or _generated_pages
    bar = _Bar(progress, pages)
    drawn = _draw(pages, seed, source, bar.drawn)
    # A fit takes minutes and is kept until the model is saved, so that an interrupted training goes on where it was.
    kept = KeptFits((Path(out_dir) if out_dir else default_directory()) / NAME / ".fits")

    def fit_once(samples: Sequence[Sample]) -> Fitted:
        key = hash_samples(samples)
        stored = kept.recall(key, seed)
        model = _from_stored(*stored) if stored else fit(samples, seed=seed)
        if stored is None:
            kept.keep(key, seed, to_arrays_exact(model), model.labels)
        bar.fitted()
        return model

    model = fit_once(drawn["fit"])
    probes = [_unrelated(drawn["calibrate"]), _unrelated(drawn["test"])]
    strangers = probe_strangers(drawn["fit"], probes, fit_once, seed=seed)
    model = calibrate(model, drawn["calibrate"], strangers[0])
    metrics = measure(model, drawn["test"], strangers[1])
    data_hash = hash_samples(sample for split in drawn.values() for sample in split)
    manifest = _save(model, metrics, Path(out_dir) if out_dir else None, data_hash=data_hash, seed=seed)
    kept.clear()
    bar.done()
    return manifest


def fit(samples: Sequence[Sample], *, seed: int, scales: Scales | None = None, strength: float = STRENGTH) -> Fitted:
    """Choose features and fit the linear model; temperature and threshold are still those of no calibration."""
    labels = tuple(sorted({sample.label for sample in samples}))
    truth = _indices(samples, labels)
    space = select_features([sample.page for sample in samples], truth, scales or Scales())
    matrix = encode_pages(space, [sample.page for sample in samples])
    # Types differ in how often they are drawn; the square root evens that out without shouting about rare ones.
    share = np.bincount(truth, minlength=len(labels)) / len(truth)
    weight = 1 / np.sqrt(share[truth] * len(labels))
    model = LogisticRegression(C=strength, max_iter=ROUNDS, tol=TOLERANCE, random_state=seed)
    model.fit(matrix, truth, sample_weight=weight)
    log.info("fitted %d labels on %d pages, %d features", len(labels), len(samples), space.size)
    weights = model.coef_.T.astype(np.float32)
    return Fitted(space, labels, weights, model.intercept_.astype(np.float32), temperature=1.0, accept=FLOOR)


def calibrate(model: Fitted, samples: Sequence[Sample], strangers: Sequence[Answers] = ()) -> Fitted:
    """Temperature and abstention threshold from pages not used to fit, and from kinds of print never seen."""
    known = [sample for sample in samples if sample.label in model.labels]
    scores, truth = model.scores(known), _indices(known, model.labels)
    temperature = fit_temperature(scores, truth)
    chances, stranger = softmax(scores / temperature), model.labels.index(UNKNOWN)
    best, top = chances.argmax(axis=1), chances.max(axis=1)
    typed = best != stranger
    unseen = typed_probabilities(strangers, lambda rows: softmax(rows / temperature))
    accept = choose_threshold(
        top[typed], (best != truth)[typed], unseen, error=TARGET_ERROR, admitted=ADMITTED, floor=FLOOR
    )
    return replace(model, temperature=temperature, accept=accept)


def measure(model: Fitted, samples: Sequence[Sample], strangers: Sequence[Answers] = ()) -> dict[str, Any]:
    """Figures on pages neither fitted nor calibrated on."""
    known = [sample for sample in samples if sample.label in model.labels]
    chances, truth = model.chances(known), _indices(known, model.labels)
    answers = [decide(model.labels, row, model.accept)[0] for row in chances]
    rows = reliability(chances, truth)
    typed = [(sample, answer) for sample, answer in zip(known, answers, strict=True) if sample.label != UNKNOWN]
    unrelated = [answer for sample, answer in zip(known, answers, strict=True) if sample.label == UNKNOWN]
    unseen = typed_probabilities(strangers, lambda scores: softmax(scores / model.temperature))
    return {
        "data": "synthetic only",
        "pages": len(known),
        "accuracy_clean": _share(answer == sample.label for sample, answer in typed if sample.noise == 0),
        "accuracy_degraded": _share(answer == sample.label for sample, answer in typed if sample.noise > 0),
        "accuracy_by_origin": {
            origin: _share(answer == sample.label for sample, answer in typed if sample.origin == origin)
            for origin in sorted({sample.origin for sample, _ in typed})
        },
        "abstained": _share(answer == UNKNOWN for _, answer in typed),
        "wrong_among_answered": _share(answer != sample.label for sample, answer in typed if answer != UNKNOWN),
        "unrelated_left_unknown": _share(answer == UNKNOWN for answer in unrelated),
        "unseen_kinds_left_unknown": _share(level < model.accept for level in unseen),
        "calibration_error": round(calibration_error(rows), 4),
        "reliability": rows,
        "by_type": _by_type(typed),
    }


@dataclass(slots=True)
class _Bar:
    """Turns pages drawn and fits made into one progress bar; a fit counts as the pages divided by all fits."""

    progress: Progress
    pages: int
    fits: int = 0

    def drawn(self, done: int) -> None:
        self.progress(min(done, self.pages), 2 * self.pages)

    def fitted(self) -> None:
        self.fits += 1
        self.progress(self.pages + self.pages * self.fits // (FOLDS + 2), 2 * self.pages)

    def done(self) -> None:
        self.progress(2 * self.pages, 2 * self.pages)


def to_arrays_exact(model: Fitted) -> Arrays:
    """A fit as it is, for going on after an interruption; the model that ships rounds its weights."""
    return {**model.space.to_arrays(), "weights": model.weights, "bias": model.bias}


def _from_stored(arrays: Arrays, labels: tuple[str, ...]) -> Fitted:
    space = FeatureSpace.from_arrays(arrays, Scales())
    return Fitted(space, labels, arrays["weights"], arrays["bias"], temperature=1.0, accept=FLOOR)


def _draw(pages: int, seed: int, source: PageSource, progress: Callable[[int], None]) -> dict[Split, list[Sample]]:
    splits: tuple[Split, ...] = ("fit", "calibrate", "test")
    drawn: dict[Split, list[Sample]] = {}
    done = 0
    for split in splits:
        drawn[split] = []
        for sample in draw_samples(split, pages=pages, seed=seed, source=source):
            drawn[split].append(sample)
            done += 1
            if done % 50 == 0:
                progress(done)
    return drawn


def _generated_pages(count: int, seed: int) -> Iterable[DrawnPage]:
    # The generator draws pictures too and loads fonts; only training needs it.
    from prereview.synthesis import generate_pages  # noqa: PLC0415 - late, see above

    return generate_pages(count, seed=seed)


def _unrelated(samples: Sequence[Sample]) -> list[Sample]:
    return [sample for sample in samples if sample.kind]


def _indices(samples: Sequence[Sample], labels: Sequence[str]) -> npt.NDArray[np.int64]:
    places = {label: place for place, label in enumerate(labels)}
    return np.array([places[sample.label] for sample in samples], dtype=np.int64)


def _share(hits: Iterable[bool]) -> float | None:
    hits = list(hits)
    return round(sum(hits) / len(hits), 4) if hits else None


def _by_type(typed: Sequence[tuple[Sample, str]]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for sample, answer in typed:
        groups[sample.label].append(answer)
    return {
        label: {
            "pages": len(answers),
            "right": _share(answer == label for answer in answers),
            "unknown": _share(answer == UNKNOWN for answer in answers),
        }
        for label, answers in sorted(groups.items())
    }


def _save(
    model: Fitted, metrics: Mapping[str, Any], directory: Path | None, *, data_hash: str, seed: int
) -> Mapping[str, Any]:
    version = f"{FEATURES}-{data_hash[:8]}"
    recipe = Recipe(
        name=NAME,
        version=version,
        data_hash=data_hash,
        seed=seed,
        labels=model.labels,
        thresholds={"accept": model.accept, "temperature": model.temperature, "target_error": TARGET_ERROR},
        metrics=metrics,
        parameters=to_parameters(model.space.scales),
    )
    arrays = to_arrays(model.space, model.weights, model.bias)
    card = write_card(version, model.labels, model.accept, metrics)
    figures = {PLOT: draw_reliability(metrics["reliability"])}
    # The version carries the hash of the data: writing it again writes the same model.
    manifest = save_artifact(recipe, arrays, card=card, figures=figures, directory=directory, replace=True)
    return manifest.model_dump(mode="json")
