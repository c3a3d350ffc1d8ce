"""Hand-built pages for the tests of classification."""

from __future__ import annotations

from prereview.documents import BoundingBox, Line, Page, PageClass, number_lines


def page(*texts: str, file: str = "a.pdf", number: int = 1, tall: int = 0, **changes: object) -> Page:
    """A page with one line a text, evenly down the sheet; the first `tall` lines are twice as high."""
    step = 1 / (len(texts) + 1)
    lines = [
        Line(
            text=text,
            bbox=BoundingBox(0.1, step * place, 0.9, step * place + min(step, 0.03 if place < tall else 0.015)),
        )
        for place, text in enumerate(texts)
    ]
    return Page(file=file, number=number, source="ocr", engine="test", lines=number_lines(lines)).model_copy(
        update=changes
    )


def sure(doc_type: str, probability: float | None = 0.95) -> PageClass:
    return PageClass(doc_type=doc_type, probability=probability)
