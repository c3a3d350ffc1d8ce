"""Facts announced by a label: on the same line, in the cells to the right, or below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from prereview.documents import FACT_KINDS, Line
from prereview.extraction.labels import LabelHit, Vocabulary
from prereview.extraction.sheet import Cell, Sheet
from prereview.extraction.torn_labels import torn_labels
from prereview.extraction.values import FREE, PARSERS, PERSONS, Parser, parse_last_date

#: One label for both ends of a stay or term; the second date is the one meant.
_RANGE_LABELS = frozenset((
    "住院日期", "住院时间", "住院起止日期", "住院起止时间", "住院期间", "入出院日期", "入出院时间", "费用日期",
    "保险期间",
))  # fmt: skip


_DATED = re.compile("[^:：]{0,12}(?:日期|时间|期间|期限|年月日|date|生效|有效期|终止|起)")
_EXACT = frozenset(fact for fact, kind in FACT_KINDS.items() if kind != "text" and fact in PARSERS)


@dataclass(frozen=True, slots=True)
class Spot:
    """Words that may be a label's value, with the lines they stand on and how sure the place is."""

    text: str
    lines: tuple[Line, ...]
    quality: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One value for a fact. Readings of one fact compare by `rank` of the label first, then by `quality`."""

    fact: str
    value: str
    quality: float
    rank: int
    lines: tuple[Line, ...]
    file: str
    page: int


@dataclass(frozen=True)
class LabelledSheet:
    """A page whose labels have been found."""

    sheet: Sheet
    words: Vocabulary

    @cached_property
    def hits(self) -> tuple[LabelHit, ...]:
        """Every label on the page, stops included."""
        return (*(hit for cell in self.sheet.cells for hit in self.words.find(cell)), *self._torn)

    @cached_property
    def _torn(self) -> tuple[LabelHit, ...]:
        return tuple(torn_labels(self.sheet, self.words))

    @cached_property
    def _opening(self) -> frozenset[int]:
        torn = frozenset(id(hit.cell) for hit in self._torn)
        return torn | {id(cell) for cell in self.sheet.cells if self.words.starts_with_label(cell)}

    @cached_property
    def _taken(self) -> frozenset[int]:
        heads = (cell for cell in self.sheet.cells if self.opens_with_label(cell))
        return frozenset(id(cell) for head in heads for cell in self.sheet.right_of(head)[:1])

    def belongs_to_label(self, cell: Cell) -> bool:
        """Whether the cell stands right of a label, so that it says what that label announces."""
        return id(cell) in self._taken

    def belongs_to_date(self, cell: Cell) -> bool:
        """Whether the cell stands right of a label that announces a day; beside a signature it is the paper's own."""
        heads = (head for head in self.sheet.cells if self.opens_with_label(head) and _DATED.match(head.text.text))
        return any(cell in self.sheet.right_of(head)[:1] for head in heads)

    def opens_with_label(self, cell: Cell) -> bool:
        """Whether the cell is a label itself and so nobody's value."""
        return id(cell) in self._opening

    def readings(self, facts: Sequence[str]) -> Iterator[Reading]:
        """What the labels of these facts announce, in the order of the page."""
        for hit in self.hits:
            if hit.fact in facts and hit.fact in PARSERS:
                yield from self._read(hit, hit.fact)
                yield from self._read_other_end(hit, facts)

    def spots(self, hit: LabelHit) -> Iterator[Spot]:
        """Where the value may be, likeliest place first."""
        inline = hit.cell.text.source_text(hit.end, hit.stop)
        right = self._free_run(self.sheet.right_of(hit.cell)) if hit.stop == len(hit.cell.text.text) else ()
        own = (hit.cell.line,)
        if not hit.like_a_field and hit.fact != "total_words":  # the value must follow at once
            yield Spot(inline[:24], own, 1.0)
            return
        if re.search(r"\d$", inline) and right and re.match(r"[.,]\d", right[0].text.text):  # 3334 | .78元
            yield Spot(inline + self._value_part(right[0]), (*own, right[0].line), 0.97)
        if re.search(r"\w", inline):
            yield from self._wrapped(hit, hit.cell, inline, own)
            yield Spot(inline, own, 1.0)
            for count in range(1, min(len(right), 3) + 1):
                joined = " ".join((inline, *(self._value_part(cell) for cell in right[:count])))
                yield Spot(joined, (*own, *(cell.line for cell in right[:count])), 0.9)
            return
        if len(right) == 1:
            yield from self._wrapped(hit, right[0], self._value_part(right[0]), (*own, right[0].line))
        for count in range(1, min(len(right), 4) + 1):
            joined = " ".join(self._value_part(cell) for cell in right[:count])
            yield Spot(joined, (*own, *(cell.line for cell in right[:count])), 0.97 if count == 1 else 0.9)
        # A colon promises the value on its own row; a bare head of a table column does not. Sums are never under heads:
        # what stands there is the first row of the column.
        if not hit.colon and hit.fact != "total":
            yield from self._spots_below(hit)

    def _wrapped(self, hit: LabelHit, cell: Cell, text: str, lines: tuple[Line, ...]) -> Iterator[Spot]:
        """The value with the line it runs over to, which begins where the value began and has no label before it."""
        if hit.stop < len(hit.cell.text.text):
            return
        left = cell.x_span(hit.end, hit.stop)[0] if cell is hit.cell else cell.box.x0
        more = self.continued(hit.cell, cell, left)
        # Words run on; a number that already parses does not, unless what follows is its last digit or two.
        runs_on = hit.fact not in _EXACT or PARSERS[hit.fact](text) is None or len(more) == 1 == _digits(more[0])
        if more and runs_on:
            yield Spot(text + "".join(c.line.text for c in more), (*lines, *(c.line for c in more)), 1.0)

    def continued(self, label: Cell, first: Cell, left: float) -> tuple[Cell, ...]:
        """Up to two cells under `first` that begin at `left` while the place under the label stays empty."""
        height, last, more = self.sheet.line_height, first, list[Cell]()
        for _ in range(2):
            under = [
                cell
                for cell in self.sheet.cells
                if 0.5 * height < cell.row - last.row < 1.75 * height and cell.box.x0 > label.box.x0 - 0.5 * first.em
            ]
            here = sorted(
                (cell for cell in under if abs(cell.box.x0 - left) < 1.6 * first.em), key=lambda cell: cell.row
            )
            before = [
                cell
                for cell in under
                if cell.box.x0 < left - 1.6 * first.em and here and abs(cell.row - here[0].row) < 0.6 * height
            ]
            if not here or before or self.opens_with_label(here[0]) or here[0].box.x1 > first.box.x1 + 2 * first.em:
                break
            last = here[0]
            more.append(last)
        return tuple(more)

    def _read(self, hit: LabelHit, fact: str) -> Iterator[Reading]:
        if hit.alias in _RANGE_LABELS and fact in ("discharge_date", "end_date"):
            return
        if fact in (*FREE, *PERSONS) and not hit.like_a_field:
            return
        reading = self._first(hit, fact, PARSERS[fact])
        if reading is not None:
            yield reading

    def _read_other_end(self, hit: LabelHit, facts: Sequence[str]) -> Iterator[Reading]:
        """The second date of a term: "住院时间：a 至 b" says both."""
        if hit.alias not in _RANGE_LABELS:
            return
        for first, last in (("admission_date", "discharge_date"), ("effective_date", "end_date")):
            if hit.fact in (first, last) and first in facts:
                start = self._first(hit, first, PARSERS[first]) if hit.fact == last else None
                end = self._first(hit, last, parse_last_date) if last in facts else None
                yield from (reading for reading in (start, end) if reading is not None)

    def _first(self, hit: LabelHit, fact: str, parse: Parser) -> Reading | None:
        for spot in self.spots(hit):
            value = parse(spot.text)
            if value is None and FACT_KINDS[fact] == "date":
                value = parse(self.sheet.in_day_order(spot.text))
            if value is not None:
                quality = hit.quality * spot.quality * value.quality
                page = self.sheet.page
                return Reading(fact, value.value, quality, hit.rank, spot.lines, page.file, page.number)
        return None

    def _free_run(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """The cells up to the first that opens with a label of its own."""
        run: list[Cell] = []
        for cell in cells:
            if self.opens_with_label(cell):
                break
            run.append(cell)
            if self.words.find(cell):  # a later label in the cell closes the value
                break
        return tuple(run)

    def _value_part(self, cell: Cell) -> str:
        """The words of a neighbouring cell up to the first label in it ("3836.73 个人账户支付：")."""
        hits = self.words.find(cell)
        return cell.text.source_text(0, hits[0].start) if hits else cell.line.text

    def _spots_below(self, hit: LabelHit) -> Iterator[Spot]:
        span = hit.cell.x_span(hit.start, max(hit.end, hit.start + 1))
        for cell in self.sheet.below(hit.cell, span)[:1]:
            if not self.opens_with_label(cell):
                column = _column_part(cell, span)
                yield Spot(column, (hit.cell.line, cell.line), 0.77)
                if column != cell.line.text:
                    yield Spot(cell.line.text, (hit.cell.line, cell.line), 0.7)


def _column_part(cell: Cell, span: tuple[float, float]) -> str:
    """The words of a table row under a column head, where one line carries several columns."""
    text, position, parts = cell.line.text, 0, []
    for word in text.split():
        start = text.index(word, position)
        position = start + len(word)
        first = sum(1 for origin in cell.text.origin if origin < start)
        last = sum(1 for origin in cell.text.origin if origin < position)
        left, right = cell.x_span(first, last)
        if min(right, span[1]) - max(left, span[0]) > 0:
            parts.append(word)
    return " ".join(parts) if parts and len(parts) < len(text.split()) else text


def _digits(cell: Cell) -> int:
    """1 for a cell of one or two digits, as the end of a date that ran over; else 0."""
    return int(len(cell.text.text) <= 2 and cell.text.text.isdigit())
