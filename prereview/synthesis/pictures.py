"""Drawn pictures (portraits, films, traces, scenes, guilloche, sprocket holes): RGBA, seeded, never a real image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

Noise = np.random.Generator
Pixels = npt.NDArray[Any]


def draw_picture_of(name: str, width: int, height: int, seed: int) -> Image.Image:
    """The named picture at that size in pixels."""
    return _PICTURES[name](width, height, np.random.default_rng(seed))


def _smooth(width: int, height: int, rng: Noise, cells: int = 6) -> Pixels:
    """Soft noise in 0–1."""
    coarse = rng.random((max(cells, 2), max(cells, 2))).astype(np.float32)
    field: Pixels = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(field, 0, 1)


def _from_grey(grey: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8), "L").convert("RGBA")


def _waves(width: int, height: int, rng: Noise) -> Image.Image:
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    colour = tuple(int(value) for value in rng.integers(90, 190, 3))
    xs = np.linspace(0, width, 60)
    for index in range(14):
        base, swing, step = height * index / 13, height * rng.uniform(0.03, 0.12), rng.uniform(1, 4)
        ys = base + swing * np.sin(xs / max(width, 1) * step * 6.28 + rng.uniform(0, 6))
        draw.line([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)], fill=(*colour, 60), width=1)
    return image


def _guilloche(width: int, height: int, rng: Noise) -> Image.Image:
    """Fine wavy lines over the sheet and a round emblem in the middle (trait 11)."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    colour = [(214, 180, 90), (190, 160, 120), (170, 190, 150)][int(rng.integers(3))]
    xs = np.linspace(0, width, 90)
    for index in range(46):
        ys = height * index / 45 + height * 0.02 * np.sin(xs / 38 + index * 0.7)
        draw.line([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)], fill=(*colour, 70), width=1)
    if rng.random() < 0.6:
        radius = height * 0.13
        box = (width / 2 - radius, height / 2 - radius, width / 2 + radius, height / 2 + radius)
        draw.ellipse(box, outline=(225, 190, 60, 200), width=max(2, int(radius / 8)))
        draw.regular_polygon((width / 2, height / 2, radius * 0.6), 4, outline=(225, 190, 60, 200))
    return image


def _sprockets(width: int, height: int, rng: Noise) -> Image.Image:
    """Feed holes and perforation along both edges of continuous paper (trait 8)."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    count, radius, inset = int(rng.integers(8, 13)), height * 0.014, width * 0.022
    for index in range(count):
        y = height * (index + 0.5) / count
        for x in (inset, width - inset):
            draw.ellipse(
                (x - radius, y - radius, x + radius, y + radius), fill=(120, 122, 128, 255), outline=(90, 90, 94, 255)
            )
    for x in (inset * 2, width - inset * 2):
        for y in range(0, height, 9):
            draw.line((x, y, x, y + 4), fill=(170, 168, 160, 255))
    return image


def _portrait(width: int, height: int, rng: Noise) -> Image.Image:
    """A head-and-shoulders shape nobody has."""
    image = Image.new("RGBA", (width, height), (232, 238, 246, 255))
    draw = ImageDraw.Draw(image)
    skin = (int(rng.integers(200, 232)), int(rng.integers(165, 195)), int(rng.integers(140, 170)), 255)
    shirt = tuple(int(value) for value in rng.integers(30, 190, 3))
    draw.ellipse((width * 0.05, height * 0.7, width * 0.95, height * 1.3), fill=(*shirt, 255))
    draw.ellipse((width * 0.22, height * 0.1, width * 0.78, height * 0.5), fill=(30, 26, 24, 255))
    draw.ellipse((width * 0.27, height * 0.17, width * 0.73, height * 0.72), fill=skin)
    for side in (0.4, 0.6):
        draw.ellipse(
            (width * (side - 0.035), height * 0.4, width * (side + 0.035), height * 0.44), fill=(40, 30, 28, 255)
        )
    draw.arc(
        (width * 0.41, height * 0.5, width * 0.59, height * 0.62),
        20,
        160,
        fill=(150, 80, 76, 255),
        width=max(1, width // 60),
    )
    return image.filter(ImageFilter.GaussianBlur(max(width / 90, 0.5)))


def _emblem(width: int, height: int, rng: Noise) -> Image.Image:
    """A red disc with a gear-like rim: stands for a printed emblem."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse(
        (0, 0, width - 1, height - 1), fill=(206, 58, 48, 235), outline=(222, 180, 70, 255), width=max(2, width // 12)
    )
    draw.regular_polygon((width / 2, height / 2, width * 0.24), 5, fill=(226, 190, 80, 255))
    return image


