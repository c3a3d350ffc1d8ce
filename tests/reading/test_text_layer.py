"""Made text layers, good and bad: real PDFs through ingestion where the format matters, else plain layers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from prereview.documents import BoundingBox, Line, TextLayer, number_lines
from prereview.ingestion import open_files
from prereview.reading.text_layer import digits_agree, judge_text_layer, lines_to_spot_check
from prereview.settings import Limits

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
pdfmetrics.registerFont(TTFont("Vera", Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"))

Draw = Callable[[canvas.Canvas], object]

RECORD = (
    "测试医院出院小结", "姓名：测试甲 性别：女 年龄：六十岁", "入院日期：2026年2月10日 出院日期：2026年2月20日",
    "入院诊断：高血压病，二型糖尿病", "住院经过：患者因头晕三天入院，完善检查后给予降压、降糖及对症治疗，症状好转",
    "出院医嘱：低盐低脂饮食，按时服药，一个月后门诊复查", "费用合计：12345.60",
)  # fmt: skip
LETTER = (
    "This letter confirms that the patient was admitted to the hospital",
    "on the tenth of February and discharged ten days later",
    "after treatment of high blood pressure. Total charges 1,234.50",
)  # fmt: skip


def layer_of(
    tmp_path: Path, draw: Callable[[canvas.Canvas], object], edit: Callable[[bytes], bytes] = bytes
) -> TextLayer:
    """The layer of a drawn page, read by the real reader after `edit` of the file's bytes."""
    buffer = io.BytesIO()
    pen = canvas.Canvas(buffer, pagesize=(595, 842), pageCompression=0, invariant=1)
    draw(pen)
    pen.showPage()
    pen.save()
    path = tmp_path / "a.pdf"
    path.write_bytes(edit(buffer.getvalue()))
    (page,), _ = open_files([path], limits=Limits())
    layer = page.load_text_layer()
    assert layer is not None
    return layer


def print_lines(lines, font="STSong-Light", mode=0):
    def draw(pen):
        text = pen.beginText(60, 760)
        text.setFont(font, 12, 24)
        text.setTextRenderMode(mode)
        text.textLines("\n".join(lines))
        pen.drawText(text)

    return draw


