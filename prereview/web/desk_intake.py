"""Bringing papers in from the desk: one claim, or an inbox with a folder or zip per claim."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse

from prereview.errors import Conflict, InputError
from prereview.service import submit
from prereview.store import Actor, Incoming, Receipt
from prereview.web.pages import page
from prereview.web.signing import Person, Sender
from prereview.web.site import OnSite, Site
from prereview.web.uploads import received, split_inbox

log = logging.getLogger(__name__)
routes = APIRouter(prefix="/desk/intake")


@routes.get("")
def show_intake(site: OnSite, request: Request, signed: Person) -> HTMLResponse:
    """The form."""
    signed.actor.require("submit")
    return page(site, request, "intake.html.j2", signed=signed, receipts=None, problems=())


@routes.post("")
def take_in(
    site: OnSite,
    request: Request,
    signed: Sender,
    files: Annotated[list[UploadFile], File()],
    kind: Annotated[Literal["claim", "inbox"], Form()] = "inbox",
) -> HTMLResponse:
    """Accept what can be accepted and name what cannot; accepting twice changes nothing."""
    signed.actor.require("submit")
    with received(files) as incoming:
        submissions = split_inbox(incoming, site.settings.limits) if kind == "inbox" else [incoming]
        receipts, problems = _accept(site, signed.actor, submissions)
    return page(site, request, "intake.html.j2", signed=signed, receipts=receipts, problems=problems)


def _accept(
    site: Site, actor: Actor, submissions: Sequence[Sequence[Incoming]]
) -> tuple[list[Receipt], list[tuple[str, str]]]:
    receipts, problems = [], []
    for number, files in enumerate(submissions, start=1):
        try:
            receipts.append(submit(site.service, actor, files, source="desk", now=site.now()))
        except (InputError, Conflict) as error:
            log.warning("submission %d of %d not taken in: %s", number, len(submissions), type(error).__name__)
            problems.append((files[0].name, str(error)))
    return receipts, problems
