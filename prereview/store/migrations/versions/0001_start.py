"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None

# fmt: off
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def searched(length: int) -> TypeEngine[str]:
    """Text compared by code point on both databases."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Create every table, those others point to first."""
    _create_evidence_checkpoint()
    _create_organisation()
    _create_account()
    _create_evidence_entry()
    _create_invoice()
    _create_webhook()
    _create_api_key()
    _create_audit()
    _create_claim()
    _create_sign_in()
    _create_event()
    _create_notice()
    _create_round()
    _create_verdict()
    _create_content()
    _create_delivery()


def downgrade() -> None:
    """Drop every table, with all that is in it."""
    for name in (
        "delivery", "content", "verdict", "round", "notice", "event",
        "sign_in", "claim", "audit", "api_key", "webhook", "invoice",
        "evidence_entry", "account", "organisation", "evidence_checkpoint"
    ):
        op.drop_table(name)


def _create_evidence_checkpoint() -> None:
    op.create_table(
        "evidence_checkpoint",
        sa.Column("size", KEY, autoincrement=False, nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False), sa.Column("frontier", sa.JSON(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False), sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_evidence_checkpoint"),
    )


def _create_organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", KEY, nullable=False), sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False), sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("name", name="uq_organisation_name"),
    )


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", KEY, nullable=False), sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("oidc_subject", sa.String(length=300), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False), sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True), sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_account_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"), sa.UniqueConstraint("login", name="uq_account_login"),
        sa.UniqueConstraint("oidc_subject", name="uq_account_oidc_subject"),
    )
    op.create_index("ix_account_organisation_id", "account", ["organisation_id"])


def _create_evidence_entry() -> None:
    op.create_table(
        "evidence_entry",
        sa.Column("number", KEY, autoincrement=False, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("claim_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False), sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_evidence_entry_organisation_id"),
        sa.PrimaryKeyConstraint("number", name="pk_evidence_entry"),
    )
    op.create_index("ix_evidence_entry_claim_id", "evidence_entry", ["claim_id"])


def _create_invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("organisation_id", KEY, nullable=False), sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_invoice_organisation_id"),
        sa.PrimaryKeyConstraint("organisation_id", "number", "claim_id", name="pk_invoice"),
    )


def _create_webhook() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", KEY, nullable=False), sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("secret", sa.String(length=500), nullable=False), sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False), sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_webhook_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_index("ix_webhook_organisation_id", "webhook", ["organisation_id"])


