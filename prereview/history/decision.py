"""Which of the nine reasons holds, in the order a claims doctor asks: related, waiting, risk, complaint, nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from prereview.documents import Evidence
from prereview.findings import Grade, ReasonCode
from prereview.history.case import Case
from prereview.history.four_tests import LIKELY, Candidate, share_before, sounds_lasting
from prereview.history.mention import Onset
from prereview.history.relations import STRONG, parse_ranges, within
from prereview.history.timeline import Sighting

_RESCINDABLE = 24.0  #: months after which a contract can no longer be rescinded for non-disclosure


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided and by which candidates."""

    reason: ReasonCode
    flag: bool
    human: bool
    grade: Grade
    candidates: tuple[Candidate, ...] = ()
    extra: tuple[Evidence, ...] = ()


# ── the decision, in the order a claims doctor asks ──────────────────────────────────────────────────────────────


def decide(case: Case) -> Decision:
    """One of the nine reason codes."""
    holder = _someone_else(case)
    if holder is not None:
        return holder
    related = tuple(c for c in case.candidates if c.condition.present and c.relation.strength in STRONG)
    for question in (_by_related(case, related), _waiting(case), _by_risk(case), _old_complaint(case)):
        if question is not None:
            return question
    return _without_related(case)


def _old_complaint(case: Case) -> Decision | None:
    """Symptoms older than the contract, the diagnosis newer: whether that counts is for a person (limb 3)."""
    onset, months = case.timeline.complaint, case.clock.months
    if case.accident or onset is None or onset.high is None or months is None or not onset.months:
        return None
    # 3年 told 35 months after inception may mean either side of it.
    if onset.high <= max(months, 1.0) or onset.months < 0.75 * months:
        return None
    own = tuple(c for c in case.candidates if c.relation.strength in STRONG and c.condition.present)
    if not own or all(c.disclosed for c in own) or case.wording.excludes == "no":
        return None
    extra = (case.timeline.complaint_sighting,) if case.timeline.complaint_sighting else ()
    return Decision("undeterminable_needs_human", flag=False, human=True, grade="weak", candidates=own[:1], extra=extra)


def _someone_else(case: Case) -> Decision | None:
    """Only another person is ill: never the insured's history; a premium waiver is for a person to read."""
    others = tuple(
        c for c in case.candidates if c.condition.having("family", "other_person") and not c.condition.present
    )
    mine = [c for c in case.candidates if c.condition.present]
    if case.wording.waiver and others and not any(c.relation.strength in STRONG for c in mine):
        return Decision("family_only", flag=False, human=True, grade="none", candidates=others)
    return None


def _by_related(case: Case, related: tuple[Candidate, ...]) -> Decision | None:
    before = tuple(c for c in related if c.existed == "yes")
    open_ = tuple(c for c in related if c.existed != "yes" and not _only_this_episode(case, c))
    if before:
        return _flag_or_not(case, before)
    likely = tuple(c for c in open_ if c.share is not None and c.share >= LIKELY and not c.contradicted)
    support = tuple(
        c for c in case.candidates if c.existed == "yes" and c.relation.strength == "risk" and not c.disclosed
    )
    if likely and support and not all(c.disclosed for c in likely):
        return _flag_or_not(case, likely + support, lead=likely)
    if not open_:
        return None
    if all(c.disclosed for c in open_):
        return Decision("disclosed", flag=False, human=False, grade="none", candidates=open_)
    return Decision("undeterminable_needs_human", flag=False, human=True, grade="weak", candidates=open_)


def _by_risk(case: Case) -> Decision | None:
    """A mere risk factor or an unsettled suspicion from before: never a flag, at most a question."""
    if case.accident:
        return None
    risky = tuple(
        c
        for c in case.candidates
        if c.relation.strength == "risk" and c.condition.present and c.existed != "no" and c.excluded != "no"
    )
    if risky and all(c.disclosed for c in risky):
        return Decision("disclosed", flag=False, human=False, grade="none", candidates=risky)
    sure = tuple(c for c in risky if c.existed == "yes" and not c.disclosed and not c.condition.cured)
    doubted = tuple(
        c
        for c in case.candidates
        if c.relation.strength in STRONG and not _ill_before(case, c) and _earlier_doubt(case, c)
    )
    found = sure or doubted
    if not found:
        return None
    return Decision("undeterminable_needs_human", flag=False, human=True, grade="weak", candidates=found)


