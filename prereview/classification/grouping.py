"""Pages to documents: what belongs to one paper is joined, a mixed file is taken apart, both sides of a card meet.

A printed page number outweighs everything; then the title (a new one opens a new paper), the patient and the stay
(other ones close it), and whether papers of that kind run over several pages at all. Unknown pages stay alone unless
their page number continues a paper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from prereview.classification.copies import find_copies
from prereview.classification.ngrams import hash_ngrams
from prereview.classification.page_numbers import PageNumber, printed_number
from prereview.classification.sheets import Classify, separate_papers
from prereview.classification.sides import Run, mark_surplus_backs, pair_sides
from prereview.classification.vocabulary import word_counter
from prereview.classification.wording import read_wording
from prereview.documents import BLANK, UNKNOWN, Document, Page, PageClass

_RUNNING = """
claim_form policy household_book authorization_medical_query outpatient_record admission_record discharge_summary
first_page course_notes operation_record pathology_report imaging_report lab_report checkup_report gene_report
expense_list settlement_sheet accident_proof traffic_liability mediation court_ruling work_injury_ruling
fire_certificate media_witness disability_appraisal work_capacity_appraisal total_disability_appraisal autopsy_report
heir_notarial court_death_declaration damage_assessment repair_list payroll tax_proof supplementary_statement
implant_list marriage_certificate
"""
#: Papers that run over several sheets, where a sheet without a title continues the one before.
RUNNING = frozenset(_RUNNING.split())
#: Papers that repeat their heading on every sheet; the same heading for the same person goes on, it does not begin.
REPEATING = frozenset(
    {"expense_list", "course_notes", "policy", "checkup_report", "payroll", "first_page", "household_book"}
)
#: Booklets show another person on every leaf and are still one paper; these words open a new one.
BOOKLETS = {"household_book": re.compile("户别|户号"), "marriage_certificate": re.compile("结婚申请|登记机关")}
#: The same bill twice is a question to staff (D10), so its copies stay documents of their own.
NEVER_COPIES = {
    UNKNOWN, BLANK, "inpatient_invoice", "outpatient_invoice", "e_invoice", "vat_invoice", "drug_receipt",
    "premium_receipt", "repair_invoice", "towing_invoice", "device_invoice", "appraisal_fee_invoice",
    "settlement_split",
}  # fmt: skip
_CANCELLED = re.compile("已注销|注销(?:户口|日期|时间|原因|证明)|死亡注销")  # such a leaf is a proof of its own
SAME_LABELS = 0.5  #: share of common labels from which a page is another paper of the kind, not its next sheet
FEW_LINES, TOP = 4, 0.25  #: what flows over to a next page, and how far down it reaches
REPEATED = 0.5  #: share of a later page's words that its first page has too
TITLED = 0.7  #: a title with one wrong character still is one

_STAY = re.compile(r"(?:住院号|病案号|病历号|门诊号|就诊号)\s*[::]?\s*([A-Za-z0-9]{4,})")
_NAME = re.compile(r"(?:姓\s*名|患者姓名|被保险人)\s*[::]\s*([\u4e00-\u9fff·]{2,4})(?![\u4e00-\u9fff])")
_ADMITTED = re.compile(r"入院(?:日期|时间)\s*[::]?\s*((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What grouping looks at on one page."""

    page: Page
    verdict: PageClass
    number: PageNumber | None
    titled: bool
    labels: frozenset[int]
    keys: tuple[str | None, str | None, str | None]

    @property
    def doc_type(self) -> str:
        return self.verdict.doc_type


@dataclass(slots=True)
class _Draft:
    """A document being put together."""

    sheets: list[_Sheet] = field(default_factory=list)

    @property
    def doc_type(self) -> str:
        return self.leading.doc_type

    @property
    def leading(self) -> _Sheet:
        """The sheet that decides the type: a titled one first, then the surest."""
        known = [sheet for sheet in self.sheets if sheet.doc_type not in (UNKNOWN, BLANK)] or self.sheets
        return max(known, key=lambda sheet: (sheet.titled, sheet.verdict.probability or 0.0))


