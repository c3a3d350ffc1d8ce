"""VAT invoices, paper and all-electronic."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.canvas import Canvas, Colour, Stamp, Symbol, Text
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import words
from prereview.synthesis.options import Options
from prereview.synthesis.sheet import Field, Sheet


def vat_canvas(
    case: Case, rng: Random, options: Options, *, seller: str, goods: list[tuple[str, Decimal]], buyer: str
) -> Canvas:
    """A VAT invoice in the paper or the all-electronic form; `goods` are (name, net+tax amount)."""
    house = replace(draw_house(rng, coloured=True), size=3.1, margin=9.0, body="song", title="kai", table="grid")
    sheet = Sheet(rng, house, options=options, size=(215.0, rng.uniform(130, 142)), single=True)
    ink: Colour = house.label_colour
    electronic = rng.random() < 0.5
    title = rng.choice(
        ("电子发票（普通发票）", "增值税电子普通发票") if electronic else ("增值税普通发票", "增值税专用发票")
    )
    sheet.y = 7
    sheet.centred(title if electronic else case.hospital.province[:-1] + title, 6.0, colour=ink)
    sheet.canvas.add(
        Stamp(92, 4, 30, 19, "oval", "red", "全国统一发票监制章", case.hospital.province, "税务局", issuer=False)
    )
    number = str(rng.randrange(10**7, 10**8)) if not electronic else str(rng.randrange(10**19, 10**20))
    for index, field in enumerate(
        (
            Field("发票代码", f"0{rng.randrange(10**10, 10**11)}", "invoice_code"),
            Field("发票号码", number, "invoice_number"),
            Field("开票日期", f"{case.claim_day:%Y年%m月%d日}", "issue_date", case.claim_day.isoformat()),
        )
    ):
        if index or not electronic:
            sheet.canvas.add(Text(150, 9 + index * 5, field.label + "：", 3.1, "song", ink))
            sheet.canvas.add(Text(168, 9 + index * 5, field.value, 3.1, "song", fact=field.tag))
    sheet.canvas.add(
        Symbol(10, 6, 17, 17, f"01,32,,{number},{sum((a for _, a in goods), Decimal(0))},{case.claim_day:%Y%m%d},")
    )
    sheet.y = 27
    sheet.fields(
        [
            Field("购买方 名称", buyer, "name"),
            Field("纳税人识别号", ""),
            Field("地址、电话", ""),
            Field("密码区", "03*2<7/-+98>5612*0<"),
        ],
        columns=2,
        style="boxed",
    )
    _goods(sheet, goods)
    _seller_and_seal(sheet, case, rng, seller)
    return sheet.canvas


def _goods(sheet: Sheet, goods: list[tuple[str, Decimal]]) -> None:
    total = sum((amount for _, amount in goods), Decimal(0))
    rows: list[list[str | Field]] = [
        [
            name,
            "",
            "项",
            "1",
            f"{amount / Decimal('1.06'):.2f}",
            f"{amount / Decimal('1.06'):.2f}",
            "6%",
            f"{amount - amount / Decimal('1.06'):.2f}",
        ]
        for name, amount in goods
    ]
    sheet.table(
        ("货物或应税劳务、服务名称", "规格型号", "单位", "数量", "单价", "金额", "税率", "税额"),
        (5, 1.6, 1, 1, 2, 2, 1, 1.8),
        [*rows, ["" for _ in range(8)]],
    )
    sheet.fields(
        [
            Field("价税合计（大写）", chinese_amount(total), "total_words", f"{total:.2f}"),
            Field("（小写）", f"¥{total:.2f}", "total", f"{total:.2f}"),
        ],
        columns=2,
        style="boxed",
    )


def _seller_and_seal(sheet: Sheet, case: Case, rng: Random, seller: str) -> None:
    sheet.fields(
        [
            Field("销售方 名称", seller, "seller"),
            Field("纳税人识别号", f"91{rng.randrange(10**14, 10**15)}XA"),
            Field("开户行及账号", f"{rng.choice(words('banks'))} {rng.randrange(10**12, 10**13)}"),
            Field("备注", ""),
        ],
        columns=2,
        style="boxed",
    )
    sheet.fields(
        [
            Field("收款人", case.other.name),
            Field("复核", case.relative.name),
            Field("开票人", case.stay.doctor),
            Field("销售方（章）", ""),
        ],
        columns=4,
        style="plain",
    )
    sheet.stamp(seller, "company_fee", centre="发票专用章", x=178, y=sheet.y - 12)


def vat_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """增值税发票 for drugs, devices or check-ups."""
    goods = rng.choice(
        (
            [("*化学药品制剂*" + case.disease.drugs[0], case.bill.items[0].amount)],
            [("*医疗服务*体检费", Decimal(rng.randrange(300, 1500)))],
            [("*医疗仪器器械*" + rng.choice(("血糖仪", "护腰带", "轮椅")), Decimal(rng.randrange(80, 900)))],
            [("*餐饮服务*餐费", Decimal(rng.randrange(80, 900)))],
            [("*信息技术服务*技术服务费", Decimal(rng.randrange(800, 9000)))],
        )
    )
    return [
        vat_canvas(
            case,
            rng,
            options,
            seller=rng.choice((*words("companies"), *words("pharmacies"))),
            goods=goods,
            buyer=rng.choice((case.person.name, rng.choice(words("companies")))),
        )
    ]
