"""Fits kept on disk while a training runs, so that one that was interrupted goes on instead of starting over."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from prereview.artifacts import Arrays

log = logging.getLogger(__name__)

LABELS = "labels"


@dataclass(frozen=True, slots=True)
class KeptFits:
    """One file a fit in `folder`, named by the hash of what it was fitted on and the seed."""

    folder: Path

    def recall(self, data_hash: str, seed: int) -> tuple[Arrays, tuple[str, ...]] | None:
        """The arrays and labels of a fit made before; None where there is none or its file is damaged."""
        path = self._path(data_hash, seed)
        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError):
            log.warning("a kept fit is damaged and is made again: %s", path.name)
            return None
        labels = tuple(str(label) for label in arrays.pop(LABELS))
        log.info("went on with a kept fit: %s", path.name)
        return arrays, labels

    def keep(self, data_hash: str, seed: int, arrays: Arrays, labels: Sequence[str]) -> None:
        """Write a fit, whole or not at all."""
        path = self._path(data_hash, seed)
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part.npz")
        np.savez(partial, **{LABELS: np.array(labels)}, **arrays)  # type: ignore[arg-type]  # arrays by name
        partial.rename(path)

    def clear(self) -> None:
        """Forget all fits; the model is saved."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, data_hash: str, seed: int) -> Path:
        return self.folder / f"{data_hash[:16]}-{seed}.npz"
