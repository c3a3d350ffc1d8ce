"""Reports: laboratory, imaging, pathology, ECG, check-up, gene test."""

from __future__ import annotations

from random import Random

from prereview.synthesis.canvas import Canvas, Picture, Text
from prereview.synthesis.case import Case
from prereview.synthesis.library import load_library
from prereview.synthesis.options import Options
from prereview.synthesis.papers.records import open_sheet, patient
from prereview.synthesis.sheet import Field, Sheet

HALF_A4 = (210.0, 148.0)


def lab_report(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """检验报告单: one or two columns of items, arrows, ranges, a foot with times and a disclaimer."""
    sheet = open_sheet(
        case,
        rng,
        options,
        ("检验报告单", "检验报告", "化验报告单", "检验科报告单", "临床检验报告单"),
        size=rng.choice((HALF_A4, HALF_A4, (210.0, 297.0))),
    )
    panel = rng.choice(list(load_library("medicine")["labs"]))
    rows = _lab_table(sheet, case, rng, panel)
    _lab_foot(sheet, case, rng, rows)
    return sheet.footers()


def _lab_table(sheet: Sheet, case: Case, rng: Random, panel: str) -> int:
    """The patient, then the items of the panel in one or two columns; gives how many there are."""
    sheet.fields(
        _lab_report_fields(sheet, case, rng, panel),
        columns=rng.choice((3, 4)),
        style="plain",
    )
    sheet.ruler()
    rows = [_lab_row(rng, entry, number) for number, entry in enumerate(load_library("medicine")["labs"][panel], 1)]
    if rng.random() < 0.5:
        _two_columns(sheet, rows)
    else:
        keep = rng.choice(((0, 1, 2, 3, 4, 5), (0, 1, 3, 4, 5), (1, 3, 4, 5)))
        heads = (
            "序号",
            rng.choice(("检验项目", "项目名称", "项目")),
            "简称",
            rng.choice(("结果", "检验结果", "测定值")),
            "单位",
            rng.choice(("参考范围", "参考值", "参考区间")),
        )
        widths = (1, 3.4, 1.4, 2, 1.8, 2.4)
        sheet.table([heads[i] for i in keep], [widths[i] for i in keep], [[row[i] for i in keep] for row in rows])
    return len(rows)


def _lab_foot(sheet: Sheet, case: Case, rng: Random, count: int) -> None:
    """Times, who tested and checked, the disclaimer, sometimes a seal."""
    sheet.ruler()
    day = case.stay.admission
    sheet.line(
        (
            f"采样时间：{day:%Y-%m-%d} 07:{rng.randrange(10, 59)}  接收时间：{day:%Y-%m-%d} 0"
            f"8:{rng.randrange(10, 59)}  报告时间：{day:%Y-%m-%d} 10:{rng.randrange(10, 59)}"
        ),
        size=sheet.house.size * 0.85,
        fact=("issue_date", day.isoformat()),
    )
    sheet.fields(
        [Field("检验者", case.stay.doctor), Field("审核者", case.stay.chief), Field("备注", "")],
        columns=3,
        style="plain",
    )
    sheet.line(
        rng.choice(
            (
                "本报告仅对所检测的标本负责！",
                f"以上{count}项检验结果仅供临床医师参考",
                "此报告仅对本次标本负责，如有疑问请当日联系",
            )
        ),
        size=sheet.house.size * 0.85,
    )
    if rng.random() < 0.5:
        sheet.stamp(case.hospital.name, "hospital_report", centre="检验科报告专用章")


def _lab_report_fields(sheet: Sheet, case: Case, rng: Random, panel: str) -> list[Field]:
    return [
        *patient(sheet, case, "department", "bed", "inpatient_number"),
        Field(sheet.word("specimen"), rng.choice(("全血", "血清", "尿液", "血浆"))),
        Field("送检医生", case.stay.doctor),
        Field("检验项目", panel),
        Field(sheet.word("diagnosis"), case.diagnosis),
    ]


def _lab_row(rng: Random, entry: str, number: int) -> list[str]:
    name, short, unit, reference = entry.split("|")
    if reference == "阴性":
        return [str(number), name, short, rng.choice(("阴性", "阴性(-)", "-", "1+ ↑")), unit, reference]
    low, high = (float(part) for part in reference.split("-"))
    value = rng.uniform(low - (high - low) * 0.25, high + (high - low) * 0.35)
    digits = 3 if high < 2 else 2 if high < 20 else 1
    mark = " ↑" if value > high else " ↓" if value < low else ""
    return [
        str(number),
        name,
        short,
        f"{max(value, 0):.{digits}f}{mark}",
        unit,
        reference.replace("-", rng.choice(("-", "--", "～"))),
    ]


def _two_columns(sheet: Sheet, rows: list[list[str]]) -> None:
    half = (len(rows) + 1) // 2
    merged = []
    for index in range(half):
        left = rows[index]
        right = rows[index + half] if index + half < len(rows) else [""] * 6
        merged.append([left[0], left[1], left[3], left[5], left[4], right[0], right[1], right[3], right[5], right[4]])
    heads = ("序号", "检验项目", "结果", "参考范围", "单位") * 2
    sheet.table(heads, (0.7, 2.4, 1.2, 1.7, 1.3) * 2, merged, size=sheet.house.size * 0.78)


def imaging_report(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """CT/MRI/DR/超声 report: part, findings, impression, sometimes two film pictures."""
    kind = next((name for name in ("CT", "MRI", "DR", "彩超") if name in case.disease.film), "CT")
    titles = {
        "CT": ("CT检查报告单", "CT诊断报告书", "医学影像诊断报告单", "放射科CT检查报告"),
        "MRI": ("MRI检查报告单", "磁共振检查诊断报告", "医学影像检查报告"),
        "DR": ("X线检查报告单", "放射诊断报告单", "DR检查报告", "数字X线摄影诊断报告"),
        "彩超": ("超声检查报告单", "彩色多普勒超声诊断报告", "超声医学影像报告"),
    }[kind]
    sheet = open_sheet(case, rng, options, titles)
    _film_and_findings(sheet, case, rng, kind)
    _report_foot(sheet, case, rng)
    return sheet.footers()


def _film_and_findings(sheet: Sheet, case: Case, rng: Random, kind: str) -> None:
    part = case.disease.film.replace(kind, "") or "胸部"
    sheet.fields(
        [
            *patient(sheet, case, "department", "inpatient_number"),
            Field("检查号", f"{kind}{rng.randrange(10**5, 10**6)}"),
            sheet.dated("检查日期", case.stay.admission, "visit_date"),
            Field(sheet.word("part"), case.disease.film),
            Field("临床诊断", case.diagnosis),
        ],
        columns=3,
    )
    sheet.ruler()
    library = load_library("medicine")["films"][kind]
    if kind == "彩超" or rng.random() < 0.25:
        for index in (0, 1):
            sheet.canvas.add(
                Picture(
                    sheet.house.margin + index * 82,
                    sheet.y,
                    76,
                    56,
                    "ultrasound" if kind == "彩超" else "film",
                    rng.randrange(10**6),
                )
            )
        sheet.y += 60
    seen, sign = (
        rng.choice(library[key]).replace("<part>", part).replace("<dx>", case.disease.name) for key in ("seen", "sign")
    )
    sheet.section(
        sheet.word("seen"), seen + rng.choice(("", "余未见明显异常。", "纵隔居中，双侧胸廓对称。")), inline=False
    )
    sheet.y += rng.uniform(4, 30)
    sheet.section(sheet.word("impression"), sign, inline=False)


def _report_foot(sheet: Sheet, case: Case, rng: Random) -> None:
    sheet.y += 8
    start = sheet.y
    sheet.signature(sheet.word("reporter"), case.stay.doctor, x=sheet.house.margin)
    sheet.y = start
    sheet.signature(sheet.word("reviewer"), case.stay.chief)
    sheet.line(f"报告时间：{sheet.day(case.stay.admission)}", fact=("issue_date", case.stay.admission.isoformat()))
    sheet.line(
        rng.choice(("本报告仅供临床医师参考，签字有效。", "注：此报告不作证明用途。", "")), size=sheet.house.size * 0.85
    )
    if rng.random() < 0.5:
        sheet.stamp(case.hospital.name, "hospital_report", centre="影像诊断专用章")


def pathology_report(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """病理检查报告: specimen, gross, microscopic, diagnosis, immunohistochemistry."""
    sheet = open_sheet(case, rng, options, ("病理检查报告单", "病理诊断报告书", "病理报告", "病理图文报告"))
    sheet.fields(
        [
            Field("病理号", f"{case.stay.visit:%Y}{rng.randrange(10**4, 10**5)}"),
            *patient(sheet, case, "department", "inpatient_number"),
            Field("送检材料", rng.choice(("切除组织", "活检组织", "穿刺组织"))),
            Field("临床诊断", case.diagnosis),
        ],
        columns=3,
    )
    sheet.ruler()
    sheet.section(
        "肉眼所见",
        (
            f"灰白灰红组织一块，大小约{rng.uniform(1, 5):.1f}×{rng.uniform(1, 4):.1f}"
            f"×{rng.uniform(0.5, 2):.1f}cm，切面质{rng.choice(('中', '韧', '硬'))}。"
        ),
        inline=False,
    )
    if rng.random() < 0.6:
        sheet.canvas.add(Picture(sheet.house.margin, sheet.y, 70, 50, "tissue", rng.randrange(10**6)))
        sheet.y += 54
    sheet.section(
        "镜下所见",
        rng.choice(("组织内见异型细胞呈巢状排列，核大深染，可见核分裂象。", "组织慢性炎细胞浸润，间质纤维组织增生。")),
        inline=False,
    )
    sheet.section("病理诊断", f"{case.disease.name}。", fact="diagnosis", canonical=case.disease.name, inline=False)
    if rng.random() < 0.6:
        sheet.section("免疫组化", f"CK(+)，Ki-67(约{rng.randrange(2, 60)}%+)，P53(-)，CD34(血管+)。")
    sheet.y += 6
    sheet.signature("诊断医师", case.stay.doctor)
    sheet.line(f"报告日期：{sheet.day(case.stay.discharge)}", fact=("issue_date", case.stay.discharge.isoformat()))
    sheet.stamp(case.hospital.name, "hospital_report", centre="病理诊断专用章")
    return sheet.footers()


def ecg(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """心电图报告: parameters, a trace, a conclusion."""
    sheet = open_sheet(
        case, rng, options, ("心电图报告", "心电图检查报告单", "十二导联心电图报告"), size=(297.0, 210.0)
    )
    sheet.fields(
        [
            *patient(sheet, case, "department", "inpatient_number"),
            sheet.dated("检查日期", case.stay.admission, "visit_date"),
        ],
        columns=4,
        style="plain",
    )
    sheet.fields(
        [
            Field("心率", f"{rng.randrange(55, 110)}bpm"),
            Field("PR间期", f"{rng.randrange(120, 200)}ms"),
            Field("QRS时限", f"{rng.randrange(70, 120)}ms"),
            Field("QT/QTc", f"{rng.randrange(340, 420)}/{rng.randrange(380, 460)}ms"),
            Field("P/QRS/T电轴", f"{rng.randrange(20, 70)}/{rng.randrange(10, 80)}/{rng.randrange(10, 70)}°"),
        ],
        columns=3,
        style="plain",
    )
    _trace_and_reading(sheet, case, rng)
    return sheet.footers()


def _trace_and_reading(sheet: Sheet, case: Case, rng: Random) -> None:
    sheet.canvas.add(Picture(sheet.house.margin, sheet.y, sheet.inner, 95, "trace", rng.randrange(10**6)))
    for index, lead in enumerate(("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")):
        sheet.canvas.add(
            Text(
                sheet.house.margin + (index // 3) * sheet.inner / 4 + 1,
                sheet.y + (index % 3) * 30 + 2,
                lead,
                3.2,
                "sans",
            )
        )
    sheet.y += 98
    sheet.section(
        "诊断提示",
        rng.choice(("窦性心律，正常心电图。", "窦性心动过缓；ST-T改变。", "窦性心律，下壁导联ST段抬高，请结合临床。")),
    )
    sheet.line("25mm/s 10mm/mV  0.05-150Hz", size=3)
    sheet.signature("报告医师", case.stay.doctor)


def checkup_report(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """体检报告: cover facts, item conclusions, overall advice."""
    sheet = open_sheet(case, rng, options, ("健康体检报告", "体检报告书", "健康体检报告书", "个人体检报告"))
    sheet.fields(
        [
            Field("体检编号", str(rng.randrange(10**9, 10**10))),
            *patient(sheet, case, "id_number", "phone"),
            sheet.dated("体检日期", case.policy.effective, "visit_date"),
        ],
        columns=2,
    )
    rows = [
        ["身高", f"{rng.randrange(150, 186)}", "cm", ""],
        ["体重", f"{rng.randrange(45, 92)}", "kg", ""],
        ["体重指数", f"{rng.uniform(18, 30):.1f}", "", "18.5-24"],
        ["收缩压", f"{rng.randrange(105, 158)}", "mmHg", "90-139"],
        ["舒张压", f"{rng.randrange(62, 98)}", "mmHg", "60-89"],
        ["空腹血糖", f"{rng.uniform(4.2, 7.8):.2f}", "mmol/L", "3.9-6.1"],
    ]
    sheet.table(("检查项目", "结果", "单位", "参考范围"), (3, 2, 2, 2), rows)
    sheet.section("内科", "心肺听诊未见明显异常，肝脾肋下未触及。")
    sheet.section("外科", rng.choice(("皮肤、脊柱、四肢未见异常。", "甲状腺未触及肿大。")))
    sheet.section("腹部彩超", rng.choice(("轻度脂肪肝", "肝胆胰脾双肾未见异常", "胆囊息肉样改变")) + "。")
    sheet.section(
        "主检结论与建议",
        rng.choice(
            (
                "1.超重：建议控制饮食、加强锻炼。2.血压偏高：建议监测血压。",
                "各项指标大致正常，请每年定期体检。",
                "1.血脂偏高。2.建议低脂饮食，三个月后复查。",
            )
        ),
        inline=False,
    )
    sheet.signature("主检医师", case.stay.doctor)
    sheet.stamp(case.hospital.name, "hospital_report", centre="体检专用章")
    return sheet.footers()


def gene_report(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """基因检测报告: method, variants, interpretation."""
    sheet = open_sheet(case, rng, options, ("基因检测报告", "肿瘤基因检测报告", "分子病理基因检测报告"))
    sheet.fields(
        [
            *patient(sheet, case, "department"),
            Field("样本编号", f"G{rng.randrange(10**6, 10**7)}"),
            Field("样本类型", rng.choice(("组织", "外周血"))),
            Field("临床诊断", case.diagnosis),
        ],
        columns=3,
    )
    genes = rng.sample(
        ("EGFR", "ALK", "KRAS", "BRAF", "HER2", "ROS1", "MET", "BRCA1", "BRCA2", "TP53", "PIK3CA", "NTRK1"), 7
    )
    sheet.table(
        ("基因", "检测区域", "检测结果", "变异频率"),
        (2, 2, 3, 2),
        [
            [
                gene,
                f"第{rng.randrange(2, 30)}外显子",
                rng.choice(("未检出突变", "野生型", "检出错义突变")),
                rng.choice(("-", f"{rng.uniform(1, 40):.1f}%")),
            ]
            for gene in genes
        ],
    )
    sheet.section("结果解读", "本次检测未见明确具有临床意义的变异，请结合临床综合判断。", inline=False)
    sheet.section("检测方法", rng.choice(("高通量测序（NGS）", "荧光定量PCR法", "Sanger测序")))
    sheet.signature("检测者", case.stay.doctor)
    sheet.stamp(case.hospital.name, "hospital_report", centre="检验检测专用章")
    return sheet.footers()
