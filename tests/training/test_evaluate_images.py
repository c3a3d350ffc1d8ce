"""Figures on labelled files: what counts as right, abstained, left alone, read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from prereview.documents import BoundingBox, Line, Page, PageClass, SourcePage
from prereview.errors import InputError
from prereview.training.evaluate_images import evaluate_images, squeeze
from prereview.training.picture_variants import VARIANTS, vary

ENTRIES = [
    {"file": "bill.png", "expected": ["inpatient_invoice"], "must_contain": ["24,189.65", "住院号"], "language": "zh"},
    {"file": "card.png", "expected": ["bank_card"], "must_contain": ["BANK"], "language": "en"},
    {"file": "sign.png", "expected": ["unknown"], "language": "zh"},
    {"file": "ticket.png", "expected": ["transport_receipts", "unknown"]},
    {"file": "rare.png", "expected": ["passport"]},
]
READ = {"bill.png": "合计 24189.65", "card.png": "bank of nowhere", "sign.png": "出口", "ticket.png": "车次"}
TYPES = {"合计 24189.65": "inpatient_invoice", "bank of nowhere": "unknown", "出口": "unknown", "车次": "unknown"}


class Reader:
    """Serves one line a file."""

    def read(self, page: SourcePage) -> Page:
        text = READ.get(Path(page.file).name, "其他")
        line = Line(text=text, bbox=BoundingBox(0.1, 0.1, 0.9, 0.2))
        return Page(file=page.file, number=page.number, source="ocr", lines=(line,), seconds=0.5)


class Classifier:
    """Knows the answer by heart."""

    labels = ("inpatient_invoice", "bank_card", "transport_receipts", "unknown")

    def classify(self, page: Page) -> PageClass:
        return PageClass(doc_type=TYPES.get(page.text, "unknown"), probability=0.9)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, entry in enumerate(ENTRIES):
        Image.new("RGB", (200 + number, 120), "white").save(tmp_path / str(entry["file"]))
    lines = [json.dumps(entry | {"licence": "none"}, ensure_ascii=False) for entry in ENTRIES]
    (tmp_path / "manifest.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_figures(folder: Path) -> None:
    steps: list[tuple[int, int]] = []
    table = evaluate_images(
        folder, reader=Reader(), classifier=Classifier(), progress=lambda done, total: steps.append((done, total))
    )
    assert (table["files"], table["known"], table["unrelated"]) == (5, 2, 1)
    assert (table["type_accuracy"], table["type_accuracy_answered"], table["abstained"]) == (0.5, 1.0, 0.5)
    assert (table["unrelated_left_unknown"], table["either_accepted"]) == (1.0, 1.0)
    assert (table["must_contain"], table["must_contain_zh"]) == (0.6667, 0.5)
    assert [miss["file"] for miss in table["misses"]] == ["bill.png", "card.png", "rare.png"]
    assert table["misses"][0]["missing"] == ["住院号"]
    assert steps[-1] == (5, 5)
    assert json.loads(json.dumps(table)) == table


def test_variants_are_measured_apart(folder: Path) -> None:
    table = evaluate_images(folder, reader=Reader(), classifier=Classifier(), variants=True)
    assert set(table["variants"]) == set(VARIANTS)
    assert all(part["files"] == 5 for part in table["variants"].values())


def test_without_a_manifest_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"manifest\.jsonl"):
        evaluate_images(tmp_path, reader=Reader(), classifier=Classifier())


def test_strings_are_compared_without_widths_spaces_and_punctuation() -> None:
    assert squeeze("（小写）２４,１８９.６５ 元") == squeeze("(小写)24189.65元")


@pytest.mark.parametrize("name", list(VARIANTS))
def test_a_variant_is_the_same_every_time_and_looks_different(name: str) -> None:
    picture = np.full((120, 200, 3), 255, dtype=np.uint8)
    picture[30:60, 40:160] = (200, 30, 30)
    source = SourcePage("a.png", 1, "image", "0f" * 32, lambda: None, lambda: picture)
    one, other = vary(source, name).render(), vary(source, name).render()
    assert np.array_equal(one, other)
    assert one.dtype == np.uint8
    assert one.shape != picture.shape or not np.array_equal(one, picture)
    if name == "photocopied":
        assert np.array_equal(one[..., 0], one[..., 2])
