"""Pictures drawn without any font file, so that the tests run on a fresh machine."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from prereview.documents import BoundingBox, Line, SourcePage, TextLayer

RED, BLUE = (210, 40, 50), (40, 60, 200)


def sheet(height: int = 700, width: int = 500) -> Any:
    return np.full((height, width, 3), 255, np.uint8)


def write(page: Any, text: str, x: int, y: int, *, scale: float = 1.2, colour: tuple[int, int, int] = (0, 0, 0)) -> Any:
    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, colour, 2, cv2.LINE_AA)
    return page


def bill() -> Any:
    """A page of numbers: wide rows, so that its orientation is clear."""
    page = sheet(700, 900)
    rows = ("INVOICE 00028016", "DATE 2026-02-20", "BED 120.00  DRUGS 845.50", "TOTAL 965.50 CNY", "PAID 500.00 465.50")
    for number, row in enumerate(rows):
        write(page, row, 60, 130 + 110 * number)
    return page


def stamp(page: Any, x: int, y: int, radius: int, *, colour: tuple[int, int, int] = RED, squash: float = 1.0) -> Any:
    """A round or oval seal: ring, star, and strokes where the name runs along the arc."""
    axes = (radius, round(radius * squash))
    cv2.ellipse(page, (x, y), axes, 0, 0, 360, colour, 4, cv2.LINE_AA)
    angles = np.arange(5) * 4 * np.pi / 5 - np.pi / 2
    star = np.stack([x + radius * 0.3 * np.cos(angles), y + radius * 0.3 * squash * np.sin(angles)], axis=1)
    cv2.fillPoly(page, [np.rint(star).astype(np.int32)], colour)
    for angle in np.linspace(-np.pi * 1.1, np.pi * 0.1, 11):
        u, v = np.cos(angle), np.sin(angle) * squash
        start = (round(x + radius * 0.62 * u), round(y + radius * 0.62 * v))
        end = (round(x + radius * 0.82 * u), round(y + radius * 0.82 * v))
        cv2.line(page, start, end, colour, 3, cv2.LINE_AA)
    return page


def image_page(pixels: Any, *, number: int = 1) -> SourcePage:
    return SourcePage("scan.png", number, "image", "0" * 64, lambda: None, lambda: pixels)


def line(text: str, box: tuple[float, float, float, float] = (0.1, 0.1, 0.6, 0.15), sure: float | None = 0.99) -> Line:
    return Line(text=text, bbox=BoundingBox(*box), confidence=sure)


def layer(*texts: str) -> TextLayer:
    rows = [line(text, (0.1, 0.1 + 0.05 * n, 0.9, 0.13 + 0.05 * n), None) for n, text in enumerate(texts)]
    return TextLayer(lines=tuple(rows))
