"""Webhooks: what is to be sent stands in the database beside the event, so neither exists without the other.

Delivery is at least once, oldest event first; the event's cursor is the receiver's key against repeats. The sending
itself is `prereview.service.webhooks`.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from prereview.errors import NotFound, UsageError
from prereview.store.access import Actor
from prereview.store.audit import note
from prereview.store.tables import ClaimRow, Delivery, Event, Webhook

#: Seconds until the next try; then every hour for about three days, then the delivery is given up and shown.
_WAITS = (5, 30, 120, 600, 1800)
MAX_ATTEMPTS = 80
_LEASE = timedelta(minutes=5)  # longer than sending a page of deliveries takes; a kill costs that much delay


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose turn it is."""

    id: int
    url: str
    secret: str
    event: Event
    claim_id: str
    attempts: int


def add_webhook(
    session: Session, actor: Actor, url: str, *, kinds: tuple[str, ...] = (), now: datetime
) -> tuple[int, str]:
    """Subscribe a URL to events (all kinds when none is named); returns (id, secret). The secret is shown once.

    Raises:
        UsageError: not an http(s) URL.
    """
    actor.require("manage_webhooks")
    if not url.startswith(("https://", "http://")):
        raise UsageError("a webhook needs an http or https URL", remedy="Write https://…")
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    row = Webhook(organisation_id=actor.organisation_id, url=url, secret=secret, kinds=list(kinds), created_at=now)
    session.add(row)
    session.flush()
    note(session, actor.organisation_id, actor.account_id, "webhook_added", at=now, webhook=row.id)
    return row.id, secret


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook without its secret, and how its deliveries stand."""

    id: int
    url: str
    kinds: tuple[str, ...]
    active: bool
    created_at: datetime
    waiting: int
    given_up: int


def list_webhooks(session: Session, actor: Actor) -> tuple[Subscription, ...]:
    """The webhooks of the actor's organisation, with how many deliveries wait and how many were given up."""
    actor.require("manage_webhooks")
    open_ = Delivery.delivered_at.is_(None)
    query = (
        select(
            Webhook,
            func.count(case((open_ & Delivery.next_at.is_not(None), 1))),
            func.count(case((open_ & Delivery.next_at.is_(None), 1))),
        )
        .outerjoin(Delivery, Delivery.webhook_id == Webhook.id)
        .where(Webhook.organisation_id == actor.organisation_id)
        .group_by(Webhook.id)
        .order_by(Webhook.id)
    )
    return tuple(
        Subscription(row.id, row.url, tuple(row.kinds), row.active, row.created_at, waiting, given_up)
        for row, waiting, given_up in session.execute(query)
    )


def stop_webhook(session: Session, actor: Actor, webhook_id: int, *, now: datetime) -> None:
    """Send nothing more to it."""
    actor.require("manage_webhooks")
    row = session.get(Webhook, webhook_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound(f"no webhook {webhook_id}")
    row.active = False
    note(session, actor.organisation_id, actor.account_id, "webhook_stopped", at=now, webhook=webhook_id)


def queue_deliveries(session: Session, event: Event) -> None:
    """One delivery for every webhook that wants the event."""
    wanted = select(Webhook).where(Webhook.organisation_id == event.organisation_id, Webhook.active)
    for webhook in session.scalars(wanted):
        if not webhook.kinds or event.kind in webhook.kinds:
            session.add(Delivery(webhook_id=webhook.id, event_id=event.id, next_at=event.at))


def take_due(session: Session, *, now: datetime, limit: int = 20) -> tuple[Due, ...]:
    """What should be sent now, oldest event first. Taken for a while, so that two senders never send the same."""
    query = (
        select(Delivery, Webhook, Event, ClaimRow.claim_id)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .join(Event, Event.id == Delivery.event_id)
        .join(ClaimRow, ClaimRow.id == Event.claim_key)
        .where(Delivery.next_at <= now, Webhook.active)
        .order_by(Delivery.event_id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    found = list(session.execute(query))
    for delivery, *_ in found:
        delivery.next_at = now + _LEASE
    return tuple(
        Due(delivery.id, webhook.url, webhook.secret, event, claim_id, delivery.attempts)
        for delivery, webhook, event, claim_id in found
    )


def note_delivery(session: Session, delivery_id: int, status: str, *, delivered: bool, now: datetime) -> None:
    """Keep the outcome of one try and say when the next one is."""
    row = session.get_one(Delivery, delivery_id)
    row.attempts += 1
    row.last_status = status[:60]
    if delivered:
        row.delivered_at, row.next_at = now, None
    elif row.attempts >= MAX_ATTEMPTS:
        row.next_at = None
    else:
        seconds = _WAITS[row.attempts - 1] if row.attempts <= len(_WAITS) else 3600
        row.next_at = now + timedelta(seconds=seconds)
