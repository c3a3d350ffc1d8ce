"""Checks of the paper itself: seal, original, pages, sides, signature, legibility, age, language, odd spots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rapidfuzz import fuzz

from prereview.catalogue import document_types
from prereview.checklist import Paper, SealKind
from prereview.completeness.case import Case, certainty, page_evidence
from prereview.completeness.defects import SEAL_NAMES, Defect, Effect
from prereview.completeness.names import canonical_name
from prereview.documents import BoundingBox, Document, Evidence, Line, Page, Seal

#: Seals that do not do for the wanted kind (S4, S29). A kind not matched here is given the benefit of the doubt:
#: hospitals name their seals in hundreds of ways.
_WRONG_SEALS: Mapping[SealKind, re.Pattern[str]] = {
    "hospital": re.compile(r"收费|财务|发票|(?<!医院)有限公司"),
    "record": re.compile(r"收费|财务|发票|(?<!医院)有限公司"),
    "diagnosis": re.compile(r"收费|财务|发票|病案|病历|复印|(?<!医院)有限公司"),
    "hospital_fee": re.compile(r"诊断证明|病案|病历|复印|医务|检验|处方|(?<!医院)有限公司"),
    "appraisal": re.compile(r"收费|财务|病案|诊断证明"),
    "police": re.compile(r"居民委员会|村民委员会|居委会|村委会|收费|财务|有限公司"),
}
_SIDE_WORDS = {"front": re.compile("性别[男女]|民族|公民身份号码"), "back": re.compile("签发机关|有效期限")}
_LEGEND = re.compile(r"[^()（）::,,。]{1,16}章")
#: A paper says it is a copy; what it says of copies in general (复印件须加盖印章, 提供身份证复印件一份) does not.
_COPY = re.compile(
    r"(?<![证及交供需份的章或])复印件(?![^\n]{0,6}(无效|有效|须|需|应当|请|加盖|报销|[一二两三\d]份))"
    r"|(?<![须应需请])与原件(核对)?(无误|一致|相符)(?![后的方者])"
)
_ELECTRONIC = re.compile(r"[(（]电子[)）]|电子票据|电子发票")
_SURELY_EMPTY = 0.7  #: the place for a signature, by the label's reading and the look at its pixels
_INPATIENT = re.compile(r"住院(医疗)?(收费|票据|发票|号|时间|科|天数|日期)|入院")
_OUTPATIENT = re.compile(r"门(急)?诊(医疗)?(收费|票据|发票|号)|就诊日期|急诊")


class Mark(NamedTuple):
    """A seal on a page and what it says, as far as it can be read."""

    page: Page
    bbox: BoundingBox
    words: str


def check_seal(document: Document, wanted: SealKind | None) -> list[Defect]:
    """D01, D02 or D03 for a paper that needs a seal of that kind."""
    if wanted is None:
        return []
    marks = [
        Mark(page, seal.bbox, _legend(page, seal)) for page in document.pages for seal in page.seals if seal.issuer
    ]
    # A faint seal may leave only its words: a line that is nothing but the legend of one.
    marks = marks or [
        Mark(page, line.bbox, line.text.strip())
        for page in document.pages
        for line in page.lines
        if _LEGEND.fullmatch(line.text.strip())
    ]
    wrong = _wrong_kind(document, wanted, marks) if marks else []
    # On a grey page a mark may be a copy of a seal: what it says counts against it, never for it.
    grey = all(page.ink == "grey" for page in document.pages)
    return wrong if marks and (wrong or not grey) else _no_mark(document, wanted)


def _no_mark(document: Document, wanted: SealKind) -> list[Defect]:
    zh, en = SEAL_NAMES[wanted]
    values = {"seal": zh, "seal_en": en}
    if is_electronic(document):
        return []  # it is signed, and prints of it are mostly black: what they show of seals proves nothing
    if all(_would_show_a_seal(page) for page in document.pages):
        evidence = tuple(Evidence(file=page.file, page=page.number) for page in document.pages)
        return [Defect("D01", "unusable", document, evidence, values)]
    return [Defect("D03", "remark", document, (page_evidence(document),), values)]


def _wrong_kind(document: Document, wanted: SealKind, marks: list[Mark]) -> list[Defect]:
    wrong = _WRONG_SEALS.get(wanted)
    # One seal we cannot read may be the right one, so only legible and wholly wrong seals count.
    if wrong is None or not all(mark.words and wrong.search(mark.words) for mark in marks):
        return []
    mark = marks[0]
    zh, en = SEAL_NAMES[wanted]
    evidence = Evidence(file=mark.page.file, page=mark.page.number, bbox=mark.bbox, quote=mark.words)
    return [Defect("D02", "unusable", document, (evidence,), {"seal": zh, "seal_en": en, "seen": mark.words})]


def _legend(page: Page, seal: Seal) -> str:
    """What the seal says: as read from the seal, else the lines across it that end in 章 (收费专用章)."""
    told = seal.text or SEAL_NAMES.get(seal.kind or "", ("", ""))[0]
    return told or "".join(line.text for line in page.lines if "章" in line.text and _inside(line, seal))


def _inside(line: Line, seal: Seal) -> bool:
    x, y = (line.bbox.x0 + line.bbox.x1) / 2, (line.bbox.y0 + line.bbox.y1) / 2
    # A printed label such as 收款单位(章) begins outside the seal.
    return seal.bbox.x0 <= line.bbox.x0 and seal.bbox.x0 <= x <= seal.bbox.x1 and seal.bbox.y0 <= y <= seal.bbox.y1


def _would_show_a_seal(page: Page) -> bool:
    """A legible picture in colour would; so would a digital page on which another mark (监制章) is drawn."""
    return page.quality.grade in ("good", "fair") and (
        page.ink == "colour" or (page.ink == "digital" and bool(page.seals))
    )


def check_form(document: Document, paper: Paper) -> list[Defect]:
    """D11 where an original is needed and the paper says it is a copy; D03 where the picture cannot show it."""
    if paper.form != "original" or is_electronic(document):
        return []
    copied = _COPY.search(document.text)
    if copied:
        return [Defect("D11", "unusable", document, (page_evidence(document, copied.group()),))]
    if any(page.ink == "grey" for page in document.pages):
        values = {"seal": "是否为原件", "seal_en": "original"}
        return [Defect("D03", "remark", document, (page_evidence(document),), values)]
    return []


def is_electronic(document: Document) -> bool:
    """An electronic invoice, on screen or printed: it says so, and is signed rather than stamped."""
    return document.doc_type == "e_invoice" or bool(_ELECTRONIC.search(document.text))


def is_about(document: Document, about: str | None) -> bool:
    """Whether the paper may belong to a hospital stay (or a visit); what says neither may be both."""
    if about is None:
        return True
    stay, visit = bool(_INPATIENT.search(document.text)), bool(_OUTPATIENT.search(document.text))
    stay = stay or document.fact("admission_date") is not None
    return True if stay == visit else stay == (about == "inpatient")


def is_empty(page: Page) -> bool:
    """Nothing on it and nothing wrong with the picture: an empty sheet, not an illegible one."""
    return not page.lines and not page.quality.reasons


#: What the claimant can do about each reason for which a page cannot be read, beside good light and a flat table.
_RETAKE = {
    "blur": ("拿稳手机并对准文字对焦", "hold the phone still and focus on the text"),
    "glare": ("换个角度避开反光", "turn it away from reflections"),
    "cut_off": ("把四边都拍进画面", "keep all four edges in the picture"),
    "low_resolution": ("靠近些拍并发送原图", "come closer and send the original picture"),
    "faint": ("打印太浅的请用深色重新打印", "print it darker if the print is pale"),
    "damaged": ("确认文件能正常打开", "check that the file opens"),
}


def check_legible(document: Document, case: Case) -> list[Defect]:
    """D17 for pages graded unreadable."""
    bad = [page for page in document.pages if page.quality.grade == "unreadable" and not is_empty(page)]
    if not bad:
        return []
    evidence = tuple(Evidence(file=page.file, page=page.number) for page in bad)
    numbers = "、".join(str(document.pages.index(page) + 1) for page in bad)
    reasons = dict.fromkeys(reason for page in bad for reason in page.quality.reasons if reason in _RETAKE)
    how = "".join(f"、{_RETAKE[reason][0]}" for reason in reasons)
    how_en = "".join(f", {_RETAKE[reason][1]}" for reason in reasons)
    return [Defect("D17", "unusable", document, evidence, {"seen": numbers, "how": how, "how_en": how_en})]


def check_pages(document: Document, case: Case) -> list[Defect]:
    """D09 when 第2页/共5页 says more pages than arrived, over all documents of that type."""
    counts = document.facts_named("page_count")
    if not counts:
        return []
    said = max(counts, key=lambda fact: (certainty(fact), int(fact.value)))
    count = int(said.value)
    # Pages of one paper may have been grouped apart, so its siblings count too.
    siblings = case.of_type(document.doc_type)
    arrived = sum(page.copy_of is None for sibling in siblings for page in sibling.pages)
    if count < 2 or arrived >= count:
        return []
    seen = sorted(_indexes(siblings))
    if _elsewhere(document, count, case) >= set(range(1, count + 1)) - set(seen):
        return []
    effect: Effect = "unusable" if certainty(said) >= 0.6 and count <= 50 else "unsure"
    values = {"expected": str(count), "seen": "、".join(map(str, seen)) or str(len(document.pages))}
    return [Defect("D09", effect, document, (said.evidence,), values)]


def _indexes(documents: Iterable[Document]) -> set[int]:
    return {int(fact.value) for document in documents for fact in document.facts_named("page_index")}


def _elsewhere(document: Document, count: int, case: Case) -> set[int]:
    """Pages of a paper of so many pages that were taken for a paper of another type."""
    strays = [other for other in case.documents if other.doc_type != document.doc_type and len(other.pages) < count]
    return _indexes(other for other in strays if str(count) in {fact.value for fact in other.facts_named("page_count")})


def check_signed(document: Document, case: Case) -> list[Defect]:
    """D16 where the place for the signature is surely empty; where the picture does not tell, a person looks."""
    facts = document.facts_named("signed")
    if any(fact.value == "true" for fact in facts):
        return []
    if facts:
        seen = max(facts, key=certainty)
        sure = certainty(seen) >= _SURELY_EMPTY
        return [Defect("D16" if sure else "signature_unclear", "unusable" if sure else "unsure", document,
                       (seen.evidence,))]  # fmt: skip
    # Not even the words that ask for it were read.
    blurred = [page for page in document.pages if page.quality.grade == "poor"]
    evidence = tuple(Evidence(file=page.file, page=page.number) for page in blurred)
    return [Defect("signature_unclear", "unsure", document, evidence)] if blurred else []


def check_sides(document: Document, case: Case) -> list[Defect]:
    """D14 for an identity card of which only one side arrived; loose backs are paired with loose fronts."""
    if document.doc_type != "id_card":
        return []
    loose = [card for card in case.of_type("id_card") if len(_sides(card)) == 1]
    mine = _sides(document)
    if len(mine) != 1:
        return []
    same = [card for card in loose if _sides(card) == mine]
    others = len(loose) - len(same)
    if sorted(same, key=_card_order).index(document) < others:
        return []
    front = mine == {"front"}
    values = {"seen": "人像面" if front else "国徽面", "seen_en": "portrait side" if front else "emblem side"}
    return [Defect("D14", "unusable", document, (page_evidence(document),), values)]


def _card_order(card: Document) -> tuple[str, str]:
    name = card.fact("name")
    return (name.value if name else "", card.text)


def _sides(document: Document) -> frozenset[str]:
    """Which sides of the card are on the pages: by what extraction says, and by what each side carries."""
    told = {side for fact in document.facts_named("card_side") for side in _named_sides(fact.value)}
    told |= {"front"} if document.fact("id_number") or document.fact("birth_date") else set()
    told |= {"back"} if document.fact("valid_until") else set()
    return frozenset(told) | frozenset(
        side for side, words in _SIDE_WORDS.items() if words.search(document.text.replace(" ", ""))
    )


def _named_sides(value: str) -> frozenset[str]:
    if value in ("both", "双面", "正反面"):
        return frozenset({"front", "back"})
    return frozenset({"back"} if value in ("back", "emblem", "国徽面", "反面") else {"front"})


def check_recent(document: Document, case: Case) -> list[Defect]:
    """D18 where an insurer set a limit (S28: six months) and the paper is older."""
    limit, day = case.thresholds.certificate_max_age_days, case.claim_date
    issued = document.fact("issue_date")
    if limit is None or day is None or issued is None or (day - issued.as_date()).days <= limit:
        return []
    return [Defect("D18", "unusable", document, (issued.evidence,), {"seen": issued.value, "expected": str(limit)})]


def check_language(document: Document, case: Case) -> list[Defect]:
    """D21 for a medical or money paper in a foreign language while the file holds no translation."""
    entry = document_types().get(document.doc_type)
    if entry is None or entry.group not in ("record", "money", "death"):
        return []
    told = document.fact("language")
    foreign = told.value not in ("zh", "中文") if told else _reads_foreign(document.text)
    if not foreign or any("翻译" in other.text for other in case.documents):
        return []
    return [Defect("D21", "unusable", document, (told.evidence if told else page_evidence(document),))]


def _reads_foreign(text: str) -> bool:
    # 200 letters with hardly any Chinese: units and drug names alone never reach that.
    latin = sum(char.isascii() and char.isalpha() for char in text)
    return latin > 200 and sum("一" <= char <= "鿿" for char in text) * 5 < latin


def check_odd_spots(document: Document, case: Case) -> list[Defect]:
    """D22: a legible seal of another hospital than the paper names. It names the spot and concludes nothing."""
    hospital = document.fact("hospital")
    if hospital is None or "医院" not in hospital.value:
        return []
    for page in document.pages:
        for seal in page.seals:
            if seal.issuer and seal.text and "医院" in seal.text and not _same_hospital(seal.text, hospital.value):
                place = Evidence(file=page.file, page=page.number, bbox=seal.bbox, quote=seal.text)
                values = {"seen": seal.text, "expected": hospital.value}
                return [Defect("D22", "remark", document, (place, hospital.evidence), values)]
    return []


def _same_hospital(one: str, other: str) -> bool:
    return fuzz.partial_ratio(canonical_name(one), canonical_name(other)) >= 60


def check_second_page(document: Document, case: Case) -> list[Defect]:
    """D14 for a driving or vehicle licence without its 副页; a licence of several pages is taken as whole."""
    siblings = case.of_type(document.doc_type)
    if len(document.pages) > 1 or any("副页" in paper.text.replace(" ", "") for paper in siblings):
        return []
    effect: Effect = "unusable" if document.pages[0].quality.grade == "good" else "unsure"
    values = {"seen": "正页", "seen_en": "main page"}
    return [Defect("D14", effect, document, (page_evidence(document),), values)]


def check_plate(document: Document, case: Case) -> list[Defect]:
    """The paper is about another car than the vehicle licence (L10: plate equal across the papers)."""
    mine = document.fact("plate_number")
    others = [(paper, fact) for paper in case.of_type("vehicle_licence") if (fact := paper.fact("plate_number"))]
    if mine is None or not others or any(fact.value == mine.value for _, fact in others):
        return []
    theirs = others[0][1]
    sure = min(certainty(mine), certainty(theirs)) >= 0.8
    values = {"seen": mine.value, "expected": theirs.value}
    return [
        Defect("vehicle_differs", "unusable" if sure else "unsure", document, (mine.evidence, theirs.evidence), values)
    ]
