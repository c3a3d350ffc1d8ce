"""Papers about disability and death."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import words
from prereview.synthesis.options import Options
from prereview.synthesis.papers.events import Letter, letter, who
from prereview.synthesis.sheet import Field, Sheet

_LEVELS = "一二三四五六七八九十"
_STANDARDS = ("人身保险伤残评定标准", "人身保险伤残评定标准及代码")
_INJURY_STANDARD = "人体损伤致残程度分级"  # what motor liability is measured by


def death_field(case: Case) -> Field:
    """When the person died."""
    return Field("死亡日期", f"{case.death:%Y年%m月%d日}", "death_date", case.death.isoformat())


def disability_appraisal(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """司法鉴定意见书: several sections over one or two pages, level and standard named."""
    sheet = Sheet(rng, draw_house(rng), options=options)
    appraiser = case.hospital.city + rng.choice(words("appraisers"))
    level = rng.choice(_LEVELS[4:])
    right = (_INJURY_STANDARD,) if options.motor else _STANDARDS if options.line else (*_STANDARDS, _INJURY_STANDARD)
    standard = f"《{options.standard or rng.choice(right)}》"
    sheet.heading(
        appraiser,
        rng.choice(("司法鉴定意见书", "法医临床司法鉴定意见书", "伤残鉴定意见书", "伤残评定意见书")),
        fact="appraiser",
    )
    sheet.line(
        f"{case.hospital.city[:2]}司鉴所[{case.claim_day:%Y}]临鉴字第{rng.randrange(100, 999)}号",
        x=sheet.size[0] * 0.42,
    )
    sheet.line("一、基本情况", bold=True)
    sheet.fields(
        _disability_appraisal_fields(sheet, case, rng),
        columns=2,
    )
    sheet.line("二、基本案情", bold=True)
    sheet.paragraph(
        (
            f"据委托书及送检材料载：{case.accident.day:%Y年%m月%d日}，"
            f"{case.person.name}{case.accident.text}，后至{case.hospital.name}治疗。"
        ),
        indent=2,
    )
    sheet.line("三、资料摘要", bold=True)
    sheet.paragraph(
        (
            f"{case.hospital.name}出院记录（住院号{case.stay.inpatient_number}）摘录："
            f"因“{case.disease.complaint}”入院。{case.disease.exam}。诊断：{case.disease.name}。{case.disease.care}。"
        ),
        indent=2,
    )
    _appraisal_reasons(sheet, case, standard, level)
    return _appraisal_opinion(sheet, case, rng, appraiser, level)


def _appraisal_reasons(sheet: Sheet, case: Case, standard: str, level: str) -> None:
    sheet.line("四、鉴定过程", bold=True)
    sheet.paragraph(
        (
            f"检验方法：按照{standard}及法医临床检验规范进行。体格检查：步入检查室，神志清，对答切题"
            f"。{case.disease.exam}。阅片所见：{case.disease.film}片示{case.disease.name}术后改变。"
        ),
        indent=2,
    )
    sheet.line("五、分析说明", bold=True)
    sheet.paragraph(
        (
            f"被鉴定人{case.person.name}因外伤致{case.disease.name}，经治疗后遗"
            f"留功能障碍，参照{standard}相应条款之规定，构成{level}级伤残。"
        ),
        indent=2,
        fact=("appraisal_standard", standard.strip("《》")),
    )


def _disability_appraisal_fields(sheet: Sheet, case: Case, rng: Random) -> list[Field]:
    return [
        Field("委托人", rng.choice((case.policy.insurer, case.person.name))),
        Field("委托事项", "伤残等级评定"),
        Field("受理日期", sheet.day(case.claim_day - timedelta(days=9))),
        Field("被鉴定人", case.person.name, "name"),
        Field("身份证号", case.person.id_number, "id_number"),
        Field("性别", case.person.sex, "sex"),
    ]


def _appraisal_opinion(sheet: Sheet, case: Case, rng: Random, appraiser: str, level: str) -> list[Canvas]:
    sheet.line("六、鉴定意见", bold=True)
    sheet.paragraph(
        f"被鉴定人{case.person.name}的损伤构成{level}级伤残。",
        indent=2,
        fact=("appraisal_level", str(_LEVELS.index(level) + 1)),
    )
    for _ in range(2):
        sheet.signature("司法鉴定人", rng.choice((case.stay.doctor, case.stay.chief)))
    closed = case.claim_day - timedelta(days=2)
    sheet.line(sheet.day(closed), x=sheet.size[0] * 0.58, fact=("issue_date", closed.isoformat()))
    sheet.stamp(appraiser, "appraisal", centre="司法鉴定专用章")
    return sheet.footers()


def work_capacity_appraisal(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """劳动能力鉴定结论书."""
    office = f"{case.hospital.city}劳动能力鉴定委员会"
    level = rng.choice(_LEVELS[3:])
    body = [
        (
            f"根据《工伤保险条例》第二十五条规定，经鉴定，{case.person.name}"
            f"的劳动功能障碍程度为{level}级，生活自理障碍等级：无。"
        ),
        "如对本结论不服，可自收到之日起十五日内向上一级劳动能力鉴定委员会申请再次鉴定。",
    ]
    fields = [
        *who(case)[:3],
        Field("用人单位", rng.choice(words("companies"))),
        Field("伤情诊断", case.disease.name, "diagnosis"),
        Field("伤残等级", f"{level}级", "appraisal_level", str(_LEVELS.index(level) + 1)),
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("劳动能力鉴定结论书", "初次劳动能力鉴定结论书", "劳动能力鉴定结论通知书")),
            body=body,
            issuer=office,
            kind="authority",
            centre="劳动能力鉴定专用章",
            number=f"劳鉴字〔{case.claim_day:%Y}〕{rng.randrange(10, 999)}号",
            fields=fields,
        ),
    )


def total_disability_appraisal(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """全残鉴定书."""
    appraiser = rng.choice((case.hospital.name, case.hospital.city + rng.choice(words("appraisers"))))
    body = [
        (
            f"被鉴定人{case.person.name}，"
            f"因{case.disease.name}于{case.stay.admission:%Y年%m月%d日}起在"
            f"{case.hospital.name}治疗，治疗期结束后仍遗留严重功能障碍。"
        ),
        (
            f"经检查：双上肢肌力{rng.choice('12')}级，日常生活活动能力评定（ADL）完全依赖"
            f"他人，符合保险合同约定之身体全残标准第{rng.choice('一二三四五六七八')}项。"
        ),
        "鉴定结论：构成身体全残。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("身体全残鉴定书", "全残鉴定书", "全残鉴定证明")),
            body=body,
            issuer=appraiser,
            kind="appraisal",
            centre="鉴定专用章",
            signers=("鉴定医师",),
            fields=who(case)[:3],
        ),
    )


def death_certificate_medical(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """居民死亡医学证明（推断）书: the boxed national form."""
    sheet = Sheet(rng, draw_house(rng), options=options, size=rng.choice(((210.0, 297.0), (297.0, 210.0))))
    sheet.heading(
        rng.choice((case.hospital.name, "")),
        rng.choice(("居民死亡医学证明（推断）书", "居民死亡医学证明(推断)书", "死亡医学证明书")),
    )
    person = case.person
    rows = [
        Field("死者姓名", person.name, "name"),
        Field("性别", person.sex, "sex"),
        Field("民族", person.nationality),
        Field("国家或地区", "中国"),
        Field("有效身份证件号码", person.id_number, "id_number"),
        Field("年龄", f"{person.age_on(case.death)}岁", "age", str(person.age_on(case.death))),
        Field("婚姻状况", "已婚"),
        Field("出生日期", f"{person.birth_date:%Y年%m月%d日}", "birth_date", person.birth_date.isoformat()),
        Field("文化程度", "高中"),
        Field("个人身份", person.occupation),
        death_field(case),
        Field("死亡地点", rng.choice(("医疗卫生机构", "家中", "来院途中"))),
        Field("户籍地址", person.address, "address"),
        Field("可联系的家属姓名", case.relative.name),
        Field("联系电话", case.relative.phone),
    ]
    sheet.fields(rows, columns=rng.choice((2, 3)), style=rng.choice(("boxed", "boxed", "underline")))
    _causes_of_death(sheet, case, rng)
    return sheet.footers()


def _causes_of_death(sheet: Sheet, case: Case, rng: Random) -> None:
    causes = (
        (f"（a）直接死亡原因：{rng.choice(('呼吸循环衰竭', '多器官功能衰竭', '颅脑损伤', '心源性猝死'))}", "2天"),
        (f"（b）引起（a）的疾病或情况：{case.disease.name}", "1月"),
        ("（c）引起（b）的疾病或情况：", ""),
        ("（d）引起（c）的疾病或情况：", ""),
    )
    sheet.table(
        ("致死的主要疾病诊断", "疾病名称", "发病至死亡大概间隔时间"),
        (2, 5, 3),
        [["I", text, span] for text, span in causes],
    )
    sheet.fields(
        [
            Field("生前主要疾病最高诊断单位", case.hospital.grade),
            Field("最高诊断依据", rng.choice(("临床", "临床+理化", "病理"))),
            Field("医师签名", case.stay.doctor),
            Field("填表日期", f"{case.death:%Y年%m月%d日}", "issue_date", case.death.isoformat()),
        ],
        columns=2,
    )
    sheet.stamp(case.hospital.name, "hospital_records", centre="死亡证明专用章")


def death_certificate_other(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """死亡证明 by a community, a village or the police."""
    district = case.person.authority.split("公安局")[0]
    maker = rng.choice((district + "村民委员会", district + "社区居民委员会", case.person.authority + "城关派出所"))
    body = [
        (
            f"兹证明{case.person.name}，{case.person.sex}，{case.person.birth_date:%Y年%m月%d日}出生，身份"
            f"证号码{case.person.id_number}，系我辖区居民，"
            f"于{case.death:%Y年%m月%d日}因{rng.choice((case.disease.name, '病', '意外'))}"
            f"在{rng.choice(('家中', '医院'))}死亡。"
        ),
        "特此证明。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("死亡证明", "死亡证明书", "居民死亡证明")),
            body=body,
            issuer=maker,
            kind="authority",
            fields=[Field("死亡日期", f"{case.death:%Y-%m-%d}", "death_date", case.death.isoformat())]
            if rng.random() < 0.5
            else (),
        ),
    )


def autopsy_report(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """尸体检验报告."""
    body = [
        (
            f"一、绪论：委托单位{case.hospital.city}公安局，被鉴定人{case.person.name}，检验"
            f"日期{case.death + timedelta(days=2):%Y年%m月%d日}，检验地点为殡仪馆解剖室。"
        ),
        (
            f"二、尸表检验：男性或女性尸体一具，尸长{rng.randrange(152, 186)}"
            "cm，尸斑位于背侧未受压处，指压不褪色，角膜混浊。"
        ),
        "三、解剖检验：颅骨完整，硬膜外及硬膜下未见出血，心脏重量增加，冠状动脉管腔狭窄。",
        (
            "四、分析说明：根据检验所见，结合案情，"
            f"{case.person.name}符合{rng.choice(('冠心病急性发作死亡', '颅脑损伤死亡', '机械性窒息死亡'))}。"
        ),
        "五、鉴定意见：如上所述。",
    ]
    return letter(
        case,
        rng,
        options,
        Letter(
            title=rng.choice(("尸体检验报告", "法医学尸体检验鉴定书", "尸检报告", "尸体检验鉴定意见书")),
            body=body,
            issuer=case.hospital.city + rng.choice(words("appraisers")),
            kind="appraisal",
            centre="司法鉴定专用章",
            signers=("鉴定人",),
            fields=[
                Field("死者姓名", case.person.name, "name"),
                Field("死亡日期", f"{case.death:%Y-%m-%d}", "death_date", case.death.isoformat()),
            ],
        ),
    )
