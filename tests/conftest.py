"""Fixtures and options every test folder may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected reports of tests/golden")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError(
            "--update-golden in CI would make every golden test pass; run it by hand and read the diff"
        )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The labelled real files beside the project; they are not part of it, so tests skip where they are absent."""
    folder = ROOT.parent / "shared" / "data"
    if not (folder / "images" / "manifest.jsonl").exists():
        pytest.skip("real evaluation files (../shared/data) are not on this machine")
    return folder


@pytest.fixture(scope="session")
def inbox() -> Path:
    """The fixture submissions: generated, invented people."""
    return ROOT / "fixtures" / "inbox"
