"""Several papers on one picture: two cards copied together, three receipts on a page, two sheets side by side.

A sheet is cut along its widest white bands, and a cut stands only where the words on both sides are, each by
itself, a small paper of their own. A single paper has white bands too; its parts are no papers. Two full pages beside
each other are told by the gutter between them and the titles over both; an open booklet has the gutter alone, and its
left page is read before its right one.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, reduce
from statistics import median

from prereview.classification.classifier import COMMON_FORM
from prereview.classification.sides import CARDS, is_front_and_back
from prereview.classification.vocabulary import type_words, word_counter
from prereview.classification.wording import normalise, read_wording
from prereview.documents import UNKNOWN, BoundingBox, Line, Page, PageClass, number_lines

Classify = Callable[[Page], PageClass]
Part = tuple[Page, PageClass]

#: Papers small enough to share a sheet. Anything else fills its own.
SMALL = {
    "id_card", "bank_card", "driving_licence", "vehicle_licence", "passport", "marriage_certificate",
    "one_child_certificate", "outpatient_invoice", "inpatient_invoice", "vat_invoice", "drug_receipt",
    "premium_receipt", "prescription", "towing_invoice", "repair_invoice", "device_invoice", "appraisal_fee_invoice",
    "qualification", "operator_certificate", "transport_permit",
}  # fmt: skip
_BILL = (r"(?:号码?|[Nn][Oo])\D{0,4}\d{6}", r"\d\.\d{2}(?!\d)", "计|额|小写|大写|实收|应收")
_SLIP = (
    "姓名|交款人|缴款人",
    r"\d\.\d{2}(?!\d)",
    "合计|小写|大写",
    "收款单位|收费员|收款人|医院",
)  #: a bill without a number
_ENGLISH_BILL = ("Patient", r"\d\.\d{2}(?!\d)", "Total|Balance|AmountDue")
#: What a whole paper carries, by kind: all patterns of one of the rows. Half a paper lacks one of them.
_WHOLE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "id_card": (("公民身份|住址", r"\d{17}[\dXx]"), ("签发机关", "有效期限|居民身份证")),
    "driving_licence": (("准驾车型|初次领证", r"\d{15}"), ("副页", "档案编号")),
    "vehicle_licence": (
        ("品牌型号|使用性质|所有人", "车辆识别代号|发动机号"),
        ("副页", "核定载人数|检验记录|整备质量"),
    ),
    "prescription": (("处方", "姓名|患者|性别", "Rp|R[:.]|用法|日期"),),
}
#: The number of a payment card alone or behind a label; it may be misread, and then no check holds.
_PAYMENT_CARD = re.compile(r"(?:[^\d\n]{0,6}[卡账帐户][^\d\n]{0,4})?\s*[\dOolIBSZ](?:[ _'’.-]{0,2}[\dOolIBSZ]){14,18}")
_IDENTITY = re.compile(r"\d{6}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx]")  #: GB 11643; also of the length of a card number
#: What a card says besides its number, which embossing hides from readers.
_CARD_MARKS = re.compile("储蓄卡|借记卡|信用卡|unionpay|银联|monthyear|validthru|debitcard", re.IGNORECASE)
_MARKS = 2  #: so many of them make a card
#: Heads of bills and prescriptions that the vocabulary lacks or the reader garbled.
_HEADS = re.compile("(?:收.|医疗|专用|电子)(?:票据|收据)|发票(?!专用|章|号)|处方笺?$|票据代码")
_CODED = re.compile(
    "票据代码"
)  #: only the head of a bill of the health service carries it, whatever became of the title
_TITLED = 0.7  #: as in grouping: one wrong character in a title is forgiven
_CUTS = 12  #: widest bands tried in each direction
_BAND = 0.5  #: a band is at least this many line heights wide
_LANDSCAPE = 1.15  #: width / height of two pages side by side
_GUTTER = (0.35, 0.65)  #: where the gutter between them runs
#: Each of two pages has so many lines over such a share of the height, so many of them this wide (running text).
_LEAF_LINES, _LEAF_HEIGHT, _RUNNING, _WIDE = 8, 0.3, 3, 0.7
_SAME_FORM = 0.5  #: share of labels two papers of one form have in common; two halves of one paper have few


def separate_papers(page: Page, classify: Classify) -> tuple[Part, ...]:
    """The papers on a sheet, each as a page of its own with its class; nearly always the page itself.

    Both sides of one card stay together: such a copy is one paper.
    """
    whole = classify(page)
    leaves = _leaves(page)
    pair = [(part, classify(part)) for part in (_region(page, lines) for lines in leaves)]
    if pair and all(_is_titled(part, {verdict.doc_type}) for part, verdict in pair):
        return tuple(pair)
    if leaves and all(map(_runs, leaves)):
        return ((page.model_copy(update={"lines": number_lines(leaves[0] + leaves[1])}), whole),)
    large = whole.doc_type not in (*SMALL, UNKNOWN) and _is_titled(page, {whole.doc_type})
    if large or len(_anchors(page.lines)) < 2:
        return ((page, whole),)
    parts = tuple(_cut(page, page.lines, classify))
    if len(parts) < 2 or (len(parts) == 2 and is_front_and_back(parts[0], parts[1])):
        return ((page, whole),)
    return parts


def _leaves(page: Page) -> tuple[tuple[Line, ...], ...]:
    """The lines of the left and of the right of two pages side by side; nothing where the picture shows one."""
    if page.aspect < _LANDSCAPE or len(page.lines) < 2 * _LEAF_LINES:
        return ()
    least = median(line.bbox.height for line in page.lines) / page.aspect
    low, high = _GUTTER
    gutters = [(gap, x) for gap, x in _gaps(page.lines, 0, 2) if gap > least and low < x - gap / 2 < high]
    if not gutters:
        return ()
    middle = max(gutters)[1]
    left = tuple(line for line in page.lines if line.bbox.x0 < middle)
    right = tuple(line for line in page.lines if line.bbox.x0 >= middle)
    tall = _LEAF_HEIGHT * _box_of(page.lines).height
    both = all(len(lines) >= _LEAF_LINES and _box_of(lines).height >= tall for lines in (left, right))
    return (left, right) if both else ()


def _runs(lines: Sequence[Line]) -> bool:
    """Whether the lines are running text, which reads wrongly across two pages."""
    wide = _WIDE * _box_of(lines).width
    return sum(line.bbox.width >= wide for line in lines) >= _RUNNING


def _box_of(lines: Sequence[Line]) -> BoundingBox:
    return reduce(BoundingBox.union, (line.bbox for line in lines))


def _cut(page: Page, lines: tuple[Line, ...], classify: Classify) -> Iterator[Part]:
    """The papers among these lines: cut at the widest band both sides of which are papers, and so on."""
    for one, other in _bisections(lines):
        if not (_anchors(one) and _anchors(other)):
            continue
        parts = [(part, classify(part)) for part in (_region(page, one), _region(page, other))]
        if all(_stands(part, verdict) for part, verdict in parts) and _are_two(*parts):
            yield from _cut(page, one, classify)
            yield from _cut(page, other, classify)
            return
    region = _region(page, lines)
    yield region, classify(region)


def _bisections(lines: Sequence[Line]) -> Iterator[tuple[tuple[Line, ...], tuple[Line, ...]]]:
    """Ways to cut the lines in two along a white band, the widest band (in line heights) first."""
    height = median(line.bbox.height for line in lines)
    bands = [
        (gap / height, side, position)
        for side, (low, high) in enumerate(((1, 3), (0, 2)))
        for gap, position in _gaps(lines, low, high)
        if gap > _BAND * height
    ]
    for _, side, position in sorted(bands, reverse=True)[: 2 * _CUTS]:
        low = 1 - side
        before = tuple(line for line in lines if line.bbox[low] < position)
        yield before, tuple(line for line in lines if line.bbox[low] >= position)


def _gaps(lines: Sequence[Line], low: int, high: int) -> Iterator[tuple[float, float]]:
    """White bands across all lines in one direction: their width and the place where the next line begins."""
    ordered = sorted(lines, key=lambda line: line.bbox[low])
    reached = itertools.accumulate((line.bbox[high] for line in ordered), max)
    for end, line in zip(reached, ordered[1:], strict=False):
        yield line.bbox[low] - end, line.bbox[low]


def _region(page: Page, lines: Sequence[Line]) -> Page:
    """The part of the sheet that carries these lines, as a page."""
    box = _box_of(lines)
    return page.model_copy(
        update={
            "lines": number_lines(tuple(lines)),
            "seals": tuple(seal for seal in page.seals if _within(seal.bbox, box)),
            "signing": tuple(place for place in page.signing if _within(place.label, box)),
            "codes": tuple(code for code in page.codes if _within(code.bbox, box)),
            "aspect": page.aspect * box.width / max(box.height, 1e-6),
            "region": box,
        }
    )


def _within(inner: BoundingBox, outer: BoundingBox) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


@cache
def _titles() -> re.Pattern[str]:
    words = {
        normalise(title) for doc_type in SMALL if doc_type in type_words() for title in type_words()[doc_type].titles
    }
    return re.compile("|".join(sorted(map(re.escape, words - {""}), key=len, reverse=True)) + "|公民身份号码|签发机关")


def _anchors(lines: Sequence[Line]) -> list[Line]:
    """Lines by which a small paper makes itself known: its title, or the number of a bank card, alone or labelled."""
    return [line for line in lines if _is_head(normalise(line.text)) or _is_payment_card(line.text)]


def _is_head(text: str) -> bool:
    return bool(_titles().search(text) or _HEADS.search(text))


def _is_payment_card(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).strip()
    return _PAYMENT_CARD.fullmatch(plain) is not None and not _IDENTITY.search(plain)


def _stands(page: Page, verdict: PageClass) -> bool:
    """Whether the words are a whole small paper."""
    if verdict.doc_type == "bank_card":
        return _has_card_number(page) or len(set(_CARD_MARKS.findall(normalise(page.text)))) >= _MARKS
    text = re.sub(r"[^\S\n]", "", unicodedata.normalize("NFKC", page.text))
    rows = _WHOLE.get(verdict.doc_type, (_BILL, _SLIP, _ENGLISH_BILL))
    whole = verdict.doc_type in SMALL and any(all(re.search(pattern, text) for pattern in row) for row in rows)
    return whole and (verdict.doc_type in CARDS or _is_titled(page, SMALL) or bool(_CODED.search(text)))


def _has_card_number(page: Page) -> bool:
    return any(_is_payment_card(line.text) for line in page.lines)


def _are_two(one: Part, other: Part) -> bool:
    """Whether these are two papers: of two kinds, cards, or two of one form, which then share its labels."""
    kinds = {COMMON_FORM.get(verdict.doc_type, verdict.doc_type) for _, verdict in (one, other)}
    if len(kinds) == 2 or kinds <= CARDS.keys():
        return True
    if one[1].doc_type == "bank_card":  # the face of one card must not be parted from its number
        return all(_has_card_number(page) for page, _ in (one, other))
    counter = word_counter()
    labels = [counter.labels_found(read_wording(page).body) for page, _ in (one, other)]
    fewer = min(map(len, labels))
    return fewer > 2 and len(labels[0] & labels[1]) / fewer >= _SAME_FORM


def _is_titled(page: Page, doc_types: Collection[str]) -> bool:
    counter = word_counter()
    wanted = [doc_type in doc_types for doc_type in counter.types]
    return bool(counter.title_hits(read_wording(page).title)[wanted].max(initial=0.0) >= _TITLED)
