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

from prereview.classification.page_numbers import PageNumber, printed_number
from prereview.classification.sides import pair_sides
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
SAME_LABELS = 0.5  #: share of common labels from which a page is another paper of the kind, not its next sheet
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
        document stand in the order of their printed numbers where all have one.
    """
    drafts: list[_Draft] = []
    for page, verdict in zip(pages, classes, strict=True):
        sheet = _look_at(page, verdict)
        home = _find_home(sheet, drafts)
        if home is None:
            drafts.append(_Draft([sheet]))
        else:
            home.sheets.append(sheet)
    runs = [([sheet.page for sheet in _in_order(draft.sheets)], draft.leading.verdict) for draft in drafts]
    return tuple(
        Document(id=f"doc-{count}", doc_type=verdict.doc_type, probability=verdict.probability, pages=tuple(run))
        for count, (run, verdict) in enumerate(pair_sides(runs), start=1)
    )


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
        for draft in reversed(drafts):
            if _numbers_continue(sheet, draft) and _kinds_agree(sheet, draft) and _keys_agree(sheet, draft):
                return draft
    last = drafts[-1]
    return last if _runs_on(sheet, last) else None


def _numbers_continue(sheet: _Sheet, draft: _Draft) -> bool:
    """Next number of the same count, or any free number of it (fed or photographed out of order)."""
    numbers = [other.number for other in draft.sheets if other.number is not None]
    if sheet.number is None or not numbers:
        return False
    taken = {number.index for number in numbers}
    counts = {sheet.number.count, *(number.count for number in numbers)}
    if None in counts:  # one of them does not say of how many: only the very next number is safe
        return len(counts) <= 2 and sheet.number.index == max(taken) + 1
    return len(counts) == 1 and sheet.number.index not in taken


def _kinds_agree(sheet: _Sheet, draft: _Draft) -> bool:
    # A later sheet often carries too little to be recognised; a title of its own of another kind speaks against.
    return sheet.doc_type in (draft.doc_type, UNKNOWN) or draft.doc_type == UNKNOWN or not sheet.titled


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
    if opening := BOOKLETS.get(sheet.doc_type):
        return not (opening.search(sheet.page.text) and any(opening.search(s.page.text) for s in draft.sheets))
    if _numbers_part(sheet, draft) or _complete(draft) or not _keys_agree(sheet, draft):
        return False
    if not sheet.titled:
        return not _same_labels(sheet, draft) or sheet.doc_type in REPEATING
    same_person = any(mine and mine in other.keys for other in draft.sheets for mine in sheet.keys[:2])
    return same_person and (sheet.doc_type in REPEATING or not _same_labels(sheet, draft))


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
    numbers = [sheet.number.index for sheet in sheets if sheet.number is not None]
    if len(set(numbers)) < len(sheets):
        return sheets
    return sorted(sheets, key=lambda sheet: sheet.number.index if sheet.number else 0)
