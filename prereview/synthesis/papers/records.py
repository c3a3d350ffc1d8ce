"""Medical records: the papers a ward or a clinic writes."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.library import load_library
from prereview.synthesis.sheet import Field, House, Options, Sheet, draw_house

A5 = (148.0, 210.0)


def open_sheet(
    case: Case, rng: Random, options: Options, titles: tuple[str, ...], *, size: tuple[float, float] = (210.0, 297.0)
) -> Sheet:
    """A sheet headed by the case's hospital and one of `titles`."""
    sheet = Sheet(rng, draw_house(rng), options=options, size=size)
    if rng.random() < 0.18:
        sheet.running = case.hospital.name
    sheet.heading(case.hospital.name, rng.choice(titles), fact="hospital")
    return sheet


def patient(sheet: Sheet, case: Case, *extra: str) -> list[Field]:
    """Who the record is about, in this house's words; `extra` adds id_number, address, bed, department…"""
    person = case.person
    age = person.age_on(case.stay.visit)
    known = {
        "name": Field(sheet.word("name"), person.name, "name"),
        "sex": Field(sheet.word("sex"), person.sex, "sex"),
        "age": Field(sheet.word("age"), f"{age}岁", "age", str(age)),
        "department": Field(sheet.word("department"), case.disease.department, "department"),
        "bed": Field(sheet.word("bed"), case.stay.bed),
        "inpatient_number": Field(sheet.word("inpatient_number"), case.stay.inpatient_number, "inpatient_number"),
        "outpatient_number": Field(sheet.word("outpatient_number"), case.stay.inpatient_number),
        "occupation": Field(sheet.word("occupation"), person.occupation),
        "id_number": Field(sheet.word("id_number"), person.id_number, "id_number"),
        "address": Field(sheet.word("address"), person.address, "address"),
        "phone": Field(sheet.word("phone"), person.phone, "phone"),
        "nation": Field("民族", person.nationality),
        "married": Field("婚姻", "已婚" if age > 26 else "未婚"),
        "birth": sheet.dated("birth", person.birth_date, "birth_date"),
        "admission": sheet.dated("admission", case.stay.admission, "admission_date"),
        "discharge": sheet.dated("discharge", case.stay.discharge, "discharge_date"),
        "days": Field(sheet.word("days"), f"{case.stay.days}天", "stay_days", str(case.stay.days)),
        "visit": sheet.dated("visit", case.stay.visit, "visit_date"),
    }
    return [known[key] for key in ("name", "sex", "age", *extra)]


def history_text(case: Case, rng: Random) -> str:
    """The present illness in two or three sentences."""
    lead = rng.choice(("患者", "患者于入院前", "缘患者", "病人"))
    return (
        f"{lead}{case.disease.complaint}，"
        f"{rng.choice(('无明显诱因', '劳累后出现', '在外院对症处理效果欠佳', '未予特殊处理'))}，"
        f"为求进一步诊治来我院，门诊以“{case.diagnosis}”收入院。"
        f"{rng.choice(('病程中精神、食欲尚可，大小便正常', '起病以来睡眠欠佳，体重无明显变化', '发病以来一般情况可'))}"
        "。"
    )


def vital_signs(rng: Random) -> str:
    return (
        f"T：{rng.uniform(36.1, 37.4):.1f}℃，P：{rng.randrange(62, 98)}次/分，R："
        f"{rng.randrange(16, 22)}次/分，BP：{rng.randrange(105, 150)}/{rng.randrange(65, 95)}mmHg。"
    )


def diagnosis_text(case: Case, rng: Random) -> str:
    """The diagnosis list: main first, sometimes with codes and a second line."""
    code = f"（{case.disease.icd}）" if rng.random() < 0.25 else ""
    return case.diagnosis + code


def _diagnosis_section(sheet: Sheet, case: Case, key: str) -> None:
    sheet.section(sheet.word(key), diagnosis_text(case, sheet.rng), fact="diagnosis", canonical=case.diagnosis)


def orders(case: Case, rng: Random) -> str:
    """Discharge orders."""
    pool = [
        "注意休息，避免劳累",
        "低盐低脂饮食",
        "继续口服" + "、".join(case.disease.drugs[:2]),
        "定期门诊复查",
        "不适随诊",
        f"{rng.choice(('1周', '2周', '1个月'))}后复查{case.disease.film}",
        f"建议休息{rng.choice((7, 14, 30))}天",
    ]
    chosen = rng.sample(pool, rng.randrange(3, 6))
    return "".join(f"{number}、{text}；" for number, text in enumerate(chosen, 1))


