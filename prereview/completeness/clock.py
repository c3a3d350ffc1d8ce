"""Two independent clocks: the statutory one in calendar days, and the service light in hours or working days.

Statutory: 保险法 23 (30 days), 25 (advance payment after 60 days), 解释(二) 15 (the time from the notice's arrival
at the claimant to the materials' arrival does not count), 交强险条例 28 (written list in 1 day, decision in 5).
Service: small claims turn yellow after 24 h and red after 48 h; large ones after 7 and 14 working days; the plan leaves
the claims between them open, so those are settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from prereview.calendar import add_working_days, china_date, to_china_time
from prereview.claims import Claim
from prereview.report import Clock, Pause
from prereview.settings import Settings

_DECISION_DAYS = 30
_ADVANCE_DAYS = 60
_COMPULSORY_DECISION_DAYS = 5
_SMALL_YELLOW, _SMALL_RED = timedelta(hours=24), timedelta(hours=48)
_LARGE_YELLOW_DAYS, _LARGE_RED_DAYS = 7, 14


@dataclass(frozen=True, slots=True)
class Supplement:
    """One proved supplement round: when the notice reached the claimant and when the materials came back."""

    delivered_at: datetime
    returned_at: datetime | None = None


def run_clock(
    claim: Claim, settings: Settings, now: datetime | None = None, *, supplements: Sequence[Supplement] = ()
) -> Clock:
    """Due dates and, given `now`, the service light. Only proved deliveries pause the statutory clock.

    Without `received_at` nothing can be dated. While a supplement is outstanding the decision has no due date.
    """
    received = claim.received_at
    if received is None:
        return Clock(basis="没有收到日期，期限无法计算")
    yellow, red, service = _service_times(claim, settings, to_china_time(received))
    rounds = sorted(supplements, key=lambda entry: entry.delivered_at)
    compulsory = _is_compulsory(claim)
    day = china_date(received)
    return Clock(
        received_on=day.isoformat(),
        light=_light(yellow, red, now),
        yellow_at=yellow.isoformat() if yellow else None,
        red_at=red.isoformat() if red else None,
        decision_due=_decision_due(day, rounds, compulsory=compulsory),
        # 保险法 25 counts from receipt of request and proofs and names no pause.
        advance_payment_due=(day + timedelta(days=_ADVANCE_DAYS)).isoformat(),
        written_list_due=(day + timedelta(days=1)).isoformat() if compulsory else None,
        pauses=tuple(_pause(entry) for entry in rounds),
        basis=("交强险条例 28、29 条" if compulsory else "保险法 23、25 条，解释(二) 15 条") + f"；服务时限：{service}",
    )


def _decision_due(day: date, rounds: Sequence[Supplement], *, compulsory: bool) -> str | None:
    if any(entry.returned_at is None for entry in rounds):
        return None
    if compulsory:
        # Five days from receipt of the proofs: the last ones, when more were asked for.
        last = max([day, *(china_date(entry.returned_at) for entry in rounds if entry.returned_at)])
        return (last + timedelta(days=_COMPULSORY_DECISION_DAYS)).isoformat()
    return (day + timedelta(days=_DECISION_DAYS + _paused_days(rounds))).isoformat()


def _paused_days(rounds: Sequence[Supplement]) -> int:
    """Calendar days under at least one outstanding notice; overlapping rounds count once."""
    total, covered_until = 0, date.min
    for entry in rounds:
        if entry.returned_at is None:
            continue
        start, end = max(china_date(entry.delivered_at), covered_until), china_date(entry.returned_at)
        total += max((end - start).days, 0)
        covered_until = max(covered_until, end)
    return total


def _pause(entry: Supplement) -> Pause:
    end = china_date(entry.returned_at).isoformat() if entry.returned_at else None
    return Pause(start=china_date(entry.delivered_at).isoformat(), end=end)


def _is_compulsory(claim: Claim) -> bool:
    return claim.line == "compulsory_motor" or claim.facts.compulsory_only is True


def _service_times(
    claim: Claim, settings: Settings, received: datetime
) -> tuple[datetime | None, datetime | None, str]:
    amount = claim.claim.amount_claimed if claim.claim.amount_claimed is not None else claim.facts.amount_claimed
    if amount is None:
        return None, None, "金额未知，不设灯"
    if amount <= settings.fast_track_amount:
        return received + _SMALL_YELLOW, received + _SMALL_RED, "小额 24/48 小时"
    if amount >= settings.large_amount:
        days = _LARGE_YELLOW_DAYS, _LARGE_RED_DAYS
        words = "大额 7/14 个工作日"
    else:
        days = settings.middle_yellow_days, settings.middle_red_days
        words = f"中间金额 {days[0]}/{days[1]} 个工作日(设置)"
    return add_working_days(received, days[0]), add_working_days(received, days[1]), words


def _light(
    yellow: datetime | None, red: datetime | None, now: datetime | None
) -> Literal["green", "yellow", "red"] | None:
    if now is None or yellow is None or red is None:
        return None
    # "Over 24 h" is yellow: the limit itself is still in time.
    moment = to_china_time(now)
    return "red" if moment > red else "yellow" if moment > yellow else "green"
