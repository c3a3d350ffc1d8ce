"""A flowing page: heading, fields, tables, sections, signatures and seals in one of many house styles.

A `House` is one institution's look (fonts, inks, rules, label wording, date format); papers of one type drawn in
different houses differ as two hospitals' papers differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from prereview.synthesis.canvas import BLACK, FactTag, Ink, Stamp, Text, clip, measure, wrap, wrap_after
from prereview.synthesis.pen import Field, Pen
from prereview.synthesis.penmanship import scribbles

__all__ = ["Field", "Sheet"]


class Sheet(Pen):
    """A pen that also sets fields, tables, sections, signatures and seals."""

    def ruler(self) -> None:
        """A full-width rule."""
        self.canvas.rule(self.house.margin, self.y, self.size[0] - self.house.margin, self.y, width=0.3)
        self.y += self.house.size * 0.5

    def fields(self, entries: Sequence[Field], *, columns: int = 3, style: str | None = None) -> None:
        """Label-value pairs in columns, in the house's manner; long values take the row they need."""
        style = style or self.house.fields
        rows: list[list[Field]] = [[]]
        for entry in entries:
            wide = self._wide(entry, columns)
            if rows[-1] and (wide or len(rows[-1]) >= columns):
                rows.append([])
            rows[-1].append(entry)
            if wide:
                rows.append([])
        for row in [row for row in rows if row]:
            self._field_row(
                row,
                columns if len(row) > 1 or columns == 1 else (1 if self._wide(row[0], columns) else columns),
                style,
            )

    def _wide(self, entry: Field, columns: int) -> bool:
        text, house = entry.label + entry.value, self.house
        return measure(text, house.size, house.body) > self.inner / columns - house.size

    def _field_row(self, row: Sequence[Field], columns: int, style: str) -> None:
        size, height = self.house.size, self.house.size * self.house.leading
        self.need(height * 1.5)
        step = self.inner / columns
        pad = height * 0.22 if style == "boxed" else 0.0
        for index, entry in enumerate(row):
            x = self.house.margin + index * step
            if style == "boxed":
                self.canvas.frame(x, self.y, step, height + pad)
            self._pair(x + (1.2 if style == "boxed" else 0), self.y + pad, entry, step, style)
        if style == "boxed":
            self.y += height + pad
        else:
            self.y += height * (1.0 if size < 4 else 0.95)

    def _pair(self, x: float, y: float, entry: Field, step: float, style: str) -> None:
        house = self.house
        label = entry.label + house.colon if entry.label else ""
        self.canvas.add(
            Text(x, y, label, house.size, house.body, house.label_colour, bold=house.bold_heads and style == "boxed")
        )
        offset = measure(label, house.size, house.body) + (house.size * 0.2 if label else 0)
        room = step - offset - 1.5
        for number, piece in enumerate(wrap(entry.value, max(room, house.size * 4), house.size, house.body)[:3]):
            self.canvas.add(
                Text(
                    x + offset,
                    y + number * house.size * 1.25,
                    piece,
                    house.size,
                    house.body,
                    ink=house.data_ink,
                    fact=entry.tag,
                )
            )
            if number:
                self.y += house.size * 1.25 / 1.0
        if style == "underline":
            self.canvas.rule(x + offset, y + house.size * 1.12, x + step - 1.5, y + house.size * 1.12, width=0.12)

    def section(
        self,
        label: str,
        text: str,
        *,
        fact: str | None = None,
        canonical: str | None = None,
        inline: bool | None = None,
    ) -> None:
        """A labelled paragraph; head on its own line or running into the text."""
        house = self.house
        inline = house.wording % 3 != 0 if inline is None else inline
        tag = (fact, canonical or text) if fact else None
        head = f"{label}{house.colon.strip() or '：'}"
        if not inline:
            self.line(head, bold=house.bold_heads)
            self.paragraph(text, fact=tag, indent=2)
            return
        self.need(house.size * 2.5)
        self.canvas.add(Text(house.margin, self.y, head, house.size, house.body, bold=house.bold_heads))
        self.paragraph(text, fact=tag, offset=measure(head, house.size, house.body))

    def paragraph(self, text: str, *, fact: FactTag | None = None, indent: int = 0, offset: float = 0.0) -> None:
        """Wrapped text. `indent` in characters, `offset` in mm, both for the first line only."""
        house, first = self.house, offset + indent * self.house.size
        lines = wrap_after(text, self.inner, first, (house.size, house.body))
        for number, piece in enumerate(lines):
            self.need(house.size * 2)
            x = house.margin + (first if number == 0 else 0.0)
            if piece:
                self.canvas.add(Text(x, self.y, piece, house.size, house.body, fact=fact))
            self.y += house.size * house.leading

    def table(
        self,
        heads: Sequence[str],
        weights: Sequence[float],
        rows: Sequence[Sequence[str | Field]],
        *,
        size: float | None = None,
    ) -> None:
        """A table in the house's ruling; heads repeat on a new page."""
        size = size or self.house.size * 0.92
        height = size * 1.65
        unit = self.inner / sum(weights)
        edges = [self.house.margin + unit * sum(weights[:index]) for index in range(len(weights) + 1)]
        self.need(height * 3)
        self._table_row(heads, edges, size, head=True)
        for row in rows:
            if self.y + height > self._floor:
                self.turn()
                self._table_row(heads, edges, size, head=True)
            self._table_row(row, edges, size)
        if self.house.table == "rules":
            self.canvas.rule(edges[0], self.y, edges[-1], self.y, width=0.3)
        self.y += size * 0.4

    def _table_row(
        self, row: Sequence[str | Field], edges: Sequence[float], size: float, *, head: bool = False
    ) -> None:
        height = size * 1.65
        for index, cell in enumerate(row):
            entry = cell if isinstance(cell, Field) else Field("", cell)
            width = edges[index + 1] - edges[index]
            text = clip(entry.value, width - 1.0, size, self.house.body)
            colour = self.house.label_colour if head else BLACK
            ink: Ink = "solid" if head else self.house.data_ink
            self.canvas.add(
                Text(
                    edges[index] + 0.7,
                    self.y + size * 0.3,
                    text,
                    size,
                    self.house.body,
                    colour,
                    head and self.house.bold_heads,
                    ink,
                    entry.tag,
                )
            )
            if self.house.table == "grid":
                self.canvas.frame(edges[index], self.y, width, height, colour=self.house.label_colour)
        if self.house.table == "rules" and head:
            self.canvas.rule(edges[0], self.y, edges[-1], self.y, width=0.3)
            self.canvas.rule(edges[0], self.y + height, edges[-1], self.y + height, width=0.2)
        self.y += height

    def signature(self, label: str, name: str, *, x: float | None = None, scribble: bool = True) -> None:
        """A signature line: pen strokes over the name's place, or an empty place when unsigned."""
        x = self.house.margin + self.inner * 0.55 if x is None else x
        self.need(self.house.size * 3)
        said = label + (self.house.colon.strip() or "：")
        tag = ("signed", str(self.options.signed).lower()) if "申请人" in label or "索赔人" in label else None
        self.canvas.add(Text(x, self.y, said, self.house.size, self.house.body, fact=tag))
        x += measure(label, self.house.size, self.house.body) + self.house.size * 1.2
        if self.options.signed:
            if scribble and self.rng.random() < 0.6:
                for stroke in scribbles(self.rng, x, self.y, self.house.size):
                    self.canvas.add(stroke)
            else:
                self.canvas.add(Text(x, self.y - 0.6, name, self.house.size * 1.15, "kai", (30, 40, 110), ink="hand"))
        self.y += self.house.size * self.house.leading

    def stamp(
        self,
        text: str,
        kind: str,
        *,
        centre: str = "",
        x: float | None = None,
        y: float | None = None,
        wrong: tuple[str, str] = ("", ""),
    ) -> None:
        """The institution's seal near the pen (or at x, y = its centre), as the options want it."""
        if self.options.seal == "none":
            return
        if self.options.seal == "wrong":
            kind, centre = "company_fee", "财务专用章"
            text = wrong[0] or "百川商贸有限公司"
        rng = self.rng
        shape: Literal["round", "oval"] = "oval" if "fee" in kind and rng.random() < 0.4 else "round"
        width = rng.uniform(34, 42)
        height = width * (0.7 if shape == "oval" else 1.0)
        x = self.size[0] - self.house.margin - rng.uniform(28, 60) if x is None else x
        y = self.y - rng.uniform(2, 10) if y is None else y
        y = min(max(y, height / 2 + 2), self.size[1] - height / 2 - 2)
        colour: Literal["red", "blue"] = "blue" if rng.random() < 0.04 else "red"
        self.canvas.add(
            Stamp(
                x - width / 2,
                y - height / 2,
                width,
                height,
                shape,
                colour,
                text,
                centre,
                angle=rng.gauss(0, 14),
                strength=rng.uniform(0.5, 0.95),
                kind=kind,
            )
        )
