"""The API of administration: accounts, API keys, webhooks. Secrets are shown once, when they are made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from prereview.documents import Record
from prereview.store import Role
from prereview.store import accounts as held
from prereview.store.events import EventKind
from prereview.store.outbox import add_webhook, list_webhooks, stop_webhook
from prereview.web.signing import Caller
from prereview.web.site import OnSite

routes = APIRouter(prefix="/api/v1", tags=["administration"])

Id = Annotated[int, Path(ge=1, le=2**62)]


class Account(Record):
    """A person, or the service user behind API keys."""

    id: int
    login: str
    name: str
    role: Role
    language: str
    active: bool
    created_at: datetime


class NewAccount(Record):
    """An account to be made. Without password and subject only API keys can act for it."""

    login: str = Field(min_length=1, max_length=100, pattern=r"^\S+$", examples=["li.na"])
    name: str = Field(min_length=1, max_length=100, examples=["李娜"])
    role: Role
    password: str | None = Field(default=None, max_length=200)
    oidc_subject: str | None = Field(default=None, max_length=300, description="issuer|sub of the OpenID provider")


class AccountChange(Record):
    """What to change; the account's sessions end at once."""

    role: Role | None = None
    active: bool | None = None
    password: str | None = Field(default=None, max_length=200)


class NewKey(Record):
    """An API key to be made for an account."""

    account_id: int = Field(ge=1, le=2**62)
    name: str = Field(min_length=1, max_length=100, examples=["core system"])


class Key(Record):
    """An API key without its secret."""

    id: int
    account_id: int
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Secret(Record):
    """A secret, shown this once."""

    id: int | None = None
    secret: str


class NewWebhook(Record):
    """Where to send events; no kinds means all of them."""

    url: str = Field(max_length=1000, examples=["https://core.example.com/prereview"])
    kinds: tuple[EventKind, ...] = ()


class Webhook(Record):
    """A webhook without its secret."""

    id: int
    url: str
    kinds: tuple[str, ...]
    active: bool
    created_at: datetime
    waiting: int = Field(description="deliveries still to be made")
    given_up: int = Field(description="deliveries that no try brought there")


@routes.get("/accounts")
def get_accounts(site: OnSite, caller: Caller) -> tuple[Account, ...]:
    """The accounts of your organisation."""
    with site.store.reading() as session:
        found = held.list_accounts(session, caller)
        return tuple(Account.model_validate(row, from_attributes=True) for row in found)


@routes.post("/accounts", status_code=201)
def make_account(site: OnSite, caller: Caller, account: NewAccount) -> Account:
    """Add an account to your organisation."""
    caller.require("manage_people")
    with site.store.writing() as session:
        made = held.create_account(session, caller.organisation_id, **account.model_dump(), now=site.now())
        rows = held.list_accounts(session, caller)
        return next(Account.model_validate(row, from_attributes=True) for row in rows if row.id == made.account_id)


@routes.patch("/accounts/{account_id}", status_code=204)
def change_account(site: OnSite, caller: Caller, account_id: Id, change: AccountChange) -> None:
    """Change role or password, or close an account."""
    with site.store.writing() as session:
        held.change_account(session, caller, account_id, **change.model_dump(), now=site.now())


@routes.get("/keys")
def get_keys(site: OnSite, caller: Caller) -> tuple[Key, ...]:
    """The API keys of your organisation, newest first."""
    with site.store.reading() as session:
        return tuple(Key.model_validate(row, from_attributes=True) for row in held.list_api_keys(session, caller))


@routes.post("/keys", status_code=201)
def make_key(site: OnSite, caller: Caller, key: NewKey) -> Secret:
    """Make an API key. It is shown once; only its hash is kept."""
    with site.store.writing() as session:
        return Secret(secret=held.create_api_key(session, caller, key.account_id, key.name, now=site.now()))


@routes.delete("/keys/{key_id}", status_code=204)
def revoke_key(site: OnSite, caller: Caller, key_id: Id) -> None:
    """Make a key useless from now on."""
    with site.store.writing() as session:
        held.revoke_api_key(session, caller, key_id, now=site.now())


@routes.get("/webhooks")
def get_webhooks(site: OnSite, caller: Caller) -> tuple[Webhook, ...]:
    """The webhooks of your organisation."""
    with site.store.reading() as session:
        return tuple(Webhook.model_validate(row, from_attributes=True) for row in list_webhooks(session, caller))


@routes.post("/webhooks", status_code=201)
def make_webhook(site: OnSite, caller: Caller, webhook: NewWebhook) -> Secret:
    """Subscribe a URL to events; the secret signs every delivery and is shown once."""
    with site.store.writing() as session:
        number, secret = add_webhook(session, caller, webhook.url, kinds=webhook.kinds, now=site.now())
    return Secret(id=number, secret=secret)


@routes.delete("/webhooks/{webhook_id}", status_code=204)
def end_webhook(site: OnSite, caller: Caller, webhook_id: Id) -> None:
    """Send nothing more to it."""
    with site.store.writing() as session:
        stop_webhook(session, caller, webhook_id, now=site.now())
