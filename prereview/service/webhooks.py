"""Sending events to webhooks as the Standard Webhooks specification says: signed, retried, with an id against repeats.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from datetime import UTC, datetime

import httpx

from prereview.service import metrics
from prereview.store.database import Store
from prereview.store.events import present_event
from prereview.store.outbox import Due, note_delivery, take_due

log = logging.getLogger(__name__)

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)


def send_due(store: Store) -> int:
    """Send what is due now; returns how many tries were made. The store says when each failed one is tried again."""
    with store.writing() as session:
        due = take_due(session, now=datetime.now(UTC))
    if not due:
        return 0
    # Redirects are not followed: the URL an administrator gave is the one that was checked.
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
        for delivery in due:
            delivered, status = send(client, delivery, now=datetime.now(UTC))
            metrics.DELIVERIES.labels("delivered" if delivered else "failed").inc()
            with store.writing() as session:
                note_delivery(session, delivery.id, status, delivered=delivered, now=datetime.now(UTC))
    return len(due)


def send(client: httpx.Client, delivery: Due, *, now: datetime) -> tuple[bool, str]:
    """One try: whether the receiver took it (2xx), and what it said."""
    body = present_event(delivery.event, delivery.claim_id).model_dump_json().encode()
    name, stamp = f"evt_{delivery.event.id}", str(int(now.timestamp()))
    headers = {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": sign(delivery.secret, name, stamp, body),
    }
    try:
        response = client.post(delivery.url, content=body, headers=headers)
    except httpx.HTTPError as error:
        return False, type(error).__name__
    return response.is_success, str(response.status_code)


def sign(secret: str, name: str, stamp: str, body: bytes) -> str:
    """The signature over id, timestamp and body: HMAC-SHA256 under the decoded secret, base64, scheme v1."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
