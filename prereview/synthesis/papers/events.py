"""Event papers: accident accounts, police, traffic, court, work, fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from prereview.synthesis.canvas import Canvas, Picture
from prereview.synthesis.case import Accident, Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import words
from prereview.synthesis.options import Options
from prereview.synthesis.people import Person
from prereview.synthesis.sheet import Field, Sheet


@dataclass(frozen=True, slots=True)
class Letter:
    """What a plain paper says: title, paragraphs, who issues and seals it, who signs."""

    title: str
    body: Sequence[str]
    issuer: str
    kind: str
    centre: str = ""
    signers: Sequence[str] = ()
    number: str = ""
    fields: Sequence[Field] = ()


def letter(case: Case, rng: Random, options: Options, content: Letter) -> list[Canvas]:
    """Set a letter: heading, fields, paragraphs, signatures, date, seal."""
    # Letters are set large: 四号 to 三号 rather than the 小五 of ward records.
    house = replace(draw_house(rng), size=rng.uniform(3.9, 5.8), leading=rng.uniform(1.6, 2.1))
    sheet = Sheet(rng, house, options=options)
    sheet.heading(content.issuer if rng.random() < 0.6 else "", content.title)
    if content.number:
        sheet.line(content.number, x=sheet.size[0] * 0.55)
    if content.fields:
        sheet.fields(content.fields, columns=rng.choice((1, 2, 2)))
        sheet.y += 2
    for paragraph in content.body:
        sheet.paragraph(paragraph, indent=2)
        sheet.y += 1.2
    sheet.y += 8
    for signer in content.signers:
        sheet.signature(signer, case.person.name)
    if content.issuer:
        sheet.line(content.issuer, x=sheet.size[0] * 0.5)
    sheet.line(sheet.day(case.claim_day), x=sheet.size[0] * 0.55, fact=("issue_date", case.claim_day.isoformat()))
    if content.issuer:
        sheet.stamp(content.issuer, content.kind, centre=content.centre)
    return sheet.footers()


def who(case: Case) -> list[Field]:
    """Name, sex, number and address of the insured."""
    return [
        Field("姓名", case.person.name, "name"),
        Field("性别", case.person.sex, "sex"),
        Field("身份证号", case.person.id_number, "id_number"),
        Field("住址", case.person.address, "address"),
    ]


def accident_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """意外事故证明/经过说明 by employer, community, school, or the claimant."""
    company, accident = rng.choice(words("companies")), case.accident
    village = case.person.authority.split("公安局")[0] + rng.choice(("社区居民委员会", "村民委员会"))
    maker = rng.choice((company, village, case.hospital.city + rng.choice(words("schools")), ""))
    title = rng.choice(("意外事故证明", "事故经过说明", "意外经过说明", "意外伤害事故证明", "事故证明"))
    fields = [
        *who(case)[:3],
        Field("事故时间", f"{accident.day:%Y年%m月%d日}", "event_date", accident.day.isoformat()),
        Field("事故地点", accident.place),
    ]
    if maker:
        body = [
            (
                f"兹证明{case.person.name}（身份证号："
                f"{case.person.id_number}）于{accident.day:%Y年%m月%d日}"
                f"{accident.text}，随即送往{case.hospital.name}治疗。"
            ),
            "以上情况属实，特此证明。",
        ]
    else:
        body = [
            (
                f"本人{case.person.name}，于{accident.day:%Y年%m月%d日}{accident.text}，当时感到"
                f"疼痛难忍，由家人陪同前往{case.hospital.name}就诊，诊断为{case.disease.name}。"
            ),
            "以上所述均为事实，如有不实愿承担法律责任。",
        ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=title,
            body=body,
            issuer=maker,
            kind="witness",
            signers=() if maker else ("说明人签名",),
            fields=fields if rng.random() < 0.7 else (),
        ),
    )


def traffic_liability(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """道路交通事故认定书, general or simplified procedure."""
    accident, one, two = case.accident, case.person, case.other
    police = f"{case.hospital.city}公安局交通警察支队{rng.choice(('一大队', '二大队', '直属大队'))}"
    title = rng.choice(("道路交通事故认定书", "道路交通事故认定书（简易程序）", "道路交通事故责任认定书"))
    share = rng.choice(("全部责任", "主要责任", "次要责任", "同等责任", "无责任"))
    other = {
        "全部责任": "无责任",
        "主要责任": "次要责任",
        "次要责任": "主要责任",
        "同等责任": "同等责任",
        "无责任": "全部责任",
    }[share]
    fields = _traffic_liability_fields(case, rng, accident, one, two)
    body = [
        (
            f"交通事故基本事实：{accident.day:%Y年%m月%d日}，"
            f"{one.name}{accident.text}，造成{one.name}受伤、车辆受损的道路交通事故。"
        ),
        (
            "根据《中华人民共和国道路交通安全法实施条例》第九十一条之规定，"
            f"认定{one.name}承担事故{share}，{two.name}承担事故{other}。"
        ),
        "当事人对本认定有异议的，可自送达之日起三日内向上一级公安机关交通管理部门提出书面复核申请。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=title,
            body=body,
            issuer=police,
            kind="traffic_police",
            centre="交通事故处理专用章",
            signers=("交通警察", "当事人签名"),
            number=f"第{rng.randrange(10**9, 10**10)}号",
            fields=fields,
        ),
    )


def _traffic_liability_fields(case: Case, rng: Random, accident: Accident, one: Person, two: Person) -> list[Field]:
    return [
        Field(
            "事故时间",
            f"{accident.day:%Y年%m月%d日}{rng.randrange(6, 22)}时{rng.randrange(0, 59)}分",
            "event_date",
            accident.day.isoformat(),
        ),
        Field("天气", rng.choice(("晴", "阴", "雨"))),
        Field("事故地点", accident.place),
        Field("当事人", one.name, "name"),
        Field("证件号码", one.id_number, "id_number"),
        Field("交通方式", rng.choice(("驾驶小型轿车", "骑电动自行车", "步行"))),
        Field("号牌号码", case.vehicle.plate, "plate_number"),
        Field("当事人", two.name),
        Field("证件号码", two.id_number),
        Field("交通方式", "驾驶小型客车"),
    ]


def quick_settlement(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """机动车交通事故自行协商协议书: two columns of parties, faults ticked."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    sheet.heading(
        "", rng.choice(("机动车交通事故自行协商协议书", "道路交通事故快速处理协议书", "轻微交通事故快速处理协议书"))
    )
    accident = case.accident
    sheet.fields(
        [
            Field("事故时间", f"{accident.day:%Y年%m月%d日}", "event_date", accident.day.isoformat()),
            Field("事故地点", accident.place),
        ],
        columns=1,
    )
    rows = [
        (label, a, b)
        for label, a, b in (
            ("驾驶人", case.person.name, case.other.name),
            ("身份证号", case.person.id_number, case.other.id_number),
            ("电话", case.person.phone, case.other.phone),
            ("车牌号", case.vehicle.plate, "鲁IO2231"),
            ("交强险保单号", case.policy.number, f"P{rng.randrange(10**14, 10**15)}"),
            ("保险公司", case.policy.insurer, rng.choice(words("insurers"))),
        )
    ]
    sheet.table(
        ("项目", "甲方", "乙方"),
        (2, 4, 4),
        [[label, Field("", a, {"驾驶人": "name", "车牌号": "plate_number"}.get(label)), b] for label, a, b in rows],
    )
    sheet.section("事故情形", "√追尾 □逆行 □倒车 □溜车 □开关车门 □违反交通信号 □未按规定让行")
    sheet.section("责任认定", f"甲方负{rng.choice(('全部', '同等'))}责任；双方自愿按此协议处理，签字后生效。")
    sheet.signature("甲方签名", case.person.name)
    sheet.signature("乙方签名", case.other.name)
    return sheet.footers()


