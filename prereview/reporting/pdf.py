"""Lines on A4 paper, by reportlab.

The page carries its Chinese font, a subset of Noto Sans CJK that ships with the package (fonts/README.md), so it
looks the same on a machine without any; a rare character the subset lacks is left to the viewer's own STSong.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

_FONT, _RARE = "PrereviewNotice", "STSong-Light"
_MARGIN = 56.0  #: points, about 20 mm


def draw_pdf(lines: Iterable[tuple[str, str]], *, title: str, footer: str, size: float) -> bytes:
    """Lines of a kind (heading, entry, detail, plain, space) as a PDF.

    Args:
        lines: kind and text of each.
        title: heading of the first page.
        footer: stands beside the page number.
        size: of the type, in points.
    """
    stream = io.BytesIO()
    known = _load_font()
    sheet = SimpleDocTemplate(
        stream, pagesize=A4, title=title, author="prereview", lang="zh", invariant=1,
        leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
    )  # fmt: skip
    styles = _styles(size)
    flow = [Paragraph(_marked(title, known), styles["title"])]
    for kind, text in lines:
        flow.append(Paragraph(_marked(text, known), styles[kind]) if text else Spacer(1, size * 0.5))

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont(_FONT, 9)
        canvas.drawString(_MARGIN, 32, footer)
        canvas.drawRightString(A4[0] - _MARGIN, 32, str(document.page))

    sheet.build(flow, onFirstPage=number, onLaterPages=number)
    return stream.getvalue()


def _styles(size: float) -> dict[str, ParagraphStyle]:
    plain = ParagraphStyle("plain", fontName=_FONT, fontSize=size, leading=size * 1.55, wordWrap="CJK")
    return {
        "plain": plain,
        "title": ParagraphStyle("title", plain, fontSize=size * 1.5, leading=size * 2.2, spaceAfter=size),
        "heading": ParagraphStyle(
            "heading", plain, fontSize=size * 1.15, leading=size * 1.9, spaceBefore=size * 0.6, keepWithNext=1
        ),
        "entry": ParagraphStyle("entry", plain, spaceBefore=size * 0.4, keepWithNext=1),
        "detail": ParagraphStyle("detail", plain, leftIndent=size * 1.5, textColor="#333333"),
    }


@cache
def _load_font() -> frozenset[int]:
    """Register both fonts; the code points the embedded one draws."""
    font = resources.files("prereview").joinpath("reporting/fonts/notice.ttf").read_bytes()
    embedded = TTFont(_FONT, io.BytesIO(font))
    registerFont(embedded)
    registerFont(UnicodeCIDFont(_RARE))
    return frozenset(embedded.face.charToGlyph)


def _marked(text: str, known: frozenset[int]) -> str:
    """The text for a Paragraph, characters the embedded font lacks in the viewer's."""
    return "".join(
        escape(char) if ord(char) in known else f'<font name="{_RARE}">{escape(char)}</font>' for char in text
    )
