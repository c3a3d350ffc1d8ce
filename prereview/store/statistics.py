"""What a supervisor watches: workload, lights, one-shot rate, resubmissions, overturned and misjudged flags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from prereview.calendar import to_china_time
from prereview.documents import Record
from prereview.store.access import Actor
from prereview.store.queue import Light, count_lights, count_stages
from prereview.store.tables import Account, ClaimRow, NoticeRow, Round, VerdictRow


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
    """Work out the figures of the actor's organisation for everything received or decided since a moment."""
    actor.require("see_statistics")
    claims = session.execute(
        select(ClaimRow.received_at, ClaimRow.hospital, ClaimRow.round, ClaimRow.decided_at, ClaimRow.id).where(
            ClaimRow.organisation_id == actor.organisation_id, ClaimRow.received_at >= since
        )
    ).all()
    late = _rounds_with_late_asks(session, actor, since)
    decided = [claim for claim in claims if claim.decided_at is not None]
    return Figures(
        since=since,
        stages=count_stages(session, actor),
        lights=count_lights(session, actor, now=now),
        workload=_workload(session, actor, since),
        received=len(claims),
        decided=len(decided),
        one_shot=Share(count=sum(c.round <= 2 and c.id not in late for c in decided), total=len(decided)),
        resubmitted=Share(count=sum(claim.round > 1 for claim in claims), total=len(claims)),
        resubmitted_by_weekday=_shares(
            (str(to_china_time(claim.received_at).isoweekday()), claim.round > 1) for claim in claims
        ),
        resubmitted_by_hospital=_shares((claim.hospital, claim.round > 1) for claim in claims if claim.hospital),
        resubmitted_by_item=_items_asked(session, actor, since),
        late_asks=len(late),
        overturned=_overturned(session, actor, since, blind=False),
        misjudged=_overturned(session, actor, since, blind=True),
    )


def _workload(session: Session, actor: Actor, since: datetime) -> tuple[Workload, ...]:
    on_desk = (
        select(ClaimRow.assigned_to, func.count().label("n")).where(ClaimRow.stage == "desk").group_by("assigned_to")
    ).subquery()
    said = (
        select(VerdictRow.account_id, func.count().label("n"))
        .where(VerdictRow.at >= since, VerdictRow.undone_at.is_(None))
        .group_by(VerdictRow.account_id)
    ).subquery()
    query = (
        select(Account, func.coalesce(on_desk.c.n, 0), func.coalesce(said.c.n, 0))
        .outerjoin(on_desk, on_desk.c.assigned_to == Account.id)
        .outerjoin(said, said.c.account_id == Account.id)
        .where(Account.organisation_id == actor.organisation_id, Account.role.in_(("reviewer", "supervisor")))
        .order_by(Account.name)
    )
    return tuple(
        Workload(account_id=account.id, name=account.name, on_desk=desk, verdicts=verdicts)
        for account, desk, verdicts in session.execute(query)
    )


def _rounds_with_late_asks(session: Session, actor: Actor, since: datetime) -> set[int]:
    query = select(Round.claim_key, Round.late_asks).where(
        Round.organisation_id == actor.organisation_id, Round.received_at >= since, Round.number > 1
    )
    return {claim for claim, asks in session.execute(query) if asks}


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


def _shares(pairs: Iterable[tuple[str, bool]]) -> Mapping[str, Share]:
    return _counted((name, hit, 1) for name, hit in pairs)


def _counted(parts: Iterable[tuple[str, bool, int]]) -> Mapping[str, Share]:
    """Shares by name, the most frequent first."""
    hits, totals = Counter[str](), Counter[str]()
    for name, hit, count in parts:
        totals[name] += count
        hits[name] += count * hit
    return {name: Share(count=hits[name], total=total) for name, total in totals.most_common()}
