"""What scanners, phones and copiers do to a page. Every step moves the truth boxes with the pixels.

Traits 18–20 of domain/document-traits.md: skew, pepper, black border, faint and grey copies; keystone, shadow, folds,
casts, blur, desk; quarter turns without EXIF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from prereview.documents import BoundingBox
from prereview.synthesis import damage
from prereview.synthesis.fonts import raster_font

Pixels = npt.NDArray[np.uint8]
Capture = Literal["digital", "scan", "photo", "photocopy", "app", "illegible"]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Captured:
    """Pixels after capture, `matrix` from page-relative source to page-relative *upright* result, and the turn.

    `rotation` is the clockwise turn (degrees) a reader must apply to make the stored picture upright.
    """

    pixels: Pixels
    matrix: Matrix
    rotation: int

    def move(self, box: BoundingBox) -> BoundingBox:
        """A truth box on the captured page, turned upright."""
        corners = np.array([[box.x0, box.y0, 1], [box.x1, box.y0, 1], [box.x1, box.y1, 1], [box.x0, box.y1, 1]]).T
        moved = self.matrix @ corners
        xs, ys = moved[0] / moved[2], moved[1] / moved[2]
        return BoundingBox(
            *(round(float(min(max(value, 0.0), 1.0)), 5) for value in (xs.min(), ys.min(), xs.max(), ys.max()))
        )


def capture_page(
    pixels: Pixels, how: Capture, *, seed: int, rotation: int = 0, wear: float = 1.0, stiff: bool = False
) -> Captured:
    """The page as captured by a scanner, a phone, a copier or a scanner app.

    Args:
        pixels: The clean page.
        how: The way of capture.
        seed: Reproduces the capture.
        rotation: Quarter turn (0, 90, 180, 270) the stored picture needs clockwise to be upright.
        wear: 0–1, how often rare damage (faint toner, pepper, black borders, folds, deep shadow) strikes.
        stiff: A card: it cannot be folded.
    """
    rng = np.random.default_rng(seed)
    steps = {
        "digital": _nothing,
        "scan": _scan,
        "photo": _photo,
        "photocopy": _photocopy,
        "app": _app,
        "illegible": _illegible,
    }
    image, matrix = steps[how](pixels, rng, 0.0 if stiff and how == "scan" else wear, stiff)
    turns = {0: 0, 90: 1, 180: 2, 270: 3}[rotation]
    # Stored turned counter-clockwise: a reader turns it clockwise by `rotation` to make it upright.
    return Captured(np.ascontiguousarray(np.rot90(image, turns)), matrix, rotation)


def _nothing(pixels: Pixels, rng: np.random.Generator, wear: float, stiff: bool) -> tuple[Pixels, Matrix]:
    return pixels, np.eye(3)


def _relative(matrix: Matrix, source: Pixels, result: Pixels) -> Matrix:
    """Pixel homography to page-relative homography."""
    (h, w), (height, width) = source.shape[:2], result.shape[:2]
    relative: Matrix = np.diag([1 / width, 1 / height, 1]) @ matrix @ np.diag([w, h, 1])
    return relative


def _skew(pixels: Pixels, degrees: float, border: tuple[int, int, int]) -> tuple[Pixels, Matrix]:
    height, width = pixels.shape[:2]
    affine = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned: Any = cv2.warpAffine(pixels, affine, (width, height), flags=cv2.INTER_LINEAR, borderValue=border)
    matrix: Matrix = np.vstack([affine, [0, 0, 1]]).astype(np.float64)
    return turned, _relative(matrix, pixels, turned)


def _scan(pixels: Pixels, rng: np.random.Generator, wear: float, stiff: bool) -> tuple[Pixels, Matrix]:
    """Flatbed: skew up to 3 degrees, sometimes a black border, pepper, paleness."""
    backing = (14, 14, 16) if rng.random() < 0.25 * wear else (255, 255, 255)
    outline = damage.paper_outline(pixels.shape[0], pixels.shape[1], rng, 0.0 if stiff else 0.12 * wear)
    torn = np.where(outline[..., None] > 0, pixels, np.array(backing, np.uint8))
    image, matrix = _skew(torn, float(np.clip(rng.normal(0, 0.8), -3, 3)), backing)
    values = _fringes(image, rng).astype(np.float32)
    if wear > 0.5 and rng.random() < 0.15:
        values = 255 - (255 - values) * rng.uniform(0.4, 0.7)  # faint toner
    values += rng.normal(0, rng.uniform(0.5, 1 + 3 * wear), (*values.shape[:2], 1)).astype(np.float32)
    if rng.random() < 0.15 * wear:
        values[rng.random(values.shape[:2]) < rng.uniform(0.002, 0.02)] = rng.integers(0, 120)
    if rng.random() < 0.3 * wear:
        values[:, : int(rng.uniform(2, 24))] *= 0.35
    return np.clip(values, 0, 255, out=values).astype(np.uint8), matrix


def _fringes(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """The three colour lines of a scanner head never meet exactly: red and blue rims on every black stroke."""
    result = pixels.copy()
    for channel, sign in ((0, 1), (2, -1)):
        shift = np.array([[1, 0, 0], [0, 1, sign * rng.uniform(0.4, 0.9)]], dtype=np.float32)
        plane = np.ascontiguousarray(pixels[..., channel])
        size = (plane.shape[1], plane.shape[0])
        result[..., channel] = cv2.warpAffine(plane, shift, size, borderMode=cv2.BORDER_REPLICATE)
    return result


def _photocopy(pixels: Pixels, rng: np.random.Generator, wear: float, stiff: bool) -> tuple[Pixels, Matrix]:
    """Grey copy: contrast pushed, streaks, specks; every seal turns black."""
    image, matrix = _skew(pixels, float(rng.normal(0, 0.7)), (245, 245, 245))
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = (grey - 128) * rng.uniform(1.15, 1.6) + 140
    grey += rng.normal(0, 7, grey.shape)
    for _ in range(int(rng.integers(0, 3))):
        grey[:, int(rng.integers(0, grey.shape[1]))] -= 45
    grey[rng.random(grey.shape) < 0.0015] = 20
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2), matrix


def _illegible(pixels: Pixels, rng: np.random.Generator, wear: float, stiff: bool) -> tuple[Pixels, Matrix]:
    """A shaken photo at night: nobody can read it."""
    image, matrix = _photo(pixels, rng, wear, stiff)
    length = max(9, image.shape[1] // 45)
    shaken: Any = cv2.blur(cv2.GaussianBlur(image, (0, 0), length / 5), (length, 3))
    return (shaken.astype(np.float32) * 0.55).astype(np.uint8), matrix


def _app(pixels: Pixels, rng: np.random.Generator, wear: float, stiff: bool) -> tuple[Pixels, Matrix]:
    """Scanner app: adaptive threshold look and its watermark at the foot."""
    image, matrix = _skew(pixels, float(rng.normal(0, 0.5)), (255, 255, 255))
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    hard = cv2.adaptiveThreshold(
        cv2.GaussianBlur(grey, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 41, 14
    )
    mixed = image.astype(np.float32) * 0.25 + hard[..., None].astype(np.float32) * 0.75
    picture = Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8))
    if rng.random() < 0.75:
        _watermark(picture, rng)
    return np.asarray(picture, dtype=np.uint8).copy(), matrix


_APPS = ("扫描王 创建", "由手机扫描 App 生成", "全能扫描 创建", "扫一扫 · 文档扫描", "Scanned by PocketScan")


def _watermark(picture: Image.Image, rng: np.random.Generator) -> None:
    """The app's name at the foot, with or without its code."""
    size = max(14, picture.width // 55)
    words = _APPS[int(rng.integers(len(_APPS)))]
    x, y = picture.width - size * (len(words) + 2), picture.height - int(size * 1.8)
    draw = ImageDraw.Draw(picture)
    draw.text((x, y), words, font=raster_font("hei", size), fill=(110, 110, 112))
    if rng.random() < 0.5:
        code = rng.integers(0, 2, (21, 21)).astype(np.uint8) * 255
        tile = Image.fromarray(code).resize((size * 3, size * 3), Image.Resampling.NEAREST)
        picture.paste(tile.convert("RGB"), (x - size * 4, y - size))


def _photo(pixels: Pixels, rng: np.random.Generator, wear: float, stiff: bool) -> tuple[Pixels, Matrix]:
    """Phone: keystone on a desk, folds, shadow, colour cast, blur, grain."""
    page = _handled(pixels, rng, wear, stiff)
    height, width = page.shape[:2]
    margin = rng.uniform(0.03, 0.22)
    out_w, out_h = int(width * (1 + 2 * margin)), int(height * (1 + 2 * margin))
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    shift = rng.uniform(-0.055, 0.055, (4, 2)) * np.array([width, height])
    target = (source + np.array([width, height]) * margin + shift).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    warped = cv2.warpPerspective(page, matrix, (out_w, out_h), flags=cv2.INTER_LINEAR)
    outline = damage.paper_outline(height, width, rng, 0.0 if stiff else 0.15 * wear)
    mask = cv2.warpPerspective(outline, matrix, (out_w, out_h)).astype(np.float32)[..., None] / 255
    # In place, in single precision: a page at 300 dpi fills 100 MB, and every copy of it as much again.
    values: Any = damage.desk(out_w, out_h, rng)
    values *= 1 - mask
    values += mask * warped
    if rng.random() < (0.4 if stiff else 0.08) * wear:
        values = damage.glare(values, rng)
    values *= _light(out_w, out_h, rng, wear)[..., None]
    values *= np.array(_CASTS[int(rng.integers(len(_CASTS)))], dtype=np.float32)
    cv2.GaussianBlur(values, (0, 0), rng.uniform(0.3, 0.6 + 0.9 * wear), dst=values)
    values += rng.normal(0, rng.uniform(2, 6), (out_h, out_w, 1)).astype(np.float32)
    result = np.clip(values, 0, 255, out=values).astype(np.uint8)
    return result, _relative(matrix.astype(np.float64), pixels, result)


def _handled(pixels: Pixels, rng: np.random.Generator, wear: float, stiff: bool) -> Pixels:
    """Cards are laminated and scratched; sheets are folded and curl."""
    if stiff:
        return damage.laminate(pixels, rng) if rng.random() < 0.5 * wear else pixels
    page = damage.fold(pixels, rng) if rng.random() < 0.35 * wear else pixels
    return damage.curl(page, rng) if rng.random() < 0.2 * wear else page


_CASTS = ((1.0, 1.0, 1.0), (1.0, 0.96, 0.84), (1.03, 0.93, 0.76), (0.9, 0.98, 1.04), (0.94, 1.0, 0.95), (1.0, 1.0, 1.0))


def _light(width: int, height: int, rng: np.random.Generator, wear: float) -> npt.NDArray[np.float32]:
    """A gradient and, often, the soft shadow of a hand or a phone."""
    corners = rng.uniform(0.72, 1.06, (2, 2)).astype(np.float32)
    light: Any = cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.4 * wear:
        small = np.ones((48, 48), dtype=np.float32)
        centre = (int(rng.integers(0, 48)), int(rng.integers(24, 60)))
        cv2.ellipse(
            small,
            centre,
            (int(rng.integers(10, 26)), int(rng.integers(8, 20))),
            float(rng.uniform(0, 180)),
            0,
            360,
            float(rng.uniform(0.55, 0.8)),
            -1,
        )
        light *= cv2.resize(cv2.GaussianBlur(small, (0, 0), 3), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(light, dtype=np.float32)
