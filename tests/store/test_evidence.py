"""The evidence record: Merkle tree, signed checkpoints, and naming what was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from prereview.claims import Claim
from prereview.documents import Page
from prereview.errors import ConfigurationError
from prereview.store import Actor, Incoming, PageRecord, Store
from prereview.store.checkpoints import Frontier, export_checkpoint, parse_checkpoint, sign_checkpoint, signing_key
from prereview.store.evidence import leaf_hash
from prereview.store.intake import accept_submission
from prereview.store.retention import erase_claim
from prereview.store.reviews import Reviewed, save_review
from prereview.store.verdicts import add_verdict
from prereview.store.verification import verify_everything
from prereview.verdicts import make_verdict
from tests.store.conftest import NOW, plain_report


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:half]) + plain_root(leaves[half:])).digest()


def test_root_is_that_of_the_rfc_at_every_size() -> None:
    frontier, leaves = Frontier(), list[bytes]()
    for number in range(130):
        assert frontier.root == plain_root(leaves)
        leaves.append(bytes.fromhex(leaf_hash(str(number))))
        frontier.append(leaves[-1])


def test_known_roots_of_certificate_transparency() -> None:
    """The test vectors of the reference implementation (certificate-transparency-go, merkletree)."""
    inputs = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43"]
    frontier = Frontier()
    for data in inputs:
        frontier.append(hashlib.sha256(b"\x00" + data).digest())
    assert frontier.root.hex() == "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"


def test_going_on_from_a_kept_frontier_gives_the_same_root() -> None:
    whole, part = Frontier(), Frontier()
    for number in range(37):
        leaf = bytes.fromhex(leaf_hash(str(number)))
        whole.append(leaf)
        part = Frontier(part.size, part.roots)
        part.append(leaf)
    assert part.root == whole.root


@pytest.fixture
def keys(store: Store, reviewer: Actor, tmp_path: Path) -> Path:
    """A record of a few claims, signed twice: in between, and at the end."""
    folder = tmp_path / "keys"
    for number in range(3):
        claim_id = f"C{number}"
        paper = Incoming("1.txt", claim_id.encode())
        receipt = accept_submission(store, reviewer, Claim(claim_id=claim_id), [paper], now=NOW)
        report = plain_report(claim_id)
        pages = [PageRecord(page=Page(file="1.txt", number=1, source="text_layer"), picture=None)]
        save_review(store, receipt.round_id, Reviewed(report, pages), now=NOW)
        with store.writing() as session:
            said = make_verdict(report, "route", "route", judgement="complete", reviewer="王", reviewed_at=NOW)
            add_verdict(session, reviewer, said, now=NOW)
        if number != 1:
            sign_checkpoint(store, folder, now=NOW)
    return folder


def test_untouched_record_verifies(store: Store, keys: Path) -> None:
    outcome = verify_everything(store, keys, witness=export_checkpoint(store))
    assert outcome.intact
    assert (outcome.entries, outcome.signed_entries, outcome.checkpoints) == (12, 12, 2)


def test_nothing_new_needs_no_checkpoint(store: Store, keys: Path) -> None:
    assert sign_checkpoint(store, keys, now=NOW) is None


def exchange_payload(session: Session) -> None:
    session.execute(text("UPDATE evidence_entry SET payload = replace(payload, 'C1', 'C9') WHERE number = 6"))


def exchange_leaf_too(session: Session) -> None:
    exchange_payload(session)
    payload = session.scalar(text("SELECT payload FROM evidence_entry WHERE number = 6"))
    session.execute(text("UPDATE evidence_entry SET leaf = :leaf WHERE number = 6"), {"leaf": leaf_hash(payload)})


def remove_entry(session: Session) -> None:
    session.execute(text("DELETE FROM evidence_entry WHERE number = 6"))


def remove_the_end(session: Session) -> None:
    session.execute(text("DELETE FROM evidence_entry WHERE number > 10"))


def exchange_verdict(session: Session) -> None:
    session.execute(text("UPDATE verdict SET record = replace(record, 'complete', 'human_review') WHERE id = 2"))


def exchange_report(session: Session) -> None:
    session.execute(text("UPDATE round SET report = (SELECT report FROM round WHERE id = 1) WHERE id = 2"))


def exchange_pages(session: Session) -> None:
    session.execute(text("UPDATE round SET pages = report WHERE id = 2"))


def exchange_root(session: Session) -> None:
    session.execute(text("UPDATE evidence_checkpoint SET root = :root WHERE size = 12"), {"root": "0" * 64})


@pytest.mark.parametrize(
    ("change", "words", "entry"),
    [
        (exchange_payload, "entry 6 was changed", 6),
        (exchange_leaf_too, "from 4 to 11", 4),
        (remove_entry, "entry 6 is missing", 6),
        (remove_the_end, "entry 11 is missing", 11),
        (exchange_verdict, "entry 7: its verdict was changed", 7),
        (exchange_report, "entry 6: its report was exchanged", 6),
        (exchange_pages, "entry 5: its page text was changed", 5),
        (exchange_root, "signature of checkpoint 12", None),
    ],
)
def test_first_change_is_named(
    store: Store, keys: Path, change: Callable[[Session], None], words: str, entry: int | None
) -> None:
    with store.writing() as session:
        change(session)
    outcome = verify_everything(store, keys)
    assert not outcome.intact
    assert outcome.problem and words in outcome.problem
    assert outcome.entry == entry


def test_changed_paper_is_named(store: Store, keys: Path) -> None:
    name = hashlib.sha256(b"C1").hexdigest()
    (place,) = store.vault.folder.glob(f"*/{name[:2]}/{name}")
    place.write_bytes(b"C1 changed")
    outcome = verify_everything(store, keys)
    assert (outcome.problem, outcome.claim_id) == ("entry 4: its input was changed", "C1")


def test_whoever_holds_the_key_is_caught_by_a_witness(store: Store, keys: Path) -> None:
    witness = export_checkpoint(store)
    with store.writing() as session:
        exchange_leaf_too(session)
        session.execute(text("DELETE FROM evidence_checkpoint"))
    sign_checkpoint(store, keys, now=NOW)
    assert verify_everything(store, keys).intact, "the machine alone cannot know"
    outcome = verify_everything(store, keys, witness=witness)
    assert outcome.problem == "checkpoint 12 is not the one kept outside"


def test_erased_claim_leaves_a_record_that_verifies(store: Store, keys: Path, people: dict[str, Actor]) -> None:
    erase_claim(store, people["admin"], "C1", now=NOW)
    outcome = verify_everything(store, keys)
    assert outcome.intact
    assert outcome.entries == 13


def test_checkpoint_text_round_trips_and_foreign_text_is_told(store: Store, keys: Path) -> None:
    size, root, signature = parse_checkpoint(export_checkpoint(store))
    assert (size, len(root), len(signature)) == (12, 32, 64)
    for foreign in ("", "a\nb\nc\n\nd", export_checkpoint(store).replace("prereview/evidence", "other", 1)):
        with pytest.raises(ConfigurationError):
            parse_checkpoint(foreign)


def test_signing_key_is_for_the_service_only(keys: Path) -> None:
    signing_key(keys)
    assert (keys / "evidence.pem").stat().st_mode & 0o077 == 0
