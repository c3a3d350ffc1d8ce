"""Diagnosis lists: the section under its heading, taken apart into single diagnoses, and whether one is confirmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from prereview.documents import Line
from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.labels import LabelHit
from prereview.extraction.sheet import Cell
from prereview.extraction.squeezed import tidy

# Words that leave a diagnosis open (S28; checklist check D15).
_SECTIONS = frozenset(("chief_complaint", "event_cause"))
_ITEM = re.compile(r"[(]?(?:[2-9]|1\d|[②-⑳])[.、)]")
_OPEN = re.compile(r"待查|疑似|考虑|可疑|\?|占位|病变|可能|待排|待除外|不除外|性质待定|查因")
_NUMBERING = re.compile(
    r"(?:^|(?<=[\s;；。,，、]))\(?(?:\d{1,2}|[①-⑳])[.、)）．:：]\s*(?!\d)|(?<=[\u4e00-\u9fff)）\]])\s*(?:\d{1,2}[.、．)](?!\d))\s*|[①-⑳]"
)
_MARKS = re.compile(r"[;；。\n]|(?<=[\u4e00-\u9fff)）])[,，](?=[\u4e00-\u9fff])")
_ICD = re.compile(r"[(\[]?\b[A-TV-Z]\d{2}(?:\.[0-9xX+*]{1,6})?\b[)\]]?")
_END = re.compile(r"(?:医师|医生|签名|签字|日期|处理|建议|医嘱|注:|注：|备注|以上|此证|特此|科室)")
_NONE = frozenset(("无", "同上", "略", "详见病历", "同入院诊断", "如下", "其他诊断", "疾病编码", "入院病情"))


def diagnosis_readings(labelled: LabelledSheet) -> Iterator[Reading]:
    """Every diagnosis under the page's diagnosis labels, in order. Their rank is that of the label."""
    for hit in labelled.hits:
        if hit.fact == "diagnosis" and hit.like_a_field:
            for text, lines in section_lines(labelled, hit):
                for diagnosis in split_diagnoses(text):
                    yield _reading(labelled, hit, diagnosis, lines)


def section_readings(labelled: LabelledSheet, wanted: Sequence[str]) -> Iterator[Reading]:
    """Free text over several lines: the chief complaint and the cause of an event, to their first full stop."""
    page = labelled.sheet.page
    for hit in labelled.hits:
        if hit.fact in _SECTIONS and hit.fact in wanted and hit.like_a_field:
            parts = section_lines(labelled, hit)
            text = tidy(re.split("[。]", "".join(words for words, _ in parts))[0])
            if len(text) >= 2:
                lines = tuple(line for _, part in parts for line in part)
                yield Reading(hit.fact, text[:200], hit.quality, hit.rank - 1, lines, page.file, page.number)


def section_lines(labelled: LabelledSheet, hit: LabelHit, *, most: int = 8) -> list[tuple[str, tuple[Line, ...]]]:
    """The words of a section as (words, lines): after the label, then the lines under it up to the next label."""
    spots = [spot for spot in labelled.spots(hit) if spot.text.strip()][:1]
    parts = [(spot.text, spot.lines) for spot in spots]
    if hit.stop < len(hit.cell.text.text) and parts:
        return parts
    last = hit.cell
    if parts and len(parts[0][1]) > 1:  # the value began in another cell: go on below that one
        last = next(cell for cell in labelled.sheet.cells if cell.line is parts[0][1][-1])
    for _ in range(most):
        following = _next_line(labelled, hit.cell, last)
        if following is None or not (not spots or _runs_on(labelled, last, following)):
            break
        if following is not last and not any(following.line in lines for _, lines in parts):
            parts.append((following.line.text, (following.line,)))
        last = following
    return _joined(parts)


def split_diagnoses(text: str) -> list[str]:
    """Single diagnoses from "1、右肺小细胞肺癌 2、脑转移" and other lists; ICD codes and numbering dropped."""
    plain = unicodedata.normalize("NFKC", text)
    pieces = [piece for part in _NUMBERING.split(plain) for piece in _MARKS.split(part)]
    kept = []
    for piece in pieces:
        end = _END.search(piece)
        name = tidy(_ICD.sub("", piece[: end.start()] if end else piece))
        if 2 <= len(name) <= 60 and re.search(r"[\u4e00-\u9fff]{2}|[A-Za-z]{4}", name) and name not in _NONE:
            kept.append(name)
        if end:
            break
    return kept


def is_confirmed(diagnosis: str) -> bool:
    """Whether a diagnosis is stated without 待查, 疑似, 考虑 and the like."""
    return _OPEN.search(unicodedata.normalize("NFKC", diagnosis)) is None


def _reading(labelled: LabelledSheet, hit: LabelHit, diagnosis: str, lines: tuple[Line, ...]) -> Reading:
    page = labelled.sheet.page
    return Reading("diagnosis", diagnosis, hit.quality, hit.rank, lines, page.file, page.number)


def _next_line(labelled: LabelledSheet, head: Cell, last: Cell) -> Cell | None:
    """The cell under `last` that continues the section: no label, not far below, not left of the margin's column."""
    height = labelled.sheet.line_height
    under = [
        cell
        for cell in labelled.sheet.cells
        if 0.4 * height < cell.row - last.row < 2.4 * height
        and cell.box.x0 < max(last.box.x1, head.box.x1)
        and cell.box.x1 > head.box.x0
    ]
    if not under:
        return None
    nearest = min(under, key=lambda cell: (round((cell.row - last.row) / height), cell.box.x0))
    strong = any(hit.start <= 1 and (hit.colon or hit.quality > 0.8) for hit in labelled.words.find(nearest))
    return None if strong or re.match(r".{0,12}[:：]", nearest.text.text) or _END.match(nearest.text.text) else nearest


def _runs_on(labelled: LabelledSheet, last: Cell, following: Cell) -> bool:
    """A line goes on below when it reached the right edge of the writing, or when both are numbered."""
    full = last.box.x1 > labelled.sheet.span[2] - 4 * last.em
    return full or bool(_ITEM.match(following.text.text))


def _joined(parts: list[tuple[str, tuple[Line, ...]]]) -> list[tuple[str, tuple[Line, ...]]]:
    """Lines that go on the sentence before are joined to it; a new number or a full line starts another."""
    joined: list[tuple[str, tuple[Line, ...]]] = []
    for text, lines in parts:
        fresh = not joined or re.match(r"\s*[\((（]?(?:\d{1,2}|[①-⑳])[.、)）．]?", text) or len(joined[-1][0]) < 24
        if fresh:
            joined.append((text, lines))
        else:
            joined[-1] = (joined[-1][0] + text, joined[-1][1] + lines)
    return joined
