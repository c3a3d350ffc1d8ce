"""Text under a red or blue seal, found and read a second time with the seal's ink taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from prereview.documents import BoundingBox, Line, Seal
from prereview.reading.colour import remove_ink

if TYPE_CHECKING:
    from prereview.documents import Pixels
    from prereview.reading.engines import Engine

#: Of two readings of the same length the second must be this much more confident; shorter than this share of the
#: first it never replaces it.
MARGIN, KEEPS = 0.01, 0.8
#: A new line, and one that reads more than was read before, must be at least this sure.
SURE_NEW, SURE_LONGER = 0.8, 0.85
#: Words of a seal read as one with what lies under them (科費内科用章), less sure than they are when read apart.
_SEALS_OWN, SURE_APART = re.compile("[用费費]章"), 0.95
#: Around a seal, in seal widths and heights: a date begins outside the ring and ends inside it.
ASIDE, ABOVE = 0.6, 0.05
CUT = 0.005  #: a line that ends so near the side of the cut-out goes on beyond it


class _Region(NamedTuple):
    """A cut-out in pixels of the page."""

    left: int
    top: int
    right: int
    bottom: int


def reread_under_seals(
    engine: Engine, pixels: Pixels, lines: Sequence[Line], seals: Sequence[Seal]
) -> tuple[Line, ...]:
    """The lines with those crossed by coloured seals in their fuller or more confident reading.

    Args:
        engine: finds and reads lines on the cut-outs.
        pixels: the upright page, RGB.
        lines: the first reading, boxes page-relative as in the result.
        seals: what was found on the page; black ones cannot be told from print.
    """
    current = list(lines)
    for seal in seals:
        if seal.colour == "black":
            continue
        for fresh in _read_clean(engine, pixels, _region(pixels, seal, current), seal.colour):
            if _touches(fresh.bbox, seal.bbox):
                current = _merge(current, fresh)
    return tuple(current)


def _region(pixels: Pixels, seal: Seal, lines: Sequence[Line]) -> _Region:
    """The seal, its surroundings, and the whole of every line that runs through it."""
    height, width = pixels.shape[:2]
    box = seal.bbox
    aside, above = ASIDE * box.width, ABOVE * box.height
    box = BoundingBox(box.x0 - aside, box.y0 - above, box.x1 + aside, box.y1 + above)
    for line in lines:
        if _touches(line.bbox, seal.bbox):
            box = box.union(line.bbox)
    return _Region(
        max(0, int(box.x0 * width) - 12),
        max(0, int(box.y0 * height) - 12),
        min(width, int(box.x1 * width) + 12),
        min(height, int(box.y1 * height) + 12),
    )


def _touches(line: BoundingBox, seal: BoundingBox) -> bool:
    across = min(line.x1, seal.x1) - max(line.x0, seal.x0)
    down = min(line.y1, seal.y1) - max(line.y0, seal.y0)
    return across > 0.1 * min(seal.width, line.width) and down > 0.4 * line.height


def _read_clean(engine: Engine, pixels: Pixels, region: _Region, colour: Literal["red", "blue"]) -> list[Line]:
    """Lines of the cut-out without the seal's ink, boxes turned back into the page's."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = region
    if right - left < 16 or bottom - top < 16:
        return []
    reading = engine.read(remove_ink(pixels[top:bottom, left:right], colour), upright=True)
    whole = region._replace(left=0, right=width)
    if whole != region and any(line.bbox.x0 < CUT or line.bbox.x1 > 1 - CUT for line in reading.lines):
        return _read_clean(engine, pixels, whole, colour)
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
    if not same:
        return _inserted(lines, fresh) if (fresh.confidence or 0.0) >= SURE_NEW else lines
    joined = _joined(lines[same[0]], fresh) if len(same) == 1 else None
    if joined is None and not _is_better(fresh, [lines[index] for index in same]):
        return lines
    return [joined or fresh if index == same[0] else line for index, line in enumerate(lines) if index not in same[1:]]


def _joined(old: Line, fresh: Line) -> Line | None:
    """A label whose ink went with the seal's, and its value that the seal had broken off: 住院号:91 and 918877."""
    goes_on = old.bbox.x0 < fresh.bbox.x0 and old.bbox.x1 < fresh.bbox.x1
    if not goes_on or (fresh.confidence or 0.0) < SURE_NEW:
        return None
    shared = next((n for n in range(len(fresh.text) - 1, 1, -1) if old.text.endswith(fresh.text[:n])), 0)
    if not shared:
        return None
    update = {"text": old.text + fresh.text[shared:], "bbox": old.bbox.union(fresh.bbox)}
    return old.model_copy(update=update)


def _is_better(fresh: Line, old: Sequence[Line]) -> bool:
    """Whether one clean line beats the pieces read through the ink: it says more, or the same more surely."""
    sure, length = fresh.confidence or 0.0, len(fresh.text)
    old_length = sum(len(line.text) for line in old)
    old_sure = sum((line.confidence or 0.0) * len(line.text) for line in old) / max(old_length, 1)
    if old_sure < SURE_APART and _SEALS_OWN.search("".join(line.text for line in old)):
        return sure >= max(SURE_NEW, old_sure) and not _SEALS_OWN.search(fresh.text)
    says_more = length > old_length or (length == old_length and len(old) > 1)
    if says_more and sure >= SURE_LONGER:
        return True
    return sure >= old_sure + MARGIN and length >= KEEPS * old_length


def _same_place(a: BoundingBox, b: BoundingBox) -> bool:
    """Whether two boxes hold the same line; the arc of a seal's name is higher than a line and is another one."""
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across > 0.3 * min(a.width, b.width) and down > 0.5 * max(a.height, b.height)


def _inserted(lines: list[Line], fresh: Line) -> list[Line]:
    middle = (fresh.bbox.y0 + fresh.bbox.y1) / 2
    for index, line in enumerate(lines):
        same_row = line.bbox.y0 < middle < line.bbox.y1
        if line.bbox.y0 > middle or (same_row and line.bbox.x0 > fresh.bbox.x0):
            return [*lines[:index], fresh, *lines[index:]]
    return [*lines, fresh]
