"""Second rounds of generated claims: whoever answers the whole notice is asked nothing that was knowable before."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prereview.completeness import check_claim, find_late_asks, load_checklists
from prereview.documents import Document, Fact
from prereview.extraction import extract_facts
from prereview.synthesis.drafting import SyntheticDocument
from prereview.synthesis.library import load_library
from prereview.synthesis.reading_view import read_canvas
from prereview.synthesis.submissions import Recipe, compose_claim

from .papers import claim, inpatient_file, without

LISTS = load_checklists()
LINES = tuple(load_library("recipes")["lines"])


def as_read(document: SyntheticDocument, round_: int) -> Document:
    file = f"{round_}-{document.id}.jpg"
    pages = tuple(read_canvas(canvas, file=file, number=n) for n, canvas in enumerate(document.pages, start=1))
    known = Document(id=f"{round_}-{document.id}", doc_type=document.doc_type, probability=None, pages=pages)
    facts: tuple[Fact, ...] = tuple(fact for fact in extract_facts(known) if fact.name != "signed")
    return known.model_copy(update={"facts": facts})


@pytest.mark.parametrize("line", LINES)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_an_answered_notice_is_followed_by_no_late_ask(line: str, seed: int) -> None:
    flawed = compose_claim(Recipe(line, archive=False), Random(f"round/{seed}"), claim_id="R-1")
    # The same person and stay, with everything in order: the answer to whatever was asked.
    whole = compose_claim(Recipe(line, defects=(), missing=(), archive=False), Random(f"round/{seed}"), claim_id="R-1")
    brought = [as_read(document, 1) for document in flawed.documents]
    first = check_claim(flawed.claim, brought, LISTS)
    answer = [as_read(document, 2) for document in whole.documents]
    second = check_claim(flawed.claim, [*brought, *answer], LISTS)
    files = {page.file for document in brought for page in document.pages}
    assert find_late_asks(first, second, files) == ()


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["expense_list", "discharge_summary", "bank_card", "id_card"]))
def test_holding_an_ask_back_is_counted(held_back: str) -> None:
    file = without(inpatient_file(), held_back)
    honest = check_claim(claim(), file, LISTS)
    assert honest.notice is not None
    silent = honest.model_copy(update={"notice": None})
    files = {page.file for document in file for page in document.pages}
    assert find_late_asks(silent, honest, files) == honest.notice.item_ids
