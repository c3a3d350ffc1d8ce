"""OFD pages as pixels: pictures, lines, text in a system font, seals and other marks on top."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from prereview.ingestion.fonts import drawing_font
from prereview.ingestion.ofd_box import Box
from prereview.ingestion.ofd_page import ASCENT, Ink, PageContent
from prereview.ingestion.ofd_path import Colour, Stroke

if TYPE_CHECKING:
    from prereview.documents import Pixels
    from prereview.ingestion.lines import Character

BLACK: Colour = (0, 0, 0)
RED: Colour = (220, 20, 20)

_DPI = 200
_MAX_SIDE = 3400
_LEVEL = 3.0  #: degrees; less is drawn upright


@dataclass(frozen=True, slots=True)
class Overlay:
    """What lies on a page in a box: a seal or an annotation with a drawing of its own, or a picture file."""

    box: Box
    content: PageContent | None
    parts: Mapping[str, bytes]
    picture: bytes = b""
    ink: Colour = BLACK


def draw_page(
    content: PageContent, parts: Mapping[str, bytes], overlays: tuple[Overlay, ...], *, max_pixels: int
) -> Pixels:
    """RGB pixels, for people, seals and codes.

    Args:
        content: what the page shows.
        parts: the files that pictures name.
        overlays: what lies on it.
        max_pixels: of one picture; larger ones are left out.
    """
    scale = min(_DPI / 25.4, _MAX_SIDE / max(content.width, content.height))
    page = _draw(content, parts, scale, BLACK, max_pixels)
    for overlay in overlays:
        if overlay.content is None:
            _paste(page, _decode(overlay.picture, max_pixels), overlay.box, scale)
        elif overlay.box.width * overlay.box.height <= content.width * content.height:
            share = min(overlay.box.width / overlay.content.width, overlay.box.height / overlay.content.height)
            drawn = _draw(overlay.content, overlay.parts, scale * share, overlay.ink, max_pixels)
            _paste(page, drawn, overlay.box, scale)
    return np.array(page, dtype=np.uint8)


def _draw(content: PageContent, parts: Mapping[str, bytes], scale: float, ink: Colour, max_pixels: int) -> Image.Image:
    page = Image.new("RGB", (max(1, round(content.width * scale)), max(1, round(content.height * scale))), "white")
    for box, part in content.pictures:
        _paste(page, _decode(parts.get(part, b""), max_pixels), box, scale)
    pen = ImageDraw.Draw(page)
    for stroke in content.strokes:
        _draw_stroke(pen, stroke, scale, ink)
    for char, written in zip(content.characters, content.inks, strict=True):
        _draw_character(page, pen, char, written._replace(colour=written.colour or ink), scale)
    return page


def _draw_stroke(pen: ImageDraw.ImageDraw, stroke: Stroke, scale: float, ink: Colour) -> None:
    points = [(x * scale, y * scale) for x, y in stroke.points]
    if stroke.filled:
        pen.polygon(points, fill=stroke.colour or ink)
    else:
        pen.line(points, fill=stroke.colour or ink, width=max(1, round(stroke.width * scale)))


def _draw_character(page: Image.Image, pen: ImageDraw.ImageDraw, char: Character, ink: Ink, scale: float) -> None:
    size = max(6, round(char.height * scale))
    at = (char.x0 * scale, (char.y0 + ASCENT * char.height) * scale)  # on the baseline
    if abs(ink.turn) < _LEVEL:
        pen.text(at, char.text, ink.colour, drawing_font(size), anchor="ls")
        return
    tile = Image.new("L", (3 * size, 3 * size))
    ImageDraw.Draw(tile).text((1.5 * size, 1.5 * size), char.text, 255, drawing_font(size), anchor="ls")
    mask = tile.rotate(-ink.turn, Image.Resampling.BILINEAR)
    page.paste(ink.colour or BLACK, (round(at[0] - 1.5 * size), round(at[1] - 1.5 * size)), mask)


def _decode(data: bytes, max_pixels: int) -> Image.Image | None:
    """The picture on white paper; None for a damaged or oversized one, whose place stays empty."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > max_pixels:
                return None
            inked = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return Image.alpha_composite(Image.new("RGBA", inked.size, "white"), inked).convert("RGB")


def _paste(page: Image.Image, picture: Image.Image | None, box: Box, scale: float) -> None:
    """Put a picture into its box as ink on paper (multiplied)."""
    if picture is None:
        return
    size = (max(1, min(page.width, round(box.width * scale))), max(1, min(page.height, round(box.height * scale))))
    corner = (round(box.x * scale), round(box.y * scale))
    under = page.crop((*corner, corner[0] + size[0], corner[1] + size[1]))
    page.paste(ImageChops.multiply(under, picture.resize(size)), corner)
