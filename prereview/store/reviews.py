"""What the workers do with the store: rounds that wait, pages read, the one report of each round."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from prereview.report import Report
from prereview.store.claims import PAGES, PageRecord
from prereview.store.database import Store
from prereview.store.events import record_event
from prereview.store.evidence import append_evidence
from prereview.store.intake import renew_clock
from prereview.store.tables import ClaimRow, Content, Invoice, Round
from prereview.verdicts import fingerprint_report


@dataclass(frozen=True, slots=True)
class RoundOf:
    """A round and whose it is."""

    round_id: int
    organisation_id: int
    claim_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a worker hands in for a round."""

    report: Report
    pages: Sequence[PageRecord]
    late_asks: Sequence[str] = ()
    blind: bool = False


def waiting_rounds(session: Session, *, after: int = 0, limit: int = 500) -> tuple[RoundOf, ...]:
    """Rounds without a report, oldest first. They are the outbox of the work queue: none can be forgotten."""
    query = (
        select(Round, ClaimRow)
        .join(ClaimRow, ClaimRow.id == Round.claim_key)
        .where(Round.reviewed_at.is_(None), Round.id > after, ClaimRow.erased_at.is_(None))
        .order_by(Round.id)
        .limit(limit)
    )
    return tuple(
        RoundOf(entry.id, entry.organisation_id, row.claim_id, entry.number) for entry, row in session.execute(query)
    )


def backlog(session: Session, *, now: datetime) -> tuple[int, float]:
    """How many rounds wait, and for how many seconds the oldest has."""
    query = select(func.count(), func.min(Round.received_at)).where(Round.reviewed_at.is_(None))
    count, oldest = session.execute(query).one()
    return count, (now - oldest).total_seconds() if oldest else 0.0


def round_of(store: Store, round_id: int) -> RoundOf:
    """A round by its id."""
    with store.reading() as session:
        entry = session.get_one(Round, round_id)
        claim_id = session.get_one(ClaimRow, entry.claim_key).claim_id
        return RoundOf(entry.id, entry.organisation_id, claim_id, entry.number)


def lay_out(store: Store, round_id: int, folder: Path) -> Path:
    """Put the submission of a round (every file so far, and claim.json) into a folder, as ingestion expects it."""
    with store.reading() as session:
        entry = session.get_one(Round, round_id)
        row = session.get_one(ClaimRow, entry.claim_key)
        rounds = select(Round.id).where(Round.claim_key == row.id, Round.number <= entry.number)
        query = (
            select(Content, Round.number)
            .join(Round, Round.id == Content.round_id)
            .where(Content.round_id.in_(rounds), Content.kind == "input")
            .order_by(Content.id)
        )
        files = [(file, number) for file, number in session.execute(query)]
    target = folder / row.claim_id
    for file, number in files:
        # Two rounds may use one name; the later file then stands in a folder of its round.
        name = target / file.name
        place = target / f"round-{number}" / file.name if name.exists() else name
        store.vault.materialise(row.organisation_id, file.sha256, place)
    (target / "claim.json").unlink(missing_ok=True)
    (target / "claim.json").write_bytes(store.vault.get(row.organisation_id, row.known or ""))
    return target


def note_pages(session: Session, round_id: int, *, total: int | None = None, read: int | None = None) -> None:
    """Keep the progress of a round for the desk."""
    values = {"pages_total": total, "pages_read": read}
    given = {name: value for name, value in values.items() if value is not None}
    session.execute(update(Round).where(Round.id == round_id).values(**given))


def save_review(store: Store, round_id: int, reviewed: Reviewed, *, now: datetime) -> bool:
    """Keep the report of a round; True if it was the first. A second one (a repeat after a kill) changes nothing."""
    with store.reading() as session:
        organisation = session.get_one(Round, round_id).organisation_id
    report = store.vault.put(organisation, reviewed.report.model_dump_json().encode())
    pages = store.vault.put(organisation, PAGES.dump_json(tuple(reviewed.pages)))
    with store.writing() as session:
        mine = update(Round).where(Round.id == round_id, Round.reviewed_at.is_(None))
        taken = session.execute(
            mine.values(
                reviewed_at=now,
                report=report,
                pages=pages,
                fingerprint=fingerprint_report(reviewed.report),
                seconds=reviewed.report.provenance.seconds,
                pages_total=len(reviewed.pages),
                pages_read=len(reviewed.pages),
                late_asks=list(reviewed.late_asks),
            ).returning(Round.id)
        )
        if taken.first() is None:
            return False
        entry = session.get_one(Round, round_id)
        row = session.get_one(ClaimRow, entry.claim_key)
        _add_contents(session, entry, reviewed)
        _add_evidence(session, row, entry, reviewed)
        if entry.number > row.reviewed_round:
            row.reviewed_round = entry.number
            _show(store, session, row, reviewed, now)
        return True


