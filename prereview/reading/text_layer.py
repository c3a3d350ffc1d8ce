"""Can a page's own text be trusted? Statistics of the characters only; pixels are not looked at."""

from __future__ import annotations

import unicodedata

from prereview.documents import TextLayer

_FEW = 20


def judge_text_layer(layer: TextLayer, *, chinese_expected: bool = False) -> tuple[bool, str]:
    """(trusted, reason code). Untrusted pages are read by OCR instead.

    Reasons: trusted, few_chars, foreign_ocr, cid, garbled, unlikely_han, no_han. Thresholds lie in wide gaps between
    measured good and made bad layers (tests/reading/test_text_layer.py); they are no calibrated probabilities.
    """
    text = "".join(line.text for line in layer.lines).replace(" ", "")
    if len(text) < _FEW:
        return False, "few_chars"
    if layer.image_cover > 0.6 and layer.invisible_share > 0.5:
        return False, "foreign_ocr"
    if "(cid:" in text:
        return False, "cid"
    if sum(map(_is_garbage, text)) > 0.03 * len(text):
        return False, "garbled"
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    if len(han) >= 30 and sum(map(_is_common, han)) < 0.85 * len(han):
        return False, "unlikely_han"
    if chinese_expected and not han:
        return False, "no_han"
    return True, "trusted"


def _is_garbage(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs")


def _is_common(char: str) -> bool:
    """Whether a character is of GB 2312 level 1 (rows 16–55, the 3,755 most used)."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7
