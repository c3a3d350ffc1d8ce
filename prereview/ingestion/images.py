"""Picture files → pages. Sizes are judged by the header; nothing is decoded before a stage asks for the pixels."""

from __future__ import annotations

import io
import logging
import re
import struct
import warnings
from functools import partial
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pillow_heif
from PIL import Image, UnidentifiedImageError

from prereview.documents import SourcePage
from prereview.errors import InputError
from prereview.findings import Finding
from prereview.ingestion.problems import problem
from prereview.ingestion.stored import Opened, StoredFile, content_hash
from prereview.settings import Limits

if TYPE_CHECKING:
    from prereview.documents import Pixels

log = logging.getLogger(__name__)

#: Beyond this many pixels a picture is decoded at half or quarter size, as long as `_KEEP_SIDE` pixels remain: reading
#: works at about 2000 pixels on the long side, and full phone photos cost four times the time for nothing.
_REDUCE_ABOVE = 8_000_000
_KEEP_SIDE = 2000
_BAND = 256  #: rows of the result that are made at a time
#: What Pillow and libheif raise on damaged files. Their plugins parse by hand, so arithmetic and lookups fail too.
_DAMAGE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError,
    RuntimeError, MemoryError, struct.error,
)  # fmt: skip


def open_image(stored: StoredFile, data: bytes, kind: str, limits: Limits) -> Opened:
    """Pages of a picture file: one, or one a frame for TIFF."""
    try:
        sizes = _frame_sizes(data, kind, limits.max_pages + 1)
    except Image.DecompressionBombError as error:
        size = "×".join(map(str, _png_size(data))) if kind == "png" else _pixels_named(error)
        return Opened(findings=(_too_large(stored.name, size, limits),))
    except _DAMAGE:
        return Opened(findings=(problem("file_damaged", stored.name),))
    findings = []
    if len(sizes) > limits.max_pages:
        sizes = sizes[: limits.max_pages]
        findings = [problem("too_many_pages", stored.name, pages=f"{limits.max_pages}+", limit=limits.max_pages)]
    findings += [
        _too_large(stored.name, f"{size[0]}×{size[1]}", limits)
        for size in sizes
        if size[0] * size[1] > limits.max_pixels
    ]
    if _is_cut(data, kind):
        findings.append(problem("file_truncated", stored.name))
    sha256 = content_hash(data)
    pages = tuple(
        SourcePage(
            file=stored.name,
            number=number,
            kind="image",
            sha256=sha256,
            load_text_layer=_no_text_layer,
            render=partial(_render, stored, kind, number - 1),
        )
        for number, size in enumerate(sizes, start=1)
        if size[0] * size[1] <= limits.max_pixels
    )
    return Opened(pages, tuple(findings))


def _no_text_layer() -> None:
    """Pictures carry no text layer."""


def _open(data: bytes, kind: str) -> Image.Image:
    """The picture, not decoded yet (HEIC excepted)."""
    if kind == "heic":
        heif: Image.Image = pillow_heif.open_heif(io.BytesIO(data)).to_pillow()
        return heif
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes, which `Limits` judges, and of damaged EXIF, which costs nothing
        return Image.open(io.BytesIO(data))


def _frame_sizes(data: bytes, kind: str, limit: int) -> list[tuple[int, int]]:
    """Width and height of up to `limit` frames; only TIFF has pages, the frames of the others are no papers."""
    if kind == "heic":
        return [pillow_heif.open_heif(io.BytesIO(data)).size]
    with _open(data, kind) as image:
        sizes = [image.size]
        while kind == "tiff" and len(sizes) < limit:
            try:
                image.seek(len(sizes))
            except EOFError:
                break
            sizes.append(image.size)
    return sizes


