from __future__ import annotations

import pytest
from pydantic import ValidationError

from prereview.checklist import Alternative, ChecklistFile, FactQuestion, Item, SomeOf

WORDS = {
    "name_zh": "甲",
    "name_en": "a",
    "why_zh": "甲",
    "why_en": "a",
    "cure_zh": "甲",
    "cure_en": "a",
    "source": ["S1"],
}


def test_unknown_key_is_named() -> None:
    with pytest.raises(ValidationError, match="requirment"):
        Item.model_validate(
            {"id": "a", "requirment": "required", "accepts": [{"any_of": [{"doc": "policy"}]}], **WORDS}
        )


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"any_of": [{"doc": "policy"}], "all_of": [{"doc": "policy"}]},
        {"n_of": {"n": 3, "papers": [{"doc": "policy"}]}},
    ],
)
def test_an_alternative_is_exactly_one_kind(value: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Alternative.model_validate(value)


def test_needed_papers() -> None:
    papers = ({"doc": "policy"}, {"doc": "id_card"}, {"doc": "passport"})
    assert Alternative.model_validate({"all_of": papers}).needed == 3
    assert Alternative.model_validate({"any_of": papers}).needed == 1
    assert Alternative(n_of=SomeOf.model_validate({"n": 2, "papers": papers})).needed == 2


def test_a_version_does_not_end_before_it_starts() -> None:
    dates = {"effective_from": "2026-02-01", "effective_to": "2026-01-01"}
    with pytest.raises(ValidationError, match="effective_to"):
        ChecklistFile.model_validate({"id": "a", "title_zh": "甲", "title_en": "a", "version": "1", **dates})


def test_a_presumption_names_its_basis() -> None:
    with pytest.raises(ValidationError, match="basis"):
        FactQuestion(text_zh="甲?", text_en="a?", presume=True)