def group_pages(pages: Sequence[Page], classes: Sequence[PageClass]) -> tuple[Document, ...]:
    """Join the pages of each paper into a document.

    Args:
        pages: all pages of a submission in order of file and page.
        classes: what each page is, in the same order.

    Returns:
        Documents in the order of their first page, with ids doc-1, doc-2, …; every page is in exactly one. Pages of a
        document stand in the order of their printed numbers where all have one, copies of them at the end.
    """
    copies = {
        place: first
        for place, first in find_copies(pages).items()
        if classes[first].doc_type not in NEVER_COPIES and classes[place].doc_type in (classes[first].doc_type, UNKNOWN)
    }
    drafts: list[_Draft] = []
    for place, (page, verdict) in enumerate(zip(pages, classes, strict=True)):
        if place in copies:
            continue
        sheet = _look_at(page, verdict)
        home = _find_home(sheet, drafts)
        if home is None:
            drafts.append(_Draft([sheet]))
        else:
            home.sheets.append(sheet)
    runs = pair_sides([([sheet.page for sheet in _in_order(draft.sheets)], draft.leading.verdict) for draft in drafts])
    runs = mark_surplus_backs(runs)
    for place, first in copies.items():
        _add_copy(runs, pages[place], pages[first])
    return tuple(
        Document(
            id=f"doc-{count}",
            doc_type=verdict.doc_type,
            probability=verdict.probability,
            pages=tuple(run),
            candidates=verdict.candidates if verdict.doc_type == UNKNOWN else (),
        )
        for count, (run, verdict) in enumerate(runs, start=1)
    )


def find_documents(pages: Sequence[Page], classify: Classify) -> tuple[Document, ...]:
    """Pages as read to documents: sheets of several papers taken apart, every paper typed, its pages joined."""
    parts = [part for page in pages for part in separate_papers(page, classify)]
    return group_pages([page for page, _ in parts], [verdict for _, verdict in parts])


def _add_copy(runs: Sequence[Run], page: Page, original: Page) -> None:
    """Put a page that repeats another into the same document, marked, so that nobody counts it as a further page."""
    run = next(run for run, _ in runs if any(other is original for other in run))
    run.append(page.model_copy(update={"copy_of": (original.file, original.number)}))


def _look_at(page: Page, verdict: PageClass) -> _Sheet:
    wording, counter = read_wording(page), word_counter()
    titled = False
    if verdict.doc_type in counter.types:
        titled = bool(counter.title_hits(wording.title)[counter.types.index(verdict.doc_type)] >= TITLED)
    text = unicodedata.normalize("NFKC", page.text)
    return _Sheet(
        page=page,
        verdict=verdict,
        number=printed_number(page),
        titled=titled,
        labels=counter.labels_found(wording.body),
        keys=(_first(_STAY.findall(text)), _first(_NAME.findall(text)), _first(map("-".join, _ADMITTED.findall(text)))),
    )


def _first(found: Iterable[str]) -> str | None:
    return next(iter(found), None)


def _find_home(sheet: _Sheet, drafts: Sequence[_Draft]) -> _Draft | None:
    if sheet.doc_type == BLANK or not drafts:
        return None
    if sheet.number is not None:
        fitting = [
            draft
            for draft in reversed(drafts)
            if _numbers_continue(sheet, draft) and _kinds_agree(sheet, draft) and _keys_agree(sheet, draft)
        ]
        if fitting:
            chances = dict(sheet.verdict.candidates) | {sheet.doc_type: 1.0}
            return max(fitting, key=lambda draft: chances.get(draft.doc_type, 0.0))
    last = drafts[-1]
    if _runs_on(sheet, last) or _overflows(sheet, last):
        return last
    if orphan := _home_of_later_page(sheet, drafts):
        return orphan
    return next((draft for draft in drafts if _is_leaf_of(sheet, draft)), None)


def _numbers_continue(sheet: _Sheet, draft: _Draft) -> bool:
    """Next number of the same count, or any free number of it (fed or photographed out of order)."""
    numbers = [other.number for other in draft.sheets if other.number is not None]
    if sheet.number is None or not numbers:
        return False
    taken = {number.index for number in numbers}
    counts = {sheet.number.count, *(number.count for number in numbers)}
    if counts == {None}:  # 第2页, of how many is not said: only its neighbours are safe
        return sheet.number.index in {max(taken) + 1, min(taken) - 1}
    if None in counts:  # one of them does not say: read badly, so only the very next number within the other's count
        said = max(count for count in counts if count is not None)
        return len(counts) == 2 and sheet.number.index == max(taken) + 1 <= said
    return len(counts) == 1 and sheet.number.index not in taken


def _is_leaf_of(sheet: _Sheet, draft: _Draft) -> bool:
    """Whether this is a leaf of a booklet whose leaves were sent as files of their own, in any order."""
    opening = BOOKLETS.get(sheet.doc_type)
    if opening is None or draft.doc_type != sheet.doc_type:
        return False
    if any(bool(_CANCELLED.search(sheet.page.text)) != bool(_CANCELLED.search(s.page.text)) for s in draft.sheets):
        return False
    return not (opening.search(sheet.page.text) and any(opening.search(s.page.text) for s in draft.sheets))


