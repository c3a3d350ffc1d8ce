from __future__ import annotations

import time
from typing import Any

import cv2
import numpy as np
import pytest

from prereview.documents import BoundingBox, Line, Page, Quality, Seal, SourcePage, TextLayer
from prereview.reading.engines import Engine, Reading
from prereview.reading.geometry import turn_image
from prereview.reading.pictures import draw_picture
from prereview.reading.quality import grade_page, is_blank, worst_quality
from prereview.reading.reader import Reader, fold_lines, load_reader
from prereview.reading.seals import find_seals
from prereview.reading.underseal import reread_under_seals
from prereview.settings import Settings

from .pictures import BLUE, bill, image_page, layer, line, sheet, stamp, write


class Scripted:
    """An engine that does what the test says and counts its calls."""

    name, version = "scripted", "1"

    def __init__(self, *answers: Any) -> None:
        self.answers, self.calls = list(answers), 0

    def read(self, pixels: Any, *, upright: bool = False) -> Reading:
        self.calls += 1
        answer = self.answers[min(self.calls, len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer = answer()
        return answer if isinstance(answer, Reading) else Reading(lines=answer)


def nonsense() -> tuple[Line, ...]:
    return tuple(line("\x00\ufffd\x07", (0.1, 0.1, 0.5, 0.2)) for _ in range(5))


def off_the_page() -> tuple[Line, ...]:
    return tuple(line("text", (3.0, 4.0, 2.0, 9.0)) for _ in range(5))


@pytest.mark.parametrize(
    "answer",
    [RuntimeError("segment"), MemoryError(), ValueError("卡号 6222"), nonsense(), off_the_page(), (), None],
    ids=["crash", "memory", "value", "garbage", "boxes", "empty", "none"],
)
def test_a_failing_engine_costs_one_page(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    reader = Reader(Scripted(answer, (line("总计 12.00"),)))
    page = reader.read(image_page(bill()))
    assert (page.source, page.quality.grade, page.lines) == ("none", "unreadable", ())
    assert reader.read(image_page(write(bill(), "2", 700, 60))).text == "总计 12.00"
    assert "6222" not in caplog.text + page.decision


def test_lines_hidden_by_specks_are_read_without_them() -> None:
    found = tuple(line(words, (0.1, y, 0.5, y + 0.05)) for words, y in (("证号", 0.1), ("姓名", 0.2), ("住址", 0.3)))
    page = Reader(Scripted((), found)).read(image_page(bill()))
    assert page.text.split() == ["证号", "姓名", "住址"]
    assert "specks" in page.decision
    scene = Reader(Scripted((), found[:1])).read(image_page(bill()))
    assert not scene.lines


def test_an_ideographic_space_costs_no_line() -> None:
    page = Reader(Scripted((line("患者姓名\u3000王某"),))).read(image_page(bill()))
    assert page.text == "患者姓名 王某"


def test_a_slow_engine_is_noted() -> None:
    slow = Scripted(lambda: time.sleep(0.05) or (line("总计 12.00"),))
    page = Reader(slow, page_seconds=0.01).read(image_page(bill()))
    assert "over the time limit" in page.decision
    assert page.seconds >= 0.05


def test_a_page_that_cannot_be_drawn_is_unreadable() -> None:
    def damaged() -> Any:
        raise OSError("truncated")

    page = Reader(Scripted(())).read(SourcePage("a.jpg", 1, "image", "0" * 64, lambda: None, damaged))
    assert page.quality.grade == "unreadable"
    assert "OSError" in page.decision


def test_a_blank_page_is_not_read() -> None:
    engine = Scripted((line("never"),))
    page = Reader(engine).read(image_page(sheet()))
    assert engine.calls == 0
    assert (page.source, page.quality) == ("none", Quality(grade="unreadable", reasons=("blank",)))


def test_an_empty_sheet_with_the_dust_of_a_copier_is_blank() -> None:
    dusty = np.full((1200, 850, 3), 255, dtype=np.uint8)
    for y, x in np.random.default_rng(7).integers((10, 10), (1190, 840), size=(900, 2)):
        dusty[y : y + 2, x : x + 2] = 210
    assert is_blank(dusty)
    dusty[600:606, 300:420] = 30
    assert not is_blank(dusty)


def test_the_same_picture_is_read_once() -> None:
    engine = Scripted((line("总计 12.00"),))
    reader = Reader(engine)
    first, again = reader.read(image_page(bill())), reader.read(image_page(bill(), number=7))
    assert engine.calls == 1
    assert (again.number, again.text) == (7, first.text)
    assert "same picture" in again.decision


def digital(text_layer: TextLayer, *, kind: Any = "pdf", picture: Any = None) -> SourcePage:
    pixels = sheet() if picture is None else picture
    return SourcePage("a.pdf", 1, kind, "0" * 64, lambda: text_layer, lambda: pixels)


GOOD = ("出院记录 姓名 王小明 性别 男", "患者因反复咳嗽三天入院，完善相关检查后予以抗感染治疗。")


def test_a_good_text_layer_is_taken_as_it_is() -> None:
    engine = Scripted((line("never"),))
    page = Reader(engine).read(digital(layer(*GOOD)))
    assert engine.calls == 0
    assert (page.source, page.ink, page.engine) == ("text_layer", "digital", None)
    assert page.lines[1].start == len(page.lines[0].text) + 1
    assert page.lines[0].confidence is None


def test_an_untrusted_layer_is_read_from_the_picture() -> None:
    page = Reader(Scripted((line("总计 12.00"),))).read(digital(layer("(cid:12)(cid:7)" * 4), picture=bill()))
    assert page.source == "ocr"
    assert "not trusted" in page.decision


def filled_form(*texts: str) -> SourcePage:
    """A form that is a picture as wide as the page, with words of a text layer on it."""
    form = layer(*texts).model_copy(update={"image_cover": 1.0})
    return digital(form, picture=bill())


FILLED = ("王小明" * 40, "出生于二〇二〇年三月五日。" * 10)


def test_the_print_of_a_form_behind_its_text_is_read_too() -> None:
    title, label = line("出生医学证明", (0.3, 0.02, 0.7, 0.07)), line("父亲", (0.02, 0.1, 0.08, 0.13))
    page = Reader(Scripted((title, label))).read(filled_form(*FILLED))
    assert (page.source, page.ink) == ("text_layer", "digital")
    assert [line.text for line in page.lines] == ["出生医学证明", "父亲", *FILLED]
    assert page.lines[1].start == len("出生医学证明") + 1
    assert "behind it" in page.decision


def test_a_pale_picture_behind_the_text_is_not_read() -> None:
    pale = np.clip(bill().astype(int) // 8 + 223, 0, 255).astype(np.uint8)
    engine = Scripted((line("never"),))
    source = digital(layer(*FILLED).model_copy(update={"image_cover": 1.0}), picture=pale)
    assert [line.text for line in Reader(engine).read(source).lines] == list(FILLED)
    assert engine.calls == 0


def test_a_seal_on_a_digital_page_is_found() -> None:
    page = Reader(Scripted(())).read(digital(layer(*GOOD), picture=stamp(sheet(1000, 700), 500, 800, 70)))
    assert [(seal.colour, seal.issuer) for seal in page.seals] == [("red", True)]


def test_the_thumbnail_is_preferred_for_seals() -> None:
    def full() -> Any:
        pytest.fail("drawn in full")

    source = SourcePage("a.pdf", 1, "pdf", "0" * 64, lambda: layer(*GOOD), full, lambda: sheet(700, 500))
    assert Reader(Scripted(())).read(source).seals == ()


def with_amounts(total: str) -> SourcePage:
    """A digital page that draws 965.50 and 500.00; its text layer says `total` for the first."""
    picture = bill()
    height, width = picture.shape[:2]

    def draw_part(box: BoundingBox) -> Any:
        return picture[int(box.y0 * height) : int(box.y1 * height), int(box.x0 * width) : int(box.x1 * width)].copy()

    rows = [line(text, (0.05, 0.1, 0.9, 0.15), None) for text in GOOD]
    rows.append(line(f"TOTAL {total} CNY", (0.06, 0.61, 0.72, 0.67), None))
    layer = TextLayer(lines=tuple(rows))
    return SourcePage("a.pdf", 1, "pdf", "0" * 64, lambda: layer, lambda: picture, lambda: picture, draw_part)


def test_amounts_drawn_as_the_text_layer_says_are_trusted(rapid: Engine) -> None:
    assert Reader(rapid).read(with_amounts("965.50")).source == "text_layer"


def test_a_map_that_is_wrong_for_digits_only_is_found_out(rapid: Engine) -> None:
    """Every statistic passes: the words are right. Only the pixels know the digits."""
    page = Reader(rapid).read(with_amounts("076.61"))
    assert page.source == "ocr"
    assert "digits_differ" in page.decision
    assert "965.50" in page.text


def test_a_file_that_proved_honest_twice_is_not_asked_again(rapid: Engine) -> None:
    reader = Reader(rapid)
    for _ in range(2):
        reader.read(with_amounts("965.50"))
    assert reader.read(with_amounts("076.61")).source == "text_layer"


def test_plain_text_needs_no_judging() -> None:
    page = Reader(Scripted(())).read(digital(layer("短"), kind="text"))
    assert (page.source, page.text) == ("text_layer", "短")


def test_full_width_digits_fold_and_offsets_follow() -> None:
    folded = fold_lines([line("合计：１２．００"), line(" "), line("門診收费票据 医疗门诊费用明细")])
    assert [row.text for row in folded] == ["合计:12.00", "门诊收费票据 医疗门诊费用明细"]
    assert folded[1].start == len("合计:12.00") + 1


def test_the_reader_reads_a_turned_scan(rapid: Engine) -> None:
    source = image_page(turn_image(bill(), 270))
    page = Reader(rapid).read(source)
    assert page.rotation == 90
    assert "00028016" in page.text.replace(" ", "")
    assert page.aspect == pytest.approx(900 / 700, abs=0.01)
    picture = cv2.imdecode(np.frombuffer(draw_picture(source, page, max_side=450), np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape[:2] == (350, 450)


def test_text_under_a_seal_is_read_again_without_it(rapid: Engine) -> None:
    page = stamp(write(sheet(700, 900), "TOTAL 78851.13", 250, 400, scale=1.6), 480, 390, 110)
    page = write(page, "DATE 2026-02-20", 60, 100)
    read = Reader(rapid).read(image_page(page))
    assert "78851.13" in read.text.replace(" ", "")
    assert len(read.seals) == 1


def test_the_more_confident_reading_under_a_seal_is_kept() -> None:
    seal = BoundingBox(0.4, 0.4, 0.6, 0.6)
    seals = (Seal(bbox=seal, colour="red", shape="round"),)
    first = (line("合计 7B8S1.13", (0.3, 0.48, 0.7, 0.52), 0.7), line("其他", (0.1, 0.9, 0.3, 0.93), 0.6))
    better = Scripted((line("合计 78851.13", (0.0, 0.4, 1.0, 0.6), 0.99),))
    worse = Scripted((line("合", (0.0, 0.4, 1.0, 0.6), 0.99),))
    assert [row.text for row in reread_under_seals(better, bill(), first, seals)] == ["合计 78851.13", "其他"]
    assert reread_under_seals(worse, bill(), first, seals) == first
    black = (seals[0].model_copy(update={"colour": "black"}),)
    assert reread_under_seals(better, bill(), first, black) == first


def test_a_whole_line_replaces_the_pieces_a_seal_left() -> None:
    seals = (Seal(bbox=BoundingBox(0.4, 0.4, 0.6, 0.6), colour="blue", shape="round"),)
    arc = line("某市人民法院", (0.41, 0.41, 0.59, 0.55))
    first = (arc, line("2026-", (0.3, 0.5, 0.4, 0.53)), line("19", (0.52, 0.5, 0.58, 0.53)))
    region = (0.28 - 12 / 900, 0.39 - 12 / 700, 0.72 + 12 / 900, 0.61 + 12 / 700)
    box = ((0.3 - region[0]) / 0.467, (0.5 - region[1]) / 0.254, (0.58 - region[0]) / 0.467, (0.53 - region[1]) / 0.254)
    read = reread_under_seals(Scripted((line("2026-01-19", box, 0.95),)), bill(), first, seals)
    assert [row.text for row in read] == ["某市人民法院", "2026-01-19"]


def test_a_value_broken_off_by_a_seal_goes_on_behind_its_label() -> None:
    seals = (Seal(bbox=BoundingBox(0.4, 0.4, 0.6, 0.6), colour="red", shape="round"),)
    first = (line("病历号:9141", (0.2, 0.48, 0.5, 0.52), 0.98),)
    fresh = line("91411961", (0.4, 0.4, 0.8, 0.6), 0.99)
    assert [row.text for row in reread_under_seals(Scripted((fresh,)), bill(), first, seals)] == ["病历号:91411961"]
    other = line("5088", (0.4, 0.4, 0.8, 0.6), 0.99)
    assert reread_under_seals(Scripted((other,)), bill(), first, seals) == first


def test_words_of_the_seal_read_as_one_with_the_text_under_them_give_way_to_it() -> None:
    seals = (Seal(bbox=BoundingBox(0.4, 0.4, 0.6, 0.6), colour="red", shape="round"),)
    fresh = line("皮肤科", (0.4, 0.4, 0.6, 0.6), 0.99)
    first = (line("皮肤费专用章", (0.42, 0.48, 0.58, 0.52), 0.9),)
    assert [row.text for row in reread_under_seals(Scripted((fresh,)), bill(), first, seals)] == ["皮肤科"]
    apart = (line("收费专用章", (0.42, 0.48, 0.58, 0.52), 0.99),)
    assert reread_under_seals(Scripted((fresh,)), bill(), apart, seals) == apart


def test_a_line_that_runs_out_of_the_cut_out_is_read_whole(rapid: Engine) -> None:
    page = stamp(write(sheet(700, 1400), "1234567890 TOTAL 78851.13 9876543210 END", 40, 400, scale=1.6), 300, 390, 90)
    (first,) = (row for row in rapid.read(page).lines if "0" in row.text)
    short = first.model_copy(update={"bbox": first.bbox._replace(x1=0.35), "text": first.text[:12]})
    read = reread_under_seals(rapid, page, (short,), find_seals(page))
    assert [row.text[-3:] for row in read] == ["END"]


def test_a_date_under_a_seal_is_found_though_the_first_look_missed_it(rapid: Engine) -> None:
    page = write(stamp(sheet(700, 900), 480, 390, 110, colour=BLUE), "2026-02-20", 420, 400)
    first = (line("2026", (0.46, 0.53, 0.54, 0.58), 0.99),)
    read = reread_under_seals(rapid, page, first, find_seals(page))
    assert [row.text.replace(" ", "") for row in read] == ["2026-02-20"]


def rows(count: int, sure: float) -> list[Line]:
    return [line("一二三四五六", (0.1, 0.05 * n + 0.05, 0.6, 0.05 * n + 0.08), sure) for n in range(count)]


@pytest.mark.parametrize(("sure", "grade"), [(0.99, "good"), (0.92, "fair"), (0.8, "poor"), (0.5, "unreadable")])
def test_grades_follow_confidence(sure: float, grade: str) -> None:
    assert grade_page(bill(), rows(5, sure)).grade == grade


def lines_of_bill() -> list[Line]:
    return [line("INVOICE", (0.05, 0.12 + 0.157 * n, 0.6, 0.2 + 0.157 * n)) for n in range(5)]


def test_reasons_name_what_to_do_better() -> None:
    page = bill()
    assert grade_page(page, lines_of_bill()).reasons == ()
    assert "blur" in grade_page(cv2.GaussianBlur(page, (0, 0), 7), lines_of_bill()).reasons
    assert "dark" in grade_page((page * 0.35).astype(np.uint8), lines_of_bill()).reasons
    assert "faint" in grade_page((255 - (255 - page) * 0.12).astype(np.uint8), lines_of_bill()).reasons
    small = cv2.resize(page, None, fx=0.15, fy=0.15, interpolation=cv2.INTER_AREA)
    assert "low_resolution" in grade_page(small, lines_of_bill()).reasons
    glare = (page * 0.7).astype(np.uint8)
    cv2.circle(glare, (500, 300), 90, (255, 255, 255), -1)
    assert "glare" in grade_page(glare, lines_of_bill()).reasons


def test_lines_running_off_the_picture_are_cut_off() -> None:
    cut = [line("一二三四", (0.5, 0.05 * n + 0.05, 1.0, 0.05 * n + 0.08)) for n in range(10)]
    quality = grade_page(bill(), cut)
    assert "cut_off" in quality.reasons
    assert quality.grade == "fair"


def test_blank_pages() -> None:
    assert is_blank(sheet())
    assert is_blank(np.full((900, 700, 3), 40, np.uint8))
    noise = np.random.default_rng(1).normal(235, 4, (900, 700, 1)).clip(0, 255).astype(np.uint8)
    assert is_blank(np.repeat(noise, 3, axis=2))
    assert not is_blank(write(sheet(1600, 1100), "12.00", 500, 800))


def test_the_worst_page_limits_the_claim() -> None:
    pages = (Quality(), Quality(grade="poor", reasons=("blur",)), Quality(grade="fair", reasons=("dark",)))
    assert worst_quality(pages) == Quality(grade="poor", reasons=("blur",))
    assert worst_quality([Quality(grade="unreadable", reasons=("blank",))]) == Quality()
    assert worst_quality(()) == Quality()


def test_load_reader_names_engine_and_version(tmp_path: Any) -> None:
    reader = load_reader(Settings(cache_dir=tmp_path))
    assert reader.engine_name.startswith("rapid (PP-OCRv6-small")
    assert isinstance(reader.read(image_page(sheet())), Page)


def test_a_page_too_blurred_to_read_is_not_called_blank() -> None:
    page = np.full((800, 600, 3), 120, np.uint8)
    for top in range(80, 700, 40):
        page[top : top + 14, 60:500] = 60
    blurred = cv2.GaussianBlur(page, (0, 0), 9)
    assert is_blank(np.full((800, 600, 3), 120, np.uint8))
    assert not is_blank(blurred)
