"""Personal numbers masked in every string of a report; structure, places and amounts stay."""

from __future__ import annotations

import re
from typing import Any

from prereview.report import Report

#: 18-character identity number (GB 11643: address 6, birth 8, sequence 3, check 1), with stray OCR spaces.
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{4})\d{2}[ ]?(?:18|19|20)\d{6}[ ]?\d{3}[ ]?[\dXx](?![0-9A-Za-z])")
#: First-generation identity numbers have 15 digits with a two-digit year.
_OLD_ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(\d{4})\d{2}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"
)
#: 15 to 19 digits in one run, or in groups of four as embossed on the card (ISO/IEC 7812).
_CARD = re.compile(r"(?<![0-9A-Za-z.])(?:\d{15,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{3,4}(?:\1\d{1,3})?)(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])((?:\+?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])(0\d{2,3})[ -]\d{3,4}(\d{4})(?!\d)")

#: Facts masked whatever they look like: OCR may have broken the number's shape.
_ALWAYS = frozenset({"id_number", "card_number", "phone"})
#: Content hashes and versions are not personal, and a run of digits in them must survive.
_LEAVE = frozenset({"sha256", "fingerprint", "schema_version", "version", "package_version"})


def mask_text(text: str) -> str:
    """`text` with identity, card and phone numbers reduced to a few digits a colleague can still compare.

    >>> mask_text("身份证 110101195604011234，电话 13800138000")
    '身份证 1101**********1234，电话 138****8000'
    """
    text = _ID_NUMBER.sub(lambda found: _keep_ends(_compact(found[0]), 4, 4), text)
    text = _CARD.sub(lambda found: _keep_ends(_compact(found[0]), 0, 4), text)
    text = _OLD_ID_NUMBER.sub(lambda found: _keep_ends(found[0], 4, 4), text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _LANDLINE.sub(r"\1-****\2", text)


def mask_report(report: Report) -> Report:
    """The report with every string masked (facts, quotes, messages, file names); keys, dates, money and boxes stay."""
    masked = Report.model_validate(_mask(report.model_dump(mode="python")))
    documents = tuple(
        document.model_copy(
            update={
                "facts": tuple(
                    fact.model_copy(
                        update={
                            "value": _hide(fact.value),
                            "evidence": fact.evidence.model_copy(update={"quote": _hide_digits(fact.evidence.quote)}),
                        }
                    )
                    if fact.name in _ALWAYS
                    else fact
                    for fact in document.facts
                )
            }
        )
        for document in masked.documents
    )
    return masked.model_copy(update={"documents": documents})


def _mask(value: Any, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key in _LEAVE else mask_text(value)
    if isinstance(value, dict):
        return {name: _mask(entry, name) for name, entry in value.items()}
    if isinstance(value, tuple) and not hasattr(value, "_fields"):  # a BoundingBox is numbers only
        return tuple(_mask(entry, key) for entry in value)
    return value


def _hide(value: str) -> str:
    return value if "*" in value else _keep_ends(_compact(value), 0, min(4, len(value) // 2))


def _hide_digits(quote: str) -> str:
    """Keep the words of a quote, hide runs of digits long enough to identify."""
    return re.sub(r"\d[\d \-]{4,}[\dXx]", lambda found: _hide(found[0]), quote)


def _compact(text: str) -> str:
    return re.sub(r"[ \-]", "", text)


def _keep_ends(text: str, head: int, tail: int) -> str:
    return text[:head] + "*" * max(len(text) - head - tail, 0) + text[len(text) - tail :]
