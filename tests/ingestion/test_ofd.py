"""OFD and structured e-invoices: text with boxes, pictures, seals, several documents in one file."""

from __future__ import annotations

import numpy as np
import pytest

from prereview.errors import InputError
from prereview.ingestion import open_submission
from prereview.reading.seals import find_seals

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def content(*objects: str, template: str = "") -> bytes:
    layer = f"<ofd:Content><ofd:Layer ID='1'>{''.join(objects)}</ofd:Layer></ofd:Content>"
    return f"<?xml version='1.0' encoding='UTF-8'?><ofd:Page {NS}>{template}{layer}</ofd:Page>".encode()


def words(text: str, x: float, y: float, *, size: float = 4.0, more: str = "") -> str:
    """A text object whose characters stand one type size apart."""
    boundary = f"{x} {y} {len(text) * size} {size * 1.2}"
    deltas = f"DeltaX='g {len(text) - 1} {size}'" if len(text) > 1 else ""
    code = f"<ofd:TextCode X='0' Y='{size}' {deltas}>{text}</ofd:TextCode>"
    return f"<ofd:TextObject ID='2' Boundary='{boundary}' Font='3' Size='{size}' {more}>{code}</ofd:TextObject>"


def package(
    *documents: list[bytes], extra: dict[str, bytes] | None = None, common: str = "", body: str = ""
) -> dict[str, bytes]:
    """The parts of an OFD file: for each document its page contents."""
    parts = dict(extra or {})
    bodies = ""
    for number, pages in enumerate(documents):
        root = f"Doc_{number}"
        bodies += f"<ofd:DocBody><ofd:DocRoot>{root}/Document.xml</ofd:DocRoot>{body}</ofd:DocBody>"
        listed = "".join(f"<ofd:Page ID='{i}' BaseLoc='Pages/Page_{i}/Content.xml'/>" for i in range(len(pages)))
        area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:PageArea>"
        parts[f"{root}/Document.xml"] = (
            f"<ofd:Document {NS}><ofd:CommonData>{area}{common}</ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        ).encode()
        parts |= {f"{root}/Pages/Page_{i}/Content.xml": page for i, page in enumerate(pages)}
    parts["OFD.xml"] = f"<ofd:OFD {NS} Version='1.0'>{bodies}</ofd:OFD>".encode()
    return parts


@pytest.fixture
def open_ofd(folder, limits, make_zip):
    return lambda parts: open_submission(folder({"发票.ofd": make_zip(parts)}), limits=limits)


def texts(page) -> list[str]:
    return [line.text for line in page.load_text_layer().lines]


def test_text_comes_in_reading_order_with_boxes(open_ofd):
    page = content(words("价税合计", 20, 100), words("￥106.00", 100, 100), words("电子发票", 80, 10))
    submission = open_ofd(package([page]))
    (shown,) = submission.pages
    assert (shown.kind, submission.findings) == ("ofd", ())
    assert texts(shown) == ["电子发票", "价税合计", "¥106.00"]
    box = shown.load_text_layer().lines[0].bbox
    assert box.x0 == pytest.approx(80 / 210, abs=0.002)
    assert box.x1 == pytest.approx(96 / 210, abs=0.002)
    assert box.y0 < 13 / 140 < box.y1


def test_several_documents_are_numbered_through(open_ofd):
    first, second, third = (content(words(char, 20, 20)) for char in "甲乙丙")
    submission = open_ofd(package([first, second], [third]))
    assert [(page.number, texts(page)) for page in submission.pages] == [(1, ["甲"]), (2, ["乙"]), (3, ["丙"])]


def test_templates_and_absolute_paths_are_followed(open_ofd):
    page = content(words("张", 60, 50), template="<ofd:Template TemplateID='9'/>")
    common = "<ofd:TemplatePage ID='9' BaseLoc='/Doc_0/Tpls/Tpl_0/Content.xml'/>"
    extra = {"Doc_0/Tpls/Tpl_0/Content.xml": content(words("交款人", 20, 50))}
    assert texts(open_ofd(package([page], extra=extra, common=common)).pages[0]) == ["交款人", "张"]


def test_a_text_matrix_scales_and_moves(open_ofd):
    page = content(words("合计", 0, 0, size=10, more="CTM='0.4 0 0 0.4 84 56'"))
    box = open_ofd(package([page])).pages[0].load_text_layer().lines[0].bbox
    assert (box.x0, box.x1) == (pytest.approx(0.4, abs=0.002), pytest.approx(0.4 + 8 / 210, abs=0.002))


def pictured(picture: bytes, *, matrix: str) -> dict[str, bytes]:
    """The parts of an OFD file whose page is one picture."""
    resource = (
        f"<ofd:Res {NS} BaseLoc='Res'><ofd:MultiMedias><ofd:MultiMedia ID='7' Type='Image'>"
        "<ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    ).encode()
    extra = {"Doc_0/PublicRes.xml": resource, "Doc_0/Res/a.png": picture}
    page = content(f"<ofd:ImageObject ID='5' Boundary='0 0 210 140' ResourceID='7' CTM='{matrix}'/>")
    return package([page], extra=extra, common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>")


def test_a_scanned_page_is_a_picture_that_covers(open_ofd, make_picture, corners):
    (shown,) = open_ofd(pictured(make_picture(size=(420, 280)), matrix="210 0 0 140 0 0")).pages
    assert shown.load_text_layer().image_cover == 1.0
    assert corners(shown.render()) == "RGWB"


def stamped(seal: bytes, *, box: str) -> dict[str, bytes]:
    """The parts of an OFD file whose signature stamps `seal` at a box of its first page."""
    signature = (
        f"<ofd:Signature {NS}><ofd:SignedInfo><ofd:StampAnnot ID='1' PageRef='0' Boundary='{box}'/>"
        "<ofd:Seal><ofd:BaseLoc>/Doc_0/Signs/Sign_0/Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo></ofd:Signature>"
    ).encode()
    listed = "<ofd:Signature ID='1' BaseLoc='Sign_0/Signature.xml'/>"
    extra = {
        "Doc_0/Signs/Signatures.xml": f"<ofd:Signatures {NS}>{listed}</ofd:Signatures>".encode(),
        "Doc_0/Signs/Sign_0/Signature.xml": signature,
        "Doc_0/Signs/Sign_0/Seal.esl": b"0\x82ES\x02\x01" + seal + b"\x30\x00",
    }
    body = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    return package([content(words("票", 20, 20))], extra=extra, body=body)


def colour_at(pixels, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place in millimetres, of a page 210 mm wide."""
    scale = pixels.shape[1] / 210
    return tuple(int(value) for value in pixels[round(y * scale), round(x * scale)])


def test_seals_of_signatures_are_drawn_where_they_are_stamped(open_ofd, make_picture):
    seal = np.frombuffer(make_picture(size=(40, 40)), np.uint8).tobytes()
    pixels = open_ofd(stamped(seal, box="150 20 30 30")).pages[0].render()
    red, green, _ = colour_at(pixels, 157, 27)
    assert red > 150 > green


#: A ring of four Bézier curves, as tax seals draw theirs: 28 mm wide, 18 mm tall, around (15, 10).
RING = "M 1 10 B 1 5 7 1 15 1 B 23 1 29 5 29 10 B 29 15 23 19 15 19 B 7 19 1 15 1 10 C"


def path(pen: str = "", *, data: str = RING) -> str:
    drawn = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f"<ofd:PathObject ID='9' Boundary='0 0 30 20' LineWidth='1'>{pen}{drawn}</ofd:PathObject>"


def drawn_seal(make_zip) -> bytes:
    area = "<ofd:Area><ofd:PhysicalBox>0 0 30 20</ofd:PhysicalBox></ofd:Area>"
    turned = words("测", 4, 6, more="CTM='0.5 -0.8 0.8 0.5 0 0'")
    return make_zip(package([content(path(), turned, template=area)]))


def test_a_seal_that_is_a_drawing_itself_is_drawn_in_red(open_ofd, make_zip):
    pixels = open_ofd(stamped(drawn_seal(make_zip), box="90 8 30 20")).pages[0].render()
    for x, y in ((91, 18), (119, 18), (105, 9), (105, 27)):  # the ends of the ring
        red, green, blue = colour_at(pixels, x, y)
        assert red > 180
        assert max(green, blue) < 100
    assert colour_at(pixels, 105, 18) == (255, 255, 255)


def test_a_drawn_seal_is_found(open_ofd, make_zip):
    (seal,) = find_seals(open_ofd(stamped(drawn_seal(make_zip), box="90 8 30 20")).pages[0].render())
    assert seal.shape == "oval"


def test_a_damaged_drawn_seal_leaves_its_place_empty(open_ofd, make_zip):
    broken = drawn_seal(make_zip).replace(b"OFD.xml", b"OFD.xyz")
    pixels = open_ofd(stamped(broken, box="90 8 30 20")).pages[0].render()
    assert colour_at(pixels, 91, 18) == (255, 255, 255)


def annotated(note: str) -> dict[str, bytes]:
    listed = "<ofd:Page PageID='0'><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page>"
    extra = {
        "Doc_0/Annots/Annotations.xml": f"<ofd:Annotations {NS}>{listed}</ofd:Annotations>".encode(),
        "Doc_0/Annots/Page_0/Annotation.xml": f"<ofd:PageAnnot {NS}>{note}</ofd:PageAnnot>".encode(),
    }
    parts = package([content(words("票", 20, 20))], extra=extra)
    linked = b"<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>"
    return parts | {"Doc_0/Document.xml": parts["Doc_0/Document.xml"].replace(b"</ofd:Document>", linked)}


@pytest.mark.parametrize(("visible", "seen"), [("true", (0, 0, 200)), ("false", (255, 255, 255))])
def test_annotations_are_drawn_in_their_box_and_are_no_text(open_ofd, visible, seen):
    shown = path("<ofd:StrokeColor Value='0 0 200'/>") + words("盖章处", 8, 8)
    appearance = f"<ofd:Appearance Boundary='100 60 30 20'>{shown}</ofd:Appearance>"
    page = open_ofd(annotated(f"<ofd:Annot Type='Stamp' Visible='{visible}'>{appearance}</ofd:Annot>")).pages[0]
    assert colour_at(page.render(), 101, 70) == seen
    assert texts(page) == ["票"]


def test_arcs_and_filled_shapes_are_drawn(open_ofd):
    half = path(data="M 20 60 A 10 10 0 0 1 40 60")  # the upper half of a circle around (30, 60)
    square = path("<ofd:FillColor Value='0 120 0'/>", data="M 60 60 L 80 60 L 80 80 L 60 80 C")
    filled = square.replace("LineWidth", "Stroke='false' Fill='true' LineWidth")
    pixels = open_ofd(package([content(half, filled)])).pages[0].render()
    assert colour_at(pixels, 30, 50) == (0, 0, 0)
    assert colour_at(pixels, 30, 70) == (255, 255, 255)
    assert colour_at(pixels, 70, 70) == (0, 120, 0)


def test_the_matrix_of_a_picture_is_its_place(open_ofd, make_picture):
    pixels = open_ofd(pictured(make_picture(size=(40, 40)), matrix="20 0 0 20 100 40")).pages[0].render()
    assert colour_at(pixels, 102, 42) != (255, 255, 255)
    assert colour_at(pixels, 50, 100) == (255, 255, 255)


def test_invisible_text_is_told(open_ofd):
    page = content(words("看得见", 20, 20), words("看不见", 20, 40, more="Visible='false'"))
    assert open_ofd(package([page])).pages[0].load_text_layer().invisible_share == 0.5


def test_damaged_parts_are_a_finding_or_a_page_error(open_ofd):
    broken = package([b"<not closed"])
    page = open_ofd(broken).pages[0]
    with pytest.raises(InputError, match=r"发票\.ofd"):
        page.load_text_layer()
    assert [finding.code for finding in open_ofd(broken | {"OFD.xml": b"<x"}).findings] == ["file_damaged"]
    assert [finding.code for finding in open_ofd({"OFD.xml": b"<x/>"}).findings] == ["no_pages"]


SENSELESS = {
    "text": "<ofd:TextObject Boundary='a' ><ofd:TextCode DeltaX='g 999999999 1'>a</ofd:TextCode></ofd:TextObject>",
    "no text": "<ofd:TextObject Boundary='0 0 5 5'><ofd:TextCode/></ofd:TextObject>",
    "picture": "<ofd:ImageObject Boundary='0 0 1 1' ResourceID='none'/>",
    "path": "<ofd:PathObject Boundary='0 0 9 9'><ofd:AbbreviatedData>M L 1 L</ofd:AbbreviatedData></ofd:PathObject>",
}


@pytest.mark.parametrize("object_", SENSELESS.values(), ids=SENSELESS.keys())
def test_senseless_objects_cost_nothing(open_ofd, object_):
    page = open_ofd(package([content(object_, words("好", 20, 20))])).pages[0]
    assert "好" in "".join(texts(page))
    assert page.render().shape[1] > 1000


FISCAL = """<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EInvoiceTag>CZ-EI</EInvoiceTag></Header><EInvoiceData><Main>
<EInvoiceName>测试省医疗住院收费票据（电子）</EInvoiceName><EInvoiceCode>33060221</EInvoiceCode>
<EInvoiceNumber>0000000007</EInvoiceNumber><RandomNumber>a1b2c3</RandomNumber><TotalAmount>325.82</TotalAmount>
<IssueDate>20260220</IssueDate><PayerParty><PayerPartyName>测试甲</PayerPartyName></PayerParty></Main>
<Details><Item><ItemName>西药费</ItemName><ItemAmount>300.00</ItemAmount></Item>
<Item><ItemName>化验费</ItemName><ItemAmount>25.82</ItemAmount></Item></Details></EInvoiceData></EInvoice>"""


def test_an_e_invoice_in_xml_becomes_labelled_lines(folder, limits):
    submission = open_submission(folder({"发票.xml": FISCAL.encode()}), limits=limits)
    (page,) = submission.pages
    lines = texts(page)
    assert page.kind == "xml"
    assert lines[0] == "测试省医疗住院收费票据（电子）"
    assert "票据代码: 33060221" in lines
    assert "校验码: a1b2c3" in lines
    assert "金额合计(小写): 325.82" in lines
    assert "交款人: 测试甲" in lines
    assert "项目名称: 化验费  金额: 25.82" in lines


def test_an_xml_in_gb18030_is_read(folder, limits):
    data = FISCAL.replace("UTF-8", "GB18030").encode("gb18030")
    assert "交款人: 测试甲" in texts(open_submission(folder({"a.xml": data}), limits=limits).pages[0])
