from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
import pytest

from prereview.documents import BoundingBox, Seal
from prereview.reading.colour import has_colour, judge_ink, remove_ink
from prereview.reading.geometry import turn_image
from prereview.reading.seals import find_seals, mark_printed

from .pictures import BLUE, RED, bill, line, sheet, stamp, write


def centre(seal: Seal) -> tuple[float, float]:
    return (seal.bbox.x0 + seal.bbox.x1) / 2, (seal.bbox.y0 + seal.bbox.y1) / 2


def test_a_round_red_seal_is_found_where_it_is() -> None:
    (seal,) = find_seals(stamp(bill(), 650, 560, 70))
    assert (seal.colour, seal.shape) == ("red", "round")
    assert centre(seal) == pytest.approx((650 / 900, 560 / 700), abs=0.02)


def test_an_oval_seal_is_oval() -> None:
    (seal,) = find_seals(stamp(bill(), 600, 550, 90, squash=0.68))
    assert seal.shape == "oval"


def test_a_blue_seal_has_its_colour() -> None:
    (seal,) = find_seals(stamp(bill(), 600, 520, 80, colour=BLUE))
    assert seal.colour == "blue"


def test_a_faint_seal_is_found() -> None:
    (seal,) = find_seals(stamp(sheet(1100, 800), 500, 800, 75, colour=(255, 228, 232)))
    assert seal.colour == "red"


def test_a_seal_beside_a_reddish_desk_is_found() -> None:
    page = stamp(bill(), 650, 560, 70)
    page[:, :270] = (150, 90, 60)  # nearly a third of the picture
    (seal,) = find_seals(page)
    assert centre(seal) == pytest.approx((650 / 900, 560 / 700), abs=0.02)


def test_a_pale_second_seal_is_found_beside_a_strong_one() -> None:
    page = stamp(sheet(1100, 800), 200, 250, 75)
    assert len(find_seals(stamp(page, 550, 800, 75, colour=(250, 226, 230)))) == 2


