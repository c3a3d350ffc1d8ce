"""大写 amounts: 壹贰叁… with the damage OCR does to them, to Decimal."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import product
from typing import NamedTuple


class WordedAmount(NamedTuple):
    """An amount in words and where it stood; `quality` falls with every repaired character."""

    value: Decimal
    start: int
    end: int
    quality: float


_DIGITS = {char: index for index, chars in enumerate(
    ("零〇○", "壹一弌", "贰二貳弍两兩", "叁三參叄", "肆四", "伍五", "陆六陸", "柒七", "捌八", "玖九")
) for char in chars}  # fmt: skip
_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_SECTIONS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_YUAN = "元圆圓"
# Read on real and generated bills; each stands for one character only in an amount in words (什 is never "ten" there).
_CONFUSED = str.maketrans({
    "什": "仟", "扦": "仟", "汗": "仟", "任": "仟", "抬": "拾", "捡": "拾", "伯": "佰", "参": "叁", "玫": "玖",
    "肄": "肆", "染": "柒", "壶": "壹", "壺": "壹", "捐": "捌", "园": "圆", "回": "圆", "甬": "角",
    "武": "贰", "式": "贰", "貮": "贰", "查": "壹", "登": "整", "渠": "柒", "信": "佰",
})  # fmt: skip
_CONFUSABLE = "".join(map(chr, _CONFUSED))
_LIKELY = "零壹贰叁肆伍陆柒捌玖拾佰仟"
_LEGIT = "".join(_DIGITS) + "".join(_UNITS) + "".join(_SECTIONS) + _YUAN + "角分整正"
_RUN = re.compile(rf"[{_LEGIT}{_CONFUSABLE}\s⊗×Ⓧ]{{2,}}")

#: One character that is none between the parts of an amount: it was torn by a misread character.
_MISREAD = rf"[^\s:;()（）,，。、/{_LEGIT}]"
_TORN_BEFORE = re.compile(rf"[{''.join(_DIGITS)}{''.join(_UNITS)}{_YUAN}角]{_MISREAD}$")
_TORN_AFTER = re.compile(
    rf"{_MISREAD}[{''.join(_DIGITS)}]?[角分]|{_MISREAD}[{''.join(_DIGITS)}][{''.join(_UNITS)}{_YUAN}]"
)


def find_words(text: str) -> tuple[WordedAmount, ...]:
    """Every well-formed amount in words in the text. A run that does not add up by the grammar is left out."""
    plain = unicodedata.normalize("NFKC", text)
    found = []
    for match in _RUN.finditer(plain):
        if _TORN_BEFORE.search(plain[: match.start()]) or _TORN_AFTER.match(plain, match.end()):
            continue
        amount = _parse_run(match.group(0), match.start())
        if amount is not None:
            found.append(amount)
    return tuple(found)


def parse_words(text: str) -> Decimal | None:
    """The first amount in words in the text, or None."""
    found = find_words(text)
    return found[0].value if found else None


def _parse_run(run: str, start: int) -> WordedAmount | None:
    body = re.sub(r"[\s⊗×Ⓧ]", "", run)
    if not (set(body) & set(_YUAN + "园回角分整正")) or not (set(body) & set(_DIGITS)):
        return None
    if not set(body) & set(_YUAN + "园回") and not re.search("[壹贰叁肆伍陆柒捌玖零].*[角分整正]", body):
        return None  # 五分类 is no amount
    repaired = body.translate(_CONFUSED)
    repairs = sum(a != b for a, b in zip(body, repaired, strict=True))
    value = worded_value(repaired)
    if value is None or repairs > 3:
        return None
    whole = 1.0 if body[-1] not in _YUAN else 0.7  # without 整 the 角 and 分 may stand elsewhere
    return WordedAmount(value, start, start + len(run), round(whole * 0.9**repairs, 3))


def possible_values(text: str) -> frozenset[Decimal]:
    """The amounts that words with one or two unreadable characters may state ("集仟伍佰元整"); empty for other text."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(_CONFUSED)
    run = re.search(rf"[^{_LEGIT}:)）]?[{_LEGIT}]+(?:[^{_LEGIT}][{_LEGIT}]+){{0,2}}[整正元圆角分]", plain)
    words = run.group(0) if run else ""
    unread = [place for place, char in enumerate(words) if char not in _LEGIT]
    if len(words) < 6 or not 0 < len(unread) <= 2:
        return frozenset()
    values = set()
    for chars in product(_LIKELY, repeat=len(unread)):
        filled = dict(zip(unread, chars, strict=True))
        values.add(worded_value("".join(filled.get(place, char) for place, char in enumerate(words))))
    return frozenset(value for value in values if value is not None)


def worded_value(words: str) -> Decimal | None:
    """The value of exactly these numerals ("贰万肆仟元整"), or None where they are not a well-formed amount."""
    words = re.sub("[整正]+$", "", words)
    pattern = (
        rf"(?:(?P<yuan>[^{_YUAN}角分]+)[{_YUAN}])?零?(?:(?P<jiao>[^角分{_YUAN}])角)?零?(?:(?P<fen>[^角分{_YUAN}])分)?"
    )
    match = re.fullmatch(pattern, words)
    if match is None or not any(match.groups()):
        return None
    yuan = _whole(match.group("yuan")) if match.group("yuan") else 0
    jiao = _DIGITS.get(match.group("jiao") or "零")
    fen = _DIGITS.get(match.group("fen") or "零")
    if yuan is None or jiao is None or fen is None:
        return None
    return Decimal(yuan) + Decimal(jiao) / 10 + Decimal(fen) / 100


def _whole(words: str) -> int | None:
    """A whole number up to 亿: sections of four places, units falling within each, sections falling."""
    total, rest, ceiling = 0, words, 10**12
    for name in ("[亿億]", "[万萬]", ""):
        if name:
            head, *tail = re.split(name, rest, maxsplit=1)
            if not tail:
                continue
            weight, rest = (10**8 if "亿" in name else 10**4), tail[0]
        else:
            head, weight, rest = rest, 1, ""
        value = _section(head)
        if value is None or weight >= ceiling or (name and not head):  # 万肆仟: what stood before 万 was lost
            return None
        total, ceiling = total + value * weight, weight
    return total


#: 肆佰壹: a place is skipped without 零, so a pair was lost.
_GAP = re.compile(f"[佰百仟千][{''.join(_DIGITS)[3:]}]$")


def _section(words: str) -> int | None:
    """0–9999 from digit-unit pairs. 零 fills gaps; pre-printed forms write 零佰零拾, which counts as nothing."""
    value, digit, lowest = 0, None, 10**4
    if _GAP.search(words):
        return None
    for char in words:
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
        else:
            unit = _UNITS.get(char)
            if unit is None or unit >= lowest:
                return None
            if digit is None and (unit != 10 or value):
                return None  # 仟贰佰: the digit before 仟 was lost, so the amount is unknown
            value += (1 if digit is None else digit) * unit
            digit, lowest = None, unit
    if digit and lowest == 1:
        return None
    return value + (digit or 0)
