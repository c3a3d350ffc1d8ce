"""How the service itself is: alive, ready, and counted. Nothing here speaks of a claim or a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from prereview.documents import Record
from prereview.errors import PrereviewError
from prereview.store import Store
from prereview.web.signing import Caller

routes = APIRouter(tags=["state"])


class Health(Protocol):
    """What a load balancer wants to know; `model_dump_json` says more."""

    @property
    def ready(self) -> bool:
        """Whether submissions will be accepted."""

    def model_dump_json(self) -> str:
        """Everything known, as JSON."""


HealthOf = Callable[[], Health]


class StoreHealth(Record):
    """The state of a desk whose workers run elsewhere."""

    database: bool

    @property
    def ready(self) -> bool:
        """Whether submissions will be accepted."""
        return self.database


def store_only(store: Store) -> HealthOf:
    """The health of a process that only serves pages."""

    def health() -> StoreHealth:
        try:
            store.check()
        except PrereviewError:
            return StoreHealth(database=False)
        return StoreHealth(database=True)

    return health


@routes.get("/health/live")
def is_alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@routes.get("/health/ready")
def is_ready(request: Request) -> Response:
    """Whether submissions will be accepted now: 200, else 503."""
    health = request.app.state.health()
    return Response(health.model_dump_json(), 200 if health.ready else 503, media_type="application/json")


@routes.get("/metrics", response_class=Response)
def get_metrics(request: Request, caller: Caller) -> Response:
    """Counters for Prometheus; any API key may ask."""
    request.app.state.health()  # brings the gauges up to date
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
