"""Accounts and API keys, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from prereview.store import ROLES, Role
from prereview.store import accounts as held
from prereview.web.pages import page
from prereview.web.signing import Person, Sender, Signed
from prereview.web.site import OnSite, Site

routes = APIRouter(prefix="/desk/people")


@routes.get("")
def show_people(site: OnSite, request: Request, signed: Person) -> HTMLResponse:
    """Everybody of the organisation, and the keys of its services."""
    return _people(site, request, signed)


@routes.post("")
def add_person(
    site: OnSite,
    signed: Sender,
    login: Annotated[str, Form(min_length=1, max_length=100, pattern=r"^\S+$")],
    name: Annotated[str, Form(min_length=1, max_length=100)],
    role: Annotated[Role, Form()],
    password: Annotated[str, Form(max_length=200)] = "",
    oidc_subject: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Add an account."""
    signed.actor.require("manage_people")
    with site.store.writing() as session:
        held.create_account(
            session,
            signed.actor.organisation_id,
            login=login,
            name=name,
            role=role,
            password=password or None,
            oidc_subject=oidc_subject or None,
            now=site.now(),
        )
    return RedirectResponse("/desk/people", 303)


@routes.post("/{account_id}")
def change_person(
    site: OnSite,
    signed: Sender,
    account_id: int,
    active: Annotated[bool | None, Form()] = None,
    role: Annotated[Role | None, Form()] = None,
    password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Close or open an account, give it another role or a new password; its sessions end."""
    with site.store.writing() as session:
        held.change_account(
            session, signed.actor, account_id, active=active, role=role, password=password or None, now=site.now()
        )
    return RedirectResponse("/desk/people", 303)


@routes.post("/{account_id}/keys")
def add_key(
    site: OnSite, request: Request, signed: Sender, account_id: int, name: Annotated[str, Form(max_length=100)]
) -> HTMLResponse:
    """Make an API key and show it, this once."""
    with site.store.writing() as session:
        key = held.create_api_key(session, signed.actor, account_id, name, now=site.now())
    return _people(site, request, signed, new_key=key)


@routes.post("/keys/{key_id}/revoke")
def revoke_key(site: OnSite, signed: Sender, key_id: int) -> Response:
    """Make a key useless."""
    with site.store.writing() as session:
        held.revoke_api_key(session, signed.actor, key_id, now=site.now())
    return RedirectResponse("/desk/people", 303)


def _people(site: Site, request: Request, signed: Signed, new_key: str | None = None) -> HTMLResponse:
    with site.store.reading() as session:
        people = held.list_accounts(session, signed.actor)
        keys = held.list_api_keys(session, signed.actor)
    return page(site, request, "people.html.j2", signed=signed, people=people, keys=keys, roles=ROLES, new_key=new_key)
