"""Cards and licences: values without labels, two sides, addresses over several lines."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from prereview.documents import Line
from prereview.extraction.dates import find_dates, parse_validity
from prereview.extraction.identifiers import find_card_number, find_id_number, find_plate, find_vin
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.squeezed import is_han, tidy
from prereview.extraction.values import parse_address, parse_bank, parse_licence_class, parse_name

_FRONT = re.compile(r"公民身份号码|公民身份|住址|民族|出生")
_BACK = re.compile(r"签发机关|居民身份证|有效期限")
#: A company in a cell of its own; 有限责任公司 alone is the kind of a company.
_COMPANY_ALONE = re.compile(
    "名?称?[:：]?(?!(?:其他|一人|个人)?(?:有限责任|股份有限|国有|集体|独资|合伙|全民))"
    "[\u4e00-\u9fffa-z0-9()·]{4,40}(?:公司|企业|厂|店|商行|中心|合作社|事务所|研究院|医院|经营部)"
)
#: Uses of vehicles as licences print them (GA 802, annex B).
_USE = re.compile(
    "非营运|营转非|出租转非|租赁|教练|警用|消防|救护|工程救险|货运|[\u4e00-\u9fff]{2,4}(?:客运|校车|运输)"
)
_DEBIT = re.compile(r"借记|储蓄卡|储蓄存折|活期|debit", re.I)
_CREDIT = re.compile(r"信用卡|贷记卡|credit\s*card", re.I)


def card_readings(labelled: LabelledSheet, doc_type: str) -> Iterator[Reading]:
    """What a card says by place and form: numbers, sides, terms, address."""
    if doc_type == "id_card":
        yield from _sides(labelled)
        yield from _name_above_sex(labelled)
        yield from _birth_alone(labelled)
    if doc_type in ("id_card", "driving_licence"):
        yield from _by_form(labelled, "id_number")
    if doc_type == "driving_licence":
        yield from _licence_class(labelled)
    if doc_type == "bank_card":
        yield from _bank_card(labelled)
    if doc_type == "vehicle_licence":
        yield from _by_form(labelled, "plate_number")
        yield from _by_form(labelled, "vin")
        yield from _inspection(labelled)
        yield from _vehicle_use(labelled)
    if doc_type == "business_licence":
        yield from _licensed_company(labelled)
    yield from _validity(labelled, doc_type)


_FORMS = {"id_number": find_id_number, "card_number": find_card_number, "plate_number": find_plate, "vin": find_vin}


def _by_form(labelled: LabelledSheet, fact: str) -> Iterator[Reading]:
    """A number known by its own form, wherever it stands."""
    for cell in labelled.sheet.cells:
        found = _FORMS[fact](cell.line.text)
        if found is not None:
            yield _read(labelled, fact, found.value, 0.9 * found.quality, (cell.line,), rank=50)


def _name_above_sex(labelled: LabelledSheet) -> Iterator[Reading]:
    """The name of a card whose pale label 姓名 was not read: the short cell just above the sex."""
    sexes = [cell for cell in labelled.sheet.cells if re.match("性别|[男女]民?族?", cell.text.text)]
    for sex in sexes[:1]:
        above = [cell for cell in labelled.sheet.cells if 0 < sex.row - cell.row < 4 * labelled.sheet.line_height]
        for cell in sorted(above, key=lambda cell: -cell.row):
            name = parse_name(cell.line.text) if is_han(cell.text.text) and len(cell.text.text) <= 4 else None
            if name is not None and not labelled.opens_with_label(cell):
                yield _read(labelled, "name", name.value, 0.8, (cell.line,), rank=50)
                return


def _birth_alone(labelled: LabelledSheet) -> Iterator[Reading]:
    """The birth date of a card whose pale label 出生 was not read: the one day written 年月日 and nothing else."""
    for cell in labelled.sheet.cells:
        if re.fullmatch("(?:出生)?[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日?", cell.text.text):
            for found in find_dates(cell.line.text):
                yield _read(labelled, "birth_date", found.value, 0.8, (cell.line,), rank=50)
            return


def _sides(labelled: LabelledSheet) -> Iterator[Reading]:
    """Front (portrait, number), back (emblem, term), or both on one sheet."""
    front = [cell for cell in labelled.sheet.cells if _FRONT.search(cell.text.text)]
    back = [cell for cell in labelled.sheet.cells if _BACK.search(cell.text.text)]
    if front or back:
        side = "both" if len(front) >= 2 and back else "front" if len(front) >= len(back) else "back"
        lines = tuple(cell.line for cell in (*front, *back))[:4]
        yield _read(labelled, "card_side", side, 0.95, lines)


def address_readings(labelled: LabelledSheet) -> Iterator[Reading]:
    """An address with the lines it runs over to."""
    for hit in labelled.hits:
        if hit.fact != "address":
            continue
        spot = next((spot for spot in labelled.spots(hit) if spot.text.strip()), None)
        if spot is None or not hit.like_a_field:
            continue
        place = parse_address(spot.text)
        if place is not None and re.search(r"[\u4e00-\u9fff]{4}", place.value):
            yield _read(labelled, "address", place.value, 0.95 * hit.quality, spot.lines, rank=hit.rank - 1)


def _bank_card(labelled: LabelledSheet) -> Iterator[Reading]:
    yield from _by_form(labelled, "card_number")
    for row in labelled.sheet.rows():  # embossed groups of four are often separate boxes
        text = " ".join(cell.line.text for cell in row)
        found = find_card_number(text)
        if found is not None and len(row) > 1:
            yield _read(labelled, "card_number", found.value, 0.85 * found.quality, tuple(c.line for c in row), rank=51)
    for cell in labelled.sheet.cells:
        bank = parse_bank(cell.line.text)
        if bank is not None and not labelled.opens_with_label(cell):
            yield _read(labelled, "bank_name", bank.value, 0.9, (cell.line,), rank=50)
        kind = "credit" if _CREDIT.search(cell.line.text) else "debit" if _DEBIT.search(cell.line.text) else None
        if kind is not None:
            yield _read(labelled, "card_kind", kind, 0.95, (cell.line,))


def _licence_class(labelled: LabelledSheet) -> Iterator[Reading]:
    """A class such as C1 alone in a cell: the printed red seal often covers its label."""
    for cell in labelled.sheet.cells:
        found = parse_licence_class(cell.line.text)
        if found is not None and len(cell.text.text) <= 4:
            yield _read(labelled, "licence_class", found.value, 0.8, (cell.line,), rank=50)


def _inspection(labelled: LabelledSheet) -> Iterator[Reading]:
    """A vehicle's inspection holds to the last day of the month printed (检验有效期至2026年08月)."""
    for cell in labelled.sheet.cells:
        match = re.search(r"有效期至((?:19|20)\d{2})年(\d{1,2})月(?!\d)", cell.text.text)
        if match and 1 <= int(match.group(2)) <= 12:
            year, month = int(match.group(1)), int(match.group(2))
            last = date(year, month, monthrange(year, month)[1]).isoformat()
            yield _read(labelled, "valid_until", last, 0.9, (cell.line,), rank=-1)


