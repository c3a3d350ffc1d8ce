"""What a supervisor watches: workload, lights, one-shot rate, resubmissions, overturned and misjudged flags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, and_, case, cast, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from prereview.documents import Record
from prereview.store.access import DECIDERS, Actor
from prereview.store.queue import Light, count_lights, count_stages
from prereview.store.tables import Account, ClaimRow, NoticeRow, Round, VerdictRow

_ONE_SHOT = 2  # rounds: the claim and the answer to at most one notice


class china_weekday(GenericFunction[str]):
    """The weekday of a moment in China, "1" (Monday) to "7"; moments lie in UTC in both databases."""

    type = String()
    inherit_cache = True


@compiles(china_weekday, "sqlite")
def _weekday_sqlite(element: china_weekday, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"cast((strftime('%w', {moment}, '+8 hours') + 6) % 7 + 1 AS VARCHAR)"


@compiles(china_weekday, "postgresql")
def _weekday_postgresql(element: china_weekday, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"to_char({moment} AT TIME ZONE 'Asia/Shanghai', 'ID')"


class Share(Record):
    """A count out of a total; the rate is None where there is nothing to count."""

    count: int
    total: int

    @property
    def rate(self) -> float | None:
        """Count by total, 0–1."""
        return self.count / self.total if self.total else None


class Workload(Record):
    """One member of staff: claims on the desk, verdicts given and claims decided in the period."""

    account_id: int
    name: str
    on_desk: int
    verdicts: int


class Figures(Record):
    """The figures of a period.

    `one_shot`: claims settled with at most one notice and without a late ask of ours, of all decided. `overturned`:
    verdicts that changed the report's answer, by subject (item, flag, route). `misjudged`: the same on blind samples
    only, where the reviewer had not seen the answer. `late_asks`: claims asked late for what could have been asked for
    before.
    """

    since: datetime
    stages: Mapping[str, int]
    lights: Mapping[Light, int]
    workload: tuple[Workload, ...]
    received: int
    decided: int
    one_shot: Share
    resubmitted: Share
    resubmitted_by_weekday: Mapping[str, Share]
    resubmitted_by_hospital: Mapping[str, Share]
    resubmitted_by_item: Mapping[str, int]
    late_asks: int
    overturned: Mapping[str, Share]
    misjudged: Mapping[str, Share]


def read_figures(session: Session, actor: Actor, *, since: datetime, now: datetime) -> Figures:
    """Work out the figures of the actor's organisation for everything received since a moment."""
    actor.require("see_statistics")
    claims = _count_claims(session, actor, since)
    decided = [group for group in claims if group.decided]
    late = _count_late_asks(session, actor, since)
    return Figures(
        since=since,
        stages=count_stages(session, actor),
        lights=count_lights(session, actor, now=now),
        workload=_workload(session, actor, since),
        received=_sum(claims),
        decided=_sum(decided),
        one_shot=Share(count=_sum(g for g in decided if g.rounds <= _ONE_SHOT) - late.in_one_shot, total=_sum(decided)),
        resubmitted=Share(count=_sum(g for g in claims if g.rounds > 1), total=_sum(claims)),
        resubmitted_by_weekday=_counted((g.weekday, g.rounds > 1, g.claims) for g in claims),
        resubmitted_by_hospital=_counted((g.hospital, g.rounds > 1, g.claims) for g in claims if g.hospital),
        resubmitted_by_item=_items_asked(session, actor, since),
        late_asks=late.claims,
        overturned=_overturned(session, actor, since, blind=False),
        misjudged=_overturned(session, actor, since, blind=True),
    )


