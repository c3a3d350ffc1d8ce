"""Both sides of a card are one document, wherever in the submission they lie."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from prereview.documents import Page, PageClass

Run = tuple[list[Page], PageClass]  #: the pages of a document so far, and what decided its type
SLIPS = 1  #: wrong characters forgiven in that number
#: The place in 签发机关 某市公安局某区分局, which is where the holder lives when the card is made (居民身份证法 8).
_OFFICE = re.compile(
    r"([\u4e00-\u9fff]{2,}?)(?:市|县|区|州|盟|旗)?公安局(?:([\u4e00-\u9fff]{2,}?)(?:市|县|区|旗)?分局)?"
)
_TERM = re.compile(r"(?:19|20)\d{2}[.\-/年]?\d{2}[.\-/月]?\d{2}")


@dataclass(frozen=True, slots=True)
class _Card:
    """Words only one side of a card carries, and the number both sides share (or None)."""

    front: re.Pattern[str]
    back: re.Pattern[str]
    number: re.Pattern[str] | None


#: Layout by law: GA 490 / 居民身份证法; GA 482 (驾驶证) and GA 37 (行驶证) with their second leaf (副页).
CARDS = {
    "id_card": _Card(re.compile("公民身份|住址|民族|出生"), re.compile("签发机关|有效期限|中华人民共和国"), None),
    "driving_licence": _Card(
        re.compile("准驾车型|初次.证|住址|出生日期"),
        re.compile("副页|档案编号|累积记分|记录"),
        re.compile(r"证号[^\dA-Za-z]{0,4}([\dA-Za-z]{15,18})"),
    ),
    "vehicle_licence": _Card(
        re.compile("所有人|使用性质|品牌型号|发动机号"),
        re.compile("副页|核定载人数|检验记录|整备质量|外廓尺寸"),
        re.compile(r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6})"),
    ),
}


def pair_sides(runs: Sequence[Run]) -> list[Run]:
    """Join each lone back with the front it fits: same number, else same file, else nearest; order of first pages."""
    merged = list(runs)
    for doc_type, card in CARDS.items():
        merged = _pair(merged, doc_type, card)
    return merged


def mark_surplus_backs(runs: Sequence[Run]) -> list[Run]:
    """Backs of identity cards left over once every front has its own, of the term of one of those: copies of it.

    All backs of one office look alike and two people may share a term, so only what no front is left for is a copy.
    """
    cards = [run for run in runs if run[1].doc_type == "id_card"]
    kept = []
    for run in runs:
        home = _home_of_back(run, cards)
        if home is None:
            kept.append(run)
        else:
            pages, original = home
            pages.append(run[0][0].model_copy(update={"copy_of": (original.file, original.number)}))
    return kept


def _home_of_back(run: Run, cards: Sequence[Run]) -> tuple[list[Page], Page] | None:
    """The pages of the card with both sides whose back shows a day of this lone back's term, and that back."""
    pages, verdict = run
    term = _term(pages[0]) if len(pages) == 1 and verdict.doc_type == "id_card" else frozenset()
    found = ((card, page) for card, _ in cards if len(card) > 1 for page in card if term & _term(page))
    return next(found, None)


def is_front_and_back(one: tuple[Page, PageClass], other: tuple[Page, PageClass]) -> bool:
    """Whether two pages are the two sides of one card, as far as they show."""
    card = CARDS.get(one[1].doc_type)
    if card is None or one[1].doc_type != other[1].doc_type:
        return False
    sides = {_side(one[0], card), _side(other[0], card)}
    return sides == {"front", "back"} and _differing(one[0], other[0], card) <= SLIPS


def _pair(runs: list[Run], doc_type: str, card: _Card) -> list[Run]:
    places = [place for place, (pages, verdict) in enumerate(runs) if verdict.doc_type == doc_type and len(pages) == 1]
    sides = {place: _side(runs[place][0][0], card) for place in places}
    fronts = [place for place in places if sides[place] == "front"]
    result, gone = list(runs), set()
    for back in (place for place in places if sides[place] == "back"):
        wrong = {front: _differing(runs[front][0][0], runs[back][0][0], card) for front in fronts}
        fitting = [front for front in fronts if wrong[front] <= SLIPS]
        if not fitting:
            continue
        front = min(fitting, key=lambda place: (wrong[place], *_distance(runs, place, back)))
        fronts.remove(front)
        keep, drop = min(front, back), max(front, back)
        surest = max((runs[front][1], runs[back][1]), key=lambda verdict: verdict.probability or 0.0)
        result[keep] = ([runs[front][0][0], runs[back][0][0]], surest)
        gone.add(drop)
    return [run for place, run in enumerate(result) if place not in gone]


def _side(page: Page, card: _Card) -> str:
    """front, back, or both (a copy with both sides on one sheet needs no partner)."""
    text = _plain(page)
    front, back = bool(card.front.search(text)), bool(card.back.search(text))
    if front and back and card is not CARDS["id_card"]:
        # The main leaf of a licence may mention 记录; it is the front all the same.
        return "both" if "副页" in text else "front"
    return "both" if front and back else "front" if front else "back"


def _term(page: Page) -> frozenset[str]:
    """The days of the term on a back, one of them perhaps misread; empty for any other page."""
    return frozenset(_TERM.findall(_plain(page))) if _side(page, CARDS["id_card"]) == "back" else frozenset()


def _plain(page: Page) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", page.text))


def _elsewhere(front: Page, back: Page) -> int:
    """1 where the office that made the card is not where its holder lives, as far as both are read; else 0."""
    office, address = _OFFICE.search(_plain(back).partition("签发机关")[2]), _plain(front)
    places = [place for place in office.groups() if place] if office else []
    return int(bool(places) and not any(place in address for place in places))


def _differing(front: Page, back: Page, card: _Card) -> int:
    """How many characters of the number both sides should share differ; 0 where a side does not show it."""
    if card.number is None:
        return _elsewhere(front, back)
    numbers = [card.number.findall(unicodedata.normalize("NFKC", page.text)) for page in (front, back)]
    if not all(numbers):
        return 0
    one, other = str(numbers[0][0]), str(numbers[1][0])
    # A letter where the other side has a digit was misread; it makes no other number.
    wrong = sum(a != b and a.isdigit() == b.isdigit() for a, b in zip(one, other, strict=False))
    return wrong + abs(len(one) - len(other))


def _distance(runs: list[Run], front: int, back: int) -> tuple[bool, int, bool]:
    one, other = runs[front][0][0], runs[back][0][0]
    return one.file != other.file, abs(front - back), front > back
