"""Whether a pen was at the places a form reserves for signatures: ink beside the label that no print explains.

A signature is no text: an engine reads nothing there, or a stray letter. So the pixels right of 签名, 签字, 签章 are
looked at: rules, known print and specks are taken away, and what is left as long as a character or more is a pen's.
Red ink is a seal's and is looked through. An empty place is told only where the label's own print shows that thin
strokes would have been seen; everything between is "unclear".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import cv2
import numpy as np

from prereview.documents import BoundingBox, Line, SigningPlace
from prereview.reading.colour import balance

if TYPE_CHECKING:
    from prereview.documents import Pixels

    Draw = Callable[[BoundingBox], Pixels]

_LABEL = re.compile(
    r"(?:签名|签字|签章|签署)(?:处|栏)?(?:[(（][^()（）]{0,8}[)）])?[)）]?[\s/]*(?:Signature)?\s*[:：]?"
    r"|(?:Signature|SIGNED|Signed)(?: of [A-Za-z ]{3,24})?\s*[:：]?$"
)
_RUNNING = re.compile("[,，。;；]")  #: print that talks about signing has these around it
_NEXT_LABEL = re.compile(r"[一-鿿/]{2,8}[:：]")
_WIDE = 1.12  #: times the usual width of a character: wider, and strokes were boxed with the label
_BRACKETS = re.compile("[():：（）]")
_NEIGHBOURS = 7  #: lines that tell how wide print is around here
MOST_PLACES = 8  #: looked at on one page
EM = 28  #: pixels a character of the label is brought to
REACH, ABOVE, BELOW = 12.0, 0.7, 1.0  #: the place beside the label, in characters: right, over and under its row
SMALLEST_EM = 9  #: pixels a character must have on the page, or a pen's line may have been lost
#: How dark ink is, as a share of the label's own print: a pen's strokes; the palest thing that may still be one.
STRONG, WEAK = 0.4, 0.22
LEANING = 2.2  #: characters: a line boxed higher leans
PALEST = 70  #: 0-255, the label's own print: paler, and a pen's line may have been lost
DARKEST_PAPER = 16  #: 0-255, grain of the paper
SPECK, STROKE = 0.4, 0.8  #: in characters: smaller is dirt or a colon, larger is writing
STRAIGHT = (0.2, 1.5)  #: in characters: thinner than the first and longer than the second is a rule that leans


class _Label(NamedTuple):
    box: BoundingBox  # of the words that ask for the signature
    sure_end: float  # where they may end already, were their characters narrow; share of the page width, as the next
    limit: float  # where the next label on the same line begins
    em: float  # height of a character, share of the page height


def find_signing(lines: Sequence[Line], draw: Draw, aspect: float) -> tuple[SigningPlace, ...]:
    """The places for signatures on an upright page, in the order of their labels.

    Args:
        lines: of the page.
        draw: gives the pixels (RGB) of a box of the page.
        aspect: width / height of the page.
    """
    labels = [label for line in lines for label in _labels(line, lines, aspect)]
    return tuple(_look(label, lines, draw, aspect) for label in labels[:MOST_PLACES])


def _labels(line: Line, lines: Sequence[Line], aspect: float) -> list[_Label]:
    """The labels on one line, with where the last of their characters ends."""
    text = line.text
    matches = [match for match in _LABEL.finditer(text) if not _is_running(text, match)]
    if not matches:
        return []
    pitch, least = _pitch(line, lines)
    own = line.bbox.width / max(_units(text), 1.0)
    found = []
    for match in matches:
        # Before a second label stands what a pen made as wide as it liked: the line's own share is all there is.
        each, narrow = (pitch, least) if match is matches[0] else (own, own)
        start, end = (line.bbox.x0 + each * _units(text[:offset]) for offset in match.span())
        rest = _NEXT_LABEL.search(text, match.end())
        limit = line.bbox.x0 + own * _units(text[: rest.start()]) if rest else 1.0
        box = BoundingBox(min(start, 0.999), line.bbox.y0, min(end, 1.0), line.bbox.y1)
        surely = line.bbox.x0 + narrow * (_units(text[: match.end()]) - 0.5 * len(_BRACKETS.findall(match.group())))
        found.append(_Label(box, min(surely, box.x1), limit, pitch * aspect))
    return found


def _is_running(text: str, match: re.Match[str]) -> bool:
    """Whether the print talks about signing (签字笔, 签字后生效) and does not ask for a signature."""
    after = text[match.end() : match.end() + 1]
    return bool(_RUNNING.search(text[: match.start()])) or (
        not match.group().endswith((":", "：", ")", "）")) and "一" <= after <= "鿿"
    )


def _pitch(line: Line, lines: Sequence[Line]) -> tuple[float, float]:
    """The likely and the least width of a character of the line, shares of the page width.

    Engines box the strokes behind a label with it and read nothing there, so the label alone seems far too wide; its
    neighbours tell then.
    """
    own = line.bbox.width / max(_units(line.text), 1.0)
    chinese = [other for other in lines if _is_chinese(other.text) and not _LABEL.search(other.text)]
    near = sorted(chinese, key=lambda other: abs(other.bbox.y0 - line.bbox.y0))[:_NEIGHBOURS]
    usual = float(np.median([other.bbox.width / _units(other.text) for other in near])) if near else own
    return own if own < _WIDE * usual else usual, min(own, usual)


def _is_chinese(text: str) -> bool:
    return len(text) >= 5 and sum("一" <= char <= "鿿" for char in text) >= 0.8 * len(text)


def _units(text: str) -> float:
    """Width in full-width characters; brackets and colons may have been full-width before they were folded."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" or char in "():" else 0.5 for char in text)


