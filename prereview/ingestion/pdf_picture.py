"""The picture of a PDF page: the scan inside it where the page is nothing but a scan, else rendered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from prereview.documents import BoundingBox
from prereview.errors import InputError
from prereview.ingestion.images import decode_picture

if TYPE_CHECKING:
    from prereview.documents import Pixels

_DPI = 200
_MAX_SIDE = 3400  #: A4 at 290 dpi; larger sheets are drawn smaller
_SMALL_DPI, _SMALL_SIDE = 60, 1000  #: a 40 mm seal is 94 pixels wide, which is enough to find it
_MIN_SIDE = 1200  #: small pages (a card as a page of its own) are drawn larger
_ASPECT_SLACK = 0.04
_PROOF_SIDE = 64
_PROOF_DIFFERENCE = 12.0  #: mean of 255 levels; resampling differs by 1-4, a turn or an inversion by 30 and more


def picture_of(page: pdfium.PdfPage, *, turns: int, max_pixels: int, name: str) -> Pixels:
    """RGB pixels of a page as shown, then turned `turns` quarters counter-clockwise.

    Raises:
        InputError: a picture in the page is larger than `max_pixels`.
    """
    _bound_pictures(page, max_pixels, name)
    scan = _only_picture(page)
    pixels = _photograph(page, scan, name) if scan else None
    if pixels is None:
        pixels = _draw(page, _scale(page, scan))
    return np.ascontiguousarray(np.rot90(pixels, turns))


def thumbnail_of(page: pdfium.PdfPage, *, turns: int, max_pixels: int, name: str) -> Pixels:
    """The same page at 60 dpi, at most `_SMALL_SIDE` pixels long.

    Raises:
        InputError: as `picture_of`.
    """
    _bound_pictures(page, max_pixels, name)
    pixels = _draw(page, min(_SMALL_DPI / 72, _SMALL_SIDE / max(page.get_size())))
    return np.ascontiguousarray(np.rot90(pixels, turns))


def part_of(page: pdfium.PdfPage, box: BoundingBox, *, turns: int) -> Pixels:
    """A box of the page at 200 dpi, turned as `picture_of` turns the page."""
    for _ in range(turns):  # back to the page as it is shown
        box = BoundingBox(1 - box.y1, box.x0, 1 - box.y0, box.x1)
    width, height = page.get_size()
    margins = (box.x0 * width, (1 - box.y1) * height, (1 - box.x1) * width, box.y0 * height)
    return np.ascontiguousarray(np.rot90(_draw(page, _DPI / 72, margins), turns))


def _bound_pictures(page: pdfium.PdfPage, max_pixels: int, name: str) -> None:
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)):
        width, height = picture.get_px_size()
        if width * height > max_pixels:
            raise InputError(
                f"{name}: holds a picture of {width}x{height} pixels", remedy="Scan the page at a lower resolution."
            )


def _scale(page: pdfium.PdfPage, scan: pdfium.PdfImage | None) -> float:
    """Pixels per point: 200 dpi, or the scan's own resolution where the page is a scan."""
    wanted = _DPI / 72
    if scan:
        a, b, c, d, *_ = scan.get_matrix().get()
        width, height = scan.get_px_size()
        wanted = max(width / max(1.0, math.hypot(a, b)), height / max(1.0, math.hypot(c, d)))
    longest = float(max(page.get_size()))
    return min(max(wanted, _MIN_SIDE / longest), _MAX_SIDE / longest)


def _draw(page: pdfium.PdfPage, scale: float, margins: tuple[float, float, float, float] = (0, 0, 0, 0)) -> Pixels:
    """Draw the page without the margins (points: left, bottom, right, top)."""
    pixels = page.render(scale=scale, crop=margins, rev_byteorder=True).to_numpy()
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
    return np.array(pixels[:, :, :3], dtype=np.uint8)


def _photograph(page: pdfium.PdfPage, scan: pdfium.PdfImage, name: str) -> Pixels | None:
    """The pixels of the JPEG that is the whole page, not resampled; None where only the renderer gets it right.

    Masks, inverted values and odd colour spaces cannot be asked for, so the result must look like a small rendering.
    """
    if scan.get_filters(skip_simple=True) != ["DCTDecode"]:
        return None
    data = bytes(scan.get_data(decode_simple=True))
    try:
        pixels = _place(decode_picture(data, kind="jpeg", name=name, exif=False), scan.get_matrix())
    except InputError:
        return None
    if pixels is None:
        return None
    pixels = np.rot90(pixels, -page.get_rotation() // 90)
    pixels = _fit_aspect(np.ascontiguousarray(pixels), page.get_size())
    small = _draw(page, _PROOF_SIDE / max(page.get_size()))
    proof = cv2.resize(pixels, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
    return pixels if float(np.mean(cv2.absdiff(proof, small))) < _PROOF_DIFFERENCE else None


def _only_picture(page: pdfium.PdfPage) -> pdfium.PdfImage | None:
    found = None
    for thing in page.get_objects():
        if thing.level:
            return None  # inside a form: its placement is the form's business, which the renderer knows
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(thing.raw) != 3:
                return None
        elif thing.type == raw.FPDF_PAGEOBJ_IMAGE and found is None:
            found = thing
        else:
            return None
    if found is None or raw.FPDFPageObj_HasTransparency(found.raw):
        return None
    left, bottom, right, top = page.get_cropbox()
    x0, y0, x1, y1 = found.get_bounds()
    slack_x, slack_y = 0.03 * (right - left), 0.03 * (top - bottom)
    fits = abs(x0 - left) < slack_x and abs(x1 - right) < slack_x
    return found if fits and abs(y0 - bottom) < slack_y and abs(y1 - top) < slack_y else None


def _place(pixels: Pixels, matrix: pdfium.PdfMatrix) -> Pixels | None:
    """Apply the placement of the picture on its page: quarter turns and mirrors; None for anything slanted."""
    a, b, c, d, *_ = matrix.get()
    if abs(b) + abs(c) < 0.01 * (abs(a) + abs(d)):
        pixels = pixels[:, ::-1] if a < 0 else pixels
        return pixels[::-1] if d < 0 else pixels
    if abs(a) + abs(d) < 0.01 * (abs(b) + abs(c)):
        # Image x runs along page y by `b`, image y (upwards) along page x by `c`: a transpose, then mirrors.
        turned = pixels.transpose(1, 0, 2)[::-1] if b > 0 else pixels.transpose(1, 0, 2)
        return turned[:, ::-1] if c > 0 else turned
    return None


def _fit_aspect(pixels: Pixels, size: tuple[float, float]) -> Pixels:
    """Stretch pictures of oblong pixels (fax: 204 x 98 dpi) to the page's proportions, enlarging the shorter side."""
    height, width = pixels.shape[:2]
    stretch = (size[0] / size[1]) / (width / height)
    if abs(stretch - 1) <= _ASPECT_SLACK:
        return pixels
    new = (round(width * stretch), height) if stretch > 1 else (width, round(height / stretch))
    return np.asarray(cv2.resize(pixels, new, interpolation=cv2.INTER_AREA), dtype=np.uint8)
