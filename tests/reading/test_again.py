"""Places read a second time."""

from __future__ import annotations

from shutil import which
from typing import Any

import pytest

from prereview.documents import BoundingBox, Evidence
from prereview.reading.again import load_second_reader, read_places
from prereview.reading.engines import Engine, Reading
from prereview.reading.reader import Reader

from .pictures import bill, image_page, line, stamp

TOTAL = BoundingBox(0.05, 0.61, 0.72, 0.67)


class Fails:
    name, version = "fails", "1"

    def read(self, pixels: Any, *, upright: bool = False) -> Reading:
        raise RuntimeError("segment")


def test_each_engine_says_what_stands_at_the_place(rapid: Engine) -> None:
    page = stamp(bill(), 420, 440, 90)
    lines = [line("DATE 2026-02-20", (0.05, 0.29, 0.6, 0.35)), line("TOTAL 985.50", tuple(TOTAL))]
    (texts,) = read_places([rapid, Fails()], page, lines, [TOTAL])
    assert [text.replace(" ", "") for text in texts] == ["TOTAL965.50CNY"]


@pytest.mark.skipif(which("tesseract") is None, reason="tesseract is not installed")
def test_tesseract_reads_cut_outs() -> None:
    second = load_second_reader()
    assert second is not None
    (texts,) = read_places([second], bill(), [line("TOTAL", tuple(TOTAL))], [TOTAL])
    assert "965.50" in texts[0].replace(" ", "")


def test_a_place_without_lines_has_nothing_to_say(rapid: Engine) -> None:
    assert read_places([rapid], bill(), [], [TOTAL, None]) == ((), ())


def test_a_page_that_cannot_be_drawn_again_has_nothing_to_say(rapid: Engine) -> None:
    def damaged() -> Any:
        raise OSError("gone")

    reader = Reader(rapid)
    page = reader.read(image_page(bill()))
    source = image_page(bill())
    broken = type(source)(source.file, 1, "image", source.sha256, lambda: None, damaged)
    assert reader.read_again(broken, page, [Evidence(file=source.file, page=1, bbox=TOTAL)]) == ((),)
