"""What people said about the judgements of reports. Saying again replaces, undoing takes back; both leave a trace."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from prereview.errors import NotFound
from prereview.store.access import Actor
from prereview.store.audit import note_by
from prereview.store.claims import get_row
from prereview.store.evidence import append_evidence
from prereview.store.tables import ClaimRow, VerdictRow
from prereview.verdicts import Verdict


def add_verdict(session: Session, actor: Actor, verdict: Verdict, *, now: datetime) -> int:
    """Keep a verdict about the newest report of its claim; returns its id. Make it with `verdicts.make_verdict`."""
    actor.require("decide")
    row = get_row(session, actor, verdict.claim_id)
    entry = VerdictRow(
        organisation_id=actor.organisation_id,
        claim_key=row.id,
        round=row.reviewed_round,
        subject=verdict.subject,
        subject_id=verdict.subject_id,
        answer=verdict.answer,
        blind=verdict.blind_qa,
        account_id=actor.person,
        at=now,
        record=verdict.model_dump(mode="json"),
    )
    session.add(entry)
    session.flush()
    said = hashlib.sha256(verdict.model_dump_json().encode()).hexdigest()
    append_evidence(session, row, "verdict", {"verdict": entry.id, "sha256": said, "account": actor.person})
    note_by(session, actor, "verdict", row.claim_id, at=now, verdict=entry.id)
    return entry.id


def undo_verdict(session: Session, actor: Actor, claim_id: str, *, now: datetime) -> Verdict:
    """Take back (and return) the actor's last verdict on the claim; what was said before it holds again.

    Raises:
        NotFound: the actor has said nothing about this claim that still holds.
    """
    actor.require("decide")
    row = get_row(session, actor, claim_id)
    mine = (VerdictRow.claim_key == row.id) & (VerdictRow.account_id == actor.person) & VerdictRow.undone_at.is_(None)
    entry = session.scalar(select(VerdictRow).where(mine).order_by(VerdictRow.id.desc()).limit(1))
    if entry is None:
        raise NotFound(f"nothing to undo on claim {claim_id}")
    entry.undone_at = now
    append_evidence(session, row, "verdict_undone", {"verdict": entry.id, "account": actor.person})
    note_by(session, actor, "verdict_undone", claim_id, at=now, verdict=entry.id)
    return Verdict.model_validate(entry.record)


def list_verdicts(session: Session, actor: Actor, claim_id: str, *, round: int | None = None) -> tuple[Verdict, ...]:
    """The verdicts that hold on the newest report (or that of a round): the last one of each subject."""
    row = get_row(session, actor, claim_id)
    query = (
        select(VerdictRow)
        .where(VerdictRow.claim_key == row.id, VerdictRow.round == (round or row.reviewed_round))
        .where(VerdictRow.undone_at.is_(None))
        .order_by(VerdictRow.id)
    )
    last = {(entry.subject, entry.subject_id): entry for entry in session.scalars(query)}
    return tuple(Verdict.model_validate(entry.record) for entry in last.values())


def iter_verdicts(session: Session, actor: Actor, *, since: datetime | None = None) -> Iterator[Verdict]:
    """Every verdict of the organisation that holds, oldest first: what retraining and the figures read."""
    actor.require("see_statistics")
    query = (
        select(VerdictRow)
        .join(ClaimRow, ClaimRow.id == VerdictRow.claim_key)
        .where(VerdictRow.organisation_id == actor.organisation_id, VerdictRow.undone_at.is_(None))
        .where(ClaimRow.erased_at.is_(None))
        .order_by(VerdictRow.id)
    )
    if since is not None:
        query = query.where(VerdictRow.at >= since)
    last = {(entry.claim_key, entry.round, entry.subject, entry.subject_id): entry for entry in session.scalars(query)}
    return (Verdict.model_validate(entry.record) for entry in last.values())


def was_answered_blind(session: Session, actor: Actor, claim_id: str) -> bool:
    """Whether somebody has judged the hidden flag of the newest report; taking it back does not hide it again."""
    row = get_row(session, actor, claim_id)
    blind = (VerdictRow.claim_key == row.id) & (VerdictRow.round == row.reviewed_round) & VerdictRow.blind
    return session.scalar(select(VerdictRow.id).where(blind).limit(1)) is not None
