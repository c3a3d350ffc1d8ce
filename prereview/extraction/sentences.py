"""Facts inside a sentence, wherever the line breaks in it: whose claim, under which policy, at which hospital."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from prereview.extraction.labelled import LabelledSheet, Reading
from prereview.extraction.values import PARSERS

_BY_SENTENCE = 58  #: rank: after labels and places, before looser narratives
_RUN = 3  #: lines a sentence may spread over between its first and last word
_WAY = r"(?:送至|送到|送往|转至|转往|前往|赶往|入住|来到|到|至|往|在|赴|送)"
_SENTENCES = (
    (
        "policy_number",
        re.compile(r"(?:保险单|保单|保险合同)(?:号码|编号|号)?(?:为|是)?[:：]?([0-9A-Z][0-9A-Z.-]{7,30})(?=项下|[,，。、;；)）])"),
    ),
    ("card_number", re.compile(r"(?:账号|帐号|卡号)[:：]?(\d{15,19})(?!\d)")),
    ("sex", re.compile(r"[\u4e00-\u9fff·]{2}[(,，;；](男|女)(?=[,，;；)])")),
    ("diagnosis", re.compile(r"诊断[为系]?[:：]?[“\"]?([\u4e00-\u9fffA-Za-z0-9()]{3,30}?)[”\"]?(?=[,，。;；]|$)")),
    (
        "name",
        re.compile(r"(?:被保险人|出险人|事故者|患者)([\u4e00-\u9fff·]{2,4}?)[(（,，](?:公民)?(?:身份证|身份号码|证件号)"),
    ),
    (
        "hospital",
        re.compile(
            rf"{_WAY}((?:(?!{_WAY}|后|由)[\u4e00-\u9fff()]){{3,30}}?(?:医院|卫生院|卫生服务中心|诊所|保健院|医疗中心)"
            r"(?:\([^()]{2,12}\))?(?:[\u4e00-\u9fff]{1,4}(?:分院|院区))?)(?=就诊|就医|救治|检查|治疗|诊治|住院|抢救|急诊|门诊)"
        ),
    ),
)  # fmt: skip


def sentence_readings(labelled: LabelledSheet, wanted: Sequence[str]) -> Iterator[Reading]:
    """What sentences say in set phrases (被保险人某某(身份证号…, 保险单…项下, 送至某医院就诊), also across lines."""
    page, cells = labelled.sheet.page, labelled.sheet.cells
    texts = ["".join(unicodedata.normalize("NFKC", cell.line.text).split()) for cell in cells]
    for index, text in enumerate(texts):
        running = "".join(texts[index : index + _RUN])
        for fact, pattern in _SENTENCES:
            match = pattern.search(running) if fact in wanted else None
            value = _value(fact, match.group(1)) if match and match.start() < len(text) else None
            if match and value:
                lines = tuple(cells[index + place].line for place in range(_lines(texts[index:], match.end())))
                yield Reading(fact, value, 0.9, _BY_SENTENCE, lines, page.file, page.number)


def _value(fact: str, words: str) -> str | None:
    """The words as the value they are in full, or None."""
    if fact not in PARSERS:
        return words
    parsed = PARSERS[fact](words)
    return parsed.value if parsed and parsed.value == words.replace(".", "") else None


def _lines(texts: Sequence[str], end: int) -> int:
    """How many of the texts, joined, the first `end` characters take."""
    length = 0
    for count, text in enumerate(texts, 1):
        length += len(text)
        if end <= length:
            return count
    return len(texts)
