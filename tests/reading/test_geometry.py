from __future__ import annotations

import cv2
import numpy as np
import pytest

from prereview.reading.detection import boxes_from_map
from prereview.reading.geometry import (
    bounding_box,
    crop_line,
    find_tilt,
    is_vertical,
    level_image,
    level_quads,
    line_length,
    quad_size,
    reading_order,
    turn_image,
    turn_quads,
)


def quad(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_quads_turn_with_the_picture(turn: int) -> None:
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[20:30, 40:120] = 255
    turned = turn_image(picture, turn)
    (moved,) = turn_quads([quad(40, 20, 120, 30)], turn, 200, 100)
    x0, y0 = moved.min(axis=0).astype(int)
    x1, y1 = moved.max(axis=0).astype(int)
    assert turned[y0:y1, x0:x1].min() == 255
    assert int((turned[:, :, 0] == 255).sum()) == (y1 - y0) * (x1 - x0)
    assert tuple(moved[0]) == (x0, y0), "the first corner is the top left one again"


def test_a_vertical_line_is_laid_down() -> None:
    page = np.zeros((300, 100, 3), np.uint8)
    assert is_vertical(quad(10, 10, 40, 250))
    assert line_length(quad(10, 10, 40, 250)) == 384  # 48 x 240 / 30
    assert crop_line(page, quad(10, 10, 40, 250), 308).shape == (48, 308, 3)
    assert quad_size(quad(10, 10, 40, 250)) == (30, 240)


def test_rows_are_read_from_left_to_right_even_on_a_slanted_page() -> None:
    slope = 0.06
    boxes = []
    for row in range(3):
        for column in (2, 0, 1):
            x, y = 50 + 320 * column, 100 + 40 * row + slope * (50 + 320 * column)
            boxes.append(np.array([[x, y], [x + 250, y + 15], [x + 250, y + 40], [x, y + 25]], np.float32))
    order = reading_order(boxes)
    assert [(index // 3, (2, 0, 1)[index % 3]) for index in order] == [(r, c) for r in range(3) for c in range(3)]
    assert reading_order([]) == []


def test_boxes_are_page_relative_and_on_the_page() -> None:
    box = bounding_box(quad(-5, 50, 100, 120), 200, 100)
    assert box == (0.0, 0.5, 0.5, 1.0)


def test_boxes_are_grown_from_the_probability_map() -> None:
    probability = np.zeros((64, 128), np.float32)
    probability[30:36, 20:100] = 0.9
    probability[10:11, 10:12] = 0.9  # a speck
    probability[50:56, 20:60] = 0.35  # ink that is not text
    (box,) = boxes_from_map(probability, 256, 128)
    width, height = quad_size(box)
    assert 165 < width < 190
    assert 15 < height < 30


def askew(degrees: float, rows: int = 8) -> list[np.ndarray]:
    """Lines of a page that was turned clockwise by so many degrees."""
    slope = np.tan(np.radians(degrees))
    lines = [quad(100, 100 + 60 * row, 700, 124 + 60 * row) for row in range(rows)]
    return [line + np.stack([0 * line[:, 0], slope * line[:, 0]], axis=1).astype(np.float32) for line in lines]


@pytest.mark.parametrize("degrees", [-9, -3, 4, 12])
def test_a_page_that_lies_askew_is_levelled(degrees: float) -> None:
    tilt = find_tilt(askew(degrees))
    assert tilt == pytest.approx(-degrees, abs=0.1)
    level, width, height = level_quads(askew(degrees), tilt, 800, 700)
    assert find_tilt(level) == 0
    picture = level_image(np.zeros((700, 800, 3), np.uint8), tilt)
    assert picture.shape[:2] == (height, width)
    for line in level:
        assert abs(line[0, 1] - line[1, 1]) < 2
        assert line.min() >= 0 and line[:, 0].max() <= width and line[:, 1].max() <= height


def test_what_was_drawn_under_a_quad_is_under_it_after_levelling() -> None:
    picture = np.full((300, 400, 3), 255, np.uint8)
    cv2.circle(picture, (320, 80), 6, (0, 0, 0), -1)
    ((spot,), width, height) = level_quads([quad(314, 74, 326, 86)], 7.5, 400, 300)
    levelled = level_image(picture, 7.5)
    assert levelled.shape[:2] == (height, width)
    x, y = spot.mean(axis=0).round().astype(int)
    assert levelled[y, x].max() < 40
    assert levelled[0, 0].min() > 240, "the corners take the tone of the page"


@pytest.mark.parametrize("lines", [askew(1.5), askew(30), askew(6, rows=3), askew(6, rows=3) + askew(-5, rows=3), []])
def test_a_page_that_is_nearly_level_or_has_no_direction_is_left_alone(lines: list[np.ndarray]) -> None:
    assert find_tilt(lines) == 0
    picture = np.zeros((10, 20, 3), np.uint8)
    assert level_image(picture, 0.0) is picture
