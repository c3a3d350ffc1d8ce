"""Quadrilaterals of text lines: turning, cropping, order, and page-relative boxes. Units: pixels unless said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from prereview.documents import BoundingBox

Quad = npt.NDArray[np.float32]  # 4 x 2: top left, top right, bottom right, bottom left
Image = npt.NDArray[np.uint8]  # height x width x 3

CELLS, GAP = 4, 3  #: boxes in a row of a table; from one such row to the next
TABLE_HEAD, TABLE_FOOT = 2, 4  #: rows of a table at its head and foot that are always read
LINE_HEIGHT = 48  #: the height PP-OCR's recogniser was trained on

#: Degrees: pages are levelled from here on; a larger slant is no page lying askew. Below, layout bears it.
LEAST_TILT, MOST_TILT = 2.0, 20.0
#: Clearly horizontal lines needed, and the share of them within ALIKE degrees of the median (keystone fans them out).
FEWEST_LONG, AGREE, ALIKE = 5, 0.7, 3.0

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turn_image(image: Image, rotation: int) -> Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return image if rotation == 0 else np.asarray(cv2.rotate(image, _TURNS[rotation]), np.uint8)


def turn_quads(quads: list[Quad], rotation: int, width: int, height: int) -> list[Quad]:
    """Quads of a width x height image after `turn_image`, corners renamed so that the first is top left again."""
    return [_turn_quad(quad, rotation, width, height) for quad in quads]


def _turn_quad(quad: Quad, rotation: int, width: int, height: int) -> Quad:
    x, y = quad[:, 0], quad[:, 1]
    turned = {
        0: (x, y),
        90: (height - y, x),
        180: (width - x, height - y),
        270: (y, width - x),
    }[rotation]
    return np.roll(np.stack(turned, axis=1), rotation // 90, axis=0).astype(np.float32)


def stand_up(image: Image, rotation: int, tilt: float) -> Image:
    """The image as it is read: turned by quarters, then levelled."""
    return level_image(turn_image(image, rotation), tilt)


def level_image(image: Image, tilt: float) -> Image:
    """The image turned clockwise by `tilt` degrees, enlarged so that nothing is lost; the corners take its own tone."""
    if tilt == 0:
        return image
    height, width = image.shape[:2]
    matrix, size = _levelling(tilt, width, height)
    small = cv2.resize(image, (64, 64), interpolation=cv2.INTER_AREA)
    tone = [float(value) for value in np.median(small.reshape(-1, 3), axis=0)]
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=tone), np.uint8)


def level_quads(quads: list[Quad], tilt: float, width: int, height: int) -> tuple[list[Quad], int, int]:
    """Quads of a width x height image after `level_image`, and the width and height it then has."""
    if tilt == 0:
        return quads, width, height
    matrix, size = _levelling(tilt, width, height)
    return [(quad @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32) for quad in quads], *size


def find_tilt(quads: list[Quad]) -> float:
    """Degrees clockwise that make the lines level; 0 where they nearly are, are few, or run in several directions."""
    angles = np.degrees(_angles(quads))
    if len(angles) < FEWEST_LONG:
        return 0.0
    slant = float(np.median(angles))
    if np.mean(np.abs(angles - slant) <= ALIKE) < AGREE or not LEAST_TILT <= abs(slant) <= MOST_TILT:
        return 0.0
    return round(-slant, 1)


def _levelling(tilt: float, width: int, height: int) -> tuple[Any, tuple[int, int]]:
    """The affine matrix of a clockwise turn about the middle, and the size of the picture that holds all of it."""
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -tilt, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return matrix, size


def quad_size(quad: Quad) -> tuple[float, float]:
    """Width and height of a quad."""
    top, right, bottom, left = (float(np.linalg.norm(quad[i] - quad[(i + 1) % 4])) for i in range(4))
    return max(top, bottom, 1.0), max(left, right, 1.0)


def whole_picture(image: Image) -> Quad:
    """The quad of a picture that is one line."""
    height, width = image.shape[:2]
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def is_vertical(quad: Quad) -> bool:
    """Whether the text runs downwards (PaddleOCR's own rule: height at least 1.5 times the width)."""
    width, height = quad_size(quad)
    return height >= 1.5 * width


def line_length(quad: Quad) -> float:
    """Columns of a line at `LINE_HEIGHT` rows and its own proportions."""
    width, height = quad_size(quad)
    return LINE_HEIGHT * (height / width if height >= 1.5 * width else width / height)


def crop_line(image: Image, quad: Quad, length: int) -> Image:
    """The line straightened to `LINE_HEIGHT` rows and `length` columns; a vertical one laid down counter-clockwise."""
    width, height = quad_size(quad)
    vertical = height >= 1.5 * width
    size = (LINE_HEIGHT, length) if vertical else (length, LINE_HEIGHT)
    corners = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    crop = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(np.rot90(crop)) if vertical else np.asarray(crop, np.uint8)


def rows_of(quads: list[Quad]) -> list[list[int]]:
    """Indices by rows from top to bottom, left to right within a row; the page's slant is taken out first."""
    if not quads:
        return []
    centres = np.array([quad.mean(axis=0) for quad in quads])
    heights = np.array([min(quad_size(quad)) for quad in quads])
    level = centres[:, 1] - centres[:, 0] * math.tan(_slant(quads))
    rows: list[list[int]] = []
    for index in np.argsort(level, kind="stable").tolist():
        # A box belongs to the row whose last member it overlaps by more than half its height.
        if rows and level[index] - np.mean(level[rows[-1]]) < 0.5 * min(heights[index], np.median(heights[rows[-1]])):
            rows[-1].append(index)
        else:
            rows.append([index])
    return [sorted(row, key=lambda i: centres[i, 0]) for row in rows]


def reading_order(quads: list[Quad]) -> list[int]:
    """Indices from top to bottom, left to right within a row."""
    return [index for row in rows_of(quads) for index in row]


def inside_table(rows: Sequence[Sequence[int]]) -> set[int]:
    """Indices in the inner rows of the longest table: neither near its head nor near its foot, where the sums are.

    A table is a run of rows of `CELLS` and more; up to two short rows among them are words run over, or sub-totals.
    """
    best: list[int] = []
    run: list[int] = []
    for number, row in enumerate(rows):
        if len(row) >= CELLS:
            run = [*run, number] if run and number - run[-1] <= GAP else [number]
            best = max(best, run, key=len)
    inner = range(best[TABLE_HEAD], best[-TABLE_FOOT]) if len(best) > TABLE_HEAD + TABLE_FOOT else range(0)
    return {index for number in inner for index in rows[number]}


def _slant(quads: list[Quad]) -> float:
    """Median angle in radians of the clearly horizontal lines; 0 where there are none."""
    angles = _angles(quads)
    return float(np.median(angles)) if angles else 0.0


def _angles(quads: list[Quad]) -> list[float]:
    """Angles in radians, clockwise from level, of the clearly horizontal lines."""
    angles = []
    for quad in quads:
        width, height = quad_size(quad)
        if width > 5 * height:
            dx, dy = quad[1] - quad[0]
            angles.append(math.atan2(dy, dx))
    return angles


def bounding_box(quad: Quad, width: int, height: int) -> BoundingBox:
    """The page-relative upright rectangle around a quad."""
    low: Any = np.clip(quad.min(axis=0) / (width, height), 0.0, 1.0)
    high: Any = np.clip(quad.max(axis=0) / (width, height), 0.0, 1.0)
    return BoundingBox(*(round(float(value), 5) for value in (low[0], low[1], high[0], high[1])))
