"""Erasure: what a claim said goes, that it existed stays. Audit trail and evidence record hold ids and hashes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from prereview.store.access import Actor
from prereview.store.audit import note_by
from prereview.store.claims import get_row
from prereview.store.database import Store
from prereview.store.events import ERASED
from prereview.store.evidence import append_evidence
from prereview.store.tables import ClaimRow, Content, Invoice, NoticeRow, Round, VerdictRow

_AT_ONCE = 500  # names asked for in one query: SQLite bounds the number of parameters


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed: a claim and the number of contents that nothing else uses."""

    claim_id: str
    contents: int


def claims_to_erase(session: Session, actor: Actor, *, decided_before: datetime) -> tuple[str, ...]:
    """Claims whose decision is older than the retention period."""
    actor.require("erase")
    query = select(ClaimRow.claim_id).where(
        ClaimRow.organisation_id == actor.organisation_id,
        ClaimRow.decided_at < decided_before,
        ClaimRow.erased_at.is_(None),
    )
    return tuple(session.scalars(query.order_by(ClaimRow.decided_at)))


def erase_claim(store: Store, actor: Actor, claim_id: str, *, now: datetime) -> Erased:
    """Remove papers, page texts, pictures, reports, notices, verdicts and personal columns of a claim.

    The row is emptied first, in one transaction; contents go after it, so that a kill in between leaves contents that
    `sweep` removes, never a claim that points to nothing.
    """
    actor.require("erase")
    with store.writing() as session:
        row = get_row(session, actor, claim_id)
        rounds = select(Round.id).where(Round.claim_key == row.id)
        contents = set(session.scalars(select(Content.sha256).where(Content.round_id.in_(rounds))))
        session.execute(delete(Content).where(Content.round_id.in_(rounds)))
        session.execute(delete(VerdictRow).where(VerdictRow.claim_key == row.id))
        session.execute(delete(NoticeRow).where(NoticeRow.claim_key == row.id))
        session.execute(
            delete(Invoice).where(Invoice.organisation_id == row.organisation_id, Invoice.claim_id == claim_id)
        )
        for entry in session.scalars(select(Round).where(Round.claim_key == row.id)):
            entry.report = entry.pages = None
            entry.reviewed_at = entry.reviewed_at or now
        row.insured_name = row.policy_number = row.hospital = row.amount = row.known = None
        row.erased_at, row.stage = now, ERASED
        append_evidence(session, row, "erased", {"at": now.isoformat()})
        note_by(session, actor, "erased", claim_id, at=now)
        session.flush()
        unused = contents - _used(session, row.organisation_id, contents)
    removed = sum(store.vault.erase(actor.organisation_id, name) for name in sorted(unused))
    return Erased(claim_id, removed)


def sweep_contents(store: Store, actor: Actor, *, now: datetime) -> int:
    """Remove contents of the organisation that no round uses and that are a day old; returns how many.

    They stem from submissions that a kill ended between disk and database. Younger ones may be on their way.
    """
    actor.require("erase")
    names = store.vault.list_old(actor.organisation_id, before=(now - timedelta(days=1)).timestamp())
    swept = 0
    with store.reading() as session:
        for start in range(0, len(names), _AT_ONCE):
            some = set(names[start : start + _AT_ONCE])
            for name in sorted(some - _used(session, actor.organisation_id, some)):
                swept += store.vault.erase(actor.organisation_id, name)
    return swept


def _used(session: Session, organisation: int, names: set[str]) -> set[str]:
    """Which of the contents another claim of the organisation still needs: two claims may hold the same paper."""
    query = (
        select(Content.sha256)
        .join(Round, Round.id == Content.round_id)
        .where(Round.organisation_id == organisation, Content.sha256.in_(names))
    )
    return set(session.scalars(query))
