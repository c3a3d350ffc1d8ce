"""Generated pages as they arrive: clean, noisy, photographed, copied, under a seal, turned. With the words on them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import cv2
import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from prereview.synthesis.canvas import Canvas, Stamp, Text
from prereview.synthesis.capture import capture_page
from prereview.synthesis.pages import draw_document
from prereview.synthesis.raster import render_canvas
from prereview.synthesis.reading_view import line_groups

CONDITIONS = ("clean", "noisy", "phone", "grey", "seal", "turned")
TYPES = (
    "inpatient_invoice", "outpatient_invoice", "discharge_summary", "diagnosis_certificate", "expense_list",
    "claim_form",
)  # fmt: skip
DPI = 200
FIELDS = frozenset({
    "name", "id_number", "total", "total_words", "invoice_number", "invoice_code", "inpatient_number", "visit_date",
    "admission_date", "discharge_date", "issue_date", "card_number", "policy_number", "diagnosis", "hospital",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TruePage:
    """A picture, the lines printed on it, and the values of its key fields as they are printed."""

    pixels: Any
    lines: tuple[str, ...]
    fields: tuple[str, ...]


def make_pages(condition: str, count: int, *, seed: int) -> Iterator[TruePage]:
    """Pages of the document types in turn; the same papers for every condition of a seed."""
    for number in range(count):
        rng = Random(f"reading/{seed}/{number}")
        canvas = draw_document(TYPES[number % len(TYPES)], rng)[0]
        yield _captured(canvas, condition, rng.randrange(10**6))


def error_rate(pages: Sequence[tuple[TruePage, str]]) -> float:
    """Characters wrong per character printed: each true line against its best place in what was read, in any order."""
    wrong = total = 0
    for page, read in pages:
        text = squeeze(read)
        for line in map(squeeze, page.lines):
            wrong += _distance(line, text)
            total += len(line)
    return wrong / max(total, 1)


def field_recall(pages: Sequence[tuple[TruePage, str]]) -> float:
    """Share of key fields that were read without a mistake."""
    found = [squeeze(field) in squeeze(read) for page, read in pages for field in page.fields]
    return sum(found) / max(len(found), 1)


def squeeze(text: str) -> str:
    """NFKC, letters and digits only."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _distance(line: str, text: str) -> int:
    if not line or line in text:
        return 0
    place = fuzz.partial_ratio_alignment(line, text)
    if place is None or not text:
        return len(line)
    return min(len(line), Levenshtein.distance(line, text[place.dest_start : place.dest_end]))


def _captured(canvas: Canvas, condition: str, seed: int) -> TruePage:
    stamp = _over_text(canvas, seed) if condition == "seal" else None
    if stamp:
        canvas = replace(canvas, operations=[*canvas.operations, stamp])
    pixels = render_canvas(canvas, dpi=DPI, seed=seed)
    if condition == "noisy":
        pixels = _noisy(capture_page(pixels, "scan", seed=seed, wear=0.4).pixels, seed)
    elif condition in ("phone", "grey"):
        pixels = capture_page(pixels, "photo" if condition == "phone" else "photocopy", seed=seed, wear=0.4).pixels
    elif condition == "turned":
        pixels = np.ascontiguousarray(np.rot90(pixels, 1 + seed % 3))
    groups = [group for group in line_groups(canvas) if stamp is None or any(_under(text, stamp) for text in group)]
    printed = [text for group in groups for text in group if text.ink != "faint"]
    fields = {text.text for text in printed if text.fact and text.fact[0] in FIELDS}
    return TruePage(pixels, tuple("".join(text.text for text in group) for group in groups), tuple(sorted(fields)))


def _noisy(pixels: Any, seed: int) -> Any:
    """Blur, grain and a strong JPEG, slightly askew."""
    rng = np.random.default_rng(seed)
    blurred = cv2.GaussianBlur(pixels, (0, 0), 0.8).astype(np.float32) + rng.normal(0, 8, pixels.shape)
    packed = cv2.imencode(".jpg", np.clip(blurred, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _over_text(canvas: Canvas, seed: int) -> Stamp:
    """A red seal over the middle of the values of the page."""
    texts = [text for text in canvas.texts if text.fact and text.fact[0] in FIELDS] or list(canvas.texts)
    text = texts[seed % len(texts)]
    side = 38.0
    x, y = text.x + text.width / 2 - side / 2, text.y + text.size / 2 - side / 2
    angle = float(seed % 30 - 15)
    return Stamp(x, y, side, side, "round", "red", "江南市第一人民医院", centre="收费专用章", angle=angle)


def _under(text: Text, stamp: Stamp) -> bool:
    x, y = text.x + text.width / 2, text.y + text.size / 2
    return stamp.x < x < stamp.x + stamp.width and stamp.y < y < stamp.y + stamp.height
