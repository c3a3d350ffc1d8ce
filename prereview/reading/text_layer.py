"""Can a page's own text be trusted? Statistics of its characters decide; pixels settle what statistics cannot see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from prereview.documents import BoundingBox, Line, TextLayer

if TYPE_CHECKING:
    from prereview.documents import Pixels

#: Thresholds from the research on text layers and the made layers in tests/reading/test_text_layer.py: each lies in a
#: wide gap between good and bad ones. They are no calibrated probabilities.
_FEW = 20
_COVERED = 0.6
_INVISIBLE = 0.5
_CAPTION = 200  #: a page-wide picture with fewer characters is a scan with a watermark or a stamp line
_GARBAGE = 0.03
_HAN_ENOUGH = 30
_COMMON_HAN = 0.85
_LATIN_ENOUGH = 80
_COMMON_LATIN = 0.65  #: natural Latin-script languages are above 0.75, shifted maps below 0.5
_ACCENTED = 0.25
_WORDLIKE = 0.5
_FREQUENT = frozenset("etaoinsrdlhu")


def judge_text_layer(layer: TextLayer, *, chinese_expected: bool = False) -> tuple[bool, str]:
    """(trusted, reason code). Untrusted pages are read by OCR; their layer is a hint at most.

    Reasons: trusted; few_chars (a scan, or text drawn as outlines), foreign_ocr (hidden text of another program, or
    text painted over), mostly_image (a scan with a caption), cid and garbled (characters without a meaning), mojibake
    (bytes decoded as another encoding), unlikely_han and unlikely_latin (a shifted map), no_han (Chinese expected).
    A map that is wrong for digits only passes all of them: `amounts_agree` compares with the pixels.
    """
    text = "".join(line.text for line in layer.lines).replace(" ", "")
    reason = _covered(layer, text) or _senseless(text) or _unlikely(text)
    if not reason and chinese_expected and not any(map(_is_han, text)):
        reason = "no_han"
    return not reason, reason or "trusted"


def _covered(layer: TextLayer, text: str) -> str:
    if len(text) < _FEW:
        return "few_chars"
    if layer.invisible_share > _INVISIBLE:
        return "foreign_ocr"
    return "mostly_image" if layer.image_cover > _COVERED and len(text) < _CAPTION else ""


def _senseless(text: str) -> str:
    if "(cid:" in text:
        return "cid"
    if _share(text, _is_garbage) > _GARBAGE or _share(text, str.isalnum) < _WORDLIKE:
        return "garbled"
    return "mojibake" if _share(text, lambda char: "\x80" <= char <= "\xff") > _ACCENTED else ""


def _unlikely(text: str) -> str:
    han = [char for char in text if _is_han(char)]
    if len(han) >= _HAN_ENOUGH and _share(han, _is_common) < _COMMON_HAN:
        return "unlikely_han"
    latin = [char for char in text.lower() if "a" <= char <= "z"]
    if len(latin) >= _LATIN_ENOUGH and len(latin) > len(han) and _share(latin, _FREQUENT.__contains__) < _COMMON_LATIN:
        return "unlikely_latin"
    return ""


def _share(characters: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(1 for char in characters if test(char)) / max(1, len(characters))


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _is_garbage(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs")


def _is_common(char: str) -> bool:
    """Whether a character is of GB 2312 level 1 (rows 16–55, the 3,755 most used)."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


_SHORT = 60  #: characters; rows of many columns cost more to read and prove no more
_MONEY = re.compile(r"[0-9][0-9,]*\.[0-9]{2}(?![0-9])")


def amounts_agree(
    layer: TextLayer, draw_part: Callable[[BoundingBox], Pixels], read: Callable[[list[Pixels]], list[str]]
) -> bool:
    """Whether a page's amounts are drawn as its text layer says; true where there are none.

    Args:
        layer: the text.
        draw_part: draws a box of the page.
        read: the words on pictures of single lines.
    """
    lines = lines_to_spot_check(layer)
    # One line may be misread; a wrong map shows in all of them. So the second is read only where the first differs.
    return not lines or any(digits_agree(line.text, read([draw_part(_with_margin(line.bbox))])[0]) for line in lines)


def _with_margin(box: BoundingBox) -> BoundingBox:
    aside, above = 0.3 * box.height, 0.15 * box.height
    return BoundingBox(max(0, box.x0 - aside), max(0, box.y0 - above), min(1, box.x1 + aside), min(1, box.y1 + above))


def lines_to_spot_check(layer: TextLayer, *, limit: int = 2) -> tuple[Line, ...]:
    """Up to `limit` lines with amounts, those with the most different digits first: a wrong map shows in them."""
    money = [line for line in layer.lines if len(line.text) <= _SHORT and _MONEY.search(line.text)]
    return tuple(sorted(money, key=lambda line: (-len(set(filter(str.isdecimal, line.text))), line.start))[:limit])


def digits_agree(layer_text: str, seen_text: str) -> bool:
    """Whether two readings of a line show the same digits in the same order; what is between them may differ."""
    return [char for char in layer_text if char.isdecimal()] == [char for char in seen_text if char.isdecimal()]
