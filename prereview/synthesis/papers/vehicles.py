"""Motor papers: damage, repair, towing, receipts, permits."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import words
from prereview.synthesis.options import Options
from prereview.synthesis.papers.events import Letter, letter, who
from prereview.synthesis.papers.licences import small_certificate
from prereview.synthesis.papers.vat import vat_canvas
from prereview.synthesis.sheet import Field, Sheet

_PARTS = (
    "前保险杠",
    "左前大灯",
    "右前翼子板",
    "发动机罩",
    "水箱框架",
    "左前门",
    "右后门",
    "后保险杠",
    "倒车镜总成",
    "前挡风玻璃",
    "中网",
    "雾灯",
    "后备箱盖",
    "轮毂",
    "冷凝器",
)


def _repairs(case: Case) -> list[tuple[str, Decimal, Decimal]]:
    """Parts with price and labour: the same for the assessment, the list and the invoice of one case."""
    rng = Random(f"repairs/{case.vehicle.vin}")
    return [
        (part, Decimal(rng.randrange(120, 3600)), Decimal(rng.randrange(5, 60) * 10))
        for part in rng.sample(_PARTS, rng.randrange(3, 8))
    ]


def repair_total(case: Case) -> Decimal:
    """What the repair costs: assessment, list and invoice agree."""
    return sum((price + labour for _, price, labour in _repairs(case)), Decimal(0))


def _car(sheet: Sheet, case: Case) -> list[Field]:
    vehicle = case.vehicle
    return [
        Field(sheet.word("plate"), vehicle.plate, "plate_number"),
        Field(sheet.word("vin"), vehicle.vin, "vin"),
        Field(sheet.word("engine"), vehicle.engine, "engine_number"),
        Field("厂牌型号", vehicle.model),
    ]


def damage_assessment(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """定损单/损失情况确认书."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    sheet.heading(
        case.policy.insurer,
        rng.choice(
            ("机动车辆保险车辆损失情况确认书", "机动车保险定损单", "车辆定损单", "事故车辆损失确认书", "定损报告")
        ),
        fact="insurer",
    )
    sheet.fields(
        [
            Field("报案号", str(rng.randrange(10**12, 10**13))),
            Field(sheet.word("policy_number"), case.policy.number, "policy_number"),
            Field("被保险人", case.person.name, "name"),
            Field("驾驶员", case.person.name),
            sheet.dated("event_date", case.accident.day, "event_date"),
            Field(sheet.word("event_place"), case.accident.place),
            *_car(sheet, case),
            Field("修理厂", rng.choice(words("garages"))),
        ],
        columns=2,
    )
    rows = [
        [str(number), part, "更换", f"{price:.2f}", f"{labour:.2f}", f"{price + labour:.2f}"]
        for number, (part, price, labour) in enumerate(_repairs(case), 1)
    ]
    sheet.table(
        ("序号", rng.choice(("配件名称", "损失项目", "更换配件")), "修理方式", "材料费", "工时费", "金额"),
        (1, 4, 2, 2, 2, 2),
        rows,
    )
    total = repair_total(case)
    sheet.line(f"定损金额合计：{total:.2f}元  大写：{chinese_amount(total)}", bold=True, fact=("total", f"{total:.2f}"))
    sheet.line("残值扣除：0.00元")
    start = sheet.y = sheet.y + 6
    sheet.signature("定损员", case.stay.doctor, x=sheet.house.margin)
    sheet.y = start
    sheet.signature("被保险人签字", case.person.name)
    sheet.stamp(case.policy.insurer, "insurer", centre=rng.choice(("理赔专用章", "定损专用章")))
    return sheet.footers()


