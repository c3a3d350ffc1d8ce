"""QR and bar codes are found on pages."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp

from prereview.reading.codes import read_codes

VAT = "01,10,011001605111,80100798,64.90,20261018,85342965681116380258,1774,"


def page_with(payload: str, format=zxingcpp.BarcodeFormat.QRCode, *, at=(300, 500), side: int = 240) -> np.ndarray:
    """A white page with one code, its corner at (x, y) in pixels."""
    code = np.array(zxingcpp.write_barcode(format, payload, width=side, height=side, quiet_zone=4))
    page = np.full((1684, 1190, 3), 255, np.uint8)
    page[at[1] : at[1] + code.shape[0], at[0] : at[0] + code.shape[1]] = code[:, :, None] if code.ndim == 2 else code
    return page


def test_a_qr_code_is_read_with_its_place():
    (code,) = read_codes(page_with(VAT))
    assert (code.format, code.text) == ("QRCode", VAT)
    assert code.bbox.x0 == pytest.approx(300 / 1190, abs=0.03)
    assert code.bbox.y1 == pytest.approx(740 / 1684, abs=0.03)


def test_chinese_payloads_survive():
    (code,) = read_codes(page_with("住院号：0001"))
    assert code.text == "住院号：0001"


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned_codes_are_read(turns):
    assert [code.text for code in read_codes(np.rot90(page_with(VAT), turns).copy())] == [VAT]


def test_blurred_and_compressed_codes_are_read():
    page = cv2.GaussianBlur(page_with(VAT), (0, 0), 1.2)
    page = cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_COLOR)
    assert [code.text for code in read_codes(page)] == [VAT]


def test_bar_codes_and_several_codes_come_from_the_top():
    page = page_with(VAT, at=(100, 900))
    page[:600] = page_with("ZY20260001", zxingcpp.BarcodeFormat.Code128, at=(100, 100), side=400)[:600]
    assert [code.text for code in read_codes(page)] == ["ZY20260001", VAT]


def test_a_ruled_table_is_no_code():
    page = np.full((1684, 1190, 3), 255, np.uint8)
    for i in range(20, 1100, 27):
        page[300:1200, i : i + 2 + i % 3] = 0
    assert read_codes(page) == ()


def test_a_blank_page_has_none():
    assert read_codes(np.full((50, 40, 3), 255, np.uint8)) == ()
