"""Checks of money: words against figures, the split of the bill, list against invoice, the same invoice twice.

Money is exact. A digit lost by OCR (12345.60 read as 2345.60) is caught by the words, and asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from rapidfuzz.distance.Hamming import distance as hamming

from prereview.completeness.case import INVOICES, Case, certainty
from prereview.completeness.checks_paper import check_language
from prereview.completeness.defects import Defect
from prereview.documents import BoundingBox, Document, Evidence, Fact

_PARTS = ("fund_paid", "account_paid", "cash_paid", "other_paid")
_AMOUNT = re.compile(r"(?<![\d.])\d{1,8}\.\d{2}(?!\d)")
_FIGURES = re.compile(r"小\s*写[^\d]{0,6}(\d[\d,]{0,11}\.\d{2})(?!\d)")
_WHOLE = re.compile(r"[整正]")
_AMOUNT_NAMES = {
    "figures": ("小写", "figures"), "words": ("大写", "words"), "parts": ("各项支付合计", "parts paid"),
    "total": ("总额", "total"), "list": ("清单合计", "list total"), "bill": ("发票金额", "invoice"),
    "repair": ("维修金额", "repair invoice"), "assessed": ("定损金额", "damage assessment"),
}  # fmt: skip
#: Cashiers round what is paid in cash (抹零) to ten cents or to the yuan.
_ROUNDING = Decimal("0.50")
#: What is read with less than the one may be misread; from the other on it stands there plainly enough to be told.
_CLEAR, _PLAIN = 0.9, 0.95


def check_amount(document: Document, case: Case) -> list[Defect]:
    """D08 when 大写 and 小写 differ at all, or the split of the bill does not sum to its total."""
    total, words = document.fact("total"), document.fact("total_words")
    if total and not total.as_money():
        total = None  # a bill over nothing is an empty column that was taken for the total
    if total and words and total.value != words.value:
        found = _amounts(document, ("figures", total.value), ("words", words.value), (total.evidence, words.evidence))
        return [replace(found, effect="remark", question=None) if _misread(document, total, words, case) else found]
    return _split_defect(document, words or total)


def check_altered(document: Document, case: Case) -> list[Defect]:
    """D22 when the total in figures is above its words or its code while everything else bears out the words.

    It names the spot; a misprint looks the same, so nothing is concluded.
    """
    total, words = document.fact("total"), document.fact("total_words")
    if total is None or words is None:
        return []
    printed = _printed_total(document) or (total.as_money(), total.evidence)
    if printed[0] <= words.as_money() or min(_legibility(document, fact) for fact in (total, words)) < _PLAIN:
        return []
    if _sign_as_digit(printed[1].quote, words):
        return []
    if words.as_money() not in {total.as_money(), _parts_of(document), _rows_above(document, words), *_listed(case)}:
        return []
    values = _two_amounts(("figures", str(printed[0])), ("words", words.value))
    return [Defect("D22", "remark", document, (printed[1], words.evidence), values)]


def _printed_total(document: Document) -> tuple[Decimal, Evidence] | None:
    """The amount printed behind 小写, where the total itself may have come from the bill's code."""
    for page in document.pages:
        for line in page.lines:
            found = _FIGURES.search(line.text)
            if found and (line.confidence is None or line.confidence >= _CLEAR):
                place = Evidence(file=page.file, page=page.number, bbox=line.bbox, quote=found.group())
                return Decimal(found.group(1).replace(",", "")), place
    return None


def _sign_as_digit(figures: str, words: Fact) -> bool:
    """Whether the figures are the words behind one digit more and no ¥: the sign itself may have been read as a 1."""
    digits, expected = (re.sub(r"\D", "", text) for text in (figures, words.value))
    return not re.search("[¥￥]", figures) and digits[1:] == expected


def _parts_of(document: Document) -> Decimal:
    return _sum([fact for name in _PARTS if (fact := document.fact(name))])


def _legibility(document: Document, fact: Fact) -> float:
    """How surely the characters at the fact's place were read; whether they are the total is another question."""
    place = fact.evidence
    read = [
        1.0 if line.confidence is None else line.confidence
        for page in document.pages
        for line in page.lines
        if place.bbox and (page.file, page.number) == (place.file, place.page) and _lies_in(line.bbox, place.bbox)
    ]
    return min(read, default=certainty(fact))


