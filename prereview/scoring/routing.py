"""Which way a claim should go: a recommendation to people, with one sentence for each reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from prereview.claims import Claim
from prereview.findings import Completeness, Finding, ItemResult, PreexistingAssessment
from prereview.report import Reason, Route, Scores
from prereview.scoring.judgement import CONFIDENT, call
from prereview.scoring.reasons import reason
from prereview.settings import Settings

EVEN = 0.5  #: without a promised threshold, a claim more likely incomplete than complete stays out of the fast lane
NO_THRESHOLDS: Mapping[str, float] = {}


def choose_route(  # noqa: PLR0917 - the seam the pipeline calls; every argument is one stage's result
    claim: Claim,
    completeness: Completeness,
    preexisting: PreexistingAssessment | None,
    scores: Scores,
    settings: Settings,
    problems: Sequence[Finding],
    *,
    thresholds: Mapping[str, float] = NO_THRESHOLDS,
) -> tuple[Route, bool, tuple[Reason, ...]]:
    """Recommend a route.

    A person comes first when something is unsure, flagged, contradictory or unreadable. Gaps go to the claimant in one
    notice, which also asks whatever is open; a question without gaps is quicker for a person to settle. The fast lane
    needs a small amount and no doubt of any kind; everything else is complete.

    The boolean is `human_review_required`: always True. Nobody may be subject to a decision made only by a machine
    (个人信息保护法 24(3)), so even a fast-track candidate is confirmed and paid by a person.

    Args:
        claim: what the insurer knows; the amount comes from here.
        completeness: items, questions and cross-checks.
        preexisting: the four tests; a flag or a doubt goes to a person, never against the claimant.
        scores: calibrated scores or None.
        settings: the fast-track amount.
        problems: findings about the files themselves.
        thresholds: of the trained scorers; where `fast_track` is given, P(complete) must reach it. Where the
            calibration data could not carry a promise, even odds are asked of P(complete): a rule, not a promise. An
            item the rules call satisfied and the score calls open goes to a person.
    """
    first = tuple(_reasons_for_a_person(completeness, preexisting, problems, thresholds))
    gaps = tuple(_gap_reasons(completeness))
    questions = _question_reasons(completeness, asked_in_notice=bool(gaps))
    if first or (questions and not gaps):
        return "human_review", True, first + questions + gaps
    gaps += questions
    if gaps:
        return "supplement", True, gaps
    doubts = tuple(_reasons_against_fast_track(claim, completeness, scores, settings, (thresholds, problems)))
    if doubts:
        return "complete", True, (reason("complete"), *doubts)
    limit = f"{settings.fast_track_amount:f}"
    return "fast_track_candidate", True, (reason("fast_track", limit),)


def _reasons_for_a_person(
    completeness: Completeness,
    preexisting: PreexistingAssessment | None,
    problems: Sequence[Finding],
    thresholds: Mapping[str, float],
) -> Iterator[Reason]:
    if completeness.checklist_id is None:
        yield reason("line_unknown")
    broken = [finding.code for finding in problems if finding.severity == "error"]
    if "no_files" in broken:
        yield reason("nothing_sent")
    elif broken:
        yield reason("files_unreadable", len(broken))
    conflicts = sum(finding.severity == "error" for finding in completeness.findings)
    if conflicts and completeness.checklist_id is not None:
        yield reason("papers_conflict", conflicts)
    if preexisting and preexisting.flag_preexisting:
        yield reason("history_flag")
    elif preexisting and preexisting.needs_human:
        yield reason("history_unclear")
    unsure = sum(item.state == "unsure" for item in completeness.items if item.requirement != "optional")
    if unsure:
        yield reason("items_unsure", unsure)
    doubted = sum(_is_doubted(item, thresholds) for item in completeness.items)
    if doubted:
        yield reason("items_doubted", doubted)


def _is_doubted(item: ItemResult, thresholds: Mapping[str, float]) -> bool:
    """Settled by the rules, though reviewers of such items mostly said otherwise."""
    settled = item.state in ("satisfied", "satisfied_with_remark")
    return settled and item.probability is not None and call("item", item.probability, thresholds) == "no"


def _question_reasons(completeness: Completeness, *, asked_in_notice: bool) -> tuple[Reason, ...]:
    count = len(completeness.questions)
    if not count:
        return ()
    return (reason("questions_in_notice" if asked_in_notice else "questions_first", count),)


def _gap_reasons(completeness: Completeness) -> Iterator[Reason]:
    needed = [item.state for item in completeness.items if item.requirement != "optional"]
    missing, unusable = needed.count("missing"), needed.count("present_unusable")
    if missing:
        yield reason("items_missing", missing)
    if unusable:
        yield reason("items_unusable", unusable)


def _reasons_against_fast_track(
    claim: Claim,
    completeness: Completeness,
    scores: Scores,
    settings: Settings,
    given: tuple[Mapping[str, float], Sequence[Finding]],
) -> Iterator[Reason]:
    thresholds, problems = given
    amount = _amount(claim)
    if amount is None:
        yield reason("amount_unknown")
    elif amount > settings.fast_track_amount:
        yield reason("amount_large", f"{settings.fast_track_amount:f}")
    warnings = sum(finding.severity != "info" for finding in (*completeness.findings, *problems))
    if warnings:
        yield reason("remarks", warnings)
    needed = [item for item in completeness.items if item.requirement != "optional"]
    yield from _item_doubts(needed)
    if not _surely_complete(scores.complete, thresholds.get("fast_track")):
        yield reason("completeness_uncertain")


def _surely_complete(complete: float | None, promised: float | None) -> bool:
    """P(complete) against the threshold that keeps a stated error; where there is none, only against even odds."""
    if complete is None:
        return promised is None
    return complete >= (EVEN if promised is None else promised)


def _item_doubts(items: Sequence[ItemResult]) -> Iterator[Reason]:
    asked = sum(item.state == "ask" for item in items)
    if asked:
        yield reason("items_asked", asked)
    remarks = sum(item.state == "satisfied_with_remark" for item in items)
    if remarks:
        yield reason("items_remarked", remarks)
    doubtful = sum(item.probability is not None and item.probability < CONFIDENT["item"] for item in items)
    if doubtful:
        yield reason("items_uncertain", doubtful)


def _amount(claim: Claim) -> Decimal | None:
    known = claim.claim.amount_claimed
    return claim.facts.amount_claimed if known is None else known