def discharge_summary(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """出院小结/出院记录: header fields, six to ten sections, two signatures, the records seal."""
    sheet = open_sheet(case, rng, options, ("出院记录", "出院小结", "出院记录", "出院小结", "出院志"))
    extras = rng.choice(
        (
            ("department", "bed", "inpatient_number"),
            ("occupation", "department", "inpatient_number"),
            ("department", "inpatient_number", "address"),
            ("inpatient_number", "id_number", "department"),
        )
    )
    sheet.fields(patient(sheet, case, *extras), columns=rng.choice((3, 3, 4)))
    if rng.random() < 0.6:
        sheet.ruler()
    sheet.fields(patient(sheet, case, "admission", "discharge", "days")[3:], columns=rng.choice((1, 2, 3)))
    past = f"{sheet.word('past')}：{case.history.past}" if rng.random() < 0.85 else ""
    sections = [
        lambda: _diagnosis_section(sheet, case, "admission_diagnosis"),
        lambda: sheet.section(
            sheet.word("admission_state"),
            f"患者因“{case.disease.complaint}”入院。{past}{vital_signs(rng)}{case.disease.exam}。",
        ),
        lambda: sheet.section(sheet.word("course"), _course(case, rng)),
        lambda: _diagnosis_section(sheet, case, "discharge_diagnosis"),
        lambda: sheet.section(
            sheet.word("discharge_state"),
            rng.choice(
                (
                    "患者病情好转，一般情况可，无特殊不适，予以办理出院。",
                    "症状明显缓解，查体未见异常，切口愈合良好。",
                    "神志清，精神可，生命体征平稳，病情稳定。",
                )
            ),
        ),
        lambda: sheet.section(sheet.word("orders"), orders(case, rng)),
    ]
    for draw in _reordered(sections, rng):
        draw()
        sheet.y += rng.choice((0.0, 1.0, 2.0))
    return _close_record(sheet, case, dated=case.stay.discharge.isoformat())


def _reordered(sections: list, rng: Random) -> list:  # type: ignore[type-arg]  # closures without a name worth giving
    """Some houses put the final diagnosis straight after the admission diagnosis."""
    if rng.random() < 0.35:
        return [sections[0], sections[3], sections[1], sections[2], sections[4], sections[5]]
    return sections


def _course(case: Case, rng: Random) -> str:
    lead = rng.choice(
        ("入院后完善相关检查", "入院后积极完善血常规、生化、凝血及影像检查", "患者入院后予二级护理，完善各项检查")
    )
    day = case.stay.admission + timedelta(days=2)
    operation = f"，于{day:%Y-%m-%d}行“{case.disease.operation}”，术程顺利" if case.disease.operation else ""
    film = f"。{case.disease.film}提示：{case.disease.name}" if rng.random() < 0.6 else ""
    drugs = f"先后应用{'、'.join(case.disease.drugs)}等药物。" if rng.random() < 0.7 else ""
    turn = rng.choice(("经治疗后症状好转", "治疗效果满意", "病情逐渐平稳"))
    return f"{lead}{film}{operation}。{examinations(rng)}{case.disease.care}。{drugs}{turn}。"


def examinations(rng: Random) -> str:
    """Laboratory values in running text, as ward doctors copy them."""
    panels = load_library("medicine")["labs"]
    text = ""
    for panel in rng.sample(sorted(panels), rng.randrange(1, 4)):
        rows = []
        for entry in rng.sample(panels[panel], rng.randrange(3, 6)):
            name, _, unit, reference = entry.split("|")
            value = reference if reference == "阴性" else f"{_draw_value(rng, reference)}{unit}"
            rows.append(f"{name} {value}")
        text += f"{panel}：{'，'.join(rows)}；"
    return text[:-1] + "。"


def _draw_value(rng: Random, reference: str) -> str:
    low, high = (float(part) for part in reference.split("-"))
    return f"{rng.uniform(low * 0.9, high * 1.15):.2f}".rstrip("0").rstrip(".")


def _close_record(sheet: Sheet, case: Case, *, dated: str = "") -> list[Canvas]:
    sheet.y += sheet.house.size * 2
    two = sheet.rng.random() < 0.5
    if two:
        start = sheet.y
        sheet.signature("上级医师签名", case.stay.chief, x=sheet.house.margin)
        sheet.y = start
    sheet.signature(sheet.rng.choice(("医师签名", "经治医师", "住院医师签名", "主治医师")), case.stay.doctor)
    if dated and sheet.rng.random() < 0.6:
        sheet.line(dated, x=sheet.size[0] * 0.6)
    sheet.stamp(
        case.hospital.name,
        "hospital_records",
        centre=sheet.rng.choice(("病案管理章", "病案复印专用章", "医务科", "病历复印专用章", "")),
    )
    return sheet.footers()


def admission_record(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """入院记录: fields, 主诉, 现病史, 既往史, 个人史, 家族史, 体格检查, 初步诊断."""
    sheet = open_sheet(case, rng, options, ("入院记录", "住院病历", "入 院 记 录", "24小时内入院记录"))
    extras = rng.choice(
        (
            ("married", "nation", "occupation", "address"),
            ("department", "bed", "inpatient_number"),
            ("nation", "occupation", "inpatient_number"),
        )
    )
    sheet.fields(patient(sheet, case, *extras), columns=rng.choice((2, 2, 3)))
    sheet.fields(
        [*patient(sheet, case, "admission")[3:], Field("病史陈述者", rng.choice(("患者本人", "家属")) + "，可靠")],
        columns=2,
    )
    sheet.section(
        sheet.word("complaint"), case.disease.complaint + "。", fact="chief_complaint", canonical=case.disease.complaint
    )
    sheet.section(sheet.word("present"), history_text(case, rng))
    sheet.section(sheet.word("past"), case.history.past)
    sheet.section(sheet.word("personal"), case.history.personal)
    if rng.random() < 0.7:
        sheet.section("婚育史", rng.choice(("适龄结婚，配偶及子女体健。", "未婚未育。", "已婚，育有一子一女。")))
    sheet.section(sheet.word("family"), case.history.family)
    sheet.centred(sheet.word("exam"), sheet.house.size * 1.1)
    sheet.paragraph(
        vital_signs(rng) + "发育正常，营养中等，神志清楚，查体合作。皮肤黏膜无黄染，浅表淋巴结未触及肿大。", indent=2
    )
    sheet.section("专科情况", case.disease.exam + "。")
    sheet.section("辅助检查", f"{case.disease.film}：{case.disease.name}可能，建议结合临床。")
    sheet.y += 2
    _diagnosis_section(sheet, case, "admission_diagnosis")
    return _close_record(sheet, case, dated=case.stay.admission.isoformat())


def outpatient_record(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """门(急)诊病历: half sheet or full, eight short sections."""
    size = rng.choice(((210.0, 297.0), A5, (184.0, 260.0)))
    sheet = open_sheet(
        case, rng, options, ("门诊病历", "门诊病历记录", "急诊病历", "门（急）诊病历", "门诊电子病历"), size=size
    )
    sheet.fields(patient(sheet, case, "department", "visit", "outpatient_number"), columns=rng.choice((2, 3)))
    sheet.ruler()
    sheet.section(
        sheet.word("complaint"), case.disease.complaint, fact="chief_complaint", canonical=case.disease.complaint
    )
    accident = (
        f"患者于{case.accident.day:%Y年%m月%d日}{case.accident.text}，" if case.disease.kind == "accident" else ""
    )
    sheet.section(
        sheet.word("present"),
        (
            f"{accident}{case.disease.complaint}，"
            f"{rng.choice(('无发热', '无昏迷史', '无恶心呕吐', '自行用药未缓解'))}，今来院就诊。"
        ),
    )
    if rng.random() < 0.8:
        sheet.section(sheet.word("past"), case.history.past)
    sheet.section(sheet.word("exam"), case.disease.exam + "。")
    _diagnosis_section(sheet, case, "diagnosis")
    drugs = "；".join(
        f"{name} {rng.choice(('口服', '外用', '静滴'))} {rng.choice(('每日一次', '每日两次', 'tid', 'bid'))}"
        for name in case.disease.drugs
    )
    sheet.section(sheet.word("advice"), f"1.{case.disease.care}；2.{drugs}；3.不适随诊。")
    sheet.y += 3
    sheet.signature(sheet.word("doctor"), case.stay.doctor)
    sheet.stamp(case.hospital.name, "hospital_records", centre=rng.choice(("门诊部", "诊断证明专用章", "急诊科", "")))
    return sheet.footers()


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
    _diagnosis_section(sheet, case, "diagnosis")
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
    return sheet.footers()


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
    return sheet.footers()


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
    return _close_record(sheet, case, dated=day.isoformat())
