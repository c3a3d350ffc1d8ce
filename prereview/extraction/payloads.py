"""QR payloads of invoices: exact where OCR is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from prereview.documents import Code, Page
from prereview.extraction.amounts import find_amounts
from prereview.extraction.dates import parse_date

# Kinds 31/32 (fully digital invoices) carry the total with tax; the older kinds carry the amount before tax.
_TOTAL_WITH_TAX = frozenset(("31", "32", "51", "59", "83", "84"))


def read_payload(text: str) -> Mapping[str, str]:
    """Facts in an invoice payload "01,10,code,number,amount,date,checkcode,…"; empty for any other code.

    Medical e-invoices (财政电子票据) put check code, date and amount in another order, so the last three are told apart
    by their form, not by their place.
    """
    parts = [part.strip() for part in re.split("[,，]", text)]
    if len(parts) < 6 or not re.fullmatch(r"\d{2}", parts[0]) or not re.fullmatch(r"\d{0,8}", parts[1]):
        return {}
    code, number, rest = parts[2], parts[3], parts[4:]
    if not re.fullmatch(r"\d{6,14}|", code) or not re.fullmatch(r"\d{7,20}", number):
        return {}
    facts = {"invoice_number": number} | ({"invoice_code": code} if code else {})
    date_value = next((parse_date(part) for part in rest if re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", part)), None)
    if date_value is None:
        return {}
    facts["issue_date"] = date_value
    amount = next((part for part in rest if re.fullmatch(r"\d+\.\d{1,2}", part)), None)
    medical = len(code) in (6, 8)
    if amount is not None and (medical or parts[1] in _TOTAL_WITH_TAX):
        facts["total"] = find_amounts(amount)[0].value
    check = next((part for part in rest if _is_check_code(part, medical=medical)), None)
    return facts | ({"check_code": check} if check else {})


def payload_facts(page: Page) -> Iterator[tuple[str, str, Code]]:
    """Every fact told by a code on the page, with the code."""
    for code in page.codes:
        for fact, value in read_payload(code.text).items():
            yield fact, value, code


def _is_check_code(part: str, *, medical: bool) -> bool:
    if re.fullmatch(r"\d{8}|\d+\.\d{1,2}|\d{4}-\d\d-\d\d", part):
        return False
    return bool(re.fullmatch(r"[0-9a-fA-F]{4,8}", part)) if medical else bool(re.fullmatch(r"\d{20}", part))
