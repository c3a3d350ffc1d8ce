from __future__ import annotations

from pathlib import Path

import pytest

from prereview.reading.engines import Engine, load_engine
from prereview.settings import Settings


@pytest.fixture(scope="session")
def rapid(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The default engine, prepared once in a fresh cache folder."""
    cache: Path = tmp_path_factory.mktemp("cache")
    return load_engine("rapid", Settings(cache_dir=cache))
