"""Signing in: sessions, their tokens, the lock, the identity provider."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from prereview.service import Service
from prereview.settings import ServiceSettings
from prereview.store import Actor
from prereview.store.accounts import create_account
from prereview.web import create_app
from prereview.web.oidc import Provider, provider_of
from tests.web.conftest import PASSWORD, Clock, Desk


def sign_in(client: TestClient, login: str = "reviewer", password: str = PASSWORD) -> httpx.Response:
    return client.post("/sign-in", data={"login": login, "password": password}, follow_redirects=False)


@pytest.mark.usefixtures("people")
def test_a_session_is_new_with_every_sign_in(app: FastAPI) -> None:
    client = TestClient(app)
    answer = client.post(
        "/sign-in",
        data={"login": "reviewer", "password": PASSWORD},
        headers={"Cookie": "prereview=chosen-by-somebody-else"},
        follow_redirects=False,
    )
    assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]
    first = client.cookies["prereview"]
    sign_in(client)
    assert client.cookies["prereview"] != first
    other = TestClient(app, cookies={"prereview": first})
    assert other.get("/desk", follow_redirects=False).status_code == 303, "the one before ended"


@pytest.mark.usefixtures("people")
def test_the_cookie_is_out_of_reach(app: FastAPI) -> None:
    cookie = sign_in(TestClient(app)).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie


@pytest.mark.usefixtures("people")
def test_over_https_the_cookie_is_secure(service: Service) -> None:
    options = service.settings.service.model_copy(update={"public_url": "https://desk.example.com"})
    secure = Service(service.store, service.settings.model_copy(update={"service": options}))
    answer = sign_in(TestClient(create_app(secure), base_url="https://testserver"))
    assert answer.headers["set-cookie"].startswith("__Host-prereview=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"]


def test_sign_out_ends_the_session(desk: Callable[[str], Desk]) -> None:
    client = desk("reviewer")
    kept = client.cookies["prereview"]
    client.fill("/sign-out")
    answer = client.get("/desk", headers={"Cookie": f"prereview={kept}"}, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in"


def test_an_idle_session_ends(desk: Callable[[str], Desk], clock: Clock) -> None:
    client = desk("reviewer")
    clock.pass_(minutes=29)
    assert client.get("/desk").status_code == 200
    clock.pass_(minutes=31)
    assert client.get("/desk", follow_redirects=False).status_code == 303


@pytest.mark.usefixtures("people")
def test_five_wrong_passwords_lock_the_account(app: FastAPI, clock: Clock) -> None:
    client = TestClient(app)
    assert [sign_in(client, password="wrong").status_code for _ in range(5)] == [401] * 5
    assert sign_in(client).status_code == 401
    clock.pass_(minutes=16)
    assert sign_in(client).status_code == 303


@pytest.mark.usefixtures("people")
def test_an_address_may_try_so_often(service: Service) -> None:
    options = service.settings.service.model_copy(update={"sign_ins_per_minute": 3})
    strict = Service(service.store, service.settings.model_copy(update={"service": options}))
    client = TestClient(create_app(strict))
    assert [sign_in(client, login=f"n{n}").status_code for n in range(4)] == [401, 401, 401, 429]


@pytest.mark.usefixtures("people")
def test_services_have_no_desk(app: FastAPI) -> None:
    assert sign_in(TestClient(app), login="service").status_code == 401


def test_a_form_without_its_token_does_nothing(desk: Callable[[str], Desk]) -> None:
    client, other = desk("reviewer"), desk("supervisor")
    for token in ("", "x", other.token()):
        answer = client.post("/language", data={"language": "en", "csrf": token}, follow_redirects=False)
        assert answer.status_code == 403
    header = {"X-CSRF-Token": client.token()}
    assert client.post("/language", data={"language": "en"}, headers=header, follow_redirects=False).status_code == 303
    assert "Sign out" in client.get("/desk").text


def test_a_foreign_page_cannot_send_forms(desk: Callable[[str], Desk]) -> None:
    client = desk("reviewer")
    token = client.token()
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post("/sign-out", data={"csrf": token}, headers=headers, follow_redirects=False)
        assert answer.status_code == 403
    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "/desk\\..", "x"])
def test_the_way_back_stays_at_home(back: str, desk: Callable[[str], Desk]) -> None:
    client = desk("reviewer")
    data = {"csrf": client.token(), "language": "zh", "back": back}
    assert client.post("/language", data=data, follow_redirects=False).headers["location"] == "/desk"


# --- the identity provider --------------------------------------------------------------------------------------------

ISSUER = "https://login.example.com"


class Issuer:
    """An OpenID provider in memory."""

    def __init__(self, **wrong: Any) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1"})
        self.nonce = ""
        self.wrong = wrong

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openid-configuration"):
            ends = {"authorization_endpoint": f"{ISSUER}/auth", "token_endpoint": f"{ISSUER}/token"}
            return httpx.Response(200, json={**ends, "jwks_uri": f"{ISSUER}/keys"})
        if request.url.path == "/keys":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        claims = {"iss": ISSUER, "aud": "desk", "sub": "li-na", "nonce": self.nonce, "exp": int(time.time()) + 60}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, {**claims, **self.wrong}, self.key)
        return httpx.Response(200, json={"access_token": "a", "token_type": "Bearer", "id_token": token})


def come_back(service: Service, issuer: Issuer, *, state: str | None = None) -> httpx.Response:
    provider = Provider(ISSUER, "desk", "secret", "http://testserver/oidc/callback", httpx.MockTransport(issuer))
    client = TestClient(create_app(service, provider=provider))
    sent = parse_qs(urlsplit(client.get("/oidc/start", follow_redirects=False).headers["location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    issuer.nonce = sent["nonce"][0]
    query = {"code": "c", "state": state or sent["state"][0]}
    return client.get("/oidc/callback", params=query, follow_redirects=False)


@pytest.fixture
def known(service: Service, people: Mapping[str, Actor], clock: Clock) -> None:
    with service.store.writing() as session:
        ours = people["admin"].organisation_id
        subject = f"{ISSUER}|li-na"
        create_account(session, ours, login="li", name="李娜", role="reviewer", oidc_subject=subject, now=clock())


@pytest.mark.usefixtures("known")
def test_oidc_signs_in(service: Service) -> None:
    answer = come_back(service, Issuer())
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert "prereview=" in answer.headers["set-cookie"]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "wrong", [{"aud": "other"}, {"iss": "https://evil.example"}, {"nonce": "other"}, {"exp": 1}, {"sub": "nobody"}]
)
def test_oidc_tokens_are_checked(wrong: dict[str, Any], service: Service) -> None:
    answer = come_back(service, Issuer(**wrong))
    assert "prereview=" not in answer.headers.get("set-cookie", "").replace("prereview-oidc=", "")


@pytest.mark.usefixtures("known")
def test_oidc_needs_its_own_beginning(service: Service) -> None:
    assert come_back(service, Issuer(), state="foreign").headers["location"] == "/sign-in"


def test_oidc_is_all_or_nothing(tmp_path: Any) -> None:
    assert provider_of(ServiceSettings()) is None
    with pytest.raises(Exception, match="OIDC"):
        provider_of(ServiceSettings(oidc_issuer=ISSUER))
    secret = tmp_path / "secret"
    secret.write_text("s\n")
    found = provider_of(ServiceSettings(oidc_issuer=ISSUER, oidc_client_id="desk", oidc_secret_file=secret))
    assert found and found.client_secret == "s"
    assert json.dumps(found.redirect_uri) == '"http://127.0.0.1:8300/oidc/callback"'
