"""What the lines say: PP-OCR's recogniser on straightened line pictures, decoded greedily (CTC)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from prereview.reading.geometry import LINE_HEIGHT, Image
from prereview.reading.networks import Network, Tensor

#: Widths are rounded up to this, because OpenVINO keeps compiled kernels for every input shape it has met.
WIDTH_STEP = 64
#: How much narrower or wider than asked for a line may be drawn to fill such a width: what is added costs nothing, and
#: padding would have cost a tenth of all columns.
NARROWER, WIDER = 0.96, 1.25
#: Lines in one call. Four narrow ones together cost a sixth less than one by one; more gain nothing, and each number of
#: lines is one more shape to keep kernels for. Wider lines are read one by one.
BATCHES, WIDEST_BATCHED = (4, 2, 1), 640

#: One output step of the network covers this many columns.
STEP_WIDTH = 8
#: A step whose blank has at least this logit carries no character: of 54,000 steps that do, on 80 real and generated
#: pages, 4 have more, and none more than 25.7. The last layer is spared them, two steps in five.
PLAINLY_BLANK = 25.0
#: Steps the last layer takes at once, and what their number is rounded up to.
HEAD_STEPS, HEAD_ROUND = 128, 32


class Text(NamedTuple):
    """What a line says: its characters, their mean probability, and how many output steps each had on average."""

    text: str
    confidence: float
    steps: float = 0.0


def fitting_width(wanted: float) -> int:
    """The number of columns to draw a line with that costs least: a whole number of `WIDTH_STEP` where it is near."""
    under = int(wanted // WIDTH_STEP) * WIDTH_STEP
    if under >= wanted * NARROWER:
        return under
    return under + WIDTH_STEP if under + WIDTH_STEP <= wanted * WIDER else max(16, math.ceil(wanted))


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The two halves of the network, as `preparation` parts them, and the character of each class."""

    trunk: Network
    head: Network
    characters: Sequence[str]

    def read(self, crops: Sequence[Image]) -> list[Text]:
        """What line pictures of `LINE_HEIGHT` rows say, in their order."""
        steps = _find_steps(self.trunk, crops)
        texts: list[Text] = []
        for group in _groups(steps):
            for places, logits in self._ask_head(group):
                text = decode(places, logits, self.characters)
                width = crops[len(texts)].shape[1]
                texts.append(text._replace(steps=width / STEP_WIDTH / max(len(text.text), 1)))
        return texts

    def _ask_head(self, lines: Sequence[Tensor]) -> Iterator[tuple[npt.NDArray[np.intp], Tensor]]:
        """For each line the places of the steps that may carry a character, and their logits."""
        places = [np.flatnonzero(steps[:, -1] < PLAINLY_BLANK) for steps in lines]
        ends = np.cumsum([len(kept) for kept in places])
        asked = np.zeros((max(1, math.ceil(ends[-1] / HEAD_ROUND)) * HEAD_ROUND, lines[0].shape[1]), np.float32)
        asked[: ends[-1]] = np.concatenate([steps[kept] for steps, kept in zip(lines, places, strict=True)])
        logits = self.head.run(asked)
        for kept, end in zip(places, ends, strict=True):
            yield kept, np.asarray(logits[end - len(kept) : end])


def decode(places: npt.NDArray[np.intp], logits: Tensor, characters: Sequence[str]) -> Text:
    """Greedy CTC: best class per step, repeats merged, blanks (class 0) dropped.

    Args:
        places: steps of the line that `logits` are for, ascending; the steps between them are blank.
        logits: steps x classes.
        characters: what each class stands for.
    """
    best = logits.argmax(axis=1)
    keep = best != 0
    keep[1:] &= (best[1:] != best[:-1]) | (np.diff(places) > 1)
    if not keep.any():
        return Text("", 0.0)
    chosen = logits[keep]
    # The softmax of the winner alone, so the 17,000 others are never normalised at every step.
    probability = 1.0 / np.exp(chosen - chosen.max(axis=1, keepdims=True)).sum(axis=1)
    return Text("".join(characters[index] for index in best[keep]), float(probability.mean()))


def _find_steps(trunk: Network, crops: Sequence[Image]) -> list[Tensor]:
    """For each line steps x features."""
    found: list[Tensor] = [np.empty((0, 0), np.float32)] * len(crops)
    for width, batch in _batches([crop.shape[1] for crop in crops]):
        tensor = np.zeros((len(batch), 3, LINE_HEIGHT, width), np.float32)
        for row, index in enumerate(batch):
            crop = crops[index]
            tensor[row, :, :, : crop.shape[1]] = (crop.transpose(2, 0, 1).astype(np.float32) - 127.5) / 127.5
        for index, steps in zip(batch, trunk.run(tensor), strict=True):
            found[index] = np.array(steps)
    return found


def _groups(lines: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """The lines in their order, about `HEAD_STEPS` steps at a time."""
    group: list[Tensor] = []
    for steps in lines:
        if group and sum(map(len, group)) + len(steps) > HEAD_STEPS:
            yield group
            group = []
        group.append(steps)
    if group:
        yield group


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
