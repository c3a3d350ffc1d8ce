"""Makers of small files: every input of these tests is made here, nothing is stored."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from prereview.settings import Limits

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

MakePdf = Callable[..., bytes]


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def make_pdf() -> MakePdf:
    """PDF bytes: one page for each function, which is given the canvas (A4, origin bottom left)."""

    def make(
        *draw: Callable[[canvas.Canvas], object], size: tuple[float, float] = (595, 842), **options: object
    ) -> bytes:
        buffer = io.BytesIO()
        pen = canvas.Canvas(buffer, pagesize=size, invariant=1, **options)
        for page in draw:
            pen.setFont("STSong-Light", 12)
            page(pen)
            pen.showPage()
        pen.save()
        return buffer.getvalue()

    return make


@pytest.fixture
def make_picture() -> Callable[..., bytes]:
    """Picture bytes of a corner-coloured sheet: red top left, green top right, blue bottom left, white bottom right."""

    def make(format: str = "PNG", size: tuple[int, int] = (60, 80), mode: str = "RGB", **options: object) -> bytes:
        pixels = np.full((size[1], size[0], 3), 255, np.uint8)
        half_x, half_y = size[0] // 2, size[1] // 2
        pixels[:half_y, :half_x] = (200, 0, 0)
        pixels[:half_y, half_x:] = (0, 200, 0)
        pixels[half_y:, :half_x] = (0, 0, 200)
        buffer = io.BytesIO()
        Image.fromarray(pixels).convert(mode).save(buffer, format, **options)
        return buffer.getvalue()

    return make


@pytest.fixture
def corners() -> Callable[[np.ndarray], str]:
    """The colours of the four quarters, clockwise from the top left: "RGWB" for the upright sheet."""

    def name(pixel: np.ndarray) -> str:
        if pixel.min() > 150:
            return "W"
        return "RGB"[int(pixel.argmax())] if pixel.max() > 100 else "K"

    def read(pixels: np.ndarray) -> str:
        high, wide = pixels.shape[0] // 4, pixels.shape[1] // 4
        return "".join(name(pixels[y, x]) for y, x in ((high, wide), (high, -wide), (-high, -wide), (-high, wide)))

    return read


@pytest.fixture
def make_zip() -> Callable[..., bytes]:
    """Zip bytes of name → content."""

    def make(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A submission folder of name → content."""

    def make(files: Mapping[str, bytes], name: str = "C1") -> Path:
        for relative, content in files.items():
            path = tmp_path / name / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return tmp_path / name

    return make
