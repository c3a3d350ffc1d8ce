"""Which way a claim should go: a recommendation to people, with one sentence for each reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from prereview.claims import Claim
from prereview.findings import Completeness, Finding, ItemResult, PreexistingAssessment
from prereview.report import Route, Scores
from prereview.scoring.judgement import CONFIDENT, call
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
) -> tuple[Route, bool, tuple[str, ...]]:
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
        return "complete", True, ("清单所列必备材料已齐全，按常规流程审核。", *doubts)
    limit = f"{settings.fast_track_amount:f}"
    return "fast_track_candidate", True, (f"材料齐全，金额不超过{limit}元，未见需要人工先看的情况。",)


def _reasons_for_a_person(
    completeness: Completeness,
    preexisting: PreexistingAssessment | None,
    problems: Sequence[Finding],
    thresholds: Mapping[str, float],
) -> Iterator[str]:
    if completeness.checklist_id is None:
        yield "险种尚未确定，无法核对材料清单，请先确认险种。"
    errors = sum(finding.severity == "error" for finding in problems)
    if errors:
        yield f"有{errors}个文件或页面无法读取，请人工查看。"
    conflicts = sum(finding.severity == "error" for finding in completeness.findings)
    if conflicts:
        yield f"材料之间有{conflicts}处不一致，请人工核对。"
    if preexisting and preexisting.flag_preexisting:
        yield "病历中有保单生效前患病的线索，请人工核实，不作为结论。"
    elif preexisting and preexisting.needs_human:
        yield "病史资料不足以判断是否与本次理赔有关，请人工核实。"
    unsure = sum(item.state == "unsure" for item in completeness.items if item.requirement != "optional")
    if unsure:
        yield f"有{unsure}项材料机器看不准，请人工核对。"
    doubted = sum(_is_doubted(item, thresholds) for item in completeness.items)
    if doubted:
        yield f"有{doubted}项材料按规则已满足，但模型认为复核人多半不会认可，请人工核对。"


def _is_doubted(item: ItemResult, thresholds: Mapping[str, float]) -> bool:
    """Settled by the rules, though reviewers of such items mostly said otherwise."""
    settled = item.state in ("satisfied", "satisfied_with_remark")
    return settled and item.probability is not None and call("item", item.probability, thresholds) == "no"


def _question_reasons(completeness: Completeness, *, asked_in_notice: bool) -> tuple[str, ...]:
    count = len(completeness.questions)
    if not count:
        return ()
    return (f"有{count}个问题在同一份通知中一并询问。" if asked_in_notice else f"有{count}个问题需要先确认。",)


def _gap_reasons(completeness: Completeness) -> Iterator[str]:
    needed = [item.state for item in completeness.items if item.requirement != "optional"]
    missing, unusable = needed.count("missing"), needed.count("present_unusable")
    if missing:
        yield f"缺少{missing}项材料，可一次性通知补充。"
    if unusable:
        yield f"有{unusable}项材料已提交但需要补正，可一次性通知。"


def _reasons_against_fast_track(
    claim: Claim,
    completeness: Completeness,
    scores: Scores,
    settings: Settings,
    given: tuple[Mapping[str, float], Sequence[Finding]],
) -> Iterator[str]:
    thresholds, problems = given
    amount = _amount(claim)
    if amount is None:
        yield "未提供申请金额，不列入快速通道。"
    elif amount > settings.fast_track_amount:
        yield f"申请金额超过{settings.fast_track_amount:f}元，不列入快速通道。"
    warnings = sum(finding.severity != "info" for finding in (*completeness.findings, *problems))
    if warnings:
        yield f"有{warnings}处提示需要留意。"
    needed = [item for item in completeness.items if item.requirement != "optional"]
    yield from _item_doubts(needed)
    if not _surely_complete(scores.complete, thresholds.get("fast_track")):
        yield "材料齐全的把握未达到快速通道的要求。"


def _surely_complete(complete: float | None, promised: float | None) -> bool:
    """P(complete) against the threshold that keeps a stated error; where there is none, only against even odds."""
    if complete is None:
        return promised is None
    return complete >= (EVEN if promised is None else promised)


def _item_doubts(items: Sequence[ItemResult]) -> Iterator[str]:
    asked = sum(item.state == "ask" for item in items)
    if asked:
        yield f"有{asked}项材料是否需要尚待确认。"
    remarks = sum(item.state == "satisfied_with_remark" for item in items)
    if remarks:
        yield f"有{remarks}项材料附有备注，请柜面确认。"
    doubtful = sum(item.probability is not None and item.probability < CONFIDENT["item"] for item in items)
    if doubtful:
        yield f"有{doubtful}项材料的识别把握不高。"


def _amount(claim: Claim) -> Decimal | None:
    known = claim.claim.amount_claimed
    return claim.facts.amount_claimed if known is None else known
