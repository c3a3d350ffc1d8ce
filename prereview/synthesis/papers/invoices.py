"""Fiscal hospital invoices: electronic three-group and two-group bills, dot-matrix paper bills, provincial fee grids."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Literal

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.canvas import BLACK, Canvas, Colour, Picture, Stamp, Symbol, Text, measure
from prereview.synthesis.case import Case
from prereview.synthesis.library import load_library
from prereview.synthesis.sheet import Field, Options, Sheet, draw_house

Kind = Literal["inpatient", "outpatient", "medical"]

_TITLES = {
    ("inpatient", True): ("医疗住院收费票据（电子）", "住院医疗收费票据（电子）", "医疗住院收费票据(电子)"),
    ("outpatient", True): ("医疗门诊收费票据（电子）", "门诊医疗收费票据（电子）", "医疗门诊收费票据(电子)"),
    ("medical", True): ("医疗收费票据（电子）", "医疗收费电子票据", "医疗电子票据"),
    ("inpatient", False): (
        "医疗住院收费票据",
        "住院医疗收费票据",
        "医院住院收费收据",
        "医疗机构住院收费专用票据",
        "住院收费票据",
    ),
    ("outpatient", False): (
        "医疗门诊收费票据",
        "门诊医疗收费票据",
        "医院门诊收费收据",
        "医疗机构门诊收费专用票据",
        "门诊收费票据",
    ),
}


def inpatient_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """住院收费票据 in one of five layouts."""
    draw = rng.choice((_electronic, _electronic, _electronic, _continuous, _continuous, _fee_grid, _fee_grid))
    return [draw(case, rng, options, "inpatient")]


def outpatient_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """门诊收费票据 in one of five layouts."""
    draw = rng.choice((_electronic, _electronic, _electronic, _continuous, _continuous, _fee_grid, _slip))
    return [draw(case, rng, options, "outpatient")]


def e_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """医疗电子票据 whose title names neither ward nor clinic."""
    return [_electronic(case, rng, options, "medical")]


def _title(case: Case, rng: Random, kind: Kind, electronic: bool) -> str:
    place = case.hospital.province if rng.random() < 0.8 else ""
    return place + rng.choice(_TITLES[(kind, electronic)])


def _sheet(rng: Random, options: Options, size: tuple[float, float]) -> Sheet:
    house = draw_house(rng, coloured=True)
    house = replace(
        house,
        size=rng.uniform(3.0, 3.6),
        margin=rng.uniform(8, 14),
        fields="plain",
        colon=rng.choice(("：", ":", "： ")),
        data_ink="solid",
        leading=1.5,
        body="song",
        title=rng.choice(("kai", "kai", "song")),
    )
    return Sheet(rng, house, options=options, size=size, single=True)


def _fiscal_seal(sheet: Sheet, case: Case, y: float) -> None:
    """The printed oval 监制章 on the title: not the hospital's seal."""
    width = sheet.rng.uniform(26, 32)
    x = sheet.size[0] / 2 + sheet.rng.uniform(-14, 14)
    sheet.canvas.add(
        Stamp(
            x - width / 2,
            y - width * 0.32,
            width,
            width * 0.64,
            "oval",
            "red",
            "财政票据监制章",
            case.hospital.province,
            "财政部监制",
            angle=0,
            strength=0.75,
            issuer=False,
        )
    )


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


def _pair(sheet: Sheet, x: float, y: float, field: Field, *, data: Colour = BLACK, size: float | None = None) -> float:
    """Label in the pre-printed ink, value in black; gives the x after it."""
    size = size or sheet.house.size
    label = field.label + sheet.house.colon.strip()
    sheet.canvas.add(Text(x, y, label, size, sheet.house.body, sheet.house.label_colour))
    x += measure(label, size) + 0.4
    sheet.canvas.add(Text(x, y, field.value, size, "song", data, ink=sheet.house.data_ink, fact=field.tag))
    return x + measure(field.value, size)


