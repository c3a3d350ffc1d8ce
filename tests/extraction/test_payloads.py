import pytest
from hypothesis import given
from hypothesis import strategies as st

from prereview.extraction.payloads import read_payload


def test_a_vat_code_of_the_old_kind_carries_the_amount_before_tax_so_no_total():
    facts = read_payload("01,10,011001900611,37012345,100.00,20260211,12345678901234567890,ABCD,")
    assert facts == {
        "invoice_code": "011001900611",
        "invoice_number": "37012345",
        "issue_date": "2026-02-11",
        "check_code": "12345678901234567890",
    }


def test_a_fully_digital_invoice_has_no_code_and_carries_its_total():
    facts = read_payload("01,32,,26312000000012345678,128.60,20260211,,AB12,")
    assert facts == {"invoice_number": "26312000000012345678", "issue_date": "2026-02-11", "total": "128.60"}


@pytest.mark.parametrize("order", ["9f3a,128.60,20260211", "20260211,9f3a,128.60"])
def test_a_medical_invoice_in_any_order(order):
    facts = read_payload(f"01,01,520601,0063166800,{order}")
    assert facts["invoice_code"] == "520601"
    assert facts["total"] == "128.60"
    assert facts["check_code"] == "9f3a"
    assert facts["issue_date"] == "2026-02-11"


@pytest.mark.parametrize("version", ["", "0,", "1.0,"])
def test_a_fiscal_bill_behind_its_mark(version):
    facts = read_payload(f"CZ-EI,{version}33060124,0012345678,9f3a1c,20260211,128.60")
    assert facts == {
        "invoice_code": "33060124",
        "invoice_number": "0012345678",
        "check_code": "9f3a1c",
        "issue_date": "2026-02-11",
        "total": "128.60",
    }


def test_an_address_that_verifies_a_bill_names_its_values():
    facts = read_payload("https://example.org/check?pjdm=33060124&pjhm=0012345678&jym=9f3a1c&kprq=20260211")
    assert facts["invoice_number"] == "0012345678"
    assert (facts["invoice_code"], facts["check_code"], facts["issue_date"]) == ("33060124", "9f3a1c", "2026-02-11")
    assert read_payload("https://example.org/shop?billno=12&billdate=20260211") == {}


@pytest.mark.parametrize("text", ["https://example.org/q?a=1,2,3,4,5,6", "6901234567892", "01,10,abc,1,2,3", ""])
def test_other_codes_say_nothing(text):
    assert read_payload(text) == {}


@given(st.text(alphabet="0123456789,.-abc?=&CZEIpjhm/:[", max_size=60))
def test_any_payload_is_survived(text):
    read_payload(text)
