"""Licences and booklets: driving, vehicle, marriage, birth, business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from prereview.synthesis.canvas import Canvas, Picture, Stamp, Text, measure, wrap
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import words
from prereview.synthesis.options import Options
from prereview.synthesis.people import Person
from prereview.synthesis.sheet import Field, Sheet


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
        ("住址", person.address, "address", None),
        ("出生日期", f"{person.birth_date:%Y-%m-%d}", "birth_date", person.birth_date.isoformat()),
        ("初次领证日期", f"{vehicle.registered:%Y-%m-%d}", None, None),
        ("准驾车型", vehicle.licence_class, "licence_class", None),
        ("有效期限", f"{vehicle.registered:%Y-%m-%d} 至 {until:%Y-%m-%d}", "valid_until", until.isoformat()),
    ]
    _licence_rows(canvas, rows)
    canvas.add(_traffic_seal(8, 36, 18, person))
    return [canvas] if options.one_side else [canvas, _duplicate_page(person, until, rng)]


def _traffic_seal(x: float, y: float, side: float, person: Person) -> Stamp:
    """The printed square seal of the traffic police."""
    office = person.authority[:4] + "交通警察支队"
    return Stamp(x, y, side, side, "square", "red", "", office, strength=0.8, kind="traffic_police")


def _duplicate_page(person: Person, until: date, rng: Random) -> Canvas:
    """驾驶证副页."""
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
    return back


def _licence_rows(canvas: Canvas, rows: Sequence[tuple[str, str, str | None, str | None]]) -> None:
    for index, (label, value, fact, canonical) in enumerate(rows):
        if not value:
            canvas.add(Text(canvas.width / 2 - len(label) * 1.9, 3, label, 3.8, "hei", (60, 80, 60)))
            continue
        y = 4 + index * 5.6
        canvas.add(Text(5, y, label, 2.6, "hei", (60, 100, 70)))
        tag = (fact, canonical or value) if fact else None
        # Long addresses take two lines of the row, the second under the first.
        lines = [value] if measure(value, 2.9) < canvas.width - 26 else wrap(value, canvas.width - 26, 2.4)
        for number, line in enumerate(lines):
            size = 2.9 if len(lines) == 1 else 2.4
            canvas.add(Text(24, y + number * 2.5, line, size, "song", ink="dots", fact=tag))


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
            ("住址", person.address, "address", None),
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
    front.add(_traffic_seal(4, 40, 17, person))
    _vehicle_back(back, case, rng)
    return [front] if options.one_side else [front, back]


def _vehicle_back(back: Canvas, case: Case, rng: Random) -> None:
    """The duplicate page: seats, masses, and how long the inspection holds."""
    vehicle = case.vehicle
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
            ("检验记录", f"检验有效期至{until:%Y年%m月}", "valid_until", until.isoformat()),
        ],
    )


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
