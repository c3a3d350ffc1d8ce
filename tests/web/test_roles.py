"""Who may do what: every route with every role, and nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from prereview.store import PERMISSIONS
from tests.web.conftest import Desk, fixture_files
from tests.web.stand_in import INBOX

CLAIM = "C2026-000101"
NO_SHA = "0" * 64
FILES = [("files", ("a.txt", b"a"))]
SAID = {"subject": "route", "subject_id": "route", "judgement": "supplement"}
ACCOUNT = {"login": "new", "name": "新人", "role": "reviewer", "password": "correct horse battery"}

#: What each route needs, and a call it understands. None: open to everybody.
API: dict[tuple[str, str], tuple[str | None, dict[str, Any]]] = {
    ("POST", "/api/v1/claims"): ("submit", {"files": FILES}),
    ("POST", "/api/v1/claims/{claim_id}/supplements"): ("submit", {"files": FILES}),
    ("GET", "/api/v1/claims"): ("read_claims", {}),
    ("GET", "/api/v1/claims/{claim_id}"): ("read_claims", {}),
    ("GET", "/api/v1/claims/{claim_id}/report"): ("read_claims", {}),
    ("GET", "/api/v1/claims/{claim_id}/notice"): ("read_claims", {}),
    ("POST", "/api/v1/claims/{claim_id}/delivery"): ("submit", {"json": {}}),
    ("GET", "/api/v1/claims/{claim_id}/files"): ("read_claims", {}),
    ("GET", "/api/v1/claims/{claim_id}/files/{sha256}"): ("see_pages", {}),
    ("GET", "/api/v1/claims/{claim_id}/events"): ("read_claims", {}),
    ("GET", "/api/v1/events"): ("read_claims", {}),
    ("GET", "/api/v1/claims/{claim_id}/verdicts"): ("read_claims", {}),
    ("POST", "/api/v1/claims/{claim_id}/verdicts"): ("decide", {"json": SAID}),
    ("DELETE", "/api/v1/claims/{claim_id}/verdicts/last"): ("decide", {}),
    ("POST", "/api/v1/claims/{claim_id}/decision"): ("decide", {"json": {"outcome": "to_settlement"}}),
    ("DELETE", "/api/v1/claims/{claim_id}/decision"): ("decide", {}),
    ("PUT", "/api/v1/claims/{claim_id}/assignment"): ("decide", {"json": {"account_id": None}}),
    ("GET", "/api/v1/figures"): ("see_statistics", {}),
    ("GET", "/api/v1/audit"): ("see_audit", {}),
    ("GET", "/api/v1/accounts"): ("manage_people", {}),
    ("POST", "/api/v1/accounts"): ("manage_people", {"json": ACCOUNT}),
    ("PATCH", "/api/v1/accounts/{account_id}"): ("manage_people", {"json": {}}),
    ("GET", "/api/v1/keys"): ("manage_people", {}),
    ("POST", "/api/v1/keys"): ("manage_people", {"json": {"account_id": 999, "name": "k"}}),
    ("DELETE", "/api/v1/keys/{key_id}"): ("manage_people", {}),
    ("GET", "/api/v1/webhooks"): ("manage_webhooks", {}),
    ("POST", "/api/v1/webhooks"): ("manage_webhooks", {"json": {"url": "https://example.com/hook"}}),
    ("DELETE", "/api/v1/webhooks/{webhook_id}"): ("manage_webhooks", {}),
    ("GET", "/metrics"): ("read_claims", {}),
    ("GET", "/health/live"): (None, {}),
    ("GET", "/health/ready"): (None, {}),
}
DESK: dict[tuple[str, str], tuple[str | None, dict[str, Any]]] = {
    ("GET", "/desk"): ("read_claims", {}),
    ("GET", "/desk/progress"): ("read_claims", {}),
    ("GET", "/desk/next"): ("read_claims", {}),
    ("GET", "/desk/claims/{claim_id}"): ("read_claims", {}),
    ("GET", "/desk/claims/{claim_id}/ahead"): ("read_claims", {}),
    ("GET", "/desk/claims/{claim_id}/pages/{picture}"): ("see_pages", {}),
    ("GET", "/desk/claims/{claim_id}/files/{sha256}"): ("see_pages", {}),
    ("POST", "/desk/claims/{claim_id}/verdicts"): ("decide", {"data": SAID}),
    ("POST", "/desk/claims/{claim_id}/undo"): ("decide", {}),
    ("POST", "/desk/claims/{claim_id}/notice"): ("decide", {"data": {"text": "请补交发票"}}),
    ("POST", "/desk/claims/{claim_id}/delivery"): ("submit", {}),
    ("POST", "/desk/claims/{claim_id}/supplements"): ("submit", {"files": FILES}),
    ("POST", "/desk/claims/{claim_id}/decision"): ("decide", {"data": {"outcome": "to_settlement"}}),
    ("POST", "/desk/claims/{claim_id}/reopen"): ("decide", {}),
    ("POST", "/desk/claims/{claim_id}/assignment"): ("decide", {"data": {"to": ""}}),
    ("GET", "/desk/intake"): ("submit", {}),
    ("POST", "/desk/intake"): ("submit", {"files": FILES, "data": {"kind": "claim"}}),
    ("GET", "/desk/figures"): ("see_statistics", {}),
    ("GET", "/desk/audit"): ("see_audit", {}),
    ("GET", "/desk/people"): ("manage_people", {}),
    ("POST", "/desk/people"): ("manage_people", {"data": ACCOUNT}),
    ("POST", "/desk/people/{account_id}"): ("manage_people", {"data": {"active": "false"}}),
    ("POST", "/desk/people/{account_id}/keys"): ("manage_people", {"data": {"name": "k"}}),
    ("POST", "/desk/people/keys/{key_id}/revoke"): ("manage_people", {}),
}
SIGNING = {"/", "/sign-in", "/sign-out", "/language", "/oidc/start", "/oidc/callback"}


def routes_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    for route in all_routes(app.routes):
        yield from ((method, route.path) for method in route.methods)


def all_routes(routes: Any) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):  # newer FastAPI keeps an included router whole
            yield from all_routes(route.original_router.routes)


def place(path: str) -> str:
    fixed = path.replace("{claim_id}", CLAIM).replace("{sha256}", NO_SHA).replace("{picture}", NO_SHA)
    return re.sub(r"{\w+}", "999", fixed)


@pytest.fixture
def claim(api: Callable[[str], TestClient], stand_in: Any, clock: Any) -> None:
    api("service").post("/api/v1/claims", files=fixture_files(CLAIM))
    stand_in.work_off(now=clock())


def test_every_route_stands_in_the_matrix(app: FastAPI) -> None:
    known = set(API) | set(DESK)
    paths = {entry for entry in routes_of(app) if entry[1] not in SIGNING}
    described = {(m.upper(), p) for p, ops in app.openapi()["paths"].items() for m in ops}
    assert (paths | described) - known == set()
    assert set(API) - described == set()


@pytest.mark.parametrize("role", ["reviewer", "supervisor", "admin", "service"])
def test_api_by_role(role: str, api: Callable[[str], TestClient], claim: None) -> None:
    client = api(role)
    for (method, path), (needed, call) in API.items():
        status = client.request(method, place(path), **call).status_code
        allowed = needed is None or needed in PERMISSIONS[role]  # type: ignore[index]  # roles as parametrised
        assert status < 500, (method, path, status)
        assert (status not in (401, 403)) == allowed, (method, path, status)


def test_api_without_a_key(app: FastAPI, claim: None) -> None:
    client = TestClient(app)
    for (method, path), (needed, call) in API.items():
        assert (client.request(method, place(path), **call).status_code == 401) == (needed is not None), path


@pytest.mark.parametrize("role", ["reviewer", "supervisor", "admin"])
def test_desk_by_role(role: str, desk: Callable[[str], Desk], claim: None) -> None:
    client = desk(role)
    token = client.token()
    for (method, path), (needed, call) in DESK.items():
        given = dict(call)
        if method == "POST":
            given["data"] = {"csrf": token, **call.get("data", {})}
        status = client.request(method, place(path), follow_redirects=False, **given).status_code
        assert status < 500, (method, path, status)
        assert (status not in (401, 403)) == (needed in PERMISSIONS[role]), (method, path, status)  # type: ignore[index]


def test_desk_without_a_session(app: FastAPI, claim: None) -> None:
    client = TestClient(app)
    for (method, path), (_, call) in DESK.items():
        answer = client.request(method, place(path), follow_redirects=False, **call)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), path


def test_one_organisation_never_sees_the_other(api: Callable[[str], TestClient], desk: Any, claim: None) -> None:
    for (method, path), (_, call) in API.items():
        if "{claim_id}" in path and "supplements" not in path:
            for who in ("their_reviewer", "their_supervisor", "their_service", "their_admin"):
                status = api(who).request(method, place(path), **call).status_code
                assert status in (403, 404), (who, method, path, status)
    assert api("their_supervisor").get("/api/v1/claims").json()["rows"] == []
    assert api("their_supervisor").get("/api/v1/events").json()["events"] == []
    theirs = desk("their_supervisor")
    token = theirs.token()
    for (method, path), (_, call) in DESK.items():
        if "{claim_id}" in path and path != "/desk/claims/{claim_id}/ahead":
            given = {**call, "data": {"csrf": token, **call.get("data", {})}} if method == "POST" else call
            assert theirs.request(method, place(path), **given).status_code == 404, path
    assert CLAIM not in theirs.get("/desk").text


def test_the_same_number_in_two_organisations_is_two_claims(api: Callable[[str], TestClient], claim: None) -> None:
    answer = api("their_service").post("/api/v1/claims", files=fixture_files(CLAIM))
    assert answer.status_code == 201
    sha = api("reviewer").get(f"/api/v1/claims/{CLAIM}/files").json()[0]["sha256"]
    assert api("their_reviewer").get(f"/api/v1/claims/{CLAIM}/files/{sha}").status_code == 200, "their own copy"
    assert (INBOX / CLAIM).exists()
