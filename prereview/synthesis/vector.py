"""Canvases as a PDF with a real text layer; same bytes for the same input (no dates, no random ids)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas as PdfCanvas

from prereview.synthesis.canvas import Canvas, Operation, Patch, Picture, Stamp, Stroke, Symbol, Text
from prereview.synthesis.fonts import pdf_font
from prereview.synthesis.pictures import draw_picture_of
from prereview.synthesis.raster import symbol_picture
from prereview.synthesis.stamping import draw_seal

POINT = 72 / 25.4
_PICTURE_SCALE = 5.9  # pixels per mm: 150 dpi keeps embedded pictures small

Pixels = npt.NDArray[np.uint8]


def write_pdf(pages: Sequence[Canvas | bytes]) -> bytes:
    """One PDF. A `Canvas` becomes a page with a text layer; JPEG bytes become a scanned page without one."""
    stream = io.BytesIO()
    pdf = PdfCanvas(stream, invariant=1, pageCompression=1)
    pdf.setProducer("prereview synthesis")
    for page in pages:
        if isinstance(page, bytes):
            _image_page(pdf, page)
        else:
            _vector_page(pdf, page)
    pdf.save()
    return stream.getvalue()


def _image_page(pdf: PdfCanvas, jpeg: bytes) -> None:
    picture = ImageReader(io.BytesIO(jpeg))
    width, height = picture.getSize()
    scale = 842 / max(width, height)
    pdf.setPageSize((width * scale, height * scale))
    pdf.drawImage(picture, 0, 0, width * scale, height * scale)
    pdf.showPage()


def _vector_page(pdf: PdfCanvas, canvas: Canvas) -> None:
    pdf.setPageSize((canvas.width * POINT, canvas.height * POINT))
    if canvas.paper != (255, 255, 255):
        _fill(pdf, canvas, Patch(0, 0, canvas.width, canvas.height, canvas.paper))
    for operation in canvas.operations:
        if not isinstance(operation, Stamp):
            _put(pdf, canvas, operation)
    for number, stamp in enumerate(canvas.stamps):
        _image(pdf, canvas, draw_seal(stamp, _PICTURE_SCALE, number), (stamp.x, stamp.y, stamp.width, stamp.height))
    pdf.showPage()


def _put(pdf: PdfCanvas, canvas: Canvas, operation: Operation) -> None:
    match operation:
        case Text():
            _write(pdf, canvas, operation)
        case Stroke():
            pdf.setStrokeColorRGB(*(channel / 255 for channel in operation.colour))
            pdf.setLineWidth(operation.width * POINT)
            path = pdf.beginPath()
            for index, (x, y) in enumerate(operation.points):
                (path.lineTo if index else path.moveTo)(x * POINT, (canvas.height - y) * POINT)
            pdf.drawPath(path)
        case Patch():
            _fill(pdf, canvas, operation)
        case Picture():
            size = (max(4, int(operation.width * _PICTURE_SCALE)), max(4, int(operation.height * _PICTURE_SCALE)))
            _image(
                pdf,
                canvas,
                draw_picture_of(operation.name, *size, operation.seed),
                (operation.x, operation.y, operation.width, operation.height),
            )
        case Symbol():
            code = symbol_picture(operation, int(operation.width * 8), int(operation.height * 8))
            _image(pdf, canvas, code, (operation.x, operation.y, operation.width, operation.height))
        case Stamp():
            pass  # drawn last


def _write(pdf: PdfCanvas, canvas: Canvas, text: Text) -> None:
    if not text.text:
        return
    pdf.setFillColorRGB(*(channel / 255 for channel in text.colour))
    pdf.setStrokeColorRGB(*(channel / 255 for channel in text.colour))
    line = pdf.beginText(text.x * POINT, (canvas.height - text.y - text.size * 0.86) * POINT)
    line.setFont(pdf_font(text.family), text.size * POINT)
    line.setCharSpace(text.spacing * POINT)
    line.setTextRenderMode(2 if text.bold else 0)
    pdf.setLineWidth(0.25)
    line.textOut(text.text)
    pdf.drawText(line)


def _fill(pdf: PdfCanvas, canvas: Canvas, patch: Patch) -> None:
    pdf.setFillColorRGB(*(channel / 255 for channel in patch.fill))
    pdf.rect(
        patch.x * POINT,
        (canvas.height - patch.y - patch.height) * POINT,
        patch.width * POINT,
        patch.height * POINT,
        stroke=0,
        fill=1,
    )


def _image(pdf: PdfCanvas, canvas: Canvas, picture: Image.Image, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    pdf.drawImage(
        ImageReader(picture),
        x * POINT,
        (canvas.height - y - height) * POINT,
        width * POINT,
        height * POINT,
        mask="auto",
    )