def _earlier_doubt(case: Case, candidate: Candidate) -> bool:
    """Suspected before inception and never settled then: a suspicion is no diagnosis, but a person should read it."""
    months = case.clock.months
    for sighting in candidate.condition.having("possible"):
        if sighting.earlier_visit and (months is None or (share_before(sighting, months) or 0) > 0):
            return True
        if months is not None and (share_before(sighting, months) or 0.0) > 0.05 and months > 0:
            return True
    return False


def _only_this_episode(case: Case, candidate: Candidate) -> bool:
    """Present without any sign of being older than this illness, or clearly begun after inception."""
    if candidate.existed == "no":
        return True
    if candidate.share is not None:
        return False
    if case.accident and candidate.condition.kind == "injury":
        return True
    return not any(_sounds_old(sighting) for sighting in candidate.condition.present)


_OLD_AFTER = re.compile(r"^(?:的)?(?:病)?史")


def _sounds_old(sighting: Sighting) -> bool:
    """Told as history (既往…, …病史), not as a diagnosis of this visit."""
    mention = sighting.mention
    if sounds_lasting(sighting) or (sighting.earlier_visit and sighting.onset is None):
        return True
    if mention.temporality == "current" or mention.section in ("diagnosis", "exam"):
        return False
    text = sighting.text.text
    after = text[mention.end : mention.end + 4]
    before = text[max(mention.sentence[0], mention.start - 20) : mention.start]
    return mention.section == "past" or bool(_OLD_AFTER.match(after)) or "既往" in before or "曾" in before


def _flag_or_not(case: Case, found: tuple[Candidate, ...], lead: tuple[Candidate, ...] | None = None) -> Decision:
    lead = lead or found
    if all(c.disclosed for c in lead):
        return Decision("disclosed", flag=False, human=False, grade="none", candidates=lead)
    hidden = tuple(c for c in found if not c.disclosed)
    if all(c.contradicted for c in hidden):
        return Decision("undeterminable_needs_human", flag=False, human=True, grade="weak", candidates=hidden)
    clear = tuple(c for c in hidden if not c.contradicted)
    if all(c.excluded == "no" for c in clear):
        return _not_excluded(case, clear)
    counted = tuple(c for c in clear if c.excluded != "no")
    if all(c.known != "yes" or (c.condition.kind == "finding" and c.relation.strength != "same") for c in counted):
        return Decision("undeterminable_needs_human", flag=False, human=True, grade="weak", candidates=counted)
    if all(_healed_before(case, c) for c in counted):
        return Decision("onset_after_effective", flag=False, human=False, grade="none", candidates=counted)
    if all(c.condition.cured for c in counted):
        # Cured before inception: neither "treated without interruption" nor "symptoms not fully gone"; a person judges.
        return Decision("undeterminable_needs_human", flag=False, human=True, grade="weak", candidates=counted)
    sure = all(c.known == "yes" and c.excluded == "yes" and c.existed == "yes" for c in counted[:1])
    return Decision(
        "onset_before_effective", flag=True, human=True, grade="strong" if sure else "weak", candidates=counted
    )


#: Acute illnesses that end: infections of gut and airways, appendicitis, injuries.
_PASSING = parse_ranges("A00-A09,B01-B09,J00-J06,J09-J22,K35-K37,K52,N10,N30,S00-T14")


def _healed_before(case: Case, candidate: Candidate) -> bool:
    """肺炎 of years ago, cured, and 肺炎 now after three days of fever: two illnesses of one name."""
    began, months = case.timeline.complaint, case.clock.months
    fresh = began is not None and began.high is not None and months is not None and began.high < months
    return fresh and candidate.condition.cured and within(candidate.condition.icd10, _PASSING)


def _not_excluded(case: Case, found: tuple[Candidate, ...]) -> Decision:
    """The disease is older than the contract, but this product does not exclude it.

    A person looks at it only where the duty of disclosure may still bite: a contract without a list of its own and
    younger than two years (Insurance Law art. 16).
    """
    months = case.clock.months
    young = months is None or months <= _RESCINDABLE
    open_ = young and not case.accident and case.wording.kind != "accident" and not case.wording.named
    return Decision("onset_before_effective", flag=False, human=open_, grade="weak", candidates=found)


# ── waiting period ───────────────────────────────────────────────────────────────────────────────────────────────


