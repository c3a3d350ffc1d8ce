"""The words after a label to the canonical value of a fact, or None where they are no such value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from prereview.extraction.amounts import canonical, parse_amount
from prereview.extraction.dates import find_dates
from prereview.extraction.identifiers import (
    Identifier,
    find_card_number,
    find_code,
    find_id_number,
    find_number,
    find_plate,
    find_vin,
)
from prereview.extraction.numerals import find_words
from prereview.extraction.squeezed import is_han, tidy


class Value(NamedTuple):
    """A canonical value and how well the words fitted (1 exact, less after repairs)."""

    value: str
    quality: float


_LEVELS = {
    word: str(level)
    for series in (
        "一二三四五六七八九十",
        "壹贰叁肆伍陆柒捌玖拾",
        range(1, 11),
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"],
    )
    for level, word in enumerate(map(str, series), 1)
}
Parser = Callable[[str], Value | None]

_SURNAME_STOPS = re.compile(
    r"(^[我本该其]|姓名|[甲乙丙]方|车辆|性别|年龄|签名|签字|盖章|日期|电话|关系|号码|证件|本人|医院|科室|公司|项目|金额|单位|住址|民族|职业|床号|信息|"
    r"职工|居民|备注|资料|声明|签章|情况|基本|证明|填写|须知|授权|信息|称谓|同上|地址|银行|身份|申请|被保险|受益|代理|收款|出院|入院|门诊|住院|有效|合计|编号|负责|复核)"
)
_HAN_NAME = re.compile(
    r"^([\u4e00-\u9fff〇]{2,4}?)(?=先生|女士|小姐|同志|男|女|性别|年龄|民族|出生|电话|床号|科室|[^\u4e00-\u9fff〇·]|$)"
)
_LONG_NAME = re.compile(r"^([\u4e00-\u9fff]{1,10}(?:[·•.][\u4e00-\u9fff]{1,10}){1,3})")
_LATIN_NAME = re.compile(r"^([A-Za-z][A-Za-z'\-]*\.?(?:[ ,]+[A-Za-z][A-Za-z'\-]*\.?){1,3})")
INSTITUTION = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9()·]*?[\u4e00-\u9fff]{2,}[\u4e00-\u9fff()·]*?"
    r"(?:医院|卫生院|卫生服务中心|卫生服务站|保健院|诊所|门诊部|医疗中心|防治院|疗养院|卫生室|医学中心|诊疗中心|疾病预防控制中心|研究所)"
    r"(?:\([^()]{2,20}\))?(?:[\u4e00-\u9fff]{1,6}(?:分院|院区))?"
)
_COMPANY = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9()·]{4,}?(?:公司|(?:中心|药房|企业|超市|厂|店|行|院|所|部|社|局|队)"
    r"(?![\u4e00-\u9fff()]{0,10}有限(?:责任)?公司))(?:[\u4e00-\u9fff]{2,8}(?:分公司|支公司|分店|分部))?"
)
_CUT_NAME = re.compile(
    r":?([\u4e00-\u9fff]{4,20}(?<!中西)(?:中|科|童|合|大|幼|族|学|心|院|人民|附属|肿瘤|[市县区省])?医)[元完阮]?"
)
#: The ward printed before the hospital without a space; a name goes on with its place.
_WARD_BEFORE = re.compile(
    r"^.*?(?:[内外妇儿眼伤肤骨吸管化经泌瘤复尿]科|急诊科?|门诊部?)(?=[\u4e00-\u9fff]{1,6}[市县区州旗省][\u4e00-\u9fff]{2,})"
)
_NO_NAME = re.compile(
    r"[一二三]级|^[\u4e00-\u9fff]{2,3}(?:省|自治区)医院$|^(?:综合|专科|就诊|治疗|定点|转往|当地|本)医院|类型"
)
_MONEY_PREFIX = re.compile(r"[\s:;.,=*¥YV$)]*(?:rmb|cny|人民币|约|共计|元)?[\s:：¥YV$]*", re.I)
_GRADE = re.compile(r"[一二三]级(?:[甲乙丙特]等)?")
#: Words of sentences about banks; no bank is called by them.
_ABOUT_BANKS = re.compile("[我您请已将向由在该的本]|确认|同意|任何|发卡|收款|转账|持卡")
_BANK = re.compile(r"[\u4e00-\u9fff]*?(?:邮政储蓄银行|农村信用社|信用合作联社|银行|信用社|农商行)")


def parse_name(text: str) -> Value | None:
    """A person's name: two to four Chinese characters, a dotted name, or Latin words. Masked names (王**) are none."""
    # OCR sees specks and the edge of a box before a name; what is no letter there is no part of it.
    plain = re.sub(r"^[^\w*×]+", "", unicodedata.normalize("NFKC", text)).strip(" :;,.、_-—\"'“”")
    if re.search(r"^[\u4e00-\u9fff]{0,2}\s*[*×X＊某]{1,3}", plain) or re.match(r"\s*[、和与及]", text):
        return None  # masked, or an enumeration: 当事人、车辆
    squeezed = re.sub(r"(?<=[\u4e00-\u9fff·])\s+(?=[\u4e00-\u9fff·])", "", plain)
    for pattern in (_LONG_NAME, _HAN_NAME):
        match = pattern.match(squeezed)
        if match and not _SURNAME_STOPS.search(match.group(1)):
            return Value(match.group(1).replace("•", "·").replace(".", "·"), 1.0)
    latin = _LATIN_NAME.match(plain)
    return Value(" ".join(latin.group(1).split()), 0.95) if latin and not is_han(plain[:1]) else None