def _look(label: _Label, lines: Sequence[Line], draw: Draw, aspect: float) -> SigningPlace:
    place = _place(label, lines, aspect)
    view = BoundingBox(label.box.x0, place.y0, max(place.x1, label.box.x1), place.y1)
    ink = _judge(draw(view), _View(view, label, place, _print_in(view, label, lines)))
    return SigningPlace(bbox=_rounded(place), label=_rounded(label.box), ink=ink)


def _place(label: _Label, lines: Sequence[Line], aspect: float) -> BoundingBox:
    """Right of the label up to the next print of its row."""
    em, box = label.em, label.box
    right = min(box.x1 + REACH * em / aspect, label.limit, 0.995)
    for line in lines:
        same_row = min(line.bbox.y1, box.y1) - max(line.bbox.y0, box.y0) > 0.5 * min(line.bbox.height, box.height)
        if same_row and line.bbox.x0 > box.x1 and not _may_be_strokes(line):
            right = min(right, line.bbox.x0)
    return BoundingBox(box.x1, max(0.0, box.y0 - ABOVE * em), max(right, box.x1), min(1.0, box.y1 + BELOW * em))


def _may_be_strokes(line: Line) -> bool:
    """A letter or two read without conviction is what engines make of handwriting."""
    return len(line.text.strip()) <= 4 and (line.confidence or 1.0) < 0.9


def _print_in(view: BoundingBox, label: _Label, lines: Sequence[Line]) -> tuple[BoundingBox, ...]:
    """The other lines in view, a little higher than they were boxed."""
    return tuple(
        BoundingBox(box.x0, box.y0 - 0.15 * label.em, box.x1, box.y1 + 0.15 * label.em)
        for line in lines
        if (box := line.bbox).x0 < view.x1 and box.x1 > view.x0 and box.y0 < view.y1 and box.y1 > view.y0
        if not (box.y0 <= label.box.y0 and box.y1 >= label.box.y1 and box.x0 <= label.box.x0)
        and not _may_be_strokes(line)
    )


