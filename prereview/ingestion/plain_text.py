"""Text files: decoded, cut into pages of lines. They carry their own text layer."""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from prereview.documents import BoundingBox, Line, SourcePage, TextLayer, number_lines
from prereview.ingestion.fonts import drawing_font
from prereview.ingestion.problems import problem
from prereview.ingestion.stored import Opened, StoredFile, content_hash
from prereview.settings import Limits

if TYPE_CHECKING:
    from prereview.documents import Pixels

LINES_A_PAGE = 60
_MAX_BYTES = 20_000_000
_LONGEST = 5_000  #: characters of a line; nobody writes longer paragraphs, and patterns run over whole lines
_ASPECT = 0.707  #: A4 upright
_ALLOWED_CONTROLS = frozenset("\t\r\n\f\v\x1a")


def decode_text(data: bytes) -> str | None:
    """Text of UTF-8, UTF-16 (with mark) or GB18030 bytes; None if it is none of them.

    GB18030 decodes nearly any bytes, so the result must also look like text: few control or unassigned characters.
    """
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encodings = [marks[data[:2]]] if data[:2] in marks else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            # A cut in the middle of a character at the very end is no reason to call the file binary.
            if len(data) - error.start > 3:
                continue
            text = data[: error.start].decode(encoding)
        if _looks_like_text(text):
            return text
    return None


def _looks_like_text(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(
        1 for char in sample if unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") and char not in _ALLOWED_CONTROLS
    )
    return odd <= len(sample) * 0.02


def text_pages(name: str, sha256: str, lines: list[str], *, kind: str, limit: int) -> Opened:
    """Pages of `LINES_A_PAGE` lines each; `kind` is "text" or "xml"."""
    chunks = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]
    pages = tuple(
        SourcePage(
            file=name,
            number=number,
            kind="xml" if kind == "xml" else "text",
            sha256=sha256,
            load_text_layer=partial(lay_out, chunk),
            render=partial(_draw_plain, chunk),
        )
        for number, chunk in enumerate(chunks[:limit], start=1)
    )
    if len(chunks) > limit:
        return Opened(pages, (problem("too_many_pages", name, pages=len(chunks), limit=limit),))
    return Opened(pages)


def lay_out(lines: list[str]) -> TextLayer:
    """The text layer of a plain page: line i sits in the i-th of `LINES_A_PAGE` equal strips."""
    height = 1 / LINES_A_PAGE
    boxes = [BoundingBox(0.05, i * height, 0.95, (i + 1) * height) for i in range(len(lines))]
    laid = [Line(text=text, bbox=box) for text, box in zip(lines, boxes, strict=True) if text.strip()]
    return TextLayer(lines=number_lines(laid))


def _draw_plain(lines: list[str]) -> Pixels:
    return draw_lines(lay_out(lines), aspect=_ASPECT)


def draw_lines(layer: TextLayer, *, aspect: float, height: int = 1600) -> Pixels:
    """A white page with the layer's lines written on it, for people to look at."""
    page = Image.new("RGB", (round(height * aspect), height), "white")
    pen = ImageDraw.Draw(page)
    for line in layer.lines:
        font = drawing_font(round(max(8.0, min(28.0, line.bbox.height * height * 0.7))))
        pen.text((line.bbox.x0 * page.width, line.bbox.y0 * height), line.text, fill="black", font=font)
    return np.asarray(page)


def open_text(stored: StoredFile, data: bytes, limits: Limits) -> Opened:
    """Pages of a text file."""
    text = decode_text(data[:_MAX_BYTES]) or ""
    whole = [line.rstrip() for line in text.replace("\f", "\n").splitlines()]
    lines = [line[i : i + _LONGEST] for line in whole for i in range(0, max(1, len(line)), _LONGEST)]
    if not any(lines):
        return Opened(findings=(problem("file_empty", stored.name),))
    opened = text_pages(stored.name, content_hash(data), lines, kind="text", limit=limits.max_pages)
    if len(data) <= _MAX_BYTES:
        return opened
    sizes = {"size": len(data) // 1_000_000, "limit": _MAX_BYTES // 1_000_000}
    return Opened(opened.pages, (problem("text_too_long", stored.name, **sizes), *opened.findings))