def mediation(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """损害赔偿调解书."""
    police = f"{case.hospital.city}公安局交通警察支队"
    body = [
        (
            f"当事人{case.person.name}与{case.other.name}因{case.accident.day:%Y年%m月%d日}"
            "道路交通事故损害赔偿一事申请调解。"
        ),
        (
            f"经调解达成如下协议：由{case.other.name}一次性赔偿{case.person.name}"
            f"医疗费、误工费、护理费等共计人民币{case.bill.total:.2f}元。"
        ),
        "上述款项于协议签订之日起十日内付清，双方就此事故再无其他争议。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("道路交通事故损害赔偿调解书", "交通事故调解书", "人民调解协议书", "调解书")),
            body=body,
            issuer=police,
            kind="traffic_police",
            centre="交通事故处理专用章",
            signers=("当事人签名", "调解员"),
            fields=who(case)[:3],
        ),
    )


def court_ruling(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """民事判决书."""
    court = case.hospital.city + rng.choice(words("district_names")) + "人民法院"
    body = [
        f"原告：{case.person.name}，{case.person.sex}，住{case.person.address}。",
        f"被告：{case.other.name}，{case.other.sex}。被告：{case.policy.insurer}。",
        (
            f"原告{case.person.name}与被告机动车交通事故责任纠纷一案，本院"
            "受理后依法适用简易程序公开开庭进行了审理，现已审理终结。"
        ),
        "本院认为，公民的生命健康权受法律保护，侵权人应当依法承担赔偿责任。",
        (
            "判决如下：一、被告于本判决生效之日起十日内赔偿原告各项损失"
            f"共计{case.bill.total:.2f}元；二、驳回原告其他诉讼请求。"
        ),
        "如不服本判决，可在判决书送达之日起十五日内提起上诉。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("民事判决书", "民 事 判 决 书")),
            body=body,
            issuer=court,
            kind="court",
            signers=("审判员", "书记员"),
            number=f"（{case.claim_day:%Y}）民初{rng.randrange(100, 9999)}号",
        ),
    )


