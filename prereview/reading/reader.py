"""One page read: trusted text layer, else OCR; never an exception for a bad page."""

from __future__ import annotations

import logging
import time
import unicodedata
from typing import TYPE_CHECKING

from prereview.documents import BoundingBox, Line, Page, Quality, TextLayer, number_lines
from prereview.reading.engines import Engine, Reading, load_engine
from prereview.reading.replay import pixel_key

if TYPE_CHECKING:
    from prereview.documents import Pixels, SourcePage
    from prereview.settings import Settings

log = logging.getLogger(__name__)


class Reader:
    """Reads pages with one engine; keeps nothing but readings of pictures it has already seen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: dict[str, Reading] = {}

    @property
    def engine_name(self) -> str:
        """Name and version of the engine, for the audit trail."""
        return f"{self._engine.name} ({self._engine.version})"

    def read(self, source: SourcePage) -> Page:
        """The page with its lines; a page that cannot be read comes back as source 'none', grade 'unreadable'."""
        started = time.perf_counter()
        page = self._read(source)
        return page.model_copy(update={"seconds": round(time.perf_counter() - started, 4)})

    def _read(self, source: SourcePage) -> Page:
        layer = source.load_text_layer()
        if layer is not None and layer.lines:
            trusted, why = _judge(source, layer)
            if trusted:
                return _digital_page(source, layer, why)
        else:
            why = "no text layer"
        try:
            pixels = source.render()
            reading = self._read_pixels(pixels)
        except Exception as error:  # noqa: BLE001 - decoders and engines fail in ways of their own; one page is lost
            log.warning("page %d could not be read: %s", source.number, type(error).__name__)
            return unreadable(source, f"{why}; reading failed: {type(error).__name__}")
        height, width = pixels.shape[:2]
        if reading.rotation in (90, 270):
            height, width = width, height
        return Page(
            file=source.file,
            number=source.number,
            source="ocr" if reading.lines else "none",
            engine=self.engine_name,
            rotation=reading.rotation,
            lines=_folded(reading.lines),
            aspect=round(width / height, 4),
            decision=f"{why}; OCR",
            quality=Quality() if reading.lines else Quality(grade="unreadable", reasons=("blank",)),
        )

    def _read_pixels(self, pixels: Pixels) -> Reading:
        key = pixel_key(pixels)
        if key not in self._seen:
            self._seen[key] = self._engine.read(pixels)
        return self._seen[key]


def load_reader(settings: Settings) -> Reader:
    """The reader with the engine the settings name.

    Raises:
        EngineError: no such engine, or it cannot work here.
    """
    return Reader(load_engine(settings.engine, settings))


def unreadable(source: SourcePage, decision: str) -> Page:
    """A page nothing could be read from, with the reason."""
    return Page(
        file=source.file,
        number=source.number,
        source="none",
        quality=Quality(grade="unreadable"),
        decision=decision,
    )


def _judge(source: SourcePage, layer: TextLayer) -> tuple[bool, str]:
    if source.kind in ("text", "xml"):
        return True, "plain text"
    try:
        from prereview.reading.text_layer import judge_text_layer  # noqa: PLC0415
    except ImportError:
        return True, "text layer"
    return judge_text_layer(layer)


def _digital_page(source: SourcePage, layer: TextLayer, why: str) -> Page:
    return Page(
        file=source.file,
        number=source.number,
        source="text_layer",
        lines=_folded(layer.lines),
        ink="digital",
        decision=why,
    )


def _folded(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """NFKC, so that full-width digits and compatibility forms compare equal; offsets counted anew."""
    folded = [line.model_copy(update={"text": unicodedata.normalize("NFKC", line.text)}) for line in lines]
    return number_lines([line for line in folded if line.text.strip()])


__all__ = ["BoundingBox", "Reader", "load_reader"]
