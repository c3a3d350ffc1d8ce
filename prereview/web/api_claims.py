"""The API of claims: send papers, ask how a claim stands, fetch report, notice, files and events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Header, Path, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import Field

from prereview.documents import Record
from prereview.findings import Notice
from prereview.ingestion.claim_file import parse_claim
from prereview.report import Clock, Report
from prereview.service import proposed_notice, submit, supplement
from prereview.store import ClaimEvent, ClaimSummary, QueueFilter, QueuePage, Receipt
from prereview.store import claims as held
from prereview.store.audit import note_by
from prereview.store.events import iter_events, read_events
from prereview.store.queue import get_summary, list_queue
from prereview.web import examples
from prereview.web.blindness import shown_report
from prereview.web.signing import Caller
from prereview.web.site import OnSite
from prereview.web.uploads import received

routes = APIRouter(prefix="/api/v1", tags=["claims"])

ClaimId = Annotated[str, Path(max_length=100, description="the claim's number", examples=["C2026-000101"])]
Round = Annotated[int | None, Query(ge=1, le=10_000, description="a review round; the newest when left out")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="the same call with the same key is accepted once; later ones get the first answer",
    ),
]


class Listing(QueueFilter):
    """Which claims, and which page of them."""

    search: str = Field(default="", max_length=100)
    after: str | None = Field(default=None, max_length=300, description="`after` of the page before")
    limit: int = Field(default=50, ge=1, le=500)


class ClaimState(Record):
    """How a claim stands: its place in the queue, its due dates, and the last thing that happened."""

    claim: ClaimSummary
    clock: Clock
    latest: ClaimEvent | None


class SentNotice(Record):
    """A notice that went out, and whether it arrived and was answered."""

    round: int
    text: str
    fingerprint: str
    item_ids: tuple[str, ...]
    edited: bool
    sent_at: datetime
    delivered_at: datetime | None
    answered_at: datetime | None


class Notices(Record):
    """The notice to send (the newest report's, as verdicts have changed it), and those that were sent."""

    proposed: Notice | None
    sent: tuple[SentNotice, ...]


class StoredFile(Record):
    """A file as it arrived."""

    round: int
    name: str
    sha256: str
    size: int


class Delivery(Record):
    """When the notice reached the claimant; without a moment, now."""

    delivered_at: datetime | None = Field(default=None, examples=["2026-03-03T10:00:00+08:00"])


class Events(Record):
    """Events in order; ask again with `after` set to the last cursor."""

    events: tuple[ClaimEvent, ...]
    after: int


@routes.post("/claims", status_code=201, responses=examples.ACCEPTED)
def send_claim(
    site: OnSite,
    caller: Caller,
    response: Response,
    files: Annotated[list[UploadFile], File(description="papers, or one zip; a claim.json among them counts")],
    claim: Annotated[str, Form(description="claim.json as text", examples=[examples.CLAIM])] = "",
    key: Key = None,
) -> Receipt:
    """Send a new claim. What was accepted is never lost; the review starts by itself."""
    known = parse_claim(claim.encode(), name="claim") if claim else None
    with received(files) as incoming:
        receipt = submit(site.service, caller, incoming, claim=known, key=key, now=site.now())
    return _answer(response, receipt)


@routes.post("/claims/{claim_id}/supplements", status_code=201, responses=examples.ACCEPTED)
def send_supplement(
    site: OnSite,
    caller: Caller,
    response: Response,
    claim_id: ClaimId,
    files: Annotated[list[UploadFile], File(description="the further papers")],
    key: Key = None,
) -> Receipt:
    """Send further papers: the clock runs again, and the claim is reviewed with all its papers."""
    with received(files) as incoming:
        receipt = supplement(site.service, caller, claim_id, incoming, key=key, now=site.now())
    return _answer(response, receipt)


@routes.get("/claims", responses=examples.QUEUE)
def list_claims(site: OnSite, caller: Caller, asked: Annotated[Listing, Query()]) -> QueuePage:
    """Claims in the order staff should open them, a page at a time."""
    with site.store.reading() as session:
        return list_queue(session, caller, asked, now=site.now(), after=asked.after, limit=asked.limit)


@routes.get("/claims/{claim_id}", responses=examples.STATE)
def get_claim(site: OnSite, caller: Caller, claim_id: ClaimId) -> ClaimState:
    """How a claim stands."""
    with site.store.reading() as session:
        row = held.get_row(session, caller, claim_id)
        events = read_events(session, caller, claim_id=claim_id)
        return ClaimState(
            claim=get_summary(session, caller, row, now=site.now()),
            clock=held.read_clock(site.store, session, caller, claim_id),
            latest=events[-1] if events else None,
        )


@routes.get("/claims/{claim_id}/report")
def get_report(site: OnSite, caller: Caller, claim_id: ClaimId, round: Round = None) -> Report:
    """The report of the newest review (or of a round). Numbers of persons are masked for roles without clear text."""
    with site.store.writing() as session:
        report = held.read_report(site.store, session, caller, claim_id, round=round)
        note_by(session, caller, "read_report", claim_id, at=site.now())
        return shown_report(session, caller, claim_id, report)


@routes.get("/claims/{claim_id}/notice", responses=examples.NOTICES)
def get_notice(site: OnSite, caller: Caller, claim_id: ClaimId) -> Notices:
    """The notice to send, as the verdicts given so far leave it, and those sent."""
    with site.store.reading() as session:
        row = held.get_row(session, caller, claim_id)
        proposed = proposed_notice(site.service, session, caller, claim_id) if row.reviewed_round else None
        sent = held.list_notices(session, caller, claim_id)
    return Notices(
        proposed=proposed,
        sent=tuple(SentNotice.model_validate(notice, from_attributes=True) for notice in sent),
    )


@routes.post("/claims/{claim_id}/delivery", status_code=204)
def confirm_delivery(site: OnSite, caller: Caller, claim_id: ClaimId, delivery: Delivery) -> None:
    """The notice reached the claimant: the statutory clock pauses from that moment until papers arrive."""
    now = site.now()
    with site.store.writing() as session:
        moment = delivery.delivered_at or now
        aware = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
        held.confirm_delivery(site.store, session, caller, claim_id, delivered_at=aware, now=now)


@routes.get("/claims/{claim_id}/files", responses=examples.FILES)
def list_files(site: OnSite, caller: Caller, claim_id: ClaimId) -> tuple[StoredFile, ...]:
    """Every file that arrived, in order."""
    with site.store.reading() as session:
        found = held.list_files(session, caller, claim_id)
    return tuple(StoredFile.model_validate(file, from_attributes=True) for file in found)


@routes.get("/claims/{claim_id}/files/{sha256}", response_class=Response, responses=examples.BYTES)
def get_file(
    site: OnSite, caller: Caller, claim_id: ClaimId, sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
) -> Response:
    """A file as it arrived; the reading is noted in the audit trail."""
    with site.store.writing() as session:
        content = held.read_file(site.store, session, caller, claim_id, sha256)
        note_by(session, caller, "read_file", claim_id, at=site.now(), sha256=sha256)
    headers = {"Content-Disposition": f'attachment; filename="{sha256}"'}  # never shown as a page of ours
    return Response(content, media_type="application/octet-stream", headers=headers)


@routes.get("/claims/{claim_id}/events", responses=examples.EVENTS)
def list_claim_events(
    site: OnSite, caller: Caller, claim_id: ClaimId, after: Annotated[int, Query(ge=0, le=2**62)] = 0
) -> Events:
    """What happened to a claim, each with a sentence a claimant can read."""
    with site.store.reading() as session:
        held.get_row(session, caller, claim_id)
        return _events(read_events(session, caller, claim_id=claim_id, after=after), after)


@routes.get("/events", responses=examples.EVENT_LINES)
def list_events(
    site: OnSite,
    caller: Caller,
    after: Annotated[int, Query(ge=0, le=2**62, description="the last cursor seen")] = 0,
    form: Annotated[Literal["json", "jsonl"], Query(alias="format")] = "json",
) -> Response:
    """Events of every claim behind a cursor: a page as JSON, or all of them as JSON lines."""
    caller.require("read_claims")
    if form == "jsonl":

        def lines() -> Iterator[str]:
            with site.store.reading() as session:
                for event in iter_events(session, caller, after=after):
                    yield event.model_dump_json() + "\n"

        return StreamingResponse(lines(), media_type="application/jsonl")
    with site.store.reading() as session:
        found = _events(read_events(session, caller, after=after), after)
    return Response(found.model_dump_json(), media_type="application/json")


def _events(found: tuple[ClaimEvent, ...], after: int) -> Events:
    return Events(events=found, after=found[-1].cursor if found else after)


def _answer(response: Response, receipt: Receipt) -> Receipt:
    if not receipt.created:
        response.status_code = 200
    return receipt
