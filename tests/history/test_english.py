"""English records are glossed into the words the Chinese rules know."""

from __future__ import annotations

import re
from datetime import date

import pytest

from prereview.history import Historian
from prereview.history.english import gloss
from prereview.history.lexicon import load_lexicon, read_table
from prereview.history.matching import find_conditions

_LETTERS = {"present": "P", "negated": "N", "family": "F", "possible": "?", "hypothetical": "H", "other_person": "O"}


def _read(historian: Historian, text: str) -> str:
    found = historian.find_mentions(text, visit_date=date(2020, 6, 15))
    return ", ".join(
        f"{mention.condition} {_LETTERS[mention.assertion]}"
        + (f" {mention.onset.months:.0f}" if mention.onset and mention.onset.months else "")
        for mention in found
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMH: gout for 12 years, asthma since 2010.", "gout P 144, asthma P 119"),
        ("54-year-old man with a 10-year history of hypertension", "hypertension P 120"),
        ("Appendectomy in 2012. On amlodipine for high blood pressure.", "Appendectomy P 96, high blood pressure P"),
        ("No history of epilepsy, hepatitis or stroke.", "epilepsy N, hepatitis N, stroke N"),
        ("Hepatitis and tuberculosis denied. Pneumonia ruled out.", "Hepatitis N, tuberculosis N, Pneumonia N"),
        ("Suspected lymphoma; pulmonary embolism cannot be excluded.", "lymphoma ?, pulmonary embolism ?"),
        ("Her mother died of colon cancer. Family history of gout.", "colon cancer F, gout F"),
        ("The insured's husband has psoriasis.", "psoriasis O"),
        ("Gout can cause kidney stones. Screening for glaucoma.", "Gout H, kidney stones H, glaucoma H"),
        ("Do you have diabetes? No.\nDo you have gout? Yes.", "diabetes N, gout P"),
        ("[x] Yes [ ] No  Migraine\n[ ] Yes [x] No  Anemia", "Migraine P, Anemia N"),
        ("出院诊断：Hypertension；胆囊结石", "Hypertension P, 胆囊结石 P"),
    ],
)  # fmt: skip
def test_english_reads_like_chinese(historian: Historian, text: str, expected: str) -> None:
    assert _read(historian, text) == expected


def test_offsets_lead_back_to_the_english_words(historian: Historian) -> None:
    text = "Known case of\nrheumatoid arthritis."
    (mention,) = historian.find_mentions(text)
    assert text[mention.start : mention.end] == "rheumatoid arthritis"
    assert mention.normalised == "类风湿关节炎"


def test_chinese_text_stays_as_it_is() -> None:
    text = "血压180/110 mmHg，CT示肺结节，口服Metoclopramide。"
    glossed, offsets = gloss(text)
    assert (glossed, offsets) == (text, list(range(len(text))))


def test_every_english_name_means_a_condition_or_a_drug() -> None:
    lexicon = load_lexicon()
    drugs = re.compile("|".join(word for row in read_table("drugs.tsv") for word in row[2:] if word))
    drugs_besides = {"美托洛尔", "阿司匹林", "氯吡格雷", "阿托伐他汀"}
    for name, _ in read_table("english_names.tsv"):
        whole = [match for match in find_conditions(name, lexicon) if match.length == len(name)]
        assert whole or drugs.search(name) or name in drugs_besides, name


def test_every_row_of_the_english_tables_has_two_columns() -> None:
    assert {len(row) for name in ("english_names.tsv", "english_words.tsv") for row in read_table(name)} == {2}
