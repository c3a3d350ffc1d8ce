"""The work queue: claims by urgency (light, clock, attention), filtered, searched, a page at a time."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select, union_all
from sqlalchemy.orm import Session

from prereview.documents import Record
from prereview.errors import UsageError
from prereview.report import Route
from prereview.store.access import Actor
from prereview.store.events import ERASED, Stage, Status
from prereview.store.tables import Account, ClaimRow, Round

Light = Literal["red", "yellow", "green"]
_LIGHTS: tuple[Light, ...] = ("red", "yellow", "green")


class QueueFilter(Record):
    """What to show. Empty fields do not filter; `search` is how a claim or policy number, name or hospital begins."""

    stage: Stage = "desk"
    line: str | None = None
    route: Route | None = None
    light: Light | None = None
    flagged: bool | None = None
    assigned_to: int | None = None
    unassigned: bool = False
    item: str | None = None
    search: str = ""


class ClaimSummary(Record):
    """One row of the queue. `flagged` is None where the flag is hidden for a blind quality sample."""

    claim_id: str
    line: str | None
    status: Status
    stage: Stage
    round: int
    reviewed_round: int
    received_at: datetime
    due_at: datetime
    decision_due: str | None
    light: Light
    amount: str | None
    route: Route | None
    flagged: bool | None
    blind: bool
    attention: float
    gaps: tuple[str, ...]
    assigned_to: int | None
    assigned_name: str | None
    insured_name: str | None
    hospital: str | None
    policy_number: str | None


class QueuePage(Record):
    """Some rows and where to go on: give `after` back for the next page, None is the end."""

    rows: tuple[ClaimSummary, ...]
    after: str | None


class Progress(Record):
    """How far the machine is with what arrived: rounds waiting, rounds in reading, pages read of pages known."""

    rounds_waiting: int
    rounds_reading: int
    pages_read: int
    pages_total: int


def list_queue(
    session: Session,
    actor: Actor,
    wanted: QueueFilter | None = None,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = 50,
) -> QueuePage:
    """A page of the queue: red before yellow before green, then the nearest due hour, then attention, then age.

    Raises:
        UsageError: `after` is no cursor of this queue.
    """
    actor.require("read_claims")
    wanted = wanted or QueueFilter()
    light, behind = _read_cursor(after)
    rows: list[ClaimSummary] = []
    for colour in _LIGHTS[_LIGHTS.index(light) :] if wanted.light is None else (wanted.light,):
        query = _matching(actor, wanted)
        if wanted.stage != "done":
            query = query.where(_shows(colour, now))
        elif colour != "green":
            continue  # the time of a decided claim is over: it shows green
        if behind is not None and colour == light:
            query = query.where(ClaimRow.urgency > behind)
        found = session.execute(query.order_by(ClaimRow.urgency).limit(limit + 1 - len(rows)))
        rows += [summarise(row, name, now) for row, name in found]
        if len(rows) > limit:
            last = session.scalar(_urgency_of(actor, rows[limit - 1].claim_id))
            return QueuePage(rows=tuple(rows[:limit]), after=_cursor(rows[limit - 1].light, last or ""))
    return QueuePage(rows=tuple(rows), after=None)


def count_stages(session: Session, actor: Actor) -> Mapping[str, int]:
    """How many claims are in each stage."""
    mine = _own(actor)
    found = session.execute(select(ClaimRow.stage, func.count()).where(mine).group_by(ClaimRow.stage))
    return {row[0]: row[1] for row in found if row[0] != ERASED}


def count_lights(session: Session, actor: Actor, *, stage: Stage = "desk", now: datetime) -> Mapping[Light, int]:
    """How many claims of a stage show each light."""
    count = select(func.count()).select_from(ClaimRow).where(_own(actor), ClaimRow.stage == stage)
    return {light: session.scalar(count.where(_shows(light, now))) or 0 for light in _LIGHTS}


def next_claims(
    session: Session, actor: Actor, wanted: QueueFilter | None = None, *, now: datetime, limit: int = 2
) -> tuple[str, ...]:
    """The claims a person should take next: unassigned or their own, most urgent first (to open and to prefetch)."""
    ids: list[str] = []
    after: str | None = None
    while len(ids) < limit:
        page = list_queue(session, actor, wanted, now=now, after=after, limit=50)
        ids += [row.claim_id for row in page.rows if row.assigned_to in (None, actor.account_id)]
        after = page.after
        if after is None:
            break
    return tuple(ids[:limit])


def get_summary(session: Session, actor: Actor, row: ClaimRow, *, now: datetime) -> ClaimSummary:
    """A claim as the queue shows it."""
    name = session.scalar(select(Account.name).where(Account.id == row.assigned_to)) if row.assigned_to else None
    return summarise(row, name, now)


def read_progress(session: Session, actor: Actor) -> Progress:
    """What the machine has still to do for the organisation."""
    open_rounds = and_(Round.organisation_id == actor.organisation_id, Round.reviewed_at.is_(None))
    counts = session.execute(
        select(
            func.count(),
            func.count(Round.pages_total),
            func.coalesce(func.sum(Round.pages_read), 0),
            func.coalesce(func.sum(Round.pages_total), 0),
        ).where(open_rounds)
    ).one()
    return Progress(
        rounds_waiting=counts[0] - counts[1], rounds_reading=counts[1], pages_read=counts[2], pages_total=counts[3]
    )


def iter_queue(session: Session, actor: Actor, wanted: QueueFilter, *, now: datetime) -> Iterator[ClaimSummary]:
    """The whole queue, for a worklist."""
    after: str | None = None
    while True:
        page = list_queue(session, actor, wanted, now=now, after=after, limit=500)
        yield from page.rows
        if (after := page.after) is None:
            return


def summarise(row: ClaimRow, assigned_name: str | None, now: datetime) -> ClaimSummary:
    """A row of the table as a row of the queue."""
    light: Light = "green"
    if row.decided_at is None:
        light = "red" if row.due_at <= now else "yellow" if row.yellow_at and row.yellow_at <= now else "green"
    values: dict[str, Any] = {
        name: getattr(row, name) for name in ClaimSummary.model_fields if name not in ("light", "assigned_name")
    }
    hidden = row.blind and row.decided_at is None
    return ClaimSummary.model_validate(
        {**values, "light": light, "assigned_name": assigned_name, "flagged": None if hidden else row.flagged}
    )


def _matching(actor: Actor, wanted: QueueFilter) -> Select[ClaimRow, str]:
    query = (
        select(ClaimRow, Account.name)
        .outerjoin(Account, Account.id == ClaimRow.assigned_to)
        .where(_own(actor), ClaimRow.stage == wanted.stage)
    )
    for column, value in (
        (ClaimRow.line, wanted.line),
        (ClaimRow.route, wanted.route),
        (ClaimRow.assigned_to, wanted.assigned_to),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.flagged is not None:
        query = query.where(ClaimRow.flagged.is_(wanted.flagged), ClaimRow.blind.is_(False))
    if wanted.unassigned:
        query = query.where(ClaimRow.assigned_to.is_(None))
    if wanted.item:
        query = query.where(_mentions_item(wanted.item))
    if words := wanted.search.strip():
        query = query.where(_found_by(actor, words))
    return query


def _found_by(actor: Actor, words: str) -> ColumnElement[bool]:
    """Four short index ranges instead of a look at every row."""
    columns = (ClaimRow.claim_id, ClaimRow.policy_number, ClaimRow.insured_name, ClaimRow.hospital)
    last = words + "\U0010ffff"
    return ClaimRow.id.in_(
        union_all(*(select(ClaimRow.id).where(_own(actor), column >= words, column < last) for column in columns))
    )


def _mentions_item(item: str) -> ColumnElement[bool]:
    return cast(ClaimRow.gaps, String).contains(json.dumps(item), autoescape=True)


def _shows(light: Light, now: datetime) -> ColumnElement[bool]:
    """Rows showing a light, for stages other than done.

    The sort key begins with the due hour, so it bounds the part of the index that is read.
    """
    late, this_hour = ClaimRow.due_at <= now, f"{now.astimezone(UTC):%Y-%m-%dT%H}"
    if light == "red":
        return and_(late, ClaimRow.urgency < f"{this_hour}~")
    in_time = and_(~late, ClaimRow.urgency >= this_hour)
    if light == "yellow":
        return and_(in_time, ClaimRow.yellow_at <= now)
    return and_(in_time, or_(ClaimRow.yellow_at.is_(None), ClaimRow.yellow_at > now))


def _own(actor: Actor) -> ColumnElement[bool]:
    """Erased claims are in no stage of the queue; asking for them too would mean looking at every row."""
    return ClaimRow.organisation_id == actor.organisation_id


def _urgency_of(actor: Actor, claim_id: str) -> Select[str]:
    return select(ClaimRow.urgency).where(_own(actor), ClaimRow.claim_id == claim_id)


def _cursor(light: Light, urgency: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([light, urgency]).encode()).decode()


def _read_cursor(after: str | None) -> tuple[Light, str | None]:
    if after is None:
        return "red", None
    try:
        light, urgency = json.loads(base64.urlsafe_b64decode(after))
        if light in _LIGHTS and isinstance(urgency, str):
            return light, urgency
    except (ValueError, TypeError):
        pass
    raise UsageError("this is no cursor of the queue", remedy="Take `after` from the page before.")
