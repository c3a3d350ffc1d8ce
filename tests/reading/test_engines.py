from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from prereview.errors import EngineError
from prereview.reading import rapid as rapid_module
from prereview.reading import tesseract as tesseract_module
from prereview.reading.engines import Engine, Reading, load_engine
from prereview.reading.geometry import turn_image
from prereview.reading.networks import Network
from prereview.reading.probe import probe_engines
from prereview.reading.rapid import GOLDEN_DIGITS, golden_page, load_rapid, reads_golden_page
from prereview.reading.replay import ReplayEngine, record_reading
from prereview.reading.tesseract import flatten_light, load_tesseract, strip_gaps
from prereview.settings import Settings

from .pictures import bill, line, sheet


def read_text(engine: Engine, picture: object) -> str:
    return "\n".join(row.text for row in engine.read(picture).lines)  # type: ignore[arg-type]  # drawn arrays are Any


def test_an_unknown_engine_is_named_with_the_known_ones() -> None:
    with pytest.raises(EngineError, match=r"unknown OCR engine 'abbyy'[\s\S]*rapid, stock, tesseract, replay"):
        load_engine("abbyy", Settings())


def test_the_default_engine_reads_digits_with_boxes_and_confidence(rapid: Engine) -> None:
    reading = rapid.read(bill())
    text = re.sub(r"\s", "", "".join(row.text for row in reading.lines))
    assert "00028016" in text
    assert "965.50" in text
    assert reading.rotation == 0
    for row in reading.lines:
        assert 0 <= row.bbox.x0 < row.bbox.x1 <= 1
        assert 0.5 <= (row.confidence or 0) <= 1
    tops = [row.bbox.y0 for row in reading.lines]
    assert tops == sorted(tops)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_upright(rapid: Engine, turn: int) -> None:
    reading = rapid.read(turn_image(bill(), turn))
    assert (reading.rotation + turn) % 360 == 0
    assert "00028016" in re.sub(r"\s", "", "".join(row.text for row in reading.lines))
    assert reading.lines[0].bbox.y0 < 0.3


def test_upright_says_do_not_turn(rapid: Engine) -> None:
    assert rapid.read(turn_image(bill(), 180), upright=True).rotation == 0


def test_the_same_picture_gives_the_same_reading(rapid: Engine) -> None:
    assert rapid.read(bill()) == rapid.read(bill())


@pytest.mark.parametrize("picture", [sheet(), sheet(1, 1), sheet(2, 3000), np.zeros((400, 300, 3), np.uint8)])
def test_pictures_without_text_give_no_lines(rapid: Engine, picture: object) -> None:
    assert rapid.read(picture).lines == ()  # type: ignore[arg-type]  # drawn arrays are Any


def test_it_says_which_path_is_active(rapid: Engine) -> None:
    assert re.search(r"PP-OCRv6-small/rapidocr-[\d.]+/(openvino (bf16|f32)|onnxruntime f32)$", rapid.version)


def test_the_golden_page_has_the_digits_it_claims(rapid: Engine) -> None:
    assert reads_golden_page(rapid)
    assert len(GOLDEN_DIGITS) == 2
    assert golden_page().shape == (200, 480, 3)


def test_equal_neighbours_in_narrow_print_survive(rapid: Engine) -> None:
    page = sheet(300, 900)
    cv2.putText(page, "111.11 llll 6,118.95", (40, 160), cv2.FONT_HERSHEY_DUPLEX, 1.6, (0, 0, 0), 2, cv2.LINE_AA)
    squeezed = cv2.resize(page, None, fx=0.62, fy=1.0, interpolation=cv2.INTER_AREA)
    text = re.sub(r"\s", "", read_text(rapid, squeezed))
    assert "111.11" in text
    assert "118.95" in text


def broken(model: bytes) -> Network:
    raise RuntimeError("no such instruction")


def misreading(model: bytes) -> Network:
    return Network(lambda tensor: np.zeros((1, 1, tensor.shape[2], tensor.shape[3]), np.float32), "openvino bf16")


@pytest.mark.parametrize("openvino", [broken, misreading])
def test_onnxruntime_takes_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, openvino: object) -> None:
    monkeypatch.setattr(rapid_module, "compile_openvino", openvino)
    engine = load_rapid(tmp_path)
    assert engine.version.endswith("onnxruntime f32")
    assert reads_golden_page(engine)


def test_stock_rapidocr_takes_over_when_both_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rapid_module, "compile_openvino", broken)
    monkeypatch.setattr(rapid_module, "compile_onnxruntime", broken)
    engine = load_rapid(tmp_path)
    assert engine.name == "stock"
    assert "00028016" in re.sub(r"\s", "", read_text(engine, bill()))


def test_replay_serves_what_was_recorded_and_nothing_else(tmp_path: Path) -> None:
    recorded = Reading(lines=(line("合计 965.50"),), rotation=90)
    record_reading(tmp_path, bill(), recorded)
    engine = load_engine(f"replay:{tmp_path}", Settings())
    assert engine.read(bill()) == recorded
    with pytest.raises(EngineError, match="nothing recorded"):
        engine.read(sheet())


def test_replay_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="replay:FOLDER"):
        load_engine("replay", Settings())
    with pytest.raises(EngineError, match="no folder"):
        ReplayEngine(tmp_path / "absent")


def test_tesseract_reads_a_bill_and_turns_it() -> None:
    try:
        engine = load_tesseract()
    except EngineError as error:
        pytest.skip(f"tesseract is not installed: {error}")
    assert "965.50" in read_text(engine, bill()).replace(" ", "")
    assert engine.version.startswith("tesseract-")
    assert engine.read(sheet()).lines == ()


def test_absent_tesseract_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract_module.pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    monkeypatch.setattr(
        tesseract_module.pytesseract,
        "get_tesseract_version",
        lambda: (_ for _ in ()).throw(tesseract_module.pytesseract.TesseractNotFoundError()),
    )
    with pytest.raises(EngineError, match="tesseract-ocr-chi-sim"):
        load_tesseract()


def test_a_missing_language_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract_module.pytesseract, "get_tesseract_version", lambda: "5.3.0")
    monkeypatch.setattr(tesseract_module.pytesseract, "get_languages", lambda config: ["eng", "osd"])
    with pytest.raises(EngineError, match=r"chi_sim[\s\S]*apt-get install"):
        load_tesseract()


def test_spaces_between_han_go_and_others_stay() -> None:
    assert strip_gaps(" 出 院 记 录 ： 张 三 ") == "出院记录：张三"
    assert strip_gaps("CT 检 查 3 次") == "CT 检查 3 次"


def test_shadows_are_flattened() -> None:
    shaded = np.tile(np.linspace(90, 250, 400, dtype=np.uint8), (300, 1))
    assert flatten_light(shaded).min() > 225


def test_doctor_learns_what_works(tmp_path: Path) -> None:
    status = {entry.name: entry for entry in probe_engines(Settings(cache_dir=tmp_path))}
    assert status["rapid"].works
    assert status["rapid"].version
    assert status["tesseract"].works or "apt-get" in status["tesseract"].remedy