def _electronic(case: Case, rng: Random, options: Options, kind: Kind) -> Canvas:
    sheet = _sheet(rng, options, (210.0, rng.uniform(138, 150)))
    house, canvas = sheet.house, sheet.canvas
    title = _title(case, rng, kind, electronic=True)
    sheet.y = 9
    sheet.centred(title, min(6.2, 150 / len(title)), colour=house.label_colour)
    _fiscal_seal(sheet, case, 12)
    left, right = _head_fields(sheet, case)
    for index, (one, two) in enumerate(zip(left, right, strict=True)):
        _pair(sheet, house.margin + 2, 22 + index * 5.2, one)
        _pair(sheet, 128, 22 + index * 5.2, two)
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
    _sum_line(sheet, case, bottom)
    _other_information(sheet, case, kind, bottom + 7)
    _foot(sheet, case, sheet.size[1] - 9)
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


def _sum_line(sheet: Sheet, case: Case, y: float) -> None:
    house, canvas = sheet.house, sheet.canvas
    canvas.frame(house.margin, y, sheet.inner, 6.5, colour=house.label_colour)
    comma = house.wording % 2 == 0
    _pair(
        sheet,
        house.margin + 2,
        y + 1.4,
        Field(
            sheet.word("total_words"),
            chinese_amount(case.bill.words_total),
            "total_words",
            f"{case.bill.words_total:.2f}",
        ),
    )
    shown = f"{case.bill.total:,.2f}" if comma else f"{case.bill.total:.2f}"
    _pair(
        sheet,
        house.margin + sheet.inner * 0.62,
        y + 1.4,
        Field(sheet.word("total_figures"), shown, "total", f"{case.bill.total:.2f}"),
    )


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
    fields = _settlement_fields(sheet, case, kind)
    columns = 4 if sheet.rng.random() < 0.6 else 3
    step, size = (sheet.inner - 8) / columns, house.size * 0.84
    row_height = min(5.0, (height - 2) / ((len(fields) + columns - 1) // columns + 0.2))
    for index, field in enumerate(fields):
        x, top = house.margin + 7.5 + (index % columns) * step, y + 1.5 + (index // columns) * row_height
        _pair(sheet, x, top, field, size=min(size, step / max(measure(field.label + field.value, 1.0) + 1.5, 1)))


def _settlement_fields(sheet: Sheet, case: Case, kind: Kind) -> list[Field]:
    bill, stay, money = case.bill, case.stay, sheet.money
    insured = "城镇职工基本医疗保险" if sheet.house.wording % 2 else "城乡居民基本医疗保险"
    fields = [
        Field(sheet.word("serial"), case.invoice.serial),
        Field("病历号" if kind != "outpatient" else "门诊号", stay.inpatient_number),
        Field("性别", case.person.sex, "sex"),
    ]
    if kind == "inpatient" or (kind == "medical" and case.inpatient):
        span = (
            f"{stay.admission:%Y-%m-%d}-{stay.discharge:%Y-%m-%d}"
            if sheet.house.wording % 2
            else f"{stay.admission:%Y%m%d}至{stay.discharge:%Y%m%d}"
        )
        fields += [
            Field("住院号", stay.inpatient_number, "inpatient_number"),
            Field("住院科别", case.disease.department, "department"),
            Field("住院时间", span, "admission_date", stay.admission.isoformat()),
            money("deposit", bill.deposit, "deposit"),
            money("topup", max(bill.cash - bill.deposit, bill.cash * 0)),
            money("refund", max(bill.deposit - bill.cash, bill.cash * 0)),
        ]
    else:
        fields.append(Field("就诊日期", f"{stay.visit:%Y-%m-%d}", "visit_date", stay.visit.isoformat()))
    fields += [
        Field(sheet.word("institution_kind"), f"{case.hospital.grade}综合医院"),
        Field(sheet.word("insurance_kind"), insured if case.insured_socially else "自费"),
        Field(sheet.word("insurance_number"), ""),
        money("fund", bill.fund, "fund_paid"),
        money("other_paid", bill.fund * 0, "other_paid"),
        money("account", bill.account, "account_paid"),
        money("cash", bill.cash, "cash_paid"),
        money("self_paid", bill.self_paid, "self_paid"),
        money("own_expense", bill.own_expense, "own_expense"),
    ]
    return fields


def _foot(sheet: Sheet, case: Case, y: float) -> None:
    x = sheet.house.margin + 2
    end = _pair(sheet, x, y, Field(sheet.word("payee"), case.hospital.name, "hospital"))
    _pair(
        sheet,
        sheet.size[0] * 0.58,
        y,
        Field(sheet.word("checker"), case.stay.chief if sheet.rng.random() < 0.5 else ""),
    )
    _pair(sheet, sheet.size[0] * 0.78, y, Field(sheet.word("cashier"), case.stay.doctor))
    sheet.stamp(
        case.hospital.name,
        "hospital_fee",
        centre=sheet.rng.choice(("收费专用章", "收费专用章（电子）", "财务专用章")),
        x=min(end, 120) - 14,
        y=y - 2,
    )


def _continuous(case: Case, rng: Random, options: Options, kind: Kind) -> Canvas:
    """Sprocket-holed dot-matrix bill: coloured form, data overprinted a little off its place."""
    sheet = _sheet(rng, options, (240.0, rng.uniform(128, 150)))
    canvas = sheet.canvas
    canvas.paper = rng.choice(((255, 250, 225), (252, 252, 248), (240, 248, 236), (255, 246, 214)))
    sheet.house = replace(sheet.house, data_ink=rng.choice(("dots", "dots", "faint")), margin=rng.uniform(17, 21))
    canvas.add(Picture(0, 0, sheet.size[0], sheet.size[1], "guilloche", rng.randrange(10**6), under=True))
    canvas.add(Picture(0, 0, sheet.size[0], sheet.size[1], "sprockets", rng.randrange(10**6)))
    title = _title(case, rng, kind, electronic=False)
    sheet.y = 8
    sheet.centred(title, 6.4, colour=sheet.house.label_colour)
    _fiscal_seal(sheet, case, 11)
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
    _sum_line(sheet, case, bottom)
    _split_rows(sheet, case, bottom + 8, dx, dy)
    _foot(sheet, case, sheet.size[1] - 9)
    for index, character in enumerate(rng.choice(("第一联收据联", "收据联", "第二联报销凭证"))):
        canvas.add(Text(sheet.size[0] - 16, 40 + index * 4.2, character, 3.0, "song", sheet.house.label_colour))
    return canvas


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
    _overprint(sheet, fields, 24.0, dx, dy, 4)


def _overprint(sheet: Sheet, fields: list[Field], y: float, dx: float, dy: float, columns: int) -> None:
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
    _overprint(sheet, fields, y, dx * 0.6, dy, 3)


def _fee_grid(case: Case, rng: Random, options: Options, kind: Kind) -> Canvas:
    """Provincial form with every fee category pre-printed in a grid; unused ones say 0.00 or stay empty."""
    sheet = _sheet(rng, options, (rng.uniform(190, 215), rng.uniform(118, 140)))
    sheet.house = replace(sheet.house, data_ink=rng.choice(("solid", "dots")))
    title = _title(case, rng, kind, electronic=False)
    sheet.y = 8
    sheet.centred(title, min(6.5, 120 / len(title)), colour=sheet.house.label_colour)
    _fiscal_seal(sheet, case, 11)
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
    _sum_line(sheet, case, bottom)
    _split_rows(sheet, case, bottom + 8.5, 0.5, 0.3)
    _foot(sheet, case, sheet.size[1] - 8)
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


def _slip(case: Case, rng: Random, options: Options, kind: Kind) -> Canvas:
    """Narrow outpatient receipt printed at the window, items down the page."""
    sheet = _sheet(rng, options, (rng.uniform(100, 130), rng.uniform(150, 200)))
    sheet.y = 8
    title = _title(case, rng, "outpatient", electronic=False)
    sheet.centred(title, min(5.5, 90 / len(title)), colour=sheet.house.label_colour)
    _fiscal_seal(sheet, case, 11)
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
