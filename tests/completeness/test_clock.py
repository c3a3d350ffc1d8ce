from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from prereview.calendar import CHINA
from prereview.claims import CaseFacts, Claim, ClaimDetails
from prereview.completeness import Supplement, run_clock
from prereview.settings import Settings

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=CHINA)


def claim(amount: int | None, received: datetime | None = MONDAY, **facts: bool) -> Claim:
    details = ClaimDetails(amount_claimed=amount)
    return Claim(claim_id="x", received_at=received, claim=details, facts=CaseFacts(**facts))


@pytest.mark.parametrize(
    ("amount", "hours", "light"),
    [
        (5000, 24, "green"), (5000, 25, "yellow"), (5000, 48, "yellow"), (5000, 49, "red"),
        (50000, 24 * 9, "green"), (50000, 24 * 9 + 1, "yellow"), (50000, 24 * 18 + 1, "red"),
        (20000, 24 * 7 + 1, "yellow"), (20000, 24 * 14 + 1, "red"),
    ],
)  # fmt: skip
def test_service_lights(amount: int, hours: int, light: str) -> None:
    assert run_clock(claim(amount), Settings(), MONDAY + timedelta(hours=hours)).light == light


def test_no_light_without_now_or_amount() -> None:
    assert run_clock(claim(5000), Settings()).light is None
    assert run_clock(claim(None), Settings(), MONDAY).light is None
    assert run_clock(claim(5000), Settings()).decision_due == "2026-04-01"


def test_nothing_is_dated_without_a_receipt() -> None:
    assert run_clock(claim(5000, None), Settings(), MONDAY).decision_due is None


def test_the_day_is_the_day_in_china() -> None:
    late = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)  # 02:00 on the 2nd in China
    assert run_clock(claim(5000, late), Settings()).received_on == "2026-03-02"


def test_an_outstanding_notice_leaves_the_date_open_and_overlaps_count_once() -> None:
    def at(day: int) -> datetime:
        return datetime(2026, 3, day, 12, tzinfo=CHINA)

    open_round = run_clock(claim(5000), Settings(), supplements=[Supplement(at(5))])
    assert open_round.decision_due is None
    assert open_round.pauses[0].end is None
    twice = [Supplement(at(5), at(15)), Supplement(at(10), at(20))]
    assert run_clock(claim(5000), Settings(), supplements=twice).decision_due == "2026-04-16"


def test_compulsory_motor_counts_five_days_from_the_last_proofs() -> None:
    rounds = [Supplement(MONDAY + timedelta(days=1), MONDAY + timedelta(days=6))]
    clock = run_clock(claim(5000, compulsory_only=True), Settings(), supplements=rounds)
    assert clock.written_list_due == "2026-03-03"
    assert clock.decision_due == "2026-03-13"
    assert "交强险" in clock.basis
