"""People, passwords, sessions and keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from prereview.errors import Conflict, NotFound, UsageError
from prereview.store import Actor, Store
from prereview.store.accounts import (
    SESSION_IDLE,
    SESSION_LIFE,
    change_account,
    check_password,
    create_account,
    create_api_key,
    end_session,
    find_api_key,
    find_session,
    list_api_keys,
    revoke_api_key,
    start_session,
    touch_session,
)
from prereview.store.audit import read_audit
from prereview.store.tables import Account, ApiKey, SignIn
from tests.store.conftest import NOW

PASSWORD = "a long enough password"


@pytest.fixture
def clerk(store: Store, reviewer: Actor) -> Actor:
    with store.writing() as session:
        return create_account(
            session, reviewer.organisation_id, login="li", name="李", role="reviewer", password=PASSWORD, now=NOW
        )


def test_password_opens_and_is_kept_as_hash(store: Store, clerk: Actor) -> None:
    with store.writing() as session:
        assert check_password(session, "li", PASSWORD, now=NOW) == clerk
        assert check_password(session, "li", "another password", now=NOW) is None
        assert check_password(session, "nobody", PASSWORD, now=NOW) is None
        kept = session.get_one(Account, clerk.person).password_hash
    assert kept and kept.startswith("$argon2id$")


def test_five_failures_lock_for_a_while(store: Store, clerk: Actor) -> None:
    with store.writing() as session:
        for _ in range(5):
            check_password(session, "li", "wrong password", now=NOW)
        assert check_password(session, "li", PASSWORD, now=NOW) is None
        assert check_password(session, "li", PASSWORD, now=NOW + timedelta(minutes=16)) == clerk


def test_account_without_password_never_opens(store: Store, people: dict[str, Actor]) -> None:
    with store.writing() as session:
        assert check_password(session, "service", "", now=NOW) is None


@pytest.mark.parametrize("name", ["system", "prereview", "系统"])
def test_machines_are_no_people(store: Store, reviewer: Actor, name: str) -> None:
    with store.writing() as session, pytest.raises(UsageError):
        create_account(session, reviewer.organisation_id, login="m", name=name, role="reviewer", now=NOW)


def test_one_subject_of_the_provider_has_one_account(store: Store, clerk: Actor) -> None:
    given = {"name": "李", "role": "reviewer", "oidc_subject": "issuer|7", "now": NOW}
    with store.writing() as session:
        create_account(session, clerk.organisation_id, login="first", **given)  # type: ignore[arg-type]
        with pytest.raises(Conflict, match="subject"):
            create_account(session, clerk.organisation_id, login="second", **given)  # type: ignore[arg-type]


def test_short_password_and_taken_login_are_told(store: Store, clerk: Actor) -> None:
    given = {"name": "李", "role": "reviewer", "now": NOW}
    with store.writing() as session:
        with pytest.raises(UsageError):
            create_account(session, clerk.organisation_id, login="new", password="short", **given)  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            create_account(session, clerk.organisation_id, login="li", **given)  # type: ignore[arg-type]


def test_session_lives_idles_and_ends(store: Store, clerk: Actor) -> None:
    with store.writing() as session:
        token, csrf = start_session(session, clerk, now=NOW)
        other, _ = start_session(session, clerk, now=NOW)
        assert token != other
        found = find_session(session, token, now=NOW)
        assert found and found.actor == clerk and found.csrf == csrf
        assert find_session(session, token, now=NOW + SESSION_IDLE + timedelta(seconds=1)) is None
        touch_session(session, token, now=NOW + SESSION_IDLE)
        assert find_session(session, token, now=NOW + SESSION_IDLE + timedelta(seconds=1))
        assert find_session(session, token, now=NOW + SESSION_LIFE + timedelta(seconds=1)) is None
        end_session(session, token)
        assert find_session(session, token, now=NOW) is None
        assert session.get(SignIn, token) is None, "the token itself is never stored"


def test_changed_account_is_signed_out_at_once(store: Store, clerk: Actor, people: dict[str, Actor]) -> None:
    with store.writing() as session:
        token, _ = start_session(session, clerk, now=NOW)
        change_account(session, people["admin"], clerk.person, active=False, now=NOW)
        assert find_session(session, token, now=NOW) is None
        assert check_password(session, "li", PASSWORD, now=NOW) is None


def test_admin_reaches_own_organisation_only(store: Store, people: dict[str, Actor]) -> None:
    with store.writing() as session, pytest.raises(NotFound):
        change_account(session, people["admin"], people["stranger"].person, active=False, now=NOW)


def test_api_key_is_shown_once_and_can_be_revoked(store: Store, people: dict[str, Actor]) -> None:
    admin, service = people["admin"], people["service"]
    with store.writing() as session:
        key = create_api_key(session, admin, service.person, "core", now=NOW)
        assert find_api_key(session, key) == service
        assert find_api_key(session, key + "x") is None
        (row,) = list_api_keys(session, admin)
        assert isinstance(row, ApiKey) and key not in (row.hash, row.prefix)
        revoke_api_key(session, admin, row.id, now=NOW)
        assert find_api_key(session, key) is None
        assert "api_key_revoked" in {line.action for line in read_audit(session, admin)}
