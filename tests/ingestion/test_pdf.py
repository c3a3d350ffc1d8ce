"""PDF pages: text in reading order with boxes, scans taken out as they are, turns and proportions honoured."""

from __future__ import annotations

import io
import threading

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from prereview.ingestion import open_submission
from prereview.ingestion.pdf import close_documents

UPRIGHT = "RGWB"


@pytest.fixture
def open_pages(folder, limits):
    def read(data: bytes):
        return open_submission(folder({"a.pdf": data}), limits=limits).pages

    yield read
    close_documents()


def turned(data: bytes, turn: int) -> bytes:
    """The same PDF with its first page marked to be shown turned clockwise."""
    document = pdfium.PdfDocument(data)
    document[0].set_rotation(turn)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def first_ink(pixels: np.ndarray) -> tuple[float, float]:
    """The leftmost and the topmost ink, as shares of the page."""
    dark = np.argwhere(pixels.min(axis=2) < 100)
    return dark[:, 1].min() / pixels.shape[1], dark[:, 0].min() / pixels.shape[0]


def texts(page) -> list[str]:
    return [line.text for line in page.load_text_layer().lines]


def write(*rows: tuple[float, float, str]):
    """A page drawn row by row: x, y in points from the bottom left."""

    def draw(pen):
        for x, y, words in rows:
            pen.drawString(x, y, words)

    return draw


def test_lines_come_from_the_top_and_cells_from_the_left(open_pages, make_pdf):
    draw = write(
        (300, 700, "金额"), (70, 650, "西药费"), (300, 650, "325.82"), (70, 700, "项目名称"), (70, 750, "住院费用清单")
    )
    (page,) = open_pages(make_pdf(draw))
    assert texts(page) == ["住院费用清单", "项目名称", "金额", "西药费", "325.82"]


def test_boxes_are_shares_of_the_page_from_its_top_left(open_pages, make_pdf):
    (page,) = open_pages(make_pdf(write((59.5, 842 - 84.2, "出院小结"))))
    (line,) = page.load_text_layer().lines
    assert line.bbox.x0 == pytest.approx(0.1, abs=0.01)
    assert line.bbox.x1 == pytest.approx(0.1 + 48 / 595, abs=0.01)
    assert line.bbox.y0 < 0.1 < line.bbox.y1 < 0.12


def test_offsets_count_through_the_page_text(open_pages, make_pdf):
    (page,) = open_pages(make_pdf(write((70, 700, "姓名"), (70, 650, "性别"))))
    assert [(line.start, line.text) for line in page.load_text_layer().lines] == [(0, "姓名"), (3, "性别")]


def test_latin_words_keep_their_spaces(open_pages, make_pdf):
    def draw(pen):
        pen.setFont("Helvetica", 11)
        pen.drawString(70, 700, "Total amount due: 1,234.50 USD")

    (page,) = open_pages(make_pdf(draw))
    assert texts(page) == ["Total amount due: 1,234.50 USD"]


def test_letter_spaced_chinese_stays_one_line(open_pages, make_pdf):
    (page,) = open_pages(make_pdf(lambda pen: pen.drawString(200, 700, "诊断证明书", charSpace=9)))
    assert texts(page) == ["诊断证明书"]


def test_full_width_forms_and_radicals_are_folded(open_pages, make_pdf):
    (page,) = open_pages(make_pdf(write((70, 700, "金额：１２３．４５（元）"))))
    assert texts(page) == ["金额:123.45(元)"]


def test_imitated_bold_counts_once(open_pages, make_pdf):
    (page,) = open_pages(make_pdf(write((70, 700, "出院小结"), (70.4, 700, "出院小结"))))
    assert texts(page) == ["出院小结"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_reads_as_it_is_shown(open_pages, make_pdf, turn):
    def draw(pen):
        pen.translate(*{0: (0, 0), 90: (595, 0), 180: (595, 842), 270: (0, 842)}[turn])
        pen.rotate(turn)
        pen.drawString(70, 500, "first line of the page")
        pen.drawString(70, 450, "second line of the page")
        pen.drawString(300, 450, "beside it")

    (page,) = open_pages(turned(make_pdf(draw), turn))
    assert texts(page) == ["first line of the page", "second line of the page", "beside it"]
    pixels, box = page.render(), page.load_text_layer().lines[0].bbox
    assert (pixels.shape[1] > pixels.shape[0]) == (turn % 180 == 90)
    assert first_ink(pixels) == pytest.approx((box.x0, box.y0), abs=0.02)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_drawn_sideways_turns_page_and_boxes_together(open_pages, make_pdf, turn):
    def draw(pen):
        pen.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 842)}[turn])
        pen.rotate(turn)
        pen.drawString(70, 500, "a table printed sideways")
        pen.drawString(70, 450, "on an upright sheet")

    (page,) = open_pages(make_pdf(draw))
    assert texts(page) == ["a table printed sideways", "on an upright sheet"]
    pixels, box = page.render(), page.load_text_layer().lines[0].bbox
    assert first_ink(pixels) == pytest.approx((box.x0, box.y0), abs=0.02)


