"""Fixtures every test folder may use."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The labelled real files beside the project; they are not part of it, so tests skip where they are absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not (folder / "images" / "manifest.jsonl").exists():
        pytest.skip("real evaluation files (../shared/data) are not on this machine")
    return folder
