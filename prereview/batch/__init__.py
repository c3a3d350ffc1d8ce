"""Many claims: an inbox in, one report per claim and a worklist out. Killed at any moment, it loses nothing."""

from prereview.batch.journal import Outcome
from prereview.batch.run import BatchResult, run_batch

__all__ = ["BatchResult", "Outcome", "run_batch"]
