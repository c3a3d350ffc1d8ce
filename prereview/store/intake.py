"""Receiving: a submission or a supplement is accepted once, whole, and from then on never lost.

Contents are forced to disk first, then one transaction adds the claim, its round, its files, the event and the
evidence. A kill in between leaves contents nobody refers to (`retention.sweep` removes them), never a claim without its
papers.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from prereview.calendar import to_china_time
from prereview.claims import Claim
from prereview.errors import Conflict, InputError, NotFound
from prereview.report import Clock
from prereview.store.access import Actor
from prereview.store.audit import note_by
from prereview.store.database import Store
from prereview.store.events import record_event
from prereview.store.evidence import append_evidence
from prereview.store.tables import ClaimRow, Content, NoticeRow, Round

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NO_CLOCK = timedelta(days=30)  # 保险法 23, until the clock of the report is known


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it arrives: its name inside the submission and its bytes, or the path they lie at."""

    name: str
    content: bytes | Path

    def read(self) -> bytes:
        """The bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was accepted. `created` is False where the same call had been accepted before."""

    claim_id: str
    round: int
    round_id: int
    created: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    name: str
    sha256: str
    size: int


def accept_submission(
    store: Store,
    actor: Actor,
    claim: Claim,
    files: Sequence[Incoming],
    *,
    key: str | None = None,
    source: str = "api",
    now: datetime,
) -> Receipt:
    """Take a new claim into the actor's organisation.

    Args:
        store: where it is kept.
        actor: who submits.
        claim: claim.json, or what stands for it; kept as given.
        files: the papers; names may hold folders, never a way out of the submission.
        key: the caller's idempotency key; None means that the same content is the same submission.
        source: api, desk, inbox.
        now: the moment of receipt.

    Raises:
        Conflict: the claim exists with other content, or the key was used for something else.
        InputError: a file name that leads elsewhere, or no file.
    """
    actor.require("submit")
    kept, known = _keep(store, actor, files), _keep_claim(store, actor, claim)
    content = _content_hash(claim.claim_id, kept, known)
    arrival = _Arrival(kept, key or content, content, source, now)

    def accept(session: Session) -> Receipt:
        if _find(session, actor, claim.claim_id) is not None:
            raise Conflict(f"claim {claim.claim_id} exists", remedy="Send further papers as a supplement to it.")
        row = _new_claim(actor, claim, known, now)
        session.add(row)
        session.flush()
        set_clock(row, store.clock(claim.model_copy(update={"received_at": row.received_at}), ()))
        return _accept(session, actor, row, arrival)

    return _once(store, actor, arrival, accept)


def accept_supplement(
    store: Store,
    actor: Actor,
    claim_id: str,
    files: Sequence[Incoming],
    *,
    key: str | None = None,
    source: str = "api",
    now: datetime,
) -> Receipt:
    """Add papers to a claim: its next round. Answers the outstanding notice, so the clock runs again.

    Raises:
        NotFound: the organisation has no such claim.
        Conflict: the claim is decided, or the key was used for something else.
        InputError: as for a submission.
    """
    actor.require("submit")
    kept = _keep(store, actor, files)
    content = _content_hash(claim_id, kept, "supplement")
    arrival = _Arrival(kept, key or content, content, source, now)

    def accept(session: Session) -> Receipt:
        row = _find(session, actor, claim_id)
        if row is None:
            raise NotFound(f"no claim {claim_id}")
        if row.status == "decided":
            raise Conflict(f"claim {claim_id} is decided", remedy="Reopen it first.")
        row.round += 1
        for notice in session.scalars(
            select(NoticeRow).where(NoticeRow.claim_key == row.id, NoticeRow.answered_at.is_(None))
        ):
            notice.answered_at = now
        renew_clock(store, session, row)
        return _accept(session, actor, row, arrival)

    return _once(store, actor, arrival, accept)


def set_clock(row: ClaimRow, clock: Clock) -> None:
    """Take over the due dates of a clock, and with them the claim's place in the queue.

    The place is sorted by the hour of the nearest due moment, then by attention, then by age.
    """
    row.decision_due = clock.decision_due
    row.yellow_at = datetime.fromisoformat(clock.yellow_at) if clock.yellow_at else None
    moments = [datetime.fromisoformat(clock.red_at)] if clock.red_at else []
    if clock.decision_due:  # the day itself still counts, in China
        moments.append(datetime.fromisoformat(f"{clock.decision_due}T00:00:00+08:00") + timedelta(days=1))
    row.due_at = min(moments) if moments else row.received_at + _NO_CLOCK
    place_in_queue(row)


def renew_clock(store: Store, session: Session, row: ClaimRow) -> None:
    """Work the due dates out again, after a notice arrived or was answered."""
    set_clock(row, store.clock(known_claim(store, row), notices_of(session, row)))


def known_claim(store: Store, row: ClaimRow) -> Claim:
    """What the insurer knew, with the moment of receipt filled in."""
    claim = Claim.model_validate_json(store.vault.get(row.organisation_id, row.known or ""))
    return claim.model_copy(
        update={"received_at": claim.received_at or row.received_at, "line": claim.line or row.line}
    )


def notices_of(session: Session, row: ClaimRow) -> tuple[NoticeRow, ...]:
    """The notices sent for a claim, first one first."""
    query = select(NoticeRow).where(NoticeRow.claim_key == row.id).order_by(NoticeRow.round)
    return tuple(session.scalars(query))


