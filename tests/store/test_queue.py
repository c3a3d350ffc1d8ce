"""The order of the queue, its pages and its filters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from prereview.claims import Claim, Insured, Policy
from prereview.errors import UsageError
from prereview.report import Scores
from prereview.store import Actor, Incoming, QueueFilter, Store
from prereview.store.claims import assign
from prereview.store.intake import accept_submission
from prereview.store.queue import count_lights, count_stages, list_queue, next_claims
from prereview.store.reviews import Reviewed, save_review
from tests.store.conftest import NOW, plain_report


def fill(store: Store, actor: Actor, hours_ago: dict[str, float], attention: float = 0.0) -> None:
    for claim_id, hours in hours_ago.items():
        claim = Claim(
            claim_id=claim_id,
            received_at=NOW - timedelta(hours=hours),
            insured=Insured(name=f"张{claim_id}"),
            policy=Policy(number=f"P-{claim_id}"),
        )
        receipt = accept_submission(store, actor, claim, [Incoming("1.txt", claim_id.encode())], now=NOW)
        report = plain_report(claim_id, scores=Scores(attention=attention))
        save_review(store, receipt.round_id, Reviewed(report, ()), now=NOW)


def ids(store: Store, actor: Actor, **values: object) -> list[str]:
    with store.reading() as session:
        page = list_queue(session, actor, QueueFilter(**values), now=NOW)  # type: ignore[arg-type]
        return [row.claim_id for row in page.rows]


def test_red_before_yellow_before_green(store: Store, reviewer: Actor) -> None:
    fill(store, reviewer, {"green": 1, "yellow": 30, "red": 50, "redder": 90})
    assert ids(store, reviewer) == ["redder", "red", "yellow", "green"]
    assert ids(store, reviewer, light="yellow") == ["yellow"]
    with store.reading() as session:
        assert count_lights(session, reviewer, now=NOW) == {"red": 2, "yellow": 1, "green": 1}
        assert count_stages(session, reviewer) == {"desk": 4}


def test_within_an_hour_attention_decides(store: Store, reviewer: Actor) -> None:
    fill(store, reviewer, {"calm": 10.0}, attention=0.1)
    fill(store, reviewer, {"loud": 9.9}, attention=0.9)
    assert ids(store, reviewer) == ["loud", "calm"]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_join_without_gap_or_repeat(store: Store, reviewer: Actor, size: int) -> None:
    fill(store, reviewer, {f"C{hours}": hours for hours in (1, 2, 26, 30, 49, 55, 200)})
    seen: list[str] = []
    after = None
    with store.reading() as session:
        while True:
            page = list_queue(session, reviewer, now=NOW, after=after, limit=size)
            seen += [row.claim_id for row in page.rows]
            if (after := page.after) is None:
                break
    assert seen == ["C200", "C55", "C49", "C30", "C26", "C2", "C1"]


def test_search_finds_numbers_names_and_takes_signs_literally(store: Store, reviewer: Actor) -> None:
    fill(store, reviewer, {"A1": 1, "B2": 2})
    assert ids(store, reviewer, search="A1") == ["A1"]
    assert ids(store, reviewer, search="P-B") == ["B2"]
    assert ids(store, reviewer, search="张B") == ["B2"]
    assert ids(store, reviewer, search="%") == []
    assert ids(store, reviewer, search="' OR 1=1 --") == []


def test_foreign_cursor_is_told(store: Store, reviewer: Actor) -> None:
    for cursor in ("x", "bnVsbA==", "WzEsMl0="):
        with pytest.raises(UsageError), store.reading() as session:
            list_queue(session, reviewer, now=NOW, after=cursor)


def test_next_claims_leave_out_those_of_colleagues(store: Store, reviewer: Actor, people: dict[str, Actor]) -> None:
    fill(store, reviewer, {"one": 50, "two": 30, "three": 1})
    with store.writing() as session:
        assign(session, people["supervisor"], "one", people["supervisor"].person, now=NOW)
        assert next_claims(session, reviewer, now=NOW) == ("two", "three")
