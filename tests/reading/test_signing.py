"""Places for signatures on drawn pages: whether a pen was there, and when the picture does not tell."""

from functools import partial
from typing import Any

import cv2
import numpy as np
import pytest

from prereview.documents import Line, SigningPlace
from prereview.reading.signing import find_signing

from .pictures import RED, line, sheet, stamp, write

BLACK, BLUE_PEN = (20, 20, 20), (30, 45, 130)
LABEL = line("申请人签名:", (0.1, 0.50, 0.34, 0.54))  # 6 characters of 20 pixels on the 500 x 700 sheet
TEXT = line("本人声明以上内容属实并愿意承担责任", (0.1, 0.40, 0.78, 0.44))


def form(colour: tuple[int, int, int] = BLACK) -> Any:
    """The label's print as six dark characters, and a line of text above."""
    page = sheet()
    for left in range(50, 170, 20):
        write(page, "E", left, 375, scale=0.7, colour=colour)
    return write(page, "STATEMENT OF THE CLAIM", 50, 304, scale=0.7)


def scrawl(page: Any, x: int, y: int, *, colour: tuple[int, int, int] = BLUE_PEN) -> Any:
    steps = ((0, 6), (12, -10), (18, 8), (30, -6), (34, 10), (46, 0))
    points = np.array([(x + right, y + down) for right, down in steps], np.int32)
    cv2.polylines(page, [points], False, colour, 2, cv2.LINE_AA)
    return page


def part_of(page: Any, box: Any) -> Any:
    height, width = page.shape[:2]
    return page[round(box.y0 * height) : round(box.y1 * height) + 1, round(box.x0 * width) : round(box.x1 * width) + 1]


def look(page: Any, *lines: Line) -> tuple[SigningPlace, ...]:
    return find_signing(lines, partial(part_of, page), page.shape[1] / page.shape[0])


def ink(page: Any, *lines: Line) -> str:
    (place,) = look(page, *(lines or (TEXT, LABEL)))
    return place.ink


def test_strokes_beside_the_label_are_a_pen():
    assert ink(scrawl(form(), 185, 365)) == "pen"


def test_an_empty_place_is_empty_also_with_a_line_to_sign_on():
    page = form()
    assert ink(page) == "none"
    cv2.line(page, (175, 380), (440, 380), BLACK, 2)
    assert ink(page) == "none"


def test_strokes_across_the_line_to_sign_on_are_a_pen():
    page = form()
    cv2.line(page, (175, 376), (440, 376), BLACK, 2)
    assert ink(scrawl(page, 200, 368)) == "pen"


def test_strokes_boxed_with_the_label_are_a_pen():
    """Engines box the strokes with the label and read nothing there; neighbours tell how wide the label really is."""
    wide = line("申请人签名:", (0.1, 0.50, 0.47, 0.54))
    assert ink(scrawl(form(), 180, 365), TEXT, wide) == "pen"
    assert ink(form(), TEXT, wide) == "none"


def test_a_seal_over_an_empty_place_is_no_signature():
    assert ink(stamp(form(), 260, 370, 45)) != "pen"
    assert ink(scrawl(stamp(form(), 260, 370, 45, colour=RED), 190, 366, colour=BLACK)) == "pen"


@pytest.mark.parametrize("seed", range(4))
def test_specks_are_no_signature(seed):
    page = form()
    spots = np.random.default_rng(seed).random(page.shape[:2]) < 0.01
    page[spots] = 0
    assert ink(page) != "pen"


def test_the_next_field_is_no_signature():
    page = write(form(), "2026-02-20", 200, 375, scale=0.7)
    day = line("2026-02-20", (0.40, 0.50, 0.68, 0.54))
    assert ink(page, TEXT, LABEL, day) == "none"
    below = write(form(), "2026-02-20", 60, 400, scale=0.7)
    assert ink(below, TEXT, LABEL, line("2026-02-20", (0.11, 0.545, 0.42, 0.575))) == "none"


def test_a_stroke_under_the_label_leaves_it_open():
    page = form()
    cv2.polylines(page, [np.array([(120, 400), (130, 386), (150, 382)], np.int32)], False, BLACK, 2, cv2.LINE_AA)
    assert ink(page) == "unclear"


def test_pale_print_leaves_it_open():
    assert ink(form(colour=(200, 200, 200))) == "unclear"


def test_words_about_signing_ask_for_none():
    page = form()
    for text in ("本授权书自签字之日起生效", "请用签字笔填写", "一、已签名的申请书,身份证"):
        assert look(page, line(text, (0.1, 0.5, 0.6, 0.54))) == ()


def test_two_places_on_one_row_are_told_apart():
    page = scrawl(form(), 185, 365)
    for left in range(290, 410, 20):
        write(page, "E", left, 375, scale=0.7)
    other = line("代理人签名:", (0.58, 0.50, 0.82, 0.54))
    assert [place.ink for place in look(page, TEXT, LABEL, other)] == ["pen", "none"]
