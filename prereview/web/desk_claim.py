"""The claim screen: the pages beside the judgements. Every look at a claim's papers goes into the audit trail."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy.orm import Session

from prereview.errors import NotFound
from prereview.service import draft_notice
from prereview.store import Actor
from prereview.store import claims as held
from prereview.store.accounts import list_colleagues
from prereview.store.audit import note_by
from prereview.store.events import read_events
from prereview.store.queue import get_summary, next_claims
from prereview.store.tables import ClaimRow
from prereview.store.verdicts import list_verdicts
from prereview.web.blindness import is_hidden, shown_report
from prereview.web.claim_view import ClaimView
from prereview.web.desk_queue import claim_address
from prereview.web.pages import page
from prereview.web.signing import Person, Signed
from prereview.web.site import OnSite, Site
from prereview.web.timeline import draw_timeline

routes = APIRouter(prefix="/desk/claims")


@routes.get("/{claim_id}")
def show_claim(site: OnSite, request: Request, signed: Person, claim_id: str) -> HTMLResponse:
    """One claim, opened: noted in the audit trail, and in review from now on."""
    with site.store.writing() as session:
        row = held.open_claim(session, signed.actor, claim_id, now=site.now())
        return page(site, request, "claim.html.j2", signed=signed, **show(site, session, signed, row))


@routes.get("/{claim_id}/pages/{picture}")
def show_picture(site: OnSite, signed: Person, claim_id: str, picture: str) -> Response:
    """A page picture. It may stay in this person's browser for an hour, so that the next claim opens at once."""
    with site.store.writing() as session:
        content = held.read_picture(site.store, session, signed.actor, claim_id, picture)
        note_by(session, signed.actor, "read_page", claim_id, at=site.now(), picture=picture)
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600, immutable"})


@routes.get("/{claim_id}/files/{sha256}")
def send_file(site: OnSite, signed: Person, claim_id: str, sha256: str) -> Response:
    """A file as it arrived, to be saved: never shown as a page of ours."""
    with site.store.writing() as session:
        content = held.read_file(site.store, session, signed.actor, claim_id, sha256)
        note_by(session, signed.actor, "read_file", claim_id, at=site.now(), sha256=sha256)
    headers = {"Content-Disposition": f'attachment; filename="{sha256[:16]}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


@routes.get("/{claim_id}/ahead")
def list_ahead(site: OnSite, signed: Person, claim_id: str) -> JSONResponse:
    """Pictures of the claim this person will probably open next, so that the browser can fetch them meanwhile."""
    with site.store.reading() as session:
        ids = [i for i in next_claims(session, signed.actor, now=site.now(), limit=2) if i != claim_id]
        if not ids or not signed.actor.may("see_pages"):
            return JSONResponse([])
        try:
            records = held.read_pages(site.store, session, signed.actor, ids[0])
        except NotFound:
            return JSONResponse([])
    pictures = [f"{claim_address(ids[0])}/pages/{record.picture}" for record in records if record.picture]
    return JSONResponse(pictures[:6])


def load_view(site: Site, session: Session, actor: Actor, row: ClaimRow) -> ClaimView | None:
    """The newest report as this person may see it, with what was said about it; None before the first review."""
    if not row.reviewed_round:
        return None
    found = held.read_report(site.store, session, actor, row.claim_id)
    report = shown_report(session, actor, row.claim_id, found)
    records = held.read_pages(site.store, session, actor, row.claim_id) if actor.may("see_pages") else ()
    verdicts = list_verdicts(session, actor, row.claim_id)
    said = {(one.subject, one.subject_id): one for one in verdicts}
    notice = draft_notice(report, verdicts, site.settings)
    return ClaimView(report, records, said, notice, hidden=is_hidden(session, actor, row.claim_id))


def show(site: Site, session: Session, signed: Signed, row: ClaimRow) -> dict[str, Any]:
    """Everything the claim's screen, or a part of it, speaks of."""
    store, actor = site.store, signed.actor
    view = load_view(site, session, actor, row)
    claim = held.read_claim(store, session, actor, row.claim_id)
    notices = held.list_notices(session, actor, row.claim_id)
    return {
        "claim": get_summary(session, actor, row, now=site.now()),
        "known": claim,
        "address": claim_address(row.claim_id),
        "view": view,
        "clock": held.read_clock(store, session, actor, row.claim_id),
        "drawing": draw_timeline(claim, view.report) if view and not view.hidden else None,
        "notices": notices,
        "notice_sent": next((one for one in notices if one.round == row.round), None),
        "events": read_events(session, actor, claim_id=row.claim_id),
        "files": held.list_files(session, actor, row.claim_id),
        "colleagues": list_colleagues(session, actor) if actor.may("assign") else (),
    }