def test_a_watermark_across_the_page_stays_out_of_the_lines(open_pages, make_pdf):
    def draw(pen):
        pen.drawString(70, 500, "出院诊断")
        pen.rotate(45)
        pen.drawString(400, 100, "仅供理赔使用")

    (page,) = open_pages(make_pdf(draw))
    assert texts(page)[0] == "出院诊断"


def scan(picture: bytes, draw_more=lambda pen: None, matrix=None, box=(0, 0, 595, 842)):
    """A page that is one picture, placed by a box or by a matrix on the unit square."""

    def draw(pen):
        pen.saveState()
        if matrix:
            pen.transform(*matrix)
            pen.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, 1, 1)
        else:
            pen.drawImage(ImageReader(io.BytesIO(picture)), *box)
        pen.restoreState()
        draw_more(pen)

    return draw


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_a_scan_is_taken_out_pixel_by_pixel(open_pages, make_pdf, make_picture, corners, format):
    (page,) = open_pages(make_pdf(scan(make_picture(format, (1190, 1684)))))
    pixels = page.render()
    assert (pixels.shape, corners(pixels)) == ((1684, 1190, 3), UPRIGHT)
    assert page.load_text_layer().image_cover == 1.0


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_scan_follows_the_turn_of_its_page(open_pages, make_pdf, make_picture, corners, turn):
    (page,) = open_pages(turned(make_pdf(scan(make_picture("JPEG", (1190, 1684)))), turn))
    expected = UPRIGHT[-turn // 90 :] + UPRIGHT[: -turn // 90]
    assert corners(page.render()) == expected
    assert page.render().shape[:2] == ((1190, 1684) if turn % 180 else (1684, 1190))


MATRICES = {
    "upright": (595, 0, 0, 842, 0, 0),
    "half turn": (-595, 0, 0, -842, 595, 842),
    "mirrored": (-595, 0, 0, 842, 595, 0),
    "upside down mirrored": (595, 0, 0, -842, 0, 842),
    "quarter left": (0, 842, -595, 0, 595, 0),
    "quarter right": (0, -842, 595, 0, 0, 842),
    "transposed": (0, 842, 595, 0, 0, 0),
    "anti-transposed": (0, -842, -595, 0, 595, 842),
}


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES.keys())
def test_a_scan_looks_like_its_rendering_however_it_is_placed(open_pages, make_pdf, make_picture, corners, matrix):
    picture = make_picture("JPEG", (1190, 1684))
    taken, rendered = open_pages(
        make_pdf(scan(picture, matrix=matrix), scan(picture, lambda pen: pen.line(1, 1, 3, 1), matrix=matrix))
    )
    assert corners(taken.render()) == corners(rendered.render())


def test_a_fax_of_oblong_pixels_gets_the_proportions_of_its_page(open_pages, make_pdf, make_picture):
    (page,) = open_pages(make_pdf(scan(make_picture("PNG", (1728, 1145)))))
    high, wide = page.render().shape[:2]
    assert wide / high == pytest.approx(595 / 842, abs=0.01)
    assert wide == 1728


def test_a_scan_that_leaves_a_margin_is_rendered_with_it(open_pages, make_pdf, make_picture):
    (page,) = open_pages(make_pdf(scan(make_picture("JPEG", (1000, 1000)), box=(100, 100, 300, 300))))
    assert page.render()[5, 5].tolist() == [255, 255, 255]
    assert page.load_text_layer().image_cover == pytest.approx(300 * 300 / (595 * 842), abs=0.01)


def test_a_stamp_drawn_over_a_scan_is_not_lost(open_pages, make_pdf, make_picture):
    def stamp(pen):
        pen.setFillColorRGB(1, 0, 1)
        pen.rect(200, 300, 100, 100, fill=1, stroke=0)

    (page,) = open_pages(make_pdf(scan(make_picture("JPEG", (1190, 1684)), stamp)))
    pixels = page.render()
    at = pixels[int(pixels.shape[0] * (1 - 350 / 842)), int(pixels.shape[1] * 250 / 595)]
    assert at[0] > 200
    assert at[1] < 100


