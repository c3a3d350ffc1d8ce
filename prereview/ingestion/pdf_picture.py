"""The picture of a PDF page: the scan inside it where the page is nothing but a scan, else rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from prereview.errors import InputError
from prereview.ingestion.images import decode_picture, shrink

if TYPE_CHECKING:
    from prereview.documents import Pixels

_DPI = 200
_MAX_SIDE = 3400  #: A4 at 290 dpi; larger sheets are drawn smaller
_MIN_SIDE = 1200  #: small pages (a card as a page of its own) are drawn larger
_ASPECT_SLACK = 0.02


def picture_of(page: pdfium.PdfPage, *, turns: int, max_pixels: int, name: str) -> Pixels:
    """RGB pixels of a page as shown, then turned `turns` quarters counter-clockwise.

    Raises:
        InputError: a picture in the page is larger than `max_pixels`.
    """
    pictures = list(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)))
    for picture in pictures:
        width, height = picture.get_px_size()
        if width * height > max_pixels:
            raise InputError(
                f"{name}: holds a picture of {width}x{height} pixels", remedy="Scan the page at a lower resolution."
            )
    pixels = _scan(page, name)
    if pixels is None:
        pixels = _draw(page)
    return np.ascontiguousarray(np.rot90(pixels, turns))


def _draw(page: pdfium.PdfPage) -> Pixels:
    longest = max(page.get_size())
    scale = min(max(_DPI / 72, _MIN_SIDE / longest), _MAX_SIDE / longest)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        pixels = bitmap.to_numpy()
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            return np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
        return np.array(pixels[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()


def _scan(page: pdfium.PdfPage, name: str) -> Pixels | None:
    """The pixels of the one picture that is the whole page, upright as the page shows it; None if it is not so simple.

    Ten times faster than rendering and without resampling (docs: reading benchmarks).
    """
    picture = _only_picture(page)
    if picture is None:
        return None
    pixels = _picture_pixels(picture, name)
    if pixels is None:
        return None
    pixels = _place(pixels, picture.get_matrix())
    if pixels is None:
        return None
    pixels = np.rot90(pixels, -page.get_rotation() // 90)
    return _fit_aspect(np.ascontiguousarray(pixels), page.get_size())


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
    if found is None or raw.FPDFPage_GetAnnotCount(page.raw) or raw.FPDFPageObj_HasTransparency(found.raw):
        return None
    left, bottom, right, top = page.get_cropbox()
    x0, y0, x1, y1 = found.get_bounds()
    slack_x, slack_y = 0.03 * (right - left), 0.03 * (top - bottom)
    fits = abs(x0 - left) < slack_x and abs(x1 - right) < slack_x
    return found if fits and abs(y0 - bottom) < slack_y and abs(y1 - top) < slack_y else None


def _picture_pixels(picture: pdfium.PdfImage, name: str) -> Pixels | None:
    """Decoded pixels in the stream's own orientation; None for colour spaces that only the renderer gets right."""
    if picture.get_filters() == ["DCTDecode"]:
        data = bytes(picture.get_data(decode_simple=False))
        colours = data[:2] == b"\xff\xd8" and picture.get_metadata().colorspace
        if colours in (raw.FPDF_COLORSPACE_DEVICERGB, raw.FPDF_COLORSPACE_DEVICEGRAY, raw.FPDF_COLORSPACE_ICCBASED):
            return decode_picture(data, kind="jpeg", name=name, exif=False)
        return None
    try:
        bitmap = picture.get_bitmap(render=False)
    except pdfium.PdfiumError:
        return None
    try:
        pixels = bitmap.to_numpy()
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            pixels = cv2.cvtColor(np.ascontiguousarray(pixels.reshape(pixels.shape[:2])), cv2.COLOR_GRAY2RGB)
        else:
            pixels = cv2.cvtColor(np.ascontiguousarray(pixels[:, :, :3]), cv2.COLOR_BGR2RGB)
    finally:
        bitmap.close()
    return shrink(np.asarray(pixels, dtype=np.uint8))


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
    if abs(stretch - 1) <= 2 * _ASPECT_SLACK:
        return pixels
    new = (round(width * stretch), height) if stretch > 1 else (width, round(height / stretch))
    return np.asarray(cv2.resize(pixels, new, interpolation=cv2.INTER_AREA), dtype=np.uint8)