def parse_sex(text: str) -> Value | None:
    """男 or 女, as papers print it; English words too."""
    plain = text.strip().lower()
    if re.match(r"[^\u4e00-\u9fff]{0,2}男|^m(ale)?\b", plain):
        return Value("男", 1.0)
    return Value("女", 1.0) if re.match(r"[^\u4e00-\u9fff]{0,2}女|^f(emale)?\b", plain) else None


def parse_first_date(text: str) -> Value | None:
    """The first date in the words."""
    found = find_dates(text)
    return Value(found[0].value, found[0].quality) if found else None


def parse_last_date(text: str) -> Value | None:
    """The second of two dates in order ("a 至 b")."""
    found = find_dates(text)
    if len(found) < 2 or found[0].value > found[1].value:
        return None
    return Value(found[1].value, found[1].quality)


def parse_money(text: str) -> Value | None:
    """An amount in digits; a date is not an amount."""
    plain = unicodedata.normalize("NFKC", text)
    amount = parse_amount(plain)
    if amount is None or not _MONEY_PREFIX.fullmatch(plain[: amount.start]):
        return None
    return Value(amount.value, amount.quality)


def parse_worded_money(text: str) -> Value | None:
    """An amount in words."""
    found = find_words(text)
    return Value(canonical(found[0].value), found[0].quality) if found else None


def parse_days(text: str) -> Value | None:
    """A whole number of days or years, 0 to 999 ("6.0天", "36岁")."""
    match = re.match(r"\D{0,3}?(\d{1,3})(?:\.0+)?(?!\d|[./年-]\d)", unicodedata.normalize("NFKC", text).strip())
    return Value(str(int(match.group(1))), 1.0) if match else None


def parse_institution(text: str) -> Value | None:
    """A hospital's name: words that end as a hospital's name ends."""
    # 收款单位(章) is where the seal lies: its one character in brackets is read as another more often than not.
    plain = re.sub(r"^.{0,8}\((?:盖?章|公章|.\)(?=.{5}))\)?[:：]?", "", unicodedata.normalize("NFKC", text))
    name = institution_in(plain)
    if name is not None:
        return Value(name, 1.0)
    cut = _CUT_NAME.fullmatch(re.sub(r"\s+", "", plain))  # a stamp over the last character
    return Value(cut.group(1) + "院", 0.8) if cut else None


