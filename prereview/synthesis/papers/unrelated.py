"""Pages that are no claim material: they teach the classifier what it does not know."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from prereview.synthesis.canvas import Canvas, Picture, Text
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import load_library, words
from prereview.synthesis.options import Options
from prereview.synthesis.papers.unrelated_english import english_page, english_slip
from prereview.synthesis.papers.unrelated_media import (
    calendar_page,
    certificate,
    chat_screen,
    film,
    hand_notes,
    menu,
    product_box,
    sign_board,
    slide,
    ticket_stub,
    web_page,
)
from prereview.synthesis.papers.unrelated_text import prose
from prereview.synthesis.sheet import Field, Sheet


def unrelated(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """One page of any unrelated kind."""
    draw = rng.choice(
        (
            _article,
            _article,
            _article,
            _notice,
            menu,
            _receipt,
            chat_screen,
            _exercise,
            slide,
            _form,
            english_page,
            english_page,
            calendar_page,
            product_box,
            sign_board,
            film,
            _letter_red,
            ticket_stub,
            _near_medical,
            _near_insurance,
            certificate,
            web_page,
            hand_notes,
        )
    )
    return [draw(case, rng)]


def _sheet(rng: Random, size: tuple[float, float] = (210.0, 297.0)) -> Sheet:
    return Sheet(rng, draw_house(rng), size=size, single=True)


def _article(case: Case, rng: Random) -> Canvas:
    """A page of a book, a newspaper or a manual: body text, often starting in mid-sentence."""
    sheet = _sheet(rng, rng.choice(((210.0, 297.0), (148.0, 210.0), (130.0, 190.0), (297.0, 210.0))))
    topics = load_library("unrelated")
    topic = rng.choice(topics["article_topics"])
    if rng.random() < 0.6:
        sheet.centred(rng.choice(topics["article_titles"][topic]), sheet.house.size * rng.uniform(1.3, 2.0))
    if rng.random() < 0.4:
        sheet.line(f"第{rng.randrange(1, 20)}章" + rng.choice(("", " 概述", " 基本原理")), bold=True)
    for _ in range(rng.randrange(2, 8)):
        if sheet.y > sheet.size[1] * 0.8:
            break
        sheet.paragraph(prose(rng, topic, rng.randrange(2, 7)), indent=2)
        if rng.random() < 0.15 and sheet.y < sheet.size[1] * 0.6:
            sheet.canvas.add(
                Picture(
                    sheet.house.margin, sheet.y, 80, 50, rng.choice(("road", "tissue", "waves")), rng.randrange(10**6)
                )
            )
            sheet.y += 55
    sheet.canvas.add(Text(sheet.size[0] / 2, sheet.size[1] - 10, str(rng.randrange(1, 400)), 3.2))
    return sheet.pages[0]


def _notice(case: Case, rng: Random) -> Canvas:
    sheet = _sheet(rng)
    title = rng.choice(
        (
            "通知",
            "停水通知",
            "物业管理公告",
            "关于召开家长会的通知",
            "招聘启事",
            "会议纪要",
            "关于调整作息时间的通知",
            "公示",
            "温馨提示",
            "关于开展安全检查的通知",
            "放假通知",
            "倡议书",
        )
    )
    sheet.heading(rng.choice((*words("companies"), "")), title)
    sheet.line(rng.choice(("各部门：", "尊敬的业主：", "各位家长：", "全体员工：")))
    for _ in range(rng.randrange(1, 4)):
        sheet.paragraph(prose(rng, "notice", rng.randrange(2, 4)), indent=2)
    sheet.line(rng.choice(words("companies")), x=110)
    sheet.line(sheet.day(case.claim_day), x=120)
    if rng.random() < 0.6:
        sheet.stamp(rng.choice(words("companies")), "company")
    return sheet.canvas


def _letter_red(case: Case, rng: Random) -> Canvas:
    """红头文件."""
    sheet = _sheet(rng)
    sheet.y = 30
    sheet.centred(
        f"{case.hospital.city}{rng.choice(('教育局', '人民政府办公室', '住房和城乡建设局', '交通运输局'))}文件",
        11,
        colour=(210, 30, 30),
    )
    sheet.centred(f"{case.hospital.city[0]}政发〔{case.claim_day:%Y}〕{rng.randrange(1, 99)}号", 4.2, family="song")
    sheet.canvas.rule(20, sheet.y, 190, sheet.y, width=0.8, colour=(210, 30, 30))
    sheet.y += 10
    sheet.centred(
        rng.choice(("关于印发年度工作要点的通知", "关于进一步加强道路管理的意见", "关于表彰先进单位的决定")), 6
    )
    for _ in range(4):
        sheet.paragraph(prose(rng, "notice", 3), indent=2)
    return sheet.pages[0]


def _receipt(case: Case, rng: Random) -> Canvas:
    """A shop till slip: same shape as a pharmacy's, other goods."""
    width = rng.choice((58.0, 76.0, 80.0))
    sheet = Sheet(
        rng,
        replace(draw_house(rng), size=3.0, margin=4, leading=1.35, table="bare", fields="plain"),
        size=(width, rng.uniform(110, 190)),
        single=True,
    )
    if rng.random() < 0.3:
        return english_slip(sheet, rng)
    sheet.centred(
        rng.choice(("好又多超市", "惠邻便利店", "老城饭庄", "星语咖啡", "百川加油站", "快捷酒店", "童趣书店")), 4.4
    )
    sheet.line(f"收银员:{rng.randrange(1, 30):03d}  机号:{rng.randrange(1, 9)}")
    total = 0.0
    for name in rng.sample(load_library("unrelated")["goods"], rng.randrange(4, 11)):
        price, count = rng.uniform(2, 60), rng.randrange(1, 4)
        total += round(price, 2) * count
        sheet.line(f"{name}  {count} x {price:.2f}  {round(price, 2) * count:.2f}")
    sheet.line(f"合计: {total:.2f}", bold=True)
    sheet.line(f"实收: {total:.2f}  找零: 0.00")
    sheet.line(f"{case.claim_day:%Y-%m-%d} {rng.randrange(8, 22)}:{rng.randrange(10, 59)}")
    sheet.line(rng.choice(("谢谢惠顾，欢迎再次光临", "请保留小票以便退换", "扫码开具电子发票")))
    return sheet.canvas


