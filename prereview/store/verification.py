"""`prereview verify`: the tree, and what the entries speak of, worked out again; the first difference is named."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from prereview.errors import NotFound, PrereviewError
from prereview.store.checkpoints import Verification, entries_from, verify
from prereview.store.claims import PAGES
from prereview.store.database import Store
from prereview.store.tables import ClaimRow, Entry, NoticeRow, Round, VerdictRow
from prereview.verdicts import Verdict


def verify_everything(store: Store, keys: Path, *, witness: str | None = None) -> Verification:
    """Check the record against its checkpoints, then papers, reports and verdicts against the record.

    Contents of erased claims are gone on purpose; their entries still stand and are still checked.
    """
    outcome = verify(store, keys, witness=witness)
    if not outcome.intact:
        return outcome
    with store.reading() as session:
        erased = set(
            session.execute(
                select(ClaimRow.organisation_id, ClaimRow.claim_id).where(ClaimRow.erased_at.is_not(None))
            ).tuples()
        )
        for entry in entries_from(session, 0):
            if (entry.organisation_id, entry.claim_id) in erased:
                continue
            if problem := _differs(store, session, entry):
                return outcome.found(f"entry {entry.number}: {problem}", entry.number, entry.claim_id)
    return outcome


def _differs(store: Store, session: Session, entry: Entry) -> str | None:
    facts: dict[str, Any] = json.loads(entry.payload)
    if entry.kind == "report" and not session.scalar(select(Round.id).where(Round.report == facts["sha256"])):
        return "its report was exchanged"
    if entry.kind in ("input", "report"):
        return _content_differs(store, entry.organisation_id, facts["sha256"], entry.kind)
    if entry.kind == "verdict":
        return _verdict_differs(session, facts)
    if entry.kind == "page_text":
        texts = _page_texts(store, session, entry, facts["round"])
        return None if texts[facts["index"] : facts["index"] + 1] == (facts["sha256"],) else "its page text was changed"
    if entry.kind == "notice":
        texts = tuple(_sha256(text) for text in session.scalars(_notices(entry, facts["round"])))
        return None if texts == (facts["sha256"],) else "its notice was changed"
    return None


def _page_texts(store: Store, session: Session, entry: Entry, number: int) -> tuple[str, ...]:
    """Hashes of the page texts of a round, in order."""
    place = session.scalar(_round(entry, number).with_only_columns(Round.pages))
    try:
        pages = PAGES.validate_json(store.vault.get(entry.organisation_id, place or ""))
        return tuple(_sha256(page.page.text) for page in pages)
    except (PrereviewError, ValueError):
        return ()


def _round(entry: Entry, number: int) -> Select[Any]:
    """The round of the entry's claim with that number."""
    of_claim = (ClaimRow.organisation_id == entry.organisation_id) & (ClaimRow.claim_id == entry.claim_id)
    return select(Round).join(ClaimRow, ClaimRow.id == Round.claim_key).where(of_claim, Round.number == number)


def _notices(entry: Entry, number: int) -> Select[str]:
    claim = _round(entry, number).with_only_columns(Round.claim_key).scalar_subquery()
    return select(NoticeRow.text).where(NoticeRow.claim_key == claim, NoticeRow.round == number)


def _content_differs(store: Store, organisation: int, sha256: str, kind: str) -> str | None:
    try:
        store.vault.get(organisation, sha256)
    except NotFound:
        return f"its {kind} is missing"
    except PrereviewError:
        return f"its {kind} was changed"
    return None


def _verdict_differs(session: Session, facts: dict[str, Any]) -> str | None:
    row = session.get(VerdictRow, facts["verdict"])
    if row is None:
        return "its verdict is missing"
    said = Verdict.model_validate(row.record).model_dump_json()
    return None if _sha256(said) == facts["sha256"] else "its verdict was changed"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
