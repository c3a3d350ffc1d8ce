"""The text layer of a PDF page: characters turned upright, joined to lines, with what decides its trust."""

from __future__ import annotations

import ctypes
from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from pypdfium2 import raw

from prereview.documents import TextLayer, number_lines
from prereview.ingestion.lines import Character, join_characters
from prereview.ingestion.pdf_objects import address_of, look_over
from prereview.ingestion.table_cells import Rule, find_cells, join_cells

_INVISIBLE = 3  #: text render mode "neither fill nor stroke" (ISO 32000-1, table 106)
_SPACES = frozenset((9, 10, 11, 12, 13, 32, 0xA0, 0x200B, 0x3000, 0xFEFF))
_HYPHEN = 2  #: what pdfium reports for a hyphen at the end of a line; other control codes are unmapped glyphs
_MAX_CHARACTERS = 100_000  #: no paper has more; a page that does is an attack on time
_TINY = 0.1  #: points
_UNIT = 1_000_000  #: device size used to ask pdfium for its page-to-upright transform, rounding below 1e-6

Points = npt.NDArray[np.float64]


class PageText(NamedTuple):
    """The layer, and how many quarter turns (counter-clockwise) bring text drawn sideways upright."""

    layer: TextLayer
    turns: int


class _Glyphs(NamedTuple):
    """Raw characters: code points, boxes in page units, direction (radians counter-clockwise), hidden, generated."""

    codes: list[int]
    boxes: Points
    angles: Points
    hidden: npt.NDArray[np.bool_]
    generated: list[bool]


def read_layer(page: pdfium.PdfPage) -> PageText:
    """Read a page's own text. Boxes are relative to the page as `picture_of` draws it with the same `turns`."""
    objects = look_over(page)
    textpage = page.get_textpage()
    try:
        glyphs = _read_glyphs(textpage, objects.covered)
    finally:
        textpage.close()
    if not glyphs.codes:
        return PageText(TextLayer(image_cover=objects.image_cover), 0)
    boxes, directions = _upright(page, glyphs.boxes), _directions(page, glyphs.angles)
    visible = np.array([code not in _SPACES for code in glyphs.codes]) & ~np.array(glyphs.generated)
    outside = (boxes[:, 2] < 0) | (boxes[:, 0] > 1) | (boxes[:, 3] < 0) | (boxes[:, 1] > 1)
    hidden = (glyphs.hidden | outside) & visible
    turns = _dominant_turns(directions[visible & ~hidden])
    width, height = page.get_size() if turns % 2 == 0 else reversed(page.get_size())
    points = np.array([width, height, width, height])
    boxes = _turn(boxes, turns) * points
    rules = _turn(_upright(page, np.array(objects.rules).reshape(-1, 4)), turns) * points
    keep = visible & ~outside
    level = _characters(glyphs, boxes, keep & (directions == turns))
    slanted = _characters(glyphs, boxes, keep & (directions != turns))  # watermarks, after the page's own lines
    cells = find_cells([Rule(*rule) for rule in rules.tolist()])
    lines = join_cells(level, cells, width=width, height=height)
    lines += join_characters(slanted, width=width, height=height)
    share = round(float(hidden.sum() / max(1, visible.sum())), 4)
    layer = TextLayer(lines=number_lines(lines), image_cover=objects.image_cover, invisible_share=share)
    return PageText(layer, turns)


def _read_glyphs(textpage: pdfium.PdfTextPage, covered: set[int]) -> _Glyphs:
    handle = textpage.raw
    count = min(textpage.count_chars(), _MAX_CHARACTERS)
    boxes = np.zeros((count, 4))
    angles = np.zeros(count)
    hidden = np.zeros(count, dtype=bool)
    codes, generated = [], []
    invisible: dict[int, bool] = {}
    loose = raw.FS_RECTF()
    for i in range(count):
        codes.append(raw.FPDFText_GetUnicode(handle, i))
        generated.append(raw.FPDFText_IsGenerated(handle, i) == 1)
        raw.FPDFText_GetLooseCharBox(handle, i, loose)
        boxes[i] = (loose.left, loose.bottom, loose.right, loose.top)
        if loose.top - loose.bottom < _TINY or loose.right - loose.left < _TINY:
            boxes[i] = _tight_box(handle, i)  # fonts drawn by procedures may state no box of their own
        angles[i] = -raw.FPDFText_GetCharAngle(handle, i)  # pdfium counts clockwise
        thing = raw.FPDFText_GetTextObject(handle, i)
        address = address_of(thing) if thing else 0
        if address and address not in invisible:
            mode = raw.FPDFTextObj_GetTextRenderMode(thing)
            invisible[address] = mode == _INVISIBLE or address in covered
        hidden[i] = invisible.get(address, False)
    return _Glyphs(codes, boxes, angles, hidden, generated)


