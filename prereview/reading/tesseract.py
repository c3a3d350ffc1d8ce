"""Tesseract through pytesseract: the complete second engine and the independent second reader."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytesseract

from prereview.documents import BoundingBox, Line
from prereview.errors import EngineError
from prereview.reading.engines import Reading, Rotation
from prereview.reading.geometry import Image, turn_image

if TYPE_CHECKING:
    from prereview.documents import Pixels

LANGUAGE = "chi_sim"  #: chi_sim+eng measured slower and worse than chi_sim alone
PAGE_MODE = "--psm 3"  #: psm 6 loses a third of the text of a slightly skewed page
CUT_OUT_MODE = "--psm 6"  #: lines below each other with white between them are what psm 6 is for
LONG_SIDE = 2340  #: A4 at 200 dpi; 300 dpi costs half as much again and reads no better

_HAN_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) +(?=[\u3000-\u9fff\uff00-\uffef])")
_REMEDY = "apt-get install tesseract-ocr tesseract-ocr-chi-sim"


class TesseractEngine:
    """pytesseract, page mode 3, with the light of the page evened out first."""

    name = "tesseract"

    def __init__(self, version: str, *, cut_outs: bool = False) -> None:
        self._version = version
        self._cut_outs = cut_outs

    @property
    def version(self) -> str:
        """Version of the tesseract binary and its language."""
        return f"tesseract-{self._version}/{LANGUAGE}"

    def read(self, pixels: Pixels, *, upright: bool = False) -> Reading:
        """Read the page at about 200 dpi after turning it upright; a sheet of cut-outs as it is."""
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
        grey = grey if self._cut_outs else flatten_light(_scaled(grey))
        rotation: Rotation = 0 if upright else _find_rotation(grey)
        grey = turn_image(grey, rotation)
        mode = CUT_OUT_MODE if self._cut_outs else PAGE_MODE
        found: Any = pytesseract.image_to_data(grey, lang=LANGUAGE, config=mode, output_type=pytesseract.Output.DICT)
        return Reading(lines=_join_words(found, grey.shape[1], grey.shape[0]), rotation=rotation)


def load_tesseract(*, cut_outs: bool = False) -> TesseractEngine:
    """The engine, if the binary and its Chinese model are installed; `cut_outs` sets it to read lines, not pages.

    Raises:
        EngineError: naming the Debian packages to install.
    """
    # One thread: tesseract's OpenMP makes a single page slower and starves the other workers.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        version = str(pytesseract.get_tesseract_version()).split()[0]
        languages = pytesseract.get_languages(config="")
    except (pytesseract.TesseractNotFoundError, OSError) as error:
        raise EngineError("engine 'tesseract': the tesseract program is not installed", remedy=_REMEDY) from error
    if LANGUAGE not in languages:
        raise EngineError(f"engine 'tesseract': language {LANGUAGE} is not installed", remedy=_REMEDY)
    return TesseractEngine(version, cut_outs=cut_outs)


def flatten_light(grey: Image) -> Image:
    """Divide by the background, so that shadows and folds vanish: phone photos 71 % -> 82 % of fields read."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    background = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    background = cv2.resize(background, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, background, scale=255), np.uint8)


def strip_gaps(text: str) -> str:
    """Remove the spaces tesseract puts between Han characters."""
    return _HAN_GAP.sub("", text).strip()


def _scaled(grey: Image) -> Image:
    scale = LONG_SIDE / max(grey.shape[:2])
    if 0.95 < scale < 1.05:
        return grey
    mode = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scale = min(scale, 3.0)
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=mode), np.uint8)


def _find_rotation(grey: Image) -> Rotation:
    """Tesseract's own opinion; it declines on pages with little text, which then stay as they are."""
    try:
        found: Any = pytesseract.image_to_osd(grey, output_type=pytesseract.Output.DICT)
    except pytesseract.TesseractError:
        return 0
    turns: dict[int, Rotation] = {90: 90, 180: 180, 270: 270}
    return turns.get(int(found["rotate"]), 0) if float(found["orientation_conf"]) > 1.0 else 0


def _join_words(found: Any, width: int, height: int) -> tuple[Line, ...]:
    """Words of the same block, paragraph and line become one line."""
    rows: dict[tuple[int, int, int], list[int]] = {}
    for index, text in enumerate(found["text"]):
        if text.strip() and float(found["conf"][index]) >= 0:
            key = (found["block_num"][index], found["par_num"][index], found["line_num"][index])
            rows.setdefault(key, []).append(index)
    lines = []
    for members in rows.values():
        boxes = [
            BoundingBox(
                found["left"][i] / width,
                found["top"][i] / height,
                (found["left"][i] + found["width"][i]) / width,
                (found["top"][i] + found["height"][i]) / height,
            )
            for i in members
        ]
        box = boxes[0]
        for other in boxes[1:]:
            box = box.union(other)
        text = strip_gaps(" ".join(found["text"][i] for i in members))
        confidence = sum(float(found["conf"][i]) for i in members) / len(members) / 100
        lines.append(Line(text=text, bbox=box, confidence=round(confidence, 4)))
    return tuple(lines)
