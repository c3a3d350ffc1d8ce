from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

from prereview.errors import EngineError
from prereview.reading import preparation
from prereview.reading.networks import Network
from prereview.reading.preparation import RecogniserGraphs, load_recogniser, prepare_recogniser
from prereview.reading.recognition import PLAINLY_BLANK, Recogniser, Text, decode, fitting_width
from prereview.reading.vocabulary import is_simplified_page, is_wanted, simplify


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RecogniserGraphs]:
    cache = tmp_path_factory.mktemp("prepared")
    return cache, load_recogniser(cache)


def test_names_stay_in_the_vocabulary(prepared: tuple[Path, RecogniserGraphs]) -> None:
    characters = set(prepared[1].characters)
    assert set("昇堃喆玥祎赟垚彧珺翀") <= characters
    assert set("0123456789.¥￥元角分年月日") <= characters
    assert prepared[1].characters[0] == "blank"


def test_the_second_start_takes_the_kept_file(
    prepared: tuple[Path, RecogniserGraphs], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, first = prepared
    monkeypatch.setattr(preparation, "prepare_recogniser", lambda source: pytest.fail("prepared twice"))
    assert load_recogniser(cache) == first


@pytest.mark.parametrize("damage", ["model", "notes", "truncated"])
def test_a_damaged_file_is_prepared_again(prepared: tuple[Path, RecogniserGraphs], tmp_path: Path, damage: str) -> None:
    cache, first = prepared
    for path in cache.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    target = next(tmp_path.glob("*.json" if damage == "notes" else "*-trunk.onnx"))
    target.write_bytes(b"{" if damage == "notes" else target.read_bytes()[:1000] + b"x")
    assert load_recogniser(tmp_path) == first
    assert json.loads(next(tmp_path.glob("*.json")).read_text("utf-8"))["sha256"]


def test_a_cache_that_cannot_be_written_only_costs_time(
    prepared: tuple[Path, RecogniserGraphs], tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert load_recogniser(blocked / "cache") == prepared[1]


def test_no_half_written_file_is_left(prepared: tuple[Path, RecogniserGraphs]) -> None:
    assert sorted(path.suffix for path in prepared[0].iterdir()) == [".json", ".onnx", ".onnx"]


def test_a_foreign_graph_is_refused() -> None:
    node = onnx.helper.make_node("Relu", ["x"], ["y"])
    shape = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in "xy"]
    graph = onnx.helper.make_graph([node], "g", shape[:1], shape[1:])
    with pytest.raises(EngineError, match="unknown layout"):
        prepare_recogniser(onnx.helper.make_model(graph).SerializeToString())


def test_greedy_decoding_merges_repeats_and_drops_blanks() -> None:
    path = [0, 1, 1, 0, 1, 2, 2, 0]
    logits = np.full((len(path), 3), -20, np.float32)
    logits[range(len(path)), path] = 20
    characters = ["blank", "甲", "乙"]
    text, sure, *_ = decode(np.arange(len(path)), logits, characters)
    assert text == "甲甲乙"
    assert sure == pytest.approx(1.0)
    assert decode(np.arange(1), logits[:1], characters) == Text("", 0.0)
    asked = np.flatnonzero(path)  # the plainly blank steps between two equal characters were not asked about
    assert decode(asked, logits[asked], characters).text == "甲甲乙"


def test_texts_come_back_in_the_order_of_the_crops() -> None:
    def value_as_class(tensor: np.ndarray) -> np.ndarray:
        """One step a line: its class, and that it is no blank; then one that is plainly blank."""
        classes = [round(float(crop[0, 0, 0] + 1) * 1.5) for crop in tensor]
        return np.array([[[index, 0.0], [3, PLAINLY_BLANK + 1]] for index in classes], np.float32)

    def one_hot(steps: np.ndarray) -> np.ndarray:
        return 9 * np.eye(4, dtype=np.float32)[steps[:, 0].astype(int)]

    crops = [np.full((48, width, 3), value, np.uint8) for width, value in ((300, 255), (40, 128), (900, 255), (40, 0))]
    recogniser = Recogniser(Network(value_as_class, "test"), Network(one_hot, "test"), ["blank", "a", "b", "c"])
    assert [text for text, *_ in recogniser.read(crops)] == ["c", "b", "c", ""]
    assert recogniser.read([]) == []


def test_wanted_characters() -> None:
    assert all(map(is_wanted, "张赟昇門Ａあ①√□℃"))
    assert not any(map(is_wanted, ("😀", "아", "ab", "")))


def test_stray_traditional_forms_fold_only_on_simplified_pages() -> None:
    simplified, traditional = ["门诊医疗收费票据", "门診费用"], ["門診醫療收費票據", "醫院"]
    assert is_simplified_page(simplified)
    assert not is_simplified_page(traditional)
    assert simplify("門診收費") == "门诊收费"
    assert simplify("昇 2026") == "昇 2026"


def test_a_line_is_drawn_in_a_width_that_needs_no_padding_where_one_is_near() -> None:
    assert fitting_width(130) == 128, "a little narrower"
    assert fitting_width(110) == 128, "what is added costs nothing"
    assert fitting_width(70) == 70, "128 would stretch it, 64 squeeze it too much"
    assert fitting_width(3) == 16
