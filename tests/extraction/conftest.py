"""Pages made by hand: one tuple a line, (text, left, top) with the width of its characters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from prereview.documents import BoundingBox, Document, Fact, Line, Page, number_lines

MakeDocument = Callable[..., Document]


def make_page(lines: Sequence[tuple[str, float, float]], *, confidence: float | None = None, **more: object) -> Page:
    size = 0.02
    made = [
        Line(
            text=text,
            bbox=BoundingBox(x, y, x + 0.5 * size * sum(2 if ord(char) > 0x2E80 else 1 for char in text), y + size),
            confidence=confidence,
        )
        for text, x, y in lines
    ]
    source = "text_layer" if confidence is None else "ocr"
    return Page.model_validate({"file": "a.pdf", "number": 1, "source": source, "lines": number_lines(made), **more})


@pytest.fixture
def document() -> MakeDocument:
    """A document of one page from (text, left, top) tuples."""

    def make(
        doc_type: str, *lines: tuple[str, float, float], confidence: float | None = None, **more: object
    ) -> Document:
        page = make_page(lines, confidence=confidence, **more)
        return Document(id="doc-1", doc_type=doc_type, probability=None, pages=(page,))

    return make


def values(facts: Sequence[Fact], name: str) -> list[str]:
    """Every value of that name, in order."""
    return [fact.value for fact in facts if fact.name == name]


def value(facts: Sequence[Fact], name: str) -> str | None:
    """The first of them."""
    found = values(facts, name)
    return found[0] if found else None
