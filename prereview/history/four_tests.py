"""The regulator's four tests (2022-07-27) on one earlier condition: existed, known, related, excluded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prereview.claims import Policy
from prereview.findings import PreexistingTests, TestOutcome
from prereview.history.pipeline_zh import read_text
from prereview.history.relations import STRONG, Relation, relate
from prereview.history.timeline import Condition, Sighting, onset_disagrees
from prereview.history.wording import Wording, severity_matches

_MONTH = 30.44
#: Share of the onset interval before inception from which "before" is certain, and from which it is likely.
CERTAIN, LIKELY = 0.97, 0.75
#: Share before inception of a time told without a number (好多年), unless it is at least this many times as old.
_VAGUE, _YOUNG = 0.9, 3.0


@dataclass(frozen=True, slots=True)
class Claimed:
    """One condition of the claimed diagnosis."""

    name: str
    icd10: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The dates that decide: the visit, and the inception that counts (the first one of a renewal chain)."""

    visit: date | None
    effective: date | None
    renewed: bool

    @property
    def months(self) -> float | None:
        """Months from inception to the visit."""
        if self.visit is None or self.effective is None:
            return None
        return (self.visit - self.effective).days / _MONTH


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier condition with all the decision needs. `share` is the part of its onset interval before inception."""

    condition: Condition
    claimed: Claimed | None
    relation: Relation
    share: float | None
    existed: TestOutcome
    known: TestOutcome
    excluded: TestOutcome
    disclosed: bool
    contradicted: bool
    decisive: Sighting | None

    @property
    def tests(self) -> PreexistingTests:
        """The four outcomes as the report shows them; a mere risk factor leaves "related" open."""
        related: TestOutcome = "yes" if self.relation.strength in STRONG else "no"
        return PreexistingTests(
            existed_before=self.existed,
            known_to_insured=self.known,
            related_to_claim="unknown" if self.relation.strength == "risk" else related,
            excluded_by_product=self.excluded,
        )


def clock_of(policy: Policy, visit: date | None) -> Clock:
    """Renewal without a gap goes back to the first contract."""
    first = policy.first_effective_date
    renewed = first is not None and policy.effective_date is not None and first < policy.effective_date
    return Clock(visit, first if renewed else policy.effective_date, renewed)


def share_before(sighting: Sighting, months: float) -> float | None:
    """How much of the onset interval lies before inception: 1 wholly before, 0 wholly after, None unknown."""
    onset = sighting.onset
    if onset is None or onset.low is None:
        return None
    if onset.high is None:
        # 多年 cannot be determined (clinical.md §3 rule 6) unless the contract is quite young; an earlier record can.
        certain = onset.months is not None or onset.low > _YOUNG * months
        return (1.0 if certain else _VAGUE) if onset.low > months else None
    if onset.high <= onset.low:
        return 1.0 if onset.low > months else 0.0
    return min(max((onset.high - months) / (onset.high - onset.low), 0.0), 1.0)


def test_condition(
    condition: Condition, claimed: Sequence[Claimed], clock: Clock, policy: Policy, wording: Wording
) -> Candidate:
    """Run the four tests on one condition of the timeline."""
    relation, target = _relation(condition, claimed)
    shares = _shares(condition, clock)
    best = max(shares, key=lambda pair: pair[0], default=None)
    share = best[0] if best else None
    decisive = best[1] if best else (condition.present or condition.having("possible") or (None,))[0]
    existed = _existed(share)
    if existed == "no" and any(sounds_lasting(sighting) for sighting in condition.present):
        existed = "unknown"
    if existed == "yes" and clock.months is not None and onset_disagrees(condition.present, clock.months):
        existed = "unknown"
    return Candidate(
        condition=condition,
        claimed=target,
        relation=relation,
        share=share,
        existed=existed,
        known=_known(condition),
        excluded=_excluded(condition, wording, clock),
        disclosed=is_disclosed(condition, policy),
        contradicted=condition.contradicted,
        decisive=decisive,
    )


def _relation(condition: Condition, claimed: Sequence[Claimed]) -> tuple[Relation, Claimed | None]:
    names = {(s.mention.normalised, s.mention.icd10) for s in condition.sightings}
    ranked = [
        (relate(name, code, target.name, target.icd10), target)
        for name, code in sorted(names, key=str)
        for target in claimed
    ]
    if not ranked:
        return relate("", None, "?", None), None
    return min(ranked, key=lambda pair: pair[0].rank)


def sounds_lasting(sighting: Sighting) -> bool:
    """Told without an end (好几年, 多年): long ago, and nobody can say how long."""
    onset = sighting.onset
    return onset is not None and onset.high is None and (onset.low or 0.0) > 0


def _shares(condition: Condition, clock: Clock) -> list[tuple[float, Sighting]]:
    if clock.months is None:
        return []
    found = []
    for sighting in condition.present:
        share = 1.0 if told_before_inception(sighting) else share_before(sighting, clock.months)
        if share is not None:
            found.append((share, sighting))
    return found


_BEFORE_INCEPTION = re.compile(r"(?:投保|生效|承保|起保|保险责任开始)(?:之|以)?前(?!的?等待)[^。；;]{0,30}$")
_ALLEGED = re.compile(r"称|主张|认为|为由|质疑|怀疑|是否|如果|应当|证明|证实|证据")


def told_before_inception(sighting: Sighting) -> bool:
    """生效前3天B超示胆囊结石: the paper itself counts from inception. What a party only alleges does not count."""
    low, high = sighting.mention.sentence
    before = sighting.text.text[low : sighting.mention.start]
    if _ALLEGED.search(sighting.text.text, low, high):
        return False
    return _BEFORE_INCEPTION.search(before) is not None


def _existed(share: float | None) -> TestOutcome:
    if share is None:
        return "unknown"
    if share >= CERTAIN:
        return "yes"
    return "no" if share <= 1 - CERTAIN else "unknown"


def _known(condition: Condition) -> TestOutcome:
    """Told, treated or diagnosed is knowing; a lab value or an incidental finding alone is not."""
    traits = frozenset().union(*(s.mention.traits for s in condition.present)) if condition.present else frozenset()
    if condition.kind == "finding":
        # A finding somebody was told of or treated for is known; one that only a check-up shows is not.
        told = any(s.mention.traits & {"told", "treated"} and "lab" not in s.mention.traits for s in condition.present)
        return "yes" if told else "unknown"
    knows = traits & {"told", "diagnosed", "treated", "admitted", "duration"}
    return "yes" if knows or any(_recounted(sighting) for sighting in condition.present) else "unknown"


def _recounted(sighting: Sighting) -> bool:
    """Whether the patient tells since when, or a doctor wrote it down at an earlier visit: either way it was known."""
    told, section = sighting.mention.onset, sighting.mention.section
    if sighting.earlier_visit:
        return section != "exam"
    return told is not None and not told.symptom and section not in ("exam", "diagnosis")


def _excluded(condition: Condition, wording: Wording, clock: Clock) -> TestOutcome:
    if wording.disclosure_only and wording.excludes != "yes":
        # Art. 16: rescission for non-disclosure lapses two years after the contract was made.
        return "no" if clock.months is None or clock.months > 24 else "unknown"
    if wording.excludes != "yes":
        return wording.excludes
    serious = any(
        severity_matches(wording, s.mention.normalised, s.mention.icd10, s.words + s.mention.condition)
        for s in condition.present
    )
    return "yes" if serious else "no"


def is_disclosed(condition: Condition, policy: Policy) -> bool:
    """Whether the applicant told the insurer of this disease, or underwriting noted it."""
    told = "；".join(policy.disclosed_conditions)
    noted = policy.underwriting or ""
    if not told and not noted:
        return False
    for mention in read_text(f"{told}。{noted}"):
        if mention.assertion == "negated":
            continue
        if any(
            relate(mention.normalised, mention.icd10, s.mention.normalised, s.mention.icd10).strength
            in ("same", "family")
            for s in condition.sightings
        ):
            return True
    return any(s.mention.condition in told or s.mention.normalised in told for s in condition.sightings)