def repair_list(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """维修清单/结算单."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    garage = rng.choice(words("garages"))
    sheet.heading(garage, rng.choice(("维修结算单", "车辆维修清单", "机动车维修结算清单", "维修工时材料清单")))
    sheet.fields(
        [
            Field("托修方", case.person.name, "name"),
            *_car(sheet, case),
            Field("进厂日期", sheet.day(case.accident.day + timedelta(days=1))),
            Field(
                "出厂日期",
                sheet.day(case.accident.day + timedelta(days=9)),
                "issue_date",
                (case.accident.day + timedelta(days=9)).isoformat(),
            ),
            Field("里程", f"{rng.randrange(3000, 160000)}km"),
        ],
        columns=2,
    )
    sheet.table(
        ("序号", "维修项目", "工时费", "配件", "数量", "单价", "金额"),
        (1, 3, 2, 3, 1, 2, 2),
        [
            [str(number), "拆装更换", f"{labour:.2f}", part, "1", f"{price:.2f}", f"{price + labour:.2f}"]
            for number, (part, price, labour) in enumerate(_repairs(case), 1)
        ],
    )
    total = repair_total(case)
    sheet.line(f"合计金额：{total:.2f}元（{chinese_amount(total)}）", bold=True, fact=("total", f"{total:.2f}"))
    sheet.signature("客户签字", case.person.name)
    sheet.stamp(garage, "company", centre="维修专用章")
    return sheet.footers()


def repair_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """维修发票: a VAT invoice for repair."""
    goods = [(rng.choice(("*劳务*修理费", "*修理修配劳务*汽车维修费", "*劳务*车辆维修费")), repair_total(case))]
    return [
        vat_canvas(
            case,
            rng,
            options,
            seller=rng.choice(words("garages")),
            goods=goods,
            buyer=rng.choice((case.person.name, case.policy.insurer)),
        )
    ]


def towing_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """施救费发票."""
    goods = [
        (
            rng.choice(("*物流辅助服务*施救费", "*现代服务*拖车费", "*物流辅助服务*道路救援施救费")),
            Decimal(rng.randrange(20, 180) * 10),
        )
    ]
    return [
        vat_canvas(
            case,
            rng,
            options,
            seller=case.hospital.city + rng.choice(("道路救援有限公司", "清障施救服务中心")),
            goods=goods,
            buyer=case.person.name,
        )
    ]


def appraisal_fee_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """鉴定费发票."""
    goods = [
        (
            rng.choice(("*鉴证咨询服务*鉴定费", "*研发和技术服务*司法鉴定费", "*鉴证咨询服务*伤残鉴定费")),
            Decimal(rng.randrange(8, 40) * 100),
        )
    ]
    return [
        vat_canvas(
            case,
            rng,
            options,
            seller=case.hospital.city + rng.choice(words("appraisers")),
            goods=goods,
            buyer=case.person.name,
        )
    ]


def device_invoice(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """辅助器具发票."""
    goods = [
        (
            rng.choice(
                (
                    "*医疗仪器器械*残疾辅助器具",
                    "*医疗仪器器械*轮椅（辅助器具）",
                    "*医疗仪器器械*假肢",
                    "*医疗仪器器械*矫形辅助器具",
                )
            ),
            Decimal(rng.randrange(8, 300) * 100),
        )
    ]
    return [
        vat_canvas(
            case, rng, options, seller=case.hospital.city + "假肢矫形康复中心", goods=goods, buyer=case.person.name
        )
    ]


def compensation_receipt(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """赔偿凭证/收条."""
    total = case.bill.total
    body = [
        (
            f"今收到{case.other.name}支付的交通事故赔偿款人民币{chinese_amount(total)}（￥{total:.2f}"
            f"元），该款系{case.accident.day:%Y年%m月%d日}交通事故的全部赔偿费用，双方就此了结。"
        )
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("收条", "赔款收据", "赔偿凭证", "交通事故赔偿凭证", "收 条")),
            body=body,
            issuer=rng.choice(("", f"{case.hospital.city}公安局交通警察支队")),
            kind="traffic_police",
            centre="事故处理专用章",
            signers=("收款人签名", "付款人签名"),
            fields=[Field("收款人", case.person.name, "name"), Field("金额", f"{total:.2f}", "total", f"{total:.2f}")],
        ),
    )


def medical_slip(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """机动车驾驶人身体条件证明(回执)."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    sheet.heading("", rng.choice(("机动车驾驶人身体条件证明", "身体条件证明回执", "机动车驾驶人身体条件证明回执")))
    sheet.fields(
        [
            *who(case),
            Field("档案编号", str(rng.randrange(10**11, 10**12))),
            Field("准驾车型代号", case.vehicle.licence_class, "licence_class"),
        ],
        columns=2,
    )
    sheet.table(
        ("检查项目", "结果", "检查项目", "结果"),
        (3, 3, 3, 3),
        [
            ["身高(cm)", str(rng.randrange(156, 186)), "辨色力", "正常"],
            ["左眼视力", f"{rng.uniform(4.8, 5.2):.1f}", "右眼视力", f"{rng.uniform(4.8, 5.2):.1f}"],
            ["听力", "正常", "躯干和颈部", "正常"],
            ["上肢", "正常", "下肢", "正常"],
        ],
    )
    sheet.section("医疗机构意见", "合格。")
    sheet.signature("医生签字", case.stay.doctor)
    sheet.stamp(case.hospital.name, "hospital_records", centre="体检专用章")
    return sheet.footers()


def _permit_rows(case: Case) -> tuple[date, date]:
    start = case.vehicle.registered
    return start, date(case.accident.day.year + 2, start.month, 28)


def qualification(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """道路运输从业资格证."""
    start, until = _permit_rows(case)
    rows = [
        Field("姓名", case.person.name, "name"),
        Field("性别", case.person.sex, "sex"),
        Field("证号", case.person.id_number, "id_number"),
        Field(
            "从业资格类别",
            rng.choice(("经营性道路货物运输驾驶员", "经营性道路旅客运输驾驶员", "网络预约出租汽车驾驶员")),
        ),
        Field("初次领证日期", f"{start:%Y年%m月%d日}", "valid_from", start.isoformat()),
        Field("有效期至", f"{until:%Y年%m月%d日}", "valid_until", until.isoformat()),
    ]
    return small_certificate(
        rng.choice(("道路运输从业人员从业资格证", "从业资格证")),
        rows,
        case,
        rng,
        issuer=f"{case.hospital.city}道路运输管理处",
        centre="从业资格专用章",
    )


def transport_permit(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """道路运输证."""
    _, until = _permit_rows(case)
    rows = [
        Field("业户名称", rng.choice(words("companies"))),
        Field("地址", case.other.address),
        Field("车辆号牌", case.vehicle.plate, "plate_number"),
        Field("经营许可证号", str(rng.randrange(10**11, 10**12))),
        Field("车辆类型", "重型半挂牵引车"),
        Field("吨(座)位", f"{rng.randrange(5, 40)}吨"),
        Field("经营范围", "道路普通货物运输", "vehicle_use"),
        Field("有效期至", f"{until:%Y年%m月%d日}", "valid_until", until.isoformat()),
    ]
    return small_certificate(
        rng.choice(("中华人民共和国道路运输证", "道路运输证")),
        rows,
        case,
        rng,
        issuer=f"{case.hospital.city}交通运输局",
        centre="运政专用章",
    )


def operator_certificate(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """特种作业操作证."""
    start, until = _permit_rows(case)
    rows = [
        Field("姓名", case.person.name, "name"),
        Field("性别", case.person.sex, "sex"),
        Field("证号", f"T{case.person.id_number}"),
        Field("作业类别", rng.choice(("电工作业", "焊接与热切割作业", "高处作业", "起重机作业"))),
        Field("准操项目", rng.choice(("低压电工作业", "熔化焊接", "流动式起重机司机"))),
        Field("初领日期", f"{start:%Y-%m-%d}", "valid_from", start.isoformat()),
        Field("有效期限", f"{start:%Y-%m-%d}至{until:%Y-%m-%d}", "valid_until", until.isoformat()),
        Field("应复审日期", f"{until:%Y-%m-%d}"),
    ]
    return small_certificate(
        rng.choice(("中华人民共和国特种作业操作证", "特种作业操作证", "特种设备作业人员证")),
        rows,
        case,
        rng,
        issuer=f"{case.hospital.city}应急管理局",
    )
