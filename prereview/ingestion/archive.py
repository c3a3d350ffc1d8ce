"""Zip files → stored files, read entry by entry from the archive. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from prereview.errors import InputError
from prereview.findings import Finding
from prereview.ingestion.problems import problem
from prereview.ingestion.stored import StoredFile, is_junk, natural_key
from prereview.settings import Limits

_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError)
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
    files, findings = _list_level(stored, limits, prefix)
    files, nested = _open_nested(files, limits)
    findings += nested
    if strip_top:
        files = _without_top(files)
    return sorted(files, key=lambda f: natural_key(f.name)), findings


def _list_level(stored: StoredFile, limits: Limits, prefix: str) -> Listing:
    try:
        source = stored.path or io.BytesIO(stored.read())
        _check_directory(source, limits.max_archive_files)
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
    except InputError:
        return [], [problem("file_unreadable", stored.name)]
    except _DAMAGE:
        return [], [problem("archive_damaged", stored.name)]
    if sum(entry.file_size for entry in entries) > limits.max_archive_bytes:
        return [], [problem("archive_too_large", stored.name, limit=limits.max_archive_bytes // 1_000_000)]
    files: list[StoredFile] = []
    findings: list[Finding] = []
    wanted = [entry for entry in entries if not entry.is_dir() and not is_junk(_plain(decode_name(entry)) or ".")]
    for entry in wanted[: limits.max_archive_files]:
        _sort_entry(stored, entry, prefix, files, findings)
    if len(wanted) > limits.max_archive_files:
        found = {"count": len(wanted), "limit": limits.max_archive_files}
        findings.append(problem("too_many_files", stored.name, **found))
    return files, findings


def _sort_entry(
    stored: StoredFile, entry: zipfile.ZipInfo, prefix: str, files: list[StoredFile], findings: list[Finding]
) -> None:
    name = decode_name(entry)
    if not is_safe(name) or stat.S_ISLNK(entry.external_attr >> 16):
        findings.append(problem("archive_unsafe_name", f"{stored.name}: {name}"))
    elif entry.flag_bits & _ENCRYPTED_FLAG:
        findings.append(problem("file_encrypted", prefix + _plain(name)))
    else:
        read = partial(_read_entry, stored, entry, prefix + _plain(name))
        files.append(StoredFile(name=prefix + _plain(name), size=entry.file_size, read=read))


def _read_entry(stored: StoredFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one entry, at most as many as its header declared.

    Raises:
        InputError: the entry is damaged or larger than it says.
    """
    try:
        with (
            zipfile.ZipFile(stored.path or io.BytesIO(stored.read())) as archive,
            archive.open(entry) as file,
        ):
            data = file.read(entry.file_size + 1)
    except _DAMAGE as error:
        raise InputError(f"file {name}: damaged inside its archive", remedy="Zip the files again.") from error
    if len(data) > entry.file_size:
        raise InputError(f"file {name}: larger than its archive says", remedy="Zip the files again.")
    return data


def _open_nested(files: list[StoredFile], limits: Limits) -> Listing:
    """Replace zips among the files by what they hold; the total unpacked size counts against the same limit."""
    budget = limits.max_archive_bytes - sum(file.size for file in files)
    flat: list[StoredFile] = []
    findings: list[Finding] = []
    for file in files:
        if not _is_nested(file):
            flat.append(file)
            continue
        inner, problems = _list_level(file, limits, f"{file.name}/")
        budget -= sum(entry.size for entry in inner)
        if budget < 0:
            problems = [problem("archive_too_large", file.name, limit=limits.max_archive_bytes // 1_000_000)]
            inner = []
        flat += inner
        findings += problems
    return flat, findings


def _is_nested(file: StoredFile) -> bool:
    if file.name.lower().endswith((".ofd", ".docx", ".xlsx", ".pptx")):
        return False
    if not file.name.lower().endswith(".zip"):
        return False
    try:
        data = file.read()
    except InputError:
        return False
    return data.startswith(b"PK") and not _is_document(io.BytesIO(data))


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


def _without_top(files: list[StoredFile]) -> list[StoredFile]:
    tops = {file.name.partition("/")[0] for file in files}
    if len(tops) != 1 or any("/" not in file.name for file in files):
        return files
    return [
        StoredFile(name=file.name.partition("/")[2], size=file.size, read=file.read, path=file.path) for file in files
    ]
