"""What happened to a claim, in the words of upstream services (JSON lines) and of claimants (a sentence each)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from prereview.documents import Record
from prereview.store.access import Actor
from prereview.store.outbox import queue_deliveries
from prereview.store.tables import ClaimRow, Event

EventKind = Literal["received", "read", "complete", "supplement_sent", "clock_paused", "in_review", "decided"]
Status = EventKind  #: a claim's status is the last thing that happened to it
Stage = Literal["reading", "desk", "claimant", "done"]

ERASED = "erased"  #: stands for the stage of an erased claim: in no queue, for nobody

#: Whose turn it is: the machine's, the staff's, the claimant's, nobody's.
STAGES: Mapping[Status, Stage] = {
    "received": "reading",
    "read": "reading",
    "complete": "desk",
    "in_review": "desk",
    "supplement_sent": "claimant",
    "clock_paused": "claimant",
    "decided": "done",
}

_SENTENCES: Mapping[EventKind, tuple[str, str]] = {
    "received": ("您的理赔材料已收到，正在整理。", "Your claim papers have arrived and are being sorted."),
    "read": ("您的材料已全部读取。", "All your papers have been read."),
    "complete": (
        "您的材料已齐全，将由理赔人员审核。",
        "Your papers are complete; a member of the claims staff will look at them.",
    ),
    "supplement_sent": (
        "我们已把需要补充的材料一次列明，请按通知补充。",
        "We have sent you one notice that lists everything still needed.",
    ),
    "clock_paused": (
        "补充通知已送达；等待您的材料期间，处理期限暂停计算。",
        "The notice has reached you; the time until your papers arrive does not count.",
    ),
    "in_review": ("理赔人员正在审核您的材料。", "A member of the claims staff is looking at your papers."),
    "decided": (
        "材料审核已经完成，案件进入下一环节。",
        "The review of your papers is finished; the claim goes on to its next step.",
    ),
}
_RESUMED = (
    "补充材料已收到，处理期限继续计算。",
    "Your further papers have arrived; the time counts again.",
)


class ClaimEvent(Record):
    """One event. `cursor` increases; ask again from the last one seen and nothing is missed or repeated."""

    cursor: int
    claim_id: str
    kind: EventKind
    round: int
    at: datetime
    details: dict[str, Any]
    text_zh: str
    text_en: str


def record_event(
    session: Session, claim: ClaimRow, kind: EventKind, *, at: datetime, **details: str | int | list[str] | None
) -> None:
    """Note what happened, set the claim's status, and queue it for every webhook: one transaction."""
    claim.status, claim.stage, claim.changed_at = kind, STAGES[kind], at
    event = Event(
        organisation_id=claim.organisation_id,
        claim_key=claim.id,
        kind=kind,
        round=claim.round,
        at=at,
        details={name: value for name, value in details.items() if value is not None},
    )
    session.add(event)
    session.flush()
    queue_deliveries(session, event)


def read_events(
    session: Session, actor: Actor, *, claim_id: str | None = None, after: int = 0, limit: int = 500
) -> tuple[ClaimEvent, ...]:
    """Events of the organisation (or of one claim) behind a cursor, in order."""
    actor.require("read_claims")
    query = (
        select(Event, ClaimRow.claim_id)
        .join(ClaimRow, ClaimRow.id == Event.claim_key)
        .where(Event.organisation_id == actor.organisation_id, Event.id > after)
        .order_by(Event.id)
        .limit(limit)
    )
    if claim_id is not None:
        query = query.where(ClaimRow.claim_id == claim_id)
    return tuple(present_event(event, name) for event, name in session.execute(query))


def iter_events(session: Session, actor: Actor, *, after: int = 0) -> Iterator[ClaimEvent]:
    """Every event behind a cursor, page by page, for the JSON lines of a whole day."""
    while page := read_events(session, actor, after=after):
        yield from page
        after = page[-1].cursor


def present_event(event: Event, claim_id: str) -> ClaimEvent:
    """An event with its two sentences."""
    kind = cast(EventKind, event.kind)
    zh, en = _RESUMED if kind == "received" and event.round > 1 else _SENTENCES[kind]
    return ClaimEvent(
        cursor=event.id,
        claim_id=claim_id,
        kind=kind,
        round=event.round,
        at=event.at,
        details=event.details,
        text_zh=zh,
        text_en=en,
    )
