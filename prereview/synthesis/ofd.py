"""A canvas as OFD (GB/T 33190-2016): text objects for the words, one picture for everything drawn."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

from prereview.synthesis.canvas import Canvas, Operation, Text
from prereview.synthesis.raster import render_canvas

_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_TIME = (2026, 1, 1, 0, 0, 0)  # fixed: the same seed gives the same bytes
_FONTS = {"song": "宋体", "hei": "黑体", "kai": "楷体"}


def write_ofd(pages: Sequence[Canvas], *, seed: int) -> bytes:
    """The bytes of an OFD file with one page a canvas."""
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {_SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml'
        "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": _document(pages),
        "Doc_0/PublicRes.xml": _fonts(),
        "Doc_0/DocumentRes.xml": _media(len(pages)),
    }
    for number, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = _content(page, number)
        parts[f"Doc_0/Res/image_{number}.png"] = _picture(page, seed + number)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), content)
    return stream.getvalue()


def _document(pages: Sequence[Canvas]) -> str:
    listed = "".join(
        f'<ofd:Page ID="{10 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    return (
        f"<ofd:Document {_SPACE}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>"
        f"0 0 {pages[0].width:.2f} {pages[0].height:.2f}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )


def _fonts() -> str:
    fonts = "".join(
        f'<ofd:Font ID="{number}" FontName={quoteattr(name)} FamilyName={quoteattr(name)}/>'
        for number, name in enumerate(_FONTS.values(), 2)
    )
    return f'<ofd:Res {_SPACE} BaseLoc="Res"><ofd:Fonts>{fonts}</ofd:Fonts></ofd:Res>'


def _media(count: int) -> str:
    media = "".join(
        f'<ofd:MultiMedia ID="{500 + n}" Type="Image" Format="PNG"><ofd:MediaFile>image_{n}.png</ofd:MediaFile>'
        "</ofd:MultiMedia>"
        for n in range(count)
    )
    return f'<ofd:Res {_SPACE} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'


def _content(page: Canvas, number: int) -> str:
    area = f"0 0 {page.width:.2f} {page.height:.2f}"
    image = (
        f'<ofd:ImageObject ID="{1000 + number}" Boundary="{area}" CTM="{page.width:.2f} 0 0 {page.height:.2f} 0 0" '
        f'ResourceID="{500 + number}"/>'
    )
    texts = "".join(_text(text, 2000 + index) for index, text in enumerate(page.texts) if text.text.strip())
    return (
        f"<ofd:Page {_SPACE}><ofd:Area><ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:Area><ofd:Content>"
        f'<ofd:Layer ID="100" Type="Body">{image}{texts}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _text(text: Text, number: int) -> str:
    font = 2 + list(_FONTS).index(text.family if text.family in _FONTS else "song")
    steps = " ".join(f"{text.size if ord(character) > 255 else text.size / 2:.3f}" for character in text.text[:-1])
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{text.x:.2f} {text.y:.2f} {text.width:.2f} {text.size * 1.1:.2f}" '
        f'Font="{font}" Size="{text.size:.3f}"><ofd:FillColor Value="{" ".join(map(str, text.colour))}"/>'
        f'<ofd:TextCode X="0" Y="{text.size * 0.86:.3f}"{delta}>{escape(text.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _picture(page: Canvas, seed: int) -> bytes:
    """Everything that is not text."""
    drawn: list[Operation] = [operation for operation in page.operations if not isinstance(operation, Text)]
    stream = io.BytesIO()
    pixels = render_canvas(Canvas(page.width, page.height, page.paper, drawn), dpi=110, seed=seed)
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()
