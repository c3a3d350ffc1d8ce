from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prereview.extraction.numerals import find_words, parse_words, possible_values, worded_value

DIGITS, UNITS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")


def section(number: int) -> str:
    words, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if zero and words else "") + DIGITS[digit] + UNITS[place]
            zero = False
        else:
            zero = True
    return words


def write_words(value: Decimal, yuan: str = "元") -> str:
    """The way a hospital's cashier system writes it."""
    cents = int(value * 100)
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    high, low = divmod(whole, 10**4)
    words = (section(high) + "万" if high else "") + (("零" if high and 0 < low < 1000 else "") + section(low))
    words = (words or ("零" if not jiao and not fen else "")) and (words or "零") + yuan
    if not jiao and not fen:
        return words + "整"
    return words + (DIGITS[jiao] + "角" if jiao else "零" if words else "") + (DIGITS[fen] + "分" if fen else "")


MONEY = st.decimals(Decimal("0.00"), Decimal("9999999.99"), places=2)


@given(MONEY, st.sampled_from(("元", "圆")))
def test_words_round_trip(value, yuan):
    assert parse_words("合计（大写）：" + write_words(value, yuan)) == value


@given(st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2))
def test_words_agree_with_an_independent_writer(value):
    assert parse_words(cn2an.an2cn(str(value), "rmb")) == value


@given(st.text(alphabet="零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正什参", max_size=20))
def test_any_run_of_numerals_gives_an_amount_or_nothing(text):
    value = parse_words(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("贰万肆仟壹佰捌拾玖元陆角伍分", "24189.65"),
        ("￥柒万捌仟捌佰伍抬壹元壹角叁分", "78851.13"),
        ("贰什参佰元整", "2300"),
        ("拾贰元正", "12"),
        ("零佰零拾陆元零角零分", "6"),
        ("伍 角 整", "0.5"),
        ("壹 佰 贰 拾 捌 圆 陆 角", "128.6"),
        ("三千二百元整", "3200"),
    ],
)
def test_real_spellings(words, value):
    assert parse_words(words) == Decimal(value)


@pytest.mark.parametrize(
    "words", ["壹贰叁元整", "佰拾元", "第三联", "万元户", "一次性使用", "元角分", "壹仟伍万元仟", "肆佰壹元零捌分"]
)
def test_what_does_not_add_up_is_left_out(words):
    assert parse_words(words) is None


def test_repairs_lower_the_quality():
    assert find_words("贰什参佰元整")[0].quality < find_words("贰仟叁佰元整")[0].quality == 1.0


def test_exact_words_only():
    assert worded_value("贰万肆仟元") == 24000
    assert worded_value("合计贰万肆仟元") is None


def test_an_amount_torn_by_a_misread_character_is_left_out() -> None:
    assert find_words("合计(大写) 贰仟陆佰晴拾元肆角壹分") == ()
    assert find_words("万肆仟陆佰元整") == ()


@pytest.mark.parametrize("words", ["叁元学伍分", "壹佰元口叁角", "贰仟口伍拾元整", "陆拾元叁角口分"])
def test_neither_part_of_a_torn_amount_is_one(words: str) -> None:
    assert find_words(words) == ()


def test_two_amounts_side_by_side_are_not_torn() -> None:
    assert [float(amount.value) for amount in find_words("叁元整、伍角整 (贰拾元整)")] == [3.0, 0.5, 20.0]


def test_a_common_misreading_is_mended_at_a_price() -> None:
    (amount,) = find_words("大写金额:查万零叁佰捌拾柒元玖角整")
    assert (amount.value, amount.quality) == (Decimal("10387.90"), 0.9)


def test_words_with_an_unreadable_character_mean_one_of_few_amounts() -> None:
    assert Decimal("7565.9") in possible_values("金额合计(大写):集仟伍佰陆拾伍元玖角整")
    assert not possible_values("柒仟伍佰陆拾伍元玖角整")  # nothing to guess
    assert not possible_values("第三联 一次性使用")


def test_without_its_end_an_amount_is_not_quite_sure() -> None:
    assert find_words("壹万肆仟零捌拾陆元")[0].quality < find_words("壹万肆仟零捌拾陆元整")[0].quality
