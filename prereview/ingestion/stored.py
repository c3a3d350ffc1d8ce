"""A file that arrived, wherever its bytes are: on disk or inside a zip. Nothing is ever unpacked to disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from prereview.documents import SourcePage
from prereview.errors import InputError
from prereview.findings import Finding


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Name inside the submission, size in bytes, and how to get the bytes; `path` is set for files on disk."""

    name: str
    size: int
    read: Callable[[], bytes]
    path: Path | None = None


class Opened(NamedTuple):
    """What one file gave: its pages (unread) and what is wrong with it."""

    pages: tuple[SourcePage, ...] = ()
    findings: tuple[Finding, ...] = ()


def on_disk(path: Path, name: str) -> StoredFile:
    """A file of a folder.

    Raises (when read):
        InputError: the file vanished or may not be read.
    """

    def read() -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise InputError(
                f"file {name}: cannot be read from disk", remedy="Check its permissions or upload it again."
            ) from error

    return StoredFile(name=name, size=path.stat().st_size, read=read, path=path)


def content_hash(data: bytes) -> str:
    """SHA-256 of the bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def is_junk(name: str) -> bool:
    """Files no person put there: hidden ones, macOS resource forks, thumbnails, office lock files."""
    parts = PurePosixPath(name).parts
    return not parts or (
        any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)
        or parts[-1].lower() in ("thumbs.db", "desktop.ini")
        or parts[-1].startswith("~$")
    )


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts page2 before page10, the same on every machine."""
    pieces = re.split(r"([0-9]+)", name.lower())
    key = tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces)
    return (*key, (1, 0, name))
