"""Organisations, accounts, API keys and sessions of the desk. Secrets are kept as hashes only.

Passwords: Argon2id by argon2-cffi with its defaults (RFC 9106, low-memory profile). API keys and session tokens are 256
random bits, for which one SHA-256 is enough.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from prereview.errors import Conflict, NotFound, UsageError
from prereview.store.access import DECIDERS, ROLES, Actor, Role
from prereview.store.audit import note
from prereview.store.tables import Account, ApiKey, Organisation, SignIn
from prereview.verdicts import MACHINES

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))  # an unknown login must cost as much time as a wrong password
_MIN_PASSWORD = 12  # NIST SP 800-63B-4 asks for length, not for character classes
_FAILURES, _LOCK = 5, timedelta(minutes=15)
SESSION_IDLE, SESSION_LIFE = timedelta(minutes=30), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: who, and the token every form must carry."""

    actor: Actor
    csrf: str


def create_organisation(session: Session, name: str, *, now: datetime) -> int:
    """Add an organisation and return its id.

    Raises:
        Conflict: the name is taken.
    """
    if session.scalar(select(Organisation.id).where(Organisation.name == name)):
        raise Conflict(f"organisation {name!r} exists", remedy="Choose another name.")
    row = Organisation(name=name, created_at=now)
    session.add(row)
    session.flush()
    return row.id


def find_organisation(session: Session, name: str) -> int:
    """The id of an organisation by its name."""
    found = session.scalar(select(Organisation.id).where(Organisation.name == name))
    if found is None:
        raise NotFound(f"no organisation {name!r}")
    return found


def is_empty(session: Session) -> bool:
    """Whether nobody can sign in yet: the desk then asks for its first administrator."""
    return not session.scalar(select(func.count()).select_from(Account).where(Account.role == "admin"))


def create_account(
    session: Session,
    organisation_id: int,
    *,
    login: str,
    name: str,
    role: Role,
    password: str | None = None,
    oidc_subject: str | None = None,
    now: datetime,
) -> Actor:
    """Add an account. Without password and subject nobody can sign in with it: a service behind API keys.

    Raises:
        Conflict: the login, or the subject at the OpenID provider, is taken.
        UsageError: unknown role, password too short, or a name no person has.
    """
    if role not in ROLES:
        raise UsageError(f"unknown role {role!r}", remedy=f"Roles: {', '.join(ROLES)}")
    if name.strip().casefold() in MACHINES and role != "service":
        raise UsageError(f"{name!r} is no name of a person", remedy="Verdicts are made by people; give their name.")
    if session.scalar(select(Account.id).where(Account.login == login)):
        raise Conflict(f"login {login!r} is taken", remedy="Choose another login.")
    if oidc_subject is not None and session.scalar(select(Account.id).where(Account.oidc_subject == oidc_subject)):
        raise Conflict("another account has this subject at the OpenID provider", remedy="One person, one account.")
    row = Account(
        organisation_id=organisation_id,
        login=login,
        name=name,
        role=role,
        password_hash=hash_password(password) if password is not None else None,
        oidc_subject=oidc_subject,
        created_at=now,
    )
    session.add(row)
    session.flush()
    note(session, organisation_id, None, "account_created", at=now, account=row.id, role=role)
    return _actor(row)


def hash_password(password: str) -> str:
    """Argon2id, with its own salt.

    Raises:
        UsageError: shorter than 12 characters.
    """
    if len(password) < _MIN_PASSWORD:
        raise UsageError("the password is too short", remedy=f"Use at least {_MIN_PASSWORD} characters.")
    return _HASHER.hash(password)


def list_accounts(session: Session, actor: Actor) -> tuple[Account, ...]:
    """The accounts of the actor's organisation, by login."""
    actor.require("manage_people")
    mine = select(Account).where(Account.organisation_id == actor.organisation_id)
    return tuple(session.scalars(mine.order_by(Account.login)))


def list_colleagues(session: Session, actor: Actor) -> tuple[Account, ...]:
    """Those of the actor's organisation whom a claim may be given to, by name."""
    actor.require("assign")
    mine = (Account.organisation_id == actor.organisation_id) & Account.active & Account.role.in_(DECIDERS)
    return tuple(session.scalars(select(Account).where(mine).order_by(Account.name)))


def change_account(
    session: Session,
    actor: Actor,
    account_id: int,
    *,
    role: Role | None = None,
    active: bool | None = None,
    password: str | None = None,
    now: datetime,
) -> None:
    """Change an account of the actor's organisation. Its sessions end, so that the change holds at once."""
    actor.require("manage_people")
    row = _own(session, actor, account_id)
    row.role = role or row.role
    row.active = row.active if active is None else active
    if password is not None:
        row.password_hash = hash_password(password)
    session.execute(delete(SignIn).where(SignIn.account_id == account_id))
    note(session, actor.organisation_id, actor.account_id, "account_changed", at=now, account=account_id)


