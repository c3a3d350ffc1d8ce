"""One page read: trusted text layer, else OCR; never an exception for a bad page."""

from __future__ import annotations

import logging
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

import cv2
import numpy as np

from prereview.documents import Evidence, Line, Page, Quality, Seal, TextLayer, number_lines
from prereview.reading.again import load_second_reader, read_cuts, read_places
from prereview.reading.behind import PAGE_WIDE, merge_lines, picture_print
from prereview.reading.codes import read_codes
from prereview.reading.colour import has_colour, judge_ink
from prereview.reading.engines import Engine, Reading, ThriftyEngine, load_engine
from prereview.reading.geometry import stand_up
from prereview.reading.legends import read_legends
from prereview.reading.pictures import part_of
from prereview.reading.quality import grade_page, is_blank
from prereview.reading.replay import pixel_key
from prereview.reading.seals import find_seals, mark_printed
from prereview.reading.signing import find_signing
from prereview.reading.text_layer import amounts_agree, judge_text_layer, lines_to_spot_check
from prereview.reading.underseal import reread_under_seals
from prereview.reading.vocabulary import is_simplified_page, simplify

if TYPE_CHECKING:
    from prereview.documents import Pixels, SourcePage
    from prereview.settings import Settings

log = logging.getLogger(__name__)

#: Pages of a claim repeat (the same bill twice, a form's back): this many readings are kept for the same picture.
KEPT_READINGS = 64
_PROOFS = 2  #: pages of a file whose amounts were found drawn as its text layer says
_THUMBNAIL_SIDE = 720  #: pixels of an A4 page at 60 dpi
_WORDS_OF_A_PAPER = 3  #: lines; fewer are what an engine makes of a scene


Suffices = Callable[[Page], str]


def needs_all(part: Page) -> str:
    """The answer that has every line read."""
    return ""


