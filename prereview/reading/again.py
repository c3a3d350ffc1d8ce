"""Places of a page read a second time: enlarged and without red ink, and by Tesseract, which errs in other ways."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from prereview.documents import BoundingBox, Line
from prereview.errors import EngineError
from prereview.reading.colour import remove_ink
from prereview.reading.engines import Engine, LineEngine

if TYPE_CHECKING:
    from prereview.documents import Pixels

log = logging.getLogger(__name__)

HEIGHT = 64  #: pixels a line gets on the sheet of cut-outs; the page had 15 to 45 for it
GAP = 32  #: white between them, so that no reader joins two
MARGIN = 0.2  #: around a line, shares of its height
WIDEST = 2400  #: pixels of the sheet; a longer line is made smaller
MOST_LINES = 24  #: on one sheet, which bounds what a page can cost


def load_second_reader() -> Engine | None:
    """Tesseract, set to read cut-outs; None where it is not installed."""
    try:
        from prereview.reading.tesseract import load_tesseract  # noqa: PLC0415 - engines import late

        return load_tesseract(cut_outs=True)
    except (EngineError, ImportError):
        return None


def read_places(
    engines: Sequence[Engine], upright: Pixels, lines: Sequence[Line], places: Sequence[BoundingBox | None]
) -> tuple[tuple[str, ...], ...]:
    """For each place what each engine reads on the lines there; an engine that fails or sees nothing says nothing.

    Args:
        engines: each reads one sheet on which the lines, cut out of the page, stand below each other.
        upright: height x width x 3 RGB.
        lines: of the page, as first read.
        places: what to read, None for nothing; of more than `MOST_LINES` lines the rest get no second reading.
    """
    members = [[index for index, line in enumerate(lines) if place and _within(line.bbox, place)] for place in places]
    wanted = sorted({index for group in members for index in group})[:MOST_LINES]
    if not wanted:
        return tuple(() for _ in places)
    cuts = [_cut(upright, lines[index].bbox) for index in wanted]
    readings = [dict(zip(wanted, read_cuts(engine, cuts), strict=True)) for engine in engines]
    return tuple(
        tuple(text for seen in readings if (text := " ".join(seen.get(index, "") for index in group).strip()))
        for group in members
    )


def _within(box: BoundingBox, place: BoundingBox) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return place.x0 <= x <= place.x1 and place.y0 <= y <= place.y1


def _cut(upright: Pixels, box: BoundingBox) -> Pixels:
    """One line, free of red ink."""
    height, width = upright.shape[:2]
    margin = MARGIN * box.height * height
    x0, x1 = max(0, int(box.x0 * width - margin)), min(width, int(box.x1 * width + margin) + 1)
    y0, y1 = max(0, int(box.y0 * height - margin)), min(height, int(box.y1 * height + margin) + 1)
    return remove_ink(np.ascontiguousarray(upright[y0:y1, x0:x1]), "red")


def _enlarged(cut: Pixels) -> Pixels:
    scale = min(HEIGHT / cut.shape[0], WIDEST / cut.shape[1])
    return np.asarray(cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def _sheet(cuts: Sequence[Pixels]) -> tuple[Pixels, list[tuple[float, float]]]:
    """The cut-outs below each other on white, and between which heights (0-1) each stands."""
    height = sum(cut.shape[0] + GAP for cut in cuts) + GAP
    sheet = np.full((height, max(cut.shape[1] for cut in cuts) + 2 * GAP, 3), 255, np.uint8)
    rows, top = [], GAP
    for cut in cuts:
        sheet[top : top + cut.shape[0], GAP : GAP + cut.shape[1]] = cut
        rows.append((top / height, (top + cut.shape[0]) / height))
        top += cut.shape[0] + GAP
    return sheet, rows


def read_cuts(engine: Engine, cuts: Sequence[Pixels]) -> list[str]:
    """What the engine reads on pictures of single lines; "" where it sees nothing, and everywhere when it fails."""
    try:
        if isinstance(engine, LineEngine):
            return engine.read_lines(cuts)
        sheet, rows = _sheet([_enlarged(cut) for cut in cuts])
        found = engine.read(sheet, upright=True).lines
    except Exception as error:  # noqa: BLE001 - engines fail in ways of their own; the first reading stands
        log.warning("second reading by %s failed: %s", engine.name, type(error).__name__)
        return ["" for _ in cuts]
    middles = [(line.bbox.y0 + line.bbox.y1) / 2 for line in found]
    return [
        " ".join(line.text for line, middle in zip(found, middles, strict=True) if top <= middle <= bottom)
        for top, bottom in rows
    ]
