"""Cards and certificates with a fixed face: identity card, bank card, licences, passport, household book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from prereview.synthesis.canvas import BLACK, Canvas, Colour, Family, Patch, Picture, Text
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.options import Options
from prereview.synthesis.people import Person
from prereview.synthesis.sheet import Field, Sheet

LABEL_BLUE: Colour = (70, 120, 170)
CARD = (85.6, 54.0)


def _place(
    canvas: Canvas,
    rows: Sequence[tuple[float, float, str, str | None, str | None]],
    size: float,
    *,
    family: Family = "hei",
    colour: Colour = BLACK,
) -> None:
    """Put texts (x, y, text, fact name, canonical) on a card."""
    for x, y, text, fact, canonical in rows:
        canvas.add(Text(x, y, text, size, family, colour, fact=(fact, canonical or text) if fact else None))


def _id_front(person: Person, rng: Random, canvas: Canvas, x: float, y: float) -> None:
    canvas.add(Patch(x, y, *CARD, rng.choice(((226, 236, 240), (232, 238, 232), (224, 232, 244)))))
    canvas.add(Picture(x, y, *CARD, "waves", rng.randrange(10**6), under=True))
    canvas.add(Picture(x + 58, y + 8, 22, 28, "portrait", rng.randrange(10**6)))
    birth = person.birth_date
    labels = [
        (x + 5, y + 6, "姓名"),
        (x + 5, y + 13, "性别"),
        (x + 24, y + 13, "民族"),
        (x + 5, y + 19.5, "出生"),
        (x + 5, y + 26, "住址"),
        (x + 5, y + 45, "公民身份号码"),
    ]
    _place(canvas, [(a, b, text, None, None) for a, b, text in labels], 2.7, colour=LABEL_BLUE)
    values = [
        (x + 15, y + 5.6, person.name, "name", None),
        (x + 15, y + 12.7, person.sex, "sex", None),
        (x + 33, y + 12.7, person.nationality, "nationality", None),
    ]
    _place(canvas, values, 3.3)
    _place(
        canvas,
        [(x + 15, y + 19.2, f"{birth.year} 年 {birth.month} 月 {birth.day} 日", "birth_date", birth.isoformat())],
        3.0,
    )
    for index in range(0, min(len(person.address), 33), 11):
        _place(
            canvas,
            [(x + 15, y + 25.7 + index / 11 * 4.4, person.address[index : index + 11], "address", person.address)],
            3.1,
        )
    _place(canvas, [(x + 28, y + 44.5, person.id_number, "id_number", None)], 3.9, family="noto")


def _id_back(person: Person, rng: Random, canvas: Canvas, x: float, y: float) -> None:
    canvas.add(Patch(x, y, *CARD, rng.choice(((226, 236, 240), (236, 232, 224), (224, 232, 244)))))
    canvas.add(Picture(x, y, *CARD, "waves", rng.randrange(10**6), under=True))
    canvas.add(Picture(x + 6, y + 6, 15, 16, "emblem", 1))
    _place(canvas, [(x + 25, y + 8, "中华人民共和国", None, None)], 5.0)
    _place(canvas, [(x + 25, y + 17, "居 民 身 份 证", None, None)], 6.4, colour=(40, 40, 44))
    _place(
        canvas,
        [(x + 20, y + 38, "签发机关", None, None), (x + 20, y + 45, "有效期限", None, None)],
        2.8,
        colour=(40, 40, 44),
    )
    _place(canvas, [(x + 35, y + 37.8, person.authority, None, None)], 3.1)
    span = f"{person.id_issued:%Y.%m.%d}-"
    _place(
        canvas,
        [
            (x + 35, y + 44.8, span, "valid_from", person.id_issued.isoformat()),
            (
                x + 35 + len(span) * 1.55,
                y + 44.8,
                f"{person.id_expires:%Y.%m.%d}",
                "valid_until",
                person.id_expires.isoformat(),
            ),
        ],
        3.1,
    )


def id_card(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """身份证: two card pages, or both sides copied on one sheet."""
    return identity_of(case.person, rng, options)


def identity_of(person: Person, rng: Random, options: Options) -> list[Canvas]:
    """The identity card of anyone in the case."""
    if rng.random() < 0.45:
        sheet = Canvas()
        x, y = rng.uniform(30, 90), rng.uniform(30, 80)
        _id_front(person, rng, sheet, x, y)
        if not options.one_side:
            _id_back(person, rng, sheet, x + rng.uniform(-6, 6), y + rng.uniform(64, 95))
        if rng.random() < 0.4:
            sheet.add(
                Text(
                    60,
                    240,
                    rng.choice(("仅供保险理赔使用", "仅限办理理赔业务使用，他用无效", "与原件一致")),
                    5.5,
                    "kai",
                    (60, 60, 160),
                    ink="hand",
                )
            )
        return [sheet]
    front, back = Canvas(*CARD), Canvas(*CARD)
    _id_front(person, rng, front, 0, 0)
    _id_back(person, rng, back, 0, 0)
    return [front] if options.one_side else [front, back]


def bank_card(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """银行卡 face, or a passbook page with the holder's name."""
    if rng.random() < 0.3:
        return [_passbook(case, rng)]
    canvas = Canvas(*CARD)
    tint = rng.choice(((40, 90, 150), (150, 40, 50), (210, 180, 110), (50, 130, 110), (225, 228, 232), (70, 70, 80)))
    ink = BLACK if sum(tint) > 480 else (238, 238, 232)
    canvas.add(Patch(0, 0, *CARD, tint))
    canvas.add(Picture(0, 0, *CARD, "waves", rng.randrange(10**6), under=True))
    _card_art(canvas, rng, tint)
    person = case.person
    canvas.add(Text(6, 5, person.bank, 4.6, "hei", ink, fact=("bank_name", person.bank)))
    canvas.add(
        Text(58, 6, rng.choice(("储蓄卡", "借记卡", "DEBIT", "借记IC卡")), 3.2, "hei", ink, fact=("card_kind", "debit"))
    )
    canvas.add(Picture(8, 17, 11, 9, "chip", 1))
    shown = (
        " ".join(person.card_number[i : i + 4] for i in range(0, 19, 4)) if rng.random() < 0.8 else person.card_number
    )
    canvas.add(
        Text(
            7,
            31,
            shown,
            rng.uniform(4.6, 5.4) if len(shown) < 24 else 5.0,
            "noto",
            ink if rng.random() < 0.5 else (200, 200, 196),
            ink="embossed",
            fact=("card_number", person.card_number),
        )
    )
    if rng.random() < 0.6:
        canvas.add(Text(7, 41, f"MONTH/YEAR  {rng.randrange(1, 13):02d}/{rng.randrange(27, 36)}", 2.6, "sans", ink))
    _network_mark(canvas, rng)
    if rng.random() < 0.3:
        canvas.add(Text(7, 36.5, person.card_number[:4], 2.4, "sans", ink))
    if rng.random() < 0.4:
        canvas.add(Text(7, 46, rng.choice(("ATM", "95000", "客服热线 95000")), 2.8, "hei", ink))
    return [canvas]


