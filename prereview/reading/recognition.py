"""What the lines say: PP-OCR's recogniser on straightened line pictures, decoded greedily (CTC)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from prereview.reading.geometry import LINE_HEIGHT, Image
from prereview.reading.networks import Network, Tensor

#: Widths are rounded up to this, because OpenVINO keeps compiled kernels for every input shape it has met.
WIDTH_STEP = 64
#: Lines in one call. Four narrow ones together cost a sixth less than one by one; more gain nothing, and each number of
#: lines is one more shape to keep kernels for. Wider lines are read one by one.
BATCHES, WIDEST_BATCHED = (4, 2, 1), 640

#: One output step of the network covers this many columns.
STEP_WIDTH = 8


class Text(NamedTuple):
    """What a line says: its characters, their mean probability, and how many output steps each had on average."""

    text: str
    confidence: float
    steps: float = 0.0


def recognise(network: Network, characters: Sequence[str], crops: Sequence[Image]) -> list[Text]:
    """Read line pictures of `LINE_HEIGHT` rows; the answers keep the order of the crops."""
    texts = [Text("", 0.0)] * len(crops)
    for width, batch in _batches([crop.shape[1] for crop in crops]):
        tensor = np.zeros((len(batch), 3, LINE_HEIGHT, width), np.float32)
        for row, index in enumerate(batch):
            crop = crops[index]
            tensor[row, :, :, : crop.shape[1]] = (crop.transpose(2, 0, 1).astype(np.float32) - 127.5) / 127.5
        logits = network.run(tensor)
        for row, index in enumerate(batch):
            read = decode(np.asarray(logits[row]), characters)
            steps = crops[index].shape[1] / STEP_WIDTH / max(len(read.text), 1)
            texts[index] = read._replace(steps=steps)
    return texts


def decode(logits: Tensor, characters: Sequence[str]) -> Text:
    """Greedy CTC: best class per step, repeats merged, blanks (class 0) dropped."""
    best = logits.argmax(axis=1)
    keep = best != 0
    keep[1:] &= best[1:] != best[:-1]
    if not keep.any():
        return Text("", 0.0)
    chosen = logits[keep]
    # The softmax of the winner alone, so the 14,000 others are never normalised at every step.
    probability = 1.0 / np.exp(chosen - chosen.max(axis=1, keepdims=True)).sum(axis=1)
    return Text("".join(characters[index] for index in best[keep]), float(probability.mean()))


def _batches(widths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Indices of lines of the same rounded width, a batch at a time."""
    by_width: dict[int, list[int]] = {}
    for index, width in enumerate(widths):
        by_width.setdefault(max(1, math.ceil(width / WIDTH_STEP)) * WIDTH_STEP, []).append(index)
    for width in sorted(by_width):
        members = by_width[width]
        while members:
            size = next(n for n in BATCHES if n <= len(members)) if width <= WIDEST_BATCHED else 1
            yield width, members[:size]
            members = members[size:]
