"""The product recommends. No text a person can see, in any language, refuses a claim."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "prereview"
SHOWN = sorted(p for p in PACKAGE.rglob("*") if p.suffix in (".yaml", ".j2", ".html", ".css", ".js", ".toml"))
REFUSALS = re.compile(
    r"拒赔|拒绝赔付|不予赔付|不予理赔|\bden(?:y|ied|ial)\b|\brefus(?:e|ed|al)\b|\breject(?:ed|ion)?\b", re.I
)


@pytest.mark.parametrize("path", SHOWN, ids=[str(p.relative_to(PACKAGE)) for p in SHOWN])
def test_no_refusal_word_in_what_people_see(path: Path) -> None:
    assert REFUSALS.findall(path.read_text(encoding="utf-8")) == []
