"""Print on the picture behind a text layer: many e-certificates are a picture of the form, filled in by text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from prereview.documents import BoundingBox, Line
from prereview.reading.geometry import Quad, reading_order

if TYPE_CHECKING:
    from prereview.documents import Pixels

#: Less cover than this leaves room for a page of its own print; the same share tells a scan (`text_layer`).
PAGE_WIDE = 0.6
_SIDE = 1600  #: long side at which characters are looked for
_DARKER = 40  #: grey levels below what surrounds it; guilloches and watermarks are paler
_ENOUGH = 30  #: marks of the size of characters; a logo or an emblem has fewer


def picture_print(pixels: Pixels, lines: Sequence[Line]) -> Pixels | None:
    """The page without the words of its text layer; None if what is left shows no print.

    Args:
        pixels: the drawn page, picture and text.
        lines: of the text layer.
    """
    height, width = pixels.shape[:2]
    left = pixels.copy()
    for line in lines:
        x0, y0, x1, y1 = line.bbox
        left[max(0, round(y0 * height)) : round(y1 * height), max(0, round(x0 * width)) : round(x1 * width)] = 255
    heights = np.repeat([line.bbox.height for line in lines], [len(line.text) for line in lines])
    typical = float(np.median(heights)) * height
    return left if _count_marks(left, typical) >= _ENOUGH else None


def _count_marks(pixels: Pixels, print_height: float) -> int:
    """Dark marks about as tall as the page's print, or a part of a character of it."""
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    grey = cv2.cvtColor(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 51, _DARKER)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    tall, wide = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    size = print_height * scale
    return int(np.count_nonzero((tall > 0.4 * size) & (tall < 3 * size) & (wide < 3 * size)))


def merge_lines(layer: Sequence[Line], read: Sequence[Line]) -> tuple[Line, ...]:
    """The text layer's lines and those of the picture, from top to bottom and left to right."""
    lines = [*layer, *read]
    return tuple(lines[index] for index in reading_order([_corners(line.bbox) for line in lines]))


def _corners(box: BoundingBox) -> Quad:
    x0, y0, x1, y1 = (_SIDE * value for value in box)  # the geometry reckons in pixels
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)