def _workload(session: Session, actor: Actor, since: datetime) -> tuple[Workload, ...]:
    on_desk = (
        select(ClaimRow.assigned_to, func.count().label("n"))
        .where(ClaimRow.organisation_id == actor.organisation_id, ClaimRow.stage == "desk")
        .where(ClaimRow.assigned_to.is_not(None))
        .group_by(ClaimRow.assigned_to)
    ).subquery()
    said = (
        select(VerdictRow.account_id, func.count().label("n"))
        .where(VerdictRow.organisation_id == actor.organisation_id, VerdictRow.at >= since)
        .where(VerdictRow.undone_at.is_(None))
        .group_by(VerdictRow.account_id)
    ).subquery()
    query = (
        select(Account, func.coalesce(on_desk.c.n, 0), func.coalesce(said.c.n, 0))
        .outerjoin(on_desk, on_desk.c.assigned_to == Account.id)
        .outerjoin(said, said.c.account_id == Account.id)
        .where(Account.organisation_id == actor.organisation_id, Account.role.in_(DECIDERS))
        .order_by(Account.name)
    )
    return tuple(
        Workload(account_id=account.id, name=account.name, on_desk=desk, verdicts=verdicts)
        for account, desk, verdicts in session.execute(query)
    )


class _Group(NamedTuple):
    """Claims that the figures need not tell apart; `rounds` counts no further than three."""

    hospital: str | None
    weekday: str
    rounds: int
    decided: bool
    claims: int


class _LateAsks(NamedTuple):
    claims: int
    in_one_shot: int


def _count_claims(session: Session, actor: Actor, since: datetime) -> list[_Group]:
    """Counted by the database: a month of a large insurer is too many rows to carry here."""
    rounds = case((ClaimRow.round > _ONE_SHOT, _ONE_SHOT + 1), else_=ClaimRow.round)
    claims = (
        select(
            ClaimRow.hospital,
            china_weekday(ClaimRow.received_at).label("weekday"),
            rounds.label("rounds"),
            ClaimRow.decided_at.is_not(None).label("decided"),
        )
        .where(ClaimRow.organisation_id == actor.organisation_id, ClaimRow.received_at >= since)
        .subquery()
    )
    return [_Group._make(row) for row in session.execute(select(*claims.c, func.count()).group_by(*claims.c))]


def _count_late_asks(session: Session, actor: Actor, since: datetime) -> _LateAsks:
    """Claims asked late in the period; and those received in it that would else count as settled in one go."""
    one_shot = and_(ClaimRow.received_at >= since, ClaimRow.decided_at.is_not(None), ClaimRow.round <= _ONE_SHOT)
    query = (
        select(func.count(ClaimRow.id.distinct()), func.count(case((one_shot, ClaimRow.id)).distinct()))
        .join(Round, Round.claim_key == ClaimRow.id)
        .where(Round.organisation_id == actor.organisation_id, Round.received_at >= since, Round.number > 1)
        .where(cast(Round.late_asks, String) != "[]")
    )
    return _LateAsks._make(session.execute(query).one())


def _items_asked(session: Session, actor: Actor, since: datetime) -> Mapping[str, int]:
    """Items that brought claims back: those named by the notices that were answered."""
    query = (
        select(NoticeRow.item_ids)
        .join(ClaimRow, ClaimRow.id == NoticeRow.claim_key)
        .where(ClaimRow.organisation_id == actor.organisation_id, NoticeRow.sent_at >= since)
    )
    counted = Counter(item for items in session.scalars(query) for item in items)
    return dict(counted.most_common())


def _overturned(session: Session, actor: Actor, since: datetime, *, blind: bool) -> Mapping[str, Share]:
    query = (
        select(VerdictRow.subject, VerdictRow.answer, func.count())
        .where(VerdictRow.organisation_id == actor.organisation_id, VerdictRow.at >= since)
        .where(VerdictRow.undone_at.is_(None), VerdictRow.blind.is_(blind), VerdictRow.answer != "cannot_tell")
        .group_by(VerdictRow.subject, VerdictRow.answer)
    )
    return _counted((subject, answer == "change", count) for subject, answer, count in session.execute(query))


def _sum(groups: Iterable[_Group]) -> int:
    return sum(group.claims for group in groups)


def _counted(parts: Iterable[tuple[str, bool, int]]) -> Mapping[str, Share]:
    """Shares by name, the most frequent first."""
    hits, totals = Counter[str](), Counter[str]()
    for name, hit, count in parts:
        totals[name] += count
        hits[name] += count * hit
    return {name: Share(count=hits[name], total=total) for name, total in totals.most_common()}
