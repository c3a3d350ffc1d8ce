"""Which line of business a claim is: ticks and words on the claim form, else an unmistakable mix of papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prereview.documents import Document, Line
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.profiles import label_file
from prereview.extraction.squeezed import squeeze

# What forms print beside their boxes, to the line ids of the checklists; longer and more telling words first.
_OPTIONS: tuple[tuple[str, str], ...] = (
    (r"惠民保|补充医疗|城市定制", "supplementary_citywide"),
    (r"学平险|学生(?:幼儿|意外|平安|医疗|保险)?|少儿|学幼险", "student_child"),
    (r"车(?:辆)?损(?:失)?(?:险)?|机动车损失", "motor_own_damage"),
    (r"人伤.{0,4}住院|人伤.{0,4}伤残|人伤.{0,4}死亡|人身伤亡.{0,3}住院", "motor_injury_inpatient_disability_death"),
    (r"人伤.{0,4}门诊", "motor_injury_outpatient"),
    (r"意外(?:伤害)?身故|意外(?:伤害)?死亡", "death_accident"),
    (r"疾病身故|疾病死亡", "death_illness"),
    (r"意外(?:伤害)?(?:伤残|残疾)|(?<!全)残疾|(?<!全)伤残", "accident_disability"),
    (r"全残|失能|豁免|高残", "total_disability_income_waiver"),
    (r"重大?疾病|重疾|中症|轻症|特种疾病|特定疾病", "critical_illness"),
    (r"津贴|日额", "hospital_allowance"),
    (r"意外(?:伤害)?(?:医疗|门诊|门急诊|住院)", "accident_medical"),
    (r"住院(?:费用)?(?:医疗)?", "inpatient_medical"),
    (r"门\(?急?\)?诊(?:费用)?(?:医疗)?", "outpatient_medical"),
    (r"身故|死亡", "death"),
    (r"医疗", "medical"),
)
_TICK = r"[\ufffd\uf052\uf0fe☑✓✔√☒■⊠▣◼●✅☆★vV]|\[[xX√vV✓]\]|\([xX√✓]\)"
_EMPTY = r"[□☐◻○〇▢口]|\[\]|\(\)"
#: Options as forms print them, to take apart what OCR ran together.
_PRINTED = re.compile(
    r"意外(?:伤害)?(?:伤残|残疾|医疗|身故|死亡|门诊|住院)|疾病(?:身故|死亡|医疗)|住院(?:费用)?(?:医疗|津贴)|门\(?急?\)?诊(?:费用)?(?:医疗)?|"
    r"重大疾病|重疾|补充医疗|车辆损失|学生幼儿|全残(?:/豁免)?|人身伤亡|豁免(?:保费)?|身故|伤残|残疾|津贴|医疗|意外|疾病|其他|失能"
)
_BOX = re.compile(rf"({_TICK})|({_EMPTY})")
_ACCIDENT = re.compile(r"意外|交通事故|工伤|accident", re.I)
_ILLNESS = re.compile(r"疾病|生病|illness|disease", re.I)


def infer_line(documents: Sequence[Document]) -> str | None:
    """The line id said by the claim forms, else by the papers; None when silent or when two forms disagree."""
    forms = [document for document in documents if document.doc_type == "claim_form"]
    said = {line for document in forms if (line := _line_of_form(document)) is not None}
    if said:
        return said.pop() if len(said) == 1 else None
    return _line_of_papers(documents)


def claim_form_readings(labelled: LabelledSheet) -> Iterator[Reading]:
    """claim_line (a line id) and claim_cause (illness or accident) as ticked, or as written after their labels."""
    page = labelled.sheet.page
    cause = _written(labelled, "claim_cause")
    ticked = [(option, cell.line) for cell in labelled.sheet.cells for option in ticked_options(cell.line.text)]
    causes = {name: line for option, line in ticked if (name := _pure_cause(option)) is not None}
    if len(causes) == 1:
        cause = next(iter(causes.items()))
    if cause is not None:
        yield Reading("claim_cause", cause[0], _sureness(cause[1]), 0, (cause[1],), page.file, page.number)
    lines = {name: line for option, line in ticked if (name := _option_line(option)) is not None}
    written = _written(labelled, "claim_line") if not lines else None
    if written is not None:
        lines = {written[0]: written[1]}
    line_id = _resolve(frozenset(lines), cause[0] if cause else None)
    if line_id is not None:
        yield Reading(
            "claim_line", line_id, min(map(_sureness, lines.values())), 0, tuple(lines.values()), page.file, page.number
        )


def ticked_options(text: str) -> list[str]:
    """The words beside ticked boxes: after the box ("☑住院医疗 □门诊") or, where boxes close a line, before it."""
    squeezed = squeeze(text).text
    boxes = list(_BOX.finditer(squeezed))
    boxes = [box for box in boxes if box.group(0) not in "vV☆★" or _between_words(squeezed, box)]
    if not boxes or not any(box.group(1) for box in boxes):
        return _boxless(text) if boxes else []
    leading = boxes[-1].end() < len(squeezed)
    options = []
    for number, box in enumerate(boxes):
        if box.group(1) is None:
            continue
        if leading:
            stop = boxes[number + 1].start() if number + 1 < len(boxes) else len(squeezed)
            option = squeezed[box.end() : stop]
        else:
            option = squeezed[boxes[number - 1].end() if number else 0 : box.start()]
        options.append(re.split(r"[;；。]", option)[0][:16])
    return options


def _boxless(text: str) -> list[str]:
    """The one option that lost its box while others show theirs empty ("□意外 疾病"): OCR drops ticked boxes."""
    squeezed = squeeze(re.sub(r"^[^:：]{2,8}[:：]", "", text))
    marked = "".join((" " if gap else "") + char for char, gap in zip(squeezed.text, squeezed.gap, strict=True))
    boxed, bare = 0, list[str]()
    for box, words in re.findall(rf"({_EMPTY})?([^□☐◻▢\s]+)", marked):
        first = _PRINTED.match(words)
        if first is None:
            continue
        second = words[first.end() :]
        boxed += bool(box)
        bare += [] if box else [first.group(0)]
        bare += [second] if _PRINTED.fullmatch(second) else []
    causes = all(_pure_cause(word) for word in bare)
    return bare if len(bare) == 1 and boxed >= (1 if causes else 2) else []


def _sureness(line: Line) -> float:
    """A tick that was read is surer than a box that was not."""
    return 0.9 if re.search(_TICK, line.text) or not _BOX.search(line.text) else 0.7


def _between_words(text: str, box: re.Match[str]) -> bool:
    """A letter v is a tick only where no other Latin letter touches it."""
    around = text[max(box.start() - 1, 0) : box.start()] + text[box.end() : box.end() + 1]
    return not re.search("[a-z0-9]", around)


def _pure_cause(option: str) -> str | None:
    if re.fullmatch(r"(?:意外|意外(?:伤害|事故)|交通事故|工伤|accident)[^\u4e00-\u9fff]*", option):
        return "accident"
    return "illness" if re.fullmatch(r"(?:疾病|因病|illness|disease)[^\u4e00-\u9fff]*", option) else None


def _option_line(option: str) -> str | None:
    return next((line for words, line in _OPTIONS if re.search(words, option)), None)


def _written(labelled: LabelledSheet, fact: str) -> tuple[str, Line] | None:
    """The words after 申请类型 or 出险原因 where the form has no boxes."""
    aliases = label_file().facts[fact]
    for cell in labelled.sheet.cells:
        for alias in aliases:
            start = cell.text.text.find(alias)
            if start < 0:
                continue
            inline = cell.text.text[start + len(alias) :].lstrip(":：")
            cells = labelled.sheet.right_of(cell)[:1]
            value, line = (
                (inline, cell.line) if inline else (cells[0].text.text, cells[0].line) if cells else ("", cell.line)
            )
            found = _word_meaning(value, fact)
            if found is not None:
                return found, line
    return None


def _word_meaning(value: str, fact: str) -> str | None:
    if not value or _BOX.search(re.sub("[vV]", "", value)):
        return None
    head = re.split(r"[;；。,，]", value)[0][:16]
    if fact == "claim_line":
        return _option_line(head)
    accident, illness = bool(_ACCIDENT.search(head)), bool(_ILLNESS.search(head))
    return None if accident == illness else "accident" if accident else "illness"


def _resolve(lines: frozenset[str], cause: str | None) -> str | None:
    """One line id from what was ticked: the cause settles 身故 and 医疗."""
    if len(lines) > 1:  # 医疗 beside a telling box adds nothing
        lines = lines - {"medical"}
    if len(lines) != 1:
        return None
    (line,) = lines
    if line == "death":
        return {"accident": "death_accident", "illness": "death_illness"}.get(cause or "")
    if line == "medical":
        return "accident_medical" if cause == "accident" else None
    return line


def _line_of_form(document: Document) -> str | None:
    known = document.fact("claim_line")
    return known.value if known else None


def _line_of_papers(documents: Sequence[Document]) -> str | None:
    """Only the plainest mix: a stay with invoice and summary, and nothing of accidents, cars, death or school."""
    types = {document.doc_type for document in documents}
    telling = {
        "accident_proof", "traffic_liability", "quick_settlement", "police_proof", "work_injury_ruling", "mediation",
        "court_ruling", "disability_appraisal", "work_capacity_appraisal", "total_disability_appraisal",
        "death_certificate_medical", "death_certificate_other", "household_cancellation", "cremation_certificate",
        "court_death_declaration", "autopsy_report", "vehicle_licence", "damage_assessment", "repair_invoice",
        "school_certificate", "gene_report", "operation_record", "pathology_report", "settlement_sheet",
    }  # fmt: skip
    if types & telling:
        return None
    if types & {"inpatient_invoice"} and "discharge_summary" in types:
        return "inpatient_medical"
    return None