def _chip(width: int, height: int, rng: Noise) -> Image.Image:
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(
        (0, 0, width - 1, height - 1), max(2, width // 8), fill=(208, 186, 120, 255), outline=(120, 100, 60, 255)
    )
    for part in (0.35, 0.65):
        draw.line((0, height * part, width, height * part), fill=(120, 100, 60, 255))
        draw.line((width * part, 0, width * part, height), fill=(120, 100, 60, 255))
    return image


def _film(width: int, height: int, rng: Noise) -> Image.Image:
    """Something like a radiograph: ribs and soft tissue, dark."""
    grey = 18 + 120 * _smooth(width, height, rng, 4) * _smooth(width, height, rng, 3)
    image = _from_grey(grey).convert("L")
    draw = ImageDraw.Draw(image)
    for index in range(int(rng.integers(5, 9))):
        y = height * (0.15 + 0.09 * index)
        for box in ((width * 0.1, y, width * 0.5, y + height * 0.12), (width * 0.5, y, width * 0.9, y + height * 0.12)):
            draw.arc(box, 190, 350, fill=int(rng.integers(120, 190)), width=max(2, width // 40))
    draw.rectangle((width * 0.47, height * 0.05, width * 0.53, height * 0.95), fill=160)
    return image.filter(ImageFilter.GaussianBlur(max(width / 60, 1))).convert("RGBA")


def _ultrasound(width: int, height: int, rng: Noise) -> Image.Image:
    grain = rng.normal(0, 26, (height, width)) + 130 * _smooth(width, height, rng, 5)
    ys, xs = np.mgrid[0:height, 0:width]
    angle = np.abs(np.arctan2(xs - width / 2, ys + height * 0.15))
    radius = np.hypot(xs - width / 2, ys + height * 0.15) / height
    grain[(angle > 0.72) | (radius > 1.1) | (radius < 0.2)] = 0
    return _from_grey(grain)


def _tissue(width: int, height: int, rng: Noise) -> Image.Image:
    """Stained tissue: pink ground, violet dots."""
    image = Image.new("RGBA", (width, height), (232, 190, 210, 255))
    draw = ImageDraw.Draw(image)
    for _ in range(420):
        x, y, r = rng.random() * width, rng.random() * height, rng.uniform(1, width / 60)
        draw.ellipse(
            (x - r, y - r, x + r, y + r),
            fill=(int(rng.integers(90, 150)), int(rng.integers(50, 100)), int(rng.integers(140, 180)), 200),
        )
    return image.filter(ImageFilter.GaussianBlur(1))


def _trace(width: int, height: int, rng: Noise) -> Image.Image:
    """Twelve leads on pink squared paper."""
    image = Image.new("RGBA", (width, height), (255, 246, 244, 255))
    draw = ImageDraw.Draw(image)
    for step, tint in ((8, (246, 214, 210)), (40, (232, 170, 166))):
        for x in range(0, width, step):
            draw.line((x, 0, x, height), fill=tint)
        for y in range(0, height, step):
            draw.line((0, y, width, y), fill=tint)
    beat = np.zeros(100)
    beat[20:28], beat[38], beat[40:43], beat[44], beat[60:75] = 0.12, -0.1, (0.5, 1.0, 0.4), -0.25, 0.2
    for row in range(3):
        signal = np.tile(beat, width // 100 + 1)[:width] * rng.uniform(0.6, 1.1)
        base = height * (row + 0.6) / 3
        points = [(x, base - value * height * 0.2) for x, value in enumerate(signal)]
        draw.line(points, fill=(20, 20, 30, 255), width=2)
    return image


def _road(width: int, height: int, rng: Noise) -> Image.Image:
    """A street scene: sky, road, kerb, a car-like block."""
    image = Image.new("RGBA", (width, height), (168, 190, 210, 255))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 0.5, width, height), fill=(104, 104, 108, 255))
    for index in range(5):
        x = width * (0.1 + 0.2 * index)
        draw.polygon(
            [
                (x, height * 0.7),
                (x + width * 0.08, height * 0.7),
                (x + width * 0.06, height * 0.74),
                (x - width * 0.02, height * 0.74),
            ],
            fill=(220, 220, 214, 255),
        )
    for _ in range(6):
        x, w, h = rng.random() * width, rng.uniform(0.08, 0.2) * width, rng.uniform(0.15, 0.45) * height
        draw.rectangle((x, height * 0.5 - h, x + w, height * 0.5), fill=tuple(int(v) for v in rng.integers(90, 200, 3)))
    _car_body(draw, width, height, rng)
    return _grainy(image.filter(ImageFilter.GaussianBlur(1.5)), rng)


def _car_body(draw: ImageDraw.ImageDraw, width: int, height: int, rng: Noise) -> None:
    paint = tuple(int(v) for v in rng.integers(40, 230, 3))
    x, y = width * rng.uniform(0.15, 0.4), height * rng.uniform(0.5, 0.6)
    draw.rounded_rectangle((x, y, x + width * 0.4, y + height * 0.16), 12, fill=paint)
    draw.polygon(
        [
            (x + width * 0.07, y),
            (x + width * 0.12, y - height * 0.1),
            (x + width * 0.3, y - height * 0.1),
            (x + width * 0.36, y),
        ],
        fill=(60, 70, 80),
    )
    for wheel in (0.09, 0.31):
        draw.ellipse(
            (x + width * (wheel - 0.035), y + height * 0.11, x + width * (wheel + 0.035), y + height * 0.21),
            fill=(20, 20, 22),
        )


def _car(width: int, height: int, rng: Noise) -> Image.Image:
    """A close body panel with a dent and scratches."""
    base = np.full((height, width, 3), rng.integers(60, 220, 3), dtype=np.float32)
    base *= (0.7 + 0.5 * _smooth(width, height, rng, 5))[..., None]
    image = Image.fromarray(np.clip(base, 0, 255).astype(np.uint8)).convert("RGBA")
    draw = ImageDraw.Draw(image)
    for _ in range(26):
        x, y = width * rng.uniform(0.2, 0.7), height * rng.uniform(0.3, 0.7)
        draw.line(
            (x, y, x + rng.uniform(10, 160), y + rng.uniform(-30, 30)),
            fill=(225, 225, 220, 220),
            width=int(rng.integers(1, 4)),
        )
    draw.ellipse((width * 0.3, height * 0.35, width * 0.6, height * 0.65), outline=(30, 30, 34, 160), width=7)
    return _grainy(image.filter(ImageFilter.GaussianBlur(1.2)), rng)


def _mosaic(width: int, height: int, rng: Noise) -> Image.Image:
    """Grey blocks where a value was made unreadable."""
    side = max(4, height // 3)
    small = rng.integers(110, 245, (max(1, height // side), max(1, width // side))).astype(np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.NEAREST).convert("RGBA")


def _grainy(image: Image.Image, rng: Noise) -> Image.Image:
    values = np.asarray(image.convert("RGB"), dtype=np.float32) + rng.normal(0, 7, (image.height, image.width, 1))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).convert("RGBA")


_PICTURES: Mapping[str, Callable[[int, int, Noise], Image.Image]] = {
    "waves": _waves,
    "guilloche": _guilloche,
    "sprockets": _sprockets,
    "portrait": _portrait,
    "emblem": _emblem,
    "chip": _chip,
    "film": _film,
    "ultrasound": _ultrasound,
    "tissue": _tissue,
    "trace": _trace,
    "road": _road,
    "car": _car,
    "mosaic": _mosaic,
}
