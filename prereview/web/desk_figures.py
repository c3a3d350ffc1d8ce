"""What a supervisor watches: workload, lights, one-shot rate, where papers come back, overturned flags."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from prereview.store.audit import read_audit
from prereview.store.statistics import read_figures
from prereview.web.pages import page
from prereview.web.signing import Person
from prereview.web.site import OnSite

routes = APIRouter(prefix="/desk")


@routes.get("/figures")
def show_figures(
    site: OnSite, request: Request, signed: Person, days: Annotated[int, Query(ge=1, le=3660)] = 30
) -> HTMLResponse:
    """The figures of so many days."""
    now = site.now()
    with site.store.reading() as session:
        figures = read_figures(session, signed.actor, since=now - timedelta(days=days), now=now)
    return page(site, request, "figures.html.j2", signed=signed, figures=figures, days=days)


@routes.get("/audit")
def show_audit(
    site: OnSite,
    request: Request,
    signed: Person,
    claim_id: Annotated[str, Query(max_length=100)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> HTMLResponse:
    """Who saw or did what."""
    with site.store.reading() as session:
        lines = read_audit(session, signed.actor, claim_id=claim_id or None, before=before, limit=100)
    return page(site, request, "audit.html.j2", signed=signed, lines=lines, claim_id=claim_id)
