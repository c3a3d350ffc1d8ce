"""Ruled tables: cells keep texts apart, wrapped cells become one line, rows stay rows."""

from __future__ import annotations

import itertools

import pytest

from prereview.ingestion import open_submission
from prereview.ingestion.lines import Character
from prereview.ingestion.table_cells import Cell, Rule, find_cells, join_cells


def grid(columns, rows) -> list[Rule]:
    across = [Rule(columns[0], y, columns[-1], y) for y in rows]
    return across + [Rule(x, rows[0], x, rows[-1]) for x in columns]


def write(text: str, x: float, y: float, size: float = 10) -> list[Character]:
    return [Character(char, x + i * size, y, x + (i + 1) * size, y + size) for i, char in enumerate(text)]


def texts(characters, cells) -> list[str]:
    return [line.text for line in join_cells(characters, cells, width=600, height=800)]


def test_crossing_rules_enclose_cells():
    assert find_cells(grid([0, 100, 200], [0, 20, 40])) == (
        Cell(0, 0, 100, 20),
        Cell(0, 20, 100, 40),
        Cell(100, 0, 200, 20),
        Cell(100, 20, 200, 40),
    )


def test_rules_a_hair_apart_are_one():
    doubled = [*grid([0, 100, 200], [0, 20, 40]), *grid([1, 101, 199], [1, 21, 39])]
    assert len(find_cells(doubled)) == 4


@pytest.mark.parametrize("rules", [[], grid([0, 100], [0, 50]), grid([0, 50, 100], list(range(0, 8000, 10)))])
def test_frames_and_drawings_are_no_tables(rules):
    assert find_cells(rules) == ()


def test_text_of_two_cells_never_shares_a_line():
    cells = find_cells(grid([0, 40, 80], [0, 20, 40]))
    close = [*write("西药费", 8, 5), *write("盒", 42, 5), *write("三", 5, 25), *write("支", 42, 25)]
    assert texts(close, ()) == ["西药费盒", "三", "支"]
    assert texts(close, cells) == ["西药费", "盒", "三", "支"]


def test_a_text_wrapped_in_its_cell_is_one_line_before_its_neighbours():
    cells = find_cells(grid([0, 65, 120, 180], [0, 40, 80]))
    row = [*write("阿莫西林克拉", 2, 6), *write("维酸钾片", 2, 22), *write("盒", 70, 14), *write("12", 130, 14)]
    assert texts(row, cells) == ["阿莫西林克拉维酸钾片", "盒", "12"]


def test_entries_stacked_in_a_cell_stay_apart():
    cells = find_cells(grid([0, 200, 300], [0, 40, 80]))
    assert texts([*write("姓名", 2, 6), *write("性别", 2, 22)], cells) == ["姓名", "性别"]


def test_a_long_paragraph_in_a_cell_keeps_its_lines():
    cells = find_cells(grid([0, 60, 120], [0, 90, 100]))
    rows = [write("一二三四五六", 0, 4 + 15 * i) for i in range(5)]
    assert len(texts([char for row in rows for char in row], cells)) == 5


def test_text_outside_the_table_keeps_its_place():
    cells = find_cells(grid([0, 100, 200], [50, 70, 90]))
    characters = [*write("合计", 5, 110), *write("标题", 5, 10), *write("甲", 5, 55), *write("乙", 105, 55)]
    assert texts(characters, cells) == ["标题", "甲", "乙", "合计"]


@pytest.mark.parametrize("style", ["lines", "rectangles", "one path"])
@pytest.mark.parametrize("turn", [0, 90])
def test_tables_of_a_pdf_are_found_however_they_are_drawn(folder, limits, make_pdf, style, turn):
    def rule(pen):
        xs, ys = (60, 126, 200, 260), (700, 660, 620)
        if style == "rectangles":
            for x, right in itertools.pairwise(xs):
                for y, below in itertools.pairwise(ys):
                    pen.rect(x, below, right - x, y - below)
            return
        path = pen.beginPath()
        for x0, y0, x1, y1 in [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]:
            if style == "lines":
                pen.line(x0, y0, x1, y1)
            path.moveTo(x0, y0)
            path.lineTo(x1, y1)
        if style == "one path":
            pen.drawPath(path)

    def draw(pen):
        if turn:
            pen.translate(595, 0)
            pen.rotate(90)
            pen.translate(0, -150)
        pen.setFont("STSong-Light", 10)
        rule(pen)
        pen.drawString(62, 686, "阿莫西林克拉")
        pen.drawString(62, 670, "维酸钾片")
        pen.drawString(130, 678, "盒")
        pen.drawString(204, 678, "325.82")
        pen.drawString(62, 640, "氯化钠注射液")
        pen.drawString(130, 640, "支")
        pen.drawString(204, 640, "12.50")

    (page,) = open_submission(folder({"a.pdf": make_pdf(draw)}), limits=limits).pages
    found = [line.text for line in page.load_text_layer().lines]
    assert found == ["阿莫西林克拉维酸钾片", "盒", "325.82", "氯化钠注射液", "支", "12.50"]