def _card_art(canvas: Canvas, rng: Random, tint: Colour) -> None:
    """What banks put on their cards: a sweep of a second colour, a large word, the name of the card."""
    low, high = (max(0, channel - 45) for channel in tint), (min(255, channel + 40) for channel in tint)
    second: Colour = (*(low if rng.random() < 0.5 else high),)  # type: ignore[assignment]  # three channels in, three out
    for step in range(rng.randrange(0, 14)):
        x, y = rng.uniform(0, 60), step * 4.0
        canvas.add(Patch(x, y, CARD[0] - x, rng.uniform(1, 4), second))
    if rng.random() < 0.5:
        word = rng.choice(("YOUNG", "GOLD", "Platinum", "福", "惠民卡", "社保·金融", "World", "钻石"))
        canvas.add(Text(rng.uniform(18, 40), rng.uniform(12, 20), word, rng.uniform(7, 12), "hei", second))


def _network_mark(canvas: Canvas, rng: Random) -> None:
    """The network's mark: three leaning fields with two names, or the names alone."""
    x, y = 65.0, 40.0
    if rng.random() < 0.75:
        for number, field in enumerate(((206, 30, 40), (20, 70, 140), (0, 120, 110))):
            canvas.add(Patch(x + number * 5, y, 5, 10.5, field))
        canvas.add(Text(x + 1, y + 1, "UnionPay", 3.0, "sans", (250, 250, 250), bold=True))
        canvas.add(Text(x + 3, y + 5, "银联", 4.2, "hei", (250, 250, 250)))
    else:
        canvas.add(Text(x, y + 3, rng.choice(("银联", "UnionPay", "银联 UnionPay")), 3.6, "hei", (238, 238, 232)))


def _passbook(case: Case, rng: Random) -> Canvas:
    sheet = Sheet(rng, replace(draw_house(rng), size=3.6, fields="plain"), size=(150, 105), single=True)
    person = case.person
    sheet.heading(person.bank, rng.choice(("活期储蓄存折", "活期一本通存折", "个人账户信息")))
    sheet.fields(
        [
            Field(sheet.word("account_holder"), person.name, "account_holder"),
            Field(sheet.word("card_number"), person.card_number, "card_number"),
            Field(sheet.word("bank"), person.bank + case.hospital.city + "支行", "bank_name", person.bank),
            Field("开户日期", f"{case.policy.effective:%Y-%m-%d}"),
            Field("币种", "人民币"),
        ],
        columns=1,
    )
    sheet.stamp(person.bank, "bank", centre="业务专用章")
    return sheet.canvas