def _exercise(case: Case, rng: Random) -> Canvas:
    sheet = _sheet(rng, rng.choice(((148.0, 210.0), (184.0, 260.0))))
    sheet.centred(
        rng.choice(("练习题", "期中测试卷", "第三单元测试", "习题1.2", "数学作业", "看图写话", "课后练习")), 6
    )
    for number in range(1, rng.randrange(6, 14)):
        kind, a, b = rng.randrange(5), rng.randrange(2, 99), rng.randrange(2, 99)
        sheet.line(
            (
                f"{number}. 计算：{a} + {b} = ______",
                f"{number}. 解方程 {a % 9 + 2}x + {b} = {a * 3}",
                f"{number}. 选择正确的读音填空（   ）",
                f"{number}. 已知函数 y = {a % 9 + 1}x² - {b}，求其最小值。",
                f"{number}. 小明有{a}个苹果，送给小红{b % a}个，还剩几个？",
            )[kind]
        )
        sheet.y += rng.uniform(1, 8)
        if sheet.y > sheet.size[1] - 25:
            break
    return sheet.pages[0]


def _form(case: Case, rng: Random) -> Canvas:
    """A form of another trade: same furniture as our papers, other words."""
    sheet = _sheet(rng)
    kinds = load_library("unrelated")["forms"]
    title = rng.choice(list(kinds))
    sheet.heading(rng.choice((*words("companies"), "")), title)
    labels = kinds[title].split()
    sheet.fields(
        [
            Field(
                label,
                rng.choice(
                    (
                        case.other.name,
                        sheet.day(case.claim_day),
                        str(rng.randrange(10, 9999)),
                        "",
                        rng.choice(words("companies")),
                    )
                ),
            )
            for label in labels
        ],
        columns=rng.choice((2, 2, 3)),
    )
    _form_rows_and_foot(sheet, case, rng)
    return sheet.pages[0]


def _form_rows_and_foot(sheet: Sheet, case: Case, rng: Random) -> None:
    if rng.random() < 0.6:
        sheet.table(
            ("序号", "名称", "数量", "单价", "金额"),
            (1, 4, 1, 1.5, 1.5),
            [
                [
                    str(number),
                    name,
                    str(rng.randrange(1, 20)),
                    f"{rng.uniform(2, 300):.2f}",
                    f"{rng.uniform(20, 3000):.2f}",
                ]
                for number, name in enumerate(rng.sample(load_library("unrelated")["goods"], rng.randrange(3, 9)), 1)
            ],
        )
    sheet.signature(rng.choice(("经办人", "负责人签字", "申请人")), case.other.name)
    if rng.random() < 0.4:
        sheet.stamp(rng.choice(words("companies")), "company")


def _near_medical(case: Case, rng: Random) -> Canvas:
    """Hospital paper no checklist knows: consent forms, leaflets, appointment slips, nursing sheets, textbooks."""
    sheet = _sheet(rng)
    title = rng.choice(
        (
            "手术知情同意书",
            "输血治疗知情同意书",
            "健康教育处方",
            "预约挂号单",
            "候诊须知",
            "体温单",
            "护理记录单",
            "住院须知",
            "陪护证",
            "科室排班表",
            "疫苗接种告知书",
            "医院简介",
            "导诊单",
            "药品说明书",
            "饮食指导",
            "病人满意度调查表",
            "核酸检测登记表",
            "腕带",
            "膳食医嘱单",
        )
    )
    sheet.heading(case.hospital.name if rng.random() < 0.7 else "", title)
    if rng.random() < 0.6:
        sheet.fields(
            [
                Field("姓名", case.person.name),
                Field("科室", case.disease.department),
                Field("日期", sheet.day(case.stay.visit)),
            ],
            columns=3,
        )
    for _ in range(rng.randrange(1, 6)):
        sheet.paragraph(prose(rng, "care", rng.randrange(1, 4)), indent=2)
    if rng.random() < 0.4:
        sheet.signature("患者签名", case.person.name)
    return sheet.pages[0]


def _near_insurance(case: Case, rng: Random) -> Canvas:
    """Insurance paper that is no claim material: brochures, clauses, questionnaires, bank slips."""
    sheet = _sheet(rng)
    title = rng.choice(
        (
            "保险条款",
            "产品宣传页",
            "投保须知",
            "健康告知问卷",
            "理赔服务指南",
            "理赔须知",
            "客户满意度调查",
            "投保提示书",
            "业务员展业证",
            "还款计划表",
            "贷款合同",
            "租房合同",
            "劳动合同",
            "商品房买卖合同",
        )
    )
    sheet.heading(case.policy.insurer if "合同" not in title else "", title)
    for number in range(rng.randrange(3, 9)):
        sheet.paragraph(f"第{'一二三四五六七八九'[number]}条 " + prose(rng, "clause", rng.randrange(1, 3)))
    return sheet.pages[0]


def blank(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """An empty page, sometimes with a speck, a page number or show-through."""
    canvas = Canvas(paper=rng.choice(((255, 255, 255), (250, 250, 246))))
    if rng.random() < 0.3:
        canvas.add(Text(104, 285, str(rng.randrange(1, 20)), 3.0))
    return [canvas]