def place_in_queue(row: ClaimRow) -> None:
    """Work out the sort key. Decided claims stand newest first."""
    if row.decided_at is not None:
        row.urgency = f"{10**12 - int(row.decided_at.timestamp()):013d}|{row.id:012d}"
    else:
        row.urgency = f"{row.due_at.astimezone(UTC):%Y-%m-%dT%H}|{1 - row.attention:.4f}|{row.id:012d}"


def clean_name(name: str) -> str:
    """A file name as it may stand in a report and below a folder.

    Raises:
        InputError: it climbs out of the submission, is empty, or is longer than any file system allows.
    """
    try:  # names written by Chinese Windows may be GBK; the system then hands them over as lone surrogates
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gb18030", errors="replace")
    parts = [part for part in _CONTROL.sub("_", name.replace("\\", "/")).split("/") if part not in ("", ".")]
    if not parts or ".." in parts or any(len(part.encode()) > 240 for part in parts) or len(name) > 500:
        raise InputError(
            "a file name cannot be used", remedy="Use plain names below the submission, at most 240 bytes."
        )
    return "/".join(parts)


@dataclass(frozen=True, slots=True)
class _Arrival:
    files: Sequence[_Kept]
    key: str
    content: str
    source: str
    at: datetime


def _once(store: Store, actor: Actor, arrival: _Arrival, accept: Callable[[Session], Receipt]) -> Receipt:
    """Accept an arrival, or give the receipt of the same one accepted before, even at the very same moment."""

    def attempt() -> Receipt:
        with store.writing() as session:
            return _accepted_before(session, actor, arrival.key, arrival.content) or accept(session)

    try:
        return attempt()
    except (IntegrityError, Conflict):  # perhaps the same call was a moment quicker (PostgreSQL); now it can be seen
        return attempt()


def _accept(session: Session, actor: Actor, row: ClaimRow, arrival: _Arrival) -> Receipt:
    entry = Round(
        claim_key=row.id,
        number=row.round,
        organisation_id=actor.organisation_id,
        idempotency_key=arrival.key,
        content=arrival.content,
        source=arrival.source,
        received_at=arrival.at,
    )
    session.add(entry)
    session.flush()
    session.add_all(
        Content(round_id=entry.id, kind="input", name=f.name, sha256=f.sha256, size=f.size) for f in arrival.files
    )
    if row.round == 1 and row.known:
        session.add(Content(round_id=entry.id, kind="known", name="claim.json", sha256=row.known, size=0))
    for file in arrival.files:
        append_evidence(session, row, "input", {"round": row.round, "sha256": file.sha256, "size": file.size})
    record_event(session, row, "received", at=arrival.at, files=len(arrival.files))
    note_by(session, actor, "submitted", row.claim_id, at=arrival.at, round=row.round, files=len(arrival.files))
    return Receipt(row.claim_id, row.round, entry.id, created=True)


def _new_claim(actor: Actor, claim: Claim, known: str, now: datetime) -> ClaimRow:
    amount = claim.claim.amount_claimed if claim.claim.amount_claimed is not None else claim.facts.amount_claimed
    received = to_china_time(claim.received_at or now)
    return ClaimRow(
        organisation_id=actor.organisation_id,
        claim_id=claim.claim_id,
        line=claim.line,
        status="received",
        stage="reading",
        round=1,
        received_at=received,
        changed_at=now,
        amount=f"{amount:.2f}" if amount is not None else None,
        due_at=received + _NO_CLOCK,
        urgency="",
        attention=0.0,
        insured_name=claim.insured.name,
        policy_number=claim.policy.number,
        known=known,
    )


def _keep(store: Store, actor: Actor, files: Sequence[Incoming]) -> list[_Kept]:
    if not files:
        raise InputError("no file was sent", remedy="Send at least one paper.")
    kept: dict[str, _Kept] = {}
    for file in files:
        name, content = clean_name(file.name), file.read()
        if name in kept:
            raise InputError("two files have one name", remedy="Give every file its own name.")
        kept[name] = _Kept(name, store.vault.put(actor.organisation_id, content), len(content))
    return list(kept.values())


def _keep_claim(store: Store, actor: Actor, claim: Claim) -> str:
    return store.vault.put(actor.organisation_id, claim.model_dump_json(exclude_defaults=True).encode())


def _content_hash(claim_id: str, files: Sequence[_Kept], known: str) -> str:
    listed = sorted((file.name, file.sha256) for file in files)
    return hashlib.sha256(json.dumps([claim_id, known, listed]).encode()).hexdigest()


def _accepted_before(session: Session, actor: Actor, key: str, content: str) -> Receipt | None:
    found = session.execute(
        select(Round, ClaimRow.claim_id)
        .join(ClaimRow, ClaimRow.id == Round.claim_key)
        .where(Round.organisation_id == actor.organisation_id, Round.idempotency_key == key)
    ).first()
    if found is None:
        return None
    entry, claim_id = found
    if entry.content != content:
        raise Conflict("the idempotency key was used for other content", remedy="Use a new key for a new submission.")
    return Receipt(claim_id, entry.number, entry.id, created=False)


def _find(session: Session, actor: Actor, claim_id: str) -> ClaimRow | None:
    mine = (ClaimRow.organisation_id == actor.organisation_id) & (ClaimRow.claim_id == claim_id)
    return session.scalar(select(ClaimRow).where(mine))
