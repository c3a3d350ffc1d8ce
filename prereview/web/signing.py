"""Who is asking: API keys for services, sessions of the desk for people, and the tokens that prove a form is ours."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from prereview.store import Actor
from prereview.store.accounts import find_api_key, find_session, touch_api_key, touch_session
from prereview.web.problems import ForgedForm, NotSignedIn
from prereview.web.site import OnSite, Site

_BEARER = HTTPBearer(auto_error=False, description="An API key of the service: `prv_…`")


@dataclass(frozen=True, slots=True)
class Signed:
    """A person at the desk: who, their session's CSRF token, and the language they read."""

    actor: Actor
    csrf: str

    @property
    def lang(self) -> str:
        """Zh or en."""
        return self.actor.language


def session_cookie(site: Site) -> str:
    """Name of the cookie. The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis 4.1.3)."""
    return "__Host-prereview" if uses_https(site) else "prereview"


def uses_https(site: Site) -> bool:
    """Whether people reach the desk by https."""
    return site.options.public_url.startswith("https:")


def keep_session(site: Site, response: Response, token: str) -> None:
    """Put the session into the browser: out of reach of scripts, never sent along from another site."""
    response.set_cookie(session_cookie(site), token, httponly=True, secure=uses_https(site), samesite="lax", path="/")


def api_actor(
    request: Request, site: OnSite, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Actor:
    """The account behind the key of a call.

    Raises:
        NotSignedIn: no key, or none that holds.
        TooManyRequests: the account's minute is used up.
    """
    if given is None:
        raise NotSignedIn("no API key was given", remedy="Send `Authorization: Bearer prv_…`.")
    with site.store.reading() as session:
        actor = find_api_key(session, given.credentials)
    if actor is None:
        site.budget.spend_sign_in(_address(request))
        raise NotSignedIn("the API key is not known or was revoked", remedy="Ask an administrator for a new key.")
    site.budget.spend_call(f"account {actor.account_id}")
    if site.budget.is_first_in_a_minute(f"key {actor.account_id}"):
        with site.store.writing() as session:
            touch_api_key(session, given.credentials, now=site.now())
    return actor


def signed_in(request: Request, site: OnSite) -> Signed:
    """The person behind a session of the desk; unsafe requests must carry the session's token.

    Raises:
        NotSignedIn: no live session.
        ForgedForm: the token is absent or another session's.
    """
    token = request.cookies.get(session_cookie(site), "")
    with site.store.reading() as session:
        found = find_session(session, token, now=site.now()) if token else None
    if found is None:
        raise NotSignedIn("the session ended", remedy="Sign in again.")
    signed = request.state.signed = Signed(found.actor, found.csrf)  # a page of an error has its frame too
    site.budget.spend_call(f"account {found.actor.account_id}")
    if site.budget.is_first_in_a_minute(f"session {token}"):
        with site.store.writing() as session:
            touch_session(session, token, now=site.now())
    return signed


def signed_form(
    request: Request, signed: Annotated[Signed, Depends(signed_in)], csrf: Annotated[str, Form()] = ""
) -> Signed:
    """The person behind a form that our own page made.

    Raises:
        ForgedForm: the token is absent or another session's.
    """
    given = request.headers.get("x-csrf-token") or csrf
    if not hmac.compare_digest(given.encode(), signed.csrf.encode()):
        raise ForgedForm("the form does not belong to this session", remedy="Reload the page and try again.")
    return signed


def _address(request: Request) -> str:
    return request.client.host if request.client else "-"


Caller = Annotated[Actor, Depends(api_actor)]
Person = Annotated[Signed, Depends(signed_in)]
Sender = Annotated[Signed, Depends(signed_form)]
