"""OFD (GB/T 33190-2016), the Chinese fixed-layout format of e-invoices: a small reader for text, pictures and seals."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from prereview.documents import SourcePage, TextLayer
from prereview.errors import InputError
from prereview.ingestion.ofd_box import Box, parse_box
from prereview.ingestion.ofd_drawing import BLACK, RED, Overlay, draw_page
from prereview.ingestion.ofd_page import PageContent, page_layer, read_content
from prereview.ingestion.ofd_seal import Stamp, find_annotations, find_stamps, resolve
from prereview.ingestion.problems import problem
from prereview.ingestion.stored import Opened, StoredFile, content_hash
from prereview.ingestion.xml_tree import BadXml, child, child_text, local, parse_xml
from prereview.settings import Limits

if TYPE_CHECKING:
    from prereview.documents import Pixels

_A4 = Box(0.0, 0.0, 210.0, 297.0)  #: millimetres, as all lengths of the format
_SEAL_BYTES = 5_000_000  #: unpacked; real seals have some kilobytes
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError, BadXml, LookupError, OSError, ValueError, EOFError,
    RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an OFD file, held in memory, by their normalised paths."""

    parts: Mapping[str, bytes]

    def xml(self, path: str) -> Element:
        """The part at `path` as XML. Raises KeyError or BadXml."""
        return parse_xml(self.parts[posixpath.normpath(path).lstrip("/")])


@dataclass(frozen=True, slots=True)
class _Document:
    """One document of the file: where its pages are, and what they share."""

    folder: str
    size: Box
    pages: list[tuple[str, str]]
    templates: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)
    stamps: tuple[Stamp, ...] = ()
    annotations: str = ""


def open_ofd(stored: StoredFile, data: bytes, limits: Limits) -> Opened:
    """Pages of every document of an OFD file, numbered through."""
    try:
        documents = _read_documents(read_package(data, limits.max_archive_bytes))
    except _TooLarge:
        return Opened(
            findings=(problem("archive_too_large", stored.name, limit=limits.max_archive_bytes // 1_000_000),)
        )
    except _DAMAGE:
        return Opened(findings=(problem("file_damaged", stored.name),))
    places = [(which, index) for which, document in enumerate(documents) for index in range(len(document.pages))]
    if not places:
        return Opened(findings=(problem("no_pages", stored.name),))
    source = _Source(stored, limits.max_archive_bytes, limits.max_pixels)
    sha256 = content_hash(data)
    pages = tuple(
        SourcePage(
            file=stored.name,
            number=number,
            kind="ofd",
            sha256=sha256,
            load_text_layer=partial(_load_text_layer, source, place),
            render=partial(_render, source, place),
        )
        for number, place in enumerate(places[: limits.max_pages], start=1)
    )
    if len(places) > limits.max_pages:
        return Opened(pages, (problem("too_many_pages", stored.name, pages=len(places), limit=limits.max_pages),))
    return Opened(pages)


class _TooLarge(ValueError):
    """The parts unpack to more than the limit."""


@dataclass(frozen=True, slots=True)
class _Source:
    stored: StoredFile
    max_bytes: int
    max_pixels: int


def read_package(data: bytes, max_bytes: int) -> Package:
    """Unpack an OFD file in memory. Raises `_TooLarge` beyond `max_bytes`, else what zipfile raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > max_bytes:
            raise _TooLarge
        parts = {}
        for entry in entries:
            with archive.open(entry) as file:
                parts[posixpath.normpath(entry.filename).lstrip("/")] = file.read(entry.file_size)
    return Package(parts)


def _read_documents(package: Package) -> list[_Document]:
    bodies = [element for element in package.xml("OFD.xml") if local(element) == "DocBody"]
    return [_read_document(package, body) for body in bodies]


def _read_document(package: Package, body: Element) -> _Document:
    path = child_text(body, "DocRoot").lstrip("/")
    root = package.xml(path)
    folder = posixpath.dirname(path)
    common = child(root, "CommonData")
    entries = list(common) if common is not None else []
    pages = child(root, "Pages")
    resources = [(e.text or "").strip() for e in entries if local(e) in ("PublicRes", "DocumentRes")]
    return _Document(
        folder=folder,
        size=parse_box(child_text(common, "PageArea", "PhysicalBox")) or _A4,
        pages=[(p.get("ID", ""), resolve(folder, p.get("BaseLoc", ""))) for p in (pages if pages is not None else ())],
        templates={
            e.get("ID", ""): resolve(folder, e.get("BaseLoc", "")) for e in entries if local(e) == "TemplatePage"
        },
        media=_read_media(package, [resolve(folder, path) for path in resources]),
        stamps=find_stamps(package.parts, resolve("", child_text(body, "Signatures"))),
        annotations=resolve(folder, child_text(root, "Annotations")),
    )


def _read_media(package: Package, resources: list[str]) -> dict[str, str]:
    media = {}
    for path in resources:
        if path not in package.parts:
            continue
        root = package.xml(path)
        folder = resolve(posixpath.dirname(path), root.get("BaseLoc", ""))
        for element in root.iter():
            if local(element) == "MultiMedia":
                media[element.get("ID", "")] = resolve(folder, child_text(element, "MediaFile"))
    return media


def _content(source: _Source, place: tuple[int, int]) -> tuple[PageContent, tuple[Overlay, ...], Package]:
    """What one page shows, and what lies on it. Raises InputError if its parts are damaged."""
    which, index = place
    try:
        package = read_package(source.stored.read(), source.max_bytes)
        document = _read_documents(package)[which]
        content = _read_page(package, document, index)
        return content, tuple(_overlays(package, document, document.pages[index][0])), package
    except _DAMAGE as error:
        raise InputError(
            f"file {source.stored.name}, page {index + 1}: damaged", remedy="Export or download the file again."
        ) from error


def _read_page(package: Package, document: _Document, index: int) -> PageContent:
    page = package.xml(document.pages[index][1])
    layers = [
        package.xml(document.templates[t.get("TemplateID", "")])
        for t in page
        if local(t) == "Template" and t.get("TemplateID", "") in document.templates
    ]
    size = parse_box(child_text(page, "Area", "PhysicalBox")) or document.size
    return read_content([*layers, page], size, document.media)


def _overlays(package: Package, document: _Document, page_id: str) -> Iterator[Overlay]:
    """Annotations first: seals are put on last."""
    for box, appearance in find_annotations(package.parts, document.annotations, page_id):
        content = read_content([appearance], Box(0.0, 0.0, box.width, box.height), document.media)
        yield Overlay(box, content, package.parts, ink=BLACK)
    for stamp in document.stamps:
        if stamp.page_id == page_id:
            yield Overlay(stamp.box, None, {}, stamp.picture) if stamp.picture else _drawn_seal(stamp)


def _drawn_seal(stamp: Stamp) -> Overlay:
    """A seal that is an OFD file itself; what lies on its own page is left out."""
    try:
        package = read_package(stamp.package, _SEAL_BYTES)
        document = _read_documents(package)[0]
        return Overlay(stamp.box, _read_page(package, document, 0), package.parts, ink=RED)
    except _DAMAGE:
        return Overlay(stamp.box, None, {})


def _load_text_layer(source: _Source, place: tuple[int, int]) -> TextLayer:
    return page_layer(_content(source, place)[0])


def _render(source: _Source, place: tuple[int, int]) -> Pixels:
    content, overlays, package = _content(source, place)
    return draw_page(content, package.parts, overlays, max_pixels=source.max_pixels)
