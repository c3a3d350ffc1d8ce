"""Papers as data: a layout is a size, a house and a list of blocks; this module draws it.

`data/layouts/*.yaml` maps a document type to its layouts. A block is a one-key mapping. Texts speak the grammar of
`phrases` and the words of `values`; every value drawn carries its fact.

    title: "[出院记录|出院小结]"        heading, under `over:` (an institution) if the block has one
    line | right | centre | note: text  one line (note: small)
    para: text                          an indented paragraph; line feeds start new ones
    sections: {head: text, …}           labelled paragraphs, in the house's manner
    fields: [3, name, "床号={bed}", …]  label and value pairs in that many columns
    boxed | underlined | plain          the same in a given manner
    grid: ["姓名|{name}|性别|{sex}", …]  a ruled form: cells split by |, labels and values in turn; a row may also be
                                        {widths: [shares], rows: [texts]} for columns that line up
    table: {of: bill, columns: "name=项目|amount=金额"}   rows from `rows.SOURCES`
    sign: [医师签名, …]                 signatures side by side
    seal: [kind, text on the arc, centre]
    rule | gap: mm | picture: [name, width, height] | code: [qr, side] | frame (round the page)
    maybe: [percent, block, …] | shuffle: [block, …]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from importlib import resources
from random import Random
from typing import Any

import yaml

from prereview.synthesis.canvas import Canvas, Picture, Symbol, measure
from prereview.synthesis.case import Case
from prereview.synthesis.forms import draw_row
from prereview.synthesis.house import House, draw_house
from prereview.synthesis.options import Options
from prereview.synthesis.prose import Run, plain, put_run, set_runs
from prereview.synthesis.rows import SOURCES
from prereview.synthesis.sheet import Field, Sheet
from prereview.synthesis.values import Vocabulary

SIZES: Mapping[str, tuple[float, float]] = {
    "a4": (210.0, 297.0),
    "a4l": (297.0, 210.0),
    "a5": (148.0, 210.0),
    "a5l": (210.0, 148.0),
    "b5": (184.0, 260.0),
    "slip": (110.0, 190.0),
    "third": (210.0, 110.0),
}
_HOUSE_FIELDS = frozenset(entry.name for entry in fields(House))


@cache
def layouts() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Layouts by document type."""
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    folder = resources.files("prereview.synthesis").joinpath("data/layouts")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        loaded: dict[str, list[Mapping[str, Any]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
        for doc_type, entries in loaded.items():
            found[doc_type] = (*found.get(doc_type, ()), *entries)
    return found


def draw_layout(layout: Mapping[str, Any], case: Case, rng: Random, options: Options) -> list[Canvas]:
    """The pages of one paper drawn by one layout.

    Raises:
        KeyError: The layout names an unknown block, value or size.
    """
    size = layout.get("size", "a4")
    sheet = Sheet(
        rng, _house(layout, rng), options=options, size=SIZES[size if isinstance(size, str) else rng.choice(size)]
    )
    writer = _Writer(sheet, Vocabulary(case, sheet, rng))
    if "header" in layout:
        sheet.running = plain(writer.say(layout["header"]))
        sheet.run_head()
    writer.draw(layout["body"])
    return sheet.footers()


def _house(layout: Mapping[str, Any], rng: Random) -> House:
    """A drawn house with the layout's own habits; a list of two numbers is a range."""
    changes: dict[str, Any] = {}
    for key, value in layout.get("house", {}).items():
        assert key in _HOUSE_FIELDS, key
        changes[key] = rng.uniform(*value) if isinstance(value, list) and isinstance(value[0], float) else value
    return replace(draw_house(rng, coloured=bool(layout.get("coloured"))), **changes)


class _Writer:
    """Draws blocks downwards on a sheet."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary) -> None:
        self.sheet, self.words, self.rng = sheet, vocabulary, sheet.rng

    def say(self, text: str) -> list[Run]:
        return self.words.runs(str(text))

    def draw(self, blocks: Sequence[Any]) -> None:
        for block in blocks:
            entries = {block: None} if isinstance(block, str) else dict(block)
            over = entries.pop("over", None)
            for name, content in entries.items():
                if name == "title":
                    self.title(str(content), over)
                else:
                    _BLOCKS[name](self, content)

    def title(self, text: str, over: str | None) -> None:
        above = self.say(over) if over else []
        tag = next((tag for _, tag in above if tag), None)
        self.sheet.heading(plain(above), plain(self.say(text)), fact=tag[0] if tag else None)

    def line(self, text: str) -> None:
        set_runs(self.sheet, self.say(text))

    def bold(self, text: str) -> None:
        set_runs(self.sheet, self.say(text), bold=True)

    def note(self, text: str) -> None:
        set_runs(self.sheet, self.say(text), size=self.sheet.house.size * 0.82)

    def right(self, text: str) -> None:
        runs, house = self.say(text), self.sheet.house
        width = measure(plain(runs), house.size, house.body)
        set_runs(self.sheet, runs, x=max(house.margin, self.sheet.size[0] - house.margin - width - 1))

    def centre(self, text: str) -> None:
        runs, house = self.say(text), self.sheet.house
        self.sheet.need(house.size * 2)
        x = (self.sheet.size[0] - measure(plain(runs), house.size, house.body)) / 2
        put_run(self.sheet, runs, max(x, house.margin), self.sheet.y, size=house.size)
        self.sheet.y += house.size * house.leading

    def para(self, text: str) -> None:
        set_runs(self.sheet, self.say(text), indent=2 * self.sheet.house.size)

    def sections(self, content: Mapping[str, str]) -> None:
        sheet, house = self.sheet, self.sheet.house
        for head, text in content.items():
            runs = self.say(text)
            if not runs:
                continue
            label = plain(self.say(head)) + (house.colon.strip() or "：")
            if house.wording % 3:
                set_runs(sheet, [(label, None), *runs])
            else:
                set_runs(sheet, [(label, None)], bold=house.bold_heads)
                set_runs(sheet, runs, indent=2 * house.size)

    def fields(self, content: Sequence[Any], style: str | None = None) -> None:
        columns, entries = (content[0], content[1:]) if isinstance(content[0], int) else (3, content)
        self.sheet.fields([self.words.field(entry) for entry in entries], columns=columns, style=style)

    def grid(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if isinstance(row, Mapping):
                for one in row["rows"]:
                    draw_row(self.sheet, self._cells(one), row["widths"])
            else:
                draw_row(self.sheet, self._cells(row))

    def _cells(self, row: str) -> list[list[Run]]:
        """Cells of a row; a value never holds a bar, so runs may be split after they are spoken."""
        cells: list[list[Run]] = [[]]
        for text, tag in self.say(row):
            first, *rest = text.split("|")
            cells[-1].append((first, tag))
            cells.extend([[(part, tag)] for part in rest])
        return [[(part, tag) for part, tag in cell if part.strip()] for cell in cells]

    def drug_lines(self, usage: str) -> None:
        """Each drug with its strength and count, how to take it on the next line."""
        x = self.sheet.house.margin
        for row in SOURCES["drugs"](self.words.case, self.sheet, {}):
            set_runs(self.sheet, [(f"{row['number']}. {row['name']}　{row['spec']} × {row['count']}", None)], x=x + 4)
            set_runs(self.sheet, self.say(usage), x=x + 10)

    def table(self, content: Mapping[str, Any]) -> None:
        columns = [entry.partition("=")[::2] for entry in plain(self.say(content["columns"])).split("|")]
        rows = SOURCES[content["of"]](self.words.case, self.sheet, content)
        widths = content.get("widths") or [_WIDTHS.get(key, 2.0) for key, _ in columns]
        shown: list[list[str | Field]] = [[row.get(key, "") for key, _ in columns] for row in rows]
        shown += [[""] * len(columns) for _ in range(content.get("empty", 0))]
        self.sheet.table([head for _, head in columns], widths, shown)

    def sign(self, labels: Sequence[str]) -> None:
        sheet = self.sheet
        sheet.need(sheet.house.size * 3)
        start, step = sheet.y, sheet.inner / len(labels)
        for index, label in enumerate(labels):
            said, _, name = plain(self.say(label)).partition("=")
            sheet.y = start
            default = (
                self.words.value("doctor").value if "医" in said or "者" in said else self.words.value("name").value
            )
            sheet.signature(said, name or default, x=sheet.house.margin + index * step)

    def seal(self, content: Sequence[str]) -> None:
        kind, text, *centre = (plain(self.say(entry)) for entry in content)
        self.sheet.stamp(text, kind, centre=centre[0] if centre else "")

    def rule(self, content: object) -> None:
        self.sheet.ruler()

    def gap(self, height: float) -> None:
        self.sheet.y += height

    def down_to(self, share: float) -> None:
        """Move the pen to that share of the page height, never up."""
        self.sheet.y = max(self.sheet.y, self.sheet.size[1] * share)

    def picture(self, content: Sequence[Any]) -> None:
        name, width, height = content
        self.sheet.need(height)
        self.sheet.canvas.add(
            Picture(self.sheet.house.margin, self.sheet.y, width, height, name, self.rng.randrange(10**6))
        )
        self.sheet.y += height + 2

    def code(self, content: Sequence[Any]) -> None:
        """A QR or bar code in the upper right corner."""
        kind, width, text = content
        height = width if kind == "qr" else 8
        x = self.sheet.size[0] - self.sheet.house.margin - width
        self.sheet.canvas.add(Symbol(x, 6, width, height, plain(self.say(text)), kind))

    def frame(self, content: object) -> None:
        sheet, inset = self.sheet, self.sheet.house.margin * 0.6
        sheet.canvas.frame(inset, inset, sheet.size[0] - 2 * inset, sheet.size[1] - 2 * inset, line=0.4)

    def maybe(self, content: Sequence[Any]) -> None:
        percent, *blocks = content
        if self.rng.randrange(100) < percent:
            self.draw(blocks)

    def shuffle(self, blocks: Sequence[Any]) -> None:
        self.draw(self.rng.sample(list(blocks), len(blocks)))


_WIDTHS = {"number": 0.9, "name": 4.2, "spec": 2.2, "code": 2.0, "unit": 1.0, "count": 1.0, "share": 1.0, "date": 1.6}
_BLOCKS: Mapping[str, Callable[[_Writer, Any], None]] = {
    **{
        name: method
        for name, method in vars(_Writer).items()
        if name[0] != "_" and name not in ("say", "draw", "title")
    },
    "boxed": lambda writer, content: writer.fields(content, "boxed"),
    "underlined": lambda writer, content: writer.fields(content, "underline"),
    "plain": lambda writer, content: writer.fields(content, "plain"),
}
