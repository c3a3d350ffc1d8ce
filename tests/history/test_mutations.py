"""Flip one fact of a generated case and the outcome flips exactly when it should."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from prereview.history import Historian
from prereview.training.history_cases import Story, draw_story, flip, write_record

CASES = 250


def clear_story(number: int) -> Story:
    """A history told plainly, years before inception, same or strongly related, nothing disclosed: to be flagged."""
    chance = random.Random(number)
    story = draw_story(chance, seed=number)
    while story.relation not in ("same", "strong"):
        story = draw_story(chance, seed=number)
    visit = date(2021, 1, 1) + timedelta(days=chance.randrange(900))
    effective = visit - timedelta(days=chance.randrange(200, 1500))
    return Story(
        disease=story.disease,
        claimed=story.claimed,
        relation=story.relation,
        told=chance.choice(("present", "narrative")),
        onset=effective - timedelta(days=chance.randrange(800, 4000)),
        effective=effective,
        visit=visit,
        seed=number,
    )


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [clear_story(number) for number in range(CASES)]


def test_unflipped_cases_are_flagged(historian: Historian, stories: list[Story]) -> None:
    found = [historian.assess_case(write_record(story)) for story in stories]
    assert all(item["flag_preexisting"] and item["reason_code"] == "onset_before_effective" for item in found)


@pytest.mark.parametrize(
    ("fact", "reasons"),
    [
        ("effective_date", {"onset_after_effective", "undeterminable_needs_human"}),
        ("experiencer", {"family_only"}),
        ("negation", {"negated"}),
        ("disclosed", {"disclosed"}),
        ("wording", {"onset_before_effective"}),
        ("contract", {"onset_before_effective"}),
    ],
)
def test_one_flipped_fact_takes_the_flag_away(
    historian: Historian, stories: list[Story], fact: str, reasons: set[str]
) -> None:
    found = [historian.assess_case(write_record(flip(story, fact))) for story in stories]
    assert not any(item["flag_preexisting"] for item in found)
    assert {item["reason_code"] for item in found} <= reasons


def test_facts_that_do_not_matter_change_nothing(historian: Historian, stories: list[Story]) -> None:
    for story in stories[:60]:
        record = write_record(story)
        record["medical_documents"].reverse()
        record["policy"]["product"] = "另一款住院医疗险"
        assert historian.assess_case(record)["flag_preexisting"]
