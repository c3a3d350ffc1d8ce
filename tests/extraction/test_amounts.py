from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prereview.extraction.amounts import LARGEST, canonical, find_amounts, parse_amount

MONEY = st.decimals(Decimal("0.00"), LARGEST, places=2)


@settings(max_examples=2000)
@example(Decimal("208107.01"), "{:.2f}")  # a date without its first mark looks the same
@example(Decimal("2025102.18"), "{:.2f}")
@given(
    MONEY, st.sampled_from(("{:.2f}", "{:,.2f}", "¥{:.2f}", "￥{:,.2f}元", " {:.2f} ", "（小写）{:,.2f}", "￥：{:.2f}"))
)
def test_amounts_round_trip(value, form):
    found = parse_amount(form.format(value))
    assert found is not None
    assert found.value == canonical(value)


@given(st.text(max_size=60))
def test_any_text_gives_canonical_amounts_or_nothing(text):
    for found in find_amounts(text):
        assert f"{Decimal(found.value):.2f}" == found.value
        assert 0 < found.quality <= 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", "0.50"),
        ("35000", "35000.00"),
        ("0.", "0.00"),
        ("24.189.65", "24189.65"),
        ("24,189，65", "24189.65"),
        ("9, 037.61", "9037.61"),
        ("1O.5O", "10.50"),
        ("-12.00", "-12.00"),
    ],
)
def test_damaged_amounts(text, value):
    found = parse_amount(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("text", ["2021.05.25", "2026-02-20", "5%", "1.0mg", "12345678901234"])
def test_other_numbers_are_no_amounts(text):
    assert parse_amount(text) is None


def test_a_sign_that_swallowed_a_digit_is_not_trusted():
    found = parse_amount("习2345.60")
    assert found is not None
    assert found.quality <= 0.5


def test_without_a_label_only_amounts_with_cents_count():
    assert find_amounts("第3页 8 1,128.50", decimals_only=True)[0].value == "1128.50"
