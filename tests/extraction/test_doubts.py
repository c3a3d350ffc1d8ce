"""What is read again, and what the second readings do to a value. Every number here is invented."""

from __future__ import annotations

import pytest

from prereview.documents import BoundingBox, Document, Evidence, Fact, Line, Page, number_lines
from prereview.extraction import doubtful_facts, settle_facts

GOOD_ID, BAD_ID = "110101198003070017", "110101198003070011"


def fact(name: str, value: str, *, row: int = 0) -> Fact:
    """Read on row `row` of the only page, with the confidence that row has."""
    box = BoundingBox(0.1, 0.1 * row + 0.05, 0.8, 0.1 * row + 0.1)
    evidence = Evidence(file="a.jpg", page=1, bbox=box, quote=value)
    return Fact(name=name, value=value, confidence=0.8, evidence=evidence)


def paper(*facts: Fact, sure: float = 0.8, source: str = "ocr") -> Document:
    lines = [
        Line(text=fact.value, bbox=fact.evidence.bbox or BoundingBox(0, 0, 1, 1), confidence=sure) for fact in facts
    ]
    page = Page.model_validate({"file": "a.jpg", "number": 1, "source": source, "lines": number_lines(lines)})
    return Document(id="doc-1", doc_type="inpatient_invoice", probability=None, pages=(page,), facts=facts)


def test_the_gravest_doubt_comes_first() -> None:
    date, number = fact("issue_date", "2026-02-20"), fact("id_number", BAD_ID, row=1)
    assert doubtful_facts(paper(date, number)) == (number, date)


def test_figures_and_words_that_differ_are_both_in_doubt_however_sure() -> None:
    total, words = fact("total", "2345.60"), fact("total_words", "12345.60", row=1)
    assert doubtful_facts(paper(total, words, sure=0.99)) == (total, words)


def test_sure_readings_text_layers_and_words_are_in_no_doubt() -> None:
    assert doubtful_facts(paper(fact("total", "12.00"), sure=0.99)) == ()
    assert doubtful_facts(paper(fact("total", "12.00"), source="text_layer")) == ()
    assert doubtful_facts(paper(fact("name", "林晓岚"))) == ()


@pytest.mark.parametrize(
    ("name", "value", "texts", "after"),
    [
        ("total", "12.60", ["合计 12.60", "12,60"], [("12.60", "surer")]),
        ("issue_date", "2026-02-20", ["2026年2月20日"], [("2026-02-20", "surer")]),
        ("invoice_number", "0098765432", ["票据号码: 0098765432"], [("0098765432", "surer")]),
        ("id_number", BAD_ID, [GOOD_ID], [(GOOD_ID, "surer")]),
        ("total", "12.60", ["12.80"], [("12.80", "rival"), ("12.60", "less sure")]),
        ("issue_date", "2026-02-20", ["2026-02-26", "2026-02-28"],
         [("2026-02-26", "rival"), ("2026-02-28", "rival"), ("2026-02-20", "less sure")]),
        ("total", "12.60", ["12.60", "12.80"], [("12.60", "same")]),
        ("total", "12.60", ["9,945.10"], [("12.60", "same")]),
        ("total", "2279.06", ["2279 06"], [("2279.06", "same")]),
        ("total", "12.60", ["工"], [("12.60", "same")]),
        ("total", "12.60", [], [("12.60", "same")]),
    ],
    ids=["confirmed", "date", "number", "checked", "disputed", "two-rivals", "one-each", "another-line", "no-cents",
         "nothing-legible", "no-reading"],
)  # fmt: skip
def test_a_second_reading_settles(name: str, value: str, texts: list[str], after: list[tuple[str, str]]) -> None:
    first = fact(name, value)
    settled = settle_facts(paper(first), {first: texts})
    ranks = {
        "surer": lambda c: c > 0.8,
        "same": lambda c: c == 0.8,
        "less sure": lambda c: c == 0.5,
        "rival": lambda c: c < 0.5,
    }
    assert [found.value for found in settled] == [wanted for wanted, _ in after]
    assert all(ranks[rank](found.confidence) for found, (_, rank) in zip(settled, after, strict=True))
    assert all(found.evidence.bbox == first.evidence.bbox for found in settled)


def test_words_prove_the_figures() -> None:
    total, words = fact("total", "2345.60"), fact("total_words", "12345.60", row=1)
    settled = settle_facts(paper(total, words), {total: ["小写 12345.60"], words: ["壹万贰仟叁佰肆拾伍元陆角整"]})
    assert [found.value for found in settled] == ["12345.60", "12345.60"]


def test_the_value_first_read_stays_the_best() -> None:
    first = fact("total", "12.60")
    document = paper(first)
    disputed = document.model_copy(update={"facts": settle_facts(document, {first: ["12.80"]})})
    best = disputed.fact("total")
    assert best is not None
    assert best.value == "12.60"