def work_injury_ruling(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """认定工伤决定书."""
    office = f"{case.hospital.city}人力资源和社会保障局"
    body = [
        f"申请人：{rng.choice(words('companies'))}",
        (
            f"{case.person.name}于{case.accident.day:%Y年%m月%d日}{case.accident.text}"
            f"，经{case.hospital.name}诊断为：{case.disease.name}。"
        ),
        (
            f"{case.person.name}受到的事故伤害，符合《工伤保险条例》第十四"
            "条第（一）项之规定，属于工伤认定范围，现予以认定为工伤。"
        ),
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("认定工伤决定书", "工伤认定决定书")),
            body=body,
            issuer=office,
            kind="authority",
            centre="工伤认定专用章",
            number=f"工伤认字〔{case.claim_day:%Y}〕{rng.randrange(100, 999)}号",
            fields=who(case)[:3],
        ),
    )


def police_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """接处警/报警回执/公安机关证明."""
    station = case.person.authority + rng.choice(("城关派出所", "城东派出所"))
    fields = [
        Field("报警人", case.person.name, "name"),
        Field("联系电话", case.person.phone),
        Field("报警时间", f"{case.accident.day:%Y年%m月%d日}", "event_date", case.accident.day.isoformat()),
        Field("警情编号", str(rng.randrange(10**11, 10**12))),
    ]
    body = [
        (
            f"简要情况：{case.accident.day:%Y年%m月%d日}，"
            f"我所接{case.person.name}报警称其{case.accident.text}，民警到场处置。"
        ),
        "特此证明。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("接处警证明", "报警回执", "公安局证明", "接处警登记表", "受案回执")),
            body=body,
            issuer=station,
            kind="police",
            fields=fields,
        ),
    )


def fire_certificate(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """火灾事故认定书."""
    brigade = f"{case.hospital.city}消防救援大队"
    body = [
        (
            f"火灾基本情况：{case.accident.day:%Y年%m月%d日}，{case.accident.place}发生"
            f"火灾，过火面积约{rng.randrange(5, 80)}平方米，{case.person.name}受伤。"
        ),
        (
            "经调查，对起火原因认定如下："
            f"起火部位位于{rng.choice(('厨房', '配电箱', '车辆发动机舱'))}，起火"
            f"原因系{rng.choice(('电气线路短路', '用火不慎'))}引燃周边可燃物。"
        ),
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("火灾事故认定书", "火灾事故简易调查认定书", "火灾证明")),
            body=body,
            issuer=brigade,
            kind="authority",
            number=f"消火认字〔{case.claim_day:%Y}〕第{rng.randrange(10, 99):04d}号",
        ),
    )


def media_witness(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """证人证言."""
    body = [
        f"证人：{case.other.name}，{case.other.sex}，身份证号{case.other.id_number}。",
        (
            f"我于{case.accident.day:%Y年%m月%d日}在{case.accident.place}亲眼看见{case.person.name}"
            f"受伤的经过，当时有多名群众在场，救护车将其送往{case.hospital.name}。"
        ),
        "以上证言属实，我愿为此承担法律责任。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("证人证言", "证人证词", "目击证人证言")),
            body=body,
            issuer="",
            kind="",
            signers=("证人签名",),
        ),
    )


def scene_photo(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """现场照片: a picture and little or no text."""
    canvas = Canvas(180, 135)
    canvas.add(Picture(0, 0, 180, 135, "road", rng.randrange(10**6)))
    return [canvas]


def damage_photo(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """损失照片: a bent body panel, sometimes with the plate in view."""
    canvas = Canvas(180, 135)
    canvas.add(Picture(0, 0, 180, 135, "car", rng.randrange(10**6)))
    return [canvas]
