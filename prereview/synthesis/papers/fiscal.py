"""What every fiscal bill shares: title, printed seal, number block, sum line, settlement fields, foot."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Literal

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.canvas import BLACK, Colour, Stamp, Text, measure
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.options import Options
from prereview.synthesis.sheet import Field, Sheet

Kind = Literal["inpatient", "outpatient", "medical"]


TITLES = {
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


def bill_title(case: Case, rng: Random, kind: Kind, electronic: bool) -> str:
    """The printed title, mostly with its province."""
    place = case.hospital.province if rng.random() < 0.8 else ""
    return place + rng.choice(TITLES[(kind, electronic)])


def bill_sheet(rng: Random, options: Options, size: tuple[float, float]) -> Sheet:
    """A landscape form with a coloured print and small type."""
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


def fiscal_seal(sheet: Sheet, case: Case, y: float) -> None:
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


def put_pair(
    sheet: Sheet, x: float, y: float, field: Field, *, data: Colour = BLACK, size: float | None = None
) -> float:
    """Label in the pre-printed ink, value in black; gives the x after it."""
    size = size or sheet.house.size
    label = field.label + sheet.house.colon.strip()
    sheet.canvas.add(Text(x, y, label, size, sheet.house.body, sheet.house.label_colour))
    x += measure(label, size) + 0.4
    sheet.canvas.add(Text(x, y, field.value, size, "song", data, ink=sheet.house.data_ink, fact=field.tag))
    return x + measure(field.value, size)


def sum_line(sheet: Sheet, case: Case, y: float) -> None:
    """The total in words and figures."""
    house, canvas = sheet.house, sheet.canvas
    canvas.frame(house.margin, y, sheet.inner, 6.5, colour=house.label_colour)
    comma = house.wording % 2 == 0
    put_pair(
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
    put_pair(
        sheet,
        house.margin + sheet.inner * 0.62,
        y + 1.4,
        Field(sheet.word("total_figures"), shown, "total", f"{case.bill.total:.2f}"),
    )


def settlement_fields(sheet: Sheet, case: Case, kind: Kind) -> list[Field]:
    """Stay, insurance and split of the total."""
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


def bill_foot(sheet: Sheet, case: Case, y: float) -> None:
    """Collecting unit with its seal, checker, cashier."""
    x = sheet.house.margin + 2
    end = put_pair(sheet, x, y, Field(sheet.word("payee"), case.hospital.name, "hospital"))
    put_pair(
        sheet,
        sheet.size[0] * 0.58,
        y,
        Field(sheet.word("checker"), case.stay.chief if sheet.rng.random() < 0.5 else ""),
    )
    put_pair(sheet, sheet.size[0] * 0.78, y, Field(sheet.word("cashier"), case.stay.doctor))
    sheet.stamp(
        case.hospital.name,
        "hospital_fee",
        centre=sheet.rng.choice(("收费专用章", "收费专用章（电子）", "财务专用章")),
        x=min(end, 120) - 14,
        y=y - 2,
    )