def shared_invoices(store: Store, round_id: int, report: Report) -> Mapping[str, str]:
    """Invoices of the report that another claim of the organisation showed before: code:number → that claim (D10)."""
    numbers = _invoices(report)
    with store.reading() as session:
        entry = session.get_one(Round, round_id)
        query = select(Invoice).where(
            Invoice.organisation_id == entry.organisation_id,
            Invoice.number.in_(numbers),
            Invoice.claim_id != report.claim_id,
        )
        return {found.number: found.claim_id for found in session.scalars(query.order_by(Invoice.claim_id.desc()))}


def earlier_report(store: Store, round_id: int) -> tuple[Report, tuple[str, ...]] | None:
    """The report of the round before, and the names of the files it knew; None for a first round."""
    with store.reading() as session:
        entry = session.get_one(Round, round_id)
        before = (Round.claim_key == entry.claim_key) & (Round.number < entry.number) & Round.report.is_not(None)
        last = session.scalar(select(Round).where(before).order_by(Round.number.desc()).limit(1))
        if last is None:
            return None
        report = Report.model_validate_json(store.vault.get(last.organisation_id, last.report or ""))
    return report, tuple(given.file for given in report.provenance.inputs)


def _add_evidence(session: Session, row: ClaimRow, entry: Round, reviewed: Reviewed) -> None:
    for index, page in enumerate(reviewed.pages):
        text = hashlib.sha256(page.page.text.encode()).hexdigest()
        append_evidence(session, row, "page_text", {"round": entry.number, "index": index, "sha256": text})
    models = {model.name: f"{model.version} {model.sha256}" for model in reviewed.report.provenance.models}
    package = {"package": reviewed.report.provenance.package_version}
    names = {"sha256": entry.report, "fingerprint": entry.fingerprint}
    append_evidence(session, row, "report", {"round": entry.number, **names, **package, **models})


def _add_contents(session: Session, entry: Round, reviewed: Reviewed) -> None:
    used = [("report", "report.json", entry.report), ("pages", "pages.json", entry.pages)]
    used += [("picture", f"{p.page.file}:{p.page.number}", p.picture) for p in reviewed.pages]
    session.add_all(
        Content(round_id=entry.id, kind=kind, name=name[:500], sha256=sha256, size=0)
        for kind, name, sha256 in used
        if sha256
    )


def _show(store: Store, session: Session, row: ClaimRow, reviewed: Reviewed, now: datetime) -> None:
    """Bring the queue up to date and say what happened."""
    report = reviewed.report
    row.line = report.line
    row.route = report.route
    row.flagged = bool(report.preexisting and report.preexisting.flag_preexisting)
    row.attention = report.scores.attention or 0.0
    row.gaps = [item.id for item in report.items if item.state in ("missing", "present_unusable")]
    row.blind = reviewed.blind
    facts = {fact.name: fact.value for document in report.documents for fact in document.facts}
    row.hospital = facts.get("hospital", row.hospital)
    row.insured_name = row.insured_name or facts.get("name")
    for number in _invoices(report):
        session.merge(Invoice(organisation_id=row.organisation_id, number=number, claim_id=row.claim_id))
    if row.decided_at is not None:
        return  # a person was faster; the report is kept, the claim stays decided
    renew_clock(store, session, row)
    record_event(session, row, "read", at=now, pages=len(reviewed.pages))
    if report.route in ("complete", "fast_track_candidate"):
        record_event(session, row, "complete", at=now)
    else:
        record_event(session, row, "in_review", at=now)


def _invoices(report: Report) -> set[str]:
    found = set()
    for document in report.documents:
        facts = {fact.name: fact.value for fact in document.facts}
        if "invoice_code" in facts and "invoice_number" in facts:
            found.add(f"{facts['invoice_code']}:{facts['invoice_number']}"[:80])
    return found
