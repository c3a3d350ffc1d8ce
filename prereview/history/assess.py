"""One assessment of a claim: the decision, borne out by the scorer, with the quotes for it and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from prereview.claims import Claim
from prereview.documents import Evidence
from prereview.findings import Contribution, PreexistingAssessment, PreexistingTests
from prereview.history.case import Case, open_case
from prereview.history.decision import Decision, decide
from prereview.history.explain import explain, would_settle
from prereview.history.onset_dates import onset_dates
from prereview.history.relations import STRONG
from prereview.history.scorer import Scorer, describe_lead
from prereview.history.texts import MedicalText


def assess_claim(claim: Claim, texts: Sequence[MedicalText], scorer: Scorer | None = None) -> PreexistingAssessment:
    """The whole judgement on one claim. A flag the scorer does not bear out becomes a question for a person."""
    case = open_case(claim, texts)
    decision = decide(case)
    probability: float | None = None
    contributions: tuple[Contribution, ...] = ()
    if scorer is not None:
        features = describe_lead(decision.candidates or case.candidates, accident=case.accident)
        probability, contributions = scorer.score(features)
        if decision.flag and probability < scorer.flag_from:
            decision = replace(decision, reason="undeterminable_needs_human", flag=False, grade="weak")
    evidence = _evidence(decision)
    names = list(dict.fromkeys(c.condition.name for c in decision.candidates))
    zh, en = explain(case.clock, decision.reason, decision.candidates, case.wording, flag=decision.flag)
    return PreexistingAssessment(
        flag_preexisting=decision.flag and bool(evidence),
        grade=decision.grade,
        needs_human=decision.human,
        condition="/".join(names[:3]) or None,
        reason_code=decision.reason,
        tests=decision.candidates[0].tests if decision.candidates else PreexistingTests(),
        evidence=evidence,
        contrary_evidence=_contrary(case, decision),
        explanation_zh=zh,
        explanation_en=en,
        would_settle_zh=would_settle(decision.reason, decision.candidates),
        probability=None if probability is None else round(probability, 4),
        contributions=contributions,
        onsets=onset_dates(decision.candidates, case.clock.visit),
    )


_ASSERTED = {"negated": ("negated",), "family_only": ("family", "other_person")}


def _evidence(decision: Decision) -> tuple[Evidence, ...]:
    wanted = _ASSERTED.get(decision.reason, ("present", "possible"))
    found: list[Evidence] = []
    for candidate in decision.candidates[:4]:
        sightings = candidate.condition.having(*wanted)
        if candidate.decisive in sightings:
            sightings = (candidate.decisive, *sightings)
        found += [sighting.evidence for sighting in sightings[:2]]
    return tuple({(e.file, e.page, e.quote): e for e in (*found, *decision.extra)}.values())


def _contrary(case: Case, decision: Decision) -> tuple[Evidence, ...]:
    """Everything a fair reader would hold against the flag."""
    found: list[Evidence] = []
    names = {id(c.condition) for c in decision.candidates}
    for candidate in case.candidates:
        if id(candidate.condition) in names:
            found += [s.evidence for s in (*candidate.condition.denied, *candidate.condition.having("possible"))[:2]]
            found += [s.evidence for s in candidate.condition.present if s.mention.temporality == "resolved"][:1]
        elif candidate.relation.strength in STRONG and decision.reason != "negated":
            found += [s.evidence for s in candidate.condition.denied[:1]]
    policy = case.claim.policy
    if decision.flag and case.clock.renewed:
        found.append(Evidence(file="claim.json", quote=f"first_effective_date {policy.first_effective_date}"))
    if decision.flag and case.clock.months is not None and case.clock.months > 24:
        # Insurance Law art. 16: after two years the contract may no longer be rescinded for non-disclosure.
        found.append(Evidence(file="claim.json", quote=f"effective_date {case.clock.effective}"))
    return tuple({(e.file, e.page, e.quote): e for e in found}.values())
