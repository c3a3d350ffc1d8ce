"""小写 amounts: digits with commas, currency signs and OCR damage, to a canonical decimal string."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from prereview.extraction.dates import find_dates


class Amount(NamedTuple):
    """An amount with two decimals and where it stood; `quality` falls with every repair."""

    value: str
    start: int
    end: int
    quality: float


_DIGIT = "[0-9OoQlI]"
_NUMBER = re.compile(
    rf"(?P<junk>[习羊￥¥YV半]\s*[:：]?\s*)?(?P<sign>-)?"
    rf"(?P<body>(?:(?<![0-9A-Za-z.,])|(?<=[YV:：])){_DIGIT}{{1,3}}(?:\s?[,，.]\s?{_DIGIT}{{3}})+(?:\s?[.,，]\s?{_DIGIT}{{1,2}})?(?![0-9])"
    rf"|(?:(?<![0-9A-Za-z.,])|(?<=[YV:：])){_DIGIT}{{1,9}}(?:\s?[.．。,，]\s?{_DIGIT}{{0,2}})?(?![0-9A-Za-z%/]|[.,:：]\d))"
)
#: Behind its label 208107.01 is an amount, though a date whose first mark was lost looks the same.
_WITH_CENTS = re.compile(r"(?<![\d.,])\d{6,8}\.\d{2}(?![\d.:])")
_REPAIR = str.maketrans("OoQlI，．。", "00011,..")
LARGEST = Decimal("99999999.99")  #: no single medical or repair bill is larger; longer digit runs are numbers of things


def find_amounts(text: str, *, decimals_only: bool = False) -> tuple[Amount, ...]:
    """Every amount in the text in reading order. `decimals_only` leaves out whole numbers (for unlabelled places)."""
    plain = unicodedata.normalize("NFKC", text)
    dates = [(date.start, date.end) for date in find_dates(plain)]
    found = []
    for match in _NUMBER.finditer(plain):
        dated = any(match.start("body") < end and start < match.end() for start, end in dates)
        if dated and (decimals_only or not _WITH_CENTS.match(plain, match.start("body"))):
            continue
        amount = _amount(match, decimals_only=decimals_only)
        if amount is not None:
            found.append(amount)
    return tuple(found)


def parse_amount(text: str) -> Amount | None:
    """The first amount of a labelled value, or None. Dates and times are not amounts."""
    found = find_amounts(text)
    return found[0] if found else None


def canonical(value: Decimal) -> str:
    """Two decimals, no thousands separators: the form of a money fact."""
    return f"{value:.2f}"


def _amount(match: re.Match[str], *, decimals_only: bool) -> Amount | None:
    raw = match.group("body")
    body = re.sub(r"\s", "", raw).translate(_REPAIR)
    if not any(char.isdigit() for char in raw):
        return None
    whole, fraction = _split(body)
    if decimals_only and not fraction:
        return None
    value = Decimal(f"{match.group('sign') or ''}{whole}.{fraction or '0'}")
    if abs(value) > LARGEST:
        return None
    # "¥12345.60" has been read "习2345.60": a sign that is no sign may have swallowed a digit.
    quality = 0.5 if (match.group("junk") or "")[:1] in ("习", "羊", "半") and match.group("junk") else 1.0
    if re.search("[OoQlI]", raw):
        quality *= 0.8
    return Amount(canonical(value), match.start(), match.end(), quality)


def _split(body: str) -> tuple[str, str]:
    """Whole and fractional digits: the last mark is the decimal point when one or two digits follow it."""
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return body, ""
    tail = body[last + 1 :]
    if len(tail) <= 2:
        return re.sub("[.,]", "", body[:last]) or "0", tail
    return re.sub("[.,]", "", body), ""