def _png_size(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _pixels_named(error: Image.DecompressionBombError) -> str:
    """The pixel count Pillow's own limit names; it does not tell width and height."""
    found = re.search(r"[0-9]+", str(error))
    return found.group() if found else "?"


def _too_large(name: str, size: str, limits: Limits) -> Finding:
    return problem("image_too_large", name, size=size, limit=limits.max_pixels // 1_000_000)


def _is_cut(data: bytes, kind: str) -> bool:
    """Whether the end mark of the format is missing. Some cameras append data after it, so a wide tail is searched."""
    if kind == "jpeg":
        return b"\xff\xd9" not in data[-100_000:]
    if kind == "png":
        return b"IEND" not in data[-100_000:]
    return False


def _render(stored: StoredFile, kind: str, frame: int) -> Pixels:
    """RGB pixels of one frame, EXIF rotation applied.

    Raises:
        InputError: the picture cannot be decoded.
    """
    return decode_picture(stored.read(), kind=kind, frame=frame, name=stored.name)


def decode_picture(data: bytes, *, kind: str, frame: int = 0, name: str = "", exif: bool = True) -> Pixels:
    """RGB pixels (height x width x 3) of a picture, upright by its EXIF mark, reduced when very large.

    `exif=False` leaves the pixels as stored: inside a PDF the page places the picture, not its EXIF mark.

    Raises:
        InputError: the picture cannot be decoded.
    """
    try:
        with _open(data, kind) as image:
            # libheif and Pillow's TIFF reader turn the picture themselves.
            orientation = 1 if kind in ("heic", "tiff") or not exif else image.getexif().get(0x0112, 1)
            if frame:
                image.seek(frame)
            # OpenCV is faster, but only of JPEG does it decode less when it is asked for less.
            plain = image.mode in ("RGB", "L") and "transparency" not in image.info
            if (
                not plain
                or kind not in ("jpeg", "png", "bmp", "webp")
                or (kind != "jpeg" and _reduction(image.size) > 1)
            ):
                return turn_upright(_decode_by_pillow(image), orientation)
            size = image.size
    except (*_DAMAGE, Image.DecompressionBombError) as error:
        raise InputError(
            f"file {name}: the picture cannot be decoded", remedy="Scan or photograph the page again."
        ) from error
    return turn_upright(_decode_by_opencv(data, size, name), orientation)


def _reduction(size: tuple[int, int]) -> int:
    if size[0] * size[1] <= _REDUCE_ABOVE:
        return 1
    return next((factor for factor in (8, 4, 2) if max(size) // factor >= _KEEP_SIDE), 1)


def _decode_by_opencv(data: bytes, size: tuple[int, int], name: str) -> Pixels:
    flags = {
        1: cv2.IMREAD_COLOR,
        2: cv2.IMREAD_REDUCED_COLOR_2,
        4: cv2.IMREAD_REDUCED_COLOR_4,
        8: cv2.IMREAD_REDUCED_COLOR_8,
    }
    if data.startswith(b"\xff\xd8") and _is_cut(data, "jpeg"):
        data += b"\xff\xd9"  # OpenCV decodes what is there only if the end mark is
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags[_reduction(size)] | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise InputError(
            f"file {name}: the picture cannot be decoded", remedy="Scan or photograph it again."
        ) from error
    if pixels is None:
        raise InputError(f"file {name}: the picture cannot be decoded", remedy="Scan or photograph it again.")
    return np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _decode_by_pillow(image: Image.Image) -> Pixels:
    """Modes OpenCV gets wrong (transparency, palettes, CMYK, 16 bit, 1 bit), and large pictures other than JPEG.

    Reduced in bands: a second full-size copy of a picture at the pixel limit would cost half a gigabyte.
    """
    factor = _reduction(image.size)
    image.load()
    width, height = image.width // factor, image.height // factor
    pixels = np.empty((height, width, 3), dtype=np.uint8)
    top = _brightest(image)
    for start in range(0, height, _BAND):
        rows = min(_BAND, height - start)
        band = image.crop((0, start * factor, width * factor, (start + rows) * factor))
        band.info = image.info
        flat = _flatten(band, top)
        pixels[start : start + rows] = np.asarray(flat.reduce(factor) if factor > 1 else flat)
    return pixels


def _brightest(image: Image.Image) -> float:
    """The value that is white: 255, or 65535 in pictures of 16 bits."""
    if not (image.mode.startswith("I") or image.mode == "F"):
        return 255.0
    return 65535.0 if float(np.asarray(image).max(initial=0)) > 255 else 255.0


def _flatten(image: Image.Image, top: float) -> Image.Image:
    """The picture in RGB on white paper."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float32) * (255.0 / top)
        return Image.fromarray(values.clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    return image.convert("RGB")


def turn_upright(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an EXIF orientation (1–8, tag 0x0112)."""
    if orientation in (2, 4, 5, 7):
        pixels = pixels[:, ::-1]
    turns = {3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}.get(orientation, 0)
    return np.ascontiguousarray(np.rot90(pixels, turns))
