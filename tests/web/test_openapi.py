"""Schemathesis throws generated calls at every operation: none is answered with a 5xx."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from tests.web.conftest import fixture_files

schema = schemathesis.pytest.from_fixture("described")
_QUIET = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
]


@pytest.fixture
def described(app: Any, keys: Any, api: Any, stand_in: Any, clock: Any) -> Any:
    api("service").post("/api/v1/claims", files=fixture_files("C2026-000101"))
    stand_in.work_off(now=clock())
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@schema.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=_QUIET,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
)
def test_no_call_breaks_the_service(case: Any, keys: Any) -> None:
    call(case, keys)


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=100, deadline=None, suppress_health_check=_QUIET)
def test_no_call_breaks_the_service_in_a_long_run(case: Any, keys: Any) -> None:
    call(case, keys)


def call(case: Any, keys: Any) -> None:
    for who in ("supervisor", "admin"):
        answer = case.call(headers={"Authorization": f"Bearer {keys[who]}"})
        assert answer.status_code < 500, (case.method, case.path, answer.text[:300])
