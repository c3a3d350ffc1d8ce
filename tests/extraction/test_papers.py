"""Whole papers, made by hand, to their facts. Names, numbers and hospitals are invented."""

from prereview.documents import BoundingBox, Code, Document
from prereview.extraction import extract_facts

from .conftest import make_page, value, values


def test_a_discharge_summary_with_spaced_and_glued_labels(document):
    facts = extract_facts(
        document(
            "discharge_summary",
            ("白塔区仁和医院", 0.4, 0.03),
            ("出 院 记 录", 0.42, 0.06),
            ("姓 名：张 小 满", 0.1, 0.10),
            ("性别：女年龄：36岁", 0.4, 0.10),
            ("住院号00123456", 0.7, 0.10),
            ("入院日期：2026年01月05日", 0.1, 0.13),
            ("出院日期：2026-1-12 8时", 0.5, 0.13),
            ("入院诊断：胃痛待查", 0.1, 0.17),
            ("出院诊断：1、慢性胃炎 2、反流性食管炎", 0.1, 0.20),
            ("出院医嘱：按时服药", 0.1, 0.23),
            ("医师签名：王冬", 0.6, 0.30),
            ("第1页/共2页", 0.45, 0.95),
        )
    )
    assert value(facts, "name") == "张小满"
    assert value(facts, "sex") == "女"
    assert value(facts, "age") == "36"
    assert value(facts, "hospital") == "白塔区仁和医院"
    assert value(facts, "inpatient_number") == "00123456"
    assert value(facts, "admission_date") == "2026-01-05"
    assert value(facts, "discharge_date") == "2026-01-12"
    assert values(facts, "diagnosis") == ["慢性胃炎", "反流性食管炎"]
    assert value(facts, "confirmed_diagnosis") == "true"
    assert value(facts, "signed") == "true"
    assert (value(facts, "page_index"), value(facts, "page_count")) == ("1", "2")


def test_a_text_layer_gives_no_confidence_and_ocr_never_more_than_its_lines(document):
    line = ("姓名：张小满", 0.1, 0.1)
    assert extract_facts(document("discharge_summary", line))[0].confidence is None
    read = extract_facts(document("discharge_summary", line, confidence=0.9))[0].confidence
    assert read is not None
    assert read <= 0.9


def test_evidence_points_to_label_and_value(document):
    fact = extract_facts(document("id_card", ("姓名", 0.1, 0.1), ("张小满", 0.2, 0.1), confidence=0.9))[0]
    assert fact.evidence.file == "a.pdf"
    assert fact.evidence.page == 1
    assert fact.evidence.quote == "姓名 张小满"
    assert fact.evidence.bbox is not None
    assert fact.evidence.bbox.x0 == 0.1
    assert fact.evidence.bbox.x1 > 0.2


def test_an_invoice_whose_total_has_no_label(document):
    facts = extract_facts(
        document(
            "inpatient_invoice",
            ("No. 1 8 4 4 6 0 3 5", 0.7, 0.1),
            ("合计（大写）：", 0.05, 0.6),
            ("壹万叁仟零捌拾伍元伍角捌分", 0.2, 0.6),
            ("13085.58", 0.6, 0.605),
            ("医保统筹支付：", 0.05, 0.65),
            ("9248.85 个人账户支付：", 0.25, 0.65),
            ("2021", 0.6, 0.9),
            ("04", 0.67, 0.9),
            ("24", 0.72, 0.9),
        )
    )
    assert value(facts, "total") == value(facts, "total_words") == "13085.58"
    assert value(facts, "fund_paid") == "9248.85"
    assert value(facts, "account_paid") is None
    assert value(facts, "invoice_number") == "18446035"
    assert value(facts, "issue_date") == "2021-04-24"


def test_digits_and_words_that_disagree_are_both_reported_as_read(document):
    facts = extract_facts(document("e_invoice", ("合计（大写）：陆拾元整", 0.1, 0.5), ("（小写）：60.50", 0.6, 0.5)))
    assert value(facts, "total") == "60.50"
    assert value(facts, "total_words") == "60.00"


def test_the_code_on_an_invoice_beats_what_was_read(document):
    box = BoundingBox(0.9, 0.1, 0.95, 0.2)
    code = Code(format="QRCode", text="01,32,,26312000000012345678,128.60,20260211,,AB12,", bbox=box)
    made = document(
        "vat_invoice", ("发票号码：263120000000123456", 0.6, 0.1), ("开票日期：2026年02月1日", 0.6, 0.15), codes=(code,)
    )
    facts = extract_facts(made)
    assert values(facts, "invoice_number") == ["26312000000012345678"]
    assert values(facts, "issue_date") == ["2026-02-11"]
    assert value(facts, "total") == "128.60"
    number = next(fact for fact in facts if fact.name == "invoice_number")
    assert number.confidence is None
    assert number.evidence.bbox == box


