"""QR payloads of invoices: exact where OCR is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from urllib.parse import parse_qs

from prereview.documents import Code, Page
from prereview.extraction.amounts import find_amounts
from prereview.extraction.dates import parse_date

# Kinds 31/32 (fully digital invoices) carry the total with tax; the older kinds carry the amount before tax.
_TOTAL_WITH_TAX = frozenset(("31", "32", "51", "59", "83", "84"))

#: Names of the values in addresses that verify bills (pinyin initials or English), and the form each must have.
_QUERY: Mapping[str, tuple[tuple[str, ...], str]] = {
    "invoice_code": (("pjdm", "fpdm", "billbatchcode", "billcode", "invoicecode"), r"\d{6}|\d{8}|\d{10}|\d{12}"),
    "invoice_number": (("pjhm", "fphm", "billno", "billnumber", "invoiceno"), r"\d{8}|\d{10}|\d{20}"),
    "check_code": (("jym", "checkcode", "random"), r"[0-9A-Za-z]{4,8}|\d{20}"),
    "issue_date": (("kprq", "billdate", "issuedate"), r"\d{8}|\d{4}-\d\d-\d\d"),
}


def read_payload(text: str) -> Mapping[str, str]:
    """Facts in an invoice payload "01,10,code,number,amount,date,checkcode,…"; empty for any other code.

    Medical e-invoices (财政电子票据) put check code, date and amount in another order, so the last three are told apart
    by their form, not by their place.
    """
    if "?" in text:
        return _read_query(text)
    parts = [part.strip() for part in re.split("[,，]", text)]
    if parts[0].upper().startswith("CZ-EI"):  # 财政电子票据: the mark, perhaps a version, then code and number
        return _read_fiscal(parts[1:])
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


def _read_fiscal(parts: Sequence[str]) -> Mapping[str, str]:
    """A medical bill's code and number stand side by side; date, amount and check code are told by their form."""
    for place, (code, number) in enumerate(pairwise(parts)):
        if re.fullmatch(r"\d{6}|\d{8}", code) and re.fullmatch(r"\d{8}|\d{10}", number):
            return read_payload(",".join(("01", "01", code, number, *parts[place + 2 :], "", "")))
    return {}


def _read_query(text: str) -> Mapping[str, str]:
    """An address that verifies a bill, by the names of its values; a value of another form says nothing."""
    told = {name.lower(): values[0].strip() for name, values in parse_qs(text.partition("?")[2]).items()}
    facts = {}
    for fact, (names, form) in _QUERY.items():
        value = next((told[name] for name in names if name in told), "")
        if re.fullmatch(form, value):
            facts[fact] = parse_date(value) if fact == "issue_date" else value
    return {fact: value for fact, value in facts.items() if value} if "invoice_number" in facts else {}


def payload_facts(page: Page) -> Iterator[tuple[str, str, Code]]:
    """Every fact told by a code on the page, with the code."""
    for code in page.codes:
        for fact, value in read_payload(code.text).items():
            yield fact, value, code


def _is_check_code(part: str, *, medical: bool) -> bool:
    if re.fullmatch(r"\d{8}|\d+\.\d{1,2}|\d{4}-\d\d-\d\d", part):
        return False
    return bool(re.fullmatch(r"[0-9a-fA-F]{4,8}", part)) if medical else bool(re.fullmatch(r"\d{20}", part))
