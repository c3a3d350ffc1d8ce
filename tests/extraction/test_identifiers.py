from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from prereview.extraction.identifiers import (
    find_card_number,
    find_code,
    find_id_number,
    find_number,
    find_plate,
    find_vin,
    id_check_holds,
    vin_check_holds,
)

# County codes 97xx are assigned to nobody.
ID_NUMBERS = st.builds(
    lambda county, day, order: (body := f"1197{county:02d}{day:%Y%m%d}{order:03d}") + ric.calc_check_digit(body + "0"),
    st.integers(1, 39),
    st.dates(date(1930, 1, 1), date(2025, 12, 31)),
    st.integers(1, 999),
)
CARDS = st.text("0123456789", min_size=15, max_size=18).map(
    lambda body: "6" + body[1:] + luhn.calc_check_digit("6" + body[1:])
)


@given(ID_NUMBERS, st.sampled_from(("{}", "公民身份号码{}", "身份证号： {} ", "{}（本人）")))
def test_identity_numbers_are_found(number, form):
    found = find_id_number(form.format(number))
    assert found is not None
    assert found == (number, 1.0)


@given(ID_NUMBERS)
def test_identity_numbers_survive_ocr_letters_where_the_check_then_holds(number):
    found = find_id_number(number[:6] + number[6:].replace("0", "O").replace("1", "l"))
    assert found is not None
    assert found.value == number
    assert found.quality <= 1.0


@given(ID_NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_a_wrong_digit_never_gets_full_trust(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    found = find_id_number(wrong)
    assert found is None or (not id_check_holds(wrong) and found.quality < 0.8)


def test_masked_and_long_numbers_are_no_identity_numbers():
    assert find_id_number("****811*****5558589") is None
    assert find_id_number("1234567890123456789012") is None


@given(CARDS)
def test_card_numbers_in_groups_of_four(number):
    grouped = " ".join(number[index : index + 4] for index in range(0, len(number), 4))
    assert find_card_number("卡号 " + grouped) == (number, 1.0)


def test_a_card_that_fails_luhn_is_kept_with_less_trust():
    found = find_card_number("6299 9988 8888 8888 888")
    assert found is not None
    assert found.quality == (1.0 if luhn.is_valid(found.value) else 0.6)


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("京A·12345", "京A12345"),
        ("号牌号码 沪B 6O789", "沪B60789"),
        ("粤BD12345", "粤BD12345"),
        ("鲁A123挂", None),
        ("无", None),
    ],
)
def test_plates(text, plate):
    found = find_plate(text)
    assert (found.value if found else None) == plate


def test_vin_repairs_and_check():
    assert vin_check_holds("1M8GDM9AXKP042788")
    assert find_vin("车架号：1M8GDM9AXKP042788") == ("1M8GDM9AXKP042788", 1.0)
    repaired = find_vin("1M8GDM9AXKPO42788")
    assert repaired == ("1M8GDM9AXKP042788", 0.9)
    assert find_vin("12345678901234567") is None


def test_numbers_of_numbering_machines_and_codes():
    assert find_number("No. 1 8 4 4 6 0 3", shortest=6, longest=20) == ("1844603", 1.0)
    assert find_number("号码 123", shortest=6, longest=20) is None
    assert find_code("ZY-2026-000123", shortest=3, longest=20) == ("ZY-2026-000123", 1.0)
    assert find_code("未填", shortest=3, longest=20) is None


@given(st.text(max_size=60))
def test_any_text_is_survived(text):
    for find in (find_id_number, find_card_number, find_plate, find_vin):
        find(text)


def test_specks_between_digits_are_no_digits() -> None:
    assert find_id_number("甲方证号110101.198003070017").value == "110101198003070017"
    assert find_code("H871829994070.790项下", shortest=6, longest=32).value == "H871829994070790"
    assert find_number("No: 9098540.1", shortest=6, longest=20).value == "90985401"
