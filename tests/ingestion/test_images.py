"""Pictures: every format, upright by EXIF, on white paper, reduced when very large."""

from __future__ import annotations

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from prereview.ingestion import open_submission

UPRIGHT = "RGWB"


@pytest.fixture
def open_picture(folder, limits):
    def read(data: bytes):
        (page,) = open_submission(folder({"a.dat": data}), limits=limits).pages
        return page

    return read


@pytest.mark.parametrize(
    ("format", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGB"),
     ("WEBP", "RGBA"), ("BMP", "RGB"), ("TIFF", "RGB"), ("TIFF", "CMYK"), ("GIF", "P")],
)  # fmt: skip
def test_formats_and_colour_modes_give_rgb(open_picture, make_picture, corners, format, mode):
    page = open_picture(make_picture(format, mode=mode))
    pixels = page.render()
    assert (pixels.shape, pixels.dtype, corners(pixels)) == ((80, 60, 3), np.uint8, UPRIGHT)
    assert page.load_text_layer() is None


def test_heic_is_read(folder, limits, make_picture, corners):
    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.open(io.BytesIO(make_picture()))).save(buffer)
    submission = open_submission(folder({"a.heic": buffer.getvalue()}), limits=limits)
    assert submission.findings == ()
    assert corners(submission.pages[0].render()) == UPRIGHT


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_are_applied(open_picture, make_picture, corners, format, orientation):
    upright = Image.open(io.BytesIO(make_picture(size=(64, 96))))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose values that the mark's turn reverses
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    stored.save(buffer, format, exif=exif)
    pixels = open_picture(buffer.getvalue()).render()
    assert (pixels.shape[:2], corners(pixels)) == ((96, 64), UPRIGHT)


def test_transparent_paper_is_white(folder, limits):
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(buffer, "PNG")
    (page,) = open_submission(folder({"a.png": buffer.getvalue()}), limits=limits).pages
    assert page.render().min() == 255


@pytest.mark.parametrize("mode", ["1", "L", "I;16"])
def test_grey_and_fax_pictures_keep_their_contrast(folder, limits, mode):
    grey = np.full((60, 60), 255, np.uint8)
    grey[20:40, 20:40] = 0
    image = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(grey).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, "TIFF")
    (page,) = open_submission(folder({"a.tif": buffer.getvalue()}), limits=limits).pages
    pixels = page.render()
    assert pixels[30, 30].tolist() == [0, 0, 0]
    assert pixels[5, 5].tolist() == [255, 255, 255]


def test_every_frame_of_a_tiff_is_a_page(folder, limits):
    frames = [Image.new("RGB", (30 + i, 40), (i * 50, 0, 0)) for i in range(4)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    submission = open_submission(
        folder({"a.tif": buffer.getvalue()}), limits=limits.model_copy(update={"max_pages": 3})
    )
    assert [(page.number, page.render().shape[1], int(page.render()[0, 0, 0])) for page in submission.pages] == [
        (1, 30, 0),
        (2, 31, 50),
        (3, 32, 100),
    ]
    assert [finding.code for finding in submission.findings] == ["too_many_pages"]


@pytest.mark.parametrize(
    ("size", "shape"), [((4000, 3000), (1500, 2000)), ((2000, 3500), (3500, 2000)), ((3000, 2900), (2900, 3000))]
)
@pytest.mark.parametrize("format_mode", [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA")])
def test_large_pictures_are_reduced_but_not_below_reading_size(open_picture, make_picture, size, shape, format_mode):
    format, mode = format_mode
    assert open_picture(make_picture(format, size, mode)).render().shape[:2] == shape
