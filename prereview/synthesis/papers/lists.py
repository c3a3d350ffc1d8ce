"""Money papers beside the invoice: expense lists, settlement sheets, split sheets, VAT invoices, receipts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from prereview.synthesis.bills import CENT, Bill, chinese_amount
from prereview.synthesis.canvas import BLACK, Canvas, Text, measure
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import words
from prereview.synthesis.options import Options
from prereview.synthesis.papers.records import open_sheet, patient
from prereview.synthesis.sheet import Field, Sheet


def expense_list(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """费用清单: rows grouped by category or flat, subtotals, total; one or more pages."""
    titles: tuple[str, ...] = (
        "住院费用清单",
        "住院费用明细清单",
        "费用总清单",
        "住院病人费用汇总清单",
        "患者费用明细清单",
        "出院费用清单",
        "住院费用一日清单汇总",
    )
    if not case.inpatient:
        titles = ("门诊费用清单", "门诊费用明细清单", "门诊收费明细", "费用清单")
    sheet = open_sheet(case, rng, options, titles, size=rng.choice(((210.0, 297.0), (210.0, 297.0), (297.0, 210.0))))
    extra: tuple[str, ...] = (
        ("department", "bed", "inpatient_number", "admission", "discharge")
        if case.inpatient
        else ("department", "visit")
    )
    sheet.fields(patient(sheet, case, *extra), columns=rng.choice((3, 4)), style="plain")
    _charges(sheet, case, rng)
    _list_foot(sheet, case, rng)
    return sheet.footers()


def _charges(sheet: Sheet, case: Case, rng: Random) -> None:
    columns: tuple[str, ...] = rng.choice((_WIDE, _WIDE, _MEDIUM, _SMALL))
    heads = [rng.choice(_HEADS[key]) for key in columns]
    rows: list[list[str | Field]] = []
    category = ""
    group = rng.random() < 0.5
    for number, item in enumerate(sorted(case.bill.items, key=lambda item: item.category), 1):
        if group and item.category != category:
            if category:
                rows.append(_spread(columns, "小计", f"{case.bill.categories[category]:.2f}"))
            category = item.category
            rows.append(_spread(columns, category, ""))
        cells = {
            "number": str(number),
            "code": f"{sum(map(ord, item.name)) % 10**6:06d}",
            "category": item.category,
            "name": item.name,
            "spec": item.spec,
            "unit": item.unit,
            "price": f"{item.price:.2f}",
            "count": str(item.count),
            "amount": f"{item.amount:.2f}",
            "share": item.share,
            "date": f"{case.stay.admission:%m-%d}",
        }
        rows.append([cells[key] for key in columns])
    sheet.table(heads, [_WIDTHS[key] for key in columns], rows)


def _list_foot(sheet: Sheet, case: Case, rng: Random) -> None:
    total = f"{case.bill.list_total:.2f}"
    sheet.line(f"{sheet.word('total')}：{total}", bold=True, fact=("total", total), x=sheet.size[0] * 0.6)
    if rng.random() < 0.5:
        sheet.line(f"大写：{chinese_amount(case.bill.list_total)}", fact=("total_words", total))
    sheet.fields(
        [
            sheet.money("fund", case.bill.fund),
            sheet.money("self_paid", case.bill.self_paid),
            Field("打印日期", sheet.day(case.stay.discharge)),
            Field("操作员", case.stay.doctor),
        ],
        columns=4,
        style="plain",
    )
    sheet.stamp(case.hospital.name, "hospital_fee", centre=rng.choice(("收费专用章", "住院处", "财务专用章")))


_WIDE: tuple[str, ...] = ("code", "name", "spec", "unit", "price", "count", "amount", "share")
_MEDIUM: tuple[str, ...] = ("number", "date", "category", "name", "price", "count", "amount")
_SMALL: tuple[str, ...] = ("name", "spec", "count", "amount")
_WIDTHS = {
    "number": 0.8,
    "date": 1.2,
    "code": 1.5,
    "category": 1.7,
    "name": 4.0,
    "spec": 2.2,
    "unit": 0.9,
    "price": 1.4,
    "count": 0.9,
    "amount": 1.6,
    "share": 1.0,
}
_HEADS = {
    "number": ("序号",),
    "date": ("日期", "费用日期"),
    "code": ("编码", "项目编码"),
    "category": ("类别", "费用类别"),
    "name": ("项目名称", "名称", "收费项目", "项目"),
    "spec": ("规格", "规格型号"),
    "unit": ("单位",),
    "price": ("单价", "单价(元)"),
    "count": ("数量",),
    "amount": ("金额", "金额(元)", "合计金额"),
    "share": ("医保等级", "类别", "自付比例"),
}


def _spread(columns: tuple[str, ...], label: str, amount: str) -> list[str | Field]:
    return [label if key == "name" else amount if key == "amount" else "" for key in columns]


def settlement_sheet(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """医保结算单: boxed patient block, fund split table, category table."""
    title = rng.choice(
        (
            "基本医疗保险住院费用结算单",
            "医疗保险结算单",
            "医保结算单",
            "城乡居民基本医疗保险费用结算单",
            "职工医疗保险住院结算单",
            "医疗保障基金结算清单",
        )
    )
    sheet = Sheet(rng, draw_house(rng), options=options)
    sheet.heading(rng.choice((case.hospital.province, case.hospital.city, "")), title)
    sheet.fields(
        [
            *patient(sheet, case, "id_number", "inpatient_number", "department"),
            Field("定点医疗机构", case.hospital.name, "hospital"),
            Field("医院等级", case.hospital.grade, "hospital_grade"),
            Field("人员类别", rng.choice(("在职", "退休", "居民"))),
            Field("险种类型", rng.choice(("职工基本医疗保险", "城乡居民基本医疗保险"))),
        ],
        columns=2,
    )
    sheet.fields(
        [
            *patient(sheet, case, "admission", "discharge", "days")[3:],
            Field(sheet.word("diagnosis"), case.diagnosis, "diagnosis"),
        ],
        columns=2,
    )
    _who_paid_what(sheet, case.bill, rng)
    _categories_and_seal(sheet, case, rng)
    return sheet.footers()


def _who_paid_what(sheet: Sheet, bill: Bill, rng: Random) -> None:
    pairs = [
        sheet.money("total", bill.total, "total"),
        sheet.money("fund", bill.fund, "fund_paid"),
        sheet.money("account", bill.account, "account_paid"),
        sheet.money("cash", bill.cash, "cash_paid"),
        sheet.money("own_expense", bill.own_expense, "own_expense"),
        sheet.money("self_paid", bill.self_paid, "self_paid"),
        Field("起付标准", rng.choice(("600.00", "800.00", "400.00"))),
        Field("大病保险支付", "0.00"),
        Field("医疗救助支付", "0.00"),
        Field("公务员补助", "0.00"),
    ]
    if rng.random() < 0.5:
        sheet.table(
            ("项目", "金额（元）", "项目", "金额（元）"),
            (3, 2, 3, 2),
            [
                [a.label, a._replace(label=""), b.label, b._replace(label="")]
                for a, b in zip(pairs[::2], pairs[1::2], strict=True)
            ],
        )
    else:
        sheet.fields(pairs, columns=2, style="boxed")


def _categories_and_seal(sheet: Sheet, case: Case, rng: Random) -> None:
    bill = case.bill
    sheet.table(
        ("费用类别", "金额", "甲类", "乙类", "自费"),
        (3, 2, 2, 2, 2),
        [
            [
                name,
                f"{value:.2f}",
                f"{value * Decimal('0.6'):.2f}",
                f"{value * Decimal('0.3'):.2f}",
                f"{value * Decimal('0.1'):.2f}",
            ]
            for name, value in bill.categories.items()
        ],
    )
    sheet.line(f"合计金额（大写）：{chinese_amount(bill.words_total)}", fact=("total_words", f"{bill.words_total:.2f}"))
    sheet.signature("患者或家属签字", case.person.name)
    sheet.line(f"结算日期：{sheet.day(case.stay.discharge)}", fact=("issue_date", case.stay.discharge.isoformat()))
    sheet.stamp(
        case.hospital.name,
        "insurance_settlement",
        centre=rng.choice(("医保结算专用章", "医保办公室", "医疗保险专用章")),
    )


def settlement_split(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """分割单: another payer keeps the original and says what it paid."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    payer = rng.choice((*words("insurers"), f"{case.hospital.city}医疗保障局"))
    sheet.heading(payer, rng.choice(("医疗费用分割单", "理赔分割单", "费用分割单", "发票分割单")), fact="insurer")
    sheet.fields(
        [
            *patient(sheet, case, "id_number"),
            Field("就诊医院", case.hospital.name, "hospital"),
            Field("票据号码", case.invoice.number, "invoice_number"),
            sheet.dated("issued", case.invoice.issued, "issue_date"),
            *patient(sheet, case, "admission", "discharge")[3:],
        ],
        columns=2,
    )
    paid = (case.bill.cash * Decimal("0.4")).quantize(CENT)
    sheet.table(
        ("项目", "金额（元）", "备注"),
        (4, 3, 3),
        [
            ["医疗费用总额", Field("", f"{case.bill.total:.2f}", "total", f"{case.bill.total:.2f}"), ""],
            ["社会医疗保险支付", Field("", f"{case.bill.fund:.2f}", "fund_paid", f"{case.bill.fund:.2f}"), ""],
            ["本公司（单位）已赔付", Field("", f"{paid:.2f}", "other_paid", f"{paid:.2f}"), "原件留存"],
            ["剩余金额", f"{case.bill.cash - paid:.2f}", ""],
        ],
    )
    sheet.paragraph("兹证明上述医疗费用收据原件已由我单位留存，特出具本分割单，供其他机构理赔使用。", indent=2)
    sheet.line(f"日期：{sheet.day(case.claim_day)}", x=sheet.size[0] * 0.6)
    sheet.stamp(payer, "other_payer", centre="理赔专用章")
    return sheet.footers()


