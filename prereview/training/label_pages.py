"""Training pages made of the vocabulary alone: field labels of a type with invented values, in no particular layout.

Generated submissions look like the papers their drawer knew. Real papers come in more layouts, cropped, faint or
without a legible title; what they cannot lack is their labels. These pages teach the classifier to live on any part
of them. The text is lines of labels and values; nothing of it comes from a real paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from random import Random

import yaml

from prereview.catalogue import document_types
from prereview.classification.vocabulary import type_words
from prereview.documents import Page, Record
from prereview.training.drawn_pages import draw_date, draw_digits, draw_money, draw_name, set_page

ENGLISH = 0.2  #: share of English pages among the types with English labels
_ITEMISED = frozenset(
    {"expense_list", "lab_report", "inpatient_invoice", "outpatient_invoice", "vat_invoice", "drug_receipt"}
    | {"payroll", "repair_list", "damage_assessment", "settlement_sheet", "checkup_report", "implant_list"}
    | {"prescription", "policy"}
)
_CARDS = frozenset(
    {"id_card", "bank_card", "driving_licence", "vehicle_licence", "passport", "qualification", "operator_certificate"}
)
_BILLS = frozenset({"inpatient_invoice", "outpatient_invoice", "vat_invoice", "premium_receipt", "transport_receipts"})


class _Values(Record):
    """Stock of invented values."""

    medical: tuple[str, ...]
    civil: tuple[str, ...]
    items: tuple[str, ...]
    english_services: tuple[str, ...]
    english_tests: tuple[str, ...]
    english_medicines: tuple[str, ...]
    english_houses: tuple[str, ...]
    checkup_departments: tuple[str, ...]
    checkup_items: tuple[str, ...]
    hospitals: tuple[str, ...]
    places: tuple[str, ...]
    banks: tuple[str, ...]
    card_words: tuple[str, ...]


@cache
def _values() -> _Values:
    text = resources.files("prereview").joinpath("training/label_values.yaml").read_text(encoding="utf-8")
    return _Values.model_validate(yaml.safe_load(text))


#: Cards whose two sides carry different labels; the number says where the vocabulary turns to the other side.
_SIDES = {"id_card": 7, "driving_licence": 11, "vehicle_licence": 10}


def label_page_types() -> tuple[str, ...]:
    """Types with a vocabulary, sorted."""
    return tuple(sorted(type_words()))


def draw_label_page(doc_type: str, rng: Random) -> Page:
    """One page of a type from its vocabulary."""
    if doc_type == "bank_card" and rng.random() < 0.85:
        return _draw_bank_card(rng)
    if doc_type == "checkup_report" and rng.random() < 0.4:
        return _draw_checkup_leaf(rng)
    labels = _choose_labels(doc_type, rng)
    english = doc_type not in _CARDS and all(label.isascii() for label in labels)
    lines = _set_fields(labels, rng)
    if doc_type == "bank_card" or (doc_type == "id_card" and rng.random() < 0.5):
        lines.insert(rng.randint(0, len(lines)), _draw_number(doc_type, rng))
    if doc_type in _ITEMISED and rng.random() < 0.7:
        for _ in range(rng.randint(1, 16)):
            lines += _draw_english_item(doc_type, rng) if english else [_draw_item(rng)]
    if not english:
        lines += _draw_prose(doc_type, rng)
    if rng.random() < 0.2:
        rng.shuffle(lines)
    titles = _draw_title(doc_type, rng, english=english)
    seals = rng.choice((0, 0, 1, 1, 2)) if doc_type not in _CARDS else 0
    columns = rng.choice((1, 1, 2, 3))
    return set_page(
        [*titles, *lines],
        rng,
        aspect=_draw_aspect(doc_type, rng),
        title_lines=len(titles),
        seals=seals,
        columns=columns,
    )


def _choose_labels(doc_type: str, rng: Random) -> list[str]:
    labels = list(type_words()[doc_type].labels)
    if doc_type in _SIDES and rng.random() < 0.7:
        cut = _SIDES[doc_type]
        labels = labels[:cut] if rng.random() < 0.5 else labels[cut:]
    foreign = [label for label in labels if label.isascii()]
    if 4 <= len(foreign) < len(labels) and doc_type not in _CARDS:
        labels = foreign if rng.random() < ENGLISH else [label for label in labels if label not in foreign]
    keep = rng.uniform(0.35, 1.0)
    chosen = [label for label in labels if rng.random() < keep]
    if len(chosen) > 9 and rng.random() < 0.3:  # a crop or a later sheet shows a stretch of the form
        start = rng.randint(0, len(chosen) - 6)
        chosen = chosen[start : start + rng.randint(6, 14)]
    return chosen or [rng.choice(labels)]


def _set_fields(labels: Sequence[str], rng: Random) -> list[str]:
    style = rng.choice(("colon", "colon", "space", "stacked", "blank", "mixed"))
    lines: list[str] = []
    for label in labels:
        form = rng.choice(("colon", "space", "stacked", "blank")) if style == "mixed" else style
        value = _draw_value(label, rng)
        if form == "stacked":
            lines += [label, value]
        elif form == "blank":
            lines.append(label)
        else:
            lines.append(f"{label}{':' if form == 'colon' else ' '}{value}")
    if rng.random() < 0.5:  # readers often take two neighbouring fields for one line
        lines = [" ".join(lines[start : start + 2]) for start in range(0, len(lines), 2)]
    return lines


def _draw_value(label: str, rng: Random) -> str:
    if rng.random() < 0.15:
        return ""
    for endings, draw in (
        (("日期", "时间", "期限", "date", "birth", "issue"), draw_date),
        (("费", "额", "支付", "合计", "小写", "金", "价", "charges", "paid", "premium"), draw_money),
        (("姓名", "人", "师", "者", "员", "名", "name", "patient"), draw_name),
    ):
        if label.lower().endswith(endings):
            return draw(rng)
    if label.endswith(("号", "号码", "代码", "编号", "码", "number", "no")):
        return draw_digits(rng, rng.choice((4, 6, 8, 10, 12, 18)))
    if label.endswith(("地址", "住址", "地点")):
        return rng.choice(_values().places) + f"{rng.choice('东西南北')}路{rng.randint(1, 300)}号"
    return rng.choice(
        (
            "",
            "无",
            "其他",
            str(rng.randint(1, 99)),
            draw_digits(rng, 4),
            rng.choice(_values().medical + _values().civil),
        )
    )


def _draw_bank_card(rng: Random) -> Page:
    """A card carries one bank and its number, and hardly a word besides; embossed digits may be read in parts."""
    local, _, english = rng.choice(_values().banks).partition(" ")
    if local.startswith(("农村", "城市", "村镇")) or rng.random() < 0.15:
        local = rng.choice(_values().places) + local.removeprefix("中国")
    number = _draw_number("bank_card", rng)
    lines = [local, *([english] if rng.random() < 0.7 else []), number]
    if rng.random() < 0.2:
        lines = [line for line in lines if line != number] + number.split()
    lines += [word for word in _values().card_words if rng.random() < rng.choice((0.05, 0.15, 0.3))]
    if rng.random() < 0.4:
        lines.append(f"{rng.randint(1, 12):02}/{rng.randint(20, 40)}")
    if rng.random() < 0.3:
        lines.append(number[:4])
    if rng.random() < 0.3:
        rng.shuffle(lines)
    return set_page(lines, rng, aspect=_draw_aspect("bank_card", rng), title_lines=rng.choice((0, 1)))


def _draw_checkup_leaf(rng: Random) -> Page:
    """An inner leaf of a check-up: what each department saw, which read alone could be a report of that department."""
    lines = [f"体检编号 {draw_digits(rng, 10)} 姓名 {draw_name(rng)}"] if rng.random() < 0.5 else []
    summary = rng.choice(("小结", "科室小结", "检查小结", "初步意见"))
    heads = rng.choice(
        ("检查项目 本次检查结果", "项目名称 检查结果 单位 参考范围", "检查项目 检查所见", "项目 结果 上次结果")
    )
    for department in rng.sample(_values().checkup_departments, rng.randint(1, 4)):
        lines += [department, heads]
        for item in rng.sample(_values().checkup_items, rng.randint(1, 6)):
            lines.append(f"{item} {rng.choice(('未见异常', '正常', '未见明显异常', draw_digits(rng, 2), '阴性'))}")
        lines.append(f"{summary}：{rng.choice(('未见异常', *_values().medical))}")
        lines.append(f"{rng.choice(('检查医师', '检查者', '医生', '录入人员'))}：{draw_name(rng)} {draw_date(rng)}")
    return set_page(
        lines, rng, aspect=_draw_aspect("checkup_report", rng), title_lines=0, columns=rng.choice((1, 1, 2))
    )


def _draw_number(doc_type: str, rng: Random) -> str:
    if doc_type == "id_card":
        return (
            "公民身份号码 " + draw_digits(rng, 6) + f"19{draw_digits(rng, 2)}0{rng.randint(1, 9)}1{draw_digits(rng, 5)}"
        )
    digits = "62" + draw_digits(rng, rng.choice((14, 14, 15, 17)))
    spaced = " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    return rng.choice((digits, spaced, spaced))


def _draw_item(rng: Random) -> str:
    price = draw_money(rng)
    unit = rng.choice(("次", "支", "盒", "项", "g/L", "mmol/L", "片"))
    return f"{rng.choice(_values().items)} {unit} {rng.randint(1, 30)} {price}"


def _draw_english_item(doc_type: str, rng: Random) -> list[str]:
    """A row of a result list, a prescription or a bill, as one line or as its cells."""
    values = _values()
    if doc_type == "lab_report":
        low = rng.randint(1, 100)
        cells = [rng.choice(values.english_tests), f"{low * 1.2:.1f}", f"{low} - {2 * low}", rng.choice(("", "H", "L"))]
    elif doc_type == "prescription":
        cells = [rng.choice(values.english_medicines), rng.choice(("take one daily", "bid", "1 tab PO tid")), "#30"]
    else:
        sign = rng.choice(("$", "", "$"))
        stock = values.english_services if rng.random() < 0.7 else values.english_medicines
        amounts = [f"{sign}{rng.uniform(0, 900):.2f}" for _ in range(rng.randint(1, 4))]
        cells = [draw_date(rng), draw_digits(rng, rng.choice((5, 7))), rng.choice(stock), *amounts]
    cells = [cell for cell in cells if cell]
    return cells if rng.random() < 0.5 else [" ".join(cells)]


def _draw_prose(doc_type: str, rng: Random) -> list[str]:
    group = document_types()[doc_type].group
    stock: Sequence[str]
    if group == "record":
        count, stock = rng.randint(0, 22), _values().medical
    elif group in ("event", "death", "other"):
        count, stock = rng.randint(0, 10), _values().civil
    else:
        count, stock = (rng.randint(0, 4) if rng.random() < 0.2 else 0), _values().civil + _values().medical
    text = "，".join(rng.choice(stock) for _ in range(count))
    width = rng.randint(20, 45)
    return [text[start : start + width] for start in range(0, len(text), width)]


def _draw_title(doc_type: str, rng: Random, *, english: bool) -> list[str]:
    if rng.random() < 0.3:
        return []
    titles = type_words()[doc_type].titles
    foreign = [title for title in titles if title.isascii()]
    if english and foreign:
        head = [
            rng.choice(_values().english_houses),
            f"{draw_digits(rng, 3)} Oak Street",
            f"({draw_digits(rng, 3)}) 555",
        ]
        return [*head[: rng.randint(0, 3)], rng.choice(foreign)]
    title = rng.choice(titles)
    owner = rng.choice(_values().places)
    if document_types()[doc_type].group == "record" or rng.random() < 0.2:
        owner += rng.choice(_values().hospitals)
    return rng.choice(([title], [owner, title], [owner + title], [title]))


def _draw_aspect(doc_type: str, rng: Random) -> float:
    photo = rng.choice((0.75, 1.33, rng.uniform(0.5, 2.0)))
    if doc_type in _CARDS:
        usual = rng.choice((1.58, 1.45, 1.7))
    elif doc_type in _BILLS:
        usual = rng.choice((1.41, 1.6, 1.5, 0.707))
    else:
        usual = rng.choice((0.707, 0.707, 0.707, 1.41))
    return usual if rng.random() < 0.6 else photo
