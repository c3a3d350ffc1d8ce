"""What lies on the pages of an OFD file: electronic seals of its signatures, stamps and notes of its annotations."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from prereview.ingestion.ofd_box import Box, parse_box
from prereview.ingestion.xml_tree import BadXml, child, child_text, local, parse_xml

_PICTURES = ((b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"), (b"\xff\xd8\xff", b"\xff\xd9"))
_PACKAGE, _END_OF_PACKAGE, _END_BYTES = b"PK\x03\x04", b"PK\x05\x06", 22


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal on a page: its box in millimetres, and its picture (PNG or JPEG) or else its drawing (an OFD file)."""

    page_id: str
    box: Box
    picture: bytes = b""
    package: bytes = b""


def find_stamps(parts: Mapping[str, bytes], signatures: str) -> tuple[Stamp, ...]:
    """The stamps of the document whose list of signatures is at `signatures` ("" or absent: none).

    Signatures are not verified here: a stamp is what the page shows, not a proof.
    """
    if signatures not in parts:
        return ()
    stamps: list[Stamp] = []
    try:
        for entry in parse_xml(parts[signatures]):
            if local(entry) == "Signature":
                base = entry.get("BaseLoc", "")
                stamps += _stamps_of(parts, resolve(posixpath.dirname(signatures), base))
    except BadXml:
        return tuple(stamps)
    return tuple(stamps)


def find_annotations(parts: Mapping[str, bytes], annotations: str, page_id: str) -> Iterator[tuple[Box, Element]]:
    """The boxes and contents of a page's visible annotations; `annotations` is where their list is."""
    try:
        listed = parse_xml(parts[annotations]) if annotations in parts else ()
        places = [child_text(entry, "FileLoc") for entry in listed if entry.get("PageID") == page_id]
        for path in (resolve(posixpath.dirname(annotations), place) for place in places):
            yield from _appearances(parse_xml(parts[path]) if path in parts else ())
    except BadXml:
        return


def _appearances(notes: Element | tuple[()]) -> Iterator[tuple[Box, Element]]:
    for note in notes:
        appearance = child(note, "Appearance")
        box = parse_box(appearance.get("Boundary", "")) if appearance is not None else None
        if appearance is not None and box and note.get("Visible") != "false":
            yield box, appearance


def resolve(folder: str, path: str) -> str:
    """A path of the package: absolute ones start at its root, the others at `folder`."""
    return posixpath.normpath(path if path.startswith("/") else f"{folder}/{path}").lstrip("/")


def _stamps_of(parts: Mapping[str, bytes], path: str) -> list[Stamp]:
    if path not in parts:
        return []
    root = parse_xml(parts[path])
    folder = posixpath.dirname(path)
    info = child(root, "SignedInfo")
    if info is None:
        return []
    sources = [child_text(info, "Seal", "BaseLoc"), child_text(root, "SignedValue")]
    blobs = [parts[resolve(folder, source)] for source in sources if source and resolve(folder, source) in parts]
    picture = next(filter(None, map(picture_inside, blobs)), b"")
    package = next(filter(None, map(package_inside, blobs)), b"")
    boxes = [
        (mark.get("PageRef", ""), parse_box(mark.get("Boundary", ""))) for mark in info if local(mark) == "StampAnnot"
    ]
    return [Stamp(page, box, picture, package) for page, box in boxes if box]


def picture_inside(blob: bytes) -> bytes:
    """The first PNG or JPEG inside seal data (GB/T 38540: an ASN.1 structure with the picture as one octet string)."""
    for start_mark, end_mark in _PICTURES:
        start = blob.find(start_mark)
        if start >= 0:
            end = blob.rfind(end_mark)
            return blob[start : end + len(end_mark)] if end > start else blob[start:]
    return b""


def package_inside(blob: bytes) -> bytes:
    """The OFD file inside seal data: tax and fiscal seals are drawings, not pictures."""
    start, end = blob.find(_PACKAGE), blob.rfind(_END_OF_PACKAGE)
    return blob[start : end + _END_BYTES] if 0 <= start < end else b""
