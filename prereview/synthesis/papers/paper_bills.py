"""Paper bills: sprocket-holed dot-matrix forms, provincial fee grids, window slips."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.canvas import Canvas, Picture, Text, measure
from prereview.synthesis.case import Case
from prereview.synthesis.library import load_library
from prereview.synthesis.options import Options
from prereview.synthesis.papers.fiscal import (
    Kind,
    bill_foot,
    bill_sheet,
    bill_title,
    fiscal_seal,
    sum_line,
)
from prereview.synthesis.sheet import Field, Sheet


def continuous_bill(case: Case, rng: Random, options: Options, kind: Kind) -> Canvas:
    """Sprocket-holed dot-matrix bill: coloured form, data overprinted a little off its place."""
    sheet = bill_sheet(rng, options, (240.0, rng.uniform(128, 150)))
    canvas = sheet.canvas
    canvas.paper = rng.choice(((255, 250, 225), (252, 252, 248), (240, 248, 236), (255, 246, 214)))
    sheet.house = replace(sheet.house, data_ink=rng.choice(("dots", "dots", "faint")), margin=rng.uniform(17, 21))
    canvas.add(Picture(0, 0, sheet.size[0], sheet.size[1], "guilloche", rng.randrange(10**6), under=True))
    canvas.add(Picture(0, 0, sheet.size[0], sheet.size[1], "sprockets", rng.randrange(10**6)))
    title = bill_title(case, rng, kind, electronic=False)
    sheet.y = 8
    sheet.centred(title, 6.4, colour=sheet.house.label_colour)
    fiscal_seal(sheet, case, 11)
    canvas.add(
        Text(
            sheet.size[0] - 78,
            16,
            f"No. {case.invoice.number}",
            5.0,
            "song",
            (190, 30, 40),
            fact=("invoice_number", case.invoice.number),
            spacing=0.5,
        )
    )
    _overprinted_data(sheet, case, rng, kind)
    return canvas


def _overprinted_data(sheet: Sheet, case: Case, rng: Random, kind: Kind) -> None:
    canvas = sheet.canvas
    canvas.add(
        Text(
            sheet.house.margin + 4,
            16,
            case.invoice.code,
            4.4,
            "song",
            (190, 30, 40),
            fact=("invoice_code", case.invoice.code),
        )
    )
    dx, dy = rng.uniform(-2.5, 2.5), rng.uniform(-1.8, 1.8)
    _payer_row(sheet, case, kind, dx, dy)
    bottom = _printed_rows(sheet, case, kind, dx, dy)
    sum_line(sheet, case, bottom)
    _split_rows(sheet, case, bottom + 8, dx, dy)
    bill_foot(sheet, case, sheet.size[1] - 9)
    for index, character in enumerate(rng.choice(("第一联收据联", "收据联", "第二联报销凭证"))):
        canvas.add(Text(sheet.size[0] - 16, 40 + index * 4.2, character, 3.0, "song", sheet.house.label_colour))


def _payer_row(sheet: Sheet, case: Case, kind: Kind, dx: float, dy: float) -> None:
    stay = case.stay
    fields = [
        Field("姓名", case.person.name, "name"),
        Field("性别", case.person.sex, "sex"),
        Field("医疗机构类型", case.hospital.grade),
        Field("日期", f"{case.invoice.issued:%Y年%m月%d日}", "issue_date", case.invoice.issued.isoformat()),
    ]
    if kind == "inpatient":
        fields += [
            Field("住院号", stay.inpatient_number, "inpatient_number"),
            Field("科别", case.disease.department, "department"),
            Field("住院日期", f"{stay.admission:%Y-%m-%d}", "admission_date", stay.admission.isoformat()),
            Field("出院日期", f"{stay.discharge:%Y-%m-%d}", "discharge_date", stay.discharge.isoformat()),
        ]
    else:
        fields += [Field("门诊号", stay.inpatient_number), Field("科别", case.disease.department, "department")]
    _overprint(sheet, fields, 24.0, (dx, dy), 4)


def _overprint(sheet: Sheet, fields: list[Field], y: float, off: tuple[float, float], columns: int) -> None:
    """Labels in place, values `off` mm beside theirs: the printer was not lined up with the form."""
    dx, dy = off
    step = (sheet.inner - 6) / columns
    for index, field in enumerate(fields):
        x, top = sheet.house.margin + 3 + (index % columns) * step, y + (index // columns) * 5.6
        label = field.label + "："
        sheet.canvas.add(Text(x, top, label, 3.1, sheet.house.body, sheet.house.label_colour))
        sheet.canvas.add(
            Text(
                x + measure(label, 3.1) + dx,
                top + dy,
                field.value,
                3.1,
                "song",
                (40, 40, 60),
                ink=sheet.house.data_ink,
                fact=field.tag,
            )
        )


def _printed_rows(sheet: Sheet, case: Case, kind: Kind, dx: float, dy: float) -> float:
    """Items or categories in two or three columns on the pre-printed frame."""
    top, height = 38.0, sheet.size[1] - 38 - 50
    sheet.canvas.frame(sheet.house.margin, top, sheet.inner, height, colour=sheet.house.label_colour)
    groups = sheet.rng.choice((2, 3))
    width = sheet.inner / groups
    detail = kind == "outpatient" and sheet.rng.random() < 0.6
    cells = (
        [(f"{item.name} {item.spec}"[:18], item.amount) for item in case.bill.items]
        if detail
        else list(case.bill.categories.items())
    )
    for group in range(groups):
        for offset, head in ((2.0, "项目"), (width * 0.62, "金额")):
            sheet.canvas.add(
                Text(
                    sheet.house.margin + group * width + offset,
                    top + 1,
                    head,
                    3.0,
                    sheet.house.body,
                    sheet.house.label_colour,
                )
            )
        if group:
            sheet.canvas.rule(
                sheet.house.margin + group * width,
                top,
                sheet.house.margin + group * width,
                top + height,
                colour=sheet.house.label_colour,
            )
    for index, (name, amount) in enumerate(cells[: groups * 8]):
        x, y = sheet.house.margin + (index % groups) * width + dx, top + 6.5 + (index // groups) * 5 + dy
        sheet.canvas.add(Text(x + 2, y, name, 2.9, "song", (40, 40, 60), ink=sheet.house.data_ink))
        sheet.canvas.add(
            Text(x + width * 0.62, y, f"{amount:.2f}", 2.9, "song", (40, 40, 60), ink=sheet.house.data_ink)
        )
    return top + height


def _split_rows(sheet: Sheet, case: Case, y: float, dx: float, dy: float) -> None:
    bill = case.bill
    fields = [
        sheet.money("deposit", bill.deposit, "deposit"),
        sheet.money("fund", bill.fund, "fund_paid"),
        sheet.money("account", bill.account, "account_paid"),
        sheet.money("cash", bill.cash, "cash_paid"),
        sheet.money("self_paid", bill.self_paid, "self_paid"),
        sheet.money("own_expense", bill.own_expense, "own_expense"),
    ]
    _overprint(sheet, fields, y, (dx * 0.6, dy), 3)


def fee_grid(case: Case, rng: Random, options: Options, kind: Kind) -> Canvas:
    """Provincial form with every fee category pre-printed in a grid; unused ones say 0.00 or stay empty."""
    sheet = bill_sheet(rng, options, (rng.uniform(190, 215), rng.uniform(118, 140)))
    sheet.house = replace(sheet.house, data_ink=rng.choice(("solid", "dots")))
    title = bill_title(case, rng, kind, electronic=False)
    sheet.y = 8
    sheet.centred(title, min(6.5, 120 / len(title)), colour=sheet.house.label_colour)
    fiscal_seal(sheet, case, 11)
    sheet.canvas.add(
        Text(
            sheet.size[0] - 58,
            18,
            f"No {case.invoice.number}",
            4.4,
            "song",
            (200, 30, 40),
            fact=("invoice_number", case.invoice.number),
        )
    )
    _payer_row(sheet, case, kind, rng.uniform(-1, 1.5), rng.uniform(-0.8, 0.8))
    bottom = _category_grid(sheet, case)
    sum_line(sheet, case, bottom)
    _split_rows(sheet, case, bottom + 8.5, 0.5, 0.3)
    bill_foot(sheet, case, sheet.size[1] - 8)
    return sheet.canvas


def _category_grid(sheet: Sheet, case: Case) -> float:
    names = [*load_library("medicine")["fee_categories"], "输血费", "输氧费", "材料费", "放射费"]
    names = sorted(
        sorted({*names, *case.bill.categories}), key=lambda name: (sum(map(ord, name)) * sheet.house.wording) % 97
    )
    columns, top = 4, 38.0
    step, row = sheet.inner / columns, (sheet.size[1] - 38 - 44) / ((len(names) + 3) // 4)
    zero = sheet.rng.choice(("0.00", "", "0.00"))
    for index, name in enumerate(names):
        x, y = sheet.house.margin + (index % columns) * step, top + (index // columns) * row
        sheet.canvas.frame(x, y, step, row, colour=sheet.house.label_colour, line=0.15)
        sheet.canvas.rule(x + step * 0.5, y, x + step * 0.5, y + row, colour=sheet.house.label_colour, width=0.12)
        sheet.canvas.add(
            Text(
                x + 0.8,
                y + row * 0.2,
                name,
                min(3.0, step * 0.48 / len(name)),
                sheet.house.body,
                sheet.house.label_colour,
            )
        )
        value = case.bill.categories.get(name)
        sheet.canvas.add(
            Text(
                x + step * 0.53,
                y + row * 0.2,
                f"{value:.2f}" if value else zero,
                2.9,
                "song",
                (40, 40, 60),
                ink=sheet.house.data_ink,
            )
        )
    return top + ((len(names) + 3) // 4) * row


def window_slip(case: Case, rng: Random, options: Options, kind: Kind) -> Canvas:
    """Narrow outpatient receipt printed at the window, items down the page."""
    sheet = bill_sheet(rng, options, (rng.uniform(100, 130), rng.uniform(150, 200)))
    sheet.y = 8
    title = bill_title(case, rng, "outpatient", electronic=False)
    sheet.centred(title, min(5.5, 90 / len(title)), colour=sheet.house.label_colour)
    fiscal_seal(sheet, case, 11)
    sheet.y += 6
    sheet.fields(
        [
            Field("票据代码", case.invoice.code, "invoice_code"),
            Field("票据号码", case.invoice.number, "invoice_number"),
            Field("姓名", case.person.name, "name"),
            Field("日期", f"{case.invoice.issued:%Y-%m-%d}", "issue_date", case.invoice.issued.isoformat()),
            Field("科别", case.disease.department, "department"),
            Field("结算方式", "医保" if case.insured_socially else "自费"),
        ],
        columns=2,
    )
    sheet.ruler()
    sheet.table(
        ("项目/规格", "数量", "金额"),
        (4, 1.2, 1.8),
        [[f"{item.name}{item.spec}", str(item.count), f"{item.amount:.2f}"] for item in case.bill.items],
    )
    sheet.line(
        f"合计(大写)：{chinese_amount(case.bill.words_total)}", fact=("total_words", f"{case.bill.words_total:.2f}")
    )
    sheet.line(f"合计：￥{case.bill.total:.2f}", bold=True, fact=("total", f"{case.bill.total:.2f}"))
    sheet.fields(
        [
            sheet.money("fund", case.bill.fund, "fund_paid"),
            sheet.money("account", case.bill.account, "account_paid"),
            sheet.money("cash", case.bill.cash, "cash_paid"),
        ],
        columns=2,
    )
    sheet.line(f"收款单位：{case.hospital.name}", fact=("hospital", case.hospital.name))
    sheet.stamp(case.hospital.name, "hospital_fee", centre="收费专用章")
    if rng.random() < 0.5:
        sheet.line(rng.choice(("请到一楼药房取药", "门诊药房8号窗口", "凭此单取药，请妥善保管")), size=5)
    return sheet.canvas