def _tight_box(handle: object, i: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(handle, i, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _upright(page: pdfium.PdfPage, boxes: Points) -> Points:
    """Boxes in page units (n x 4) as shares of the shown page, origin top left."""
    origin, across, up = _axes(page)
    corners = [origin + boxes[:, [i]] * across + boxes[:, [j]] * up for i, j in ((0, 1), (2, 3))]
    return np.hstack([np.minimum(*corners), np.maximum(*corners)])


def _directions(page: pdfium.PdfPage, angles: Points) -> npt.NDArray[np.int_]:
    """The quarter turns (counter-clockwise) that bring each character upright; -1 if it is slanted."""
    _, across, up = _axes(page)
    flow = (np.cos(angles)[:, None] * across + np.sin(angles)[:, None] * up) * np.array(page.get_size())
    degrees = np.degrees(np.arctan2(flow[:, 1], flow[:, 0]))  # y points down: 90 reads downwards
    quarter = np.rint(degrees / 90).astype(int)
    return np.where(np.abs(degrees - quarter * 90) < 10, quarter % 4, -1)


def _axes(page: pdfium.PdfPage) -> tuple[Points, Points, Points]:
    """Where the page's origin is shown, and how a step of one unit to the right and upwards shows."""
    origin, right, up = (_shown(page, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000)))
    return origin, (right - origin) / 1000, (up - origin) / 1000


def _shown(page: pdfium.PdfPage, x: float, y: float) -> Points:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _UNIT, _UNIT, 0, x, y, across, down)
    return np.array([across.value / _UNIT, down.value / _UNIT])


def _dominant_turns(directions: npt.NDArray[np.int_]) -> int:
    """Quarter turns of the page's text: only when nearly all of it lies sideways, else the page is as it is shown."""
    if len(directions) < 20:
        return 0
    direction, count = Counter(directions.tolist()).most_common(1)[0]
    return direction if direction > 0 and count > 0.8 * len(directions) else 0


def _turn(boxes: Points, turns: int) -> Points:
    """Boxes (shares) after `turns` quarter turns counter-clockwise: (x, y) → (y, 1 - x) each."""
    for _ in range(turns):
        x0, y0, x1, y1 = boxes.T
        boxes = np.column_stack([y0, 1 - x1, y1, 1 - x0])
    return boxes


def _characters(glyphs: _Glyphs, boxes: Points, chosen: npt.NDArray[np.bool_]) -> list[Character]:
    characters = []
    places = boxes.tolist()
    for i in np.flatnonzero(chosen).tolist():
        typed = i > 0 and not glyphs.generated[i - 1] and glyphs.codes[i - 1] in (32, 0xA0, 0x3000)
        x0, y0, x1, y1 = places[i]
        characters.append(Character(_character(glyphs, i), x0, y0, x1, y1, typed))
    return [char for char in characters if char.text]


def _character(glyphs: _Glyphs, i: int) -> str:
    """The character; U+FFFD for a glyph without one. UTF-16 halves are joined, the low one adds nothing of its own."""
    code = glyphs.codes[i]
    if 0xDC00 <= code < 0xE000:
        return ""
    if 0xD800 <= code < 0xDC00:
        low = glyphs.codes[i + 1] if i + 1 < len(glyphs.codes) else 0
        return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) if 0xDC00 <= low < 0xE000 else "\ufffd"
    if code == _HYPHEN:
        return "-"
    return chr(code) if 32 < code <= 0x10FFFF else "\ufffd"
