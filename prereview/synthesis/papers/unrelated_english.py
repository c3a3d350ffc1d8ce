"""Unrelated pages in English: commercial invoices, articles, letters, manuals, till slips."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.papers.unrelated_text import prose
from prereview.synthesis.sheet import Field, Sheet


def english_page(case: Case, rng: Random) -> Canvas:
    """English: commercial invoices, articles, letters, manuals."""
    sheet = Sheet(rng, draw_house(rng), single=True, size=rng.choice(((210.0, 297.0), (216.0, 279.0))))
    sheet.house = replace(
        sheet.house, body=rng.choice(("sans", "roman")), title=rng.choice(("sans", "roman")), colon=": ", fields="plain"
    )
    return _english_body(sheet, case, rng)


_SOLD = (
    "Cloud compute usage",
    "USB-C cable",
    "Support plan",
    "Coffee machine",
    "Data transfer",
    "Office chair",
    "Spare part kit",
)


def _english_body(sheet: Sheet, case: Case, rng: Random) -> Canvas:
    if rng.random() < 0.5:
        sheet.heading(
            rng.choice(
                (
                    "Northwind Cloud Services Inc.",
                    "Blue Harbor Electronics BV",
                    "Alder & Finch GmbH",
                    "Granite Office Supply",
                )
            ),
            rng.choice(("Invoice", "INVOICE", "Tax Invoice", "Order confirmation", "Statement", "Packing slip")),
        )
        sheet.fields(
            _english_fields(case, rng),
            columns=2,
        )
        sheet.table(
            ("Description", "Qty", "Unit price", "VAT", "Amount"),
            (5, 1, 2, 1, 2),
            [
                [
                    rng.choice(_SOLD),
                    str(rng.randrange(1, 9)),
                    f"{rng.uniform(2, 400):.2f}",
                    "21%",
                    f"{rng.uniform(2, 900):.2f}",
                ]
                for _ in range(rng.randrange(1, 8))
            ],
        )
        sheet.line(f"Total amount due  {rng.choice(('USD', 'EUR', '$'))} {rng.uniform(20, 4000):.2f}", x=110)
    else:
        sheet.centred(
            rng.choice(
                ("User Guide", "Meeting Notes", "Chapter Two", "Terms of Service", "Abstract", "Recipe of the day")
            ),
            7,
        )
    return _english_prose(sheet, rng)


def _english_fields(case: Case, rng: Random) -> list[Field]:
    return [
        Field("Invoice Number", str(rng.randrange(10**6, 10**8))),
        Field("Invoice Date", f"{case.claim_day:%B %d, %Y}"),
        Field("Bill to", rng.choice(("Attn: Accounts", "Harbor Ltd."))),
        Field("Customer No", str(rng.randrange(1000, 99999))),
        Field("Due date", f"{case.claim_day:%d-%m-%Y}"),
    ]


def _english_prose(sheet: Sheet, rng: Random) -> Canvas:
    for _ in range(rng.randrange(1, 5)):
        sheet.paragraph(prose(rng, "english", rng.randrange(3, 7)))
    return sheet.pages[0]


def english_slip(sheet: Sheet, rng: Random) -> Canvas:
    """A till slip in English."""
    sheet.house = replace(sheet.house, body="sans")
    sheet.centred(rng.choice(("CORNER MARKET", "BLUE CAFE", "PHO HOUSE", "HARBOUR BOOKS")), 4.4, family="sans")
    total = 0.0
    for name in rng.sample(
        (
            "Beef noodle",
            "Iced coffee",
            "Spring roll",
            "Water",
            "Muffin",
            "Orange juice",
            "Notebook",
            "Nasi goreng",
            "Milk tea",
        ),
        5,
    ):
        price = rng.uniform(1, 30)
        total += price
        sheet.line(f"{rng.randrange(1, 3)}x {name}  {price:.2f}")
    for label, share in (("SUBTOTAL", 1.0), ("TAX", 0.09), ("TOTAL", 1.09)):
        sheet.line(f"{label}   {total * share:.2f}")
    sheet.line("THANK YOU")
    return sheet.canvas
