"""What any paper says of itself: page x of y, whose letterhead it carries, whether somebody signed it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from prereview.documents import BoundingBox, Line, Page
from prereview.extraction.dates import find_dates
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.sheet import Cell, Sheet
from prereview.extraction.squeezed import is_han, squeeze
from prereview.extraction.values import institution_in

_BOTH = (
    re.compile(r"第(\d{1,3})页[/,;.、|,(（\-—]*(?:共|总|其)?(\d{1,3})页"),
    re.compile(r"共(\d{1,3})页[/,;.、|,)(\-—]*第(\d{1,3})页"),
    re.compile(r"page:?(\d{1,3})(?:of|/)(\d{1,3})"),
    re.compile(r"页(?:码|次|数)?:?(\d{1,3})/(\d{1,3})(?!\d|/)"),
    re.compile(r"^[(\-—]*(\d{1,3})/(\d{1,3})(?:页)?[)\-—]*$"),
    re.compile(r"(?<!\d|/)(\d{1,3})/(\d{1,3})页"),
)
_BARE = 4
_INDEX = re.compile(r"第(\d{1,3})页|^page:?(\d{1,3})$")
_SIGNERS = {
    "claim_form": "申请人|被保险人|索赔人|受益人|声明人|领款人|投保人|本人|客户|监护人|法定代理人|授权人",
    "poa": "委托人|授权人|申请人|被保险人|受益人",
    "transfer_authorization": "授权人|委托人|申请人|账户所有人|户主|被保险人",
    "authorization_medical_query": "授权人|被保险人|申请人|本人",
    "accident_proof": "证明人|申请人|被保险人|本人|经办人|声明人|陈述人",
    "supplementary_statement": "说明人|申请人|被保险人|本人|声明人",
    "mediation": "当事人|甲方|乙方|调解员|申请人|被申请人",
    "quick_settlement": "当事人|甲方|乙方|当事人甲|当事人乙",
    "compensation_receipt": "收款人|领款人|经手人|收条人",
    "disability_appraisal": "鉴定人|司法鉴定人|主检人",
    "damage_assessment": "定损员|被保险人|车主|修理厂|查勘员|驾驶员",
}
_DOCTORS = (
    "(?:主治|经治|住院|主管|上级|接诊|主任|副主任|主诊|处方|手术|报告|审核|检验|诊断|科|首诊|责任|执业)*"
    "(?:医师|医生|主任|者|人)"
)
_RECORDS = frozenset((
    "outpatient_record", "admission_record", "discharge_summary", "first_page", "course_notes", "operation_record",
    "diagnosis_certificate", "prescription", "pathology_report", "imaging_report", "lab_report", "sick_leave",
))  # fmt: skip
_VISITS = frozenset(("outpatient_record", "prescription", "outpatient_invoice", "diagnosis_certificate"))
_LATIN_HOSPITAL = re.compile(
    r"[A-Z][A-Za-z.' &-]{2,50}(?:Hospital|Clinic|Medical Cent(?:er|re)|Infirmary|Health Cent(?:er|re))"
)
#: People who sign beside the one that has to.
_BESIDE = "业务员|营销员|客户经理|柜员|经办人|见证人|审核人|复核人|受理人"
_BESIDE_SIGNS = re.compile(f"(?:{_BESIDE})$")
#: Another place for a signature on the same line, which ends this one.
_NEXT_PLACE = re.compile(
    f"(?:{_BESIDE}|代理人|受托人|委托人|监护人|申请人|受益人|领款人|投保人|被?保险人|医师|医生)*(?:签名|签字|签章):"
)
_NOTHING = re.compile(r"[\s_\-—.:：,，。、/|()（）年月日时分\d章盖签名字]+")


def page_numbers(sheet: Sheet) -> Iterator[Reading]:
    """page_index and page_count, once a page. The foot of the page is believed before its head."""
    page = sheet.page
    for cell in sorted(sheet.cells, key=lambda item: -item.row):
        numbers = _page_of(cell.text.text, margin=not 0.05 < sheet.depth(cell) < 0.95)
        if numbers is None:
            continue
        index, count = numbers
        yield Reading("page_index", str(index), 1.0, 0, (cell.line,), page.file, page.number)
        if count is not None:
            yield Reading("page_count", str(count), 1.0, 0, (cell.line,), page.file, page.number)
        return


def letterhead(sheet: Sheet) -> Iterator[Reading]:
    """The hospital in the upper quarter of the page or in a seal that could be read."""
    page = sheet.page
    for cell in sheet.cells:
        name = institution_in(unicodedata.normalize("NFKC", cell.line.text)) if sheet.depth(cell) < 0.25 else None
        latin = _LATIN_HOSPITAL.fullmatch(" ".join(cell.line.text.split())) if sheet.depth(cell) < 0.2 else None
        if latin:
            yield Reading("hospital", latin.group(0), 0.9, 40, (cell.line,), page.file, page.number)
        if name and not re.match(r".*[,;。]|[^:]*:.*医院", cell.text.text):  # no running text, no label before it
            yield Reading("hospital", name, 0.9, 40, (cell.line,), page.file, page.number)
    for seal in page.seals:
        name = institution_in(squeeze(seal.text or "").text)
        if name:
            line = Line(text=seal.text or "", bbox=seal.bbox, confidence=0.7 if page.source == "ocr" else None)
            yield Reading("hospital", name, 0.7, 60, (line,), page.file, page.number)


def wording(page: Page, doc_type: str) -> Iterator[Reading]:
    """Yield emergency (急诊 in an outpatient title) and language (en where hardly a word is Chinese)."""
    if doc_type in _VISITS:
        for line in page.lines[:6]:
            if "急诊" in (text := squeeze(line.text).text) and not re.search(r"门\(?急\)?诊|门急诊", text):
                yield Reading("emergency", "true", 0.9, 0, (line,), page.file, page.number)
                break
    letters = sum(char.isascii() and char.isalpha() for char in page.text)
    if letters > 200 and 5 * sum("一" <= char <= "鿿" for char in page.text) < letters:  # units alone never reach that
        yield Reading("language", "en", 0.9, 0, page.lines[:1], page.file, page.number)


def signatures(labelled: LabelledSheet, doc_type: str) -> Iterator[Reading]:
    """Whether the place for a signature is filled. Empty counts only where ink would have been seen as text."""
    signers = _SIGNERS.get(doc_type) or (_DOCTORS if doc_type in _RECORDS else None)
    if signers is None:
        return
    pattern = re.compile(
        rf"(?:{signers})?(?:/?(?:{signers}))*\(?(?:签名|签字|签章|亲笔签名|签署)(?:\([^()]{{0,8}}\)?)?\)?/?(?:signature)?:?"
    )
    page = labelled.sheet.page
    empty: Reading | None = None
    for cell in labelled.sheet.cells:
        for match in pattern.finditer(cell.text.text):
            if not _is_place(cell.text.text, match) or _BESIDE_SIGNS.search(cell.text.text[: match.start()]):
                continue
            ink = _ink_beside(page, cell.line)
            lines = _signed_lines(labelled, cell, match.end())
            if ink == "pen" or lines or _seal_beside(page, cell.box):
                yield Reading("signed", "true", 0.9, 0, (cell.line, *lines), page.file, page.number)
                return
            # Surely empty, or no more than that nothing was read there.
            sure = 0.9 if ink == "none" and page.quality.grade in ("good", "fair") else 0.4
            if empty is None or sure < empty.quality:
                empty = Reading("signed", "false", sure, 1, (cell.line,), page.file, page.number)
    # One empty place is no gap where others may sign; it is worth telling only where a signature is required.
    if empty is not None and doc_type in _SIGNERS:
        yield empty


def _ink_beside(page: Page, line: Line) -> str | None:
    """What the pixels show at the place a line's label asks to be signed; None where nobody looked."""
    found = [place.ink for place in page.signing if _share(place.label, line.bbox) > 0.5]
    return next((ink for ink in ("pen", "unclear", "none") if ink in found), None)