def _lies_in(inner: BoundingBox, outer: BoundingBox) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _rows_above(document: Document, words: Fact) -> Decimal:
    """What the amounts printed above the total in words add up to: the rows of a bill that prints no column twice."""
    foot = words.evidence.bbox
    texts = [
        line.text.replace(",", "")
        for page in document.pages
        for line in page.lines
        if foot and page.number == words.evidence.page and line.bbox.y1 <= foot.y0
    ]
    return sum((Decimal(amount) for text in texts for amount in _AMOUNT.findall(text)), Decimal(0))


def _misread(document: Document, total: Fact, words: Fact, case: Case) -> bool:
    """Whether a third amount settles which of the two was misread: then a remark will do.

    Only where one of them has a single doubtful digit, or the words were cut off. Figures that lost their first digits
    are always asked about (12345.60 read as 2345.60): nothing about money is taken for granted in silence.
    """
    parts = _parts_of(document)
    if _cut_off(words, total):
        return total.as_money() in {parts, *_elsewhere(document, case)}
    doubtful = min((total, words), key=certainty)
    sure = words if doubtful is total else total
    slip = certainty(doubtful) < _CLEAR and hamming(sure.value, doubtful.value, pad=True) == 1
    return slip and len(sure.value) == len(doubtful.value) and sure.as_money() == parts


def _cut_off(words: Fact, total: Fact) -> bool:
    """Whether the words are those of the figures without their head (叁仟… of 壹万叁仟…) or without 角 and 分.

    Words over whole yuan end in 整 or 正; where that is missing too, the tail of the line was not read.
    """
    if len(total.value) > len(words.value):
        return total.value[:-3].endswith(words.value[:-3])
    whole = words.value.endswith(".00") and not _WHOLE.search(words.evidence.quote)
    return whole and total.value[:-3] == words.value[:-3]


def _elsewhere(document: Document, case: Case) -> set[Decimal]:
    """What else says how much a bill is over: the lists, the other bills, the claim."""
    bills = case.of_type(*INVOICES) if document.doc_type not in INVOICES else ()
    claimed = case.claim.claim.amount_claimed
    return (
        _listed(case)
        | {fact.as_money() for bill in bills if (fact := bill.fact("total"))}
        | ({claimed} if claimed else set())
    )


def _listed(case: Case) -> set[Decimal]:
    """The totals of the expense lists."""
    return {fact.as_money() for paper in case.of_type("expense_list") if (fact := paper.fact("total"))}


def _split_defect(document: Document, total: Fact | None) -> list[Defect]:
    parts = {name: fact for name in _PARTS if (fact := document.fact(name))}
    # 总额 = 统筹 + 账户 + 现金 + 其他. Provinces print more payers than these (大病, 公务员补助), so parts below the
    # total prove nothing; parts above it do.
    summed = sum((fact.as_money() for fact in parts.values()), Decimal(0))
    if total is None or len(parts) < 2 or summed - total.as_money() <= _ROUNDING:
        return []
    evidence = (total.evidence, *(fact.evidence for fact in parts.values()))
    return [_amounts(document, ("parts", str(summed)), ("total", total.value), evidence)]


def check_list_total(document: Document, case: Case) -> list[Defect]:
    """D08 when the list's total is further from the invoices' than the tolerance (5% between documents)."""
    listed = document.fact("total")
    if listed is None or document.doc_type != "expense_list" or _below_a_line(document, listed):
        return []
    lists = [fact for paper in case.of_type("expense_list") if (fact := paper.fact("total"))]
    # Words and figures of a bill may differ (D08 on the bill); the list then need only agree with one of them.
    bills = [bill for bill in unique_invoices(case) if not check_language(bill, case)]
    billed = [fact for paper in bills for name in ("total_words", "total") if (fact := paper.fact(name))]
    if not billed or any(_near(listed.as_money(), fact.as_money(), case) for fact in billed):
        return []
    # Several lists for one invoice, or one list for several: their sums may agree.
    whole = _sum([fact for paper in bills if (fact := paper.fact("total_words") or paper.fact("total"))])
    if _near(_sum(lists), whole, case) or _near(listed.as_money(), whole, case):
        return []
    evidence = (listed.evidence, billed[0].evidence)
    return [_amounts(document, ("list", listed.value), ("bill", billed[0].value), evidence)]


def _below_a_line(document: Document, total: Fact) -> bool:
    """A total smaller than one of the amounts it sums was misread; nothing can be concluded from it."""
    return any(Decimal(amount) > total.as_money() for amount in _AMOUNT.findall(document.text.replace(",", "")))


