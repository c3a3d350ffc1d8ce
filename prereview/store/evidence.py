"""The evidence record: an append-only log of hashes of what was received, read, reported, said and decided.

The leaves form a Merkle tree as in RFC 6962 (2.1). It proves that nothing was changed since it was received, up to the
last checkpoint whose signature somebody outside holds. It does not prove that a paper is genuine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from prereview.store.tables import ClaimRow, Entry

_APPEND_LOCK = 7302027  # entries are numbered without gaps, so writers take turns until they commit


def append_evidence(session: Session, claim: ClaimRow, kind: str, facts: Mapping[str, str | int | None]) -> None:
    """Add a leaf, in the transaction of what it speaks of. `facts` are hashes, ids and counts, nothing personal."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _APPEND_LOCK})
    last = session.scalar(select(func.max(Entry.number)))
    payload = json.dumps(
        {"claim": claim.claim_id, "organisation": claim.organisation_id, "kind": kind, **facts},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    session.add(
        Entry(
            number=0 if last is None else last + 1,
            organisation_id=claim.organisation_id,
            claim_id=claim.claim_id,
            kind=kind,
            payload=payload,
            leaf=leaf_hash(payload),
        )
    )
    session.flush()


def leaf_hash(payload: str) -> str:
    """RFC 6962, 2.1: a leaf is hashed behind a zero byte, so that it can never pass for an inner node."""
    return hashlib.sha256(b"\x00" + payload.encode()).hexdigest()
