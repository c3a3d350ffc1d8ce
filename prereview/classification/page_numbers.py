"""The page number a paper prints on itself: 第x页 共y页, Page x of y, x/y in the margin."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from prereview.documents import Line, Page

# 弟 for 第 is the commonest slip of readers here.
_NUMBER = r"(\d{1,3}|[一二三四五六七八九十]{1,3})"
_BOTH = (
    re.compile(rf"[第弟]\s*{_NUMBER}\s*[页頁]\s*[,,/、·]?\s*[((]?\s*(?:共|总)?\s*{_NUMBER}\s*[页頁]"),
    re.compile(rf"page\s*{_NUMBER}\s*(?:of|/)\s*{_NUMBER}", re.IGNORECASE),
    re.compile(r"页\s*[码次数]\s*[::]?\s*(\d{1,3})\s*/\s*(\d{1,3})"),
)
_BOTH_REVERSED = re.compile(rf"(?:共|总)\s*{_NUMBER}\s*[页頁]\s*[,,/、·]?\s*(?:当前)?[第弟]\s*{_NUMBER}\s*[页頁]")
_ALONE = (
    re.compile(rf"[第弟]\s*{_NUMBER}\s*[页頁](?!\s*[,,/、·]?\s*共)"),
    re.compile(rf"page\s*[:.]?\s*{_NUMBER}$", re.IGNORECASE),
    re.compile(rf"^[-—–]\s*{_NUMBER}\s*[-—–]$"),
)
_SLASH = re.compile(r"^(?:第\s*)?(\d{1,3})\s*/\s*(\d{1,3})\s*页?$")
MARGIN = 0.15  #: share of the page height at top and bottom where a lone number is a page number
SHORT = 14  #: characters of a line that holds a page number and little else


@dataclass(frozen=True, slots=True)
class PageNumber:
    """`index` counts from 1; `count` is None where the paper does not say."""

    index: int
    count: int | None


def printed_number(page: Page) -> PageNumber | None:
    """The page number printed on the page, the more explicit form first; None if there is none."""
    texts = [(unicodedata.normalize("NFKC", line.text), line) for line in page.lines]
    for text, _ in texts:
        if number := _of_count(text):
            return number
    for text, line in texts:
        if number := _in_margin(text, line):
            return number
    return None


def _of_count(text: str) -> PageNumber | None:
    for pattern in _BOTH:
        if match := pattern.search(text):
            return _checked(match[1], match[2])
    if match := _BOTH_REVERSED.search(text):
        return _checked(match[2], match[1])
    return None


def _in_margin(text: str, line: Line) -> PageNumber | None:
    margin = line.bbox.y0 < MARGIN or line.bbox.y1 > 1 - MARGIN
    if margin and (match := _SLASH.match(text.strip())):
        return _checked(match[1], match[2])
    if not margin and len(text) > SHORT:
        return None
    for pattern in _ALONE:
        if match := pattern.search(text.strip()):
            return PageNumber(_to_int(match[1]), None)
    return None


def _checked(index: str, count: str) -> PageNumber | None:
    number = PageNumber(_to_int(index), _to_int(count))
    return number if number.count and 1 <= number.index <= number.count else None


def _to_int(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, mark, units = text.partition("十")
    digits = "零一二三四五六七八九"
    if not mark:
        return digits.index(text[0])
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(units) if units else 0)