def check_repair(document: Document, case: Case) -> list[Defect]:
    """D08 when the repair invoice is further than 5% from every damage assessment (plan: 定损偏差 ≤5%)."""
    total = document.fact("total_words") or document.fact("total")
    assessed = [fact for paper in case.of_type("damage_assessment") if (fact := paper.fact("total"))]
    if total is None or not assessed or any(_near(total.as_money(), fact.as_money(), case) for fact in assessed):
        return []
    evidence = (total.evidence, assessed[0].evidence)
    return [_amounts(document, ("repair", total.value), ("assessed", assessed[0].value), evidence)]


def _near(one: Decimal, other: Decimal, case: Case) -> bool:
    return abs(one - other) <= max(one, other) * case.thresholds.list_tolerance


def _sum(facts: list[Fact]) -> Decimal:
    return sum((fact.as_money() for fact in facts), Decimal(0))


def _amounts(
    document: Document, seen: tuple[str, str], expected: tuple[str, str], evidence: tuple[Evidence, ...]
) -> Defect:
    """D08 over two named amounts (kind, value)."""
    return Defect("D08", "ask", document, evidence, _two_amounts(seen, expected), "invoice_amount")


def _two_amounts(seen: tuple[str, str], expected: tuple[str, str]) -> dict[str, str]:
    (seen_zh, seen_en), (other_zh, other_en) = _AMOUNT_NAMES[seen[0]], _AMOUNT_NAMES[expected[0]]
    return {
        "seen": f"{seen_zh} {seen[1]}", "seen_en": f"{seen_en} {seen[1]}",
        "expected": f"{other_zh} {expected[1]}", "expected_en": f"{other_en} {expected[1]}",
    }  # fmt: skip


def invoice_key(document: Document) -> tuple[str, str] | None:
    """Code and number of an invoice; None while the number is unread."""
    number, code = document.fact("invoice_number"), document.fact("invoice_code")
    return (code.value if code else "", number.value) if number else None


def unique_invoices(case: Case) -> tuple[Document, ...]:
    """The invoices of the claim, each number once."""
    seen: dict[tuple[str, str] | str, Document] = {}
    for document in sorted(case.of_type(*INVOICES), key=lambda paper: paper.text):
        seen.setdefault(invoice_key(document) or document.id, document)
    return tuple(seen.values())


def check_duplicate(document: Document, case: Case) -> list[Defect]:
    """D10 for an invoice that is in the file twice (paper and electronic count as one) or in another claim."""
    if document.doc_type not in INVOICES:
        return []
    key, number = invoice_key(document), document.fact("invoice_number")
    if key is None or number is None:
        return _same_picture(document)
    other_claim = case.known_invoices.get(":".join(key)) or case.known_invoices.get(f":{key[1]}")
    if other_claim and other_claim != case.claim.claim_id:
        values = {"seen": key[1], "other": f"案件 {other_claim}", "other_en": f"claim {other_claim}"}
        return [Defect("D10", "remark", document, (number.evidence,), values)]
    twins = [
        (paper, fact)
        for paper in case.of_type(*INVOICES)
        if paper.id != document.id and _same_invoice(key, invoice_key(paper)) and (fact := paper.fact("invoice_number"))
    ]
    if not twins:
        return []
    values = {"seen": key[1], "other": "本案内", "other_en": "in this claim"}
    return [Defect("D10", "remark", document, (number.evidence, twins[0][1].evidence), values)]


def _same_picture(document: Document) -> list[Defect]:
    """D10 for a bill without a legible number of which every page shows the same words as an earlier page."""
    earlier = [page.copy_of for page in document.pages]
    places = tuple(Evidence(file=spot[0], page=spot[1]) for spot in earlier if spot)
    if len(places) < len(earlier):
        return []
    own = tuple(Evidence(file=page.file, page=page.number) for page in document.pages)
    values = {"seen": "未识别", "seen_en": "not legible", "other": "本案内", "other_en": "in this claim"}
    return [Defect("D10", "remark", document, (*own, *places), values)]


def _same_invoice(one: tuple[str, str], other: tuple[str, str] | None) -> bool:
    # Consecutive numbers (连号) are not duplicates; an unread code does not make two invoices different.
    return other is not None and one[1] == other[1] and (one[0] == other[0] or not (one[0] and other[0]))
