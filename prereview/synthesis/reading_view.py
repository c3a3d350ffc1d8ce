"""A canvas as a reader would return it, without rendering: lines with boxes, seals, codes, aspect."""

from __future__ import annotations

import re
from random import Random

from prereview.documents import BoundingBox, Code, Line, Page, Seal, SigningPlace, number_lines
from prereview.synthesis.canvas import Canvas, Patch, Picture, Stroke, Symbol, Text, measure

_SIGN_HERE = re.compile("[^，。；]{0,14}(?:签名|签字|签章)(?:[(（][^)）]*[)）])?[)）]?(?: ?Signature)?[：:]?")


def box_on(canvas: Canvas, x: float, y: float, width: float, height: float) -> BoundingBox:
    """A rectangle in mm as a page-relative box, clipped to the page."""
    return BoundingBox(
        round(min(max(x / canvas.width, 0.0), 1.0), 5),
        round(min(max(y / canvas.height, 0.0), 1.0), 5),
        round(min(max((x + width) / canvas.width, 0.0), 1.0), 5),
        round(min(max((y + height) / canvas.height, 0.0), 1.0), 5),
    )


def text_box(canvas: Canvas, text: Text) -> BoundingBox:
    """The box of one text operation."""
    return box_on(canvas, text.x, text.y, text.width, text.size)


def line_groups(canvas: Canvas, *, gap: float = 1.0) -> list[list[Text]]:
    """Text runs a reader would join into one line: same height, less than `gap` ems apart."""
    covers = [
        operation
        for operation in canvas.operations
        if (isinstance(operation, Patch) and operation.hides)
        or (isinstance(operation, Picture) and operation.name == "mosaic")
    ]
    texts = sorted(
        (text for text in canvas.texts if text.text.strip() and not _hidden(text, covers)),
        key=lambda text: (text.y, text.x),
    )
    rows: list[list[Text]] = []
    for text in texts:
        row = next(
            (row for row in reversed(rows[-6:]) if abs(row[0].y - text.y) < 0.45 * max(text.size, row[0].size)), None
        )
        if row is None:
            rows.append([text])
        else:
            row.append(text)
    groups: list[list[Text]] = []
    for row in rows:
        row.sort(key=lambda text: text.x)
        groups.append([row[0]])
        for text in row[1:]:
            last = groups[-1][-1]
            if text.x - (last.x + last.width) < gap * text.size:
                groups[-1].append(text)
            else:
                groups.append([text])
    return groups


def _hidden(text: Text, covers: list[Patch | Picture]) -> bool:
    return any(
        cover.x <= text.x + text.width / 2 <= cover.x + cover.width
        and cover.y <= text.y + text.size / 2 <= cover.y + cover.height
        for cover in covers
    )


def read_canvas(canvas: Canvas, *, file: str = "synthetic", number: int = 1, rng: Random | None = None) -> Page:
    """The page a perfect reader would return; with `rng`, joins neighbouring runs as differently as real engines do."""
    gap = 1.0 if rng is None else rng.choice((0.5, 0.9, 1.2, 2.0, 30.0))
    tick = "■" if rng is None else rng.choice(("■", "☑", "☑", "回", "√"))
    lines = []
    for group in line_groups(canvas, gap=gap):
        joined = "".join(
            text.text if not index or gap < 1.5 else " " + text.text for index, text in enumerate(group)
        ).strip()
        if tick != "■":
            joined = joined.replace("■", tick)
        left, right = group[0], group[-1]
        top, size = min(text.y for text in group), max(text.size for text in group)
        lines.append(
            Line(text=joined, bbox=box_on(canvas, left.x, top, right.x + right.width - left.x, size), confidence=0.99)
        )
    return Page(
        file=file,
        number=number,
        source="ocr",
        engine="synthetic",
        lines=number_lines(lines),
        seals=_seals(canvas),
        signing=_signing(canvas),
        codes=_codes(canvas),
        aspect=round(canvas.width / canvas.height, 4),
    )


def _seals(canvas: Canvas) -> tuple[Seal, ...]:
    return tuple(
        Seal(
            bbox=box_on(canvas, stamp.x, stamp.y, stamp.width, stamp.height),
            colour=stamp.colour,
            shape=stamp.shape,
            issuer=stamp.issuer,
            text=None,
            kind=None,
        )
        for stamp in canvas.stamps
    )


def _signing(canvas: Canvas) -> tuple[SigningPlace, ...]:
    """Signature labels, and whether a pen drew strokes or a name right of them."""
    starts = [operation.points[0] for operation in canvas.operations if isinstance(operation, Stroke)]
    starts += [(text.x, text.y + text.size / 2) for text in canvas.texts if text.ink == "hand"]
    places = []
    for text in canvas.texts:
        label = _SIGN_HERE.match(text.text)
        if label is None:
            continue
        end = text.x + measure(label.group(), text.size, text.family)
        reach = 8 * text.size
        penned = any(0 <= x - end <= reach and -text.size < y - text.y < 2 * text.size for x, y in starts)
        places.append(
            SigningPlace(
                bbox=box_on(canvas, end, text.y - text.size, reach, 3 * text.size),
                label=box_on(canvas, text.x, text.y, end - text.x, text.size),
                ink="pen" if penned or text.text[label.end() :].strip() else "none",
            )
        )
    return tuple(places)


def _codes(canvas: Canvas) -> tuple[Code, ...]:
    return tuple(
        Code(
            format="QRCode" if symbol.kind == "qr" else "Code128",
            text=symbol.payload,
            bbox=box_on(canvas, symbol.x, symbol.y, symbol.width, symbol.height),
        )
        for symbol in canvas.operations
        if isinstance(symbol, Symbol)
    )
