"""House styles: one institution's fonts, inks, rules, label wording and date format."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from prereview.synthesis.canvas import BLACK, Colour, Family, Ink

_PRINT_COLOURS: tuple[Colour, ...] = ((196, 64, 30), (112, 72, 40), (24, 60, 150), (150, 84, 20), (30, 96, 60), BLACK)


@dataclass(frozen=True, slots=True)
class House:
    """One institution's style. Sizes in mm."""

    body: Family
    title: Family
    size: float
    leading: float
    margin: float
    fields: Literal["plain", "underline", "boxed"]
    table: Literal["grid", "rules", "bare"]
    colon: str
    date_format: str
    spaced_title: bool
    label_colour: Colour
    data_ink: Ink
    bold_heads: bool
    wording: int


def draw_house(rng: Random, *, coloured: bool = False) -> House:
    """A house style; `coloured` papers print their labels in one ink (fiscal invoices)."""
    return House(
        body=rng.choice(("song", "song", "song", "hei", "kai", "noto")),
        title=rng.choice(("kai", "song", "hei", "noto")),
        size=rng.uniform(3.3, 4.2),
        leading=rng.uniform(1.45, 1.95),
        margin=rng.uniform(14, 25),
        fields=rng.choice(("plain", "plain", "underline", "boxed")),
        table=rng.choice(("grid", "grid", "rules", "bare")),
        colon=rng.choice(("：", "：", ":", "： ", "  ")),
        date_format=rng.choice(("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d")),
        spaced_title=rng.random() < 0.35,
        label_colour=rng.choice(_PRINT_COLOURS) if coloured else BLACK,
        data_ink="dots" if rng.random() < 0.05 else "solid",
        bold_heads=rng.random() < 0.5,
        wording=rng.randrange(1000),
    )