def drug_receipt(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """药店小票: narrow thermal strip or A5 list."""
    width = rng.choice((58.0, 76.0, 80.0))
    house = replace(
        draw_house(rng),
        size=3.0,
        margin=4.0,
        leading=1.35,
        body=rng.choice(("song", "hei", "noto")),
        table="bare",
        fields="plain",
        data_ink="solid",
    )
    items = [item for item in case.bill.items if item.spec]
    sheet = Sheet(rng, house, options=options, size=(width, 62.0 + 13.0 * len(items)))
    shop = rng.choice(words("pharmacies")) + rng.choice(("", "（第三分店）", "人民路店"))
    sheet.centred(shop, 4.0, fact=("seller", shop))
    sheet.centred(rng.choice(("销售小票", "购药小票", "药品销售凭证")), 3.4)
    sheet.line(f"单号:{rng.randrange(10**11, 10**12)}")
    sheet.line(
        f"日期:{case.stay.visit:%Y-%m-%d} {rng.randrange(8, 21)}:{rng.randrange(10, 59)}",
        fact=("issue_date", case.stay.visit.isoformat()),
    )
    sheet.line("-" * int((width - 8) / 1.5))
    for item in items:
        sheet.line(f"{item.name} {item.spec}")
        sheet.line(f"  {item.price:.2f} x {item.count}{item.unit}      {item.amount:.2f}")
    sheet.line("-" * int((width - 8) / 1.5))
    total = sum((item.amount for item in items), Decimal(0))
    sheet.line(f"合计:{total:.2f}", bold=True, fact=("total", f"{total:.2f}"))
    sheet.line(f"{rng.choice(('微信支付', '现金', '医保个人账户'))}:{total:.2f}")
    sheet.line(rng.choice(("药品一经售出非质量问题不退换", "祝您早日康复")))
    return sheet.pages


def pair_line(sheet: Sheet, x: float, label: str, value: str, *, fact: str | None = None) -> None:
    """A label and its value at the pen, outside the column grid."""
    size = sheet.house.size
    sheet.canvas.add(Text(x, sheet.y, label, size, sheet.house.body, sheet.house.label_colour))
    sheet.canvas.add(
        Text(
            x + measure(label, size),
            sheet.y,
            value,
            size,
            sheet.house.body,
            BLACK,
            fact=(fact, value) if fact else None,
        )
    )
