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
    english_items: tuple[str, ...]
    english_houses: tuple[str, ...]
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
    labels = _choose_labels(doc_type, rng)
    english = doc_type not in _CARDS and all(label.isascii() for label in labels)
    lines = _set_fields(labels, rng)
    if doc_type == "bank_card" or (doc_type == "id_card" and rng.random() < 0.5):
        lines.insert(rng.randint(0, len(lines)), _draw_number(doc_type, rng))
    if doc_type in _ITEMISED and rng.random() < 0.7:
        lines += [_draw_item(rng, english=english) for _ in range(rng.randint(1, 16))]
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
        labels = foreign if rng.random() < 0.15 else [label for label in labels if label not in foreign]
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


def _draw_number(doc_type: str, rng: Random) -> str:
    if doc_type == "id_card":
        return (
            "公民身份号码 " + draw_digits(rng, 6) + f"19{draw_digits(rng, 2)}0{rng.randint(1, 9)}1{draw_digits(rng, 5)}"
        )
    digits = "62" + draw_digits(rng, rng.choice((14, 14, 15, 17)))
    spaced = " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    return rng.choice((digits, spaced, spaced))


def _draw_item(rng: Random, *, english: bool) -> str:
    price = draw_money(rng)
    if english:
        return f"{rng.choice(_values().english_items)} {rng.randint(1, 90)} {price} {rng.choice(('', draw_money(rng)))}"
    unit = rng.choice(("次", "支", "盒", "项", "g/L", "mmol/L", "片"))
    return f"{rng.choice(_values().items)} {unit} {rng.randint(1, 30)} {price}"


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
        return [rng.choice(_values().english_houses), rng.choice(foreign)][rng.randint(0, 1) :]
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
