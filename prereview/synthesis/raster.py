"""A canvas as RGB pixels, from the same operations as the PDF."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import qrcode
from PIL import Image, ImageDraw

from prereview.synthesis.canvas import Canvas, Patch, Picture, Stamp, Stroke, Symbol, Text
from prereview.synthesis.fonts import raster_font
from prereview.synthesis.pictures import draw_picture_of
from prereview.synthesis.stamping import draw_seal

Pixels = npt.NDArray[np.uint8]
MM = 25.4


def render_canvas(canvas: Canvas, *, dpi: float = 200.0, seed: int = 0) -> Pixels:
    """Height x width x 3 RGB at `dpi` (200 as issues ask; boxes are page-relative, so any works)."""
    scale = dpi / MM
    image = Image.new("RGB", (round(canvas.width * scale), round(canvas.height * scale)), canvas.paper)
    draw = ImageDraw.Draw(image)
    matrix = Image.new("RGB", image.size, (0, 0, 0))
    coverage = Image.new("L", image.size, 0)
    pens = (draw, ImageDraw.Draw(matrix), ImageDraw.Draw(coverage))
    for operation in canvas.operations:
        _draw(operation, image, pens, scale, seed)
    if coverage.getbbox():
        _impact(image, matrix, coverage, seed)
    for number, stamp in enumerate(canvas.stamps):
        _press(image, stamp, scale, seed + number)
    return np.asarray(image, dtype=np.uint8).copy()


def _draw(operation: Any, image: Image.Image, pens: tuple[ImageDraw.ImageDraw, ...], scale: float, seed: int) -> None:
    draw, matrix, coverage = pens
    match operation:
        case Text():
            if operation.ink == "dots":
                _write(operation, matrix, scale)
                _write(operation, coverage, scale, fill=255)
            else:
                _write(operation, draw, scale)
        case Stroke():
            _stroke(operation, draw, scale)
        case Patch():
            draw.rectangle(
                (
                    operation.x * scale,
                    operation.y * scale,
                    (operation.x + operation.width) * scale,
                    (operation.y + operation.height) * scale,
                ),
                fill=operation.fill,
            )
        case Picture():
            picture = draw_picture_of(
                operation.name,
                max(4, round(operation.width * scale)),
                max(4, round(operation.height * scale)),
                operation.seed,
            )
            image.paste(picture, (round(operation.x * scale), round(operation.y * scale)), picture)
        case Symbol():
            code = symbol_picture(
                operation, max(8, round(operation.width * scale)), max(8, round(operation.height * scale))
            )
            image.paste(code, (round(operation.x * scale), round(operation.y * scale)))
        case Stamp():
            pass  # pressed on last, over everything


def _stroke(stroke: Stroke, draw: ImageDraw.ImageDraw, scale: float) -> None:
    points = [(x * scale, y * scale) for x, y in stroke.points]
    joint = "curve" if stroke.hand else None
    draw.line(points, fill=stroke.colour, width=max(1, round(stroke.width * scale)), joint=joint)


def _write(text: Text, draw: ImageDraw.ImageDraw, scale: float, *, fill: int | None = None) -> None:
    pixels = max(6.0, round(text.size * scale, 1))
    font = raster_font(text.family, pixels)
    x, y = text.x * scale, (text.y + text.size * 0.86) * scale
    colour: Any = text.colour if fill is None else fill
    if text.ink == "faint" and fill is None:
        colour = tuple(min(255, channel + 120) for channel in text.colour)
    if text.ink == "embossed":
        draw.text((x + 1, y + 2), text.text, font=font, fill=(60, 60, 64), anchor="ls")
    if text.spacing:
        for character in text.text:
            draw.text((x, y), character, font=font, fill=colour, anchor="ls")
            x += font.getlength(character) + text.spacing * scale
        return
    draw.text(
        (x, y), text.text, font=font, fill=colour, anchor="ls", stroke_width=1 if text.bold and pixels > 14 else 0
    )


def _impact(image: Image.Image, matrix: Image.Image, coverage: Image.Image, seed: int) -> None:
    """Dot-matrix ink: strokes broken into pin hits, the ribbon uneven (trait 10)."""
    rng = np.random.default_rng(seed)
    alpha = np.asarray(coverage, dtype=np.float32)
    height, width = alpha.shape
    ys, xs = np.mgrid[0:height, 0:width]
    pins = 0.72 + 0.28 * ((ys % 3 != 0) & (xs % 3 != 0))
    ribbon = np.interp(np.linspace(0, 1, height), np.linspace(0, 1, 12), rng.uniform(0.75, 1.0, 12))[:, None]
    image.paste(matrix, (0, 0), Image.fromarray(np.clip(alpha * pins * ribbon, 0, 255).astype(np.uint8)))


def _press(image: Image.Image, stamp: Stamp, scale: float, seed: int) -> None:
    """Ink over print: multiply, so the text under the seal stays visible through it."""
    seal = draw_seal(stamp, scale, seed)
    box = (round(stamp.x * scale), round(stamp.y * scale))
    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(image.width, box[0] + seal.width), min(image.height, box[1] + seal.height)
    if right <= left or bottom <= top:
        return
    part = seal.crop((left - box[0], top - box[1], right - box[0], bottom - box[1]))
    ground = np.asarray(image.crop((left, top, right, bottom)), dtype=np.float32)
    ink, alpha = (
        np.asarray(part.convert("RGB"), dtype=np.float32),
        np.asarray(part.getchannel("A"), dtype=np.float32)[..., None] / 255,
    )
    mixed = ground * (1 - alpha) + np.minimum(ground, ink) * alpha
    image.paste(Image.fromarray(mixed.astype(np.uint8)), (left, top))


def symbol_picture(symbol: Symbol, width: int, height: int) -> Image.Image:
    """The code at that pixel size; bar codes are drawn as plausible bars."""
    if symbol.kind == "qr":
        code = qrcode.QRCode(border=1, box_size=4, error_correction=qrcode.ERROR_CORRECT_L)
        code.add_data(symbol.payload)
        made: Image.Image = code.make_image().get_image().convert("RGB")
        return made.resize((width, height), Image.Resampling.NEAREST)
    bars, rng = Image.new("RGB", (width, height), (255, 255, 255)), Random(symbol.payload)
    draw, x = ImageDraw.Draw(bars), 2
    while x < width - 4:
        step = rng.choice((2, 2, 3, 4))
        draw.rectangle((x, 0, x + step - 1, height), fill=(10, 10, 10))
        x += step + rng.choice((2, 3, 4))
    return bars
