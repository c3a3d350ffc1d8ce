"""Write a submission to disk: files, claim.json, and the truth beside the folder where ingestion never reads it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.capture import Captured, Pixels, capture_page
from prereview.synthesis.collage import lay_out
from prereview.synthesis.drafting import SyntheticDocument
from prereview.synthesis.ofd import write_ofd
from prereview.synthesis.packing import SheetPlace, SyntheticFile
from prereview.synthesis.raster import render_canvas
from prereview.synthesis.reading_view import line_groups
from prereview.synthesis.submissions import SyntheticClaim
from prereview.synthesis.truth import page_truth, write_truth
from prereview.synthesis.vector import write_pdf

_ZIP_TIME = (2026, 1, 1, 0, 0, 0)  # fixed: the same seed gives the same bytes


def write_submission(claim: SyntheticClaim, folder: Path) -> None:
    """Write `<folder>/<claim_id>/` (or `.zip`) and `<folder>/<claim_id>.truth.json`. Replaces what was there."""
    target = folder / claim.claim.claim_id
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    documents = {document.id: document for document in claim.documents}
    pages = []
    for number, file in enumerate(claim.files):
        content, truths = _file_bytes(claim, file, documents, number)
        (target / file.name).write_bytes(content)
        pages.append({"file": file.name, "pages": truths})
    if claim.with_claim_file:
        (target / "claim.json").write_text(claim_json(claim), encoding="utf-8")
    if claim.archive:
        _zip(target, folder / f"{claim.claim.claim_id}.zip")
        shutil.rmtree(target)
    write_truth(claim, pages, folder / f"{claim.claim.claim_id}.truth.json")


def claim_json(claim: SyntheticClaim) -> str:
    """claim.json without the keys nobody filled in."""
    return json.dumps(claim.claim.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=2) + "\n"


def _file_bytes(
    claim: SyntheticClaim, file: SyntheticFile, documents: Mapping[str, SyntheticDocument], number: int
) -> tuple[bytes, list[dict[str, Any]]]:
    canvases: list[Canvas] = []
    sheets: list[Canvas | bytes | Pixels] = []
    truths = []
    for index, place in enumerate(file.pages):
        seed = zlib.crc32(f"{claim.seed}/{number}/{index}".encode())
        papers = [documents[piece.document].pages[piece.page_index] for piece in place.pieces]
        canvas, boxes = lay_out(papers, Random(seed))
        captured = None if file.form in ("ofd", "text") else _captured(claim, file, place, canvas, seed)
        canvases.append(canvas)
        sheets.append(_sheet(claim, file, canvas, captured))
        truths.append({"page": index + 1, **page_truth(place, documents, canvas, boxes, captured)})
    return _encoded(claim, file, canvases, sheets), truths


def _sheet(
    claim: SyntheticClaim, file: SyntheticFile, canvas: Canvas, captured: Captured | None
) -> Canvas | bytes | Pixels:
    """A page as its file keeps it, packed at once where it can be: forty pages of pixels would fill a gigabyte."""
    if captured is None:
        return canvas
    if file.form in ("pdf", "jpeg"):
        return _jpeg(captured.pixels, claim.jpeg_quality, claim.picture_bytes)
    return captured.pixels


def _captured(
    claim: SyntheticClaim, file: SyntheticFile, place: SheetPlace, canvas: Canvas, seed: int
) -> Captured | None:
    """The picture of a page, or None where the file carries it as drawn."""
    if place.capture == "digital" and file.form == "pdf":
        return None
    clean = render_canvas(canvas, dpi=_dpi(claim, canvas), seed=seed)
    stiff = canvas.width < 100
    return capture_page(clean, place.capture, seed=seed, rotation=place.rotation, wear=claim.wear, stiff=stiff)


def _encoded(
    claim: SyntheticClaim, file: SyntheticFile, canvases: list[Canvas], sheets: list[Canvas | bytes | Pixels]
) -> bytes:
    packed = [sheet for sheet in sheets if isinstance(sheet, Canvas | bytes)]
    match file.form:
        case "pdf":
            return write_pdf(packed)
        case "ofd":
            return write_ofd(canvases, seed=claim.seed)
        case "text":
            rows = line_groups(canvases[0], gap=1e6)
            return "\n".join("  ".join(text.text for text in row) for row in rows).encode()
        case "jpeg":
            return next(sheet for sheet in packed if isinstance(sheet, bytes))
    return _pictures(file.form, [sheet for sheet in sheets if isinstance(sheet, np.ndarray)], claim.jpeg_quality)


def _pictures(form: str, pages: list[Pixels], quality: int) -> bytes:
    """PNG, HEIC or a TIFF of several pages."""
    if form == "heic":
        pillow_heif.register_heif_opener()
    stream = io.BytesIO()
    first, *rest = (Image.fromarray(np.ascontiguousarray(page)) for page in pages)
    if form == "tiff":
        first.save(stream, "TIFF", compression="jpeg", quality=quality, save_all=True, append_images=rest)
    else:
        first.save(stream, {"png": "PNG", "heic": "HEIF"}[form], **({"quality": quality} if form == "heic" else {}))
    return stream.getvalue()


def _dpi(claim: SyntheticClaim, canvas: Canvas) -> float:
    """Small papers are photographed closer, so they get more pixels per mm."""
    return claim.dpi * min(2.2, max(1.0, 190 / max(canvas.width, canvas.height)))


def _jpeg(pixels: Pixels, quality: int, limit: int | None) -> bytes:
    """JPEG bytes; with a limit, quality goes down until the picture fits."""
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    while True:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality, optimize=True)
        if limit is None or stream.tell() <= limit or quality <= 30:
            return stream.getvalue()
        quality -= 6


def _zip(source: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(source.iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name, _ZIP_TIME), path.read_bytes())
