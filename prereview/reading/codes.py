"""QR and bar codes of a page, and what the codes of Chinese invoices say."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
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

#: Second field of a VAT payload → kind of invoice; the amount of the fully digital ones includes the tax.
_VAT_KINDS: dict[str, str] = {
    "01": "vat_special", "04": "vat_ordinary", "08": "vat_special_electronic", "10": "vat_ordinary_electronic",
    "11": "vat_roll", "14": "vat_toll", "31": "vat_special_digital", "32": "vat_ordinary_digital",
}  # fmt: skip
_DIGITAL = frozenset({"31", "32"})


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


def parse_invoice_code(payload: str) -> dict[str, str]:
    """What the QR payload of a Chinese invoice says; {} if it is none.

    Keys, where the payload has them: scheme ("vat" or "fiscal"), kind, invoice_code, invoice_number, amount ("12.00"),
    amount_includes_tax ("true" or "false"; VAT only), issue_date (ISO), check_code. Values are what is printed, not
    what was verified with the issuer.

    VAT payloads are "01,<kind>,<code>,<number>,<amount>,<yyyymmdd>,<check code>,<…>" (the code is empty on fully
    digital invoices). Fiscal (medical) receipts differ between provinces in order, so their fields are told by shape.
    """
    fields = [field.strip() for field in payload.strip().split(",")]
    if len(fields) >= 6 and fields[0] == "01" and fields[1] in _VAT_KINDS and _amount(fields[4]) and _day(fields[5]):
        return _vat(fields)
    return _fiscal(fields if len(fields) > 3 else re.split(r"[?&;|]", payload))


def _vat(fields: list[str]) -> dict[str, str]:
    check = fields[6] if len(fields) > 6 else ""
    values = {
        "scheme": "vat",
        "kind": _VAT_KINDS[fields[1]],
        "invoice_code": fields[2],
        "invoice_number": fields[3],
        "amount": _amount(fields[4]),
        "amount_includes_tax": "true" if fields[1] in _DIGITAL else "false",
        "issue_date": _day(fields[5]),
        "check_code": check if check.isdecimal() else "",
    }
    return {name: value for name, value in values.items() if value}


#: Shapes of the fields of a fiscal receipt's code, in the order they are tried: receipt codes have 6 or 8 digits
#: (province, "06" for medical, kind, year), receipt numbers 10, check codes 6 letters and digits.
_FISCAL_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("issue_date", re.compile(r"20[0-9]{2}-?[01][0-9]-?[0-3][0-9]")),
    ("amount", re.compile(r"[0-9]{1,9}\.[0-9]{2}")),
    ("invoice_number", re.compile(r"[0-9]{10}")),
    ("invoice_code", re.compile(r"[0-9]{8}|[0-9]{6}")),
    ("check_code", re.compile(r"(?=.*[0-9a-f])[0-9a-zA-Z]{6}")),
)


def _fiscal(fields: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for field in (part.rpartition("=")[2].strip() for part in fields):
        name = next((n for n, shape in _FISCAL_SHAPES if n not in values and shape.fullmatch(field)), None)
        if name == "issue_date" and not _day(field.replace("-", "")):
            name = "invoice_code" if "invoice_code" not in values else None
        if name:
            values[name] = _day(field.replace("-", "")) if name == "issue_date" else field
    if not {"invoice_code", "invoice_number"} <= values.keys() or len(values) < 3:
        return {}
    return {"scheme": "fiscal", **values}


def _amount(text: str) -> str:
    """The amount with two decimals; "" if it is none."""
    try:
        return f"{Decimal(text):.2f}" if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]+)?", text) else ""
    except InvalidOperation:
        return ""


def _day(text: str) -> str:
    """The ISO date of yyyymmdd; "" if it is none."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat() if re.fullmatch(r"[0-9]{8}", text) else ""
    except ValueError:
        return ""
