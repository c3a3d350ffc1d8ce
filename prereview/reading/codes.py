"""QR and bar codes of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zxingcpp

from prereview.documents import BoundingBox, Code

if TYPE_CHECKING:
    from prereview.documents import Pixels

#: Formats printed on the papers of a claim. Codes without a checksum (ITF, Codabar, Code 39) are left out: ruled tables
#: look like them.
_FORMATS = (
    zxingcpp.BarcodeFormat.QRCode
    | zxingcpp.BarcodeFormat.DataMatrix
    | zxingcpp.BarcodeFormat.PDF417
    | zxingcpp.BarcodeFormat.Aztec
    | zxingcpp.BarcodeFormat.Code128
    | zxingcpp.BarcodeFormat.EAN13
)


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """Every code on the page, top to bottom; boxes relative to `pixels` (height x width x 3, RGB)."""
    height, width = pixels.shape[:2]
    codes = []
    for found in zxingcpp.read_barcodes(pixels, formats=_FORMATS):
        if not found.valid or not found.text:
            continue
        place = found.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        xs, ys = [corner.x / width for corner in corners], [corner.y / height for corner in corners]
        box = BoundingBox(*(round(min(1.0, max(0.0, v)), 5) for v in (min(xs), min(ys), max(xs), max(ys))))
        codes.append(Code(format=str(found.format.name), text=found.text, bbox=box))
    return tuple(sorted(codes, key=lambda code: (code.bbox.y0, code.bbox.x0, code.text)))
