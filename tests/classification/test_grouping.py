"""Pages become documents: continuations joined, mixed files taken apart, sides of cards paired."""

from __future__ import annotations

import pytest

from prereview.classification import group_pages
from prereview.classification.page_numbers import PageNumber, printed_number
from prereview.documents import BoundingBox, Document, Line, Page, PageClass

from .papers import page, sure


def layout(documents: tuple[Document, ...]) -> list[tuple[str, list[int]]]:
    return [(document.doc_type, [page.number for page in document.pages]) for document in documents]


def grouped(*entries: tuple[Page, PageClass | str]) -> list[tuple[str, list[int]]]:
    """Layout of the documents; the pages are numbered 1, 2, … within one file unless a file is given."""
    pages = [entry.model_copy(update={"number": count}) for count, (entry, _) in enumerate(entries, start=1)]
    classes = [verdict if isinstance(verdict, PageClass) else sure(verdict) for _, verdict in entries]
    return layout(group_pages(pages, classes))


SUMMARY = page("某市医院", "出院记录", "姓名:张三 住院号:A10023", "入院日期:2025-03-01", "诊疗经过:一般情况可。")
REST = page("继续口服药物治疗,一周后门诊随访。", "医师签名:李四")


def test_nothing_gives_nothing() -> None:
    assert group_pages([], []) == ()


def test_every_page_is_in_exactly_one_document_and_ids_count_up() -> None:
    pages = [page("甲", number=1), page("乙", number=2), page("丙", number=3)]
    documents = group_pages(pages, [sure("unknown"), sure("lab_report"), sure("prescription")])
    assert [document.id for document in documents] == ["doc-1", "doc-2", "doc-3"]
    assert [one for document in documents for one in document.pages] == pages


def test_a_page_without_title_continues_the_record_before_it() -> None:
    assert grouped((SUMMARY, "discharge_summary"), (REST, "discharge_summary")) == [("discharge_summary", [1, 2])]


def test_a_new_title_starts_a_new_document() -> None:
    other = page("某市医院", "出院记录", "姓名:张三 住院号:A10023", "入院日期:2025-08-11", "诊疗经过:一般情况可。")
    assert grouped((SUMMARY, "discharge_summary"), (other, "discharge_summary")) == [
        ("discharge_summary", [1]),
        ("discharge_summary", [2]),
    ]


def test_another_patient_starts_a_new_document() -> None:
    other = page("姓名:王五 住院号:B77731", "继续治疗。")
    assert len(grouped((SUMMARY, "discharge_summary"), (other, "discharge_summary"))) == 2


def test_printed_page_numbers_join_pages_that_are_hard_to_recognise() -> None:
    first = page("某市医院", "出院记录", "姓名:张三", "入院情况:可", "第1页 共3页")
    second = page("神志清,精神可。", "第2页 共3页")
    third = page("医师签名", "第3页/共3页")
    assert grouped((first, "discharge_summary"), (second, sure("course_notes", 0.6)), (third, "unknown")) == [
        ("discharge_summary", [1, 2, 3])
    ]


def test_pages_of_a_document_follow_their_printed_numbers() -> None:
    first = page("费用清单", "项目名称 单价 数量 金额", "第1页 共2页")
    second = page("费用清单", "项目名称 单价 数量 金额", "第2页 共2页")
    documents = group_pages([second, first], [sure("expense_list"), sure("expense_list")])
    assert [printed_number(one) for one in documents[0].pages] == [PageNumber(1, 2), PageNumber(2, 2)]


def test_page_one_starts_anew_even_without_a_title() -> None:
    first = page("项目名称 单价 数量 金额", "第1页 共2页")
    second = page("项目名称 单价 数量 金额", "第2页 共2页")
    assert grouped(*[(one, "expense_list") for one in (first, second, first, second)]) == [
        ("expense_list", [1, 2]),
        ("expense_list", [3, 4]),
    ]


def test_page_numbers_of_another_length_belong_to_another_paper() -> None:
    first = page("检验报告单", "第1页 共2页")
    stray = page("结果", "第2页 共5页")
    assert len(grouped((first, "lab_report"), (stray, "lab_report"))) == 2


