"""The default engine: PP-OCRv6 small from the rapidocr wheel in a lean pipeline of our own, on one core."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from prereview.documents import BoundingBox, Line
from prereview.errors import EngineError
from prereview.reading.detection import detect_lines
from prereview.reading.engines import Engine, Reading, Rotation
from prereview.reading.geometry import (
    Image,
    Quad,
    bounding_box,
    crop_line,
    find_tilt,
    inside_table,
    is_vertical,
    level_quads,
    line_length,
    quad_size,
    rows_of,
    turn_image,
    turn_quads,
    whole_picture,
)
from prereview.reading.networks import Network, compile_onnxruntime, compile_openvino
from prereview.reading.preparation import load_recogniser, wheel_models
from prereview.reading.recognition import Recogniser, Text, fitting_width

if TYPE_CHECKING:
    from prereview.documents import Pixels

log = logging.getLogger(__name__)

MAX_SIDE = 2000  #: larger pictures are reduced first, as stock rapidocr does
#: A first look at this size finds ordinary print; lines lower than SMALL_PRINT pixels there are looked for again at
#: a size that makes them TARGET_PRINT high (CMS-1500 labels, bank cards: a third of their lines were lost at 960).
DETECTION_SIDE, SMALL_PRINT, TARGET_PRINT = 960, 17.0, 21.0
#: Line pictures are squeezed to this share of their width: four fifths of the cost, the same reading. Lines read
#: with less than SURE confidence get a second look at SECOND_WIDTH.
WIDTH_FACTOR, SECOND_WIDTH, SURE = 0.8, 1.2, 0.85
#: With fewer output steps a character than this, equal neighbours merge (6,118.95 lost a 1): read wider as well, and
#: take that reading unless it is clearly less confident.
CROWDED, WIDER_IS_BETTER = 2.2, 0.02
CLEARLY_UPRIGHT = 0.93  #: mean confidence of the longest lines that upside-down text never reaches
LONG_TABLE = 12  #: lines inside a table from which what stands around them is read first
MIN_CONFIDENCE = 0.5  #: rapidocr's own bar below which a line is noise

Compile = Callable[[bytes], Network]


@dataclass(frozen=True, slots=True)
class RapidEngine:
    """Detector and recogniser on one library; not for use from several threads at once."""

    detector: Network
    recogniser: Recogniser
    name: str = "rapid"

    @property
    def version(self) -> str:
        """Models, wheel and library with precision."""
        return f"PP-OCRv6-small/rapidocr-{version('rapidocr')}/{self.recogniser.trunk.path}"

    def read(self, pixels: Pixels, *, upright: bool = False) -> Reading:
        """Find the lines, decide how the page stands, read them."""
        return self.read_until(pixels, lambda reading: False, upright=upright)

    def read_until(self, pixels: Pixels, suffices: Callable[[Reading], bool], *, upright: bool = False) -> Reading:
        """Like `read`, but the inside of a long table only if what stands around it does not suffice."""
        image = _reduced(np.ascontiguousarray(pixels[:, :, ::-1]))
        quads = self._find_lines(image)
        rotation, known = (0, {}) if upright else self._find_rotation(image, quads)
        height, width = image.shape[:2]
        quads = turn_quads(quads, rotation, width, height)
        image = turn_image(image, rotation)
        height, width = image.shape[:2]
        tilt = 0.0 if upright else find_tilt(quads)
        level, width, height = level_quads(quads, tilt, width, height)
        box_of = [bounding_box(quad, width, height) for quad in level]
        rows = rows_of(level)
        order = [index for row in rows for index in row]
        inner = inside_table(rows)
        if len(inner) >= LONG_TABLE:
            known = self._read_quads(image, quads, (index for index in order if index not in inner), known)
            lines = _lines(order, box_of, known)
            outside = Reading(lines=lines, rotation=rotation, tilt=tilt, complete=False)
            if suffices(outside):
                return outside
        texts = self._read_quads(image, quads, range(len(quads)), known)
        return Reading(lines=_lines(order, box_of, texts), rotation=rotation, tilt=tilt)

    def read_lines(self, cuts: Sequence[Pixels]) -> list[str]:
        """The words on upright pictures of one line each."""
        images = [np.ascontiguousarray(cut[:, :, ::-1]) for cut in cuts]
        texts = [self._read_at(image, [whole_picture(image)], SECOND_WIDTH)[0] for image in images]
        return [text.text.strip() if text.confidence >= MIN_CONFIDENCE else "" for text in texts]

    def _find_lines(self, image: Image) -> list[Quad]:
        """The lines, at a resolution that suits the smaller print of this page."""
        longest = max(image.shape[:2])
        first = min(DETECTION_SIDE, 2 * longest)
        quads = detect_lines(self.detector, image, first)
        if not quads:
            return quads
        small = float(np.percentile([min(quad_size(quad)) for quad in quads], 25)) * first / longest
        side = min(MAX_SIDE, 2 * longest, round(first * TARGET_PRINT / small))
        return detect_lines(self.detector, image, side) if small < SMALL_PRINT else quads

    def _read_quads(
        self, image: Image, quads: list[Quad], wanted: Iterable[int], known: Mapping[int, Text]
    ) -> dict[int, Text]:
        """Texts of the wanted quads and the known ones, which are not read again; doubtful ones get a second look."""
        unread = [index for index in wanted if index not in known]
        fresh = dict(zip(unread, self._read_at(image, [quads[i] for i in unread], WIDTH_FACTOR), strict=True))
        doubtful = [index for index in fresh if _deserves_second_look(fresh[index])]
        again = self._read_at(image, [quads[i] for i in doubtful], SECOND_WIDTH)
        for index, second in zip(doubtful, again, strict=True):
            if second.confidence > fresh[index].confidence - WIDER_IS_BETTER:
                fresh[index] = second
        return {**known, **fresh}

    def _read_at(self, image: Image, quads: list[Quad], width_factor: float) -> list[Text]:
        crops = [crop_line(image, quad, fitting_width(line_length(quad) * width_factor)) for quad in quads]
        return self.recogniser.read(crops)

    def _find_rotation(self, image: Image, quads: list[Quad]) -> tuple[Rotation, dict[int, Text]]:
        """Clockwise turn that makes the page stand, and what was read to find out, by index of the quad.

        The shape of the boxes tells lying from standing, then a few lines are read both ways. On a page that stands,
        which most do, the first way reads so well that the second is not tried.
        """
        if not quads:
            return 0, {}
        lying = sum(quad_size(quad)[1] for quad in quads if is_vertical(quad))
        standing = sum(quad_size(quad)[0] for quad in quads if not is_vertical(quad))
        turns: tuple[Rotation, Rotation] = (90, 270) if lying > standing else (0, 180)
        height, width = image.shape[:2]
        probes = sorted(range(len(quads)), key=lambda index: -max(quad_size(quads[index])))[:5]
        found = []
        for turn in turns:
            turned = turn_quads([quads[index] for index in probes], turn, width, height)
            texts = self._read_at(turn_image(image, turn), turned, WIDTH_FACTOR)
            found.append((turn, dict(zip(probes, texts, strict=True))))
            if _mean_confidence(found[0][1]) > CLEARLY_UPRIGHT:
                break
        return max(found, key=lambda way: _mean_confidence(way[1]))


def _lines(order: Iterable[int], boxes: Sequence[BoundingBox], texts: Mapping[int, Text]) -> tuple[Line, ...]:
    """What was read, in reading order, without noise."""
    return tuple(
        Line(text=texts[index].text, bbox=boxes[index], confidence=round(texts[index].confidence, 4))
        for index in order
        if index in texts and texts[index].text.strip() and texts[index].confidence >= MIN_CONFIDENCE
    )


def _deserves_second_look(text: Text) -> bool:
    """Whether squeezing may have cost characters: doubt, or so few steps per character that doubles merge."""
    return text.confidence < SURE or (text.steps < CROWDED and len(text.text) > 1)


def _mean_confidence(texts: Mapping[int, Text]) -> float:
    return sum(text.confidence for text in texts.values()) / len(texts)


def _reduced(image: Image) -> Image:
    longest = max(image.shape[:2])
    if longest <= MAX_SIDE:
        return image
    scale = MAX_SIDE / longest
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def load_rapid(cache: Path) -> Engine:
    """The engine on the best library that works here: OpenVINO, else onnxruntime, else rapidocr as it comes.

    Raises:
        EngineError: none of the three works.
    """
    try:
        for compile_network in (compile_openvino, compile_onnxruntime):
            engine = _try_path(compile_network, cache)
            if engine is not None:
                return engine
        from prereview.reading.stock import StockEngine  # noqa: PLC0415 - the last resort

        return StockEngine()
    except (ImportError, OSError) as error:
        raise EngineError("engine 'rapid' cannot start", remedy="pip install rapidocr openvino onnxruntime") from error


def _try_path(compile_network: Compile, cache: Path) -> RapidEngine | None:
    """The engine on one library, or None when it cannot be built or misreads the golden page."""
    try:
        prepared = load_recogniser(cache)
        detector = compile_network((wheel_models() / "PP-OCRv6_det_small.onnx").read_bytes())
        trunk, head = compile_network(prepared.trunk), compile_network(prepared.head)
        engine = RapidEngine(detector, Recogniser(trunk, head, prepared.characters))
        if reads_golden_page(engine):
            return engine
        log.warning("%s misreads the golden page; trying the next path", engine.version)
    except Exception as error:  # noqa: BLE001 - libraries fail to load or compile in ways of their own
        log.warning("%s failed: %s; trying the next path", compile_network.__name__, type(error).__name__)
    return None


GOLDEN_DIGITS = ("2026 1234.56", "9780 5311.42")


def golden_page() -> Pixels:
    """A small page of digits, drawn without any font file."""
    page = np.full((200, 480, 3), 255, np.uint8)
    for row, digits in enumerate(GOLDEN_DIGITS):
        cv2.putText(page, digits, (30, 80 + 70 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 2, cv2.LINE_AA)
    return page


def reads_golden_page(engine: Engine) -> bool:
    """Whether the engine reads the digits of `golden_page`."""
    read = "".join(line.text for line in engine.read(golden_page(), upright=True).lines)
    return "".join(GOLDEN_DIGITS).replace(" ", "") == read.replace(" ", "")
