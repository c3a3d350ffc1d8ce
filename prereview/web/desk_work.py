"""What a person does to a claim from its screen: verdicts, undo, the notice, the next papers, the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from prereview.calendar import CHINA
from prereview.errors import Conflict, UsageError
from prereview.service import proposed_notice, supplement
from prereview.store import claims as held
from prereview.store.claims import Outcome
from prereview.store.verdicts import undo_verdict
from prereview.verdicts import Subject
from prereview.web.desk_claim import show
from prereview.web.desk_queue import claim_address
from prereview.web.judging import Said, judge
from prereview.web.pages import page
from prereview.web.signing import Sender, Signed
from prereview.web.site import OnSite, Site
from prereview.web.uploads import received

routes = APIRouter(prefix="/desk/claims/{claim_id}")
_MOMENT = "%Y-%m-%dT%H:%M"  # what <input type="datetime-local"> sends


@routes.post("/verdicts")
def say(
    site: OnSite,
    request: Request,
    signed: Sender,
    claim_id: str,
    subject: Annotated[Subject, Form()],
    subject_id: Annotated[str, Form(max_length=100)],
    judgement: Annotated[str, Form(max_length=40)] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep a verdict; an empty judgement is "cannot tell"."""
    said = Said(subject=subject, subject_id=subject_id, judgement=judgement or None, reason=reason)
    with site.store.writing() as session:
        judge(site.store, session, signed.actor, claim_id, said, now=site.now(), source="desk")
    return _judgements(site, request, signed, claim_id, f"{subject}-{subject_id}", ahead=True)


@routes.post("/undo")
def undo(site: OnSite, request: Request, signed: Sender, claim_id: str) -> Response:
    """Take back one's last verdict."""
    with site.store.writing() as session:
        back = undo_verdict(session, signed.actor, claim_id, now=site.now())
    return _judgements(site, request, signed, claim_id, f"{back.subject}-{back.subject_id}", ahead=False)


@routes.post("/notice")
def send_notice(site: OnSite, signed: Sender, claim_id: str, text: Annotated[str, Form(max_length=20_000)]) -> Response:
    """Send the one notice of the round, in the words of the person who sends it."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise UsageError("the notice is empty", remedy="Write what the claimant should send.")
    with site.store.writing() as session:
        notice = proposed_notice(site.service, session, signed.actor, claim_id)
        if notice is None:
            raise Conflict("nothing is missing, so there is nothing to ask for")
        held.send_notice(
            session,
            signed.actor,
            claim_id,
            text=words,
            fingerprint=notice.fingerprint,
            item_ids=notice.item_ids,
            edited=words != notice.text_zh.strip(),
            now=site.now(),
        )
    return _back(claim_id, "notice")


@routes.post("/delivery")
def confirm_delivery(site: OnSite, signed: Sender, claim_id: str, at: Annotated[str, Form()] = "") -> Response:
    """The notice reached the claimant: the clock pauses."""
    now = site.now()
    try:
        moment = datetime.strptime(at, _MOMENT).replace(tzinfo=CHINA) if at else now
    except ValueError as error:
        raise UsageError("this is no moment", remedy="Choose day and time.") from error
    with site.store.writing() as session:
        held.confirm_delivery(site.store, session, signed.actor, claim_id, delivered_at=min(moment, now), now=now)
    return _back(claim_id, "notice")


@routes.post("/supplements")
def add_papers(site: OnSite, signed: Sender, claim_id: str, files: Annotated[list[UploadFile], File()]) -> Response:
    """Papers the claimant brought: the next round begins, the clock runs again."""
    with received(files) as incoming:
        supplement(site.service, signed.actor, claim_id, incoming, source="desk", now=site.now())
    return _back(claim_id)


@routes.post("/decision")
def decide(
    site: OnSite,
    signed: Sender,
    claim_id: str,
    outcome: Annotated[Outcome, Form()],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Done: hand the claim on, and open the next one."""
    with site.store.writing() as session:
        held.decide(session, signed.actor, claim_id, outcome, reason=reason, now=site.now())
    return RedirectResponse("/desk/next", 303)


@routes.post("/reopen")
def reopen(site: OnSite, signed: Sender, claim_id: str) -> Response:
    """Take the decision back."""
    with site.store.writing() as session:
        held.reopen(session, signed.actor, claim_id, now=site.now())
    return _back(claim_id)


@routes.post("/assignment")
def assign(
    site: OnSite, signed: Sender, claim_id: str, to: Annotated[str, Form(pattern=r"^\d{0,18}$")] = ""
) -> Response:
    """Take the claim, put it back (nobody named), or give it to a colleague."""
    with site.store.writing() as session:
        held.assign(session, signed.actor, claim_id, int(to) if to else None, now=site.now())
    return _back(claim_id)


def _judgements(
    site: Site, request: Request, signed: Signed, claim_id: str, key: str, *, ahead: bool
) -> HTMLResponse | RedirectResponse:
    """The list and the notice anew, with the judgement to look at next. Without scripts, the whole screen."""
    if not request.headers.get("HX-Request"):
        return _back(claim_id)
    with site.store.reading() as session:
        shown = show(site, session, signed, held.get_row(session, signed.actor, claim_id))
    chosen = shown["view"].after(key) if ahead else key
    return page(site, request, "judged.html.j2", signed=signed, chosen=chosen, **shown)


def _back(claim_id: str, section: str = "") -> RedirectResponse:
    """The claim's screen again, opened at one of its sections."""
    return RedirectResponse(claim_address(claim_id) + (f"#panel-{section}" if section else ""), 303)
