"""How claims were distributed when a model was fitted, kept in the trained file, and how far others are from that."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BINS = 10
EDGES, SHARES = "reference.edges", "reference.shares"
_SMALLEST = 1e-4  #: share an empty bin counts as, so that the logarithm stays finite


def make_reference(values: Floats) -> dict[str, Floats]:
    """Bin edges and shares of each feature, for the trained file."""
    cuts = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.quantile(values, cuts, axis=0).T
    shares = np.stack([bin_shares(values[:, place], edges[place]) for place in range(values.shape[1])])
    return {EDGES: edges, SHARES: shares}


def bin_shares(values: Floats, edges: Floats) -> Floats:
    """Share of the values in each bin."""
    # Equal edges (a feature that is mostly 0) leave bins empty on both sides, which adds nothing to the index.
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return np.asarray(counts / max(len(values), 1))


def measure_psi(reference: Floats, shares: Floats) -> float:
    """Population stability index of one feature: sum of (new - old) x ln(new / old) over the bins."""
    old, new = np.maximum(reference, _SMALLEST), np.maximum(shares, _SMALLEST)
    return float(np.sum((new - old) * np.log(new / old)))
