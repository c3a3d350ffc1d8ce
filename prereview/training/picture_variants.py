"""The same page as a phone, a careless scanner or a photocopier would deliver it; for measuring, made on the fly."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import cv2
import numpy as np

from prereview.documents import SourcePage

if TYPE_CHECKING:
    from prereview.documents import Pixels

_LONG_SIDE = 2400  #: pixels; larger pictures add time, not information


def _photograph(picture: Pixels, seed: int) -> Pixels:
    """Keystone on a table, uneven warm light, slight blur, JPEG."""
    rng = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    margin = rng.uniform(0.06, 0.14, size=8)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * [width, height]
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * margin.reshape(4, 2) * [width, height]
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), (corners + inward).astype(np.float32))
    table = tuple(int(value) for value in rng.integers(60, 140, size=3))
    flat = cv2.warpPerspective(picture, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=table)
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    light = 0.92 + 0.12 * (across * rng.uniform(-1, 1) + down * rng.uniform(-1, 1))
    lit = flat * light[..., None] * np.array([1.0, 0.97, 0.88])
    return _as_jpeg(cv2.GaussianBlur(np.clip(lit, 0, 255).astype(np.uint8), (0, 0), max(0.4, width / 4000)), 80)


def _photocopy(picture: Pixels, seed: int) -> Pixels:
    """Grey, more contrast, toner specks, half a degree askew."""
    rng = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-1, 1)), 1.0)
    grey = cv2.warpAffine(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), turn, (width, height), borderValue=255)
    copied = np.clip((grey.astype(np.float32) - 128) * 1.35 + 138 + rng.normal(0, 8, grey.shape), 0, 255)
    copied[rng.random(grey.shape) < 0.0006] = 20
    return _as_jpeg(np.repeat(copied.astype(np.uint8)[..., None], 3, axis=2), 75)


def _turn(quarters: int) -> Callable[[Pixels, int], Pixels]:
    return lambda picture, seed: np.ascontiguousarray(np.rot90(picture, quarters))


#: Name to change; each takes pixels and a seed.
VARIANTS: Mapping[str, Callable[[Pixels, int], Pixels]] = {
    "photographed": _photograph,
    "rotated_90": _turn(1),
    "rotated_180": _turn(2),
    "photocopied": _photocopy,
}


def vary(source: SourcePage, name: str) -> SourcePage:
    """The page in another capture; without a text layer, since a picture has none."""
    seed = int(source.sha256[:8] or "0", 16) + source.number
    return dataclasses.replace(
        source, kind="image", load_text_layer=lambda: None, render=lambda: VARIANTS[name](_limit(source.render()), seed)
    )


def _limit(picture: Pixels) -> Pixels:
    scale = _LONG_SIDE / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _as_jpeg(picture: Pixels, quality: int) -> Pixels:
    done, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done, "JPEG encoding of an 8-bit picture cannot fail"
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)
