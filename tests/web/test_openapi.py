"""Schemathesis throws generated calls at every operation: none is answered with a 5xx."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings

from tests.web.conftest import Clock, fixture_files
from tests.web.stand_in import StandIn


@pytest.fixture
def probe(
    app: FastAPI, keys: Mapping[str, str], api: Callable[[str], TestClient], stand_in: StandIn, clock: Clock
) -> Callable[[int], int]:
    """Throw so many calls at each operation; returns the number of operations."""
    api("service").post("/api/v1/claims", files=fixture_files("C2026-000101"))
    stand_in.work_off(now=clock())
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)

    def throw(most: int) -> int:
        operations = [found.ok() for found in schema.get_all_operations()]
        for operation in operations:
            for who in ("supervisor", "admin"):
                throw_at(operation, keys[who], most)
        return len(operations)

    return throw


def throw_at(operation: schemathesis.schemas.APIOperation, key: str, most: int) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def is_answered(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code < 500, (operation.label, answer.text[:300])

    is_answered()


def test_no_call_breaks_the_service(probe: Callable[[int], int]) -> None:
    assert probe(2) > 25


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_no_call_breaks_the_service_in_a_long_run(probe: Callable[[int], int]) -> None:
    assert probe(100) > 25