def _vehicle_use(labelled: LabelledSheet) -> Iterator[Reading]:
    """The use of a vehicle in a cell of its own, beside a label a stamp or mark covers."""
    for cell in labelled.sheet.cells:
        if _USE.fullmatch(cell.text.text):
            yield _read(labelled, "vehicle_use", cell.text.text, 0.85, (cell.line,), rank=50)


def _licensed_company(labelled: LabelledSheet) -> Iterator[Reading]:
    """The company a licence is for: the first named below the title, whose wide label 名称 is read in any pieces."""
    for cell in labelled.sheet.cells:
        name = _COMPANY_ALONE.fullmatch(cell.text.text)
        if name is not None and labelled.sheet.depth(cell) > 0.1:
            yield _read(
                labelled,
                "seller",
                tidy(cell.line.text).removeprefix("名").removeprefix("称"),
                0.8,
                (cell.line,),
                rank=50,
            )
            return


def _validity(labelled: LabelledSheet, doc_type: str) -> Iterator[Reading]:
    """Both ends of a term; on driving licences the label may stand apart from its dates."""
    for hit in labelled.hits:
        if hit.fact != "valid_period":
            continue
        for spot in labelled.spots(hit):
            span = parse_validity(spot.text)
            if span is not None:
                yield _read(labelled, "valid_from", span[0], spot.quality * hit.quality, spot.lines)
                yield _read(labelled, "valid_until", span[1], spot.quality * hit.quality, spot.lines)
                return
        for spot in labelled.spots(hit):
            found = find_dates(spot.text)
            if found:
                yield _read(labelled, "valid_until", found[0].value, 0.8 * spot.quality, spot.lines, rank=2)
                return
    for cell in labelled.sheet.cells if doc_type != "vehicle_licence" else ():
        span = parse_validity(cell.line.text)
        if span is not None:
            yield _read(labelled, "valid_from", span[0], 0.7, (cell.line,), rank=50)
            yield _read(labelled, "valid_until", span[1], 0.7, (cell.line,), rank=50)
            return


def _read(
    labelled: LabelledSheet, fact: str, value: str, quality: float, lines: tuple[Line, ...], *, rank: int = 0
) -> Reading:
    page = labelled.sheet.page
    return Reading(fact, value, quality, rank, lines, page.file, page.number)
