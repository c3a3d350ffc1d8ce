"""What time, hands and light do to paper: torn corners, curled edges, glare, scratches, folds, the desk.

None of it moves the print, so truth boxes stay as they are (traits 18, 19, 22 of domain/document-traits.md).
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Noise = np.random.Generator


def paper_outline(height: int, width: int, rng: Noise, torn: float) -> Pixels:
    """255 where there is paper: with chance `torn` a corner is torn or folded away."""
    mask = np.full((height, width), 255, np.uint8)
    if rng.random() >= torn:
        return mask
    reach_x, reach_y = width * rng.uniform(0.02, 0.09), height * rng.uniform(0.02, 0.07)
    corner_x, corner_y = int(rng.integers(2)) * width, int(rng.integers(2)) * height
    sign_x, sign_y = (1 if corner_x == 0 else -1), (1 if corner_y == 0 else -1)
    steps = np.linspace(0, 1, 14)
    jag = rng.normal(0, 0.04, (14, 2)) * (rng.random() < 0.6)  # a torn edge is ragged, a folded one straight
    edge = [
        (corner_x + sign_x * reach_x * (1 - t + dx), corner_y + sign_y * reach_y * (t + dy))
        for t, (dx, dy) in zip(steps, jag, strict=True)
    ]
    shape = np.array([(corner_x, corner_y), *edge], dtype=np.int32)
    cv2.fillPoly(mask, [shape], 0)
    return mask


def fold(pixels: Pixels, rng: Noise) -> Pixels:
    """A cross fold: a brightness step and a crease line."""
    values = pixels.astype(np.float32)
    height, width = values.shape[:2]
    y, x = int(height * rng.uniform(0.4, 0.6)), int(width * rng.uniform(0.4, 0.6))
    values[:y] *= rng.uniform(0.9, 1.0)
    values[:, :x] *= rng.uniform(0.92, 1.0)
    for axis, at in ((0, y), (1, x)):
        crease = [slice(None), slice(None)]
        crease[axis] = slice(max(0, at - 2), at + 2)
        values[tuple(crease)] *= rng.uniform(0.82, 0.96)
    return np.clip(values, 0, 255).astype(np.uint8)


def curl(pixels: Pixels, rng: Noise) -> Pixels:
    """An edge that stands up: a dark band that ends in a bright rim."""
    values = pixels.astype(np.float32)
    length = values.shape[1]
    reach = rng.uniform(0.05, 0.16) * length
    distance = np.arange(length, dtype=np.float32)
    if rng.random() < 0.5:
        distance = distance[::-1]
    shade = 1 - rng.uniform(0.15, 0.35) * np.exp(-((distance - reach * 0.6) ** 2) / (reach * 0.35) ** 2)
    shade += 0.12 * np.exp(-(distance**2) / (reach * 0.2) ** 2)
    return np.asarray(np.clip(values * shade[None, :, None], 0, 255), dtype=np.uint8)


def glare(values: Floats, rng: Noise) -> Floats:
    """A lamp in the lamination: a soft white spot or a slanting band that pales what it covers."""
    height, width = values.shape[:2]
    small = np.zeros((60, 60), dtype=np.float32)
    centre = (int(rng.integers(8, 52)), int(rng.integers(8, 52)))
    axes = (int(rng.integers(5, 12)), int(rng.integers(3, 8))) if rng.random() < 0.6 else (60, int(rng.integers(2, 5)))
    cv2.ellipse(small, centre, axes, float(rng.uniform(0, 180)), 0, 360, float(rng.uniform(0.35, 0.75)), -1)
    soft: Any = cv2.resize(cv2.GaussianBlur(small, (0, 0), 3.0), (width, height), interpolation=cv2.INTER_CUBIC)
    spot = np.clip(soft, 0, 1)[..., None]
    return np.asarray(values * (1 - spot) + 252 * spot, dtype=np.float32)


def laminate(pixels: Pixels, rng: Noise) -> Pixels:
    """Hologram strip and scratches of a laminated card."""
    values = pixels.astype(np.float32)
    height, width = values.shape[:2]
    if rng.random() < 0.5:
        x, strip = int(width * rng.uniform(0.1, 0.8)), max(4, int(width * rng.uniform(0.06, 0.14)))
        hues = np.linspace(0, 3, height)[:, None] + np.linspace(0, 1, strip)[None]
        rainbow = np.stack([np.sin((hues + shift) * 2.1) for shift in (0, 1, 2)], axis=-1) * 60 + 190
        part = values[:, x : x + strip]
        values[:, x : x + strip] = part * 0.78 + rainbow[:, : part.shape[1]] * 0.22
    image = np.ascontiguousarray(np.clip(values, 0, 255).astype(np.uint8))
    for _ in range(int(rng.integers(0, 14))):
        start = (int(rng.integers(width)), int(rng.integers(height)))
        end = (start[0] + int(rng.integers(-80, 80)), start[1] + int(rng.integers(-50, 50)))
        shade = int(rng.integers(170, 250))
        cv2.line(image, start, end, (shade, shade, shade), 1, cv2.LINE_AA)
    return image


def desk(width: int, height: int, rng: Noise) -> Floats:
    """Wood, cloth with a pattern, a black board, or other printed sheets under the paper."""
    tones = (
        (150, 110, 74),
        (60, 58, 60),
        (196, 198, 200),
        (92, 112, 130),
        (12, 12, 14),
        (170, 140, 120),
        (120, 60, 50),
    )
    tone = np.array(tones[int(rng.integers(len(tones)))], dtype=np.float32)
    rough = rng.normal(0, 1, (max(2, height // 3), max(2, width // 90))).astype(np.float32)
    grain = cv2.resize(rough, (width, height), interpolation=cv2.INTER_LINEAR)
    ground: Any = tone + grain[..., None] * np.float32(rng.uniform(2, 12))
    if rng.random() < 0.2:
        step = int(rng.integers(24, 90))
        ys, xs = np.arange(height)[:, None] // step, np.arange(width)[None] // step
        ground += (((xs + ys) % 2) * np.float32(rng.uniform(12, 50)))[..., None].astype(np.float32)
    ground = np.ascontiguousarray(np.clip(ground, 0, 255, out=ground).astype(np.uint8))
    for _ in range(int(rng.integers(0, 3)) if rng.random() < 0.4 else 0):
        _other_sheet(ground, rng)
    return np.asarray(ground, dtype=np.float32)


def _other_sheet(ground: Pixels, rng: Noise) -> None:
    """The corner of another printed paper, its lines too small to read."""
    height, width = ground.shape[:2]
    x, y = int(width * rng.uniform(-0.2, 0.7)), int(height * rng.uniform(-0.2, 0.7))
    w, h = int(width * rng.uniform(0.4, 0.8)), int(height * rng.uniform(0.3, 0.7))
    cv2.rectangle(ground, (x, y), (x + w, y + h), tuple(int(v) for v in rng.integers(205, 245, 3)), -1)
    for row in range(y + 12, y + h - 6, max(9, h // 22)):
        cv2.line(ground, (x + 14, row), (x + int(w * rng.uniform(0.4, 0.95)), row), (150, 150, 152), 2)
