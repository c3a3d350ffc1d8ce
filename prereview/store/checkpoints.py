"""Signed checkpoints of the evidence record, its verification, and what an outside witness should keep.

A checkpoint is the Merkle root (RFC 6962, 2.1) at a size, signed with Ed25519, in the text form that transparency logs
use (C2SP tlog-checkpoint): three lines, an empty one, a signature line. Whoever keeps one outside this machine, or has
it time-stamped (RFC 3161), can later prove that nothing before it was changed.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from prereview.errors import ConfigurationError
from prereview.store.database import Store
from prereview.store.evidence import leaf_hash
from prereview.store.tables import Checkpoint, Entry

ORIGIN = "prereview/evidence"
_PRIVATE, _PUBLIC = "evidence.pem", "evidence.pub.pem"


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of `verify`: how far the record was checked, and the first thing that is not as it was signed."""

    entries: int
    checkpoints: int
    signed_entries: int
    problem: str | None = None
    entry: int | None = None
    claim_id: str | None = None

    @property
    def intact(self) -> bool:
        """Whether nothing was found changed."""
        return self.problem is None

    def found(self, problem: str, entry: int, claim_id: str) -> Verification:
        """The same check with what was found."""
        return replace(self, problem=problem, entry=entry, claim_id=claim_id)

    def describe(self) -> dict[str, str | int | bool | None]:
        """For people and programs: the figures, and what they do not prove."""
        return {
            "intact": self.intact,
            "entries": self.entries,
            "signed_entries": self.signed_entries,
            "checkpoints": self.checkpoints,
            "first_changed_entry": self.entry,
            "claim_id": self.claim_id,
            "problem": self.problem,
            "proves": "unchanged since receipt, up to the last signed entry; not that a paper is genuine",
            "proves_zh": "自收到之时起未被改动（截至最后一个已签名条目）；不证明材料本身真实",
        }


class Frontier:
    """The roots of the perfect subtrees of a Merkle tree, largest first: enough to append and to know the root."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size = size
        self._roots = list(roots)

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash."""
        self._roots.append(leaf)
        carry = self.size
        while carry & 1:
            right, left = self._roots.pop(), self._roots.pop()
            self._roots.append(_node(left, right))
            carry >>= 1
        self.size += 1

    @property
    def root(self) -> bytes:
        """The tree hash; that of no leaves is the hash of nothing."""
        if not self._roots:
            return hashlib.sha256(b"").digest()
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = _node(left, root)
        return root

    @property
    def roots(self) -> tuple[bytes, ...]:
        """What to keep, to go on from here."""
        return tuple(self._roots)


def sign_checkpoint(store: Store, keys: Path, *, now: datetime) -> Checkpoint | None:
    """Sign the record as it is now; None when nothing was added since the last checkpoint."""
    key = signing_key(keys)
    with store.writing() as session:
        last = _last_checkpoint(session)
        frontier = Frontier(last.size, (bytes.fromhex(root) for root in last.frontier)) if last else Frontier()
        for entry in entries_from(session, frontier.size):
            frontier.append(bytes.fromhex(entry.leaf))
        if (last is not None and frontier.size == last.size) or frontier.size == 0:
            return None
        row = Checkpoint(
            size=frontier.size,
            root=frontier.root.hex(),
            frontier=[root.hex() for root in frontier.roots],
            key_id=key_id(key.public_key()),
            signature=key.sign(note_text(frontier.size, frontier.root).encode()),
            at=now,
        )
        session.add(row)
        return row


def verify(store: Store, keys: Path, *, witness: str | None = None) -> Verification:
    """Work the whole record out again and hold it against every checkpoint and the witness.

    Args:
        store: the record.
        keys: folder of the public key.
        witness: a checkpoint kept outside (`export_checkpoint`): the only proof against somebody who holds the key.
    """
    public = load_public_key(keys)
    with store.reading() as session:
        checkpoints = list(session.scalars(select(Checkpoint).order_by(Checkpoint.size)))
        expected = {point.size: point.root for point in checkpoints}
        signed = max(expected, default=0)
        for point in checkpoints:
            if not _is_signed(point.size, bytes.fromhex(point.root), point.signature, public):
                return Verification(0, len(checkpoints), signed, f"the signature of checkpoint {point.size} is wrong")
        if witness is not None:
            size, root, signature = parse_checkpoint(witness)
            if not _is_signed(size, root, signature, public) or expected.get(size, root.hex()) != root.hex():
                return Verification(0, len(checkpoints), signed, f"checkpoint {size} is not the one kept outside")
            expected[size] = root.hex()
        return _replay(session, expected, len(checkpoints), signed)