def institution_in(text: str) -> str | None:
    """The first hospital named in a line; kinds (三级综合医院) and titles (河北省医院…票据) name none."""
    # A place or a ward and the hospital beside it share a row: the words that are a hospital by themselves are meant.
    pieces = [piece for piece in text.split() if len(piece) > 6 and INSTITUTION.fullmatch(piece)]
    names = [match.group(0) for match in INSTITUTION.finditer(re.sub(r"\s+", "", text))]
    for name in (*pieces, *names):
        if len(name) >= 4 and not _NO_NAME.search(name):
            return re.sub("(?<=医院)互联网医院$", "", _WARD_BEFORE.sub("", name))
    return None


def parse_company(text: str) -> Value | None:
    """A company, shop or institution."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip(":;,.、")
    match = _COMPANY.match(plain)
    return Value(match.group(0), 1.0) if match else None


def parse_bank(text: str) -> Value | None:
    """A bank without its branch, so that card and form compare equal."""
    match = _BANK.search(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    return Value(match.group(0), 1.0) if match and not _ABOUT_BANKS.search(match.group(0)) else None


def parse_words(text: str) -> Value | None:
    """Short free words, 2 to 60 characters with a letter or Chinese character among them."""
    plain = tidy(text)
    if not 1 < len(plain) <= 60 or not re.search(r"[\u4e00-\u9fffA-Za-z]", plain):
        return None
    return Value(plain, 1.0)


def parse_sentence(text: str) -> Value | None:
    """Longer free words, cut at 200 characters."""
    plain = tidy(text)
    return Value(plain[:200], 1.0) if len(plain) >= 2 and re.search(r"[\u4e00-\u9fffA-Za-z]", plain) else None


def parse_level(text: str) -> Value | None:
    """A disability level, "九级", "10级", "玖级" or "VIII级", as 1 (gravest) to 10."""
    match = re.search(
        rf"({'|'.join(sorted(_LEVELS, key=len, reverse=True))})级", unicodedata.normalize("NFKC", text).replace(" ", "")
    )
    return Value(_LEVELS[match.group(1)], 1.0) if match else None


def parse_nationality(text: str) -> Value | None:
    """A people or a country: 汉, 维吾尔, 中国."""
    match = re.match(r"[\u4e00-\u9fff]{1,8}", tidy(text))
    return Value(match.group(0), 1.0) if match else None


def parse_department(text: str) -> Value | None:
    """A ward or department: words that name one, or Chinese characters only; no fee, no number."""
    plain = tidy(text)
    named = re.match(
        r"[\u4e00-\u9fffA-Za-z0-9()、/·\-]{0,16}?(?:科室|科|病区|病房|门诊|中心|ICU|室|部)(?:[\u4e00-\u9fff0-9]{1,4}病区)?",
        plain,
    )
    if named and not re.match(r"[\d.]+[元.]", plain):
        return Value(named.group(0), 1.0)
    return Value(plain, 0.9) if 2 <= len(plain) <= 12 and is_han(plain) and not plain.endswith("费") else None


def parse_relation(text: str) -> Value | None:
    """How people are related: 本人, 配偶, 妻, 父子."""
    match = re.match(r"[\u4e00-\u9fff、/]{1,10}", tidy(text))
    return Value(match.group(0), 1.0) if match else None


def parse_grade(text: str) -> Value | None:
    """A hospital's grade, 三级甲等 … 一级; other words about a hospital (综合医院) say no grade."""
    match = _GRADE.search(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    return Value(match.group(0), 1.0) if match else None


def parse_address(text: str) -> Value | None:
    """A place: at least five characters with Chinese ones among them and not masked.

    The label is printed wide (住　址), so that its end may stand in the line of the value; no place begins like that.
    """
    plain = tidy(text).removeprefix("址").lstrip(" :")
    good = 5 <= len(plain) <= 100 and re.search(r"[\u4e00-\u9fff]{2}", plain) and "**" not in plain
    return Value(plain, 1.0) if good else None


def parse_check_code(text: str) -> Value | None:
    """Four to eight hexadecimal places (medical e-invoices) or twenty digits (VAT); "leff" was printed "1eff"."""
    plain = unicodedata.normalize("NFKC", text)
    spaced = re.search(r"\d(?:\s?\d){19}(?!\s?\d)", plain)
    if spaced:
        return Value(re.sub(r"\s", "", spaced.group(0)), 1.0)
    run = re.search(r"[0-9A-Za-z]{4,24}", plain)
    if run is None:
        return None
    repaired = run.group(0).translate(str.maketrans("lIoO", "1100"))
    if re.fullmatch(r"[0-9a-fA-F]{4,24}", repaired) and repaired != run.group(0):
        return Value(repaired, 0.8)
    plausible = re.search(r"\d|^[a-f]{4,8}$", run.group(0))
    return Value(run.group(0), 1.0) if plausible else None


def parse_licence_class(text: str) -> Value | None:
    """A driving class such as C1, A2D, B1B2."""
    match = re.match(r"\W{0,2}((?:[ABC][1-6]|[DEFMNP])+)(?![A-Za-z])", unicodedata.normalize("NFKC", text).upper())
    return Value(match.group(1), 1.0) if match else None


def _identifier(find: Callable[[str], Identifier | None]) -> Parser:
    def parse(text: str) -> Value | None:
        found = find(text)
        return Value(found.value, found.quality) if found else None

    return parse


def _number(shortest: int, longest: int) -> Parser:
    return _identifier(lambda text: find_number(text, shortest=shortest, longest=longest))


def _code(shortest: int, longest: int) -> Parser:
    return _identifier(lambda text: find_code(text, shortest=shortest, longest=longest))


PARSERS: Mapping[str, Parser] = {
    **dict.fromkeys(("name", "claimant_name", "account_holder", "doctor"), parse_name),
    **dict.fromkeys(("birth_date", "valid_from", "valid_until", "effective_date", "admission_date", "visit_date",
                     "issue_date", "event_date", "death_date"), parse_first_date),
    **dict.fromkeys(("end_date", "discharge_date"), parse_first_date),
    **dict.fromkeys(("total", "fund_paid", "account_paid", "cash_paid", "self_paid", "own_expense", "other_paid",
                     "deposit"), parse_money),
    **dict.fromkeys(("age", "stay_days"), parse_days),
    **dict.fromkeys(("product", "vehicle_use",
                     "liability"), parse_words),
    **dict.fromkeys(("event_cause", "chief_complaint", "operation", "appraisal_standard"), parse_sentence),
    **dict.fromkeys(("seller", "insurer", "appraiser"), parse_company),
    "sex": parse_sex,
    "total_words": parse_worded_money,
    "hospital": parse_institution,
    "bank_name": parse_bank,
    "appraisal_level": parse_level,
    "licence_class": parse_licence_class,
    "id_number": _identifier(find_id_number),
    "card_number": _identifier(find_card_number),
    "plate_number": _identifier(find_plate),
    "vin": _identifier(find_vin),
    "invoice_code": _number(6, 14),
    "invoice_number": _number(6, 20),
    "phone": _number(7, 12),
    "check_code": parse_check_code,
    "hospital_grade": parse_grade,
    "nationality": parse_nationality,
    "relation": parse_relation,
    "department": parse_department,
    "address": parse_address,
    "policy_number": _code(6, 32),
    "inpatient_number": _code(3, 20),
    "engine_number": _code(5, 20),
}  # fmt: skip

PERSONS = frozenset(("name", "claimant_name", "account_holder", "doctor"))

#: Free words: believed only after a colon, a space or in a cell of their own, never glued to running text.
FREE = frozenset(
    ("address", "relation", "department", "product", "hospital_grade", "vehicle_use", "liability", "event_cause",
     "chief_complaint", "operation", "appraisal_standard", "seller", "insurer", "appraiser")
)  # fmt: skip
