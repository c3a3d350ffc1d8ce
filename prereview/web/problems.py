"""Every error as an answer: problem+json (RFC 9457) for services, a page for people. Never a trace."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from prereview.errors import NotPermitted, PrereviewError, UsageError

log = logging.getLogger(__name__)


class NotSignedIn(UsageError):
    """Nobody is behind the call: no key, a wrong one, or a session that ended."""

    http_status = 401


class TooLarge(UsageError):
    """More bytes or files than the service takes at once."""

    http_status = 413


class TooManyRequests(UsageError):
    """More calls than the service answers in a minute."""

    http_status = 429


class ForgedForm(NotPermitted):
    """A form without the token of its session: it was not sent from our own page."""


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str = Field(default="about:blank", examples=["about:blank"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["claim C2026-000101 exists"])
    remedy: str = Field(default="", examples=["Send further papers as a supplement to it."])


#: Every route may answer with these; FastAPI shows them in the OpenAPI document.
PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}


def install(app: FastAPI) -> None:
    """Answer every error of this program and of the framework in one form."""
    app.add_exception_handler(PrereviewError, _answer_ours)
    app.add_exception_handler(DataError, _answer_data)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(Exception, _answer_unknown)


def _answer_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, PrereviewError)
    remedy = error.remedy
    detail = str(error).removesuffix(f"\n  {remedy}")
    if error.http_status >= 500:
        log.error("answered %d: %s", error.http_status, type(error).__name__)
    return answer(request, error.http_status, detail, remedy)


def _answer_data(request: Request, error: Exception) -> Response:
    # PostgreSQL keeps no zero bytes and no numbers beyond its types; whoever sends them gets an answer.
    return answer(request, 422, "a value cannot be kept", "Send plain text and numbers of ordinary size.")


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer(request, error.status_code, str(error.detail))


def _answer_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # Places and messages only: the values are the caller's and may be a claimant's.
    wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return answer(request, 422, wrong[:2000], "See the OpenAPI document at /api/openapi.json.")


def _answer_unknown(request: Request, error: Exception) -> Response:
    return answer(request, 500, "the service made a mistake", "Try again; the log names the error.")


def answer(request: Request, status: int, detail: str, remedy: str = "") -> Response:
    """The error in the form the caller reads."""
    if request.url.path.startswith(("/api", "/health", "/metrics")):
        problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, remedy=remedy)
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {"Retry-After": "60"} if status == 429 else {}
        return JSONResponse(problem.model_dump(), status, headers, media_type="application/problem+json")
    if status == 401:
        return _to_sign_in(request)
    signed = getattr(request.state, "signed", None)
    part = "problem.html.j2" if request.headers.get("HX-Request") else "problem_page.html.j2"
    told = {"status": status, "detail": detail, "remedy": remedy}
    text = request.app.state.site.pages.get_template(part).render(
        **told, lang=signed.lang if signed else "zh", signed=signed, path=request.url.path
    )
    return HTMLResponse(text, status, headers={"HX-Retarget": "#alert", "HX-Reswap": "innerHTML"})


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("HX-Request"):
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse("/sign-in", 303)
