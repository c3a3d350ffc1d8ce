"""What is drawn on a PDF page besides text: pictures that cover, text painted over, ruling lines."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

#: A picture over this share of the page hides what was painted before it.
_COVERING = 0.6
_THIN = 3.0  #: points; a path no thicker is one ruling line
_SHORT = 8.0  #: points; shorter strokes are ornaments
_MAX_SEGMENTS = 400
_MAX_OBJECTS = 200_000  #: no paper draws more; a page that does is an attack on time
_WHITE = 250  #: fills this light are paper, not a frame

Box = tuple[float, float, float, float]


class PageObjects(NamedTuple):
    """Addresses of text objects painted over, the share of the page under pictures, rules as boxes in page units."""

    covered: set[int]
    image_cover: float
    rules: list[Box]


def look_over(page: pdfium.PdfPage) -> PageObjects:
    """Go through the page's objects once, in the order they are painted."""
    left, bottom, right, top = page.get_cropbox()
    area = max(1e-6, (right - left) * (top - bottom))
    total = 0.0
    earlier, covered = set[int](), set[int]()
    rules: list[Box] = []
    forms: dict[int, pdfium.PdfMatrix] = {}
    for thing in itertools.islice(page.get_objects(), _MAX_OBJECTS):
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            earlier.add(address_of(thing.raw))
        elif thing.type == raw.FPDF_PAGEOBJ_FORM:
            forms[thing.level] = thing.get_matrix()
        elif thing.type == raw.FPDF_PAGEOBJ_PATH:
            rules += [_on_page(box, thing.level, forms) for box in _rules(thing)]
        elif thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = _on_page(thing.get_bounds(), thing.level, forms)
            share = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom)) / area
            total += share
            if share > _COVERING:
                covered |= earlier
    return PageObjects(covered, round(min(1.0, total), 4), rules)


def address_of(pointer: object) -> int:
    """The address behind a pdfium handle: the same object gives the same number."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # any pdfium handle


def _on_page(box: Box, level: int, forms: dict[int, pdfium.PdfMatrix]) -> Box:
    """A box on the page; inside forms boxes are stated in the form's own units."""
    for outer in range(level - 1, -1, -1):
        box = forms[outer].on_rect(*box) if outer in forms else box
    return box


def _rules(path: pdfium.PdfObject) -> Iterator[Box]:
    x0, y0, x1, y1 = path.get_bounds()
    if max(x1 - x0, y1 - y0) < _SHORT or not _is_drawn(path):
        return
    if min(x1 - x0, y1 - y0) <= _THIN:
        yield (x0, y0, x1, y1)
        return
    for (ax, ay), (bx, by) in _segments(path):
        box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        if min(box[2] - box[0], box[3] - box[1]) < 1 and max(box[2] - box[0], box[3] - box[1]) >= _SHORT:
            yield box


def _is_drawn(path: pdfium.PdfObject) -> bool:
    """Whether a path leaves ink: stroked, or filled with anything but white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path.raw, fill, stroke)
    if stroke.value or not fill.value:
        return bool(stroke.value)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(path.raw, red, green, blue, alpha)
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _segments(path: pdfium.PdfObject) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight strokes of a path, closing ones included, in the units of its parent."""
    count = raw.FPDFPath_CountSegments(path.raw)
    if not 2 <= count <= _MAX_SEGMENTS:
        return []
    matrix = path.get_matrix()
    strokes, start, last = [], (0.0, 0.0), (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for segment in (raw.FPDFPath_GetPathSegment(path.raw, i) for i in range(count)):
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            strokes.append((last, here))
        if raw.FPDFPathSegment_GetClose(segment):
            strokes.append((here, start))
        last = here
    return strokes
