"""Medical records: the papers a ward or a clinic writes."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import load_library
from prereview.synthesis.options import Options
from prereview.synthesis.sheet import Field, Sheet

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
    """Who the record is about, in this house's words; `extra` adds further fields by key."""
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
    """Temperature, pulse, breathing, blood pressure."""
    return (
        f"T：{rng.uniform(36.1, 37.4):.1f}℃，P：{rng.randrange(62, 98)}次/分，R："
        f"{rng.randrange(16, 22)}次/分，BP：{rng.randrange(105, 150)}/{rng.randrange(65, 95)}mmHg。"
    )


def diagnosis_text(case: Case, rng: Random) -> str:
    """The diagnosis list: main first, sometimes with codes and a second line."""
    code = f"（{case.disease.icd}）" if rng.random() < 0.25 else ""
    return case.diagnosis + code


def diagnosis_section(sheet: Sheet, case: Case, key: str) -> None:
    """A labelled diagnosis."""
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
        lambda: diagnosis_section(sheet, case, "admission_diagnosis"),
        lambda: sheet.section(
            sheet.word("admission_state"),
            f"患者因“{case.disease.complaint}”入院。{past}{vital_signs(rng)}{case.disease.exam}。",
        ),
        lambda: sheet.section(sheet.word("course"), _course(case, rng)),
        lambda: diagnosis_section(sheet, case, "discharge_diagnosis"),
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
    return close_record(sheet, case, dated=case.stay.discharge.isoformat())


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


def close_record(sheet: Sheet, case: Case, *, dated: str = "") -> list[Canvas]:
    """Signatures, date and the records seal at the foot."""
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
    diagnosis_section(sheet, case, "admission_diagnosis")
    return close_record(sheet, case, dated=case.stay.admission.isoformat())


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
    diagnosis_section(sheet, case, "diagnosis")
    drugs = "；".join(
        f"{name} {rng.choice(('口服', '外用', '静滴'))} {rng.choice(('每日一次', '每日两次', 'tid', 'bid'))}"
        for name in case.disease.drugs
    )
    sheet.section(sheet.word("advice"), f"1.{case.disease.care}；2.{drugs}；3.不适随诊。")
    sheet.y += 3
    sheet.signature(sheet.word("doctor"), case.stay.doctor)
    sheet.stamp(case.hospital.name, "hospital_records", centre=rng.choice(("门诊部", "诊断证明专用章", "急诊科", "")))
    return sheet.footers()
