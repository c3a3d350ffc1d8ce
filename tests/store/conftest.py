"""A store in a temporary folder, on SQLite and, where one can be started, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prereview.claims import Claim
from prereview.report import Clock, Provenance, Report
from prereview.store import Actor, Store, open_store
from prereview.store.accounts import create_account, create_organisation

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def two_days(claim: Claim, notices: object) -> Clock:
    """Yellow after a day, red after two, decision after thirty."""
    assert claim.received_at
    return Clock(
        yellow_at=(claim.received_at + timedelta(days=1)).isoformat(),
        red_at=(claim.received_at + timedelta(days=2)).isoformat(),
        decision_due=(claim.received_at + timedelta(days=30)).date().isoformat(),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "workspace", clock=two_days)
    yield opened
    opened.close()


@pytest.fixture
def people(store: Store) -> dict[str, Actor]:
    """One organisation with an account of each role, and a reviewer of another."""
    with store.writing() as session:
        ours = create_organisation(session, "甲保险", now=NOW)
        theirs = create_organisation(session, "乙保险", now=NOW)
        found = {
            role: create_account(session, ours, login=role, name=f"{role} 甲", role=role, now=NOW)
            for role in ("reviewer", "supervisor", "admin", "service")
        }
        found["stranger"] = create_account(session, theirs, login="stranger", name="外人", role="supervisor", now=NOW)
    return found


@pytest.fixture
def reviewer(people: dict[str, Actor]) -> Actor:
    return people["reviewer"]


def plain_report(claim_id: str, **values: object) -> Report:
    """A report that says as little as a report can."""
    given = {"route": "supplement", "why": ("缺少发票",), **values}
    return Report(
        claim_id=claim_id,
        line=None,
        checklist=None,
        human_review_required=True,
        provenance=Provenance(package_version="1", engine="-"),
        **given,  # type: ignore[arg-type]  # tests may name any field
    )
