"""Diseases a record shows without naming: pressure raised again and again, a drug taken for years.

Weaker evidence than a diagnosis. A raised value under its own drug speaks for the disease; a drug alone only asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from prereview.history.characters import CleanText, clean
from prereview.history.cues import load_cues
from prereview.history.lexicon import read_table
from prereview.history.mention import Mention, Onset
from prereview.history.sections import Layout, SectionName, lay_out
from prereview.history.times import find_times

_TAKEN = re.compile(r"[服吃用打吸含]|注射|[透血腹]透|透析|支架|搭桥")
_THIS_STAY = re.compile(r"入院后|住院后|住院期间|出院带药|出院后|治疗上|诊疗经过|给予.{0,12}治疗|予以?.{0,12}治疗")
_UNTREATED = re.compile(r"(?:[未无没]|否认|拒绝|不[用吃打需]|建议|拟|需|应|可予|如|若|是否)[^，。；]{0,10}$")
_FINDINGS = {"血压升高": "高血压病", "血糖升高": "2型糖尿病"}
_LASTING = re.compile(r"自幼|自小|从小|打小|多年|长期|常年|[\d余来]年|[一二三四五六七八九十]年|半年|一直")


@dataclass(frozen=True, slots=True)
class Treatment:
    """What betrays a disease: drugs that many take for it, and `proof`, which nobody gets for anything else."""

    disease: str
    icd10: str
    drugs: re.Pattern[str]
    proof: re.Pattern[str] | None


@cache
def _treatments() -> tuple[Treatment, ...]:
    return tuple(
        Treatment(row[0], row[1], re.compile("|".join(filter(None, row[2:]))), re.compile(row[3]) if row[3:] else None)
        for row in read_table("drugs.tsv")
    )


def unnamed_conditions(text: str, mentions: Sequence[Mention], visit: date | None = None) -> list[Mention]:
    """Mentions of diseases that only their values or treatment betray, in a text that never names them."""
    older = [mention for mention in mentions if mention.temporality != "current" and mention.section != "diagnosis"]
    named = {mention.icd10 for mention in older if mention.assertion in ("present", "possible", "negated")}
    found = [raised for mention in mentions if (raised := _raised_and_treated(text, mention, named)) is not None]
    shown = {mention.icd10 for mention in found}
    cleaned = clean(text)
    layout = lay_out(cleaned.text)
    for treatment in _treatments():
        if treatment.icd10 not in named | shown and not _spoken_of(treatment.disease, older):
            taken = _long_treated(cleaned, layout, treatment, visit)
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
    treatment = next(item for item in _treatments() if item.disease == name)
    around = text[mention.sentence[0] : mention.sentence[1] + 60]
    if treatment.icd10 in named or not treatment.drugs.search(around):
        return None
    known = mention.traits | {"treated", "unnamed"}
    return replace(mention, normalised=name, icd10=treatment.icd10, kind="disease", traits=known)


def _not_the_patients(before: str, section: SectionName) -> bool:
    """Whether the words before a treatment give it to somebody else, to nobody, or to a plan."""
    cues = load_cues()
    others = section == "family" or cues["family"].search(before) or cues["other_person"].search(before)
    return bool(others or _UNTREATED.search(before))


def _long_treated(cleaned: CleanText, layout: Layout, treatment: Treatment, visit: date | None) -> Mention | None:
    """Treated for long before this stay: a drug asks, a proof tells."""
    for match in treatment.drugs.finditer(cleaned.text):
        low, high = layout.sentence_at(match.start())
        sentence = cleaned.text[low:high]
        if _THIS_STAY.search(sentence) or not _TAKEN.search(sentence) or not _LASTING.search(sentence):
            continue
        if _not_the_patients(cleaned.text[low : match.start()], layout.section_at(match.start())):
            continue
        proven = treatment.proof is not None and treatment.proof.search(match.group()) is not None
        proven = proven or len({drug.group() for drug in treatment.drugs.finditer(sentence)}) > 1
        times = [time for time in find_times(sentence, visit) if time.low is not None and time.low > 1]
        start, end = cleaned.original(match.start(), match.end())
        return Mention(
            start=start,
            end=end,
            condition=match.group(),
            normalised=treatment.disease,
            icd10=treatment.icd10,
            kind="disease" if proven else "finding",
            assertion="present",
            experiencer="patient",
            temporality="past_history",
            onset=Onset.from_time(times[0]) if times else None,
            section=layout.section_at(match.start()),
            sentence=cleaned.original(low, high),
            cue="drug",
            traits=frozenset({"treated", "unnamed"} if proven else {"unnamed"}),
        )
    return None
