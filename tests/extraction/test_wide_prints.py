"""Prints whose labels, numbers and sums stand apart, as scans and photos of real papers have them. All invented."""

import pytest

from prereview.extraction import extract_facts
from prereview.extraction.values import parse_bank, parse_company

from .test_papers import value, values


def test_a_label_printed_wide_is_read_from_its_two_halves(document):
    facts = extract_facts(
        document(
            "lab_report",
            ("姓", 0.05, 0.05), ("名：韩小满", 0.10, 0.05), ("性别：女", 0.30, 0.05),
            ("年", 0.50, 0.05), ("龄：41岁", 0.55, 0.05),
            ("科", 0.05, 0.08), ("别：内二科", 0.10, 0.08),
        )
    )  # fmt: skip
    assert (value(facts, "name"), value(facts, "age"), value(facts, "department")) == ("韩小满", "41", "内二科")


def test_the_second_half_alone_speaks_only_where_it_can_end_one_label(document):
    known = extract_facts(document("outpatient_record", ("断：肩周炎", 0.1, 0.4)))
    assert values(known, "diagnosis") == ["肩周炎"]
    many = extract_facts(document("outpatient_record", ("号：20260102", 0.1, 0.1), ("名：韩小满", 0.1, 0.2)))
    assert value(many, "name") is None
    wrapped = ("户籍在白塔市，于他乡病故(死亡日", 0.1, 0.2), ("期：2026.01.05)，在我所注销户口", 0.1, 0.23)
    facts = extract_facts(document("household_cancellation", *wrapped, ("2026.01.09", 0.6, 0.4)))
    assert value(facts, "issue_date") == "2026-01-09"


def test_a_company_is_read_from_a_licence_however_its_label_was_read(document):
    for lines in (
        (("名", 0.1, 0.3), ("称", 0.16, 0.3), ("白塔青禾贸易有限公司", 0.2, 0.3)),
        (("名类", 0.1, 0.3), ("称白塔青禾贸易有限公司", 0.16, 0.3)),
    ):
        title, kind = ("营业执照", 0.4, 0.1), ("有限责任公司", 0.2, 0.34)
        facts = extract_facts(
            document("business_licence", title, *lines, kind, ("成立日期", 0.1, 0.5), ("2019年03月02日", 0.2, 0.5))
        )
        assert value(facts, "name") == "白塔青禾贸易有限公司"
        assert value(facts, "issue_date") is None


def test_the_use_of_a_vehicle_beside_a_covered_label(document):
    assert (
        value(extract_facts(document("vehicle_licence", ("使用", 0.05, 0.5), ("营转非", 0.2, 0.5))), "vehicle_use")
        == "营转非"
    )


@pytest.mark.parametrize("number", ["收据号：1730025511", "1730025511"])
def test_the_number_of_a_bill_whose_sign_was_not_read(document, number):
    facts = extract_facts(
        document("outpatient_invoice", ("门诊收费票据", 0.4, 0.02), (number, 0.7, 0.04), ("合计", 0.1, 0.9))
    )
    assert value(facts, "invoice_number") == "1730025511"


def test_of_two_bare_numbers_in_the_head_none_is_taken(document):
    facts = extract_facts(
        document("outpatient_invoice", ("1730025511", 0.7, 0.02), ("06248111", 0.7, 0.05), ("合计", 0.1, 0.9))
    )
    assert value(facts, "invoice_number") is None


def test_an_amount_of_the_list_that_shares_the_row_of_the_sum_is_no_total(document):
    facts = extract_facts(
        document(
            "outpatient_invoice", ("合计(大写)：", 0.1, 0.5), ("200160", 0.45, 0.5), ("6g*1/袋7.00¥0.95", 0.6, 0.5)
        )
    )
    assert value(facts, "total") is None


def test_a_remark_on_an_item_is_no_sum_of_what_is_paid_oneself(document):
    item = ("诊查费(自费)：", 0.1, 0.3), ("13.00", 0.3, 0.3)
    assert value(extract_facts(document("outpatient_invoice", *item)), "own_expense") is None
    own = ("自费：13.00", 0.1, 0.6)
    assert value(extract_facts(document("outpatient_invoice", *item, own)), "own_expense") == "13.00"


def test_a_part_that_is_more_than_the_whole_is_doubted(document):
    facts = extract_facts(
        document(
            "outpatient_invoice", ("合计(小写)：27.00", 0.1, 0.5), ("现金支付：27010.00", 0.1, 0.6), confidence=1.0
        )
    )
    paid = next(fact for fact in facts if fact.name == "cash_paid")
    assert paid.confidence is not None
    assert paid.confidence <= 0.5


def test_the_hospitals_line_for_callers_and_address_are_not_the_patients(document):
    foot = ("白塔市青河路83号 电话 64370000", 0.1, 0.95)
    assert value(extract_facts(document("outpatient_invoice", foot)), "phone") is None
    foot = ("地址：白塔市青河路83号", 0.1, 0.95)
    assert value(extract_facts(document("checkup_report", foot)), "address") is None
    assert (
        value(extract_facts(document("checkup_report", ("住址：白塔市丰收路6号", 0.1, 0.1), foot)), "address")
        == "白塔市丰收路6号"
    )
    assert (
        value(extract_facts(document("discharge_summary", ("联系电话：13900000001", 0.1, 0.1))), "phone")
        == "13900000001"
    )


def test_no_bank_is_called_by_a_sentence_and_no_company_by_its_beginning():
    assert parse_bank("本人已确认银行打印信息") is None
    company = parse_company("白塔粮食交易所有限公司")
    assert company is not None
    assert company.value == "白塔粮食交易所有限公司"