def scan(pen):
    pixels = np.random.default_rng(1).integers(0, 255, (420, 297), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG")
    pen.drawImage(ImageReader(io.BytesIO(buffer.getvalue())), 0, 0, 595, 842)


def both(*draws):
    return lambda pen: [draw(pen) for draw in draws]


def outlines(pen):
    for row in range(20):
        path = pen.beginPath()
        path.moveTo(60, 700 - 20 * row)
        path.curveTo(100, 720 - 20 * row, 150, 680 - 20 * row, 300, 700 - 20 * row)
        pen.drawPath(path)


def map_to_private_use(data: bytes) -> bytes:
    """Make every target of the character map (lines of <00XX> in its ranges) a private-use character."""
    return re.sub(rb"<00([0-9A-F]{2})>", rb"<E0\1>", data)


GOOD = {
    "a Chinese record": print_lines(RECORD),
    "an English letter": print_lines(LETTER, "Vera"),
    "a bilingual page": print_lines([*RECORD, *LETTER]),
    "a letterhead with a small logo": both(
        print_lines(RECORD), lambda pen: pen.drawImage(ImageReader(Image.new("RGB", (90, 90), "red")), 60, 780, 40, 40)
    ),
    "a table of numbers": print_lines([f"{i}  {i * 37 % 100}.{i:02d}  西药费  {i * 3}.00" for i in range(30)]),
    "a record on a page-wide background": both(scan, print_lines([*RECORD, *RECORD])),
}


@pytest.mark.parametrize("draw", GOOD.values(), ids=GOOD.keys())
def test_good_layers_are_trusted(tmp_path, draw):
    assert judge_text_layer(layer_of(tmp_path, draw)) == (True, "trusted")


BAD = {
    "nothing but a scan": (scan, "few_chars"),
    "text drawn as outlines": (outlines, "few_chars"),
    "a page number only": (print_lines(["第1页 共2页"]), "few_chars"),
    "hidden OCR of another program": (both(scan, print_lines(RECORD, mode=3)), "foreign_ocr"),
    "text painted over by a scan": (both(print_lines(RECORD), scan), "foreign_ocr"),
    "text outside the page": (both(lambda pen: pen.translate(2000, 0), print_lines(RECORD)), "few_chars"),
    "a scan with a watermark of its app": (
        both(scan, print_lines(["扫描软件免费版水印 扫描软件免费版水印"] * 2)),
        "mostly_image",
    ),
    "a map shifted by one character": (
        print_lines(["".join(chr(ord(c) + 1) if c >= "\u4e00" else c for c in line) for line in RECORD]),
        "unlikely_han",
    ),
    "a map shifted by a hundred characters": (
        print_lines(["".join(chr(ord(c) + 100) if c >= "\u4e00" else c for c in line) for line in RECORD]),
        "unlikely_han",
    ),
    "a Latin map shifted by one letter": (
        print_lines(["".join(chr(ord(c) + 1) if c.isalpha() else c for c in line) for line in LETTER], "Vera"),
        "unlikely_latin",
    ),
    "UTF-8 bytes read as GBK": (
        print_lines([line.encode().decode("gb18030", "ignore") for line in RECORD]),
        "unlikely_han",
    ),
    "GBK bytes read as Latin": (
        print_lines([line.encode("gbk").decode("latin-1") for line in RECORD], "Vera"),
        "mojibake",
    ),
    "glyph names of a converter": (print_lines(["(cid:1234)(cid:88)(cid:2011)"] * 4, "Vera"), "cid"),
    "symbols instead of letters": (print_lines(["#$%&'()*+,-./:;<=>?@[]^_{|}~"] * 3, "Vera"), "garbled"),
}


@pytest.mark.parametrize(("draw", "reason"), BAD.values(), ids=BAD.keys())
def test_bad_layers_are_read_by_ocr_instead(tmp_path, draw, reason):
    assert judge_text_layer(layer_of(tmp_path, draw)) == (False, reason)


def test_a_font_that_maps_to_private_characters_is_garbled(tmp_path):
    layer = layer_of(tmp_path, print_lines(LETTER, "Vera"), map_to_private_use)
    assert judge_text_layer(layer) == (False, "garbled")


def test_a_font_without_a_map_that_names_its_characters_is_fine(tmp_path):
    """A stripped /ToUnicode does no harm where the codes themselves are ASCII; what is read decides, not the file."""
    layer = layer_of(tmp_path, print_lines(LETTER, "Vera"), lambda data: data.replace(b"/ToUnicode", b"/NoUnicode"))
    assert judge_text_layer(layer) == (True, "trusted")


def plain(*lines: str) -> TextLayer:
    box = BoundingBox(0.1, 0.1, 0.9, 0.12)
    return TextLayer(lines=number_lines([Line(text=text, bbox=box) for text in lines]))


@pytest.mark.parametrize("odd", ["\ufffd", "\ue123", "\x13", "\U000f1234"])
def test_a_few_characters_without_meaning_are_enough(odd):
    spoilt = [line.replace("2", odd).replace("0", odd) for line in RECORD]
    assert judge_text_layer(plain(*spoilt)) == (False, "garbled")


def test_one_odd_character_is_not():
    assert judge_text_layer(plain(*RECORD, "\ue123"))[0]


def test_latin_text_where_chinese_is_expected_asks_for_ocr():
    assert judge_text_layer(plain(*LETTER)) == (True, "trusted")
    assert judge_text_layer(plain(*LETTER), chinese_expected=True) == (False, "no_han")


def test_rare_names_do_not_spoil_a_page():
    assert judge_text_layer(plain(*RECORD, "赟翀玥祎垚彧珺喆堃"))[0]


def test_amounts_with_many_digits_are_checked_first():
    layer = plain("费用 1.00", "合计 12,345.67", "住院号 123456", "自付 98.76", "其他 55.55")
    assert [line.text for line in lines_to_spot_check(layer, limit=2)] == ["合计 12,345.67", "自付 98.76"]


def test_digits_decide_whether_two_readings_agree():
    assert digits_agree("合计：¥12,345.60", "合计 Y12345.60")
    assert not digits_agree("合计：12,345.60", "合计：12,845.60")


def test_real_pdfs_are_judged_by_what_they_are(shared_data):
    """Born-digital invoices are trusted, photographed records are not."""
    files = sorted((shared_data / "images").glob("*.pdf"))
    pages, _ = open_files(files, limits=Limits())
    for page in pages:
        layer = page.load_text_layer()
        assert layer is not None
        trusted, reason = judge_text_layer(layer)
        assert trusted == bool(layer.lines), (page.file, reason)
