"""Page to document type: a linear model over words, calibrated, that says `unknown` rather than guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from prereview.artifacts import Arrays, Artifact, load_artifact
from prereview.classification.features import SIGNALS, FeatureSpace, Floats, Scales
from prereview.classification.vocabulary import vocabulary_hash, word_counter
from prereview.classification.wording import read_wording
from prereview.documents import BLANK, UNKNOWN, Page, PageClass
from prereview.errors import ModelError
from prereview.report import ModelRef

NAME = "page_classifier"
CANDIDATES = 5
SETTLED = 0.9  #: a type this likely needs no title; two types together this likely leave no third
#: Invoices for repairs, towing, devices and appraisals are VAT invoices that differ in one line of goods; when that
#: line cannot be told, the form still can.
COMMON_FORM = dict.fromkeys(
    ("vat_invoice", "repair_invoice", "towing_invoice", "device_invoice", "appraisal_fee_invoice"), "vat_invoice"
)


@dataclass(frozen=True, slots=True)
class PageClassifier:
    """A trained page classifier. Safe to share between threads.

    Attributes:
        labels: document types, `unknown` among them.
        weights: features x labels, float32.
        bias: one per label.
        temperature: divides the scores so that probabilities match frequencies on calibration data.
        accept: smallest probability at which a type is given; below it the page is `unknown`.
    """

    space: FeatureSpace
    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float
    accept: float
    ref: ModelRef

    def classify(self, page: Page) -> PageClass:
        """The type of a page with its calibrated probability, `blank` for an empty one, `unknown` when unsure.

        For `unknown`, `probability` is the probability that the page is none of the known types, and the
        candidates say what it came closest to.
        """
        if not page.lines:
            return _wordless(page)
        probabilities = self.probabilities(page)
        order = np.argsort(-probabilities)[:CANDIDATES]
        candidates = tuple((self.labels[index], round(float(probabilities[index]), 4)) for index in order)
        doc_type, probability = titled_one(page, candidates) or decide(self.labels, probabilities, self.accept)
        return PageClass(doc_type=doc_type, probability=round(probability, 4), candidates=candidates)

    def probabilities(self, page: Page) -> npt.NDArray[np.float64]:
        """Calibrated probability of every label, in the order of `labels`."""
        return softmax(self.scores(page) / self.temperature)

    def scores(self, page: Page) -> npt.NDArray[np.float64]:
        """Uncalibrated log-odds of every label."""
        vector = self.space.encode(page)
        return (vector.values @ self.weights[vector.indices] + self.bias).astype(np.float64)


def decide(labels: Sequence[str], probabilities: npt.NDArray[np.float64], accept: float) -> tuple[str, float]:
    """The answer to a row of probabilities: a type at or above `accept`, else the common form, else `unknown`.

    Returns:
        The type and its probability; for a common form that of all its special cases together.
    """
    best = int(probabilities.argmax())
    chance = float(probabilities[best])
    if labels[best] == UNKNOWN:
        return UNKNOWN, chance
    if chance >= accept:
        return labels[best], chance
    form = COMMON_FORM.get(labels[best])
    if form is not None and form in labels:
        together = sum(
            float(p) for label, p in zip(labels, probabilities, strict=True) if COMMON_FORM.get(label) == form
        )
        if together >= accept:
            return form, together
    return UNKNOWN, float(probabilities[labels.index(UNKNOWN)])


def titled_one(page: Page, candidates: Sequence[tuple[str, float]]) -> tuple[str, float] | None:
    """Where the question is between two types and the page bears the title of one of them only: that one.

    Args:
        page: the page.
        candidates: types with their probabilities, the likeliest first.

    Returns:
        The type and the probability of both together; None where the words decide, or no title does.
    """
    (one, first), (other, second) = candidates[:2]
    between_two = first < SETTLED <= first + second and UNKNOWN not in (one, other)
    if not between_two or COMMON_FORM.get(one, one) == COMMON_FORM.get(other, other):
        return None
    hits = dict(zip(word_counter().types, word_counter().title_hits(read_wording(page).title), strict=True))
    titled = [doc_type for doc_type in (one, other) if hits[doc_type] == 1.0]
    return (titled[0], first + second) if len(titled) == 1 else None


def load_classifier(models_dir: Path | None = None) -> PageClassifier:
    """Load the current page classifier.

    Raises:
        ModelError: there is none, it is damaged, or it was trained for another version of the features.
    """
    return from_artifact(load_artifact(NAME, models_dir))


def from_artifact(artifact: Artifact) -> PageClassifier:
    """Build the classifier from its stored arrays and parameters.

    Raises:
        ModelError: the model belongs to other features or vocabulary than this code has.
    """
    manifest, arrays = artifact.manifest, artifact.arrays
    try:
        scales = Scales(**manifest.parameters["scales"])
        space = FeatureSpace.from_arrays(arrays, scales)
        weights = arrays["weights"].astype(np.float32) * arrays["weight_scale"]
        fits = weights.shape == (space.size, len(manifest.labels)) and manifest.parameters["layout"] == layout()
        accept, temperature = manifest.thresholds["accept"], manifest.thresholds["temperature"]
        bias = arrays["bias"]
    except (KeyError, TypeError, ValueError) as error:
        raise _unsuitable(artifact) from error
    if not fits or UNKNOWN not in manifest.labels:
        raise _unsuitable(artifact)
    return PageClassifier(
        space=space,
        labels=manifest.labels,
        weights=weights,
        bias=bias,
        temperature=temperature,
        accept=accept,
        ref=artifact.ref,
    )


def to_arrays(space: FeatureSpace, weights: Floats, bias: Floats) -> Arrays:
    """Arrays to store: weights as 8-bit integers with one scale per label (a tenth of the size, same answers)."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    return {
        **space.to_arrays(),
        "weights": np.rint(weights / scale).astype(np.int8),
        "weight_scale": scale.astype(np.float32),
        "bias": bias.astype(np.float32),
    }


def to_parameters(scales: Scales) -> dict[str, object]:
    """Parameters to store beside the arrays."""
    return {"scales": asdict(scales), "layout": layout(), "vocabulary": vocabulary_hash()}


def layout() -> dict[str, object]:
    """What the fixed part of the feature vector stands for; a model fits only code with the same layout."""
    return {"types": list(word_counter().types), "signals": list(SIGNALS)}


def softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Scores to probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def _wordless(page: Page) -> PageClass:
    # A picture without words (an X-ray, a photo of a dent) is not an empty sheet: only the reader saw the ink.
    blank = "blank" in page.quality.reasons and not page.seals and not page.codes
    return PageClass(doc_type=BLANK if blank else UNKNOWN, probability=None)


def _unsuitable(artifact: Artifact) -> ModelError:
    return ModelError(
        f"{artifact.folder} was trained for another version of the page features",
        remedy="Train again with `prereview train`, or use the models that ship with this version.",
    )
