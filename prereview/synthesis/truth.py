"""The truth file of a submission: see the package docstring for its format."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from prereview.documents import BoundingBox
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.capture import Captured
from prereview.synthesis.drafting import SyntheticDocument
from prereview.synthesis.packing import SheetPlace
from prereview.synthesis.pages import page_facts
from prereview.synthesis.reading_view import box_on
from prereview.synthesis.submissions import SyntheticClaim


def page_truth(
    place: SheetPlace,
    documents: Mapping[str, SyntheticDocument],
    canvas: Canvas,
    boxes: Sequence[BoundingBox],
    captured: Captured | None,
) -> dict[str, Any]:
    """What one page of a file holds; `boxes` are the papers' places on the sheet before capture."""

    def move(box: BoundingBox) -> list[float]:
        return list(captured.move(box) if captured else box)

    papers = [
        {
            "document": piece.document,
            "doc_type": documents[piece.document].doc_type,
            "page_index": piece.page_index,
            "bbox": move(box),
        }
        for piece, box in zip(place.pieces, boxes, strict=True)
    ]
    return {
        **{key: papers[0][key] for key in ("doc_type", "document", "page_index")},
        "papers": papers,
        "repeated": place.repeated,
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
    """The truth of one submission as JSON, put in place whole: that it is there means the submission is complete."""
    truth = {
        "claim_id": claim.claim.claim_id,
        "line": claim.line,
        "seed": claim.seed,
        "archive": claim.archive,
        "files": files,
        "documents": [
            {
                "id": document.id,
                "doc_type": document.doc_type,
                "holder": "relative" if document.relative else "insured",
                "defects": list(document.defects),
            }
            for document in claim.documents
        ],
        "defects": [
            {"code": defect.code, "document": defect.document, "doc_type": defect.doc_type} for defect in claim.defects
        ],
        "items": dict(claim.items),
        "missing": list(claim.missing),
        **_history(claim),
    }
    part = path.with_suffix(".part")
    part.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def _history(claim: SyntheticClaim) -> dict[str, Any]:
    history, expected = claim.case.history, claim.preexisting
    return {
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
