"""Numbers with a check: identity and bank cards, plates, VINs. Repaired only where the check then holds."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError


class Identifier(NamedTuple):
    """A number as it should be written; `quality` below 1 where it was repaired or its check does not hold."""

    value: str
    quality: float


# What OCR makes of digits in card numbers; letters never occur there, so the way back is unambiguous.
_TO_DIGIT = str.maketrans("OoDQlI|iBSsZz", "0000111185522")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"([{_PROVINCES}])\s*([A-Z])\s*[·.•・\-]?\s*([A-Z0-9]{{5,6}}|[A-Z0-9]{{4}}[挂学警港澳])(?![A-Z0-9])"
)
# Specks of dirt are read as points between digits.
_ID = re.compile(
    r"(?<![0-9A-Za-z*])[0-9OoDQlI|iBSsZz](?:[\s.·,'’]?[0-9OoDQlI|iBSsZz]){16}[\s.·]?[0-9XxOoDQlI|iBSsZz×](?![0-9A-Za-z*])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])[0-9OolI](?:[ \-_]{0,3}[0-9OolIBSLZ]){14,18}(?![0-9A-Za-z])")
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def find_id_number(text: str) -> Identifier | None:
    """An 18-place identity number. 1.0 when the GB 11643 check holds, 0.8 when it holds after repair, 0.6 when not."""
    plain = unicodedata.normalize("NFKC", text)
    for match in _ID.finditer(plain):
        raw = re.sub(r"[\s.·,'’]", "", match.group(0)).replace("×", "X")
        value = raw[:17].translate(_TO_DIGIT) + (raw[17].upper() if raw[17] in "xX" else raw[17].translate(_TO_DIGIT))
        if not value[:17].isdigit() or not _has_birth_date(value):
            continue
        if id_check_holds(value):
            return Identifier(value, 1.0 if value == raw.upper() else 0.8)
        if value == raw.upper():
            return Identifier(value, 0.6)
    return None


def id_check_holds(value: str) -> bool:
    """Whether the last place of an identity number is the check of the first 17 (region codes are not looked up)."""
    return len(value) == 18 and value[:17].isdigit() and ric.calc_check_digit(value) == value[17]


def id_birth_date(value: str) -> str:
    """The birth date in an identity number whose check holds, ISO."""
    return f"{value[6:10]}-{value[10:12]}-{value[12:14]}"


def id_sex(value: str) -> str:
    """男 or 女, as the parity of the 17th place says."""
    return "男" if int(value[16]) % 2 else "女"


def find_card_number(text: str) -> Identifier | None:
    """A bank card number of 15 to 19 digits. 1.0 when Luhn holds, 0.8 after repair, 0.6 when it does not hold."""
    plain = unicodedata.normalize("NFKC", text)
    fallback = None
    for match in _CARD.finditer(plain):
        raw = re.sub(r"[\s\-_]", "", match.group(0))
        value = raw.translate(_TO_DIGIT).replace("L", "1")
        if luhn.is_valid(value):
            return Identifier(value, 1.0 if value == raw else 0.8)
        if value == raw and len(value) >= 16:
            fallback = fallback or Identifier(value, 0.6)
    return fallback


def find_plate(text: str) -> Identifier | None:
    """A number plate without its dot. After the second place plates know no O and no I (GA 36)."""
    plain = unicodedata.normalize("NFKC", text).upper()
    match = _PLATE.search(plain)
    if match is None:
        return None
    tail = match.group(3).replace("O", "0").replace("I", "1")
    return Identifier(match.group(1) + match.group(2) + tail, 1.0 if tail == match.group(3) else 0.9)


def find_vin(text: str) -> Identifier | None:
    """A 17-place vehicle identification number (GB 16735: no I, O, Q; ninth place is a check)."""
    plain = unicodedata.normalize("NFKC", text).upper()
    for run in re.findall(r"(?<![A-Z0-9])[A-Z0-9](?:\s?[A-Z0-9]){16}(?![A-Z0-9])", plain):
        raw = re.sub(r"\s", "", run)
        value = raw.replace("O", "0").replace("Q", "0").replace("I", "1")
        if sum(char.isalpha() for char in value) < 2:
            continue
        return Identifier(value, (1.0 if value == raw else 0.9) if vin_check_holds(value) else 0.8)
    return None


def vin_check_holds(value: str) -> bool:
    """Whether the ninth place is the weighted sum of the others modulo 11."""
    total = 0
    for char, weight in zip(value, _VIN_WEIGHTS, strict=True):
        number = int(char) if char.isdigit() else _VIN_VALUES.get(char)
        if number is None:
            return False
        total += number * weight
    return value[8] == "0123456789X"[total % 11]


def find_number(text: str, *, shortest: int, longest: int) -> Identifier | None:
    """The first run of digits of such a length, sign and prefix dropped; numbering machines leave spaces and specks."""
    plain = unicodedata.normalize("NFKC", text)
    for match in re.finditer(r"(?<![0-9])[0-9OolI](?:[ .]?[0-9OolI])*", plain):
        raw = match.group(0).replace(" ", "")
        value = raw.replace(".", "").translate(_TO_DIGIT)
        if shortest <= len(value) <= longest and any(char.isdigit() for char in raw):
            return Identifier(value, 1.0 if value == raw else 0.8)
    return None


def find_code(text: str, *, shortest: int, longest: int) -> Identifier | None:
    """The first run of letters, digits and hyphens of such a length with at least one digit, upper or lower kept."""
    plain = unicodedata.normalize("NFKC", text)
    for run in re.findall(r"[0-9A-Za-z](?:[0-9A-Za-z\-]|(?<=\d\d)[.·](?=\d\d))*", plain):
        value = re.sub("[.·]", "", run).strip("-")  # specks between digits
        if shortest <= len(value) <= longest and any(char.isdigit() for char in value):
            return Identifier(value, 1.0 if value == run.strip("-") else 0.8)
    return None


def _has_birth_date(value: str) -> bool:
    try:
        ric.get_birth_date(value)
    except ValidationError:
        return False
    return True