def passport(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """护照 information page with its machine-readable lines."""
    canvas = Canvas(125, 88, (244, 240, 232))
    canvas.add(Picture(0, 0, 125, 88, "waves", rng.randrange(10**6), under=True))
    canvas.add(Picture(7, 22, 30, 39, "portrait", rng.randrange(10**6)))
    person = case.person
    number = f"E{rng.choice('XYZ')}{rng.randrange(10**6, 10**7)}"
    _place(
        canvas,
        [(8, 5, "护照 PASSPORT", None, None), (60, 5, "中华人民共和国 PEOPLE'S REPUBLIC OF CHINA", None, None)],
        3.0,
    )
    rows = [
        ("类型/Type  P   国家码/Country Code  CHN   护照号/Passport No.", number, None),
        ("姓名/Name", person.name, "name"),
        ("性别/Sex", f"{person.sex}/{'M' if person.sex == '男' else 'F'}", None),
        ("国籍/Nationality", "中国/CHINESE", None),
        ("出生日期/Date of birth", f"{person.birth_date:%d %m %Y}", "birth_date"),
        ("签发日期/Date of issue", f"{person.id_issued:%d %m %Y}", "valid_from"),
        ("有效期至/Date of expiry", f"{person.id_expires:%d %m %Y}", "valid_until"),
        ("签发机关/Authority", "公安部出入境管理局", None),
    ]
    dates = {"birth_date": person.birth_date, "valid_from": person.id_issued, "valid_until": person.id_expires}
    for index, (label, value, fact) in enumerate(rows):
        canonical = dates[fact].isoformat() if fact in dates else value
        canvas.add(Text(42, 14 + index * 6.6, label, 2.0, "hei", LABEL_BLUE))
        canvas.add(Text(42, 16.6 + index * 6.6, value, 3.0, "hei", fact=(fact, canonical) if fact else None))
    canvas.add(Text(5, 73, f"POCHN{'<' * 30}"[:44], 2.9, "noto"))
    canvas.add(Text(5, 79, f"{number}CHN{person.birth_date:%y%m%d}{'<' * 12}{rng.randrange(10, 99)}"[:44], 2.9, "noto"))
    return [canvas]


def household_book(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """户口簿: 首页 and 常住人口登记卡."""
    pages = []
    for index, (person, relation) in enumerate(
        ((case.relative, "户主"), (case.person, rng.choice(("子", "女", "妻", "夫", "父亲"))))
    ):
        sheet = Sheet(
            rng, replace(draw_house(rng), fields="boxed", size=3.6), options=options, size=(150, 110), single=True
        )
        if rng.random() < 0.4 and not index:
            sheet.heading("", rng.choice(("居民户口簿", "居 民 户 口 簿")))
            sheet.fields(
                [
                    Field("户别", rng.choice(("家庭户", "非农业家庭户口"))),
                    Field("户主姓名", person.name),
                    Field("户号", str(rng.randrange(10**8, 10**9))),
                    Field("住址", case.relative.address),
                ],
                columns=2,
            )
        else:
            sheet.heading("", "常住人口登记卡")
            sheet.fields(
                _household_book_fields(case, rng, person, relation),
                columns=2,
            )
        sheet.fields(
            [Field("承办人签章", ""), Field("登记日期", f"{person.id_issued:%Y年%m月%d日}")], columns=2, style="plain"
        )
        sheet.stamp(case.person.authority, "police", centre="户口专用")
        pages.append(sheet.canvas)
    return pages


def _household_book_fields(case: Case, rng: Random, person: Person, relation: str) -> list[Field]:
    return [
        Field("姓名", person.name, "name"),
        Field("户主或与户主关系", relation, "relation"),
        Field("性别", person.sex, "sex"),
        Field("民族", person.nationality),
        Field("出生地", case.hospital.city),
        Field("籍贯", case.hospital.province),
        Field("出生日期", f"{person.birth_date:%Y年%m月%d日}", "birth_date", person.birth_date.isoformat()),
        Field("公民身份证件编号", person.id_number, "id_number"),
        Field("文化程度", rng.choice(("初中", "高中", "大学本科"))),
        Field("婚姻状况", "已婚"),
        Field("兵役状况", "未服兵役"),
        Field("服务处所", "无"),
        Field("职业", person.occupation),
    ]
