"""A site over a store in a temporary folder, people of every role in two organisations, and clients for each."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from prereview.service import Service, open_service
from prereview.settings import load_settings
from prereview.store import Actor
from prereview.store.accounts import create_account, create_api_key, create_organisation
from prereview.web import create_app
from tests.web.stand_in import INBOX, StandIn

PASSWORD = "correct horse battery"
ROLES = ("reviewer", "supervisor", "admin", "service")


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_(self, **much: float) -> None:
        self.now += timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    options = {"workspace": tmp_path / "workspace", "calls_per_minute": 100_000, "sign_ins_per_minute": 1000}
    opened = open_service(load_settings(environ={}, service=options))
    yield opened
    opened.store.close()


@pytest.fixture
def app(service: Service, clock: Clock) -> FastAPI:
    return create_app(service, now=clock)


@pytest.fixture
def people(service: Service, clock: Clock) -> Mapping[str, Actor]:
    """Ours by role; theirs as `their_` role."""
    found = {}
    with service.store.writing() as session:
        for name, prefix in (("甲保险", ""), ("乙保险", "their_")):
            place = create_organisation(session, name, now=clock())
            for role in ROLES:
                found[prefix + role] = create_account(
                    session,
                    place,
                    login=prefix + role,
                    name=f"{name} {role}",
                    role=role,  # type: ignore[arg-type]  # one of ROLES
                    password=None if role == "service" else PASSWORD,
                    now=clock(),
                )
    return found


@pytest.fixture
def keys(service: Service, people: Mapping[str, Actor], clock: Clock) -> Mapping[str, str]:
    """An API key for every account."""
    with service.store.writing() as session:
        return {
            name: create_api_key(
                session, people["their_admin" if "their" in name else "admin"], actor.person, "test", now=clock()
            )
            for name, actor in people.items()
        }


@pytest.fixture
def api(app: FastAPI, keys: Mapping[str, str]) -> Callable[[str], TestClient]:
    """A client with somebody's API key."""
    return lambda who: TestClient(app, headers={"Authorization": f"Bearer {keys[who]}"}, raise_server_exceptions=False)


class Desk(TestClient):
    """A browser without scripts: signed in, sending the token of its session."""

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/desk").text)
        return found[1] if found else ""

    def fill(self, url: str, files: object = None, **fields: str) -> httpx.Response:
        return self.post(url, data={"csrf": self.token(), **fields}, files=files)  # type: ignore[arg-type]


@pytest.fixture
def desk(app: FastAPI, people: Mapping[str, Actor]) -> Callable[[str], Desk]:
    """The desk as somebody sees it."""

    def sign_in(who: str) -> Desk:
        client = Desk(app, raise_server_exceptions=False)
        answer = client.post("/sign-in", data={"login": who, "password": PASSWORD}, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return client

    return sign_in


@pytest.fixture
def stand_in(service: Service) -> StandIn:
    return StandIn(service)


def fixture_files(name: str) -> list[tuple[str, tuple[str, bytes]]]:
    """The files of a fixture claim as a form sends them."""
    folder = INBOX / name
    return [("files", (path.name, path.read_bytes())) for path in sorted(folder.iterdir())]


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def sent(api: Callable[[str], TestClient], stand_in: StandIn, clock: Clock) -> Callable[..., str]:
    """Send a fixture claim as somebody, have it reviewed, and return its number."""

    def send(name: str = "C2026-000101", who: str = "service", *, review: bool = True) -> str:
        answer = api(who).post("/api/v1/claims", files=fixture_files(name))
        assert answer.status_code in (200, 201), answer.text
        if review:
            stand_in.work_off(now=clock())
        return str(answer.json()["claim_id"])

    return send
