"""What running text tells: who, when, and what happened to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prereview.catalogue import document_types
from prereview.documents import Line
from prereview.extraction.dates import find_dates
from prereview.extraction.identifiers import find_id_number, find_plate
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.values import parse_level, parse_name, parse_words

_TOLD = 60  #: rank: after every label and place
_PERSON = re.compile(
    r"(?:兹证明|证明|患者|病人|学生|我单位职工|当事人|本人|委托|死者|被保险人|居民|村民|职工|伤者|申请人|我|原告|被告)?[:：]?([\u4e00-\u9fff·]{2,4}?)"
    r"(?:[(（,，;；](?=男|女|身份证|公民身份|证件号)|(?<=本人[\u4e00-\u9fff]{2})[,，(（]|(?<=本人[\u4e00-\u9fff]{3})[,，(（]|(?=于(?:19|20)\d{2})|(?=[与和][\u4e00-\u9fff]{2,4}?[因于]))"
)
_LEVEL = re.compile(r"(?:构成|评定为|属于?|达到?|为)([\w]{1,4}级)(?:伤残|残疾|残)")
_STANDARD = re.compile(r"《([^《》]{2,40}(?:标准|分级|分类)[^《》]{0,12})》")
_DEATH = re.compile(r"死亡|身故|去世|病故|逝世|火化|殒命")
#: Days of a stay or a visit as prose tells them: the day first, then what happened.
_STAYS = (
    ("admission_date", re.compile(r"[^。;；]{0,3}?(?:入院|入住|收入|收住|住院|至(?:19|20)\d{2}[^。]{6,30}?住院)")),
    ("discharge_date", re.compile(r"[^。;；]{0,2}?(?:出院|在我[院科][^。]{0,12}住院)")),
    ("visit_date", re.compile(r"[^。;；]{0,3}?(?:来我?院|到我?院|至我?院|就诊|在我院[^。]{0,8}(?:门诊|就诊|急诊))")),
)
_STAYED = frozenset(("diagnosis_certificate", "discharge_summary", "sick_leave", "outpatient_record", "nursing_proof",
                     "transfer_note", "admission_record"))  # fmt: skip
_TELLING = frozenset(("event", "death"))
_ALSO = frozenset(("poa", "authorization_medical_query", "relation_proof", "supplementary_statement", "income_proof",
                   "school_certificate", "nursing_proof", "transfer_note", "sick_leave", "guardian_proof",
                   "heir_notarial", "residence_proof", "dependant_proof", "compensation_receipt"))  # fmt: skip


def narrative_readings(labelled: LabelledSheet, doc_type: str, wanted: Sequence[str]) -> Iterator[Reading]:
    """Name, identity number, plate, event and death date from sentences, for papers that tell rather than tabulate."""
    entry = document_types().get(doc_type)
    if doc_type in _STAYED:
        yield from _stays(labelled, wanted)
    if doc_type not in (*_ALSO, *_STAYED) and (entry is None or entry.group not in _TELLING):
        return
    for cell in labelled.sheet.cells:
        text, line = cell.text.text, cell.line
        for fact, value in _told(text):
            if fact in wanted:
                yield _reading(labelled, fact, value, line)
    yield from _deaths(labelled, wanted)
    yield from _appraisals(labelled, wanted)


def _told(text: str) -> Iterator[tuple[str, str]]:
    for match in _PERSON.finditer(text):
        name = parse_name(match.group(1))
        if name is not None and name.value == match.group(1):
            yield "name", name.value
            break
    number = find_id_number(text)
    if number is not None:
        yield "id_number", number.value
    plate = find_plate(text)
    if plate is not None:
        yield "plate_number", plate.value
    dates = find_dates(text)
    if dates and len(text) > 24:  # a sentence, not a field
        yield "event_date", dates[0].value


def _stays(labelled: LabelledSheet, wanted: Sequence[str]) -> Iterator[Reading]:
    """Days of a stay or visit in prose, each followed by what happened on it; sentences run over lines."""
    cells = labelled.sheet.cells
    for index, cell in enumerate(cells):
        text = cell.text.text + "".join(other.text.text for other in cells[index + 1 : index + 2])
        dates = [date for date in find_dates(text) if date.start < len(cell.text.text)]
        for date in dates:
            told = text[max(0, date.start - 1) : date.start]
            for fact, pattern in _STAYS:
                if fact in wanted and told != ":" and pattern.match(text, date.end):
                    yield _reading(labelled, fact, date.value, cell.line)


def _deaths(labelled: LabelledSheet, wanted: Sequence[str]) -> Iterator[Reading]:
    """The date nearest before 死亡 in the running text (lines joined, since sentences wrap)."""
    if "death_date" not in wanted:
        return
    cells = labelled.sheet.cells
    for index, cell in enumerate(cells):
        text = (cells[index - 1].text.text if index else "") + cell.text.text
        match = _DEATH.search(text)
        before = [
            date for date in find_dates(text) if match and date.start < match.start() and match.start() - date.end < 60
        ]
        if before:
            yield _reading(labelled, "death_date", before[-1].value, cell.line)


def _appraisals(labelled: LabelledSheet, wanted: Sequence[str]) -> Iterator[Reading]:
    """The level ("构成十级伤残") and the standard in its title marks, which may run over a line."""
    cells = labelled.sheet.cells
    for index, cell in enumerate(cells):
        text = cell.text.text + (cells[index + 1].text.text if index + 1 < len(cells) else "")
        for fact, pattern in (("appraisal_level", _LEVEL), ("appraisal_standard", _STANDARD)):
            match = pattern.search(text) if fact in wanted else None
            if match and match.start() < len(cell.text.text):
                value = parse_level(match.group(1)) if fact == "appraisal_level" else parse_words(match.group(1))
                if value is not None:
                    yield _reading(labelled, fact, value.value, cell.line)


def _reading(labelled: LabelledSheet, fact: str, value: str, line: Line) -> Reading:
    page = labelled.sheet.page
    return Reading(fact, value, 0.75, _TOLD, (line,), page.file, page.number)
