"""What a file is, by its content. Extensions are only compared with it afterwards: claimants rename files."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import PurePosixPath

from prereview.ingestion.plain_text import decode_text

IMAGES = frozenset({"jpeg", "png", "tiff", "webp", "bmp", "heic", "gif"})

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"GIF8", "gif"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "rtf"),
)
#: ISO base media brands that hold still pictures (ISO/IEC 23008-12); the rest are videos.
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})

_EXTENSIONS: dict[str, str] = {
    ".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".png": "png", ".tif": "tiff", ".tiff": "tiff",
    ".webp": "webp", ".bmp": "bmp", ".heic": "heic", ".heif": "heic", ".gif": "gif", ".ofd": "ofd", ".xml": "xml",
    ".txt": "text", ".zip": "zip", ".json": "json", ".docx": "office", ".xlsx": "office", ".doc": "office",
    ".xls": "office", ".rar": "rar", ".7z": "7z", ".mp4": "video", ".mov": "video", ".html": "html", ".htm": "html",
}  # fmt: skip

#: How each kind is called in a finding, in a form both languages understand.
NAMES: dict[str, str] = {
    "pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "tiff": "TIFF", "webp": "WebP", "bmp": "BMP", "heic": "HEIC",
    "gif": "GIF", "ofd": "OFD", "xml": "XML", "text": "TXT", "zip": "ZIP", "json": "JSON", "html": "HTML",
    "office": "Office (Word/Excel)", "rar": "RAR", "7z": "7-Zip", "rtf": "RTF", "video": "MP4/MOV",
}  # fmt: skip


def detect_kind(data: bytes) -> str:
    """The kind of a non-empty file: one of `NAMES`, or "binary"."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "bmp"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in _HEIF_BRANDS else "video"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    # ISO 32000-1 annex H: readers accept the header anywhere in the first 1024 bytes.
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _kind_of_text(data)


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, RuntimeError, struct.error):
        return "zip"
    if "OFD.xml" in names:
        return "ofd"
    return "office" if "[Content_Types].xml" in names else "zip"


def _kind_of_text(data: bytes) -> str:
    text = decode_text(data[:20_000_000])
    if text is None:
        return "binary"
    start = text[:400].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html")):
        return "html"
    if start.startswith("<?xml") or (start.startswith("<") and text.rstrip().endswith(">")):
        return "xml"
    if start.startswith(("{", "[")) and _is_json(text):
        return "json"
    return "text"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def name_of(name: str, kind: str) -> str:
    """How a finding calls the kind of that file; content nobody knows goes by the file's extension."""
    return NAMES.get(kind) or PurePosixPath(name).suffix.lstrip(".").upper() or "?"


def extension_differs(name: str, kind: str) -> bool:
    """Whether the file's extension promises another kind than its content is. Unknown extensions promise nothing."""
    promised = _EXTENSIONS.get(PurePosixPath(name).suffix.lower())
    return promised is not None and promised != kind
