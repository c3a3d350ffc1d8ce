"""The application: routes, errors, shield. `create_app` takes an open service and holds nothing global."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from prereview.service import Service
from prereview.version import __version__
from prereview.web import (
    api_claims,
    api_people,
    api_work,
    desk_claim,
    desk_figures,
    desk_intake,
    desk_people,
    desk_queue,
    desk_work,
    problems,
    sign_in,
    state,
)
from prereview.web.budget import Budget
from prereview.web.oidc import Provider, provider_of
from prereview.web.pages import environment
from prereview.web.shield import Shield
from prereview.web.site import Site, utc_now
from prereview.web.state import HealthOf, store_only

_ABOUT = """Pre-review of insurance claims: send papers, get a report that recommends and shows its evidence.
Authenticate with an API key (`Authorization: Bearer prv_…`). Errors are problem+json (RFC 9457).
The product recommends; a person decides."""


def create_app(
    service: Service,
    *,
    health: HealthOf | None = None,
    now: Callable[[], datetime] = utc_now,
    provider: Provider | None = None,
) -> FastAPI:
    """The HTTP API and the review desk of a service.

    Args:
        service: an open workspace (`open_service`).
        health: says how the workers are, where they run in this process.
        now: the clock; tests give their own.
        provider: an OpenID provider; by default the one of the settings, if any.
    """
    options = service.settings.service
    app = FastAPI(
        title="prereview",
        version=__version__,
        description=_ABOUT,
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses=problems.PROBLEMS,
    )
    app.state.site = Site(
        service=service,
        pages=environment(),
        budget=Budget(options.calls_per_minute, options.sign_ins_per_minute),
        now=now,
        provider=provider or provider_of(options),
    )
    app.state.health = health or store_only(service.store)
    for api in (api_claims, api_work, api_people, state):
        app.include_router(api.routes)
    for desk in (sign_in, desk_queue, desk_claim, desk_work, desk_intake, desk_figures, desk_people):
        app.include_router(desk.routes, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    problems.install(app)
    app.add_middleware(Shield, max_bytes=options.max_upload_bytes, https=options.public_url.startswith("https:"))
    return app