def test_invisible_text_over_a_scan_is_told(open_pages, make_pdf, make_picture):
    def hidden(pen):
        words = pen.beginText(70, 700)
        words.setTextRenderMode(3)
        words.textLine("words some other program read")
        pen.drawText(words)

    (page,) = open_pages(make_pdf(scan(make_picture("JPEG", (1190, 1684)), hidden)))
    layer = page.load_text_layer()
    assert (layer.image_cover, layer.invisible_share) == (1.0, 1.0)
    assert page.render().shape[:2] == (1684, 1190)


def test_text_painted_over_by_a_picture_counts_as_invisible(open_pages, make_pdf, make_picture):
    def draw(pen):
        pen.drawString(70, 700, "old words under the picture")
        pen.drawImage(ImageReader(io.BytesIO(make_picture("JPEG", (500, 700)))), 0, 0, 595, 842)

    (page,) = open_pages(make_pdf(draw))
    assert page.load_text_layer().invisible_share == 1.0


def test_text_outside_the_page_is_invisible_and_left_out(open_pages, make_pdf):
    (page,) = open_pages(make_pdf(write((70, 700, "inside"), (70, 2000, "outside"))))
    assert texts(page) == ["inside"]
    assert page.load_text_layer().invisible_share == pytest.approx(7 / 13, abs=0.01)


@pytest.mark.parametrize(("size", "longest"), [((595, 842), 2339), ((243, 153), 1200), ((4000, 14000), 3400)])
def test_vector_pages_are_drawn_at_reading_size(open_pages, make_pdf, size, longest):
    (page,) = open_pages(make_pdf(lambda pen: pen.rect(10, 10, 50, 50), size=size))
    assert max(page.render().shape[:2]) == pytest.approx(longest, abs=2)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_thumbnail_is_the_same_picture_at_sixty_dpi(open_pages, make_pdf, turn):
    def draw(pen):
        pen.translate(300, 400)
        pen.rotate(turn)
        for row in range(4):
            pen.drawString(-150, -30 * row, "discharge summary of a test patient, printed sideways")

    (page,) = open_pages(make_pdf(draw))
    small, full = page.thumbnail(), page.render()
    assert max(small.shape) == pytest.approx(60 / 72 * 842, abs=2)
    reduced = cv2.resize(full, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(reduced.astype(int) - small).mean() < 3


def test_pages_of_many_files_can_be_asked_for_in_any_order_and_thread(folder, limits, make_pdf):
    files = {f"{i}.pdf": make_pdf(*[write((70, 700, f"file {i} page {n}")) for n in range(3)]) for i in range(5)}
    pages = open_submission(folder(files), limits=limits).pages
    expected = {(page.file, page.number): f"file {page.file[0]} page {page.number - 1}" for page in pages}
    wrong: list[str] = []

    def read(mine):
        for page in mine:
            if texts(page) != [expected[page.file, page.number]]:
                wrong.append(page.file)
            page.render()

    threads = [threading.Thread(target=read, args=(pages[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    close_documents()


def test_a_picture_with_a_mask_is_rendered(open_pages, make_pdf):
    seal = Image.new("RGBA", (600, 850), (0, 0, 0, 0))
    seal.paste((200, 0, 0, 255), (100, 100, 300, 300))
    buffer = io.BytesIO()
    seal.save(buffer, "PNG")
    picture = ImageReader(io.BytesIO(buffer.getvalue()))
    (page,) = open_pages(make_pdf(lambda pen: pen.drawImage(picture, 0, 0, 595, 842, mask="auto")))
    pixels = page.render()
    assert pixels[5, 5].tolist() == [255, 255, 255]
    assert pixels[pixels.shape[0] * 200 // 850, pixels.shape[1] * 200 // 600, 1] < 60


def test_filled_form_fields_are_text_and_ink(open_pages, make_pdf):
    def draw(pen):
        pen.drawString(70, 700, "Name:")
        pen.acroForm.textfield(name="n", x=120, y=690, width=200, height=24, value="Test Person")

    (page,) = open_pages(make_pdf(draw))
    assert texts(page) == ["Name:", "Test Person"]
    box = page.load_text_layer().lines[1].bbox
    pixels = page.render()
    high, wide = pixels.shape[:2]
    assert pixels[int(box.y0 * high) : int(box.y1 * high), int(box.x0 * wide) : int(box.x1 * wide)].min() < 100


def test_a_link_on_a_scan_does_not_hide_that_it_is_one(open_pages, make_pdf, make_picture):
    def link(pen):
        pen.linkURL("https://example.invalid/", (10, 10, 100, 30))

    (page,) = open_pages(make_pdf(scan(make_picture("JPEG", (1190, 1684)), link)))
    assert page.render().shape[:2] == (1684, 1190)
