"""Several small papers on one sheet become pages of their own; one paper with white bands stays whole."""

from __future__ import annotations

from prereview.classification.sheets import separate_papers
from prereview.documents import BoundingBox, Line, Page, PageClass, Seal, number_lines

from .papers import page, sure

CARD = ("姓名 张三", "性别 男 民族 汉", "住址 某省某市", "公民身份号码 110101199001010000")
BACK = ("中华人民共和国", "居民身份证", "签发机关 某市公安局", "有效期限 2015.01.01-2035.01.01")
BANK = ("某某银行", "6222 0212 3456 7890 128", "借记卡")
BILL = ("医疗门诊收费票据", "票据号码:{}", "姓名:张三", "项目名称 金额", "金额合计(小写):120.00", "收款单位")


def sheet(*papers: tuple[BoundingBox, tuple[str, ...]]) -> Page:
    """Papers laid on a sheet, each with its lines evenly over its box."""
    lines = []
    for box, texts in papers:
        step = box.height / len(texts)
        for place, text in enumerate(texts):
            top = box.y0 + step * place
            lines.append(Line(text=text, bbox=BoundingBox(box.x0, top, box.x1, top + 0.02)))
    return page("").model_copy(update={"lines": number_lines(lines)})


def classify(one: Page) -> PageClass:
    """Tells the papers of these tests by their words, as the trained classifier does."""
    for words, doc_type in (("票据", "outpatient_invoice"), ("身份", "id_card"), ("6222", "bank_card")):
        if words in one.text:
            return sure(doc_type)
    return PageClass(doc_type="unknown", probability=0.9)


def parts(one: Page) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (verdict.doc_type, tuple(line.text for line in part.lines)) for part, verdict in separate_papers(one, classify)
    ]


def test_an_identity_card_and_a_bank_card_on_one_sheet_are_two_papers() -> None:
    both = sheet((BoundingBox(0.2, 0.1, 0.6, 0.3), CARD), (BoundingBox(0.2, 0.5, 0.6, 0.7), BANK))
    assert parts(both) == [("id_card", CARD), ("bank_card", BANK)]


def test_each_part_keeps_its_place_on_the_sheet_and_its_seals() -> None:
    both = sheet((BoundingBox(0.1, 0.1, 0.45, 0.3), CARD), (BoundingBox(0.55, 0.1, 0.9, 0.3), BANK))
    seal = Seal(bbox=BoundingBox(0.6, 0.12, 0.7, 0.2), colour="red")
    left, right = (part for part, _ in separate_papers(both.model_copy(update={"seals": (seal,)}), classify))
    assert left.region is not None and right.region is not None
    assert left.region.x1 < right.region.x0
    assert (left.seals, right.seals) == ((), (seal,))
    assert right.lines[0].start == 0 and right.lines[0].bbox.x0 == 0.55


def test_three_receipts_on_one_sheet_are_three_papers() -> None:
    bills = [tuple(text.format(f"0002801{number}") for text in BILL) for number in range(3)]
    places = [BoundingBox(0.1, top, 0.9, top + 0.2) for top in (0.02, 0.35, 0.68)]
    assert parts(sheet(*zip(places, bills, strict=True))) == [("outpatient_invoice", bill) for bill in bills]


def test_both_sides_of_one_card_on_a_sheet_are_one_paper() -> None:
    both = sheet((BoundingBox(0.2, 0.1, 0.6, 0.3), CARD), (BoundingBox(0.2, 0.5, 0.6, 0.7), BACK))
    assert len(parts(both)) == 1


def test_one_bill_with_white_bands_stays_whole() -> None:
    bill = tuple(text.format("00028016") for text in BILL)
    foot = ("票据专用章", "医疗门诊收费票据(收据联)")
    assert len(parts(sheet((BoundingBox(0.1, 0.1, 0.9, 0.4), bill), (BoundingBox(0.1, 0.8, 0.9, 0.9), foot)))) == 1


def test_a_form_that_names_a_card_is_left_alone() -> None:
    form = sheet(
        (BoundingBox(0.1, 0.05, 0.9, 0.3), ("理赔申请书", "公民身份号码 110101199001010000")),
        (BoundingBox(0.1, 0.6, 0.9, 0.8), ("领款账号", "6222 0212 3456 7890 128")),
    )
    assert len(separate_papers(form, lambda _: sure("claim_form"))) == 1


LEFT, RIGHT = BoundingBox(0.03, 0.05, 0.46, 0.9), BoundingBox(0.54, 0.05, 0.97, 0.9)
RECORD = ("出院记录", "姓名:张三", "住院号:20260001", *(f"第{n}天，患者一般情况好，予对症治疗" for n in range(8)))
PROOF = ("诊断证明书", "姓名:张三", "科室:内科", *(f"{n}、建议休息，定期复查血常规" for n in range(8)))