class Reader:
    """Reads pages with one engine; keeps nothing but what it read on pictures it may meet again."""

    def __init__(self, engine: Engine, *, second: Engine | None = None, page_seconds: float = 60.0) -> None:
        cv2.setNumThreads(1)  # one core a worker: threads of OpenCV would fight the other workers
        self._engine = engine
        self._second = second
        self._page_seconds = page_seconds
        self._seen: dict[str, Page] = {}
        self._honest: Counter[str] = Counter()

    @property
    def engine_name(self) -> str:
        """Name and version of the engine, for the audit trail."""
        return f"{self._engine.name} ({self._engine.version})"

    def read(self, source: SourcePage, *, suffices: Suffices = needs_all) -> Page:
        """The page with its lines; one that cannot be read has source 'none' and grade 'unreadable'.

        Args:
            source: the page as it arrived.
            suffices: asked with all but the inside of a long table why no more is needed; "" reads on.
        """
        started = time.perf_counter()
        try:
            page = self._read(source, suffices)
        except Exception as error:  # noqa: BLE001 - decoders and engines fail in ways of their own; one page is lost
            log.warning("page %d could not be read: %s", source.number, type(error).__name__)
            page = unreadable_page(source, f"reading failed: {type(error).__name__}")
        seconds = time.perf_counter() - started
        slow = "; over the time limit for a page" if seconds > self._page_seconds else ""
        return page.model_copy(update={"seconds": round(seconds, 4), "decision": page.decision + slow})

    def read_again(self, source: SourcePage, page: Page, places: Sequence[Evidence]) -> tuple[tuple[str, ...], ...]:
        """For each place of a page read before, the words other readings find there: none, one or two of them.

        The engine reads the place once more, enlarged and without the ink of seals; so does the second engine, where
        there is one. Never raises; a page that cannot be drawn again has nothing more to say.
        """
        try:
            upright = stand_up(source.render(), page.rotation, page.tilt)
        except Exception as error:  # noqa: BLE001 - decoders fail in ways of their own; the first reading stands
            log.warning("page %d could not be drawn again: %s", source.number, type(error).__name__)
            return tuple(() for _ in places)
        engines = [self._engine] if self._second is None else [self._engine, self._second]
        return read_places(engines, upright, page.lines, [place.bbox for place in places])

    def _read(self, source: SourcePage, suffices: Suffices) -> Page:
        layer = source.load_text_layer()
        if layer is None or not layer.lines:
            return self._read_picture(source, "no text layer", suffices)
        if source.kind in ("text", "xml"):
            return _digital_page(source, layer, "plain text")
        trusted, reason = judge_text_layer(layer)
        if not trusted:
            return self._read_picture(source, f"text layer not trusted ({reason})", suffices)
        if not self._amounts_agree(source, layer):
            return self._read_picture(source, "text layer not trusted (digits_differ)", suffices)
        page = self._with_print_behind(source, layer, _digital_page(source, layer, f"text layer ({reason})"))
        return page.model_copy(update=self._look_at_digital(source, page.lines))

    def _amounts_agree(self, source: SourcePage, layer: TextLayer) -> bool:
        """Whether amounts are drawn as the layer says; a file that proved honest twice is not asked again."""
        if source.draw_part is None or self._honest[source.sha256] >= _PROOFS:
            return True
        agree = amounts_agree(layer, source.draw_part, partial(read_cuts, self._engine))
        self._honest[source.sha256] += agree and bool(lines_to_spot_check(layer))
        return agree

    def _with_print_behind(self, source: SourcePage, layer: TextLayer, page: Page) -> Page:
        """The page with what its page-wide picture says besides the text layer, as forms filled in by a program do."""
        rest = picture_print(source.render(), page.lines) if layer.image_cover > PAGE_WIDE else None
        if rest is None:
            return page
        found = fold_lines(usable_lines(self._engine.read(rest, upright=True)))
        decision = f"{page.decision} and the print on the picture behind it, read by {self._engine.name}"
        lines = number_lines(merge_lines(page.lines, found))
        return page.model_copy(update={"lines": lines, "engine": self.engine_name, "decision": decision})

    def _look_at_digital(self, source: SourcePage, lines: Sequence[Line]) -> dict[str, object]:
        """Seals, signing places and codes of a born-digital page, as fields of it.

        Colour decides on a small drawing whether there is a seal to find; what it says is read from the whole page.
        """
        render = cache(source.render)  # an OFD page is drawn whole for whatever is looked at: once is enough
        small = (source.thumbnail or render)()
        seals = mark_printed(find_seals(_at_most(small, _THUMBNAIL_SIDE)), lines) if has_colour(small) else ()
        if any(seal.issuer for seal in seals):
            seals = self._read_legends(render(), seals, lines)
        codes = read_codes(render()) if _may_carry_codes(lines) else ()
        draw = source.draw_part or (lambda box: part_of(render(), box))
        return {"seals": seals, "signing": find_signing(lines, draw, _aspect(small)), "codes": codes}

    def _read_legends(self, pixels: Pixels, seals: tuple[Seal, ...], lines: Sequence[Line]) -> tuple[Seal, ...]:
        try:
            return read_legends(self._engine, pixels, seals, lines)
        except Exception as error:  # noqa: BLE001 - engines fail in ways of their own; a seal may stay unread
            log.warning("seals could not be read: %s", type(error).__name__)
            return seals

    def _read_picture(self, source: SourcePage, why: str, suffices: Suffices) -> Page:
        pixels = source.render()
        key = pixel_key(pixels)
        if key in self._seen:
            known = self._seen[key]
            decision = f"{why}; same picture as one read before"
            return known.model_copy(update={"file": source.file, "number": source.number, "decision": decision})
        if is_blank(pixels):
            page = _nothing(source, ("blank",), f"{why}; blank, not read")
        else:
            page = self._recognise(source, pixels, why, suffices)
        if len(self._seen) < KEPT_READINGS:
            self._seen[key] = page
        return page

    def _recognise(self, source: SourcePage, pixels: Pixels, why: str, suffices: Suffices) -> Page:
        reading, how = self._read_lines(source, pixels, suffices)
        lines = usable_lines(reading)
        upright = stand_up(pixels, reading.rotation, reading.tilt)
        ink = judge_ink(upright)
        seals = mark_printed(find_seals(upright), lines) if ink == "colour" else ()
        lines, seals = self._look_under_seals(upright, lines, seals)
        return Page(
            file=source.file,
            number=source.number,
            source="ocr" if lines else "none",
            engine=self.engine_name,
            rotation=reading.rotation,
            tilt=reading.tilt,
            lines=lines,
            seals=seals,
            signing=find_signing(lines, partial(part_of, upright), _aspect(upright)),
            codes=read_codes(upright) if _may_carry_codes(lines) else (),
            quality=grade_page(upright, lines),
            ink=ink,
            aspect=_aspect(upright),
            decision=f"{why}; {how}",
        )

    def _read_lines(self, source: SourcePage, pixels: Pixels, suffices: Suffices) -> tuple[Reading, str]:
        """The lines, and how they were read; without the inside of a long table where the rest suffices."""
        reading, how = self._read_as_it_is(source, pixels, suffices)
        if reading.lines:
            return reading, how
        # Specks all over a pale scan can hide every line from the detector; a scene without words stays without.
        cleaned = self._engine.read(np.asarray(cv2.medianBlur(pixels, 3), dtype=np.uint8))
        return (
            (cleaned, f"{how} with its specks taken out") if len(cleaned.lines) >= _WORDS_OF_A_PAPER else (reading, how)
        )

    def _read_as_it_is(self, source: SourcePage, pixels: Pixels, suffices: Suffices) -> tuple[Reading, str]:
        reasons: list[str] = []

        def ask(part: Reading) -> bool:
            lines = fold_lines(usable_lines(part))
            reasons.append(suffices(Page(file=source.file, number=source.number, source="ocr", lines=lines)))
            return bool(reasons[0])

        if isinstance(self._engine, ThriftyEngine):
            reading = self._engine.read_until(pixels, ask)
        else:
            reading = self._engine.read(pixels)
        how = f"read by {self._engine.name}"
        return reading, how if reading.complete else f"{how} without the inside of its table: {reasons[0]}"

    def _look_under_seals(
        self, upright: Pixels, lines: tuple[Line, ...], seals: tuple[Seal, ...]
    ) -> tuple[tuple[Line, ...], tuple[Seal, ...]]:
        """Lines, folded, with those under seals read again, and the seals with what they say."""
        if not seals:
            return fold_lines(lines), ()
        try:
            lines = fold_lines(reread_under_seals(self._engine, upright, lines, seals))
            return lines, read_legends(self._engine, upright, mark_printed(seals, lines), lines)
        except Exception as error:  # noqa: BLE001 - engines fail in ways of their own; the first reading stands
            log.warning("second look at seals failed: %s", type(error).__name__)
            lines = fold_lines(lines)
            return lines, mark_printed(seals, lines)


