from random import Random

import pytest

from prereview.documents import Evidence, Fact
from prereview.synthesis.layouts import draw_layout, layouts
from prereview.synthesis.options import Options
from prereview.synthesis.pages import case_for, page_facts
from prereview.synthesis.papers import PAPERS
from prereview.synthesis.phrases import speak, split_keys

EVERY = [(doc_type, number) for doc_type, ways in layouts().items() for number in range(len(ways))]
RICH = (
    "discharge_summary", "admission_record", "first_page", "outpatient_record", "diagnosis_certificate", "prescription",
    "expense_list", "settlement_sheet", "lab_report", "imaging_report", "pathology_report", "claim_form", "policy",
    "accident_proof", "police_proof", "traffic_liability", "death_certificate_medical", "household_cancellation",
)  # fmt: skip


def test_layouts_are_of_known_types() -> None:
    assert set(layouts()) <= set(PAPERS)


@pytest.mark.parametrize("doc_type", RICH)
def test_record_and_money_papers_have_four_layouts_with_the_drawn_one(doc_type: str) -> None:
    assert len(layouts()[doc_type]) + 1 >= 4


@pytest.mark.parametrize(("doc_type", "number"), EVERY)
def test_every_layout_speaks_and_its_facts_are_canonical(doc_type: str, number: int) -> None:
    for seed in range(4):
        rng = Random(f"{doc_type}/{number}/{seed}")
        pages = draw_layout(layouts()[doc_type][number], case_for(doc_type, rng), rng, Options())
        for text in (text.text for page in pages for text in page.texts):
            assert not set(text) & set("{}[]|"), text
        for fact in (fact for page in pages for fact in page_facts(page)):
            Fact(name=fact.name, value=fact.value, confidence=None, evidence=Evidence(file="x"))


def test_a_layout_without_a_seal_draws_none() -> None:
    way = layouts()["discharge_summary"][0]
    drawn = draw_layout(way, case_for("discharge_summary", Random(1)), Random(1), Options(seal="none"))
    assert not [stamp for page in drawn for stamp in page.stamps]


def test_the_grammar_chooses_and_counts() -> None:
    assert speak("[a|a][b|b]", Random(0)) == "ab"
    assert len(speak("#6", Random(0))) == 6
    assert 3.0 <= float(speak("<3.0-4.5>", Random(0))) <= 4.5
    assert split_keys("x{name}{day@issue_date}{place@}") == [
        ("x", None, None), ("", "name", None), ("", "day", "issue_date"), ("", "place", ""),
    ]  # fmt: skip
