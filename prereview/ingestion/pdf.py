"""PDF files → pages. pypdfium2 for everything; documents are opened when a page is asked for and closed again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from pypdfium2 import raw

from prereview.documents import BoundingBox, SourcePage, TextLayer
from prereview.errors import InputError
from prereview.ingestion.pdf_picture import part_of, picture_of, thumbnail_of
from prereview.ingestion.pdf_text import read_layer
from prereview.ingestion.problems import problem
from prereview.ingestion.signatures import examine_signatures
from prereview.ingestion.stored import Opened, StoredFile, content_hash
from prereview.settings import Limits

if TYPE_CHECKING:
    from prereview.documents import Pixels

#: pdfium keeps global state and is not thread safe: one call at a time in a process.
_PDFIUM = threading.RLock()
_KEEP_OPEN = 2  #: documents held open, so that the pages of one file do not parse it again and again
_open_documents: OrderedDict[str, pdfium.PdfDocument] = OrderedDict()
_turns: dict[tuple[str, int], int] = {}  #: quarter turns of pages of open documents, known once their text was read


def open_pdf(stored: StoredFile, data: bytes, limits: Limits, *, trusted: Sequence[bytes] = ()) -> Opened:
    """Pages of a PDF, at most `limits.max_pages`; encrypted, damaged and cut files become findings.

    `trusted` are DER certificates whose signatures count as known.
    """
    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            code = "file_encrypted" if _wants_password(error) else "file_damaged"
            return Opened(findings=(problem(code, stored.name),))
        try:
            count = len(document)
        finally:
            document.close()
    if count == 0:
        return Opened(findings=(problem("no_pages", stored.name),))
    findings = []
    if b"%%EOF" not in data[-2048:]:  # ISO 32000-1 annex H: readers look for the mark in the last 1024 bytes
        findings.append(problem("file_truncated", stored.name))
    if count > limits.max_pages:
        findings.append(problem("too_many_pages", stored.name, pages=count, limit=limits.max_pages))
    sha256 = content_hash(data)
    pages = tuple(
        SourcePage(
            file=stored.name,
            number=index + 1,
            kind="pdf",
            sha256=sha256,
            load_text_layer=partial(_load_text_layer, stored, sha256, index),
            render=partial(_render, stored, sha256, index, limits.max_pixels),
            thumbnail=partial(_draw_small, stored, sha256, index, limits.max_pixels),
            draw_part=partial(_draw_part, stored, sha256, index),
        )
        for index in range(min(count, limits.max_pages))
    )
    return Opened(pages, (*findings, *examine_signatures(stored.name, data, trusted=trusted)))


def _wants_password(error: pdfium.PdfiumError) -> bool:
    # FPDF_ERR_PASSWORD = 4, FPDF_ERR_SECURITY = 5 (unsupported scheme): the same remedy for the claimant.
    return getattr(error, "err_code", None) in (4, 5) or "password" in str(error).lower()


def close_documents() -> None:
    """Close every PDF held open (before forking workers, at exit, in tests)."""
    with _PDFIUM:
        while _open_documents:
            _close_oldest()


def _close_oldest() -> None:
    sha256, document = _open_documents.popitem(last=False)
    document.close()
    for key in [key for key in _turns if key[0] == sha256]:
        del _turns[key]


@contextmanager
def _page(stored: StoredFile, sha256: str, index: int) -> Iterator[pdfium.PdfPage]:
    """One page of a file, opened under the lock.

    Raises:
        InputError: the page cannot be loaded.
    """
    with _PDFIUM:
        try:
            page = _flat_page(_document(stored, sha256), index)
        except pdfium.PdfiumError as error:
            raise InputError(
                f"file {stored.name}, page {index + 1}: damaged", remedy="Export the file again."
            ) from error
        try:
            yield page
        except pdfium.PdfiumError as error:
            raise InputError(
                f"file {stored.name}, page {index + 1}: cannot be drawn", remedy="Export the file again."
            ) from error
        finally:
            page.close()


def _flat_page(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page with its annotations made part of it, in memory only.

    Filled-in form fields are in no text layer, and the seals of signed e-invoices are in no picture, until they are.
    """
    page = document[index]
    if not any(_shows(page, i) for i in range(raw.FPDFPage_GetAnnotCount(page.raw))):
        return page
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]


def _shows(page: pdfium.PdfPage, i: int) -> bool:
    """Whether an annotation puts anything on the page; links and pop-up notes do not."""
    annotation = raw.FPDFPage_GetAnnot(page.raw, i)
    if not annotation:
        return False
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    raw.FPDFPage_CloseAnnot(annotation)
    return kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)


def _document(stored: StoredFile, sha256: str) -> pdfium.PdfDocument:
    document = _open_documents.pop(sha256, None)
    if document is None:
        while len(_open_documents) >= _KEEP_OPEN:
            _close_oldest()
        document = pdfium.PdfDocument(stored.read())
    _open_documents[sha256] = document
    return document


def _load_text_layer(stored: StoredFile, sha256: str, index: int) -> TextLayer:
    with _page(stored, sha256, index) as page:
        text = read_layer(page)
        _turns[sha256, index] = text.turns
        return text.layer


def _render(stored: StoredFile, sha256: str, index: int, max_pixels: int) -> Pixels:
    with _page(stored, sha256, index) as page:
        turns = _turns_of(page, sha256, index)
        return picture_of(page, turns=turns, max_pixels=max_pixels, name=f"{stored.name}:{index + 1}")


def _draw_small(stored: StoredFile, sha256: str, index: int, max_pixels: int) -> Pixels:
    with _page(stored, sha256, index) as page:
        turns = _turns_of(page, sha256, index)
        return thumbnail_of(page, turns=turns, max_pixels=max_pixels, name=f"{stored.name}:{index + 1}")


def _draw_part(stored: StoredFile, sha256: str, index: int, box: BoundingBox) -> Pixels:
    with _page(stored, sha256, index) as page:
        return part_of(page, box, turns=_turns_of(page, sha256, index))


def _turns_of(page: pdfium.PdfPage, sha256: str, index: int) -> int:
    turns = _turns.get((sha256, index))
    return read_layer(page).turns if turns is None else turns
