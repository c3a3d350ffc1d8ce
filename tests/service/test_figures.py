"""The supervisor's figures, counted by the database: the same on both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prereview.store import Actor, Store
from prereview.store.accounts import create_account, create_organisation
from prereview.store.statistics import Share, read_figures
from prereview.store.tables import ClaimRow, Round
from tests.service.stand_in import open_stand_in

NOW = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)  # a Monday
SUNDAY_NIGHT = datetime(2026, 3, 8, 17, 0, tzinfo=UTC)  # Monday in China


def put(store: Store, actor: Actor, name: str, *, rounds: int = 1, decided: bool = True, **values: object) -> None:
    """A claim of so many rounds; `late` names what its last round asked for late."""
    received = values.get("received_at", SUNDAY_NIGHT)
    given = {
        "received_at": received, "hospital": values.get("hospital"), "decided_at": NOW if decided else None,
        "stage": "done" if decided else "desk", "assigned_to": values.get("assigned_to"),
    }  # fmt: skip
    with store.writing() as session:
        row = ClaimRow(
            organisation_id=actor.organisation_id, claim_id=name, status="decided", round=rounds, changed_at=NOW,
            due_at=NOW, urgency=name, **given,
        )  # fmt: skip
        session.add(row)
        session.flush()
        for number in range(1, rounds + 1):
            late = values.get("late", []) if number == rounds else []
            session.add(
                Round(
                    claim_key=row.id, number=number, organisation_id=actor.organisation_id, late_asks=late,
                    idempotency_key=f"{name}{number}", content="", source="test", received_at=received,
                )
            )  # fmt: skip


def test_figures_of_a_month(tmp_path: Path, database: str | None) -> None:
    store = open_stand_in(tmp_path, database).store
    with store.writing() as session:
        ours, theirs = (create_organisation(session, name, now=NOW) for name in ("甲", "乙"))
        actor = create_account(session, ours, login="li", name="李", role="supervisor", now=NOW)
        stranger = create_account(session, theirs, login="wu", name="吴", role="supervisor", now=NOW)
    put(store, actor, "settled", hospital="一院")
    put(store, actor, "after-a-notice", rounds=2, hospital="一院")
    put(store, actor, "asked-late", rounds=2, late=["invoice"])
    put(store, actor, "asked-twice", rounds=3, late=["invoice"], hospital="二院")
    put(store, actor, "open", decided=False, assigned_to=actor.account_id, received_at=NOW)
    put(store, actor, "long-ago", received_at=NOW - timedelta(days=90))
    put(store, stranger, "theirs", hospital="一院")

    with store.reading() as session:
        found = read_figures(session, actor, since=NOW - timedelta(days=30), now=NOW)
    assert (found.received, found.decided) == (5, 4)
    assert found.one_shot == Share(count=2, total=4), "neither the late ask nor the second notice"
    assert found.resubmitted == Share(count=3, total=5)
    assert found.late_asks == 2
    assert found.resubmitted_by_hospital == {"一院": Share(count=1, total=2), "二院": Share(count=1, total=1)}
    assert found.resubmitted_by_weekday == {"1": Share(count=3, total=5)}
    assert [(one.name, one.on_desk) for one in found.workload] == [("李", 1)]
    store.close()
