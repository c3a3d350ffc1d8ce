"""Signing in and out, by password or through the company's identity provider, and the language of the desk."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from prereview.store import Actor
from prereview.store.accounts import check_password, end_session, find_oidc_account, set_language, start_session
from prereview.web.pages import page
from prereview.web.problems import NotSignedIn
from prereview.web.signing import Sender, keep_session, session_cookie, uses_https
from prereview.web.site import OnSite, Site

routes = APIRouter()
_ON_ITS_WAY = "prereview-oidc"  # what must be remembered until somebody returns from the provider


@routes.get("/")
def enter() -> Response:
    """The desk is the front page."""
    return RedirectResponse("/desk", 303)


@routes.get("/sign-in")
def show_sign_in(site: OnSite, request: Request, lang: str = "zh") -> HTMLResponse:
    """The form."""
    return _form(site, request, lang)


@routes.post("/sign-in")
def sign_in(
    site: OnSite,
    request: Request,
    login: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=200)],
    lang: Annotated[str, Form()] = "zh",
) -> Response:
    """Check login and password; a new session each time, so that none can be fixed beforehand."""
    site.budget.spend_sign_in(request.client.host if request.client else "-")
    now = site.now()
    with site.store.writing() as session:
        actor = check_password(session, login.strip(), password, now=now)
    if actor is None or actor.role == "service":
        return _form(site, request, lang, status=401, failed=True, login=login)
    return _begin(site, request, actor)


@routes.post("/sign-out")
def sign_out(site: OnSite, request: Request, signed: Sender) -> Response:
    """End the session."""
    with site.store.writing() as session:
        end_session(session, request.cookies.get(session_cookie(site), ""))
    answer = RedirectResponse("/sign-in", 303, headers={"Clear-Site-Data": '"cache", "storage"'})
    answer.delete_cookie(session_cookie(site), path="/", secure=uses_https(site), httponly=True)
    return answer


@routes.post("/language")
def choose_language(
    site: OnSite, signed: Sender, language: Annotated[str, Form()], back: Annotated[str, Form()] = "/desk"
) -> Response:
    """The language of one's own desk."""
    with site.store.writing() as session:
        set_language(session, signed.actor, language)
    # Only back to our own pages: an address with a host would make the desk a way to somewhere else.
    return RedirectResponse(back if back.startswith("/desk") and "\\" not in back else "/desk", 303)


@routes.get("/oidc/start")
def start_oidc(site: OnSite) -> Response:
    """Off to the identity provider."""
    if site.provider is None:
        raise NotSignedIn("no identity provider is set up")
    started = site.provider.start()
    answer = RedirectResponse(started.url, 303)
    kept = json.dumps({"state": started.state, "nonce": started.nonce, "verifier": started.verifier})
    answer.set_cookie(_ON_ITS_WAY, kept, max_age=600, httponly=True, samesite="lax", secure=uses_https(site))
    return answer


@routes.get("/oidc/callback")
def finish_oidc(site: OnSite, request: Request, code: str = "", state: str = "") -> Response:
    """Back from the identity provider."""
    site.budget.spend_sign_in(request.client.host if request.client else "-")
    try:
        kept = json.loads(request.cookies.get(_ON_ITS_WAY, ""))
    except ValueError:
        kept = {}
    if site.provider is None or not kept or kept.get("state") != state:
        raise NotSignedIn("this sign-in was not begun here", remedy="Sign in again.")
    subject = site.provider.finish(code, nonce=kept["nonce"], verifier=kept["verifier"])
    with site.store.reading() as session:
        actor = find_oidc_account(session, subject)
    if actor is None:
        return _form(site, request, "zh", status=401, failed=True)
    answer = _begin(site, request, actor)
    answer.delete_cookie(_ON_ITS_WAY)
    return answer


def _begin(site: Site, request: Request, actor: Actor) -> Response:
    with site.store.writing() as session:
        if before := request.cookies.get(session_cookie(site)):
            end_session(session, before)
        token, _ = start_session(session, actor, now=site.now())
    answer = RedirectResponse("/desk/people" if actor.role == "admin" else "/desk", 303)
    keep_session(site, answer, token)
    return answer


def _form(
    site: Site, request: Request, lang: str, *, status: int = 200, failed: bool = False, login: str = ""
) -> HTMLResponse:
    language = "en" if lang == "en" else "zh"
    oidc = site.provider is not None
    return page(site, request, "sign_in.html.j2", lang=language, status=status, failed=failed, login=login, oidc=oidc)
