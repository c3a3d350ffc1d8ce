"""The tables. Claims, people and what happened; file contents, page texts and reports lie in the vault (`vault.py`).

Every row that belongs to a claim is reached through its organisation. Moments are stored and returned in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

#: SQLite numbers rows by itself only for INTEGER keys; PostgreSQL should not run out of them.
Key = BigInteger().with_variant(Integer, "sqlite")


def searched(length: int) -> TypeEngine[str]:
    """Text that is searched by its beginning: compared by code point on both databases, so that an index serves."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse local times: they would be read back as another moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Names every constraint, so that a migration can speak of it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012 SQLAlchemy reads it


class Organisation(Table):
    """A tenant: an insurer, a branch. Nothing is ever shared between two of them."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]


class Account(Table):
    """A person, or the service user behind API keys. `password_hash` is None for OIDC-only and service accounts."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    password_hash: Mapped[str | None] = mapped_column(String(300))
    oidc_subject: Mapped[str | None] = mapped_column(String(300), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ApiKey(Table):
    """A key of an upstream service; only its hash is kept, and the first characters to recognise it by."""

    __tablename__ = "api_key"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(12))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignIn(Table):
    """A session of the desk. The cookie holds the token, the table its hash and the CSRF token."""

    __tablename__ = "sign_in"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ClaimRow(Table):
    """One claim as the queue sees it. Everything longer is in the vault; personal columns are emptied on erasure."""

    __tablename__ = "claim"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    claim_id: Mapped[str] = mapped_column(searched(100))
    line: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(20))
    stage: Mapped[str] = mapped_column(String(10))
    round: Mapped[int] = mapped_column(default=1)
    reviewed_round: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    amount: Mapped[str | None] = mapped_column(String(20))
    yellow_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    decision_due: Mapped[str | None] = mapped_column(String(10))
    urgency: Mapped[str] = mapped_column(String(40))
    route: Mapped[str | None] = mapped_column(String(30))
    flagged: Mapped[bool] = mapped_column(default=False)
    attention: Mapped[float] = mapped_column(default=0.0)
    gaps: Mapped[list[str]] = mapped_column(default=list)
    blind: Mapped[bool] = mapped_column(default=False)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    hospital: Mapped[str | None] = mapped_column(searched(200))
    insured_name: Mapped[str | None] = mapped_column(searched(100))
    policy_number: Mapped[str | None] = mapped_column(searched(100))
    known: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("organisation_id", "claim_id"),
        Index("ix_claim_queue", "organisation_id", "stage", "urgency", "due_at", "yellow_at"),
        Index("ix_claim_policy", "organisation_id", "policy_number"),
        Index("ix_claim_name", "organisation_id", "insured_name"),
        Index("ix_claim_hospital", "organisation_id", "hospital"),
        Index("ix_claim_received", "organisation_id", "received_at", "hospital", "round", "decided_at"),
        Index("ix_claim_assigned", "organisation_id", "assigned_to", "stage"),
        Index("ix_claim_decided", "organisation_id", "decided_at"),
    )


class Round(Table):
    """One arrival of materials: the submission, then each supplement. Reviewed exactly once: `report` is set once."""

    __tablename__ = "round"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    claim_key: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    number: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    idempotency_key: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime]
    pages_total: Mapped[int | None]
    pages_read: Mapped[int] = mapped_column(default=0)
    reviewed_at: Mapped[datetime | None]
    report: Mapped[str | None] = mapped_column(String(64), index=True)
    pages: Mapped[str | None] = mapped_column(String(64))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    seconds: Mapped[float | None]
    late_asks: Mapped[list[str]] = mapped_column(default=list)
    __table_args__ = (
        UniqueConstraint("claim_key", "number"),
        UniqueConstraint("organisation_id", "idempotency_key"),
        Index("ix_round_waiting", "reviewed_at", "id"),
    )


class Content(Table):
    """A use of a content of the vault by a round: an input as it arrived, a page picture, the pages, the report.

    Whatever no row names may be swept; whatever a row names must be there.
    """

    __tablename__ = "content"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)


class Event(Table):
    """What happened to a claim, as upstream services and claimants are told it."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    claim_key: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    round: Mapped[int]
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    __table_args__ = (Index("ix_event_organisation_id_id", "organisation_id", "id"),)


class NoticeRow(Table):
    """A supplement notice that was sent. Delivery pauses the statutory clock, the answer resumes it."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    claim_key: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    round: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    item_ids: Mapped[list[str]]
    edited: Mapped[bool]
    sent_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("claim_key", "round"),)


class VerdictRow(Table):
    """A person's answer about one judgement. Undoing keeps the row: what was said and taken back is history too."""

    __tablename__ = "verdict"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    claim_key: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    round: Mapped[int]
    subject: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[str] = mapped_column(String(100))
    answer: Mapped[str] = mapped_column(String(12))
    blind: Mapped[bool]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    record: Mapped[dict[str, Any]]
    __table_args__ = (Index("ix_verdict_organisation_id_at", "organisation_id", "at"),)


class AuditRow(Table):
    """Who saw or did what, when. Ids and codes only, so that the trail survives the erasure of a claim."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(40))
    claim_id: Mapped[str | None] = mapped_column(String(100))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    __table_args__ = (
        Index("ix_audit_organisation_id_id", "organisation_id", "id"),
        Index("ix_audit_claim", "organisation_id", "claim_id"),
    )


class Invoice(Table):
    """Which claim showed an invoice (code and number) first and later: D10 across everything ever received."""

    __tablename__ = "invoice"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(80), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(100), primary_key=True)


class Entry(Table):
    """One leaf of the evidence record: a hash of something received, read, said or decided. Append only."""

    __tablename__ = "evidence_entry"
    number: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    claim_id: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[str] = mapped_column(Text)
    leaf: Mapped[str] = mapped_column(String(64))


class Checkpoint(Table):
    """The signed root of the evidence record at a size; `frontier` lets the next one be computed from it alone."""

    __tablename__ = "evidence_checkpoint"
    size: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    root: Mapped[str] = mapped_column(String(64))
    frontier: Mapped[list[str]]
    key_id: Mapped[str] = mapped_column(String(64))
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class Webhook(Table):
    """Where an organisation wants to hear of events. The secret signs, so it must be kept readable."""

    __tablename__ = "webhook"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    url: Mapped[str] = mapped_column(String(1000))
    secret: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Delivery(Table):
    """One event for one webhook: written in the transaction of the event, so neither exists without the other."""

    __tablename__ = "delivery"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    last_status: Mapped[str] = mapped_column(String(60), default="")
    __table_args__ = (UniqueConstraint("webhook_id", "event_id"), Index("ix_delivery_next", "next_at"))
