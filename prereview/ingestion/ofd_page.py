"""One OFD page: its characters, pictures, rules and seals; as a text layer and as pixels."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from prereview.documents import TextLayer, number_lines
from prereview.ingestion.fonts import drawing_font
from prereview.ingestion.lines import Character
from prereview.ingestion.ofd_box import Box, numbers, parse_box
from prereview.ingestion.ofd_seal import Stamp
from prereview.ingestion.table_cells import Rule, find_cells, join_cells
from prereview.ingestion.xml_tree import local

if TYPE_CHECKING:
    from prereview.documents import Pixels

__all__ = ["Box", "PageContent", "draw_page", "page_layer", "parse_box", "read_content"]

_DPI = 200
_MAX_SIDE = 3400
_ASCENT = 0.86  #: of the type size; the format gives baselines only
#: No paper has more; a page that claims to is an attack on time or memory.
_MAX_CHARACTERS = 100_000
_MAX_PICTURES = 200
_MAX_RULES = 20_000

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page shows, in millimetres from its top left corner; pictures name their part of the package."""

    width: float
    height: float
    characters: tuple[Character, ...]
    invisible: int
    pictures: tuple[tuple[Box, str], ...]
    rules: tuple[tuple[float, float, float, float], ...]
    stamps: tuple[Stamp, ...]


def read_content(
    roots: Sequence[Element], size: Box, media: Mapping[str, str], stamps: tuple[Stamp, ...]
) -> PageContent:
    """Collect what the page and its templates (given first) show."""
    characters: list[Character] = []
    pictures, rules = [], []
    invisible = 0
    for element in (part for root in roots for part in root.iter()):
        name = local(element)
        boundary = parse_box(element.get("Boundary", "")) if name.endswith("Object") else None
        if name == "TextObject":
            shown = list(itertools.islice(_characters(element, size), _MAX_CHARACTERS - len(characters)))
            invisible += len(shown) if _is_invisible(element) else 0
            characters += shown
        elif name == "ImageObject" and boundary and element.get("ResourceID", "") in media:
            pictures.append((_from_corner(boundary, size), media[element.get("ResourceID", "")]))
        elif name == "PathObject" and boundary:
            rules += _rules(element, _from_corner(boundary, size))
    drawn = tuple(pictures[:_MAX_PICTURES]), tuple(rules[:_MAX_RULES])
    return PageContent(size.width, size.height, tuple(characters), invisible, *drawn, stamps)


def _from_corner(box: Box, size: Box) -> Box:
    return box._replace(x=box.x - size.x, y=box.y - size.y)


def _is_invisible(element: Element) -> bool:
    return element.get("Visible") == "false" or element.get("Alpha") == "0"


def _matrix(element: Element) -> Matrix:
    values = numbers(element.get("CTM", ""))
    return (values[0], values[1], values[2], values[3], values[4], values[5]) if len(values) == 6 else _IDENTITY


def _characters(element: Element, size: Box) -> Iterator[Character]:
    """Characters of a text object: each TextCode starts at X, Y and advances by DeltaX, DeltaY (clause 11.3)."""
    corner = numbers(element.get("Boundary", ""))
    left, top = (corner[0] - size.x, corner[1] - size.y) if len(corner) == 4 else (0.0, 0.0)
    a, b, c, d, e, f = _matrix(element)
    em = next(iter(numbers(element.get("Size", ""))), 3.5)
    tall = em * (c * c + d * d) ** 0.5
    wide = em * (a * a + b * b) ** 0.5
    x = y = 0.0
    for code in (part for part in element if local(part) == "TextCode"):
        x = next(iter(numbers(code.get("X", ""))), x)
        y = next(iter(numbers(code.get("Y", ""))), y)
        text = code.text or ""
        across, down = _deltas(code.get("DeltaX", ""), len(text)), _deltas(code.get("DeltaY", ""), len(text))
        typed = False
        for i, char in enumerate(text):
            advance = across[i] if i < len(across) else em * (1.0 if char >= "\u2e80" else 0.5)
            px, py = left + a * x + c * y + e, top + b * x + d * y + f
            if not char.isspace():
                breadth = min(wide, max(0.2 * wide, advance * wide / em)) if advance > 0 else wide
                yield Character(char, px, py - _ASCENT * tall, px + breadth, py + (1 - _ASCENT) * tall, typed)
            typed = char.isspace()
            x += across[i] if i < len(across) else (0.0 if down else advance)
            y += down[i] if i < len(down) else 0.0


