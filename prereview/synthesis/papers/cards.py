"""Cards and certificates with a fixed face: identity card, bank card, licences, passport, household book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from prereview.synthesis.canvas import BLACK, Canvas, Colour, Family, Patch, Picture, Stamp, Text
from prereview.synthesis.case import Case
from prereview.synthesis.library import words
from prereview.synthesis.people import Person
from prereview.synthesis.sheet import Field, Options, Sheet, draw_house

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
    canvas.add(Text(66, 43, rng.choice(("银联", "UnionPay", "银联 UnionPay")), 3.6, "hei", ink))
    if rng.random() < 0.4:
        canvas.add(Text(7, 46, rng.choice(("ATM", "95000", "客服热线 95000")), 2.8, "hei", ink))
    return [canvas]


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
                [
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
                ],
                columns=2,
            )
        sheet.fields(
            [Field("承办人签章", ""), Field("登记日期", f"{person.id_issued:%Y年%m月%d日}")], columns=2, style="plain"
        )
        sheet.stamp(case.person.authority, "police", centre="户口专用")
        pages.append(sheet.canvas)
    return pages


def driving_licence(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """机动车驾驶证: main page and duplicate page."""
    canvas = Canvas(88, 60, (232, 240, 226))
    canvas.add(Picture(0, 0, 88, 60, "waves", rng.randrange(10**6), under=True))
    canvas.add(Picture(63, 30, 20, 26, "portrait", rng.randrange(10**6)))
    person, vehicle = case.person, case.vehicle
    until = vehicle.registered.replace(year=vehicle.registered.year + 6, day=min(vehicle.registered.day, 28))
    if until < case.accident.day:
        until = until.replace(year=until.year + 10)
    rows = [
        ("中华人民共和国机动车驾驶证", "", None, None),
        ("证号", person.id_number, "id_number", None),
        ("姓名", person.name, "name", None),
        ("性别", person.sex, "sex", None),
        ("住址", person.address[:20], "address", person.address),
        ("出生日期", f"{person.birth_date:%Y-%m-%d}", "birth_date", person.birth_date.isoformat()),
        ("初次领证日期", f"{vehicle.registered:%Y-%m-%d}", None, None),
        ("准驾车型", vehicle.licence_class, "licence_class", None),
        ("有效期限", f"{vehicle.registered:%Y-%m-%d} 至 {until:%Y-%m-%d}", "valid_until", until.isoformat()),
    ]
    _licence_rows(canvas, rows)
    canvas.add(
        Stamp(
            8,
            36,
            18,
            18,
            "square",
            "red",
            "",
            person.authority[:4] + "交通警察支队",
            angle=0,
            strength=0.8,
            issuer=True,
            kind="traffic_police",
        )
    )
    back = Canvas(88, 60, (232, 240, 226))
    _licence_rows(
        back,
        [
            ("中华人民共和国机动车驾驶证副页", "", None, None),
            ("证号", person.id_number, "id_number", None),
            ("姓名", person.name, "name", None),
            ("档案编号", str(rng.randrange(10**11, 10**12)), None, None),
            ("记录", f"请于{until:%Y年%m月%d日}前九十日内换领新驾驶证。", None, None),
        ],
    )
    return [canvas] if options.one_side else [canvas, back]


def _licence_rows(canvas: Canvas, rows: Sequence[tuple[str, str, str | None, str | None]]) -> None:
    for index, (label, value, fact, canonical) in enumerate(rows):
        if not value:
            canvas.add(Text(canvas.width / 2 - len(label) * 1.9, 3, label, 3.8, "hei", (60, 80, 60)))
            continue
        y = 4 + index * 5.6
        canvas.add(Text(5, y, label, 2.6, "hei", (60, 100, 70)))
        canvas.add(Text(24, y, value, 2.9, "song", ink="dots", fact=(fact, canonical or value) if fact else None))


def vehicle_licence(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """机动车行驶证: main page and duplicate page with inspection records."""
    vehicle, person = case.vehicle, case.person
    front, back = Canvas(88, 60, (236, 238, 244)), Canvas(88, 60, (236, 238, 244))
    front.add(Picture(0, 0, 88, 60, "waves", rng.randrange(10**6), under=True))
    _licence_rows(
        front,
        [
            ("中华人民共和国机动车行驶证", "", None, None),
            ("号牌号码", vehicle.plate, "plate_number", None),
            ("车辆类型", "小型轿车", None, None),
            ("所有人", person.name, "name", None),
            ("住址", person.address[:20], "address", person.address),
            ("使用性质", "非营运", "vehicle_use", None),
            ("品牌型号", vehicle.model, None, None),
            ("车辆识别代号", vehicle.vin, "vin", None),
            ("发动机号码", vehicle.engine, "engine_number", None),
            (
                "注册日期",
                f"{vehicle.registered:%Y-%m-%d}  发证日期 {vehicle.registered:%Y-%m-%d}",
                "issue_date",
                vehicle.registered.isoformat(),
            ),
        ],
    )
    front.add(
        Stamp(
            4,
            40,
            17,
            17,
            "square",
            "red",
            "",
            person.authority[:4] + "交通警察支队",
            strength=0.8,
            kind="traffic_police",
        )
    )
    until = date(case.accident.day.year + 1, case.accident.day.month, 28)
    _licence_rows(
        back,
        [
            ("机动车行驶证副页", "", None, None),
            ("号牌号码", vehicle.plate, "plate_number", None),
            ("档案编号", str(rng.randrange(10**11, 10**12)), None, None),
            ("核定载人数", "5人", None, None),
            ("总质量", f"{rng.randrange(1500, 2300)}kg", None, None),
            ("整备质量", f"{rng.randrange(1100, 1800)}kg", None, None),
            ("外廓尺寸", "4680×1820×1480mm", None, None),
            ("检验记录", f"检验有效期至{until:%Y年%m月}", "valid_until", (until + timedelta(days=0)).isoformat()),
        ],
    )
    return [front] if options.one_side else [front, back]


def small_certificate(
    title: str,
    rows: Sequence[Field],
    case: Case,
    rng: Random,
    *,
    issuer: str,
    centre: str = "",
    size: tuple[float, float] = (130, 90),
) -> list[Canvas]:
    """A tinted booklet page: title, rows, portrait, seal (marriage certificate, work permits, licences)."""
    house = replace(draw_house(rng), size=3.3, margin=9, fields=rng.choice(("plain", "underline")))
    sheet = Sheet(rng, house, size=size)
    sheet.canvas.paper = rng.choice(((250, 238, 236), (238, 244, 236), (238, 240, 250), (250, 246, 232)))
    sheet.canvas.add(Picture(0, 0, *size, "waves", rng.randrange(10**6), under=True))
    sheet.centred(title, min(7.0, (size[0] - 20) / len(title)), bold=True)
    sheet.y += 3
    sheet.fields(rows, columns=rng.choice((1, 2)))
    sheet.canvas.add(Picture(size[0] - 34, size[1] - 40, 24, 30, "portrait", rng.randrange(10**6)))
    sheet.stamp(issuer, "authority", centre=centre)
    return sheet.footers()


def marriage_certificate(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """结婚证 inner page."""
    two = case.relative
    rows = [
        Field("持证人", case.person.name, "name"),
        Field("登记日期", f"{case.policy.effective:%Y年%m月%d日}"),
        Field("结婚证字号", f"J{rng.randrange(10**5, 10**6)}-2015-{rng.randrange(10**5, 10**6)}"),
        Field("姓名", case.person.name),
        Field("性别", case.person.sex),
        Field("身份证件号", case.person.id_number, "id_number"),
        Field("姓名", two.name),
        Field("性别", two.sex),
        Field("身份证件号", two.id_number),
    ]
    return small_certificate("结婚证", rows, case, rng, issuer=f"{case.hospital.city}民政局", centre="婚姻登记专用章")


def birth_certificate(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """出生医学证明."""
    person, parent = case.person, case.relative
    rows = [
        Field("新生儿姓名", person.name, "name"),
        Field("性别", person.sex, "sex"),
        Field("出生时间", f"{person.birth_date:%Y年%m月%d日}08时15分", "birth_date", person.birth_date.isoformat()),
        Field("出生孕周", "39周"),
        Field("出生体重", f"{rng.randrange(2600, 3900)}克"),
        Field("出生身长", f"{rng.randrange(47, 53)}厘米"),
        Field("母亲姓名", parent.name),
        Field("有效身份证件号码", parent.id_number),
        Field("父亲姓名", case.other.name),
        Field("医疗机构名称", case.hospital.name),
        Field("出生证编号", f"{rng.choice('NOPQ')}{rng.randrange(10**8, 10**9)}"),
    ]
    return small_certificate(
        "出生医学证明", rows, case, rng, issuer=case.hospital.name, centre="出生医学证明专用章", size=(180, 130)
    )


def one_child_certificate(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """独生子女父母光荣证."""
    rows = [
        Field("父亲姓名", case.other.name),
        Field("母亲姓名", case.relative.name),
        Field("独生子女姓名", case.person.name, "name"),
        Field("出生日期", f"{case.person.birth_date:%Y年%m月%d日}", "birth_date", case.person.birth_date.isoformat()),
        Field("发证日期", f"{case.person.id_issued:%Y年%m月%d日}"),
        Field("证号", str(rng.randrange(10**7, 10**8))),
    ]
    return small_certificate(
        rng.choice(("独生子女父母光荣证", "独生子女证")), rows, case, rng, issuer=f"{case.hospital.city}计划生育委员会"
    )


def business_licence(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """营业执照."""
    company = rng.choice(words("companies"))
    rows = [
        Field("统一社会信用代码", f"91{rng.randrange(10**14, 10**15)}XA"),
        Field("名称", company, "name"),
        Field("类型", "有限责任公司"),
        Field("法定代表人", case.other.name),
        Field("注册资本", f"{rng.choice((50, 100, 500, 1000))}万元整"),
        Field("成立日期", f"{case.person.id_issued:%Y年%m月%d日}"),
        Field("住所", case.other.address),
        Field(
            "经营范围",
            "日用百货销售；道路货物运输；机械设备租赁（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
        ),
    ]
    return small_certificate("营业执照", rows, case, rng, issuer=f"{case.hospital.city}市场监督管理局", size=(297, 210))