def _waiting(case: Case) -> Decision | None:
    """The wait has its own trigger; none for accidents (unless said so), none on renewal."""
    policy, clock = case.claim.policy, case.clock
    days = policy.waiting_period_days
    if not days or clock.renewed or clock.effective is None or clock.visit is None:
        return None
    if case.accident and not case.wording.waits_for_accidents:
        return None
    last = clock.effective + timedelta(days=days)
    began = _began(case, clock.visit)
    trigger = began if case.wording.trigger == "symptom" and began is not None else clock.visit
    if not clock.effective <= trigger <= last and not clock.effective <= clock.visit <= last:
        return None
    extra = (case.timeline.complaint_sighting,) if case.timeline.complaint_sighting else ()
    own = tuple(c for c in case.candidates if c.relation.strength == "same" and c.condition.present)
    return Decision("within_waiting_period", flag=False, human=True, grade="weak", candidates=own[:1], extra=extra)


def _began(case: Case, visit: date) -> date | None:
    onset: Onset | None = case.timeline.complaint
    if onset is None or onset.months is None:
        return None
    return visit - timedelta(days=round(onset.months * 30.44))


# ── nothing related ──────────────────────────────────────────────────────────────────────────────────────────────


def _ill_before(case: Case, candidate: Candidate) -> bool:
    """Whether the patient had it before this episode, as far as the papers say."""
    return bool(candidate.condition.present) and not _only_this_episode(case, candidate)


def _told_before(sighting: Sighting) -> bool:
    told = sighting.mention.traits & {"told", "diagnosed", "treated"}
    return bool(told) and sighting.mention.temporality != "current" and sighting.onset is not None


def _not_this_visit(candidate: Candidate) -> bool:
    """Told of another time, or only suspected: not the diagnosis of this visit."""
    told = any(s.mention.temporality != "current" for s in candidate.condition.present)
    return told or bool(candidate.condition.having("possible"))


def _without_related(case: Case) -> Decision:
    after = tuple(
        c for c in case.candidates if c.relation.strength in STRONG and c.existed == "no" and c.condition.present
    )
    told = tuple(c for c in after if any(_told_before(s) for s in c.condition.present))
    denied = tuple(c for c in case.candidates if c.condition.denied and not _ill_before(case, c))
    older = tuple(
        c
        for c in case.candidates
        if c.condition.present
        and c.relation.strength in ("none", "risk")
        and c.condition.kind in ("disease", "finding")
        and (c.share or 0.0) >= LIKELY
    )
    chronic = tuple(c for c in older if not c.condition.cured)
    relatives = tuple(
        c
        for c in case.candidates
        if c.condition.having("family", "other_person")
        and not _ill_before(case, c)
        and (c.relation.strength in STRONG or any(s.onset is not None for s in c.condition.having("other_person")))
    )
    if told and all(c.disclosed for c in told):
        return Decision("disclosed", flag=False, human=False, grade="none", candidates=told)
    if told:
        return Decision("onset_after_effective", flag=False, human=False, grade="none", candidates=told)
    if chronic:
        return Decision("unrelated_to_claim", flag=False, human=False, grade="none", candidates=chronic)
    if relatives:
        return Decision("family_only", flag=False, human=False, grade="none", candidates=relatives)
    if denied and not older:
        return Decision("negated", flag=False, human=False, grade="none", candidates=denied)
    if case.accident:
        after = ()
    if after or (case.timeline.complaint is not None and not case.accident):
        own = after or tuple(c for c in case.candidates if c.relation.strength == "same" and c.condition.present)
        if (own or older) and case.clock.months is None:
            return _not_comparable(case, own or older)
        if own or older:
            return Decision("onset_after_effective", flag=False, human=False, grade="none", candidates=own or older)
    return _by_the_way(case, older)


def _not_comparable(case: Case, candidates: tuple[Candidate, ...]) -> Decision:
    """Before or after inception nobody can say who lacks a date: without the visit's a person looks it up."""
    if case.clock.effective is None:
        return Decision("no_history", flag=False, human=False, grade="none")
    return Decision("undeterminable_needs_human", flag=False, human=True, grade="weak", candidates=candidates)


def _by_the_way(case: Case, older: tuple[Candidate, ...]) -> Decision:
    """What the papers mention beside the claim."""
    loose = older or tuple(
        c
        for c in case.candidates
        if c.relation.strength == "none" and c.condition.kind != "group" and _not_this_visit(c)
    )
    if loose:
        return Decision("unrelated_to_claim", flag=False, human=False, grade="none", candidates=loose)
    others = tuple(c for c in case.candidates if c.condition.having("family", "other_person"))
    if others:
        return Decision("family_only", flag=False, human=False, grade="none", candidates=others)
    return Decision("no_history", flag=False, human=False, grade="none")
