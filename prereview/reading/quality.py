"""How well a page can be read, and why not: codes a claimant can act on (retake, flatten, more light)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import cv2
import numpy as np

from prereview.documents import Line, Quality

if TYPE_CHECKING:
    from prereview.documents import Pixels

Grade = Literal["good", "fair", "poor", "unreadable"]
_GRADES: tuple[Grade, ...] = ("good", "fair", "poor", "unreadable")

#: Mean confidence of the recogniser, weighted by length, at least which a page is good, fair, poor. Cut on real pages
#: blurred, darkened and reduced step by step: below 0.95 single digits go wrong, below 0.88 words do.
_CONFIDENCE = (0.95, 0.88, 0.70)

_SPECK = 4  #: pixels, on a page of 600, up to which a dark spot is dust of a copier: an empty copy has nothing larger


def is_blank(pixels: Pixels) -> bool:
    """Whether nothing is written: neither strokes nor the soft spots of blurred ones."""
    return not _has_strokes(pixels) and not _has_blurred_writing(pixels)


def _has_strokes(pixels: Pixels) -> bool:
    """Whether there are strokes darker than their surroundings away from the border."""
    grey = _grey(pixels, 600)
    height, width = grey.shape
    inner = grey[height // 25 : height - height // 25, width // 25 : width - width // 25]
    if min(inner.shape) < 8:
        return False
    # Strokes are thin: against the median of their surroundings shadows and edges of the sheet disappear.
    contrast = cv2.subtract(cv2.medianBlur(inner, 11), inner)
    dark = (np.asarray(contrast) > 24).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float(areas[areas > _SPECK].sum()) >= 0.0002 * dark.size


def _has_blurred_writing(pixels: Pixels) -> bool:
    """Whether there are the soft spots that writing leaves on a picture too blurred or dark to show strokes.

    Such a page is unreadable, not blank: it may be the very paper the claim needs.
    """
    grey = _grey(pixels, 200)
    height, width = grey.shape
    inner = grey[height // 12 : height - height // 12, width // 12 : width - width // 12]
    if min(inner.shape) < 16:
        return False
    lit = np.clip(inner * (160.0 / max(float(np.percentile(inner, 80)), 1.0)), 0, 255).astype(np.uint8)
    spots = cv2.subtract(cv2.medianBlur(lit, 15), lit)
    return float((np.asarray(spots) > 6).mean()) > 0.015


def grade_page(pixels: Pixels, lines: Sequence[Line]) -> Quality:
    """Quality of an upright page from its pixels and what could be read on it."""
    if not lines:
        return Quality(grade="unreadable", reasons=_pixel_reasons(pixels, lines))
    length = sum(len(line.text) for line in lines)
    confidence = sum((line.confidence or 0.0) * len(line.text) for line in lines) / max(length, 1)
    step = sum(confidence < bar for bar in _CONFIDENCE)
    reasons = _pixel_reasons(pixels, lines)
    if not _has_strokes(pixels):
        return Quality(grade="unreadable", reasons=tuple(dict.fromkeys(("blur", *reasons))))
    if _is_cut_off(lines):
        reasons += ("cut_off",)
        step = max(step, 1)
    return Quality(grade=_GRADES[step], reasons=reasons)


def worst_quality(qualities: Iterable[Quality]) -> Quality:
    """The quality that limits a claim: the worst grade, with the reasons of every page of that grade.

    Empty sheets limit nothing.
    """
    written = [quality for quality in qualities if "blank" not in quality.reasons]
    grade = max((quality.grade for quality in written), key=_GRADES.index, default="good")
    reasons = {reason for quality in written if quality.grade == grade for reason in quality.reasons}
    return Quality(grade=grade, reasons=tuple(sorted(reasons)))


def _pixel_reasons(pixels: Pixels, lines: Sequence[Line]) -> tuple[str, ...]:
    heights = sorted(line.bbox.height * pixels.shape[0] for line in lines)
    line_height = heights[len(heights) // 2] if heights else 0.0
    grey = _grey(pixels, 1200)
    paper = float(np.percentile(grey, 80))
    checks = {
        "dark": paper < 105,
        "glare": _has_glare(grey, paper),
        "faint": bool(lines) and _ink_contrast(grey, lines) < 55,
        "low_resolution": bool(lines) and line_height < 15,
        "blur": _sharpness(pixels, lines, line_height) < 0.2,
    }
    return tuple(name for name, present in checks.items() if present)


def _is_cut_off(lines: Sequence[Line]) -> bool:
    """Whether three or more lines run into the same side of the picture."""
    if len(lines) < 8:
        return False
    left = sum(line.bbox.x0 < 0.002 for line in lines)
    right = sum(line.bbox.x1 > 0.998 for line in lines)
    return max(left, right) >= max(3, len(lines) // 8)


def _has_glare(grey: Any, paper: float) -> bool:
    """A burnt-out patch larger than 1 % of the picture on paper that is not white itself."""
    if paper > 225:
        return False
    burnt = (grey >= 252).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((7, 7))))
    return len(stats) > 1 and float(stats[1:, cv2.CC_STAT_AREA].max()) > 0.01 * grey.size


def _text_patches(grey: Any, lines: Sequence[Line]) -> list[Any]:
    height, width = grey.shape
    step = max(1, len(lines) // 25)
    patches = []
    for line in lines[::step]:
        box = line.bbox
        patch = grey[int(box.y0 * height) : int(box.y1 * height) + 1, int(box.x0 * width) : int(box.x1 * width) + 1]
        if min(patch.shape) >= 6:
            patches.append(patch)
    return patches


def _ink_contrast(grey: Any, lines: Sequence[Line]) -> float:
    """Median difference between paper and ink over the lines, 0-255."""
    spans = [float(np.percentile(patch, 90) - np.percentile(patch, 3)) for patch in _text_patches(grey, lines)]
    return float(np.median(spans)) if spans else 255.0


def _sharpness(pixels: Pixels, lines: Sequence[Line], line_height: float) -> float:
    """Steepest edges of the print over its contrast, at 24-pixel lines: about 0.5 sharp, under 0.2 blurred.

    Without lines the whole page is taken as it is: text too blurred to be found has no box.
    """
    scale = min(1.0, 24 / line_height) if line_height else 1.0
    grey = _grey(pixels, max(32, round(max(pixels.shape[:2]) * scale)))
    values = []
    for patch in _text_patches(grey, lines) if lines else [grey]:
        span = float(np.percentile(patch, 97) - np.percentile(patch, 3))
        if span > 20:
            edges = np.abs(np.diff(patch.astype(np.int16), axis=1))
            values.append(float(np.percentile(edges, 98)) / span)
    return float(np.median(values)) if values else 1.0


def _grey(pixels: Pixels, side: int) -> Any:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = side / max(grey.shape)
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
