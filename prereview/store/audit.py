"""The audit trail: who saw or did what, when. Ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from prereview.store.access import Actor
from prereview.store.tables import Account, AuditRow


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the trail. `who` is the account's name, None for the service itself."""

    id: int
    at: datetime
    who: str | None
    action: str
    claim_id: str | None
    details: dict[str, Any]


def note(
    session: Session,
    organisation_id: int,
    account_id: int | None,
    action: str,
    *,
    at: datetime,
    claim_id: str | None = None,
    **details: str | int | None,
) -> None:
    """Add a line, in the transaction of what it speaks of: neither exists without the other."""
    session.add(
        AuditRow(
            organisation_id=organisation_id,
            account_id=account_id,
            action=action,
            claim_id=claim_id,
            details=details,
            at=at,
        )
    )


def note_by(session: Session, actor: Actor, action: str, claim_id: str, *, at: datetime, **details: str | int) -> None:
    """Add a line about a claim."""
    note(session, actor.organisation_id, actor.account_id, action, at=at, claim_id=claim_id, **details)


def read_audit(
    session: Session, actor: Actor, *, claim_id: str | None = None, before: int | None = None, limit: int = 100
) -> tuple[AuditEntry, ...]:
    """The newest lines first; `before` is the id of the last line of the page before."""
    actor.require("see_audit")
    query = (
        select(AuditRow, Account.name)
        .outerjoin(Account, Account.id == AuditRow.account_id)
        .where(AuditRow.organisation_id == actor.organisation_id)
        .order_by(AuditRow.id.desc())
        .limit(limit)
    )
    if claim_id is not None:
        query = query.where(AuditRow.claim_id == claim_id)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return tuple(
        AuditEntry(row.id, row.at, who, row.action, row.claim_id, row.details) for row, who in session.execute(query)
    )