def load_reader(settings: Settings) -> Reader:
    """The reader with the engine the settings name.

    Raises:
        EngineError: no such engine, or it cannot work here.
    """
    second = load_second_reader() if settings.engine in ("rapid", "stock") else None
    return Reader(load_engine(settings.engine, settings), second=second, page_seconds=settings.limits.page_seconds)


def usable_lines(reading: Reading) -> tuple[Line, ...]:
    """The lines that can be true: boxes on the page, printable text.

    Raises:
        ValueError: most of them cannot, so the engine is talking nonsense.
    """
    good = tuple(line for line in reading.lines if _is_usable(line))
    if len(good) * 2 < len(reading.lines):
        raise ValueError("engine output unusable")
    return good


def _is_usable(line: Line) -> bool:
    box = line.bbox
    on_page = -0.01 <= box.x0 < box.x1 <= 1.01 and -0.01 <= box.y0 < box.y1 <= 1.01
    sure = line.confidence is None or 0.0 <= line.confidence <= 1.0
    # The ideographic space between label and value counts as unprintable in Python; short fields were lost by it.
    printable = sum((char.isprintable() or char.isspace()) and char != "\ufffd" for char in line.text)
    return on_page and sure and bool(line.text.strip()) and printable >= 0.9 * len(line.text)


def fold_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """NFKC, so that full-width digits compare equal; a simplified page's stray traditional forms; offsets anew."""
    texts = [unicodedata.normalize("NFKC", line.text) for line in lines]
    if is_simplified_page(texts):
        texts = [simplify(text) for text in texts]
    folded = [line.model_copy(update={"text": text}) for line, text in zip(lines, texts, strict=True)]
    return number_lines([line for line in folded if line.text.strip()])


def _may_carry_codes(lines: Sequence[Line]) -> bool:
    """Tickets and invoices carry their data as QR; looking costs more than reading a digital page."""
    return any("票" in line.text for line in lines)


def _digital_page(source: SourcePage, layer: TextLayer, decision: str) -> Page:
    texts = [unicodedata.normalize("NFKC", line.text) for line in layer.lines]
    lines = [line.model_copy(update={"text": text}) for line, text in zip(layer.lines, texts, strict=True)]
    return Page(
        file=source.file,
        number=source.number,
        source="text_layer",
        lines=number_lines([line for line in lines if line.text.strip()]),
        ink="digital",
        decision=decision,
    )


def unreadable_page(source: SourcePage, why: str) -> Page:
    """The page that stands for one nothing could be read of; `why` goes into its record."""
    return _nothing(source, ("damaged",), why)


def _nothing(source: SourcePage, reasons: tuple[str, ...], decision: str) -> Page:
    return Page(
        file=source.file,
        number=source.number,
        source="none",
        quality=Quality(grade="unreadable", reasons=reasons),
        decision=decision,
    )


def _aspect(pixels: Pixels) -> float:
    height, width = pixels.shape[:2]
    return round(float(width / height), 4)


def _at_most(pixels: Pixels, side: int) -> Pixels:
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
