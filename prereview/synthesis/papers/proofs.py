"""Letters of proof: relation, guardianship, school, residence, income, nursing, sick leave, transfers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import words
from prereview.synthesis.options import Options
from prereview.synthesis.papers.events import Letter, letter, who
from prereview.synthesis.papers.records import diagnosis_text, open_sheet, patient, vital_signs
from prereview.synthesis.sheet import Field, Sheet


def _office(case: Case, rng: Random) -> str:
    district = case.person.authority.split("公安局")[0]
    return rng.choice((district + "社区居民委员会", district + "村民委员会", case.person.authority + "城关派出所"))


def relation_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """关系证明."""
    one, two = case.person, case.relative
    relation = rng.choice(("父子", "母女", "父女", "母子", "夫妻", "兄弟"))
    body = [
        f"兹证明{one.name}（身份证号：{one.id_number}）与{two.name}（身份证号：{two.id_number}）系{relation}关系。",
        "情况属实，特此证明。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("关系证明", "亲属关系证明", "家庭关系证明", "亲属关系证明书")),
            body=body,
            issuer=_office(case, rng),
            kind="authority",
        ),
    )


def guardian_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """监护证明."""
    body = [
        (
            f"兹证明{case.relative.name}（身份证号：{case.relative.id_number}）系{case.person.name}"
            f"（身份证号：{case.person.id_number}）的法定监护人，依法履行监护职责。"
        ),
        "特此证明。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("监护证明", "监护人证明", "监护关系证明")),
            body=body,
            issuer=_office(case, rng),
            kind="authority",
        ),
    )


def dependant_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """被扶养人证明."""
    body = [
        (
            f"兹证明{case.person.name}需扶养的家庭成员如下：父亲{case.other.name}，"
            f"{case.other.birth_date:%Y年%m月}出生，无固定收入；共有扶养人{rng.randrange(1, 4)}人。"
        ),
        "以上被扶养人均无劳动能力且无其他生活来源，特此证明。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("被扶养人证明", "被扶养人情况证明", "扶养关系证明")),
            body=body,
            issuer=_office(case, rng),
            kind="authority",
            fields=who(case)[:3],
        ),
    )


def residence_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """居住证明."""
    body = [
        (
            f"兹证明{case.person.name}（身份证号："
            f"{case.person.id_number}）自{case.policy.effective:%Y年%m月%d日}"
            f"起居住于{case.person.address}，至今已满一年以上。"
        ),
        "特此证明。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("居住证明", "暂住证明", "居住登记证明")),
            body=body,
            issuer=_office(case, rng),
            kind="authority",
        ),
    )


def school_certificate(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """在校证明/学籍证明."""
    school = case.hospital.city + rng.choice(words("schools"))
    body = [
        (
            f"兹证明{case.person.name}，{case.person.sex}，身份证号{case.person.id_number}，"
            f"系我校{rng.randrange(1, 7)}年级{rng.randrange(1, 9)}班在籍学生，学籍号G{case.person.id_number}。"
        ),
        "特此证明。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("在校证明", "学籍证明", "在读证明", "学生在校证明")),
            body=body,
            issuer=school,
            kind="company",
        ),
    )


def income_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """收入证明/误工证明."""
    company = rng.choice(words("companies"))
    wage = rng.randrange(32, 150) * 100
    body = [
        (
            f"兹证明{case.person.name}（身份证号：{case.person.id_number}）系我单位职工，"
            f"自{case.policy.effective:%Y年%m月}起任{case.person.occupation}一职，"
            f"月平均收入人民币{wage}元（大写：{chinese_amount(Decimal(wage))}）。"
        )
    ]
    if rng.random() < 0.6:
        body.append(f"该员工因{case.accident.day:%Y年%m月%d日}受伤，自当日起休假至今，休假期间我单位停发其工资。")
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("收入证明", "误工证明", "工资收入证明", "误工及收入证明")),
            body=[*body, "特此证明。"],
            issuer=company,
            kind="company",
            signers=("单位负责人",),
        ),
    )


def payroll(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """工资表/工资流水."""
    sheet = Sheet(rng, draw_house(rng), options=options, size=(297.0, 210.0))
    company = rng.choice(words("companies"))
    sheet.heading(company, rng.choice(("工资发放表", "工资单", "工资流水明细", "职工工资表")))
    rows: list[list[str | Field]] = []
    for month in range(1, rng.randrange(4, 9)):
        base = rng.randrange(28, 90) * 100
        rows.append(
            [
                f"{case.accident.day.year}-{month:02d}",
                Field("", case.person.name, "name") if month == 1 else case.person.name,
                f"{base}.00",
                f"{rng.randrange(0, 20) * 50}.00",
                f"{base // 10}.00",
                f"{base * 9 // 10}.00",
                "",
            ]
        )
    sheet.table(
        ("月份", "姓名", "基本工资", "绩效奖金", "扣款(社保/个税)", "实发工资", "签名"), (2, 2, 2, 2, 2.4, 2, 2), rows
    )
    sheet.stamp(company, "company", centre=rng.choice(("财务专用章", "")))
    return sheet.footers()


def tax_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """完税证明/纳税记录."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    office = f"国家税务总局{case.hospital.city}税务局"
    sheet.heading(
        office if rng.random() < 0.5 else "",
        rng.choice(("中华人民共和国税收完税证明", "个人所得税纳税记录", "个人所得税完税证明", "税收完税证明")),
    )
    sheet.fields(
        [
            Field("纳税人名称", case.person.name, "name"),
            Field("纳税人识别号", case.person.id_number, "id_number"),
            Field("填发日期", f"{case.claim_day:%Y年%m月%d日}", "issue_date", case.claim_day.isoformat()),
        ],
        columns=2,
    )
    sheet.table(
        ("税种", "品目名称", "税款所属时期", "入(退)库日期", "实缴(退)金额"),
        (2, 3, 3, 2.4, 2),
        [
            [
                "个人所得税",
                "工资、薪金所得",
                f"{case.accident.day.year}-{month:02d}",
                f"{case.accident.day.year}-{month + 1:02d}-15",
                f"{rng.uniform(3, 800):.2f}",
            ]
            for month in range(1, rng.randrange(4, 11))
        ],
    )
    sheet.stamp(office, "authority", centre="征税专用章")
    return sheet.footers()


