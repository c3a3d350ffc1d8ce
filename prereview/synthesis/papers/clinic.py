"""Certificates, prescriptions, front pages and operation records."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.house import House, draw_house
from prereview.synthesis.library import load_library
from prereview.synthesis.options import Options
from prereview.synthesis.papers.records import A5, close_record, diagnosis_section, open_sheet, patient
from prereview.synthesis.sheet import Field, Sheet


def diagnosis_certificate(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """疾病诊断证明书: few fields, diagnosis, advice, doctor, seal."""
    sheet = open_sheet(
        case,
        rng,
        options,
        ("疾病诊断证明书", "诊断证明书", "疾病证明书", "医疗诊断证明书", "诊断证明"),
        size=rng.choice(((210.0, 297.0), A5, (210.0, 148.0))),
    )
    sheet.fields(
        patient(
            sheet, case, *rng.choice((("department", "inpatient_number"), ("id_number",), ("occupation", "address")))
        ),
        columns=rng.choice((2, 3)),
    )
    if case.inpatient:
        sheet.fields(patient(sheet, case, "admission", "discharge")[3:], columns=2)
    else:
        sheet.fields(patient(sheet, case, "visit")[3:], columns=2)
    sheet.y += 2
    diagnosis_section(sheet, case, "diagnosis")
    rest = f"建议休息{rng.choice(('一周', '二周', '壹月', '14天', '30天'))}"
    sheet.section(sheet.word("advice"), f"{case.disease.care}。{rest}，门诊复查。")
    sheet.y += 6
    sheet.signature(sheet.word("doctor"), case.stay.doctor)
    sheet.line(
        sheet.day(case.stay.discharge), x=sheet.size[0] * 0.58, fact=("issue_date", case.stay.discharge.isoformat())
    )
    sheet.stamp(case.hospital.name, "diagnosis_certificate", centre="诊断证明专用章")
    if rng.random() < 0.6:
        sheet.line(
            rng.choice(
                ("注：此证明未加盖公章无效。", "本证明涂改无效，仅供参考。", "说明：本证明一式两份，盖章有效。")
            ),
            size=sheet.house.size * 0.8,
        )
    return sheet.footers()


def prescription(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """处方笺: A5, R., drugs with dose lines, amount, doctor and dispenser."""
    sheet = open_sheet(case, rng, options, ("处方笺", "普通处方", "门诊处方笺", "急诊处方", "电子处方笺"), size=A5)
    sheet.fields(
        [
            Field("费别", rng.choice(("自费", "医保", "公费"))),
            *patient(sheet, case, "department", "visit", "outpatient_number"),
        ],
        columns=2,
    )
    sheet.fields([Field("临床诊断", case.diagnosis, "diagnosis")], columns=1)
    sheet.ruler()
    sheet.line(rng.choice(("R", "Rp:", "R.")), bold=True, size=sheet.house.size * 1.5)
    for number, name in enumerate(case.disease.drugs, 1):
        spec = rng.choice(load_library("medicine")["drug_forms"])
        sheet.line(
            f"{number}. {name}  {spec} × {rng.randrange(1, 4)}{rng.choice(('盒', '支', '瓶'))}",
            x=sheet.house.margin + 4,
        )
        sheet.line(
            (
                "用法："
                f"{rng.choice(('每次1片', '每次2粒', '每次10ml', '适量'))} {rng.choice(('口服', '外用', '静脉滴注'))}"
                f" {rng.choice(('每日3次', '每日2次', 'qd', 'bid'))}"
            ),
            x=sheet.house.margin + 10,
        )
    _dispensing(sheet, case, rng)
    return sheet.footers()


def _dispensing(sheet: Sheet, case: Case, rng: Random) -> None:
    sheet.line("（以下空白）", x=sheet.size[0] * 0.4)
    sheet.y = max(sheet.y + 8, sheet.size[1] * 0.72)
    sheet.ruler()
    sheet.signature("医师", case.stay.doctor, x=sheet.house.margin)
    drug_money = sum((item.amount for item in case.bill.items if item.spec), start=case.bill.total * 0)
    sheet.fields(
        [
            Field("药品金额", f"{drug_money:.2f}"),
            Field("审核", case.stay.chief),
            Field("调配", ""),
            Field("核对、发药", ""),
        ],
        columns=2,
        style="plain",
    )
    sheet.line(
        rng.choice(("处方当日有效，取药后请核对。", "本处方当日有效", "药品离柜，概不退换")),
        size=sheet.house.size * 0.8,
    )
    sheet.stamp(case.hospital.name, "prescription", centre="处方专用章")


def first_page(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """住院病案首页: a dense boxed form, two pages in some houses."""
    house = draw_house(rng)
    sheet = Sheet(rng, _dense(house), options=options)
    sheet.line(
        f"医疗机构 {case.hospital.name}（组织机构代码：{case.hospital.code}）", fact=("hospital", case.hospital.name)
    )
    sheet.heading("", rng.choice(("住院病案首页", "住 院 病 案 首 页", "中医住院病案首页")))
    sheet.fields(
        [
            Field("医疗付费方式", rng.choice(("1", "2", "7"))),
            Field("健康卡号", ""),
            Field("第", "1 次住院"),
            Field("病案号", case.stay.inpatient_number, "inpatient_number"),
        ],
        columns=4,
    )
    person = case.person
    rows = patient(sheet, case, "birth", "nation", "id_number", "occupation", "married", "address", "phone")
    sheet.fields(
        [
            *rows,
            Field("国籍", "中国"),
            Field("出生地", person.authority[:3]),
            Field("籍贯", case.hospital.province),
            Field("现住址邮编", "000000"),
            Field("工作单位及地址", "无"),
            Field("联系人姓名", case.relative.name),
            Field("关系", "配偶"),
        ],
        columns=3,
    )
    _stay_and_diagnoses(sheet, case, rng)
    _staff(sheet, case, rng)
    _operations_and_cost(sheet, case)
    return sheet.footers()


def _stay_and_diagnoses(sheet: Sheet, case: Case, rng: Random) -> None:
    sheet.fields(
        [
            Field("入院途径", "1.急诊 2.门诊 3.其他 " + rng.choice("12")),
            *patient(sheet, case, "admission", "department", "discharge", "days")[3:],
            Field("病房", str(rng.randrange(1, 30))),
        ],
        columns=3,
    )
    sheet.fields([Field("门（急）诊诊断", case.diagnosis), Field("疾病编码", case.disease.icd)], columns=2)
    sheet.table(
        ("出院诊断", "疾病编码", "入院病情", "其他诊断", "疾病编码"),
        (4, 2, 1.4, 4, 2),
        [
            [Field("", f"主要诊断：{case.diagnosis}", "diagnosis", case.diagnosis), case.disease.icd, "1", "", ""],
            *[["其他诊断：" if not index else "", "", "", "", ""] for index in range(5)],
        ],
    )


def _staff(sheet: Sheet, case: Case, rng: Random) -> None:
    sheet.fields(
        [
            Field("损伤、中毒的外部原因", ""),
            Field("病理诊断", ""),
            Field("药物过敏", "1.无 2.有 1"),
            Field("死亡患者尸检", "-"),
            Field("血型", rng.choice("1234")),
            Field("Rh", "2"),
        ],
        columns=3,
    )
    sheet.fields(
        [
            Field("科主任", case.stay.chief),
            Field("主治医师", case.stay.doctor),
            Field("住院医师", case.stay.doctor),
            Field("责任护士", ""),
            Field("编码员", ""),
            Field("病案质量", "甲"),
        ],
        columns=3,
    )


def _operations_and_cost(sheet: Sheet, case: Case) -> None:
    sheet.table(
        ("手术及操作编码", "日期", "级别", "手术及操作名称", "术者", "切口愈合", "麻醉方式"),
        (2, 2, 1, 4, 1.5, 1.5, 1.8),
        [
            [
                "",
                f"{case.stay.admission + timedelta(days=2):%Y-%m-%d}",
                "3",
                case.disease.operation,
                case.stay.doctor,
                "II/甲",
                "全麻",
            ]
            if case.disease.operation
            else [""] * 7,
            [""] * 7,
            [""] * 7,
        ],
    )
    sheet.fields(
        [
            Field("离院方式", "1.医嘱离院 1"),
            Field("是否有出院31天内再住院计划", "1.无 2.有 1"),
            Field("住院费用（元）：总费用", f"{case.bill.total:.2f}", "total", f"{case.bill.total:.2f}"),
            Field("自付金额", f"{case.bill.self_paid:.2f}"),
        ],
        columns=2,
    )
    sheet.stamp(case.hospital.name, "hospital_records", centre="病案复印专用章")


def _dense(house: House) -> House:
    return House(
        house.body,
        house.title,
        3.1,
        1.35,
        13,
        house.fields if house.fields != "underline" else "plain",
        "grid",
        house.colon,
        house.date_format,
        house.spaced_title,
        house.label_colour,
        "solid",
        False,
        house.wording,
    )


def operation_record(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """手术记录: staff, names, then the steps."""
    sheet = open_sheet(case, rng, options, ("手术记录", "手术记录单", "手 术 记 录"))
    sheet.fields(patient(sheet, case, "department", "bed", "inpatient_number"), columns=3)
    day = case.stay.admission + timedelta(days=min(2, case.stay.days))
    name = case.disease.operation or "清创缝合术"
    sheet.fields(
        [
            Field("手术日期", sheet.day(day)),
            Field("术前诊断", case.diagnosis, "diagnosis"),
            Field("术中诊断", case.disease.name),
            Field(sheet.word("operation"), name, "operation"),
            Field(sheet.word("surgeon"), case.stay.doctor),
            Field("助手", case.stay.chief),
            Field("麻醉方式", rng.choice(("全麻", "腰硬联合麻醉", "局部麻醉"))),
            Field("麻醉医师", case.other.name),
        ],
        columns=2,
    )
    steps = [
        "麻醉成功后，患者取仰卧位，常规消毒铺巾",
        "逐层切开皮肤、皮下组织，充分显露术野",
        f"探查见病变与术前诊断相符，行{name}",
        "彻底止血，冲洗术区，清点器械纱布无误",
        "逐层缝合切口，无菌敷料包扎",
        f"术中出血约{rng.randrange(5, 300)}ml，未输血",
        "术毕患者安返病房",
    ]
    if rng.random() < 0.5:
        sheet.section("手术经过", "；".join(steps) + "。")
    else:
        sheet.line("手术步骤：")
        for number, step in enumerate(steps, 1):
            sheet.paragraph(f"{number}. {step}。", indent=1)
    return close_record(sheet, case, dated=day.isoformat())