def test_an_identity_card_without_colons(document):
    front = document(
        "id_card",
        ("姓名张小满", 0.05, 0.1),
        ("性别女民族汉", 0.05, 0.2),
        ("出生1990年3月7日", 0.05, 0.3),
        ("住址", 0.05, 0.4),
        ("江苏省苏州市白塔区人民路1号", 0.12, 0.4),
        ("2单元301室", 0.12, 0.43),
        ("公民身份号码", 0.05, 0.8),
        ("329701199003070027", 0.3, 0.8),
    )
    facts = extract_facts(front)
    assert value(facts, "name") == "张小满"
    assert value(facts, "birth_date") == "1990-03-07"
    assert value(facts, "nationality") == "汉"
    assert value(facts, "address") == "江苏省苏州市白塔区人民路1号2单元301室"
    assert value(facts, "id_number") == "329701199003070027"
    assert value(facts, "card_side") == "front"


def test_a_table_with_its_heads_above(document):
    facts = extract_facts(
        document(
            "settlement_sheet",
            ("姓名", 0.1, 0.2),
            ("住院号", 0.3, 0.2),
            ("统筹支付", 0.5, 0.2),
            ("张小满", 0.1, 0.24),
            ("00123456", 0.3, 0.24),
            ("1,234.50", 0.5, 0.24),
        )
    )
    assert value(facts, "name") == "张小满"
    assert value(facts, "inpatient_number") == "00123456"
    assert value(facts, "fund_paid") == "1234.50"


def test_an_open_diagnosis_is_not_confirmed(document):
    facts = extract_facts(document("diagnosis_certificate", ("诊断：右肺占位，性质待查", 0.1, 0.3)))
    assert value(facts, "confirmed_diagnosis") == "false"


def test_two_peoples_papers_in_one_document_give_both_names(document):
    first = document("expense_list", ("姓名：张小满", 0.1, 0.1)).pages[0]
    second = document("expense_list", ("姓名：李大寒", 0.1, 0.1)).pages[0].model_copy(update={"number": 2})
    both = Document(id="doc-1", doc_type="expense_list", probability=None, pages=(first, second))
    assert values(extract_facts(both), "name") == ["张小满", "李大寒"]


def test_the_grand_total_of_a_list_is_the_last_sum(document):
    facts = extract_facts(
        document("expense_list", ("合计：120.00", 0.6, 0.3), ("合计：1,320.50", 0.6, 0.8), ("小计：9999.00", 0.6, 0.5))
    )
    assert value(facts, "total") == "1320.50"


def test_vehicle_papers(document):
    facts = extract_facts(
        document(
            "vehicle_licence",
            ("号牌号码", 0.1, 0.1),
            ("京A·12345", 0.3, 0.1),
            ("车辆识别代号", 0.1, 0.2),
            ("1M8GDM9AXKP042788", 0.3, 0.2),
            ("检验有效期至2026年08月", 0.1, 0.5),
        )
    )
    assert value(facts, "plate_number") == "京A12345"
    assert value(facts, "vin") == "1M8GDM9AXKP042788"
    assert value(facts, "valid_until") == "2026-08-31"


def test_a_proof_that_tells_instead_of_tabulating(document):
    facts = extract_facts(
        document(
            "accident_proof",
            ("兹证明张小满(身份证号:329701199003070027)于2026年01月05日在搬运货物时被砸伤。", 0.1, 0.3),
            ("2026年1月20日", 0.6, 0.5),
        )
    )
    assert value(facts, "name") == "张小满"
    assert value(facts, "event_date") == "2026-01-05"
    assert value(facts, "issue_date") == "2026-01-20"


def test_a_death_told_in_a_sentence(document):
    facts = extract_facts(
        document("death_certificate_other", ("死者张小满，男，于2026年01月05日因病死亡，特此证明。", 0.1, 0.3))
    )
    assert value(facts, "death_date") == "2026-01-05"
    assert value(facts, "name") == "张小满"


def test_unknown_and_blank_pages_say_little_and_never_fail(document):
    assert extract_facts(document("blank", ("", 0.1, 0.1))) == ()
    assert extract_facts(document("unknown", ("第2页", 0.4, 0.95)))[0].name == "page_index"
    assert extract_facts(Document(id="doc-1", doc_type="e_invoice", probability=None, pages=())) == ()


def test_a_total_that_lost_its_first_digit_is_kept_with_doubt(document):
    facts = extract_facts(
        document(
            "e_invoice", ("合计（大写）：壹仟捌佰零叁元整", 0.1, 0.5), ("（小写）：803.00", 0.6, 0.5), confidence=0.99
        )
    )
    total = next(fact for fact in facts if fact.name == "total")
    assert total.value == "803.00"
    assert total.confidence is not None
    assert total.confidence <= 0.5


def test_every_leaf_of_a_household_book_tells_its_own_person() -> None:
    leaves = [
        make_page([(f"姓名:{name}", 0.1, 0.1), (f"公民身份证件编号:{number}", 0.1, 0.2)], number=place)
        for place, (name, number) in enumerate((("张小满", "110101199001011239"), ("张大年", "110101196003044317")), 1)
    ]
    facts = extract_facts(Document(id="doc-1", doc_type="household_book", probability=None, pages=tuple(leaves)))
    assert values(facts, "name") == ["张小满", "张大年"]
    assert values(facts, "id_number") == ["110101199001011239", "110101196003044317"]


def test_an_amount_torn_at_its_point_is_read_whole(document):
    facts = extract_facts(document("expense_list", ("累计金额:3334", 0.1, 0.5), (".78元", 0.27, 0.5)))
    assert [fact.value for fact in facts if fact.name == "total"] == ["3334.78"]