def _replay(session: Session, expected: dict[int, str], checkpoints: int, signed: int) -> Verification:
    frontier = Frontier()
    entry = None
    for entry in entries_from(session, 0):
        problem = None
        if entry.number != frontier.size:
            problem = f"entry {frontier.size} is missing"
        elif leaf_hash(entry.payload) != entry.leaf:
            problem = f"entry {entry.number} was changed"
        if problem:
            return Verification(frontier.size, checkpoints, signed, problem, frontier.size, entry.claim_id)
        frontier.append(bytes.fromhex(entry.leaf))
        if expected.get(frontier.size, frontier.root.hex()) != frontier.root.hex():
            before = max((size for size in expected if size < frontier.size), default=0)
            words = f"an entry from {before} to {entry.number} is not the one that was signed"
            return Verification(frontier.size, checkpoints, signed, words, before, None)
    if frontier.size < max(expected, default=0):
        return Verification(frontier.size, checkpoints, signed, f"entry {frontier.size} is missing", frontier.size)
    return Verification(frontier.size, checkpoints, signed)


def export_checkpoint(store: Store) -> str:
    """The newest checkpoint as text: a few lines to print, mail or have time-stamped outside."""
    with store.reading() as session:
        last = _last_checkpoint(session)
    if last is None:
        raise ConfigurationError("there is no checkpoint yet", remedy="Start the service once; it signs every minute.")
    blob = base64.b64encode(bytes.fromhex(last.key_id)[:4] + last.signature).decode()
    return f"{note_text(last.size, bytes.fromhex(last.root))}\n— {ORIGIN} {blob}\n"


def parse_checkpoint(text: str) -> tuple[int, bytes, bytes]:
    """(size, root, signature) of an exported checkpoint.

    Raises:
        ConfigurationError: it is not one.
    """
    try:
        origin, size, root, _, signature = text.strip("\n").split("\n")
        raw = base64.b64decode(signature.rpartition(" ")[2], validate=True)
        if origin != ORIGIN or len(raw) != 68:
            raise ValueError("not ours")
        return int(size), base64.b64decode(root, validate=True), raw[4:]
    except ValueError as error:
        raise ConfigurationError("this is no exported checkpoint", remedy="Give the file as exported.") from error


def note_text(size: int, root: bytes) -> str:
    """What is signed."""
    return f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n"


def signing_key(keys: Path) -> Ed25519PrivateKey:
    """The signing key of the workspace, made on first use, readable by the service only."""
    path = keys / _PRIVATE
    if not path.exists():
        keys.mkdir(parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (keys / _PUBLIC).write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    loaded = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise ConfigurationError(f"{path.name} is no Ed25519 key", remedy="Restore it from a backup.")
    return loaded


def load_public_key(keys: Path) -> Ed25519PublicKey:
    """The public key; give it to whoever verifies elsewhere."""
    path = keys / _PUBLIC
    try:
        loaded = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path.name} cannot be read", remedy="Restore the keys folder.") from error
    if not isinstance(loaded, Ed25519PublicKey):
        raise ConfigurationError(f"{path.name} is no Ed25519 key", remedy="Restore it from a backup.")
    return loaded


def key_id(public: Ed25519PublicKey) -> str:
    """C2SP signed-note: hash of name, algorithm and key."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + raw).hexdigest()


def _is_signed(size: int, root: bytes, signature: bytes, public: Ed25519PublicKey) -> bool:
    try:
        public.verify(signature, note_text(size, root).encode())
    except InvalidSignature:
        return False
    return True


def _last_checkpoint(session: Session) -> Checkpoint | None:
    return session.scalar(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1))


def entries_from(session: Session, start: int) -> Iterator[Entry]:
    """Entries of the record from a number on, in order."""
    return iter(session.scalars(select(Entry).where(Entry.number >= start).order_by(Entry.number)).yield_per(1000))


def _node(left: bytes, right: bytes) -> bytes:
    """RFC 6962, 2.1: an inner node is hashed behind a one byte."""
    return hashlib.sha256(b"\x01" + left + right).digest()
