"""Text under a red seal, read a second time with the seal's ink taken out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prereview.documents import BoundingBox, Line, Seal
from prereview.reading.colour import remove_red

if TYPE_CHECKING:
    from prereview.documents import Pixels
    from prereview.reading.engines import Engine

#: A second reading replaces the first only when it is this much more confident, and loses no more text than this.
MARGIN, KEEPS = 0.01, 0.8
#: Lines read this surely through the ink are left alone; a new line must be at least SURE_NEW.
SURE, SURE_NEW = 0.985, 0.8


def reread_under_seals(
    engine: Engine, pixels: Pixels, lines: Sequence[Line], seals: Sequence[Seal]
) -> tuple[Line, ...]:
    """The lines with those crossed by red seals in their more confident reading; boxes stay page-relative.

    Args:
        engine: reads the cut-outs.
        pixels: the upright page, RGB.
        lines: the first reading.
        seals: what was found on the page; only red ones can be taken out.
    """
    current = list(lines)
    for seal in seals:
        if seal.colour != "red":
            continue
        crossed = [line for line in current if _touches(line.bbox, seal.bbox)]
        if crossed and all((line.confidence or 0.0) >= SURE for line in crossed):
            continue
        region = seal.bbox
        for line in crossed:
            region = region.union(line.bbox)
        for fresh in _read_region(engine, pixels, region):
            if _touches(fresh.bbox, seal.bbox):
                current = _merge(current, fresh)
    return tuple(current)


def _touches(line: BoundingBox, seal: BoundingBox) -> bool:
    across = min(line.x1, seal.x1) - max(line.x0, seal.x0)
    down = min(line.y1, seal.y1) - max(line.y0, seal.y0)
    return across > 0.1 * seal.width and down > 0.4 * line.height


def _read_region(engine: Engine, pixels: Pixels, region: BoundingBox) -> list[Line]:
    """Lines of the cut-out with red removed, boxes turned back into the page's."""
    height, width = pixels.shape[:2]
    left, top = max(0, int(region.x0 * width) - 12), max(0, int(region.y0 * height) - 12)
    right, bottom = min(width, int(region.x1 * width) + 12), min(height, int(region.y1 * height) + 12)
    if right - left < 16 or bottom - top < 16:
        return []
    reading = engine.read(remove_red(pixels[top:bottom, left:right]), upright=True)
    across, down = (right - left) / width, (bottom - top) / height
    return [
        line.model_copy(
            update={
                "bbox": BoundingBox(
                    round(left / width + line.bbox.x0 * across, 5),
                    round(top / height + line.bbox.y0 * down, 5),
                    round(left / width + line.bbox.x1 * across, 5),
                    round(top / height + line.bbox.y1 * down, 5),
                )
            }
        )
        for line in reading.lines
    ]


def _merge(lines: list[Line], fresh: Line) -> list[Line]:
    """The lines with `fresh` in place of what it reads better; at its place among them if it is new."""
    same = [index for index, line in enumerate(lines) if _same_place(line.bbox, fresh.bbox)]
    sure = fresh.confidence or 0.0
    if not same:
        return _inserted(lines, fresh) if sure >= SURE_NEW else lines
    old_length = sum(len(lines[index].text) for index in same)
    old_sure = sum((lines[index].confidence or 0.0) * len(lines[index].text) for index in same) / max(old_length, 1)
    if sure < old_sure + MARGIN or len(fresh.text) < KEEPS * old_length:
        return lines
    return [fresh if index == same[0] else line for index, line in enumerate(lines) if index not in same[1:]]


def _same_place(a: BoundingBox, b: BoundingBox) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across > 0.3 * min(a.width, b.width) and down > 0.5 * min(a.height, b.height)


def _inserted(lines: list[Line], fresh: Line) -> list[Line]:
    middle = (fresh.bbox.y0 + fresh.bbox.y1) / 2
    for index, line in enumerate(lines):
        same_row = line.bbox.y0 < middle < line.bbox.y1
        if line.bbox.y0 > middle or (same_row and line.bbox.x0 > fresh.bbox.x0):
            return [*lines[:index], fresh, *lines[index:]]
    return [*lines, fresh]