def nursing_proof(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """护理证明."""
    body = [
        (
            f"患者{case.person.name}，{case.person.sex}，"
            f"因“{case.disease.name}”于{case.stay.admission:%Y年%m月%d日}至{case.stay.discharge:%Y年%m月%d日}"
            f"在我院{case.disease.department}住院治疗，住院期间需留陪护{rng.choice(('壹', '贰'))}人。"
        ),
        "特此证明。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("护理证明", "陪护证明", "住院陪护证明", "护理人员证明")),
            body=body,
            issuer=case.hospital.name,
            kind="diagnosis_certificate",
            centre="诊断证明专用章",
            signers=("医师",),
        ),
    )


def sick_leave(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """病假证明."""
    sheet = open_sheet(
        case,
        rng,
        options,
        ("病假证明", "病休证明书", "疾病休假证明", "病假建议书", "休假证明"),
        size=rng.choice(((148.0, 210.0), (210.0, 148.0), (210.0, 297.0))),
    )
    sheet.fields(patient(sheet, case, "department", "visit"), columns=2)
    sheet.section(sheet.word("diagnosis"), diagnosis_text(case, rng), fact="diagnosis", canonical=case.diagnosis)
    days = rng.choice((3, 7, 14, 15, 30))
    sheet.section(
        "休假建议",
        (
            f"建议休息{days}天（自{sheet.day(case.stay.visit)}起至{sheet.day(case.stay.visit + timedelta(days=days))}"
            "止）。"
        ),
    )
    sheet.y += 6
    sheet.signature(sheet.word("doctor"), case.stay.doctor)
    sheet.stamp(
        case.hospital.name, "diagnosis_certificate", centre=rng.choice(("病假专用章", "诊断证明专用章", "门诊部"))
    )
    return sheet.footers()


def transfer_note(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """转诊/转院证明."""
    body = [
        (
            f"患者{case.person.name}，因{case.disease.name}在我院{case.disease.department}诊治，"
            f"{rng.choice(('限于我院医疗条件', '因病情需要进一步治疗'))}，同意转往上级医院继续治疗。"
        ),
        f"简要病情：{case.disease.complaint}，{case.disease.exam}。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("转诊证明", "转院证明", "双向转诊单", "转诊转院审批表")),
            body=body,
            issuer=case.hospital.name,
            kind="hospital_records",
            centre="医务科",
            signers=("经治医师",),
            fields=[
                *who(case)[:3],
                Field("转出日期", f"{case.stay.visit:%Y-%m-%d}"),
                Field("转入医院", case.hospital.city + "医学院附属医院"),
            ],
        ),
    )


def implant_list(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """植入物清单."""
    sheet = open_sheet(
        case, rng, options, ("植入材料使用登记单", "植入物清单", "医用植入物使用清单", "高值耗材使用记录")
    )
    sheet.fields(patient(sheet, case, "department", "bed", "inpatient_number"), columns=3)
    sheet.fields([Field(sheet.word("operation"), case.disease.operation or "内固定术", "operation")], columns=1)
    pool = (
        "锁定加压接骨板",
        "髓内钉",
        "皮质骨螺钉",
        "药物洗脱冠脉支架",
        "人工晶体",
        "疝修补补片",
        "骨水泥",
        "可吸收钉",
    )
    sheet.table(
        ("名称", "规格型号", "生产批号", "数量", "单价", "生产厂家"),
        (3, 2, 2, 1, 1.6, 3),
        [
            [
                name,
                f"{rng.randrange(2, 9)}.{rng.randrange(0, 9)}mm",
                str(rng.randrange(10**6, 10**8)),
                str(rng.randrange(1, 6)),
                f"{rng.randrange(120, 9800)}.00",
                rng.choice(words("companies")),
            ]
            for name in rng.sample(pool, rng.randrange(2, 5))
        ],
    )
    sheet.line("（条形码粘贴处）")
    sheet.y += 30
    sheet.signature("手术医师", case.stay.doctor)
    sheet.stamp(case.hospital.name, "hospital_records", centre="手术室")
    return sheet.footers()


def course_notes(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """病程记录: dated notes down the page."""
    sheet = open_sheet(case, rng, options, ("病程记录", "首次病程记录", "日常病程记录", "病 程 记 录"))
    sheet.fields(patient(sheet, case, "department", "bed", "inpatient_number"), columns=4, style="plain")
    sheet.ruler()
    first = (
        f"患者{case.person.name}，{case.person.sex}，{case.person.age_on(case.stay.visit)}岁，"
        f"因“{case.disease.complaint}”入院。病例特点：1.{case.history.past}2.查体：{case.disease.exam}"
        f"。拟诊讨论：根据症状、体征及辅助检查，诊断{case.disease.name}。诊疗计划：{case.disease.care}。"
    )
    notes = [
        first,
        f"今日查房，患者诉症状较前减轻，{vital_signs(rng)}继续目前治疗方案，观察病情变化。",
        "主任医师查房：患者一般情况可，饮食睡眠尚可，同意目前诊断及治疗，注意复查相关指标。",
        "患者今日无特殊不适，复查结果回报大致正常，切口敷料干燥。",
        "患者病情稳定，要求出院，请示上级医师后同意明日办理出院。",
    ]
    for index, note in enumerate(notes[: rng.randrange(3, 6)]):
        sheet.line(
            (
                f"{case.stay.admission + timedelta(days=index * 2):%Y-%m-%d}"
                f" {rng.randrange(8, 18):02d}:{rng.randrange(60):02d}"
            ),
            bold=True,
        )
        sheet.paragraph(note, indent=2)
        sheet.signature("医师签名", case.stay.doctor)
    sheet.stamp(case.hospital.name, "hospital_records", centre="病历复印专用章")
    return sheet.footers()