def spread(left: tuple[str, ...], right: tuple[str, ...]) -> Page:
    """Two pages side by side, their lines as they are read: row by row."""
    both = sheet((LEFT, left), (RIGHT, right))
    rows = sorted(both.lines, key=lambda line: (line.bbox.y0, line.bbox.x0))
    return both.model_copy(update={"lines": number_lines(tuple(rows)), "aspect": 1.41})


def by_title(one: Page) -> PageClass:
    for title, doc_type in (("出院记录", "discharge_summary"), ("诊断证明书", "diagnosis_certificate")):
        if title in one.text:
            return sure(doc_type)
    return PageClass(doc_type="unknown", probability=0.9)


def test_two_titled_pages_side_by_side_are_two_papers() -> None:
    found = separate_papers(spread(RECORD, PROOF), by_title)
    assert [(verdict.doc_type, tuple(line.text for line in part.lines)) for part, verdict in found] == [
        ("discharge_summary", RECORD),
        ("diagnosis_certificate", PROOF),
    ]


def test_of_an_open_booklet_the_left_page_comes_first() -> None:
    rest = tuple(f"第{n}天续，患者一般情况好，予对症治疗" for n in range(11))
    ((whole, verdict),) = separate_papers(spread(RECORD, rest), by_title)
    assert verdict.doc_type == "discharge_summary"
    assert tuple(line.text for line in whole.lines) == (*RECORD, *rest)
    assert whole.lines[1].start == len(RECORD[0]) + 1


def test_a_table_with_a_wide_gap_in_the_middle_stays_as_it_is() -> None:
    cells = tuple(f"药品{n}" for n in range(11))
    narrow = BoundingBox(0.54, 0.05, 0.6, 0.9)
    table = sheet((LEFT, ("出院记录", *cells[1:])), (narrow, cells))
    short = [line.model_copy(update={"bbox": line.bbox._replace(x1=line.bbox.x0 + 0.05)}) for line in table.lines[2:]]
    table = table.model_copy(update={"lines": number_lines((*table.lines[:2], *short)), "aspect": 1.41})
    assert separate_papers(table, by_title) == ((table, sure("discharge_summary")),)


def test_a_card_with_a_misread_number_is_still_one_beside_a_bill_without_a_number() -> None:
    card = ("某某银行", "6222 0212 3456 789O 128", "借记卡")
    bill = ("医疗门诊收费票据", "姓名:张三", "项目名称 金额", "合计(小写):120.00", "收款单位:某医院")
    both = sheet((BoundingBox(0.2, 0.1, 0.6, 0.3), card), (BoundingBox(0.2, 0.5, 0.6, 0.8), bill))
    assert parts(both) == [("bank_card", card), ("outpatient_invoice", bill)]


def test_a_card_whose_number_was_not_read_is_still_a_card_beside_a_bill() -> None:
    card = ("某某银行", "储蓄卡", "UnionPay", "6222")
    bill = tuple(text.format("00028019") for text in BILL)
    both = sheet((BoundingBox(0.2, 0.1, 0.6, 0.3), card), (BoundingBox(0.1, 0.5, 0.9, 0.8), bill))
    assert parts(both) == [("bank_card", card), ("outpatient_invoice", bill)]


def test_the_face_of_a_card_is_not_parted_from_its_number() -> None:
    card = ("某某银行", "储蓄卡 6222", "UnionPay", "6222 0212 3456 7890 128")
    assert parts(sheet((BoundingBox(0.1, 0.1, 0.9, 0.9), card))) == [("bank_card", card)]


def test_an_identity_number_is_no_card_number() -> None:
    lost = ("某某银行", "6222 0212 3456' 7890 128", "借记卡")
    three = sheet((BoundingBox(0.2, 0.05, 0.6, 0.2), lost), (BoundingBox(0.2, 0.4, 0.6, 0.55), CARD))
    assert parts(three) == [("bank_card", lost), ("id_card", CARD)]


def test_a_tax_invoice_is_not_cut_at_its_total() -> None:
    upper = ("增值税普通发票", "发票号码:89336687", "购买方 名称:张三", "*鉴证咨询服务*鉴定费 1 1226.42 1226.42")
    lower = ("价税合计(小写):¥1300.00", "销售方 名称:某鉴定中心", "收款人:李四", "发票专用章 20250628")

    def as_tax_invoice(one: Page) -> PageClass:
        return sure("appraisal_fee_invoice" if "鉴定中心" in one.text else "vat_invoice")

    both = sheet((BoundingBox(0.1, 0.1, 0.9, 0.3), upper), (BoundingBox(0.1, 0.5, 0.9, 0.8), lower))
    assert len(separate_papers(both, as_tax_invoice)) == 1
