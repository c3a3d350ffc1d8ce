"""Write a submission to disk: files, claim.json, and the truth beside the folder where ingestion never reads it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from prereview.synthesis.canvas import Canvas
from prereview.synthesis.capture import Captured, capture_page
from prereview.synthesis.expectations import expected_items
from prereview.synthesis.packing import SheetPlace, SyntheticFile
from prereview.synthesis.pages import page_facts
from prereview.synthesis.raster import render_canvas
from prereview.synthesis.reading_view import box_on
from prereview.synthesis.submissions import SyntheticClaim, SyntheticDocument
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
    claim: SyntheticClaim, file: SyntheticFile, documents: dict[str, SyntheticDocument], number: int
) -> tuple[bytes, list[dict[str, Any]]]:
    sheets: list[Canvas | bytes] = []
    truths = []
    for index, place in enumerate(file.pages):
        document = documents[place.document]
        canvas = document.pages[place.page_index]
        seed = zlib.crc32(f"{claim.seed}/{number}/{index}".encode())
        if place.capture == "digital" and file.form == "pdf":
            sheets.append(canvas)
            captured = None
        else:
            clean = render_canvas(canvas, dpi=_dpi(claim, canvas), seed=seed)
            captured = capture_page(
                clean, place.capture, seed=seed, rotation=place.rotation, wear=claim.wear, stiff=canvas.width < 100
            )
            sheets.append(_jpeg(captured, claim.jpeg_quality, claim.picture_bytes))
        truths.append(_page_truth(document, canvas, place, captured, index + 1))
    if file.form == "jpeg":
        assert isinstance(sheets[0], bytes)
        return sheets[0], truths
    return write_pdf(sheets), truths


def _dpi(claim: SyntheticClaim, canvas: Canvas) -> float:
    """Small papers are photographed closer, so they get more pixels per mm."""
    return claim.dpi * min(2.2, max(1.0, 190 / max(canvas.width, canvas.height)))


def _jpeg(captured: Captured, quality: int, limit: int | None) -> bytes:
    """JPEG bytes; with a limit, quality goes down until the picture fits."""
    picture = Image.fromarray(np.ascontiguousarray(captured.pixels))
    while True:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality, optimize=True)
        if limit is None or stream.tell() <= limit or quality <= 30:
            return stream.getvalue()
        quality -= 6


def _page_truth(
    document: SyntheticDocument, canvas: Canvas, place: SheetPlace, captured: Captured | None, page: int
) -> dict[str, Any]:
    def move(box: Any) -> list[float]:
        return list(captured.move(box) if captured else box)

    return {
        "page": page,
        "doc_type": document.doc_type,
        "document": document.id,
        "page_index": place.page_index,
        "rotation": place.rotation,
        "capture": place.capture,
        "facts": [{"name": fact.name, "value": fact.value, "bbox": move(fact.bbox)} for fact in page_facts(canvas)],
        "seals": [
            {
                "bbox": move(box_on(canvas, stamp.x, stamp.y, stamp.width, stamp.height)),
                "colour": stamp.colour,
                "shape": stamp.shape,
                "issuer": stamp.issuer,
                "kind": stamp.kind,
            }
            for stamp in canvas.stamps
        ],
    }


def write_truth(claim: SyntheticClaim, files: list[dict[str, Any]], path: Path) -> None:
    """The truth of one submission as JSON."""
    history, expected = claim.case.history, claim.preexisting
    bad = {defect.doc_type for defect in claim.defects if defect.document}
    truth = {
        "claim_id": claim.claim.claim_id,
        "line": claim.line,
        "seed": claim.seed,
        "archive": claim.archive,
        "files": files,
        "documents": [
            {"id": document.id, "doc_type": document.doc_type, "defects": list(document.defects)}
            for document in claim.documents
        ],
        "states": {
            **{
                document.doc_type: "present_unusable" if document.doc_type in bad else "satisfied"
                for document in claim.documents
            },
            **dict.fromkeys(claim.missing, "missing"),
        },
        "defects": [
            {"code": defect.code, "document": defect.document, "doc_type": defect.doc_type} for defect in claim.defects
        ],
        "items": expected_items(claim.line, {document.doc_type: document.defects for document in claim.documents}),
        "missing": list(claim.missing),
        "preexisting": {
            "flag_preexisting": expected.flag,
            "condition": expected.condition,
            "reason_code": expected.reason_code,
            "needs_human": expected.needs_human,
        },
        "history": {
            "past": history.past,
            "family": history.family,
            "statements": [
                {"condition": s.condition, "assertion": s.assertion, "onset_months": s.onset_months}
                for s in history.statements
            ],
        },
    }
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _zip(source: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(source.iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name, _ZIP_TIME), path.read_bytes())
