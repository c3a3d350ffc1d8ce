"""What stands in the margins of real papers: print stamps of systems, addresses, form numbers, English names, logos."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from prereview.synthesis.canvas import Canvas, Picture, Symbol, Text, measure
from prereview.synthesis.house import House
from prereview.synthesis.library import load_library
from prereview.synthesis.phrases import speak


def furnish(pages: Sequence[Canvas], house: House, rng: Random) -> None:
    """Put the house's foot line and head line on every page, and what only a first page has on the first."""
    library = load_library("phrases")
    foot = speak(rng.choice(library["furniture_foot"]), rng) if rng.random() < 0.45 else ""
    head = speak(rng.choice(library["furniture_head"]), rng) if rng.random() < 0.25 else ""
    for canvas in pages:
        size = min(house.size * 0.78, (canvas.width - 20) / max(measure(foot or head or "一", 1.0), 1.0))
        if foot:
            x = house.margin if rng.random() < 0.6 else canvas.width - house.margin - measure(foot, size)
            canvas.add(Text(max(x, 5.0), canvas.height - 14.5, foot, size, house.body))
        if head:
            canvas.add(Text(max(5.0, house.margin * 0.6), 3.0, head, size, house.body))
    _first_page(pages[0], house, rng)


def _first_page(canvas: Canvas, house: House, rng: Random) -> None:
    dice = rng.random()
    if dice < 0.06:
        canvas.add(Symbol(canvas.width - house.margin - 34, 4, 32, 7, f"{rng.randrange(10**9, 10**10)}", "bar"))
    elif dice < 0.12:
        canvas.add(Symbol(canvas.width - house.margin - 14, 4, 14, 14, f"{rng.randrange(10**15, 10**16)}"))
    elif dice < 0.2:
        canvas.add(Picture(house.margin, 6, 12, 12, "emblem", 1))