class _View(NamedTuple):
    """A cut-out of the page and what lies where on it."""

    box: BoundingBox
    label: _Label
    place: BoundingBox
    printed: tuple[BoundingBox, ...]

    def part(self, box: BoundingBox, shape: tuple[int, ...]) -> tuple[slice, slice]:
        """Rows and columns of a box in a picture of the view."""
        height, width = shape[:2]
        x0, x1 = ((x - self.box.x0) / self.box.width * width for x in (box.x0, box.x1))
        y0, y1 = ((y - self.box.y0) / self.box.height * height for y in (box.y0, box.y1))
        return slice(max(0, round(y0)), max(0, round(y1))), slice(max(0, round(x0)), max(0, round(x1)))


def _judge(cut: Pixels, view: _View) -> Literal["pen", "none", "unclear"]:
    label, place = view.label, view.place
    if min(cut.shape[:2]) < 4 or place.width <= label.em:
        return "unclear"
    native = label.em / view.box.height * cut.shape[0]
    scale = EM / max(native, 1.0)
    sized = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    flat = cv2.GaussianBlur(balance(np.asarray(sized, np.uint8), max(sized.shape[:2])), (3, 3), 0)
    not_red, any_ink = 255 - flat[:, :, 0], 255 - flat.min(axis=2)
    print_ink = float(np.percentile(any_ink[view.part(label.box, flat.shape)], 95))
    if _spread(_unexplained(not_red, STRONG * print_ink, view, leaning=True), place, view) >= STROKE:
        return "pen"
    if print_ink < PALEST or native < SMALLEST_EM:
        return "unclear"
    around = _unexplained(any_ink, WEAK * print_ink, view, leaning=True)
    around[view.part(label.box, around.shape)] = 0
    # Its row, where a leaning line's box explains nothing, from where the label may have ended already.
    behind = BoundingBox(label.sure_end, label.box.y0, place.x1, label.box.y1)
    row = _unexplained(any_ink, WEAK * print_ink, view, leaning=False)
    traces = _spread(around, view.box, view) > 0 or _spread(row, behind, view) >= 1
    return "unclear" if traces else "none"


def _unexplained(dark: Any, threshold: float, view: _View, *, leaning: bool) -> Any:
    """Where ink lies that neither rules nor print, apart from the label itself, explain (height x width, 0 or 1).

    `leaning` takes the boxes of leaning lines for print too, which reach over what stands above and below them.
    """
    mask = _without_rules((dark > max(threshold, DARKEST_PAPER)).astype(np.uint8))
    for box in view.printed:
        if leaning or box.height < LEANING * view.label.em:
            mask[view.part(box, mask.shape)] = 0
    return cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))


def _spread(mask: Any, box: BoundingBox, view: _View) -> float:
    """Over how many characters the strokes in a box spread, up or across; specks and straight lines do not count."""
    part = np.ascontiguousarray(mask[view.part(box, mask.shape)])
    contours, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    strokes = [contour for contour in contours if _is_stroke(contour)]
    if not strokes:
        return 0.0
    _, _, width, height = cv2.boundingRect(np.concatenate(strokes))
    return max(width, height) / EM


def _is_stroke(contour: Any) -> bool:
    thin, long = sorted(cv2.minAreaRect(contour)[1])
    return bool(long >= SPECK * EM and not (long > STRAIGHT[1] * EM and thin < STRAIGHT[0] * EM))


def _without_rules(mask: Any) -> Any:
    """Without the line to sign on and the frame of a table, as long as they do not lean."""
    across = cv2.morphologyEx(cv2.dilate(mask, np.ones((3, 1))), cv2.MORPH_OPEN, np.ones((1, 4 * EM)))
    down = cv2.morphologyEx(cv2.dilate(mask, np.ones((1, 3))), cv2.MORPH_OPEN, np.ones((round(1.8 * EM), 1)))
    return cv2.bitwise_and(mask, 1 - cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3))))


def _rounded(box: BoundingBox) -> BoundingBox:
    return BoundingBox(*(round(float(value), 5) for value in box))
