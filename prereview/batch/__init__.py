"""Many claims: an inbox in, one report per claim and a worklist out. Killed at any moment, it loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prereview.batch.journal import Outcome as Outcome
    from prereview.batch.run import BatchResult as BatchResult
    from prereview.batch.run import run_batch as run_batch

__all__ = ["BatchResult", "Outcome", "run_batch"]


def __getattr__(name: str) -> Any:
    # The service uses parts of this room that need no engine; importing them must not load one.
    if name == "Outcome":
        from prereview.batch.journal import Outcome

        return Outcome
    if name in __all__:
        from prereview.batch import run

        return getattr(run, name)
    raise AttributeError(f"module 'prereview.batch' has no attribute {name!r}")