def test_a_list_that_repeats_its_heading_goes_on_for_the_same_person() -> None:
    sheet = page("住院费用清单", "姓名:张三 住院号:A10023", "项目名称 单价 数量 金额 执行科室", "注射液 2 3.5 7.0")
    assert grouped((sheet, "expense_list"), (sheet, "expense_list")) == [("expense_list", [1, 2])]


@pytest.mark.parametrize("doc_type", ["inpatient_invoice", "bank_card", "diagnosis_certificate", "prescription"])
def test_single_sheets_are_never_run_together(doc_type: str) -> None:
    assert len(grouped((page("甲"), doc_type), (page("乙"), doc_type))) == 2


def test_the_leaves_of_a_household_register_are_one_booklet() -> None:
    cover = page("居民户口簿", "户别 户主姓名:张三")
    leaves = [page("常住人口登记卡", f"姓名:{name}", "户主或与户主关系") for name in ("张三", "李四")]
    entries = [(one, "household_book") for one in (cover, *leaves)]
    assert grouped(*entries) == [("household_book", [1, 2, 3])]


def test_the_same_page_photographed_twice_is_one_page_and_its_copy() -> None:
    again = FRONT.model_copy(update={"file": "again.jpg"})
    (document,) = group_pages([FRONT, again], [sure("id_card"), sure("id_card")])
    assert [one.copy_of for one in document.pages] == [None, (FRONT.file, FRONT.number)]


def test_the_same_bill_twice_stays_two_documents_because_staff_must_look() -> None:
    bill = page(
        "医疗门诊收费票据", "票据号码:00028016", "姓名:张三", "合计(小写):120.00 合计(大写):壹佰贰拾元整", "收款单位"
    )
    assert len(grouped((bill, "outpatient_invoice"), (bill, "outpatient_invoice"))) == 2


def test_two_reports_of_one_form_differ_in_their_numbers_and_are_no_copies() -> None:
    words = "某市医院 检验报告单 姓名:张三 样本号:{} 白细胞 {} 红细胞 {} 血红蛋白 {} 血小板 {} 葡萄糖 {}"
    one = page(*words.format(4410231, "6.15", "4.32", 141, 210, "5.21").split())
    other = page(*words.format(4410877, "9.88", "4.11", 128, 305, "6.03").split())
    assert len(grouped((one, "lab_report"), (other, "lab_report"))) == 2


def test_loose_leaves_of_a_booklet_meet_across_other_papers() -> None:
    leaves = [page("常住人口登记卡", f"姓名:{name}", "户主或与户主关系") for name in ("张三", "李四")]
    assert grouped((leaves[0], "household_book"), (SUMMARY, "discharge_summary"), (leaves[1], "household_book")) == [
        ("household_book", [1, 3]),
        ("discharge_summary", [2]),
    ]


def test_page_two_joins_its_own_kind_and_no_finished_paper() -> None:
    slip = page("某市医院处方笺", "姓名:张三", "Rp:", "第1页 共1页")
    first = page("某市医院检验报告单", "姓名:张三", "白细胞 6.15", "第1页")
    second = page("序号 检验项目 结果", "11 钾 4.30", "第2页")
    entries = ((slip, "prescription"), (second, "lab_report"), (SUMMARY, "discharge_summary"), (first, "lab_report"))
    assert grouped(*entries) == [("prescription", [1]), ("lab_report", [4, 2]), ("discharge_summary", [3])]


def test_unknown_and_blank_pages_stay_alone() -> None:
    entries = [(page("天气"), "unknown"), (page("新闻"), "unknown"), (page(), "blank"), (REST, "discharge_summary")]
    assert len(grouped(*entries)) == 4


def test_a_mixed_file_is_taken_apart() -> None:
    invoice = page("医疗住院收费票据", "票据代码:000000")
    assert grouped(
        (SUMMARY, "discharge_summary"), (REST, "discharge_summary"), (invoice, "inpatient_invoice"), (REST, "unknown")
    ) == [("discharge_summary", [1, 2]), ("inpatient_invoice", [3]), ("unknown", [4])]


