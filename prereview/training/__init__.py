"""Learning: corpus, fit, calibrate, evaluate. Importable by retraining scripts; the command is a thin shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

Progress = Callable[[int, int], None]  #: (done, total)


class Trainer(Protocol):
    """Fits one model, writes its folder below `out` (default: the built-in models) and returns its manifest."""

    def __call__(
        self, out: Path | None, *, size: int | None, seed: int, progress: Progress, kept: Path | None = None
    ) -> Mapping[str, Any]:
        """Train with `size` generated samples (default: the size the committed model was made with).

        Where making samples takes long, finished ones are kept in the file `kept`, and an interrupted run goes on.
        """
        ...


def _pages(
    out: Path | None, *, size: int | None, seed: int, progress: Progress, kept: Path | None = None
) -> Mapping[str, Any]:
    from prereview.training.page_classifier import train_page_classifier

    return train_page_classifier(out, pages=size, seed=seed, progress=progress)


def _claims(
    out: Path | None, *, size: int | None, seed: int, progress: Progress, kept: Path | None = None
) -> Mapping[str, Any]:
    from prereview.training.scorers import train_claim_scorers

    return train_claim_scorers(out, claims=size, seed=seed, progress=progress, kept=kept)


def _history(
    out: Path | None, *, size: int | None, seed: int, progress: Progress, kept: Path | None = None
) -> Mapping[str, Any]:
    from prereview.training.preexisting_scorer import train_preexisting_scorer

    return train_preexisting_scorer(out, cases=size, seed=seed, progress=progress)


#: Order matters: the claim scorer is fitted on reports that the other two models helped to make.
TRAINERS: Mapping[str, Trainer] = {"pages": _pages, "history": _history, "claims": _claims}
