"""Fiscal hospital invoices: which layout, and the electronic three-group and two-group bills."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from prereview.synthesis.canvas import Canvas, Symbol, Text, measure
from prereview.synthesis.case import Case
from prereview.synthesis.options import Options
from prereview.synthesis.papers.fiscal import (
    Kind,
    bill_foot,
    bill_sheet,
    bill_title,
    fiscal_seal,
    put_pair,
    settlement_fields,
    sum_line,
)
from prereview.synthesis.papers.paper_bills import continuous_bill, fee_grid, window_slip
from prereview.synthesis.sheet import Field, Sheet


def inpatient_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """住院收费票据 in one of five layouts."""
    draw = rng.choice((_electronic, _electronic, _electronic, continuous_bill, continuous_bill, fee_grid, fee_grid))
    return [draw(case, rng, options, "inpatient")]


def outpatient_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """门诊收费票据 in one of five layouts."""
    draw = rng.choice((_electronic, _electronic, _electronic, continuous_bill, continuous_bill, fee_grid, window_slip))
    return [draw(case, rng, options, "outpatient")]


def e_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """医疗电子票据 whose title names neither ward nor clinic."""
    return [_electronic(case, rng, options, "medical")]


def _head_fields(sheet: Sheet, case: Case) -> tuple[list[Field], list[Field]]:
    invoice, person = case.invoice, case.person
    left = [
        Field(sheet.word("invoice_code"), invoice.code, "invoice_code"),
        Field("交款人统一社会信用代码", person.id_number, "id_number"),
        Field("交款人", person.name, "name"),
    ]
    right = [
        Field(sheet.word("invoice_number"), invoice.number, "invoice_number"),
        Field(sheet.word("check_code"), invoice.check_code, "check_code"),
        Field(sheet.word("issued"), f"{invoice.issued:%Y-%m-%d}", "issue_date", invoice.issued.isoformat()),
    ]
    return left, right


def _electronic(case: Case, rng: Random, options: Options, kind: Kind) -> Canvas:
    sheet = bill_sheet(rng, options, (210.0, rng.uniform(138, 150)))
    house, canvas = sheet.house, sheet.canvas
    title = bill_title(case, rng, kind, electronic=True)
    sheet.y = 9
    sheet.centred(title, min(6.2, 150 / len(title)), colour=house.label_colour)
    fiscal_seal(sheet, case, 12)
    left, right = _head_fields(sheet, case)
    for index, (one, two) in enumerate(zip(left, right, strict=True)):
        put_pair(sheet, house.margin + 2, 22 + index * 5.2, one)
        put_pair(sheet, 128, 22 + index * 5.2, two)
    for x, y in ((182.0, 8.0), (184.0, 23.0)):
        canvas.add(
            Symbol(
                x,
                y,
                14,
                14,
                (
                    f"01,10,{case.invoice.code},{case.invoice.number},{case.invoice.check_code}"
                    f",{case.bill.total},{case.invoice.issued:%Y%m%d}"
                ),
            )
        )
    bottom = _item_groups(sheet, case, kind, top=40.0)
    sum_line(sheet, case, bottom)
    _other_information(sheet, case, kind, bottom + 7)
    bill_foot(sheet, case, sheet.size[1] - 9)
    return canvas


def _item_groups(sheet: Sheet, case: Case, kind: Kind, *, top: float) -> float:
    """The framed upper table; most of it stays empty."""
    house, canvas, rng = sheet.house, sheet.canvas, sheet.rng
    groups = 2 if kind == "outpatient" or (kind == "medical" and not case.inpatient) else 3
    heads = ("项目名称", "数量/单位", "金额（元）", "备注") if groups == 2 else ("项目名称", "金额（元）", "备注")
    width, height = sheet.inner / groups, sheet.size[1] - top - 62
    canvas.frame(house.margin, top, sheet.inner, height, colour=house.label_colour, line=0.25)
    cells: list[tuple[str, Decimal, str | None]] = [(name, value, None) for name, value in case.bill.categories.items()]
    if groups == 2:
        cells = [(item.name, item.amount, f"{item.count}/{item.unit}") for item in case.bill.items[:14]]
    for group in range(groups):
        x = house.margin + group * width
        step = width / len(heads)
        for index, head in enumerate(heads):
            canvas.add(Text(x + 2 + index * step, top + 1.2, head, house.size * 0.95, house.body, house.label_colour))
    canvas.rule(house.margin, top + 6, sheet.size[0] - house.margin, top + 6, colour=house.label_colour)
    offset = rng.uniform(-0.5, 0.8)
    for index, (name, value, count) in enumerate(cells):
        x, y = house.margin + (index % groups) * width, top + 7.5 + (index // groups) * 4.6 + offset
        step = width / len(heads)
        canvas.add(Text(x + 1.2, y, name[:14], house.size * 0.85, "song"))
        if count:
            canvas.add(Text(x + 2 + step, y, count, house.size * 0.85, "song"))
        canvas.add(Text(x + 2 + step * (2 if count else 1), y, f"{value:,.2f}", house.size * 0.85, "song"))
    return top + height


def _other_information(sheet: Sheet, case: Case, kind: Kind, y: float) -> None:
    """其他信息: a narrow rotated label and four columns of small pairs."""
    house, canvas = sheet.house, sheet.canvas
    height = sheet.size[1] - y - 12
    canvas.frame(house.margin, y, sheet.inner, height, colour=house.label_colour)
    canvas.rule(house.margin + 6, y, house.margin + 6, y + height, colour=house.label_colour)
    for index, character in enumerate("其他信息"):
        canvas.add(
            Text(house.margin + 1.4, y + 2 + index * height / 4.6, character, 3.0, house.body, house.label_colour)
        )
    fields = settlement_fields(sheet, case, kind)
    columns = 4 if sheet.rng.random() < 0.6 else 3
    step, size = (sheet.inner - 8) / columns, house.size * 0.84
    row_height = min(5.0, (height - 2) / ((len(fields) + columns - 1) // columns + 0.2))
    for index, field in enumerate(fields):
        x, top = house.margin + 7.5 + (index % columns) * step, y + 1.5 + (index // columns) * row_height
        put_pair(sheet, x, top, field, size=min(size, step / max(measure(field.label + field.value, 1.0) + 1.5, 1)))
