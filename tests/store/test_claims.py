"""A claim's way through the store: accepted, reviewed, asked, answered, decided."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from prereview.claims import Claim
from prereview.errors import Conflict, InputError, NotFound, NotPermitted
from prereview.store import Actor, Incoming, QueueFilter, Store, claims, events, queue, reviews, verdicts
from prereview.store.intake import accept_submission, accept_supplement, clean_name
from prereview.verdicts import make_verdict
from tests.store.conftest import NOW, plain_report

PAPER = Incoming("发票/1.txt", "医疗收费票据".encode())


def submit(store: Store, actor: Actor, claim_id: str = "C1", **values: object) -> int:
    receipt = accept_submission(store, actor, Claim(claim_id=claim_id), [PAPER], now=NOW, **values)  # type: ignore[arg-type]
    return receipt.round_id


def review(store: Store, round_id: int, **values: object) -> bool:
    report = plain_report("C1", **values)
    return reviews.save_review(store, round_id, reviews.Reviewed(report, ()), now=NOW)


def kinds(store: Store, actor: Actor) -> list[str]:
    with store.reading() as session:
        return [event.kind for event in events.read_events(session, actor)]


def test_same_submission_twice_is_one_claim(store: Store, reviewer: Actor) -> None:
    first = accept_submission(store, reviewer, Claim(claim_id="C1"), [PAPER], key="k", now=NOW)
    again = accept_submission(store, reviewer, Claim(claim_id="C1"), [PAPER], key="k", now=NOW)
    assert (first.created, again.created) == (True, False)
    assert again.round_id == first.round_id


def test_key_for_other_content_is_a_conflict(store: Store, reviewer: Actor) -> None:
    submit(store, reviewer, key="k")
    with pytest.raises(Conflict):
        submit(store, reviewer, "C2", key="k")


def test_second_submission_of_a_claim_is_a_conflict(store: Store, reviewer: Actor) -> None:
    submit(store, reviewer)
    with pytest.raises(Conflict, match="C1"):
        accept_submission(store, reviewer, Claim(claim_id="C1"), [Incoming("b.txt", b"2")], now=NOW)


@pytest.mark.parametrize("name", ["../up.txt", "a/../../b", "", "/", "x" * 241])
def test_names_that_lead_elsewhere_are_told(name: str) -> None:
    with pytest.raises(InputError):
        clean_name(name)


def test_names_are_made_harmless() -> None:
    assert clean_name("C:\\扫描\\1\x00.pdf") == "C:/扫描/1_.pdf"
    assert clean_name("/etc/passwd") == "etc/passwd"


def test_a_round_is_reviewed_once(store: Store, reviewer: Actor) -> None:
    round_id = submit(store, reviewer)
    assert review(store, round_id)
    assert not review(store, round_id, route="complete")
    with store.reading() as session:
        assert claims.read_report(store, session, reviewer, "C1").route == "supplement"
        assert reviews.waiting_rounds(session) == ()


def test_whole_way_of_a_claim(store: Store, reviewer: Actor) -> None:
    round_id = submit(store, reviewer)
    review(store, round_id)
    with store.writing() as session:
        claims.open_claim(session, reviewer, "C1", now=NOW)
        claims.send_notice(
            session, reviewer, "C1", text="请补充发票", fingerprint="f", item_ids=["invoice"], edited=False, now=NOW
        )
        claims.confirm_delivery(store, session, reviewer, "C1", delivered_at=NOW, now=NOW)
    later = NOW + timedelta(days=3)
    again = accept_supplement(store, reviewer, "C1", [Incoming("2.txt", b"more")], now=later)
    assert again.round == 2
    review(store, again.round_id, route="complete")
    with store.writing() as session:
        assert claims.open_claim(session, reviewer, "C1", now=later).status == "in_review"
        claims.decide(session, reviewer, "C1", "to_settlement", now=later)
    assert kinds(store, reviewer) == [
        "received", "read", "in_review", "supplement_sent", "clock_paused",
        "received", "read", "complete", "in_review", "decided",
    ]  # fmt: skip
    with store.reading() as session:
        (notice,) = claims.list_notices(session, reviewer, "C1")
        assert (notice.delivered_at, notice.answered_at) == (NOW, later)


def test_one_notice_a_round(store: Store, reviewer: Actor) -> None:
    review(store, submit(store, reviewer))
    given = {"text": "x", "fingerprint": "f", "item_ids": (), "edited": False, "now": NOW}
    with store.writing() as session:
        claims.send_notice(session, reviewer, "C1", **given)  # type: ignore[arg-type]
    with pytest.raises(Conflict), store.writing() as session:
        claims.send_notice(session, reviewer, "C1", **given)  # type: ignore[arg-type]


def test_files_of_both_rounds_are_laid_out(store: Store, reviewer: Actor, tmp_path: Path) -> None:
    submit(store, reviewer)
    second = accept_supplement(store, reviewer, "C1", [Incoming("发票/1.txt", b"new")], now=NOW)
    folder = reviews.lay_out(store, second.round_id, tmp_path)
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert found == ["claim.json", "round-2/发票/1.txt", "发票/1.txt"]


def test_organisations_never_meet(store: Store, reviewer: Actor, people: dict[str, Actor]) -> None:
    submit(store, reviewer)
    stranger = people["stranger"]
    with store.reading() as session:
        for read in (claims.get_row, claims.list_files, claims.list_rounds, verdicts.list_verdicts):
            with pytest.raises(NotFound):
                read(session, stranger, "C1")
        assert queue.list_queue(session, stranger, QueueFilter(stage="reading"), now=NOW).rows == ()
        assert events.read_events(session, stranger) == ()


def test_roles_are_held_to_what_they_may(store: Store, reviewer: Actor, people: dict[str, Actor]) -> None:
    submit(store, reviewer)
    with store.writing() as session:
        with pytest.raises(NotPermitted):
            claims.decide(session, people["service"], "C1", "to_settlement", now=NOW)
        with pytest.raises(NotPermitted):
            claims.read_picture(store, session, people["admin"], "C1", "0" * 64)


def test_undo_brings_back_what_was_said_before(store: Store, reviewer: Actor) -> None:
    review(store, submit(store, reviewer))
    with store.writing() as session:
        report = claims.read_report(store, session, reviewer, "C1")
        for judgement in ("complete", "human_review"):
            said = make_verdict(report, "route", "route", judgement=judgement, reviewer="王", reviewed_at=NOW)
            verdicts.add_verdict(session, reviewer, said, now=NOW)
        assert [v.corrected for v in verdicts.list_verdicts(session, reviewer, "C1")] == ["human_review"]
        verdicts.undo_verdict(session, reviewer, "C1", now=NOW)
        assert [v.corrected for v in verdicts.list_verdicts(session, reviewer, "C1")] == ["complete"]


def test_reviewers_take_claims_and_supervisors_give_them(
    store: Store, reviewer: Actor, people: dict[str, Actor]
) -> None:
    submit(store, reviewer)
    with store.writing() as session:
        claims.assign(session, reviewer, "C1", reviewer.person, now=NOW)
        with pytest.raises(Conflict):
            claims.assign(session, reviewer, "C1", people["supervisor"].person, now=NOW)
        claims.assign(session, people["supervisor"], "C1", people["supervisor"].person, now=NOW)
        with pytest.raises(Conflict, match="settles no claims"):
            claims.assign(session, people["supervisor"], "C1", people["admin"].person, now=NOW)
        with pytest.raises(Conflict):
            claims.assign(session, reviewer, "C1", reviewer.person, now=NOW)