def set_language(session: Session, actor: Actor, language: str) -> None:
    """The language of the actor's own desk, zh or en."""
    session.get_one(Account, actor.person).language = "en" if language == "en" else "zh"


# --- signing in -------------------------------------------------------------------------------------------------------


def check_password(session: Session, login: str, password: str, *, now: datetime) -> Actor | None:
    """The account behind login and password, or None. Five failures lock it for 15 minutes."""
    row = session.scalar(select(Account).where(Account.login == login))
    known = row is not None and row.active and row.password_hash is not None
    right = _verify(row.password_hash if row and known else None, password)
    if row is None or not known or (row.locked_until and row.locked_until > now):
        return None
    if not right:
        row.failures += 1
        if row.failures >= _FAILURES:
            row.failures, row.locked_until = 0, now + _LOCK
        note(session, row.organisation_id, row.id, "sign_in_failed", at=now)
        return None
    row.failures, row.locked_until = 0, None
    if _HASHER.check_needs_rehash(row.password_hash or ""):
        row.password_hash = _HASHER.hash(password)
    return _actor(row)


def find_oidc_account(session: Session, subject: str) -> Actor | None:
    """The active account of an OIDC subject (issuer and sub together), or None."""
    row = session.scalar(select(Account).where(Account.oidc_subject == subject, Account.active))
    return _actor(row) if row else None


def start_session(session: Session, actor: Actor, *, now: datetime) -> tuple[str, str]:
    """Begin a session of the desk: (token for the cookie, CSRF token). Always new, so none can be fixed beforehand."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.expires_at < now))
    session.add(
        SignIn(
            hash=_hash(token),
            account_id=actor.person,
            csrf=csrf,
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )
    note(session, actor.organisation_id, actor.account_id, "signed_in", at=now)
    return token, csrf


def find_session(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """The live session behind a cookie, or None when unknown, idle for 30 minutes, 12 hours old, or locked out."""
    row = session.get(SignIn, _hash(token))
    if row is None or row.expires_at < now or row.seen_at < now - SESSION_IDLE:
        return None
    account = session.get_one(Account, row.account_id)
    return SignedIn(_actor(account), row.csrf) if account.active else None


def touch_session(session: Session, token: str, *, now: datetime) -> None:
    """Note that the session is in use; call it at most once a minute."""
    row = session.get(SignIn, _hash(token))
    if row is not None:
        row.seen_at = now


def end_session(session: Session, token: str) -> None:
    """Sign out."""
    session.execute(delete(SignIn).where(SignIn.hash == _hash(token)))


# --- API keys ---------------------------------------------------------------------------------------------------------


def create_api_key(session: Session, actor: Actor, account_id: int, name: str, *, now: datetime) -> str:
    """A new key for an account of the actor's organisation. Shown once; only its hash is kept."""
    actor.require("manage_people")
    _own(session, actor, account_id)
    key = f"prv_{secrets.token_urlsafe(32)}"
    session.add(ApiKey(account_id=account_id, name=name, prefix=key[:12], hash=_hash(key), created_at=now))
    note(session, actor.organisation_id, actor.account_id, "api_key_created", at=now, account=account_id)
    return key


def list_api_keys(session: Session, actor: Actor) -> tuple[ApiKey, ...]:
    """The keys of the actor's organisation, newest first."""
    actor.require("manage_people")
    mine = select(ApiKey).join(Account, Account.id == ApiKey.account_id)
    return tuple(
        session.scalars(mine.where(Account.organisation_id == actor.organisation_id).order_by(ApiKey.id.desc()))
    )


def revoke_api_key(session: Session, actor: Actor, key_id: int, *, now: datetime) -> None:
    """Make a key useless from now on."""
    actor.require("manage_people")
    row = session.get(ApiKey, key_id)
    if row is None:
        raise NotFound(f"no API key {key_id}")
    _own(session, actor, row.account_id)
    row.revoked_at = row.revoked_at or now
    note(session, actor.organisation_id, actor.account_id, "api_key_revoked", at=now, key=key_id)


def find_api_key(session: Session, key: str) -> Actor | None:
    """The active account behind a key, or None."""
    row = session.scalar(select(ApiKey).where(ApiKey.hash == _hash(key), ApiKey.revoked_at.is_(None)))
    if row is None:
        return None
    account = session.get_one(Account, row.account_id)
    return _actor(account) if account.active else None


def touch_api_key(session: Session, key: str, *, now: datetime) -> None:
    """Note when a key was last used; call it at most once a minute."""
    row = session.scalar(select(ApiKey).where(ApiKey.hash == _hash(key)))
    if row is not None:
        row.last_used_at = now


def _actor(row: Account) -> Actor:
    return Actor(row.id, row.organisation_id, cast(Role, row.role), row.name, row.language)


def _own(session: Session, actor: Actor, account_id: int) -> Account:
    row = session.get(Account, account_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound(f"no account {account_id}")
    return row


def _verify(hashed: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(hashed or _NOBODY, password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
