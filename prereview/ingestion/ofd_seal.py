"""Electronic seals of an OFD file: where they are stamped, and the picture inside the seal data."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from prereview.ingestion.ofd_box import Box, parse_box
from prereview.ingestion.xml_tree import BadXml, child_text, local, parse_xml

_PICTURES = ((b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"), (b"\xff\xd8\xff", b"\xff\xd9"))


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal on a page: its box in millimetres and the bytes of its picture (PNG or JPEG), if it has one."""

    page_id: str
    box: Box
    picture: bytes | None


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
                stamps += _stamps_of(parts, _resolve(posixpath.dirname(signatures), base))
    except BadXml:
        return tuple(stamps)
    return tuple(stamps)


def _resolve(folder: str, path: str) -> str:
    return posixpath.normpath(path if path.startswith("/") else f"{folder}/{path}").lstrip("/")


def _stamps_of(parts: Mapping[str, bytes], path: str) -> list[Stamp]:
    if path not in parts:
        return []
    root = parse_xml(parts[path])
    folder = posixpath.dirname(path)
    info = next((element for element in root if local(element) == "SignedInfo"), None)
    if info is None:
        return []
    sources = [child_text(info, "Seal", "BaseLoc"), child_text(root, "SignedValue")]
    blobs = [parts[_resolve(folder, source)] for source in sources if source and _resolve(folder, source) in parts]
    picture = next(filter(None, map(picture_inside, blobs)), None)
    boxes = [
        (mark.get("PageRef", ""), parse_box(mark.get("Boundary", ""))) for mark in info if local(mark) == "StampAnnot"
    ]
    return [Stamp(page, box, picture) for page, box in boxes if box]


def picture_inside(blob: bytes) -> bytes | None:
    """The first PNG or JPEG inside seal data (GB/T 38540: an ASN.1 structure with the picture as one octet string)."""
    for start_mark, end_mark in _PICTURES:
        start = blob.find(start_mark)
        if start >= 0:
            end = blob.rfind(end_mark)
            return blob[start : end + len(end_mark)] if end > start else blob[start:]
    return None
