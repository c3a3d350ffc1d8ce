"""Unrelated pictures and scraps: chats, slides, signs, films, tickets, screens, boxes."""

from __future__ import annotations

from random import Random

from prereview.synthesis.canvas import Canvas, Picture, Stamp, Text, wrap
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.library import load_library, words
from prereview.synthesis.papers.unrelated_text import prose
from prereview.synthesis.penmanship import scribbles
from prereview.synthesis.sheet import Sheet


def chat_screen(case: Case, rng: Random) -> Canvas:
    """A messenger screenshot."""
    canvas = Canvas(72, 150, (237, 237, 237))
    canvas.add(Text(28, 4, rng.choice(("妈妈", "工作群(12)", case.other.name, "快递小哥", "同学会")), 3.6, "hei"))
    y = 14.0
    while y < 138:
        text, mine = prose(rng, "chat", 1), rng.random() < 0.5
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


def slide(case: Case, rng: Random) -> Canvas:
    """A lecture slide."""
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
                "· " + prose(rng, rng.choice(("law", "business", "science")), 1)[:26],
                6.2,
                "hei",
                ink,
            )
        )
    return canvas


def calendar_page(case: Case, rng: Random) -> Canvas:
    """A calendar month."""
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


def product_box(case: Case, rng: Random) -> Canvas:
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


def sign_board(case: Case, rng: Random) -> Canvas:
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


def film(case: Case, rng: Random) -> Canvas:
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


def ticket_stub(case: Case, rng: Random) -> Canvas:
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


def certificate(case: Case, rng: Random) -> Canvas:
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


def web_page(case: Case, rng: Random) -> Canvas:
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


def hand_notes(case: Case, rng: Random) -> Canvas:
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


def menu(case: Case, rng: Random) -> Canvas:
    """A menu with prices."""
    sheet = Sheet(rng, draw_house(rng), size=(148, 210), single=True)
    sheet.centred(rng.choice(("今日菜单", "家常菜馆", "价目表", "外卖点餐单", "饮品单")), 8)
    for dish in rng.sample(load_library("unrelated")["dishes"], rng.randrange(8, 16)):
        sheet.canvas.add(Text(20, sheet.y, dish, 4.2, "hei"))
        sheet.canvas.add(Text(115, sheet.y, f"{rng.choice(('￥', ''))}{rng.randrange(8, 128)}", 4.2, "hei"))
        sheet.y += 8.5
    return sheet.canvas
