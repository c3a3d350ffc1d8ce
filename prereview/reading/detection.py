"""Where the lines are: PP-OCR's detector and the boxes drawn from its probability map (DB post-processing)."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from prereview.reading.geometry import Image, Quad
from prereview.reading.networks import Network

#: rapidocr's values for this detector: pixel threshold, box threshold, how far a box is grown beyond its shrunken core.
PIXEL_THRESHOLD, BOX_THRESHOLD, GROWTH = 0.3, 0.5, 1.6
COARSE_FROM = 960  #: pixels above which sides go by 64: small print is looked for at any size
MAX_BOXES = 3000  #: far above any real page; bounds the time a page of noise can take

Map = npt.NDArray[np.float32]  # height x width, 0-1: probability of text


def detect_lines(network: Network, image: Image, side: int) -> list[Quad]:
    """Quads of the text lines of a BGR image, found with its long side at `side` pixels."""
    height, width = image.shape[:2]
    scale = side / max(height, width)
    size = _fitting_side(width * scale), _fitting_side(height * scale)
    smaller = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    tensor = ((smaller.astype(np.float32) - 127.5) / 127.5).transpose(2, 0, 1)[None]
    probability = network.run(np.ascontiguousarray(tensor))[0, 0]
    return boxes_from_map(np.asarray(probability), width, height)


def _fitting_side(pixels: float) -> int:
    """A side the network takes (a multiple of 32), one of few: kernels are built and kept for every size it meets."""
    step = 32 if pixels <= COARSE_FROM else 64
    return max(step, round(pixels / step) * step)


def boxes_from_map(probability: Map, width: int, height: int) -> list[Quad]:
    """Quads in a width x height picture from the probability map of a smaller one."""
    mask = (probability > PIXEL_THRESHOLD).astype(np.uint8)
    mask = np.asarray(cv2.dilate(mask, np.ones((2, 2), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    scale = np.array([width / probability.shape[1], height / probability.shape[0]], np.float32)
    limit = np.array([width - 1, height - 1], np.float32)
    quads = []
    for contour in contours[:MAX_BOXES]:
        core = cv2.minAreaRect(contour)
        if min(core[1]) < 3 or _mean_inside(probability, cv2.boxPoints(core)) < BOX_THRESHOLD:
            continue
        quad = np.clip(_ordered(cv2.boxPoints(_grown(core))) * scale, 0, limit).astype(np.float32)
        if min(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[0] - quad[3])) > 3:
            quads.append(quad)
    return quads


def _grown(core: Any) -> Any:
    """The rectangle grown on every side by area x ratio / perimeter, which is what DB's unclip does to a rectangle."""
    centre, (width, height), angle = core
    distance = width * height * GROWTH / (2 * (width + height))
    return centre, (width + 2 * distance, height + 2 * distance), angle


def _ordered(points: Any) -> Quad:
    """Corners as top left, top right, bottom right, bottom left."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)


def _mean_inside(probability: Map, points: Any) -> float:
    height, width = probability.shape
    low = np.clip(np.floor(points.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    high = np.clip(np.ceil(points.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), np.uint8)
    cv2.fillPoly(mask, [(points - low).astype(np.int32)], 1)
    return float(cv2.mean(probability[low[1] : high[1] + 1, low[0] : high[0] + 1], mask)[0])
