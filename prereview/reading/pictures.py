"""Pictures of pages: upright for reports, and parts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from prereview.reading.geometry import stand_up

if TYPE_CHECKING:
    from prereview.documents import BoundingBox, Page, Pixels, SourcePage


def part_of(pixels: Pixels, box: BoundingBox) -> Pixels:
    """The pixels in a box of the page, whole ones at its edges."""
    height, width = pixels.shape[:2]
    rows = slice(round(box.y0 * height), round(box.y1 * height) + 1)
    return pixels[rows, round(box.x0 * width) : round(box.x1 * width) + 1]


def draw_picture(source: SourcePage, page: Page, *, max_side: int = 1100) -> bytes:
    """JPEG of the page as it was read: upright, at most `max_side` pixels long.

    Raises:
        InputError: the source itself cannot be drawn (its ingestion raised).
    """
    image = source.render()
    scale = max_side / max(image.shape[:2])
    if scale < 1:
        image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    upright = stand_up(image, page.rotation, page.tilt)
    _, encoded = cv2.imencode(".jpg", np.ascontiguousarray(upright[:, :, ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 78])
    return bytes(encoded)
