"""Upright pictures of pages for reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from prereview.reading.geometry import stand_up

if TYPE_CHECKING:
    from prereview.documents import Page, SourcePage


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
