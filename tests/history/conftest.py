from __future__ import annotations

from pathlib import Path

import pytest

from prereview.history import Historian


@pytest.fixture(scope="session")
def historian() -> Historian:
    """Rules only: unit tests need no trained file."""
    return Historian()


@pytest.fixture(scope="session")
def sentences() -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.rsplit("|", 1) for line in lines if line and not line.startswith("#")]
    return [(text.replace("\\n", "\n"), expected) for text, expected in pairs]