FRONT = page("姓名 张三", "性别 男 民族 汉", "住址 某省某市", "公民身份号码 110101199001010000")
BACK = page("中华人民共和国", "居民身份证", "签发机关 某市公安局", "有效期限 2015.01.01-2035.01.01")


def test_both_sides_of_an_identity_card_meet_across_other_papers() -> None:
    assert grouped((BACK, "id_card"), (SUMMARY, "discharge_summary"), (FRONT, "id_card")) == [
        ("id_card", [3, 1]),
        ("discharge_summary", [2]),
    ]


def back_of(office: str, term: str = "2018.08.16-2038.08.16") -> Page:
    return page("中华人民共和国", "居民身份证", f"签发机关 {office}", f"有效期限 {term}")


def front_of(place: str, number: str) -> Page:
    return page("姓名 某人", f"住址 某省{place}人民路7号", f"公民身份号码 {number}")


def test_a_back_goes_to_the_front_whose_holder_lives_where_the_office_is() -> None:
    pages = (
        front_of("白沙市青岚区", "110101199003070017"),
        front_of("松峰市东陵区", "210101198003070019"),
        back_of("白沙市公安局青岚区分局"),
        back_of("松峰市公安局东陵区分局"),
    )
    assert grouped(*((one, "id_card") for one in pages)) == [("id_card", [1, 3]), ("id_card", [2, 4])]


def test_a_back_no_front_is_left_for_is_a_copy_of_its_like() -> None:
    front, back = front_of("白沙市青岚区", "110101199003070017"), back_of("白沙市公安局青岚区分局")
    (card,) = group_pages([front, back, back.model_copy(update={"file": "again.jpg"})], [sure("id_card")] * 3)
    assert [one.copy_of is None for one in card.pages] == [True, True, False]


def test_a_copy_of_a_card_with_a_digit_misread_is_a_copy() -> None:
    card = (
        "某某银行 储蓄卡",
        "持卡人 YOUNG SHU",
        "6222 0212 3456 7890 128",
        "6222",
        "有效期 04/35",
        "银联 UnionPay ATM",
    )
    again = tuple(text.replace("3456", "34S6") for text in card)
    assert len(group_pages([page(*card), page(*again)], [sure("bank_card")] * 2)) == 1


def test_two_cards_are_two_documents() -> None:
    other = page("姓名 王五", "性别 女 民族 汉", "住址 某省某市", "公民身份号码 110101198502020000")
    assert grouped(*[(side, "id_card") for side in (FRONT, BACK, other, BACK)]) == [
        ("id_card", [1, 2]),
        ("id_card", [3, 4]),
    ]


def test_a_card_copied_with_both_sides_on_one_sheet_needs_no_partner() -> None:
    both = page(*[line.text for line in (*FRONT.lines, *BACK.lines)])
    assert grouped((both, "id_card"), (BACK, "id_card")) == [("id_card", [1]), ("id_card", [2])]


def test_leaves_of_different_vehicles_stay_apart() -> None:
    front = page("机动车行驶证", "号牌号码 京A12345", "所有人 张三", "使用性质 非营运")
    back = page("号牌号码 沪B54321", "核定载人数 5人", "检验记录")
    mine = page("号牌号码 京A12345", "核定载人数 5人", "检验记录")
    entries = [(front, "vehicle_licence"), (back, "vehicle_licence"), (mine, "vehicle_licence")]
    assert grouped(*entries) == [("vehicle_licence", [1, 3]), ("vehicle_licence", [2])]


