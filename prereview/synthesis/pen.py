"""A pen that moves down the pages of one paper: headings, lines, page turns, page numbers, in one house's manner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import NamedTuple

from prereview.synthesis.canvas import BLACK, Canvas, Colour, FactTag, Family, Text, measure
from prereview.synthesis.furniture import furnish
from prereview.synthesis.house import House
from prereview.synthesis.library import load_library
from prereview.synthesis.options import Options


class Field(NamedTuple):
    """A label and what stands beside it; `fact` and `canonical` where the truth file should carry it."""

    label: str
    value: str
    fact: str | None = None
    canonical: str | None = None

    @property
    def tag(self) -> FactTag | None:
        """The fact to record for the value, or None."""
        return (self.fact, self.canonical or self.value) if self.fact and self.value else None


class Pen:
    """Draws downwards on one or more canvases. `y` is the pen in mm; a full page starts the next unless `single`."""

    def __init__(
        self,
        rng: Random,
        house: House,
        *,
        options: Options | None = None,
        size: tuple[float, float] = (210.0, 297.0),
        single: bool = False,
    ) -> None:
        self.rng, self.house, self.options = rng, house, options or Options()
        self.size, self.single = size, single
        self.pages: list[Canvas] = [Canvas(*size)]
        self.y = house.margin * 0.8
        self.running: str = ""

    @property
    def canvas(self) -> Canvas:
        """The page being drawn."""
        return self.pages[-1]

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.size[0] - 2 * self.house.margin

    @property
    def tick(self) -> str:
        """The house's mark for a chosen box; the free fonts have no ☑, which `reading_view` puts back for readers."""
        return ("■", "√")[self.house.wording % 2]

    def word(self, key: str) -> str:
        """This house's word for a label: one house keeps one word."""
        choices: Sequence[str] = load_library("labels")["labels"].get(key, (key,))
        return choices[(self.house.wording + len(key) * 7) % len(choices)]

    def day(self, value: date) -> str:
        """A date in this house's format."""
        return value.strftime(self.house.date_format)

    def dated(self, key: str, value: date, fact: str) -> Field:
        """A date field in this house's format."""
        return Field(self.word(key), self.day(value), fact, value.isoformat())

    def money(self, key: str, value: Decimal, fact: str | None = None) -> Field:
        """A money field, with or without thousands comma by house."""
        shown = f"{value:,.2f}" if self.house.wording % 3 == 0 else f"{value:.2f}"
        return Field(self.word(key), shown, fact, f"{value:.2f}")

    def need(self, height: float) -> None:
        """Start a new page unless `height` mm are left."""
        if self.y + height > self._floor:
            self.turn()

    @property
    def _floor(self) -> float:
        """Where the page ends; a paper that is to lose a page (D09) is broken early so that it has one to lose."""
        return self.size[1] * 0.5 if self.options.skip_page else self.size[1] - self.house.margin

    def turn(self) -> None:
        """Start the next page."""
        if self.single:
            return
        self.pages.append(Canvas(*self.size))
        self.y = self.house.margin * 0.8
        self.run_head()

    def run_head(self) -> None:
        """The running head of a page, if the paper has one."""
        if self.running:
            self.centred(self.running, self.house.size * 0.9)

    def centred(
        self,
        text: str,
        size: float,
        *,
        family: Family | None = None,
        colour: Colour | None = None,
        bold: bool = False,
        fact: FactTag | None = None,
    ) -> None:
        """One centred line."""
        family = family or self.house.title
        x = (self.size[0] - measure(text, size, family)) / 2
        self.canvas.add(Text(x, self.y, text, size, family, colour or BLACK, bold, fact=fact))
        self.y += size * 1.35

    def heading(self, institution: str, title: str, *, fact: str | None = None) -> None:
        """Institution over title, sizes and spacing by house; sometimes on one line."""
        house = self.house
        big = house.size * self.rng.uniform(1.5, 2.0)
        shown = " ".join(title) if house.spaced_title and len(title) < 8 else title
        if institution and house.wording % 7 == 0:
            self.centred(
                institution + shown,
                min(big, self.inner / (len(institution + shown) + 1)),
                bold=True,
                fact=(fact, institution) if fact else None,
            )
        else:
            if institution:
                size = min(house.size * self.rng.uniform(1.2, 1.7), self.inner / len(institution))
                self.centred(institution, size, fact=(fact, institution) if fact else None)
            self.centred(shown, min(big, self.inner / max(len(shown), 1)), bold=house.wording % 2 == 0)
        self.y += house.size * 0.6

    def line(
        self,
        text: str,
        *,
        x: float | None = None,
        bold: bool = False,
        fact: FactTag | None = None,
        size: float | None = None,
    ) -> None:
        """One left-aligned line."""
        self.need(self.house.size * 2)
        size = size or self.house.size
        self.canvas.add(
            Text(self.house.margin if x is None else x, self.y, text, size, self.house.body, bold=bold, fact=fact)
        )
        self.y += size * self.house.leading

    @property
    def _english(self) -> bool:
        return self.house.body in ("sans", "roman")

    def _page_words(self, index: int, count: int, style: int) -> str:
        if self._english:
            return f"Page {index} of {count}"
        return (f"第{index}页 共{count}页", f"第 {index} 页", f"第{index}页/共{count}页", f"页码：{index}/{count}")[
            style
        ]

    def footers(self) -> list[Canvas]:
        """Number the pages 第x页 共y页 and hand them over."""
        if not (self.single or self._english):
            furnish(self.pages, self.house, self.rng)
        count, style = len(self.pages), 0 if self.options.skip_page else self.house.wording % 4
        for index, canvas in enumerate(self.pages, 1):
            if count == 1 and style < 2:
                continue
            text = self._page_words(index, count, style if count > 1 else 0)
            counted = "共" in text or "of" in text
            fact = ("page_count", str(count)) if counted else ("page_index", str(index))
            size = self.house.size * 0.85
            canvas.add(
                Text((self.size[0] - measure(text, size)) / 2, self.size[1] - 9, text, size, self.house.body, fact=fact)
            )
        if self.options.skip_page and count > 1:
            del self.pages[self.rng.randrange(1, count) if count == 2 else 1]
        return self.pages
