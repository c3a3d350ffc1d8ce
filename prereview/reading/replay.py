"""Recorded readings for tests: keyed by the pixels, so a changed picture is a miss and never a stale answer."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from prereview.errors import EngineError
from prereview.reading.engines import Reading

if TYPE_CHECKING:
    from prereview.documents import Pixels


def pixel_key(pixels: Pixels) -> str:
    """sha256 of the picture's size and bytes."""
    digest = hashlib.sha256(str(pixels.shape).encode())
    digest.update(pixels.tobytes())
    return digest.hexdigest()


def record_reading(folder: Path, pixels: Pixels, reading: Reading) -> Path:
    """Keep a reading for `ReplayEngine`; the file it went to."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{pixel_key(pixels)}.json"
    path.write_text(reading.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return path


class ReplayEngine:
    """Serves the readings of a folder."""

    name = "replay"
    version = "replay-1"

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise EngineError(f"engine 'replay': no folder {folder}", remedy="Record readings first.")
        self._folder = folder

    def read(self, pixels: Pixels, *, upright: bool = False) -> Reading:
        """The recorded reading of exactly these pixels.

        Raises:
            EngineError: none was recorded.
        """
        path = self._folder / f"{pixel_key(pixels)}.json"
        if not path.is_file():
            raise EngineError(f"engine 'replay': nothing recorded for {path.stem[:12]}")
        return Reading.model_validate_json(path.read_text(encoding="utf-8"))
