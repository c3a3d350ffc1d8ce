"""Stamps on a page: red and blue, round, oval and square, told from ruled forms, logos and emblems.

A seal that is not found is never "absent": callers see `Page.ink`, and a grey page says nothing about colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import cv2
import numpy as np

from prereview.documents import BoundingBox, Line, Seal
from prereview.reading.colour import FAINT_RED, PALE_RED, RED_INK, Mask, balance, blue_mask, red_mask

if TYPE_CHECKING:
    from prereview.documents import Pixels

Shape = Literal["round", "oval", "square"]

WORK_SIDE = 1000  #: long side the search runs at: a 25 mm seal on A4 is 85 pixels wide
#: Seals measure 20-45 mm: on A4 or a cropped ticket that is this share of the long side.
SMALLEST, LARGEST = 0.04, 0.36
#: A small round thing this high on the page is the logo of a letterhead or bank card.
LETTERHEAD, LOGO_SIZE = 0.25, 0.17
LOGO_LINES = 6  #: no letterhead has as many lines over its logo
MUCH = 0.04  #: share of a page that red print and seals together hardly cover
BINS = 48  #: directions in which a ring is looked for

#: Words of the supervision seal printed on the title of tickets; it is the printer's, not the hospital's.
_SUPERVISION = ("监制", "財政", "财政部", "税务", "统一发票")
_TICKET = ("票据", "发票", "收据", "客票")
#: Words of identity and bank cards: what is red and round there is the emblem or the bank's logo (trait 22).
_CARD = ("居民身份证", "公民身份号码", "银联", "UnionPay", "VALID", "THRU")
#: Certificates quote identity numbers too, and carry a seal.
_CERTIFICATE = ("证明", "公证", "注销", "兹", "鉴定", "委托书", "医院")
_CARD_LINES = 20  #: a card has fewer lines than any document that carries a hospital's seal


@dataclass(frozen=True, slots=True)
class _Candidate:
    box: tuple[float, float, float, float]  # pixels of the work picture: x0, y0, x1, y1
    shape: Shape
    support: float


def find_seals(pixels: Pixels) -> tuple[Seal, ...]:
    """Seals of an upright RGB page, best supported first; `issuer` is True until `mark_printed` has looked."""
    work = balance(pixels, WORK_SIDE)
    height, width = work.shape[:2]
    unit, soft = max(width, height), cv2.GaussianBlur(work, (3, 3), 0)
    red = _search(red_mask(work, RED_INK), squares=True)
    # A worn seal keeps its ring and loses its words, and a second seal may be paler than the first.
    red = _best(red + _certain(_search(red_mask(soft, PALE_RED), circles=False), unit))
    red = red or _certain(_search(red_mask(soft, FAINT_RED)), unit)
    blue = _certain(_search(blue_mask(soft), circles=False), unit)
    seals = []
    for colour, candidates in (("red", red), ("blue", blue)):
        for found in candidates:
            x0, y0, x1, y1 = found.box
            box = BoundingBox(
                *(round(float(np.clip(v, 0, 1)), 5) for v in (x0 / width, y0 / height, x1 / width, y1 / height))
            )
            seals.append(Seal(bbox=box, colour="red" if colour == "red" else "blue", shape=found.shape))
    return tuple(seals)


def _certain(candidates: list[_Candidate], unit: int) -> list[_Candidate]:
    """Those that faint colour or blue print cannot imitate: nearly whole outlines of ordinary seal size."""
    return [c for c in candidates if c.support >= 0.8 and c.box[2] - c.box[0] > 0.07 * unit]


def mark_printed(seals: Sequence[Seal], lines: Sequence[Line]) -> tuple[Seal, ...]:
    """Say of each seal whether it is the issuer's: the supervision seal on a ticket's title is not (traits 2, 22)."""
    card = len(lines) < _CARD_LINES and _names(lines, _CARD) and not _names(lines, _CERTIFICATE)
    return tuple(
        seal.model_copy(update={"issuer": False}) if card or _is_printed(seal, lines) else seal for seal in seals
    )


def _is_printed(seal: Seal, lines: Sequence[Line]) -> bool:
    box = seal.bbox
    inside = [line.text for line in lines if _share_inside(line.bbox, box) > 0.5]
    if any(word in text for text in inside for word in _SUPERVISION):
        return True
    middle = (box.y0 + box.y1) / 2
    titles = [
        line.bbox
        for line in lines
        if any(word in line.text for word in _TICKET) and line.bbox.y1 < 0.4 and line.bbox.height > 0.015
    ]
    # A short paper is stamped as high up as a logo stands, but below what it says.
    above = sum(line.bbox.y1 < middle for line in lines)
    if middle < LETTERHEAD and max(box.width, box.height) < LOGO_SIZE and above < LOGO_LINES:
        return True
    return any(
        title.y0 - box.height * 0.5 < middle < title.y1 + box.height * 0.5 and box.x0 < title.x1 and box.x1 > title.x0
        for title in titles
    )


def _names(lines: Sequence[Line], words: Sequence[str]) -> bool:
    return any(word in line.text for line in lines for word in words)


def _share_inside(inner: BoundingBox, outer: BoundingBox) -> float:
    width = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    height = min(inner.y1, outer.y1) - max(inner.y0, outer.y0)
    area = inner.width * inner.height
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def _search(mask: Mask, *, squares: bool = False, circles: bool = True) -> list[_Candidate]:
    """Candidates from several closings, overlapping ones reduced to the best supported."""
    if cv2.countNonZero(mask) > MUCH * mask.size:
        mask = _without_surfaces(mask)
    # Too little ink for a seal, or so much that this is a picture and no document.
    if not 60 <= cv2.countNonZero(mask) <= 0.25 * mask.size:
        return []
    without_rules = _without_rules(mask)
    candidates: list[_Candidate] = []
    for size in (1, 3, 7, 11):
        candidates += _ellipses(_outlines(without_rules, size), mask)
        if squares and size < 7:
            candidates += _squares(_outlines(mask, size), mask)
    return _best(candidates + _circles(without_rules, mask) if circles else candidates)


def _outlines(mask: Mask, closing: int) -> list[Any]:
    """Outer and inner contours of seal size after closing gaps of that many pixels."""
    unit = max(mask.shape)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (closing, closing))
    contours, _ = cv2.findContours(
        cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    kept = []
    for contour in contours:
        _, _, w, h = cv2.boundingRect(contour)
        if SMALLEST * unit <= max(w, h) <= LARGEST * unit and min(w, h) >= 0.3 * max(w, h):
            kept.append(cv2.convexHull(contour))
    return [hull for hull in kept if len(hull) >= 6]


def _without_surfaces(mask: Mask) -> Mask:
    """The mask without wide patches of colour: a wooden desk beside the page, a tinted card."""
    width = max(mask.shape) // 28  # no stroke or star of a seal is as wide
    solid = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((width, width), np.uint8))
    reach = np.ones((width // 2, width // 2), np.uint8)
    return np.asarray(cv2.bitwise_and(mask, cv2.bitwise_not(cv2.dilate(solid, reach))), np.uint8)


def _without_rules(mask: Mask) -> Mask:
    """The mask without long straight rules, which tie a seal to the frame of the form."""
    length = max(25, max(mask.shape) // 14)
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    rules = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_and(mask, cv2.bitwise_not(rules)), np.uint8)


def _ellipses(hulls: list[Any], mask: Mask) -> list[_Candidate]:
    found = []
    for hull in hulls:
        ellipse = cv2.fitEllipse(hull)
        filled = cv2.contourArea(hull) / max(math.pi / 4 * ellipse[1][0] * ellipse[1][1], 1.0)
        if not 0.8 < filled < 1.2:
            continue  # not an ellipse at all, which is cheaper to see than to trace
        support = _ring_support(mask, ellipse)
        bar = 0.7 if max(ellipse[1]) > 0.07 * max(mask.shape) else 0.85
        if support >= bar and _inked(mask, ellipse):
            found.append(_Candidate(_ellipse_box(ellipse), _round_or_oval(ellipse), support))
    return found


def _squares(hulls: list[Any], mask: Mask) -> list[_Candidate]:
    found = []
    for hull in hulls:
        rectangle = cv2.minAreaRect(hull)
        support = _frame_support(mask, rectangle)
        if support >= 0.8:
            points = cv2.boxPoints(rectangle)
            found.append(_Candidate((*points.min(axis=0).tolist(), *points.max(axis=0).tolist()), "square", support))
    return found


def _circles(without_rules: Mask, mask: Mask) -> list[_Candidate]:
    """Circles by voting, for seals whose outline runs into print of the same colour."""
    unit = max(mask.shape)
    half = cv2.resize(without_rules, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(half, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=1.5,
        minDist=unit * 0.02,
        param1=120,
        param2=26,
        minRadius=round(unit * SMALLEST / 4),
        maxRadius=round(unit * 0.22 / 4),
    )
    found = []
    for x, y, radius in [] if circles is None else circles.reshape(-1, 3)[:12].tolist():
        ellipse = ((2 * x, 2 * y), (4 * radius, 4 * radius), 0.0)
        support = _ring_support(mask, ellipse)
        if support >= 0.8 and _inked(mask, ellipse):
            found.append(_Candidate(_ellipse_box(ellipse), "round", support))
    return found


def _ring_support(mask: Mask, ellipse: Any) -> float:
    """Share of directions in which ink lies on the outline, less the share with ink just outside it."""
    (cx, cy), (width, height), degrees = ellipse
    angles = np.arange(BINS) * (2 * math.pi / BINS)
    turn = math.radians(degrees)

    def hit(low: float, high: float) -> Any:
        radius = np.arange(low, high + 1e-6, 0.02)[:, None]
        u, v = radius * (width / 2 * np.cos(angles)), radius * (height / 2 * np.sin(angles))
        x = np.rint(cx + u * math.cos(turn) - v * math.sin(turn)).astype(int)
        y = np.rint(cy + u * math.sin(turn) + v * math.cos(turn)).astype(int)
        inside = (x >= 0) & (y >= 0) & (x < mask.shape[1]) & (y < mask.shape[0])
        return (inside & (mask[y * inside, x * inside] > 0)).any(axis=0)

    return float(hit(0.90, 1.04).mean() - 0.5 * hit(1.10, 1.22).mean())


def _inked(mask: Mask, ellipse: Any) -> bool:
    """Whether the inside is neither empty (a loop of handwriting) nor solid (a logo, an emblem)."""
    (cx, cy), (width, height), degrees = ellipse
    inner = np.zeros_like(mask)
    cv2.ellipse(inner, ((cx, cy), (width * 0.84, height * 0.84), degrees), 255, -1)
    area = cv2.countNonZero(inner)
    share = cv2.countNonZero(cv2.bitwise_and(inner, mask)) / max(area, 1)
    return 0.04 < share < 0.62 and min(width, height) > 0.5 * max(width, height)


def _frame_support(mask: Mask, rectangle: Any) -> float:
    """Share of a rectangle's outline with ink; 0 where it is empty, solid, or part of a table."""
    (_, _), (width, height), _ = rectangle
    if min(width, height) < max(20.0, 0.4 * max(width, height)):
        return 0.0
    points = cv2.boxPoints(rectangle)
    target = np.array([[0, 0], [99, 0], [99, 99], [0, 99]], np.float32)
    matrix = cv2.getPerspectiveTransform(points, target + 25)
    flat = cv2.warpPerspective(mask, matrix, (150, 150))
    inside = flat[37:113, 37:113]
    share = float((inside > 127).mean())
    sides = [flat[21:30, 30:120].max(axis=0), flat[120:129, 30:120].max(axis=0)]
    sides += [flat[30:120, 21:30].max(axis=1), flat[30:120, 120:129].max(axis=1)]
    outside = float((flat[:15] > 127).mean() + (flat[135:] > 127).mean())
    if not 0.08 < share < 0.6 or outside > 0.12:
        return 0.0
    return float(min((side > 127).mean() for side in sides))


def _round_or_oval(ellipse: Any) -> Shape:
    width, height = ellipse[1]
    return "round" if min(width, height) > 0.85 * max(width, height) else "oval"


def _ellipse_box(ellipse: Any) -> tuple[float, float, float, float]:
    (cx, cy), (width, height), degrees = ellipse
    turn = math.radians(degrees)
    dx = math.hypot(width / 2 * math.cos(turn), height / 2 * math.sin(turn))
    dy = math.hypot(width / 2 * math.sin(turn), height / 2 * math.cos(turn))
    return cx - dx, cy - dy, cx + dx, cy + dy


def _best(candidates: list[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-round(c.support, 3), c.box)):
        if all(_overlap(candidate.box, other.box) < 0.2 for other in kept):
            kept.append(candidate)
    return kept[:12]


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return width * height / smaller
