"""Zip files → stored files, read entry by entry from the archive. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from prereview.errors import InputError
from prereview.findings import Finding
from prereview.ingestion.problems import problem
from prereview.ingestion.stored import StoredFile, is_junk, natural_key
from prereview.settings import Limits

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError, OSError, ValueError, EOFError, LookupError,
    RuntimeError,
)  # fmt: skip
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
#: Central directory record: 46 bytes plus name, extra and comment. Far more than this a file is an attack on memory.
_RECORD_BYTES = 2_000

Listing = tuple[list[StoredFile], list[Finding]]


def is_archive(path: Path) -> bool:
    """Whether a file on disk is a zip of files, by content; OFD and Office files are zips too, but not archives."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
    except OSError:
        return False
    return not _is_document(path)


def _is_document(source: Path | BinaryIO) -> bool:
    """Whether the zip is one document of a zip-based format."""
    try:
        _check_directory(source, 100_000)
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist())
    except _DAMAGE:
        return False
    return "OFD.xml" in names or "[Content_Types].xml" in names


def _check_directory(source: Path | BinaryIO, max_files: int) -> None:
    """Refuse a central directory so long that listing it would fill the memory (APPNOTE 4.3.16, 4.3.14).

    Raises:
        ValueError: it is too long.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            _check_directory(file, max_files)
        return
    size = source.seek(0, io.SEEK_END)
    source.seek(max(0, size - 66_000))
    tail = source.read()
    source.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    if length == 0xFFFFFFFF:
        wide = tail.rfind(b"PK\x06\x06")
        length = int.from_bytes(tail[wide + 40 : wide + 48], "little") if wide >= 0 else size
    if length > max_files * _RECORD_BYTES:
        raise ValueError("central directory too long")


def list_archive(stored: StoredFile, limits: Limits, *, prefix: str = "", strip_top: bool = False) -> Listing:
    """The files inside a zip, one nested level of zips opened, with what had to be left out.

    Args:
        stored: the zip.
        limits: file count, unpacked size.
        prefix: put before every name, so that evidence names the archive.
        strip_top: leave out a folder that holds everything, as zipping a folder makes one.
    """
    if stored.size > limits.max_file_bytes:
        sizes = {"size": stored.size // 1_000_000, "limit": limits.max_file_bytes // 1_000_000}
        return [], [problem("file_too_large", stored.name, **sizes)]
    level = _list_level(stored, limits, prefix)
    files, findings = _open_nested(level, limits)
    if strip_top:
        files = _without_top(files, _common_top([file.name for file in (*level.files, *level.zips)]))
    return sorted(files, key=lambda f: natural_key(f.name)), findings


class _Level(NamedTuple):
    """The entries of one zip: files, zips among them, and what was left out."""

    files: list[StoredFile]
    zips: list[StoredFile]
    findings: list[Finding]


def _list_level(stored: StoredFile, limits: Limits, prefix: str) -> _Level:
    level = _Level([], [], [])
    try:
        source = stored.path or io.BytesIO(stored.read())
        _check_directory(source, limits.max_archive_files)
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > limits.max_archive_bytes:
                return _failed("archive_too_large", stored.name, limit=limits.max_archive_bytes // 1_000_000)
            wanted = [entry for entry in entries if not entry.is_dir() and not is_junk(_plain(decode_name(entry)))]
            for entry in wanted[: limits.max_archive_files]:
                _sort_entry(archive, stored, entry, prefix, level)
    except InputError:
        return _failed("file_unreadable", stored.name)
    except _DAMAGE:
        return _failed("archive_damaged", stored.name)
    if len(wanted) > limits.max_archive_files:
        found = {"count": len(wanted), "limit": limits.max_archive_files}
        level.findings.append(problem("too_many_files", stored.name, **found))
    return level


def _failed(code: str, name: str, **values: int) -> _Level:
    return _Level([], [], [problem(code, name, **values)])


def _sort_entry(
    archive: zipfile.ZipFile, stored: StoredFile, entry: zipfile.ZipInfo, prefix: str, level: _Level
) -> None:
    name = decode_name(entry)
    if not is_safe(name) or stat.S_ISLNK(entry.external_attr >> 16):
        shown = "".join(char if char.isprintable() else "?" for char in name)
        level.findings.append(problem("archive_unsafe_name", f"{stored.name}: {shown}"))
        return
    name = prefix + _plain(name)
    if entry.flag_bits & _ENCRYPTED_FLAG:
        level.findings.append(problem("file_encrypted", name))
        return
    file = StoredFile(name=name, size=entry.file_size, read=partial(_read_entry, stored, entry, name))
    (level.zips if _is_nested(archive, entry, file) else level.files).append(file)


def _is_nested(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: StoredFile) -> bool:
    try:
        with archive.open(entry) as opened:
            if opened.read(4) != b"PK\x03\x04":
                return False
        return not _is_document(io.BytesIO(file.read()))
    except (*_DAMAGE, InputError):
        return False  # reading it as a file will say what is wrong with it


def _read_entry(stored: StoredFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one entry, never more than its header declared (zipfile stops there and checks the CRC).

    Raises:
        InputError: the entry is damaged, or larger than it says.
    """
    try:
        with zipfile.ZipFile(stored.path or io.BytesIO(stored.read())) as archive, archive.open(entry) as file:
            return file.read(entry.file_size)
    except _DAMAGE as error:
        raise InputError(f"file {name}: damaged inside its archive", remedy="Zip the files again.") from error


def _open_nested(level: _Level, limits: Limits) -> Listing:
    """The files with those of nested zips; all unpacked sizes count against the one limit, deeper zips are named."""
    files, findings = list(level.files), list(level.findings)
    budget = limits.max_archive_bytes - sum(file.size for file in (*level.files, *level.zips))
    for nested in level.zips:
        inner = _list_level(nested, limits, f"{nested.name}/")
        budget -= sum(file.size for file in (*inner.files, *inner.zips))
        if budget < 0:
            findings.append(problem("archive_too_large", nested.name, limit=limits.max_archive_bytes // 1_000_000))
            break
        files += inner.files
        findings += [*inner.findings, *(problem("archive_too_deep", deeper.name) for deeper in inner.zips)]
    return files, findings


def decode_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as it was typed: UTF-8 where flagged, else UTF-8 or GB18030 by trial.

    Chinese Windows writes names in GBK without saying so, which zipfile decodes as cp437 (APPNOTE 4.4.4, bit 11).
    """
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def is_safe(name: str) -> bool:
    """Whether a name stays inside the submission: relative, no parent steps, no drive, no control characters."""
    path = PurePosixPath(name.replace("\\", "/"))
    drive = len(name) > 1 and name[1] == ":"
    return not (path.is_absolute() or ".." in path.parts or drive or any(ord(char) < 32 for char in name))


def _plain(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).as_posix()


def _common_top(names: list[str]) -> str:
    """The folder, with its slash, that holds all names; "" if there is none."""
    tops = {name.partition("/")[0] + "/" for name in names}
    top = tops.pop() if len(tops) == 1 else ""
    return top if top and all(name.startswith(top) for name in names) else ""


def _without_top(files: list[StoredFile], top: str) -> list[StoredFile]:
    return [replace(file, name=file.name.removeprefix(top)) for file in files]
