from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from prereview.claims import Claim
from prereview.findings import Completeness, Question
from prereview.report import Scores
from prereview.scoring import choose_route
from prereview.settings import Settings

Make = Callable[..., Any]
QUESTION = Question(fact="cause", text_zh="疾病还是意外？", text_en="Illness or accident?")


def route_of(
    claim: Claim, completeness: Completeness, history: Any = None, problems: tuple[Any, ...] = (), **more: Any
) -> str:
    route, human, why = choose_route(
        claim, completeness, history, more.pop("scores", Scores()), Settings(), problems, **more
    )
    assert why
    assert human, "a person always decides (个人信息保护法 24)"
    return route


def test_a_small_complete_claim_without_doubt_is_a_fast_track_candidate(claim: Make, completeness: Make) -> None:
    assert route_of(claim("5000.00"), completeness()) == "fast_track_candidate"


@pytest.mark.parametrize("amount", ["5000.01", None])
def test_a_large_or_unknown_amount_is_complete(claim: Make, completeness: Make, amount: str | None) -> None:
    assert route_of(claim(amount), completeness()) == "complete"


@pytest.mark.parametrize("state", ["missing", "present_unusable"])
def test_gaps_alone_go_to_the_claimant(claim: Make, completeness: Make, item: Make, state: str) -> None:
    assert route_of(claim(), completeness(item(), item(state))) == "supplement"


def test_an_absent_optional_paper_is_no_gap(claim: Make, completeness: Make, item: Make) -> None:
    assert route_of(claim(), completeness(item(), item("missing", "optional"))) == "fast_track_candidate"


def test_whatever_is_unclear_goes_to_a_person(
    claim: Make, completeness: Make, item: Make, finding: Make, history: Make
) -> None:
    unclear = [
        route_of(claim(), completeness(item("unsure"))),
        route_of(claim(), completeness(questions=(QUESTION,))),
        route_of(claim(), completeness(findings=(finding(severity="error"),))),
        route_of(claim(), completeness(), history(flag=True)),
        route_of(claim(), completeness(), history(needs_human=True)),
        route_of(claim(), completeness(), problems=(finding("encrypted_pdf", "error"),)),
        route_of(claim(), Completeness(line=None, checklist_id=None, checklist_version=None)),
    ]

    assert unclear == ["human_review"] * 7


def test_a_person_first_still_hears_of_the_gaps(claim: Make, completeness: Make, item: Make) -> None:
    _, _, why = choose_route(claim(), completeness(item("unsure"), item("missing")), None, Scores(), Settings(), ())

    assert [reason.code for reason in why] == ["items_unsure", "items_missing"]
    assert why[1].text_zh == "缺少1项材料，可一次性通知补充。"
    assert why[1].text_en == "Papers missing: 1; one notice can ask for everything."


def test_any_doubt_keeps_a_claim_out_of_the_fast_lane(
    claim: Make, completeness: Make, item: Make, finding: Make, history: Make
) -> None:
    doubtful = [
        route_of(claim(), completeness(findings=(finding(),))),
        route_of(claim(), completeness(item("satisfied_with_remark"))),
        route_of(claim(), completeness(item(probability=0.6))),
        route_of(claim(), completeness(), problems=(finding("page_poor"),)),
        route_of(claim(), completeness(), scores=Scores(complete=0.8), thresholds={"fast_track": 0.9}),
        route_of(claim(), completeness(), scores=Scores(), thresholds={"fast_track": 0.9}),
        route_of(claim(), completeness(), scores=Scores(complete=0.4)),
    ]

    assert doubtful == ["complete"] * 7
    assert route_of(claim(), completeness(), history()) == "fast_track_candidate"
    assert (
        route_of(claim(), completeness(), scores=Scores(complete=0.95), thresholds={"fast_track": 0.9})
        == "fast_track_candidate"
    )


def test_one_notice_asks_for_gaps_and_answers_together(claim: Make, completeness: Make, item: Make) -> None:
    route, _, why = choose_route(
        claim(), completeness(item("missing"), questions=(QUESTION,)), None, Scores(), Settings(), ()
    )

    assert route == "supplement"
    assert [reason.code for reason in why] == ["items_missing", "questions_in_notice"]
