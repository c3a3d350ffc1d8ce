"""Diseases a record shows without naming: pressure raised again and again, a drug taken for years.

Weaker evidence than a diagnosis. A raised value under its own drug speaks for the disease; a drug alone only asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from prereview.history.characters import CleanText, clean
from prereview.history.lexicon import read_table
from prereview.history.mention import Mention, Onset
from prereview.history.sections import Layout, lay_out
from prereview.history.times import TimeExpression, find_times

_TAKEN = re.compile(
    r"(?:长期|规律|间断|一直|平素|常年|每日|自行|持续|开始|予|给予)?(?:口服|服用|应用|使用|注射|皮下注射|吸入|含服)"
)
_THIS_STAY = re.compile(r"入院后|住院后|住院期间|出院带药|出院后|治疗上|诊疗经过|给予.{0,12}治疗|予以?.{0,12}治疗")
_FINDINGS = {"血压升高": "高血压病", "血糖升高": "2型糖尿病"}
_LASTING = re.compile(r"多年|长期|常年|\d年|[一二三四五六七八九十]年|半年")


@cache
def _drugs() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row[0], row[1], re.compile(row[2])) for row in read_table("drugs.tsv"))


def unnamed_conditions(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions of diseases that only their values or drugs betray, in a text that never names them."""
    older = [mention for mention in mentions if mention.temporality != "current" and mention.section != "diagnosis"]
    named = {mention.icd10 for mention in older if mention.assertion in ("present", "possible", "negated")}
    found = [raised for mention in mentions if (raised := _raised_and_treated(text, mention, named)) is not None]
    shown = {mention.icd10 for mention in found}
    cleaned = clean(text)
    layout = lay_out(cleaned.text)
    for name, code, drugs in _drugs():
        if code not in named | shown and not _spoken_of(name, older):
            taken = _long_taken(cleaned, layout, (name, code), drugs)
            if taken is not None:
                found.append(taken)
    return found


def _spoken_of(name: str, mentions: Sequence[Mention]) -> bool:
    return any(name[:3] in mention.normalised or mention.normalised[:3] in name for mention in mentions)


def _raised_and_treated(text: str, mention: Mention, named: set[str | None]) -> Mention | None:
    """血压均高于正常 under a pressure drug: the disease without its name."""
    name = _FINDINGS.get(mention.normalised)
    if name is None or mention.assertion != "present":
        return None
    code, drugs = next((code, drugs) for disease, code, drugs in _drugs() if disease == name)
    around = text[mention.sentence[0] : mention.sentence[1] + 60]
    if code in named or not drugs.search(around):
        return None
    return replace(mention, normalised=name, icd10=code, traits=mention.traits | {"treated", "unnamed"})


def _long_taken(cleaned: CleanText, layout: Layout, disease: tuple[str, str], drugs: re.Pattern[str]) -> Mention | None:
    """A drug taken for long before this stay."""
    name, code = disease
    for match in drugs.finditer(cleaned.text):
        low, high = layout.sentence_at(match.start())
        sentence = cleaned.text[low:high]
        if _THIS_STAY.search(sentence) or not _TAKEN.search(sentence) or not _LASTING.search(sentence):
            continue
        times = [time for time in find_times(sentence, None) if time.low is not None and time.low > 1]
        start, end = cleaned.original(match.start(), match.end())
        return Mention(
            start=start,
            end=end,
            condition=match.group(),
            normalised=name,
            icd10=code,
            kind="finding",
            assertion="present",
            experiencer="patient",
            temporality="past_history",
            onset=_first(times),
            section=layout.section_at(match.start()),
            sentence=cleaned.original(low, high),
            cue="drug",
            traits=frozenset({"drug_only"}),
        )
    return None


def _first(times: Sequence[TimeExpression]) -> Onset | None:
    return Onset.from_time(times[0]) if times else None
