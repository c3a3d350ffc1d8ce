"""Indexes that hold all the figures count, so that no claim is read for them."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the index of arrivals cover the figures, and one of who has what."""
    op.drop_index("ix_claim_received", "claim")
    op.create_index("ix_claim_received", "claim", ["organisation_id", "received_at", "hospital", "round", "decided_at"])
    op.create_index("ix_claim_assigned", "claim", ["organisation_id", "assigned_to", "stage"])