def test_one_misread_digit_does_not_part_a_licence() -> None:
    front = page("机动车驾驶证", "证号 110101199001010017", "准驾车型 C1")
    back = page("机动车驾驶证副页", "证号 110101198001010017", "档案编号 110000000001")
    other = page("机动车驾驶证副页", "证号 310101197506060023", "档案编号 310000000002")
    entries = [(front, "driving_licence"), (other, "driving_licence"), (back, "driving_licence")]
    assert grouped(*entries) == [("driving_licence", [1, 3]), ("driving_licence", [2])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第1页 共3页", PageNumber(1, 3)),
        ("第 2 页/共 3 页", PageNumber(2, 3)),
        ("第1页 2页", PageNumber(1, 2)),
        ("共4页,第2页", PageNumber(2, 4)),
        ("共 4 页 第 2 页", PageNumber(2, 4)),
        ("第二页 共十二页", PageNumber(2, 12)),
        ("Page 2 of 5", PageNumber(2, 5)),
        ("页码：2/2", PageNumber(2, 2)),
        ("打印时间 2025-01-02 第3页", None),
        ("第3页", PageNumber(3, None)),
        ("第5页 共3页", None),
        ("血压 120/80", None),
    ],
)
def test_printed_page_numbers(text: str, expected: PageNumber | None) -> None:
    line = Line(text=text, bbox=BoundingBox(0.4, 0.5, 0.6, 0.52))
    assert printed_number(Page(file="a", number=1, source="ocr", lines=(line,))) == expected


def test_a_fraction_counts_only_in_the_margin() -> None:
    for top, expected in ((0.5, None), (0.95, PageNumber(2, 3))):
        line = Line(text="2/3", bbox=BoundingBox(0.4, top, 0.6, top + 0.02))
        assert printed_number(Page(file="a", number=1, source="ocr", lines=(line,))) == expected


def test_the_last_lines_on_the_next_page_of_the_file_belong_to_the_record_before_it() -> None:
    rest = page("2025-03-09").model_copy(
        update={"lines": (Line(text="2025-03-09", bbox=BoundingBox(0.7, 0.05, 0.9, 0.07)),)}
    )
    assert grouped((SUMMARY, "discharge_summary"), (rest, "unknown")) == [("discharge_summary", [1, 2])]


def test_a_date_at_the_foot_of_the_next_page_is_no_rest_of_the_record() -> None:
    photo = page("").model_copy(update={"lines": (Line(text="2025-03-09", bbox=BoundingBox(0.7, 0.93, 0.9, 0.95)),)})
    assert len(grouped((SUMMARY, "discharge_summary"), (photo, "unknown"))) == 2


def test_a_later_page_joins_the_paper_whose_foot_it_repeats() -> None:
    foot = "地址:解放大道266号 电话:0544-1750281 某市医院病案室"
    first = page("某市医院", "心电图报告单", "姓名:张三", "窦性心律", foot)
    other = page("某市医院", "血常规", "姓名:张三", "白细胞 6.1")
    last = page(foot, "报告医师:", "第2页 共2页")
    entries = (first, "ecg"), (other, "lab_report"), (last, "unknown")
    assert grouped(*entries) == [("ecg", [1, 3]), ("lab_report", [2])]


def test_a_later_page_that_repeats_nothing_joins_the_running_paper_just_before() -> None:
    first = page("费用清单", "姓名:张三", "项目 数量 金额", "床位费 3 90.00")
    last = page("合计(小写):90.00", "盖章有效", "第2页/共2页")
    assert grouped((first, "expense_list"), (last, "unknown")) == [("expense_list", [1, 2])]
    assert len(grouped((first, "expense_list"), (page("合计:90.00", "第3页/共3页"), "unknown"))) == 2


def test_a_short_paper_without_numbers_sent_twice_is_one_document() -> None:
    lines = ("住院陪护证明", "患者张三,女,因左桡骨骨折在我院骨科住院治疗,住院期间需留陪护壹人。", "特此证明。")
    one, again = page(*lines), page(*lines, file="b.jpg")
    assert layout(group_pages([one, again], [sure("nursing_proof")] * 2)) == [("nursing_proof", [1, 1])]


def test_both_leaves_of_a_licence_meet_though_a_digit_was_read_as_a_letter() -> None:
    front = page("机动车驾驶证", "证号 529705194612027B44", "住址 某市某路202号", "初次领证日期 2018-06-22")
    back = page("机动车驾驶证副页", "证号", "529705194612027844", "档案编号 637168329329", file="b.jpg")
    documents = group_pages([front, back], [sure("driving_licence")] * 2)
    assert layout(documents) == [("driving_licence", [1, 1])]