def _create_api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", KEY, nullable=False), sa.Column("account_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False), sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True), sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_api_key_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"), sa.UniqueConstraint("hash", name="uq_api_key_hash"),
    )
    op.create_index("ix_api_key_account_id", "api_key", ["account_id"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", KEY, nullable=False), sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=True), sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("claim_id", sa.String(length=100), nullable=True), sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_audit_account_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_audit_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_claim", "audit", ["organisation_id", "claim_id"])
    op.create_index("ix_audit_organisation_id_id", "audit", ["organisation_id", "id"])


def _create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", KEY, nullable=False), sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("claim_id", searched(100), nullable=False), sa.Column("line", sa.String(length=60), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False), sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reviewed_round", sa.Integer(), nullable=False), sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False), sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("amount", sa.String(length=20), nullable=True), sa.Column("yellow_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=False), sa.Column("decision_due", sa.String(length=10), nullable=True),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=30), nullable=True), sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("attention", sa.Double(), nullable=False), sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False), sa.Column("assigned_to", KEY, nullable=True),
        sa.Column("hospital", searched(200), nullable=True), sa.Column("insured_name", searched(100), nullable=True),
        sa.Column("policy_number", searched(100), nullable=True),
        sa.Column("known", sa.String(length=64), nullable=True), sa.Column("erased_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["assigned_to"], ["account.id"], name="fk_claim_assigned_to"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_claim_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
        sa.UniqueConstraint("organisation_id", "claim_id", name="uq_claim_organisation_id_claim_id"),
    )
    op.create_index("ix_claim_decided", "claim", ["organisation_id", "decided_at"])
    op.create_index("ix_claim_hospital", "claim", ["organisation_id", "hospital"])
    op.create_index("ix_claim_name", "claim", ["organisation_id", "insured_name"])
    op.create_index("ix_claim_policy", "claim", ["organisation_id", "policy_number"])
    op.create_index("ix_claim_queue", "claim", ["organisation_id", "stage", "urgency", "due_at", "yellow_at"])
    op.create_index("ix_claim_received", "claim", ["organisation_id", "received_at"])


def _create_sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("hash", sa.String(length=64), nullable=False), sa.Column("account_id", KEY, nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False), sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False), sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sign_in_account_id"),
        sa.PrimaryKeyConstraint("hash", name="pk_sign_in"),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"])
    op.create_index("ix_sign_in_expires_at", "sign_in", ["expires_at"])


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", KEY, nullable=False), sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("claim_key", KEY, nullable=False), sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False), sa.Column("at", MOMENT, nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claim.id"], name="fk_event_claim_key"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_event_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_claim_key", "event", ["claim_key"])
    op.create_index("ix_event_organisation_id_id", "event", ["organisation_id", "id"])


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", KEY, nullable=False), sa.Column("claim_key", KEY, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False), sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("item_ids", sa.JSON(), nullable=False), sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("sent_by", KEY, nullable=False), sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=True), sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["claim_key"], ["claim.id"], name="fk_notice_claim_key"),
        sa.ForeignKeyConstraint(["sent_by"], ["account.id"], name="fk_notice_sent_by"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("claim_key", "round", name="uq_notice_claim_key_round"),
    )
    op.create_index("ix_notice_claim_key", "notice", ["claim_key"])


def _create_round() -> None:
    op.create_table(
        "round",
        sa.Column("id", KEY, nullable=False), sa.Column("claim_key", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False), sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False), sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("pages_total", sa.Integer(), nullable=True), sa.Column("pages_read", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", MOMENT, nullable=True), sa.Column("report", sa.String(length=64), nullable=True),
        sa.Column("pages", sa.String(length=64), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True), sa.Column("late_asks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claim.id"], name="fk_round_claim_key"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_round_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
        sa.UniqueConstraint("claim_key", "number", name="uq_round_claim_key_number"),
        sa.UniqueConstraint("organisation_id", "idempotency_key", name="uq_round_organisation_id_idempotency_key"),
    )
    op.create_index("ix_round_report", "round", ["report"])
    op.create_index("ix_round_waiting", "round", ["reviewed_at", "id"])


def _create_verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("id", KEY, nullable=False), sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("claim_key", KEY, nullable=False), sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.String(length=100), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False), sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("account_id", KEY, nullable=False), sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True), sa.Column("record", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_verdict_account_id"),
        sa.ForeignKeyConstraint(["claim_key"], ["claim.id"], name="fk_verdict_claim_key"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_verdict_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
    )
    op.create_index("ix_verdict_claim_key", "verdict", ["claim_key"])
    op.create_index("ix_verdict_organisation_id_at", "verdict", ["organisation_id", "at"])


def _create_content() -> None:
    op.create_table(
        "content",
        sa.Column("id", KEY, nullable=False), sa.Column("round_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False), sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_content_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_content"),
    )
    op.create_index("ix_content_round_id", "content", ["round_id"])
    op.create_index("ix_content_sha256", "content", ["sha256"])


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", KEY, nullable=False), sa.Column("webhook_id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False), sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=True), sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("last_status", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_delivery_event_id"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name="fk_delivery_webhook_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("webhook_id", "event_id", name="uq_delivery_webhook_id_event_id"),
    )
    op.create_index("ix_delivery_next", "delivery", ["next_at"])
