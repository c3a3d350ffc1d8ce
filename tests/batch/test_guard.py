"""Engines that crash, hang, or eat memory cost a page; the claim and the other claims are reviewed."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from prereview.batch import run, run_batch, worker
from prereview.batch.guard import GuardedReader, page_that_broke
from prereview.documents import BoundingBox, Line, SourcePage
from prereview.pipeline import load_reviewer
from prereview.reading import Reader, Reading
from prereview.settings import Limits, Settings

POISON = 80  #: grey of the paper on which the engine fails
LINE = Line(text="出院小结 姓名：林知远 出院诊断：急性阑尾炎", bbox=BoundingBox(0.1, 0.1, 0.8, 0.2), confidence=0.99)


class Fails:
    """An engine that breaks its process, in the way the file beside the inbox says, on dark paper."""

    name, version = "fails", "1"

    def __init__(self, how: str) -> None:
        self._how = how

    def read(self, pixels: Any, *, upright: bool = False) -> Reading:
        if pixels.mean() > POISON + 40:
            return Reading(lines=(LINE,))
        if self._how == "abort":
            os.abort()
        if self._how == "hang":
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.Signals)
            time.sleep(600)
        if self._how == "hang in native code":
            ctypes.PyDLL(None).sleep(600)  # holds the interpreter's lock, as a library may
        if self._how == "memory":
            np.ones(10**12)
        return Reading(lines=tuple(LINE.model_copy(update={"text": "\x00\ufffd"}) for _ in range(5)))


def review_with_failing_engine(submission: Path, *arguments: Any, left_out: Any) -> Any:
    """`worker.review_one` in a worker whose engine fails."""
    if worker._reviewer is None:
        how = (submission.parent.parent / "how").read_text(encoding="utf-8")
        reviewer = load_reviewer(arguments[2])
        worker._reviewer = reviewer.__class__(
            **{name: getattr(reviewer, name) for name in reviewer.__dataclass_fields__} | {"reader": Reader(Fails(how))}
        )
    return worker.review_one(submission, *arguments, left_out=left_out)


def draw(path: Path, paper: int) -> None:
    page = np.full((700, 500), paper, np.uint8)
    for row in range(10):
        cv2.putText(page, "RECORD 2026", (40, 80 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    cv2.imwrite(str(path), page)


@pytest.mark.parametrize("how", ["abort", "hang", "hang in native code", "memory", "garbage"])
def test_a_page_that_breaks_the_engine_is_one_unreadable_page(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "how").write_text(how, encoding="utf-8")
    for claim in ("good", "poisoned"):
        folder = tmp_path / "inbox" / claim
        folder.mkdir(parents=True)
        (folder / "claim.json").write_text(json.dumps({"claim_id": claim, "line": "inpatient_medical"}))
        draw(folder / "a.png", 250)
        draw(folder / "b.png", POISON if claim == "poisoned" else 245)
        draw(folder / "c.png", 240)
    monkeypatch.setattr(run.worker, "review_one", review_with_failing_engine)
    settings = Settings(limits=Limits(page_seconds=2.0))
    result = run_batch(tmp_path / "inbox", tmp_path / "out", settings=settings)
    assert [outcome.status for outcome in result.outcomes] == ["done", "done"]
    report = json.loads((tmp_path / "out" / "poisoned.json").read_text(encoding="utf-8"))
    pages = {page["file"]: page for document in report["documents"] for page in document["pages"]}
    assert sorted(pages) == ["a.png", "b.png", "c.png"]
    assert {name: page["quality"]["grade"] == "unreadable" for name, page in pages.items()} == {
        "a.png": False, "b.png": True, "c.png": False,
    }  # fmt: skip
    assert report["human_review_required"]
    codes = {finding["code"] for finding in report["findings"]}
    expected = {"abort": {"page_crashed"}, "memory": set[str](), "garbage": set[str]()}.get(how, {"page_timeout"})
    assert codes >= expected | {"D17"}


def test_a_page_is_named_only_while_it_is_read(tmp_path: Path) -> None:
    marker = tmp_path / "claim.page"
    pixels = np.full((100, 100, 3), 250, np.uint8)
    reader = GuardedReader(Reader(Fails("abort")), marker, page_seconds=60, left_out=())
    reader.read(SourcePage("a.png", 1, "image", "0", lambda: None, lambda: pixels))
    assert page_that_broke(marker) is None
    marker.write_text('["a.png", 3]', encoding="utf-8")
    assert page_that_broke(marker) == ("a.png", 3)
    assert not marker.exists()
