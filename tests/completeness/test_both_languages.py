"""Every defect, finding, question and item speaks Chinese and English, with full Chinese marks and no leftovers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from prereview.completeness import load_checklists
from prereview.completeness.checks import STATED
from prereview.completeness.defects import SEAL_NAMES
from prereview.ingestion import problems, signatures

LISTS = load_checklists()
_HALF_WIDTH = re.compile(r"[一-鿿”》][,;?]|[,;?][一-鿿“《]")


def both(name: str, entry: object, *parts: str) -> Iterator[tuple[str, str, str]]:
    for part in parts:
        yield f"{name}.{part}", getattr(entry, f"{part}_zh"), getattr(entry, f"{part}_en")


def pairs() -> Iterator[tuple[str, str, str]]:
    """Name, Chinese and English of every text a person may read."""
    for code, text in LISTS.defects.items():
        yield from both(code, text, "name", "message", "cure")
    for fact, question in LISTS.questions.items():
        yield from both(f"question {fact}", question, "text")
    for checklist in LISTS.all():
        for item in checklist.items:
            yield from both(f"{checklist.id}.{item.id}", item, "name", "why", "cure")
    for table in (problems.WORDINGS, signatures._WORDS):
        yield from ((code, zh, en) for code, (_, zh, en) in table.items())
    yield from ((f"seal {name}", zh, en) for name, (zh, en) in SEAL_NAMES.items())
    yield from ((f"stated {name}", zh, en) for name, (_, _, zh, en) in STATED.items())


@pytest.mark.parametrize(("name", "zh", "en"), sorted(set(pairs())))
def test_both_languages_are_there(name: str, zh: str, en: str) -> None:
    assert re.search(r"[一-鿿]", zh), f"{name} has no Chinese text"
    assert re.search(r"[A-Za-z]", en) and not re.search(r"[一-鿿]", en), f"{name} has no English text"
    assert not _HALF_WIDTH.search(zh), f"{name}: full-width marks belong in a Chinese text"


@pytest.mark.parametrize("code", sorted(LISTS.defects))
def test_both_messages_tell_the_same_places(code: str) -> None:
    text = LISTS.defects[code]
    zh, en = (set(re.findall(r"{(\w+?)(?:_en)?}", message)) for message in (text.message_zh, text.message_en))
    assert zh == en