def test_a_square_seal_is_found() -> None:
    page = bill()
    cv2.rectangle(page, (600, 480), (720, 600), RED, 4)
    for row in range(3):
        cv2.putText(page, "HHH", (615, 520 + 34 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.1, RED, 3)
    (seal,) = find_seals(page)
    assert seal.shape == "square"


def test_a_seal_is_found_under_tungsten_light() -> None:
    warm = (stamp(bill(), 650, 560, 70) * np.array([0.95, 0.80, 0.55])).astype(np.uint8)
    assert [seal.colour for seal in find_seals(warm)] == ["red"]


def test_a_seal_across_a_red_rule_is_found() -> None:
    page = bill()
    cv2.rectangle(page, (30, 60), (870, 600), RED, 2)
    found = find_seals(stamp(page, 650, 590, 70))
    assert any(centre(seal) == pytest.approx((650 / 900, 590 / 700), abs=0.03) for seal in found)


def test_forms_words_and_logos_are_not_seals() -> None:
    page = bill()
    for row in range(5):
        cv2.rectangle(page, (40, 100 + 100 * row), (860, 200 + 100 * row), RED, 2)
    cv2.putText(page, "RED TITLE OF A FORM", (200, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, RED, 3)
    assert find_seals(page) == ()
    cv2.circle(page, (100, 650), 40, RED, -1)  # a solid disc
    assert find_seals(page) == ()


def test_empty_and_tiny_pictures_have_no_seals() -> None:
    assert find_seals(sheet()) == ()
    assert find_seals(sheet(5, 5)) == ()


def seal_at(x0: float, y0: float, x1: float, y1: float) -> Seal:
    return Seal(bbox=BoundingBox(x0, y0, x1, y1), colour="red", shape="oval")


def test_the_supervision_seal_on_a_title_is_not_the_hospitals() -> None:
    title, footer = seal_at(0.42, 0.06, 0.58, 0.2), seal_at(0.2, 0.8, 0.35, 0.98)
    lines = (line("住院医疗收费票据", (0.3, 0.1, 0.7, 0.15)), line("收款单位（章）", (0.1, 0.9, 0.3, 0.93)))
    assert [seal.issuer for seal in mark_printed((title, footer), lines)] == [False, True]


def test_supervision_words_inside_a_seal_settle_it() -> None:
    seal = seal_at(0.4, 0.5, 0.6, 0.7)
    assert not mark_printed((seal,), (line("财政部监制", (0.45, 0.62, 0.55, 0.65)),))[0].issuer
    assert mark_printed((seal,), (line("收费专用章", (0.45, 0.62, 0.55, 0.65)),))[0].issuer


def test_a_letterhead_logo_is_not_a_seal_of_the_issuer() -> None:
    assert not mark_printed((seal_at(0.05, 0.04, 0.12, 0.1),), ())[0].issuer


def test_a_seal_high_on_a_short_paper_is_the_issuers() -> None:
    seal = Seal(bbox=BoundingBox(0.6, 0.16, 0.75, 0.26), colour="red", shape="round")
    above = [line("户口已注销", (0.1, 0.05 + 0.02 * row, 0.5, 0.065 + 0.02 * row)) for row in range(6)]
    assert mark_printed([seal], above)[0].issuer
    assert not mark_printed([seal], above[:2])[0].issuer


def test_a_certificate_that_quotes_an_identity_number_is_no_card() -> None:
    seal = Seal(bbox=BoundingBox(0.5, 0.6, 0.7, 0.75), colour="red", shape="round")
    number = line("公民身份号码970101190001010014", (0.1, 0.3, 0.6, 0.33))
    assert not mark_printed([seal], [number])[0].issuer
    assert mark_printed([seal], [number, line("兹证明上述情况属实", (0.1, 0.4, 0.5, 0.43))])[0].issuer


def test_an_emblem_on_a_card_is_not_a_seal() -> None:
    lines = (line("中华人民共和国"), line("居民身份证"))
    assert not mark_printed((seal_at(0.5, 0.4, 0.6, 0.6),), lines)[0].issuer


def test_grey_copies_say_they_are_grey() -> None:
    sealed = stamp(bill(), 650, 560, 70)
    grey = np.repeat(cv2.cvtColor(sealed, cv2.COLOR_RGB2GRAY)[:, :, None], 3, axis=2)
    tinted = np.clip(grey.astype(int) + np.array([6, 0, -8]), 0, 255).astype(np.uint8)
    assert judge_ink(sealed) == "colour"
    assert judge_ink(grey) == "grey"
    assert judge_ink(turn_image(tinted, 90)) == "grey"


def test_colour_decides_whether_to_look_at_all() -> None:
    assert has_colour(stamp(bill(), 650, 560, 70))
    assert not has_colour(bill())


def hardened(page: np.ndarray) -> np.ndarray:
    """What a scanner app makes of a page: every stroke nearly black, a quarter of its colour left."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    hard = np.where(grey < 200, 0, 255).astype(np.float64)[..., None]
    return (page * 0.25 + hard * 0.75).astype(np.uint8)


@pytest.mark.parametrize(("colour", "ink"), [("red", RED), ("blue", BLUE)])
@pytest.mark.parametrize("app", [False, True], ids=["scan", "app"])
def test_the_ink_goes_and_the_print_stays(colour: Literal["red", "blue"], ink: tuple[int, int, int], app: bool) -> None:
    stamped = stamp(sheet(), 250, 300, 100, colour=ink)
    printed = write(stamped.copy(), "2026-02-20", 120, 310)
    if app:
        stamped, printed = hardened(stamped), hardened(printed)
    assert int((remove_ink(stamped, colour) < 170).sum()) < 200
    print_alone = int((write(sheet(), "2026-02-20", 120, 310)[..., 0] < 100).sum())
    left = int((remove_ink(printed, colour)[..., 0] < 128).sum())
    assert left == pytest.approx(print_alone, rel=0.2)


def test_a_cut_out_without_ink_is_left_alone() -> None:
    assert np.array_equal(remove_ink(bill(), "red"), bill())
