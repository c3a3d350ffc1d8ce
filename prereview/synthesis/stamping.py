"""Seals as they come off a rubber stamp: ring, arc text, star, centre text, uneven ink, a little rotation."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from prereview.synthesis.canvas import Stamp
from prereview.synthesis.fonts import raster_font

_INKS = {"red": (206, 32, 38), "blue": (40, 60, 170), "black": (40, 40, 44)}


def draw_seal(stamp: Stamp, scale: float, seed: int = 0) -> Image.Image:
    """An RGBA picture of the seal at `scale` pixels per mm, before its rotation is applied to the page."""
    width, height = max(8, int(stamp.width * scale)), max(8, int(stamp.height * scale))
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    ink = (*_INKS[stamp.colour], 255)
    ring = max(2, int(min(width, height) * 0.03))
    if stamp.shape == "square":
        draw.rectangle((ring, ring, width - ring, height - ring), outline=ink, width=ring)
        _square_text(draw, stamp, width, height, ink)
    else:
        draw.ellipse((ring, ring, width - ring, height - ring), outline=ink, width=ring)
        _arc_text(image, stamp, ink)
        _middle(draw, stamp, width, height, ink)
    image = _worn(image, stamp, seed)
    return image.rotate(stamp.angle, resample=Image.Resampling.BICUBIC, expand=False)


def _arc_text(image: Image.Image, stamp: Stamp, ink: tuple[int, int, int, int]) -> None:
    """The institution's name along the upper arc, each character upright to the rim."""
    width, height = image.size
    count = max(len(stamp.top), 1)
    em = int(min(min(width, height) * 0.15, math.pi * min(width, height) * 0.62 / count))
    font = raster_font("song" if stamp.issuer else "kai", max(em, 7))
    span = min(250.0, count * 26.0)
    for index, character in enumerate(stamp.top):
        degrees = -90 + (index - (count - 1) / 2) * span / max(count - 1, 1) * (0.92 if count > 1 else 0)
        radians = math.radians(degrees)
        x = width / 2 + math.cos(radians) * (width / 2 - em * 0.95)
        y = height / 2 + math.sin(radians) * (height / 2 - em * 0.95)
        tile = Image.new("RGBA", (em * 2, em * 2), (0, 0, 0, 0))
        ImageDraw.Draw(tile).text((em, em), character, font=font, fill=ink, anchor="mm", stroke_width=max(0, em // 26))
        tile = tile.rotate(-degrees - 90, resample=Image.Resampling.BICUBIC)
        image.alpha_composite(
            tile, (max(0, min(width - 2 * em, int(x - em))), max(0, min(height - 2 * em, int(y - em))))
        )


def _middle(draw: ImageDraw.ImageDraw, stamp: Stamp, width: int, height: int, ink: tuple[int, int, int, int]) -> None:
    if stamp.shape == "round" and stamp.issuer:
        draw.regular_polygon((width / 2, height * 0.47, width * 0.14), 5, fill=ink)
    for text, level in (
        (stamp.centre, 0.5 if stamp.shape == "oval" or not stamp.issuer else 0.74),
        (stamp.bottom, 0.78),
    ):
        if text:
            size = max(7, int(min(height * 0.14, width * 0.62 / len(text))))
            draw.text((width / 2, height * level), text, font=raster_font("song", size), fill=ink, anchor="mm")


def _square_text(
    draw: ImageDraw.ImageDraw, stamp: Stamp, width: int, height: int, ink: tuple[int, int, int, int]
) -> None:
    text = stamp.top or stamp.centre
    columns = 3 if len(text) > 6 else 2
    rows = max(1, math.ceil(len(text) / columns))
    size = max(7, int(min(width / (columns + 0.6), height / (rows + 0.6))))
    for index, character in enumerate(text):
        x = width * (0.5 + index % columns) / columns
        y = height * (0.5 + index // columns) / rows
        draw.text(
            (x * 0.84 + width * 0.08, y * 0.84 + height * 0.08),
            character,
            font=raster_font("song", size),
            fill=ink,
            anchor="mm",
        )


def _worn(image: Image.Image, stamp: Stamp, seed: int) -> Image.Image:
    """Uneven ink: soft holes and a paler side."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray((rng.random((14, 14)) * 255).astype(np.uint8)).resize(image.size, Image.Resampling.BICUBIC)
    mask = np.asarray(coarse, dtype=np.float32) / 255
    fine = rng.random((image.height, image.width)).astype(np.float32)
    alpha = np.asarray(image.getchannel("A"), dtype=np.float32)
    alpha *= stamp.strength * (0.62 + 0.5 * mask) * np.where(fine > 0.9, 0.35, 1.0)
    image.putalpha(Image.fromarray(np.clip(alpha, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.5)))
    return image
