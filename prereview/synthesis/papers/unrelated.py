"""Pages that are no claim material: they teach the classifier what it does not know."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from prereview.synthesis.canvas import Canvas, Picture, Stamp, Text, wrap
from prereview.synthesis.case import Case
from prereview.synthesis.library import load_library, words
from prereview.synthesis.sheet import Field, Options, Sheet, draw_house, scribbles


def prose(rng: Random, topic: str, sentences: int) -> str:
    """Sentences of a topic from the phrase library, with numbers and names filled in."""
    pool = load_library("unrelated")["topics"][topic]
    chosen = [rng.choice(pool) for _ in range(sentences)]
    text = "".join(chosen) if not pool[0].isascii() else " ".join(chosen)
    while "◇" in text:
        text = text.replace("◇", str(rng.randrange(1, 99)), 1)
    return text.replace("◆", rng.choice(words("companies")))


def unrelated(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """One page of any unrelated kind."""
    draw = rng.choice(
        (
            _article,
            _article,
            _article,
            _notice,
            _menu,
            _receipt,
            _chat,
            _exercise,
            _slide,
            _form,
            _english,
            _english,
            _calendar,
            _box,
            _sign,
            _film,
            _letter_red,
            _ticket_stub,
            _near_medical,
            _near_insurance,
            _certificate,
            _web,
            _photo,
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


def _menu(case: Case, rng: Random) -> Canvas:
    sheet = _sheet(rng, (148, 210))
    sheet.centred(rng.choice(("今日菜单", "家常菜馆", "价目表", "外卖点餐单", "饮品单")), 8)
    for dish in rng.sample(load_library("unrelated")["dishes"], rng.randrange(8, 16)):
        sheet.canvas.add(Text(20, sheet.y, dish, 4.2, "hei"))
        sheet.canvas.add(Text(115, sheet.y, f"{rng.choice(('￥', ''))}{rng.randrange(8, 128)}", 4.2, "hei"))
        sheet.y += 8.5
    return sheet.canvas


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
        return _english_receipt(sheet, rng)
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


def _english_receipt(sheet: Sheet, rng: Random) -> Canvas:
    sheet.house = replace(sheet.house, body="sans")
    sheet.centred(rng.choice(("CORNER MARKET", "BLUE CAFE", "PHO HOUSE", "HARBOUR BOOKS")), 4.4, family="sans")
    total = 0.0
    for name in rng.sample(
        (
            "Beef noodle",
            "Iced coffee",
            "Spring roll",
            "Water",
            "Muffin",
            "Orange juice",
            "Notebook",
            "Nasi goreng",
            "Milk tea",
        ),
        5,
    ):
        price = rng.uniform(1, 30)
        total += price
        sheet.line(f"{rng.randrange(1, 3)}x {name}  {price:.2f}")
    for label, share in (("SUBTOTAL", 1.0), ("TAX", 0.09), ("TOTAL", 1.09)):
        sheet.line(f"{label}   {total * share:.2f}")
    sheet.line("THANK YOU")
    return sheet.canvas


def _chat(case: Case, rng: Random) -> Canvas:
    """A messenger screenshot."""
    canvas = Canvas(72, 150, (237, 237, 237))
    canvas.add(Text(28, 4, rng.choice(("妈妈", "工作群(12)", case.other.name, "快递小哥", "同学会")), 3.6, "hei"))
    y = 14.0
    while y < 138:
        text, mine = rng.choice(load_library("unrelated")["topics"]["chat"]), rng.random() < 0.5
        for piece in wrap(text, 46, 3.3, "hei"):
            canvas.add(Text(14 if not mine else 20, y, piece, 3.3, "hei"))
            y += 5
        y += 6
        if rng.random() < 0.2:
            canvas.add(
                Text(
                    30,
                    y,
                    f"{rng.choice(('上午', '下午', '昨天'))} {rng.randrange(1, 12)}:{rng.randrange(10, 59)}",
                    2.6,
                    "hei",
                    (150, 150, 150),
                )
            )
            y += 6
    return canvas


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


def _slide(case: Case, rng: Random) -> Canvas:
    canvas = Canvas(254, 143, rng.choice(((255, 255, 255), (30, 60, 120), (245, 245, 240))))
    ink = (245, 245, 245) if canvas.paper[0] < 100 else (30, 40, 60)
    canvas.add(
        Text(
            20,
            14,
            rng.choice(
                (
                    "第三讲 合同的订立",
                    "项目进度汇报",
                    "市场分析与展望",
                    "课程总结",
                    "民法基础知识",
                    "年度计划",
                    "学习目标",
                )
            ),
            10,
            "hei",
            ink,
        )
    )
    for index in range(rng.randrange(3, 7)):
        canvas.add(
            Text(
                28,
                42 + index * 15,
                "• " + prose(rng, rng.choice(("law", "business", "science")), 1)[:26],
                6.2,
                "hei",
                ink,
            )
        )
    return canvas


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
    return sheet.pages[0]


def _english(case: Case, rng: Random) -> Canvas:
    """English: commercial invoices, articles, letters, manuals."""
    sheet = _sheet(rng, rng.choice(((210.0, 297.0), (216.0, 279.0))))
    sheet.house = replace(
        sheet.house, body=rng.choice(("sans", "roman")), title=rng.choice(("sans", "roman")), colon=": ", fields="plain"
    )
    if rng.random() < 0.5:
        sheet.heading(
            rng.choice(
                (
                    "Northwind Cloud Services Inc.",
                    "Blue Harbor Electronics BV",
                    "Alder & Finch GmbH",
                    "Granite Office Supply",
                )
            ),
            rng.choice(("Invoice", "INVOICE", "Tax Invoice", "Order confirmation", "Statement", "Packing slip")),
        )
        sheet.fields(
            [
                Field("Invoice Number", str(rng.randrange(10**6, 10**8))),
                Field("Invoice Date", f"{case.claim_day:%B %d, %Y}"),
                Field("Bill to", rng.choice(("Attn: Accounts", "Harbor Ltd."))),
                Field("Customer No", str(rng.randrange(1000, 99999))),
                Field("Due date", f"{case.claim_day:%d-%m-%Y}"),
            ],
            columns=2,
        )
        sheet.table(
            ("Description", "Qty", "Unit price", "VAT", "Amount"),
            (5, 1, 2, 1, 2),
            [
                [
                    rng.choice(
                        (
                            "Cloud compute usage",
                            "USB-C cable",
                            "Support plan",
                            "Coffee machine",
                            "Data transfer",
                            "Office chair",
                            "Spare part kit",
                        )
                    ),
                    str(rng.randrange(1, 9)),
                    f"{rng.uniform(2, 400):.2f}",
                    "21%",
                    f"{rng.uniform(2, 900):.2f}",
                ]
                for _ in range(rng.randrange(1, 8))
            ],
        )
        sheet.line(f"Total amount due  {rng.choice(('USD', 'EUR', '$'))} {rng.uniform(20, 4000):.2f}", x=110)
    else:
        sheet.centred(
            rng.choice(
                ("User Guide", "Meeting Notes", "Chapter Two", "Terms of Service", "Abstract", "Recipe of the day")
            ),
            7,
        )
    for _ in range(rng.randrange(1, 5)):
        sheet.paragraph(prose(rng, "english", rng.randrange(3, 7)))
    return sheet.pages[0]


def _calendar(case: Case, rng: Random) -> Canvas:
    canvas = Canvas(210, 150)
    canvas.add(Text(70, 8, f"{case.claim_day.year}年 {rng.randrange(1, 13)}月", 9, "hei"))
    for column, day in enumerate("日一二三四五六"):
        canvas.add(Text(14 + column * 27, 28, day, 5, "hei"))
    for number in range(1, 31):
        cell = number + case.claim_day.day % 7
        canvas.add(Text(14 + (cell % 7) * 27, 40 + (cell // 7) * 18, str(number), 5.5, "hei"))
        canvas.add(
            Text(
                12 + (cell % 7) * 27,
                47 + (cell // 7) * 18,
                rng.choice(("初一", "十五", "立春", "初八", "廿三", "国庆节", "元旦", "")),
                2.8,
                "hei",
            )
        )
    return canvas


def _box(case: Case, rng: Random) -> Canvas:
    """The face of a product box or a leaflet, medicine boxes among them."""
    canvas = Canvas(120, rng.uniform(60, 160), rng.choice(((255, 255, 255), (235, 245, 255), (250, 240, 230))))
    drug = rng.choice(case.disease.drugs)
    y = 6.0
    if rng.random() < 0.5:
        rows = [
            drug,
            "【成份】本品主要成份为" + drug,
            "【性状】本品为薄膜衣片",
            "【适应症】见说明书",
            "【规格】" + rng.choice(load_library("medicine")["drug_forms"]),
            "【贮藏】密封，置阴凉干燥处",
            "【用法用量】口服，遵医嘱",
            f"国药准字H{rng.randrange(10**7, 10**8)}",
            "【不良反应】偶见恶心、皮疹",
            "生产企业：" + rng.choice(words("companies")),
        ]
    else:
        rows = [
            rng.choice(load_library("unrelated")["goods"]),
            "配料：小麦粉、白砂糖、食用盐",
            f"净含量：{rng.randrange(50, 900)}克",
            "保质期：12个月",
            "贮存条件：阴凉干燥处",
            "产品标准号：GB/T 20977",
            "营养成分表  能量 1850kJ",
        ]
    for index, row in enumerate(rows):
        for piece in wrap(row, 105, 7.0 if not index else 3.6, "hei"):
            canvas.add(Text(6, y, piece, 7.0 if not index else 3.6, "hei"))
            y += 11 if not index else 6
    return canvas


def _sign(case: Case, rng: Random) -> Canvas:
    """A road sign, a door plate, a plaque: few large characters."""
    canvas = Canvas(180, 120, rng.choice(((20, 60, 150), (200, 170, 90), (20, 110, 60), (150, 30, 30))))
    lines = rng.choice(
        (
            ("人民路", "RENMIN RD"),
            ("前方施工", "减速慢行"),
            ("先进单位", "二〇二一年"),
            ("停车场", "P"),
            ("诚信经营示范店",),
            (rng.choice(words("schools")),),
            ("禁止吸烟",),
            ("出口 2km", "东环高速"),
            ("办公室", "301"),
        )
    )
    for index, text in enumerate(lines):
        size = min(28.0, 150 / len(text))
        canvas.add(Text(15, 25 + index * 40, text, size, "hei", (240, 240, 240)))
    return canvas


def _film(case: Case, rng: Random) -> Canvas:
    """An X-ray film: dark picture, a few marks, no report."""
    canvas = Canvas(150, 180, (8, 8, 10))
    canvas.add(Picture(0, 0, 150, 180, "film", rng.randrange(10**6)))
    for index, text in enumerate(
        rng.sample(
            (
                rng.choice("LR"),
                f"{rng.randrange(60, 120)}kV",
                f"{case.stay.visit:%Y%m%d}",
                "PA",
                "SE:2 IM:14",
                f"W:{rng.randrange(200, 2000)}",
            ),
            rng.randrange(0, 4),
        )
    ):
        canvas.add(Text(6, 6 + index * 6, text, 4, "sans", (220, 220, 220)))
    return canvas


def _ticket_stub(case: Case, rng: Random) -> Canvas:
    """Cinema, park, parking and courier slips."""
    canvas = Canvas(120, 60, rng.choice(((255, 255, 255), (250, 235, 225), (230, 240, 250))))
    title = rng.choice(("电影票", "公园门票", "停车凭证", "快递单", "取餐凭证", "洗衣单", "彩票"))
    canvas.add(Text(8, 5, title, 6, "hei"))
    for index, row in enumerate(
        (
            f"编号：{rng.randrange(10**7, 10**9)}",
            f"{case.claim_day:%Y-%m-%d} {rng.randrange(8, 22)}:30",
            f"座位：{rng.randrange(1, 12)}排{rng.randrange(1, 20)}座",
            f"票价：{rng.randrange(10, 120)}元",
            "请妥善保管，遗失不补",
        )
    ):
        canvas.add(Text(8, 16 + index * 8, row, 3.8, "hei"))
    return canvas


def _near_medical(case: Case, rng: Random) -> Canvas:
    """Hospital paper that no checklist knows: consent forms, leaflets, appointment slips, nursing sheets, textbook pages."""
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


def _certificate(case: Case, rng: Random) -> Canvas:
    """Certificates of other kinds: diplomas, awards, trademarks, titles."""
    canvas = Canvas(297, 210, (252, 248, 236))
    canvas.frame(10, 10, 277, 190, line=1.2, colour=(180, 140, 60))
    title = rng.choice(
        (
            "荣誉证书",
            "毕业证书",
            "结业证书",
            "获奖证书",
            "聘书",
            "商标注册证",
            "房屋所有权证",
            "不动产权证书",
            "专利证书",
            "普通话水平测试等级证书",
            "职业技能等级证书",
        )
    )
    canvas.add(Text(148 - len(title) * 9, 35, title, 16, "kai", (170, 40, 30)))
    y = 85.0
    for piece in wrap(f"{case.other.name}同志：" + prose(rng, "honour", 2), 220, 8, "kai"):
        canvas.add(Text(38, y, piece, 8, "kai"))
        y += 14
    canvas.add(Text(180, 165, rng.choice(words("companies")), 7, "kai"))
    canvas.add(Stamp(190, 140, 42, 42, "round", "red", rng.choice(words("companies")), kind="company"))
    return canvas


def _web(case: Case, rng: Random) -> Canvas:
    """A web page or search screenshot."""
    canvas = Canvas(254, 170)
    canvas.add(
        Text(
            10,
            6,
            rng.choice(("首页  新闻  图片  视频  地图  更多", "搜索结果约 1,240,000 个", "全部 商品 店铺")),
            4,
            "hei",
            (80, 80, 90),
        )
    )
    for index in range(rng.randrange(3, 7)):
        y = 20 + index * 22
        canvas.add(
            Text(
                10,
                y,
                prose(rng, rng.choice(("science", "business", "law")), 1)[:28] + " - 百科",
                5,
                "hei",
                (30, 60, 180),
            )
        )
        canvas.add(Text(10, y + 7, prose(rng, rng.choice(("science", "business")), 1)[:46], 3.6, "hei"))
        canvas.add(Text(10, y + 12, f"www.example{rng.randrange(10, 99)}.com › article", 3.2, "sans", (20, 120, 60)))
    return canvas


def _photo(case: Case, rng: Random) -> Canvas:
    """Hand-written notes on lined paper."""
    canvas = Canvas(148, 210, (252, 250, 240))
    for index in range(22):
        canvas.rule(8, 20 + index * 8.4, 140, 20 + index * 8.4, width=0.1, colour=(150, 170, 200))
    for index in range(rng.randrange(3, 12)):
        if rng.random() < 0.3:
            for stroke in scribbles(rng, 14, 13 + index * 8.4, 5):
                canvas.add(stroke)
            continue
        canvas.add(
            Text(
                12,
                13.5 + index * 8.4,
                prose(rng, rng.choice(("chat", "science")), 1)[:20],
                5.4,
                "kai",
                (30, 40, 110),
                ink="hand",
            )
        )
    return canvas


def blank(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """An empty page, sometimes with a speck, a page number or show-through."""
    canvas = Canvas(paper=rng.choice(((255, 255, 255), (250, 250, 246))))
    if rng.random() < 0.3:
        canvas.add(Text(104, 285, str(rng.randrange(1, 20)), 3.0))
    return [canvas]
