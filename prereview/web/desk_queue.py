"""The queue: what to open next, by urgency, with filters and search; and the progress of what is being read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from prereview.errors import UsageError
from prereview.reporting.field_labels import LINES
from prereview.store import Actor, QueueFilter, Stage
from prereview.store.accounts import list_colleagues
from prereview.store.queue import Light, count_lights, count_stages, list_queue, next_claims, read_progress
from prereview.web.pages import page
from prereview.web.signing import Person
from prereview.web.site import OnSite, Site

routes = APIRouter(prefix="/desk")
_STAGES: tuple[Stage, ...] = ("desk", "claimant", "reading", "done")
_ROWS = 50


@routes.get("")
def show_queue(
    site: OnSite,
    request: Request,
    signed: Person,
    stage: str = "desk",
    line: str = "",
    route: str = "",
    light: str = "",
    whose: Annotated[str, Query(max_length=18)] = "",
    item: Annotated[str, Query(max_length=100)] = "",
    search: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """The queue, or only its rows where htmx asks for them."""
    asked = {"stage": stage, "line": line, "route": route, "light": light, "whose": whose, "item": item}
    asked |= {"search": search}
    wanted = read_filter(asked, signed.actor)
    with site.store.reading() as session:
        found = list_queue(session, signed.actor, wanted, now=site.now(), after=after, limit=_ROWS)
        part = "rows.html.j2" if request.headers.get("HX-Request") else "queue.html.j2"
        state = _state(site, session, signed.actor) if part == "queue.html.j2" else {}
    kept = urlencode({name: value for name, value in asked.items() if value})
    return page(site, request, part, signed=signed, found=found, asked=asked, kept=kept, **state)


@routes.get("/progress")
def show_progress(site: OnSite, request: Request, signed: Person) -> HTMLResponse:
    """How far the machine is; asked every two seconds while something is being read."""
    with site.store.reading() as session:
        return page(site, request, "progress.html.j2", signed=signed, progress=read_progress(session, signed.actor))


@routes.get("/next")
def open_next(site: OnSite, signed: Person, after: str = "") -> Response:
    """The most urgent claim that nobody else has, other than the one just left."""
    with site.store.reading() as session:
        found = [name for name in next_claims(session, signed.actor, now=site.now(), limit=2) if name != after]
    return RedirectResponse(claim_address(found[0]) if found else "/desk", 303)


def read_filter(asked: Mapping[str, str], actor: Actor) -> QueueFilter:
    """The filter behind the form's fields.

    Raises:
        UsageError: a field has a value it cannot have.
    """
    values: dict[str, Any] = {name: asked[name] or None for name in ("line", "route", "light", "item")}
    whose = asked["whose"]
    values |= {"unassigned": whose == "nobody"}
    values |= {"assigned_to": actor.account_id if whose == "mine" else None if whose in ("", "nobody") else whose}
    try:
        return QueueFilter(**values, stage=asked["stage"], search=asked["search"])
    except ValueError as error:
        raise UsageError("this is no filter of the queue", remedy="Choose from the lists.") from error


def claim_address(claim_id: str) -> str:
    """Where a claim is on the desk; numbers may hold any character but slashes."""
    return f"/desk/claims/{quote(claim_id, safe='')}"


def _state(site: Site, session: Session, actor: Actor) -> dict[str, Any]:
    lights: Mapping[Light, int] = count_lights(session, actor, now=site.now())
    return {
        "stages": count_stages(session, actor),
        "stage_names": _STAGES,
        "lights": lights,
        "lines": LINES,
        "colleagues": list_colleagues(session, actor) if actor.may("assign") else (),
        "progress": read_progress(session, actor),
    }
