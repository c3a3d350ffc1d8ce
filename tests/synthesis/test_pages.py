import hashlib
import os
import subprocess
import sys
from random import Random

import pytest

from prereview.catalogue import document_types
from prereview.documents import BLANK, UNKNOWN, Evidence, Fact
from prereview.synthesis import fonts, generate_pages
from prereview.synthesis.pages import draw_document
from prereview.synthesis.papers import PAPERS

PICTURES = {BLANK, UNKNOWN, "scene_photo", "damage_photo"}


def test_every_document_type_can_be_drawn() -> None:
    assert set(PAPERS) == set(document_types())


def test_all_types_come_up_and_every_fact_is_canonical() -> None:
    seen = set()
    for made in generate_pages(450, seed=4):
        seen.add(made.doc_type)
        assert made.page.lines or made.doc_type in PICTURES
        for fact in made.facts:
            Fact(name=fact.name, value=fact.value, confidence=None, evidence=Evidence(file="x"))
            assert 0 <= fact.bbox.x0 <= fact.bbox.x1 <= 1
            assert 0 <= fact.bbox.y0 <= fact.bbox.y1 <= 1
    assert seen == set(document_types())


@pytest.mark.parametrize("doc_type", ["inpatient_invoice", "discharge_summary", "id_card"])
def test_layouts_of_a_type_differ(doc_type: str) -> None:
    heads = {
        "".join(line.text for line in made.page.lines[:3])[:12]
        for made in generate_pages(30, seed=1, doc_types=[doc_type], noise=0)
    }
    starts = {
        round(made.page.lines[1].bbox.y0, 2) for made in generate_pages(30, seed=1, doc_types=[doc_type], noise=0)
    }
    assert len(heads) >= 4
    assert len(starts) >= 2


def test_a_perfect_reader_sees_the_values() -> None:
    for made in generate_pages(40, seed=2, doc_types=["claim_form", "outpatient_invoice"], noise=0):
        name = (
            next(fact.value for fact in made.facts if fact.name == "name")
            if any(f.name == "name" for f in made.facts)
            else ""
        )
        assert name in made.page.text.replace(" ", "")


def test_noise_changes_text_but_not_truth() -> None:
    clean = list(generate_pages(30, seed=6, doc_types=["discharge_summary"], noise=0))
    noisy = list(generate_pages(30, seed=6, doc_types=["discharge_summary"], noise=1))
    assert [made.facts for made in clean] == [made.facts for made in noisy]
    assert sum(a.page.text != b.page.text for a, b in zip(clean, noisy, strict=True)) > 20


def test_the_same_seed_gives_the_same_pages_in_every_process() -> None:
    code = (
        "import hashlib; from prereview.synthesis import generate_pages; "
        "print(hashlib.sha256(''.join(p.page.text for p in generate_pages(120, seed=9)).encode()).hexdigest())"
    )
    here = hashlib.sha256("".join(made.page.text for made in generate_pages(120, seed=9)).encode()).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )
    assert there.stdout.strip() == here


def test_every_character_has_a_glyph_in_its_font() -> None:
    holes = set()
    for doc_type in PAPERS:
        for canvas in draw_document(doc_type, Random(doc_type)):
            for text in canvas.texts:
                font = fonts.raster_font(text.family, 40)
                hole = bytes(font.getmask("\U0010fffd"))
                holes |= {(text.family, c) for c in set(text.text) if c.strip() and bytes(font.getmask(c)) == hole}
    assert holes == set()
