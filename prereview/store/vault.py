"""File contents by the SHA-256 of what they say, one folder per organisation; encrypted at rest where a key is set.

A content is written beside its place, forced to disk and renamed: it is there whole or not at all, and writing it twice
is one write. Contents of two organisations never share a file, so erasing one cannot reach the other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from prereview.errors import ConfigurationError, InputError, NotFound, Unavailable

_SEALED = ".aes"  #: 12 bytes of nonce, then AES-256-GCM with the hash as associated data (NIST SP 800-38D)
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Vault:
    """Where contents lie. `key` is 32 bytes, or None for contents in clear."""

    folder: Path
    key: bytes | None = None

    def put(self, organisation: int, content: bytes) -> str:
        """Keep a content and return its name, the hex SHA-256; forced to disk before it returns.

        Raises:
            Unavailable: the disk is full or cannot be written.
        """
        name = hashlib.sha256(content).hexdigest()
        if self._find(organisation, name) is None:
            place = self._place(organisation, name).with_suffix(_SEALED if self.key else "")
            _write_whole(place, self._seal(name, content))
        return name

    def get(self, organisation: int, name: str) -> bytes:
        """The content of that name, checked against it.

        Raises:
            NotFound: there is none (never kept, or erased).
            InputError: the bytes on disk are not those that were kept, or the key is another.
        """
        place = self._find(organisation, name)
        if place is None:
            raise NotFound(f"content {name[:12]} is not in the vault")
        raw = place.read_bytes()
        content = self._open(name, raw) if place.suffix == _SEALED else raw
        if hashlib.sha256(content).hexdigest() != name:
            raise InputError(f"content {name[:12]} was changed on disk", remedy="Restore it from a backup.")
        return content

    def has(self, organisation: int, name: str) -> bool:
        """Whether there is a content of that name."""
        return self._find(organisation, name) is not None

    def materialise(self, organisation: int, name: str, target: Path) -> None:
        """Put a content at a path, as a second name of the same file where that is possible (no copy)."""
        target.parent.mkdir(parents=True, exist_ok=True)
        place = self._find(organisation, name)
        if place is not None and place.suffix != _SEALED:
            try:
                target.hardlink_to(place)
                return
            except OSError:
                pass  # another file system: copied below
        target.write_bytes(self.get(organisation, name))

    def list_old(self, organisation: int, *, before: float) -> list[str]:
        """Names of the contents written before a moment (seconds since 1970)."""
        found = (path for path in (self.folder / str(organisation)).glob("??/*") if not path.name.startswith("."))
        return sorted({path.name.removesuffix(_SEALED) for path in found if path.stat().st_mtime < before})

    def erase(self, organisation: int, name: str) -> bool:
        """Remove a content; True if there was one."""
        place = self._find(organisation, name)
        if place is None:
            return False
        place.unlink(missing_ok=True)
        return True

    def write_at(self, place: Path, content: bytes) -> None:
        """Keep a content at a path of its own, whole or not at all, encrypted where a key is set.

        Raises:
            Unavailable: the disk is full or cannot be written.
        """
        _write_whole(place, self._seal(place.name, content))

    def read_at(self, place: Path) -> bytes:
        """A content written by `write_at`."""
        raw = place.read_bytes()
        return self._open(place.name, raw) if self.key else raw

    def _place(self, organisation: int, name: str) -> Path:
        if len(name) != 64 or not all(character in "0123456789abcdef" for character in name):
            raise NotFound("no content has such a name")
        return self.folder / str(organisation) / name[:2] / name

    def _find(self, organisation: int, name: str) -> Path | None:
        plain = self._place(organisation, name)
        return next((path for path in (plain, plain.with_suffix(_SEALED)) if path.exists()), None)

    def _seal(self, name: str, content: bytes) -> bytes:
        if self.key is None:
            return content
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, content, name.encode())

    def _open(self, name: str, raw: bytes) -> bytes:
        if self.key is None:
            raise ConfigurationError(
                "stored files are encrypted and no key is set", remedy="Set PREREVIEW_FILES_KEY_FILE as before."
            )
        try:
            return AESGCM(self.key).decrypt(raw[:_NONCE], raw[_NONCE:], name.encode())
        except InvalidTag as error:
            raise InputError(
                f"content {name[:12]} does not open with this key", remedy="Set the key it was stored with."
            ) from error


def read_key(path: Path) -> bytes:
    """A key file: 32 bytes in base64, as `prereview keys` writes it.

    Raises:
        ConfigurationError: the file is absent or holds no such key.
    """
    try:
        key = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    except (OSError, ValueError, binascii.Error) as error:
        raise ConfigurationError(f"key file {path.name} cannot be read", remedy="Give 32 bytes in base64.") from error
    if len(key) != 32:
        raise ConfigurationError(f"key file {path.name} holds no 32 bytes", remedy="Give 32 bytes in base64.")
    return key


def _write_whole(place: Path, content: bytes) -> None:
    """The content under its name at once and for good: neither a kill nor a power cut leaves half of it."""
    draft = place.parent / f".{place.name}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(place)
        _sync_folder(place.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Unavailable(
            f"files cannot be written ({error.strerror})", remedy="Free space on the disk of the workspace."
        ) from error


def _sync_folder(folder: Path) -> None:
    """A new name is only sure to survive a power cut once its folder is on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