def _deltas(text: str, count: int) -> list[float]:
    """ST_Array of advances, in which "g n v" stands for n times v; at most `count` values."""
    parts = text.split()
    values: list[float] = []
    i = 0
    try:
        while i < len(parts) and len(values) < count:
            if parts[i] == "g":
                values += [float(parts[i + 2])] * min(int(parts[i + 1]), count - len(values))
                i += 3
            else:
                values.append(float(parts[i]))
                i += 1
    except (ValueError, IndexError):
        return values
    return values


def _rules(element: Element, box: Box) -> list[tuple[float, float, float, float]]:
    """Straight strokes of a path ("M x y L x y …", clause 9.1); curves are left out."""
    a, b, c, d, e, f = _matrix(element)
    data = next((part.text or "" for part in element if local(part) == "AbbreviatedData"), "").split()
    rules, at = [], None
    for i, part in enumerate(data):
        point = numbers(" ".join(data[i + 1 : i + 3])) if part in ("M", "S", "L") else []
        if len(point) != 2:
            continue
        here = (box.x + a * point[0] + c * point[1] + e, box.y + b * point[0] + d * point[1] + f)
        if part == "L" and at:
            rules.append((*at, *here))
        at = here
    return rules


def page_layer(content: PageContent) -> TextLayer:
    """The page's text, joined to lines like that of a PDF."""
    cover = sum(box.width * box.height for box, _ in content.pictures) / (content.width * content.height)
    share = content.invisible / len(content.characters) if content.characters else 0.0
    straight = [Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)) for x0, y0, x1, y1 in content.rules]
    level = [rule for rule in straight if min(rule.x1 - rule.x0, rule.y1 - rule.y0) < 0.5]
    cells = find_cells(level, snap=1.0)  # millimetres
    lines = number_lines(join_cells(content.characters, cells, width=content.width, height=content.height))
    return TextLayer(lines=lines, image_cover=round(min(1.0, cover), 4), invisible_share=round(min(1.0, share), 4))


def draw_page(content: PageContent, parts: Mapping[str, bytes], *, max_pixels: int) -> Pixels:
    """RGB pixels: pictures, rules, text in a system font, seals on top. For people, seals and codes."""
    scale = min(_DPI / 25.4, _MAX_SIDE / max(content.width, content.height))
    page = Image.new("RGB", (max(1, round(content.width * scale)), max(1, round(content.height * scale))), "white")
    for box, part in content.pictures:
        _paste(page, parts.get(part, b""), box, scale, max_pixels)
    pen = ImageDraw.Draw(page)
    for rule in content.rules:
        pen.line([value * scale for value in rule], fill="black", width=2)
    for char in content.characters:
        font = drawing_font(max(6, round(char.height * scale)))
        pen.text((char.x0 * scale, (char.y0 + _ASCENT * char.height) * scale), char.text, "black", font, anchor="ls")
    for stamp in content.stamps:
        if stamp.picture:
            _paste(page, stamp.picture, stamp.box, scale, max_pixels)
    return np.array(page, dtype=np.uint8)


def _paste(page: Image.Image, data: bytes, box: Box, scale: float, max_pixels: int) -> None:
    """Put a picture into its box as ink on paper (multiplied); a damaged or oversized one leaves its place empty."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > max_pixels:
                return
            inked = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return
    size = (max(1, min(page.width, round(box.width * scale))), max(1, min(page.height, round(box.height * scale))))
    paper = Image.new("RGBA", size, "white")
    flat = Image.alpha_composite(paper, inked.resize(size)).convert("RGB")
    corner = (round(box.x * scale), round(box.y * scale))
    under = page.crop((*corner, corner[0] + size[0], corner[1] + size[1]))
    page.paste(ImageChops.multiply(under, flat), corner)
