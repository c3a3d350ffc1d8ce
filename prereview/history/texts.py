"""Medical texts of a claim, each able to say on which page and in which box a character stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prereview.catalogue import name_zh
from prereview.documents import Document, Evidence, Page

#: Papers whose words may tell of an illness. Money papers and identity papers name diseases nobody has.
MEDICAL_TYPES = frozenset(
    {
        "outpatient_record", "admission_record", "discharge_summary", "first_page", "course_notes", "operation_record",
        "diagnosis_certificate", "pathology_report", "imaging_report", "checkup_report", "ecg", "sick_leave",
        "court_ruling", "prescription", "unknown",
    }
)  # fmt: skip
_DAY = r"(?P<y>(?:19|20)\d{2})\s?[-年./]\s?(?P<m>\d{1,2})\s?[-月./]\s?(?P<d>\d{1,2})(?!\d)"
#: Only labels of the visit itself: dates of birth, of printing, of copies and of validity say nothing about when.
_VISIT = (
    re.compile(
        # 检查：2012-10-23 heads an old finding; only 检查日期 is a label of this paper.
        r"(?:(?:[入出]\s?[院阮]|(?<!首次)(?<!初次)就\s?[诊珍])\s?(?:日\s?期|时\s?间)?|"
        r"(?:住\s?[院阮]|[看接门]\s?[诊珍]|[诊珍]疗|检查|体检|报告|手术|采样|送检|取材|审批|登记|认定|备案|首诊|确诊|建[卡档]|随访|填[表卡写]|开[具方]|[取购]药|评估|会诊)"
        r"\s?(?:日\s?期|时\s?间|起\s?始))[:：\s]{0,3}" + _DAY
    ),
    re.compile(r"(?:^|[\n。；，,：:])\s?日\s?期[:：\s]{0,3}" + _DAY),
    re.compile(
        r"(?:^|\n)\s?"
        + _DAY
        + r"日?(?=[\s:：]+\S|[\u4e00-\u9fff]{0,6}(?:科|门诊|复诊|初诊|就诊|体检|入院|急诊|住院))(?!\s*[-~至到])"
    ),
    re.compile(r"于\s?" + _DAY + r"日?[^。；，]{0,14}(?:入院|收住|步入病房|就诊|来院|来诊)"),
)
#: A line of an outpatient book or a chronic-disease booklet that begins with its day.
_ENTRY = re.compile(
    r"(?:^|(?<=\n))[ \t]?(?:[^\n\d:：]{0,8}[:：])?[ \t]?"
    + _DAY
    + r"日?(?=[\s:：]+\S|[\u4e00-\u9fff]{0,6}(?:科|门诊|复诊|初诊|就诊|体检|急诊))(?!\s*[-~至到])"
)
_NO_ENTRY = re.compile(r"^[^\d]*(?:出生|生日|打印|签发|有效|签名|盖章|出院|审核|复核|缴费|开票|入院)")


@dataclass(frozen=True, slots=True)
class MedicalText:
    """One document's text. `pages` locate its characters; without pages the document type stands for the file."""

    doc_type: str
    text: str
    pages: tuple[Page, ...] = ()

    def evidence(self, start: int, end: int) -> Evidence:
        """The quote `start:end` with its file, page and box."""
        quote = " ".join(self.text[start:end].split())
        offset = 0
        for page in self.pages:
            if start < offset + len(page.text):
                lines = page.lines_between(start - offset, end - offset)
                box = lines[0].bbox if lines else None
                for line in lines[1:]:
                    box = box.union(line.bbox) if box else line.bbox
                return Evidence(file=page.file, page=page.number, bbox=box, quote=quote)
            offset += len(page.text) + 1
        return Evidence(file=self.pages[0].file if self.pages else self.doc_type, quote=quote)

    @property
    def name_zh(self) -> str:
        """The Chinese name of the paper."""
        return name_zh(self.doc_type)

    def entries(self) -> tuple[tuple[int, int, date | None], ...]:
        """Start, end and day of every visit the text tells of; one without a day where it is a single record."""
        starts: list[tuple[int, date | None]] = [
            (match.start(), day)
            for match in _ENTRY.finditer(self.text)
            if not _NO_ENTRY.match(match.group()) and (day := _day(match)) is not None
        ]
        if len({day for _, day in starts}) < 2:
            return ((0, len(self.text), None),)
        starts = [(0, None), *starts] if starts[0][0] > 0 else starts
        ends = [start for start, _ in starts[1:]] + [len(self.text)]
        return tuple((start, end, day) for (start, day), end in zip(starts, ends, strict=True) if end > start)

    def visit_date(self, latest: date | None = None) -> date | None:
        """The date of the visit this document is about, where it says so: the last one labelled as such.

        Args:
            latest: dates after this one are misread or planned (复查) and are left out.
        """
        days = (_day(match) for pattern in _VISIT for match in pattern.finditer(self.text))
        return max((day for day in days if day is not None and (latest is None or day <= latest)), default=None)


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def medical_texts(documents: Sequence[Document]) -> tuple[MedicalText, ...]:
    """The documents that may tell of an illness, as texts."""
    return tuple(
        MedicalText(document.doc_type, document.text, document.pages)
        for document in documents
        if document.doc_type in MEDICAL_TYPES and document.text.strip()
    )
