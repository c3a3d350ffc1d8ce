"""What seals say: sure readings only, whichever way the seal was pressed."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from prereview.documents import BoundingBox, Line, Seal
from prereview.reading.engines import Reading
from prereview.reading.legends import _picture_of, kind_of, read_legends
from prereview.reading.reader import Reader

from .pictures import RED, bill, image_page, line, sheet, stamp, write

SEAL = Seal(bbox=BoundingBox(0.3, 0.3, 0.7, 0.586), colour="red", shape="round")  # of the 500 x 700 sheet


class Says:
    """An engine that gives the same lines for every picture."""

    name, version = "says", "1"

    def __init__(self, *lines: Line) -> None:
        self.lines, self.calls = lines, 0

    def read(self, pixels: Any, *, upright: bool = False) -> Reading:
        self.calls += 1
        return Reading(lines=self.lines)


def legend(*lines: Line) -> tuple[str | None, str | None]:
    (seal,) = read_legends(Says(*lines), stamp(sheet(), 250, 310, 100), (SEAL,))
    return seal.text, seal.kind


def test_name_and_use_make_text_and_kind() -> None:
    assert legend(line("某市第一人民医院"), line("收费专用章")) == ("某市第一人民医院收费专用章", "hospital_fee")


def test_a_name_alone_leaves_the_kind_of_a_hospitals_seal_open() -> None:
    assert legend(line("某市第一人民医院")) == ("某市第一人民医院", None)


@pytest.mark.parametrize(
    "doubtful",
    [
        line("某市第一人民医院", sure=0.9),
        line("收费专用章", sure=0.8),
        line("院某省人"),
        line("发西专用章"),
        line("NIHAO"),
    ],
    ids=["unsure name", "unsure use", "pieces", "misread use", "strokes"],
)
def test_doubtful_readings_say_nothing(doubtful: Line) -> None:
    assert legend(doubtful) == (None, None)


def test_a_company_shows_in_the_end_of_a_name_that_is_not_sure() -> None:
    assert legend(line("·某川商贸有限公司", sure=0.88)) == ("有限公司", "company")
    assert legend(line("“财务专用章", sure=0.92)) == ("财务专用章", None)
    assert legend(line("某某医院有限公司", sure=0.88)) == (None, None)


def test_the_straight_line_may_be_among_the_lines_of_the_page() -> None:
    inside = line("病案复印专用章", (0.4, 0.5, 0.6, 0.53))
    beside = line("收费专用章", (0.75, 0.5, 0.95, 0.53))
    page = stamp(sheet(), 250, 310, 100)
    (seal,) = read_legends(Says(), page, (SEAL,), (beside, inside))
    assert (seal.text, seal.kind) == ("病案复印专用章", "record")


def test_printed_and_black_seals_are_not_read() -> None:
    engine = Says(line("某市第一人民医院"))
    seals = (SEAL.model_copy(update={"issuer": False}), SEAL.model_copy(update={"colour": "black"}))
    assert read_legends(engine, stamp(sheet(), 250, 310, 100), seals) == seals
    assert engine.calls == 0


@pytest.mark.parametrize(
    ("name", "use", "kind"),
    [
        ("某市人民医院", "财务专用章", "hospital_fee"),
        ("某人寿保险有限公司", "财务专用章", "company"),
        ("某市人民医院", "医保结算专用章", "social_insurance"),
        ("某市人民医院", "诊断证明专用章", "diagnosis"),
        ("某市人民医院", "影像诊断专用章", None),
        ("某司法鉴定所", "", "appraisal"),
        ("某市公安局", "交通事故处理专用章", "police"),
        ("某市人民法院", "", None),
    ],
)
def test_kinds(name: str, use: str, kind: str | None) -> None:
    assert kind_of(name, use) == kind


@pytest.mark.parametrize("turn", [-70, -20, 30, 160])
def test_a_seal_pressed_at_a_slant_is_straightened(turn: int) -> None:
    upright = stamp(sheet(), 250, 350, 100)
    matrix = cv2.getRotationMatrix2D((250, 350), turn, 1.0)
    slanted = cv2.warpAffine(upright, matrix, (500, 700), borderValue=(255, 255, 255))
    seal = SEAL.model_copy(update={"bbox": BoundingBox(0.3, 250 / 700, 0.7, 450 / 700)})
    drawn, wanted = _picture_of(slanted, seal), _picture_of(upright, seal)
    assert drawn is not None
    assert wanted is not None
    assert float(np.abs(drawn.astype(int) - wanted).mean()) < 12


def test_print_beside_the_ink_is_left_out() -> None:
    page = write(stamp(sheet(), 250, 350, 100), "1234", 215, 420, scale=0.8)
    seal = SEAL.model_copy(update={"bbox": BoundingBox(0.3, 250 / 700, 0.7, 450 / 700)})
    with_print, without = _picture_of(page, seal), _picture_of(stamp(sheet(), 250, 350, 100), seal)
    assert with_print is not None
    assert without is not None
    assert abs(int((with_print < 128).sum()) - int((without < 128).sum())) < 300


def test_tiny_seals_are_not_read() -> None:
    assert _picture_of(sheet(60, 60), SEAL) is None


def test_a_second_look_that_fails_costs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Fails(Says):
        def read(self, pixels: Any, *, upright: bool = False) -> Reading:
            if self.calls:
                raise RuntimeError("某人")
            return super().read(pixels, upright=upright)

    page = Reader(Fails(line("总计 12.00"))).read(image_page(stamp(bill(), 650, 560, 70, colour=RED)))
    assert page.text == "总计 12.00"
    assert len(page.seals) == 1
    assert "某人" not in caplog.text