def _kinds_agree(sheet: _Sheet, draft: _Draft) -> bool:
    if UNKNOWN in (sheet.doc_type, draft.doc_type):
        return True
    # A later sheet often carries too little to be recognised; but it says of how many sheets it is one, or it
    # belongs to another paper.
    told = sheet.number is not None and sheet.number.count is not None
    return sheet.doc_type == draft.doc_type or (told and not sheet.titled)


def _keys_agree(sheet: _Sheet, draft: _Draft) -> bool:
    """No contradiction in stay number, name or admission date; one OCR slip in a number is forgiven."""
    for other in draft.sheets:
        for mine, theirs in zip(sheet.keys, other.keys, strict=True):
            if mine and theirs and not _alike(mine, theirs):
                return False
    return True


def _alike(mine: str, theirs: str) -> bool:
    if len(mine) != len(theirs):
        return mine in theirs or theirs in mine
    return sum(left != right for left, right in zip(mine, theirs, strict=True)) <= (1 if len(mine) > 2 else 0)


def _runs_on(sheet: _Sheet, draft: _Draft) -> bool:
    """Whether a page continues the paper just before it without a page number saying so."""
    if sheet.doc_type == UNKNOWN or sheet.doc_type != draft.doc_type or sheet.doc_type not in RUNNING:
        return False
    if sheet.doc_type in BOOKLETS:
        return _is_leaf_of(sheet, draft)
    if _numbers_part(sheet, draft) or _complete(draft) or not _keys_agree(sheet, draft):
        return False
    if not sheet.titled:
        return not _same_labels(sheet, draft) or sheet.doc_type in REPEATING
    same_person = any(mine and mine in other.keys for other in draft.sheets for mine in sheet.keys[:2])
    return same_person and (sheet.doc_type in REPEATING or not _same_labels(sheet, draft))


def _overflows(sheet: _Sheet, draft: _Draft) -> bool:
    """Whether the next page of the same file holds no more than the last lines of a running paper, at its top."""
    before, page = draft.sheets[-1].page, sheet.page
    if sheet.doc_type != UNKNOWN or (page.file, page.number) != (before.file, before.number + 1):
        return False
    few = 0 < len(page.lines) <= FEW_LINES and max(line.bbox.y1 for line in page.lines) < TOP
    return few and draft.doc_type in RUNNING and not _complete(draft)


def _home_of_later_page(sheet: _Sheet, drafts: Sequence[_Draft]) -> _Draft | None:
    """The paper of a page that says it is a later one but carries too little to be recognised.

    The number of its first page was not read: it is the paper whose words it repeats (heads and feet do), else the one
    just before, if that has exactly the pages which are to precede.
    """
    if sheet.doc_type != UNKNOWN or sheet.number is None or sheet.number.count is None or sheet.number.index == 1:
        return None
    fitting = [
        draft
        for draft in drafts
        if draft.doc_type not in (UNKNOWN, BLANK)
        and not any(other.number for other in draft.sheets)
        and len(draft.sheets) == sheet.number.index - 1
        and _keys_agree(sheet, draft)
    ]
    mine = _runs_of(sheet.page)
    shares = {id(draft): len(mine & _runs_of(draft.sheets[0].page)) / max(1, len(mine)) for draft in fitting}
    best = max(fitting, key=lambda draft: shares[id(draft)], default=None)
    if best is not None and shares[id(best)] >= REPEATED:
        return best
    return drafts[-1] if drafts[-1] in fitting and drafts[-1].doc_type in RUNNING else None


def _runs_of(page: Page) -> frozenset[int]:
    """Runs of three characters of the words of a page, as hashes."""
    return frozenset(hash_ngrams(read_wording(page).body, shortest=3).tolist())


def _numbers_part(sheet: _Sheet, draft: _Draft) -> bool:
    """A first page begins a paper, and numbers that do not continue belong to different papers."""
    if sheet.number is None:
        return False
    numbered = any(other.number is not None for other in draft.sheets)
    return sheet.number.index == 1 or (numbered and not _numbers_continue(sheet, draft))


def _complete(draft: _Draft) -> bool:
    counts = [sheet.number.count for sheet in draft.sheets if sheet.number is not None]
    return bool(counts) and counts[-1] is not None and len(draft.sheets) >= counts[-1]


def _same_labels(sheet: _Sheet, draft: _Draft) -> bool:
    first = draft.sheets[0].labels
    smaller = min(len(first), len(sheet.labels))
    return smaller > 2 and len(first & sheet.labels) / smaller >= SAME_LABELS


def _in_order(sheets: list[_Sheet]) -> list[_Sheet]:
    numbers = {sheet.number.index for sheet in sheets if sheet.number is not None}
    if len(numbers) < len(sheets):
        return sheets
    return sorted(sheets, key=lambda sheet: sheet.number.index if sheet.number else 0)