def _share(inner: BoundingBox, outer: BoundingBox) -> float:
    width = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    height = min(inner.y1, outer.y1) - max(inner.y0, outer.y0)
    return width * height / max(inner.width * inner.height, 1e-9) if width > 0 and height > 0 else 0.0


def _page_of(text: str, *, margin: bool) -> tuple[int, int | None] | None:
    if len(text) > 60 and "页" not in text:
        return None
    for number, pattern in enumerate(_BOTH):
        match = pattern.search(text)
        if match:
            first, second = int(match.group(1)), int(match.group(2))
            index, count = (second, first) if number == 1 else (first, second)
            bare = number == _BARE  # "1/3" alone is a page number only at the very edge
            if 1 <= index <= count <= 500 and (margin or not bare):
                return index, count
    match = _INDEX.search(text)
    if match:
        index = int(match.group(1) or match.group(2))
        return (index, None) if index >= 1 else None
    return None


def _signed_lines(labelled: LabelledSheet, cell: Cell, end: int) -> tuple[Line, ...]:
    """The lines that carry the signature: the rest of the cell or the next cell to the right."""
    hits = [hit for hit in labelled.words.find(cell) if hit.start >= end]
    ends = [hit.start for hit in hits]
    # 申请人签字: 业务员签字: is two empty places, not one that 业务员签字 was written into.
    ends += [place.start() for place in _NEXT_PLACE.finditer(cell.text.text, end)]
    if _is_ink(cell.text.text[end : min(ends, default=None)]):
        return (cell.line,)
    if ends:
        return ()
    for other in labelled.sheet.right_of(cell)[:1]:
        if (
            not labelled.opens_with_label(other)
            and not _NEXT_PLACE.match(other.text.text)
            and other.box.x0 - cell.box.x1 < 0.2
            and _is_ink(other.text.text)
        ):
            return (other.line,)
    return ()


def _is_place(text: str, match: re.Match[str]) -> bool:
    """A place for a signature, not running text about signing."""
    after = text[match.end() : match.end() + 1]
    return (match.group(0).endswith((":", ")")) or not is_han(after)) and not re.search(
        "[,。，;；]", text[: match.start()]
    )


def _is_ink(text: str) -> bool:
    for date in reversed(find_dates(text)):
        text = text[: date.start] + text[date.end :]
    kept = _NOTHING.sub("", text)
    return bool(kept) and not kept.startswith(("日期", "时间", "电话", "签", "与"))


def _seal_beside(page: Page, box: BoundingBox) -> bool:
    """A small square or oval name seal on the place for the signature."""
    return any(
        seal.issuer and seal.bbox.x0 < box.x1 + 0.15 and seal.bbox.x1 > box.x1 - 0.02
        and seal.bbox.y0 < box.y1 and seal.bbox.y1 > box.y0 and seal.bbox.width < 0.12
        for seal in page.seals
    )  # fmt: skip
