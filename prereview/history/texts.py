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
_VISIT = re.compile(
    r"(?:入院(?:日期|时间)?|就诊(?:日期|时间)?|门诊日期|检查日期|住院日期|报告日期|日期)[:：\s]{0,3}(?P<y1>(?:19|20)\d{2})\s?[-年./]\s?(?P<m1>\d{1,2})\s?[-月./]\s?(?P<d1>\d{1,2})"
    r"|于\s?(?P<y2>(?:19|20)\d{2})\s?[-年./]\s?(?P<m2>\d{1,2})\s?[-月./]\s?(?P<d2>\d{1,2})日?[^。；，]{0,14}(?:入院|收住|步入病房|就诊|来院|来诊)"
)


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

    def visit_date(self) -> date | None:
        """The date of the visit this document is about, where it says so."""
        match = _VISIT.search(self.text)
        if match is None:
            return None
        suffix = "1" if match["y1"] else "2"
        try:
            return date(int(match["y" + suffix]), int(match["m" + suffix]), int(match["d" + suffix]))
        except ValueError:
            return None


def medical_texts(documents: Sequence[Document]) -> tuple[MedicalText, ...]:
    """The documents that may tell of an illness, as texts."""
    return tuple(
        MedicalText(document.doc_type, document.text, document.pages)
        for document in documents
        if document.doc_type in MEDICAL_TYPES and document.text.strip()
    )
