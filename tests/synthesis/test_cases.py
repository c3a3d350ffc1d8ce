from decimal import Decimal
from random import Random

import pytest
from stdnum import luhn
from stdnum.cn import ric

from prereview.synthesis.bills import chinese_amount
from prereview.synthesis.case import Case, draw_case
from prereview.synthesis.histories import draw_history


def inpatient(seed: int = 0, **changes: object) -> Case:
    given = {"kinds": ("illness", "surgery"), "inpatient": True, "scenario": "negated"} | changes
    return draw_case(Random(seed), **given)  # type: ignore[arg-type]  # test convenience


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("12345.60", "壹万贰仟叁佰肆拾伍元陆角整"),
        ("0.50", "伍角整"),
        ("6.00", "陆元整"),
        ("10010.01", "壹万零壹拾元零壹分"),
        ("100305.07", "壹拾万零叁佰零伍元零柒分"),
    ],
)
def test_amounts_in_formal_numerals(amount: str, words: str) -> None:
    assert chinese_amount(Decimal(amount)) == words


@pytest.mark.parametrize("seed", range(20))
def test_a_bill_adds_up(seed: int) -> None:
    bill = inpatient(seed).bill
    assert sum(bill.categories.values()) == bill.total == bill.words_total == bill.list_total
    assert bill.fund + bill.account + bill.cash == bill.total
    assert bill.self_paid + bill.own_expense == bill.cash


@pytest.mark.parametrize("seed", range(20))
def test_numbers_pass_their_checks_but_belong_to_nobody(seed: int) -> None:
    person = inpatient(seed).person
    assert person.id_number[-1] == ric.calc_check_digit(person.id_number)
    assert person.id_number[2:4] in ("97", "98"), "county codes no register has assigned"
    assert person.id_number[6:14] == f"{person.birth_date:%Y%m%d}"
    assert luhn.is_valid(person.card_number)
    assert person.card_number.startswith("629999")


def test_a_condition_before_the_policy_began_long_enough_before() -> None:
    for seed in range(40):
        history = draw_history(Random(seed), "onset_before_effective", related=("高血压病",), policy_months=10)
        onset = next(s.onset_months for s in history.statements if s.assertion == "present")
        assert onset is not None
        assert onset > 10 + 6
        assert "高血压病" in history.past
        assert history.flag


def test_denied_only_means_negated_and_no_flag() -> None:
    history = draw_history(Random(3), "negated", related=("冠心病",), policy_months=10)
    assert {s.assertion for s in history.statements} == {"negated"}
    assert not history.flag
    assert "冠心病" in history.past
