"""What every request needs: the service behind the site, the clock, the templates, the budget of calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from jinja2 import Environment

from prereview.service import Service
from prereview.settings import ServiceSettings, Settings
from prereview.store import Store
from prereview.web.budget import Budget
from prereview.web.oidc import Provider


def utc_now() -> datetime:
    """The moment, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """Made once by `create_app`; handed to every route as a dependency."""

    service: Service
    pages: Environment
    budget: Budget
    now: Callable[[], datetime]
    provider: Provider | None

    @property
    def store(self) -> Store:
        """Claims, people, verdicts."""
        return self.service.store

    @property
    def settings(self) -> Settings:
        """All settings of the program."""
        return self.service.settings

    @property
    def options(self) -> ServiceSettings:
        """Those of the service."""
        return self.service.settings.service


def site_of(request: Request) -> Site:
    """The site a request came to."""
    site: Site = request.app.state.site
    return site


OnSite = Annotated[Site, Depends(site_of)]
