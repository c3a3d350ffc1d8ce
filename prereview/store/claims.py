"""One claim: its report, pages, files and standing. Every reading of its documents goes into the audit trail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from prereview.claims import Claim
from prereview.documents import Page, Record
from prereview.errors import Conflict, NotFound, UsageError
from prereview.report import Clock, Report
from prereview.store.access import DECIDERS, Actor
from prereview.store.audit import note_by
from prereview.store.database import Store
from prereview.store.events import record_event
from prereview.store.evidence import append_evidence
from prereview.store.intake import known_claim, notices_of, place_in_queue, renew_clock
from prereview.store.tables import Account, ClaimRow, Content, NoticeRow, Round

#: Where a claim goes when the desk is done with it. Settling it is another system's and other people's work.
Outcome = Literal["to_settlement", "to_investigation", "to_manual_assessment", "withdrawn"]


class PageRecord(Record):
    """A page of a reviewed round: what was read, and the name of its picture (upright JPEG) in the vault.

    `aspect` is width by height of the picture; the reader knows it only of pages whose pixels it needed.
    """

    page: Page
    picture: str | None
    aspect: float | None = None


PAGES = TypeAdapter(tuple[PageRecord, ...])  #: how the pages of a round lie in the vault


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A notice that was sent, and whether it arrived and was answered."""

    round: int
    text: str
    fingerprint: str
    item_ids: tuple[str, ...]
    edited: bool
    sent_at: datetime
    delivered_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it arrived."""

    round: int
    name: str
    sha256: str
    size: int


def get_row(session: Session, actor: Actor, claim_id: str) -> ClaimRow:
    """The claim as the queue sees it.

    Raises:
        NotFound: the actor's organisation has no such claim, or it was erased.
    """
    actor.require("read_claims")
    mine = (ClaimRow.organisation_id == actor.organisation_id) & (ClaimRow.claim_id == claim_id)
    row = session.scalar(select(ClaimRow).where(mine, ClaimRow.erased_at.is_(None)))
    if row is None:
        raise NotFound(f"no claim {claim_id}")
    return row


def read_report(store: Store, session: Session, actor: Actor, claim_id: str, *, round: int | None = None) -> Report:
    """The report of the newest reviewed round, or of the given one. In clear: mask it unless the role sees clear text.

    Raises:
        NotFound: no such claim, or not reviewed yet.
    """
    entry = _reviewed(session, actor, claim_id, round)
    return Report.model_validate_json(store.vault.get(actor.organisation_id, entry.report or ""))


def read_pages(
    store: Store, session: Session, actor: Actor, claim_id: str, *, round: int | None = None
) -> tuple[PageRecord, ...]:
    """The pages of a reviewed round, in reading order, with the names of their pictures."""
    entry = _reviewed(session, actor, claim_id, round)
    return PAGES.validate_json(store.vault.get(actor.organisation_id, entry.pages or ""))


def read_picture(store: Store, session: Session, actor: Actor, claim_id: str, picture: str) -> bytes:
    """A page picture (JPEG) of a claim, by its name in `PageRecord`.

    Raises:
        NotPermitted: pictures show everything, so the role must allow it.
        NotFound: the claim has no such picture.
    """
    actor.require("see_pages")
    return _read_content(store, session, actor, claim_id, kind="picture", sha256=picture)


def read_claim(store: Store, session: Session, actor: Actor, claim_id: str) -> Claim:
    """What the insurer knew (claim.json), with the moment of receipt filled in."""
    return known_claim(store, get_row(session, actor, claim_id))


def read_clock(store: Store, session: Session, actor: Actor, claim_id: str) -> Clock:
    """The due dates as they are now, with every pause."""
    row = get_row(session, actor, claim_id)
    return store.clock(known_claim(store, row), notices_of(session, row))


def list_files(session: Session, actor: Actor, claim_id: str) -> tuple[FileEntry, ...]:
    """Every file that arrived, in order."""
    row = get_row(session, actor, claim_id)
    query = (
        select(Content, Round.number)
        .join(Round, Round.id == Content.round_id)
        .where(Round.claim_key == row.id, Content.kind == "input")
        .order_by(Content.id)
    )
    return tuple(FileEntry(number, f.name, f.sha256, f.size) for f, number in session.execute(query))


def read_file(store: Store, session: Session, actor: Actor, claim_id: str, sha256: str) -> bytes:
    """The content of a file of the claim, as it arrived."""
    actor.require("see_pages")
    return _read_content(store, session, actor, claim_id, kind="input", sha256=sha256)


def _read_content(store: Store, session: Session, actor: Actor, claim_id: str, *, kind: str, sha256: str) -> bytes:
    row = get_row(session, actor, claim_id)
    query = select(Content.id).join(Round, Round.id == Content.round_id)
    if session.scalar(query.where(Round.claim_key == row.id, Content.kind == kind, Content.sha256 == sha256)) is None:
        raise NotFound(f"claim {claim_id} has no such {kind}")
    return store.vault.get(actor.organisation_id, sha256)


def list_rounds(session: Session, actor: Actor, claim_id: str) -> tuple[Round, ...]:
    """The rounds of a claim, first one first."""
    row = get_row(session, actor, claim_id)
    return tuple(session.scalars(select(Round).where(Round.claim_key == row.id).order_by(Round.number)))


def list_notices(session: Session, actor: Actor, claim_id: str) -> tuple[SentNotice, ...]:
    """The notices sent, first one first."""
    return tuple(_present_notice(notice) for notice in notices_of(session, get_row(session, actor, claim_id)))


def open_claim(session: Session, actor: Actor, claim_id: str, *, now: datetime) -> ClaimRow:
    """A person looks at the claim: noted in the audit trail; a complete claim is in review from now on."""
    row = get_row(session, actor, claim_id)
    note_by(session, actor, "read_claim", claim_id, at=now, round=row.reviewed_round)
    if row.status == "complete" and actor.may("decide"):
        record_event(session, row, "in_review", at=now)
    return row


def assign(session: Session, actor: Actor, claim_id: str, account_id: int | None, *, now: datetime) -> None:
    """Give a claim to a colleague, take it, or put it back (None). Reviewers may only take and put back their own.

    Raises:
        Conflict: somebody else has it, and the role may not assign.
    """
    actor.require("decide")
    row = get_row(session, actor, claim_id)
    theirs = {row.assigned_to, account_id} - {None, actor.account_id}
    if theirs:
        if not actor.may("assign"):
            raise Conflict(f"claim {claim_id} is with a colleague", remedy="Ask a supervisor to assign it.")
        _check_colleague(session, actor, account_id)
    row.assigned_to = account_id
    note_by(session, actor, "assigned", claim_id, at=now, account=account_id or 0)


def send_notice(
    session: Session,
    actor: Actor,
    claim_id: str,
    *,
    text: str,
    fingerprint: str,
    item_ids: Sequence[str],
    edited: bool,
    now: datetime,
) -> SentNotice:
    """Note that the round's one notice was sent. The clock pauses on proved delivery only (`confirm_delivery`).

    Raises:
        Conflict: the round's notice was sent already, or the claim waits for its review or is decided.
    """
    actor.require("decide")
    row = get_row(session, actor, claim_id)
    if row.stage != "desk":
        raise Conflict(
            f"claim {claim_id} is {row.status}", remedy="A notice goes out once per round, after its review."
        )
    notice = NoticeRow(
        claim_key=row.id,
        round=row.round,
        text=text,
        fingerprint=fingerprint,
        item_ids=list(item_ids),
        edited=edited,
        sent_by=actor.person,
        sent_at=now,
    )
    session.add(notice)
    append_evidence(session, row, "notice", {"round": row.round, "sha256": _sha256(text), "gaps": fingerprint})
    record_event(session, row, "supplement_sent", at=now, items=list(item_ids))
    note_by(session, actor, "notice_sent", claim_id, at=now, round=row.round)
    return _present_notice(notice)


def confirm_delivery(
    store: Store, session: Session, actor: Actor, claim_id: str, *, delivered_at: datetime, now: datetime
) -> None:
    """The notice reached the claimant (解释(二) 15): the statutory clock pauses from that moment.

    Raises:
        Conflict: no notice is outstanding, or it was confirmed already.
    """
    actor.require("submit")
    row = get_row(session, actor, claim_id)
    waiting = (NoticeRow.claim_key == row.id) & NoticeRow.delivered_at.is_(None) & NoticeRow.answered_at.is_(None)
    notice = session.scalar(select(NoticeRow).where(waiting))
    if notice is None:
        raise Conflict(f"claim {claim_id} has no notice on its way", remedy="Send the notice first.")
    if delivered_at < notice.sent_at or delivered_at > now:
        raise UsageError("a notice arrives after it was sent and not in the future", remedy="Check the moment.")
    notice.delivered_at = delivered_at
    session.flush()
    renew_clock(store, session, row)
    append_evidence(session, row, "delivery", {"round": notice.round, "at": delivered_at.isoformat()})
    record_event(session, row, "clock_paused", at=now, delivered_at=delivered_at.isoformat())
    note_by(session, actor, "delivery_confirmed", claim_id, at=now, round=notice.round)


def decide(session: Session, actor: Actor, claim_id: str, outcome: Outcome, *, reason: str = "", now: datetime) -> None:
    """A person is done with the claim and hands it on. Possible in every stage: the machine never holds a claim up.

    Raises:
        Conflict: it is decided already.
    """
    actor.require("decide")
    row = get_row(session, actor, claim_id)
    if row.decided_at is not None:
        raise Conflict(f"claim {claim_id} is decided", remedy="Reopen it first.")
    row.decided_at = now
    place_in_queue(row)
    facts = {"outcome": outcome, "account": actor.person, "reason": _sha256(reason), "at": now.isoformat()}
    append_evidence(session, row, "decided", facts)
    record_event(session, row, "decided", at=now, outcome=outcome)
    note_by(session, actor, "decided", claim_id, at=now, outcome=outcome)


def reopen(session: Session, actor: Actor, claim_id: str, *, now: datetime) -> None:
    """Take a decision back: the claim returns to the desk."""
    actor.require("decide")
    row = get_row(session, actor, claim_id)
    if row.decided_at is None:
        raise Conflict(f"claim {claim_id} is not decided", remedy="There is nothing to reopen.")
    row.decided_at = None
    place_in_queue(row)
    append_evidence(session, row, "reopened", {"account": actor.person, "at": now.isoformat()})
    record_event(session, row, "in_review", at=now)
    note_by(session, actor, "reopened", claim_id, at=now)


def _reviewed(session: Session, actor: Actor, claim_id: str, number: int | None) -> Round:
    row = get_row(session, actor, claim_id)
    wanted = (Round.claim_key == row.id) & (Round.number == (number or row.reviewed_round))
    entry = session.scalar(select(Round).where(wanted, Round.report.is_not(None)))
    if entry is None:
        raise NotFound(f"claim {claim_id} is not reviewed yet", remedy="Ask again when it is read.")
    return entry


def _present_notice(row: NoticeRow) -> SentNotice:
    return SentNotice(
        row.round,
        row.text,
        row.fingerprint,
        tuple(row.item_ids),
        row.edited,
        row.sent_at,
        row.delivered_at,
        row.answered_at,
    )


def _check_colleague(session: Session, actor: Actor, account_id: int | None) -> None:
    if account_id is not None:
        account = session.get(Account, account_id)
        if account is None or account.organisation_id != actor.organisation_id or not account.active:
            raise NotFound(f"no account {account_id}")
        if account.role not in DECIDERS:
            raise Conflict(f"account {account_id} settles no claims", remedy="Choose a reviewer or a supervisor.")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
