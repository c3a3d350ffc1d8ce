"""Pen strokes: signatures nobody can read."""

from __future__ import annotations

from random import Random

from prereview.synthesis.canvas import BLACK, Stroke


def scribbles(rng: Random, x: float, y: float, size: float) -> list[Stroke]:
    """Pen strokes about three characters wide: a signature nobody can read."""
    strokes, colour = [], rng.choice((BLACK, BLACK, (28, 40, 120)))
    for part in range(rng.randrange(2, 5)):
        points, px, py = [], x + part * size * 1.1, y + size * rng.uniform(0.1, 0.8)
        for _ in range(rng.randrange(4, 9)):
            points.append((px, py))
            px += rng.uniform(-0.5, 1.0) * size
            py = y + size * rng.uniform(-0.3, 1.2)
        strokes.append(Stroke(tuple(points), rng.uniform(0.25, 0.5), colour, hand=True))
    return strokes
