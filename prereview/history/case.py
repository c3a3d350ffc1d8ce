"""One claim opened for judgement: what is claimed, the timeline, the four tests on every condition in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from prereview.claims import Claim
from prereview.history.four_tests import Candidate, Claimed, Clock, clock_of, test_condition
from prereview.history.owners import others_papers
from prereview.history.pipeline_zh import read_text
from prereview.history.relations import covers
from prereview.history.texts import MedicalText
from prereview.history.timeline import Timeline, build_timeline
from prereview.history.wording import Wording, read_wording

_TRAUMA = re.compile(
    r"外伤|刀刺伤|骨折|车祸|摔伤|跌伤|坠落|烧伤|烫伤|挫伤|裂伤|血肿|扭伤|脱位|切割伤|咬伤|中毒|溺水|意外伤|交通事故|撞伤|砸伤|损伤"
)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the decision looks at."""

    claim: Claim
    timeline: Timeline
    clock: Clock
    wording: Wording
    claimed: tuple[Claimed, ...]
    candidates: tuple[Candidate, ...]
    accident: bool


def open_case(claim: Claim, texts: Sequence[MedicalText]) -> Case:
    """Read the texts and run the four tests on every condition somebody has."""
    visit = claim.claim.visit_date or claim.claim.event_date or _latest(texts)
    timeline = build_timeline(texts, visit, others_papers(claim, texts, visit))
    clock = clock_of(claim.policy, visit)
    wording = read_wording(claim.policy, claim.claim.claimed_diagnosis or "")
    claimed = claimed_conditions(claim, timeline)
    tested = [test_condition(condition, claimed, clock, claim.policy, wording) for condition in timeline.conditions]
    candidates = tuple(
        replace(candidate, contradicted=True) if _denied_in_general(candidate, timeline) else candidate
        for candidate in tested
    )
    return Case(claim, timeline, clock, wording, claimed, candidates, is_accident(claim))


def _denied_in_general(candidate: Candidate, timeline: Timeline) -> bool:
    """心绞痛病史20年 … 否认心脏病: a contradiction, for a person and not for the last match."""
    told = candidate.condition.present
    if not told or any(sighting.earlier_visit for sighting in told):
        return False
    return any(
        any(not denial.on_application for denial in condition.denied)
        and covers(condition.name, candidate.condition.icd10)
        for condition in timeline.conditions
    )


def _latest(texts: Sequence[MedicalText]) -> date | None:
    return max((day for text in texts if (day := text.visit_date())), default=None)


def claimed_conditions(claim: Claim, timeline: Timeline) -> tuple[Claimed, ...]:
    """The claimed diagnosis as conditions; without a usable one, what each paper diagnoses first at this visit."""
    said = claim.claim.claimed_diagnosis
    found = [Claimed(m.normalised, m.icd10, m.kind) for m in read_text(said)] if said else []
    if not found:
        found = _principal(timeline)
    if not found and said:
        found = [Claimed(said, None, "disease")]
    return tuple(dict.fromkeys(found))


_PRINCIPAL = re.compile(r"诊断(?:为|是|成立)?[:：]?[\s“\"（(]*(?:1|一)?[.、:：]?[“\"]?$")


def _principal(timeline: Timeline) -> list[Claimed]:
    """The first condition after a diagnosis heading of each paper; co-morbidities further down are not claimed."""
    first: dict[int, tuple[int, Claimed]] = {}
    for condition in timeline.conditions:
        for sighting in condition.present:
            mention, text = sighting.mention, sighting.text.text
            heads = _PRINCIPAL.search(text[max(0, mention.start - 14) : mention.start])
            if sighting.earlier_visit or not heads:
                continue
            claimed = Claimed(mention.normalised, mention.icd10, mention.kind)
            best = first.get(id(sighting.text))
            if best is None or mention.start < best[0]:
                first[id(sighting.text)] = (mention.start, claimed)
    return [claimed for _, claimed in sorted(first.values(), key=lambda pair: pair[1].name)]


def is_accident(claim: Claim) -> bool:
    """Whether the claim is for an injury."""
    if claim.facts.cause == "accident":
        return True
    said = claim.claim.claimed_diagnosis or ""
    return claim.facts.cause is None and bool(_TRAUMA.search(said)) and "病理性" not in said
