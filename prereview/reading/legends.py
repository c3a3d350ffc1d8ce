"""What a seal says: its ink alone, the arc of its name unrolled into a line, its straight line turned upright."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import cv2
import numpy as np

from prereview.documents import BoundingBox, Line, Seal
from prereview.reading.colour import ink_alone

if TYPE_CHECKING:
    from prereview.documents import Pixels
    from prereview.reading.engines import Engine

MOST_SEALS, SMALLEST = 3, 40  #: seals read on a page; pixels a seal must measure
#: The seal is brought to this size; the ring's band between these shares of its radius holds the name.
SIDE, INNER, OUTER, BAND = 320, 0.56, 0.93, 64
#: A wrong legend does harm (another hospital's seal, a seal of the wrong kind), an unread one does none.
SURE_NAME, SURE_USE = 0.97, 0.9
#: Whose seal it is shows in the end of the name, which needs fewer characters to be right than the name does.
COMPANY, SURE_COMPANY = "有限公司", 0.85
#: Where the straight line stands, shares of the height: under the star of a round seal, in the middle of an oval one.
FOOT, MIDDLE, ENLARGED = (0.6, 0.88), (0.33, 0.7), 1.3
MARGIN = 24  #: white around the parts, pixels

#: What the straight line of a seal says. Words outside this list are taken for misread ones.
_USE = re.compile(
    r"(门诊|住院|出院|医疗|医院|单位)*(收费|结算|财务|发票|诊断证明|疾病证明|疾病诊断|病情证明|病案|病历|复印|管理|死亡证明|"
    r"出生证明|检验科?|病理|影像|诊断|报告|处方|病假|司法|法医|伤残|劳动能力|鉴定|工伤认定|医保|医疗保险|社会保险|理赔|承保|"
    r"保单|业务|电子|户口|交通事故处理|征税|火化|维修|定损|合同|人事|行政){1,3}(专用章|管理章|公章)|医务[科处]|医保办公室|门诊部|(现金|转账)?收讫"
)
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")  # dots and strokes of the ring beside the words
_NAME = re.compile(r"[\u4e00-\u9fff]{3,}([院所局厅司会室站厂店部队委校行处馆社庭]|中心|大学)")
_USE_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("social_insurance", re.compile(r"医保|医疗保险|社会保险")),
    ("hospital_fee", re.compile(r"收费|住院结算|出院结算")),
    ("diagnosis", re.compile(r"诊断证明|疾病证明|疾病诊断|病情证明")),
    ("record", re.compile(r"病案|病历")),
    ("appraisal", re.compile(r"鉴定")),
    ("police", re.compile(r"户口|交通事故")),
    ("hospital", re.compile(r"医务[科处]|门诊部")),
)
_NAME_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("police", re.compile(r"公安|派出所|警察")),
    ("appraisal", re.compile(r"鉴定")),
    ("company", re.compile(r"有限公司$")),
)


def read_legends(engine: Engine, pixels: Pixels, seals: Sequence[Seal], lines: Sequence[Line] = ()) -> tuple[Seal, ...]:
    """The seals with `text` and `kind` where they can be read without doubt.

    Args:
        engine: reads the drawn parts.
        pixels: the upright page, RGB.
        lines: of the page; a seal's straight line is often among them.
        seals: as found; printed ones, black ones and all after the first `MOST_SEALS` stay as they are.
    """
    read, spent = [], 0
    for seal in seals:
        if seal.issuer and seal.colour != "black" and spent < MOST_SEALS:
            spent += 1
            seal = _with_legend(engine, pixels, seal, lines)  # noqa: PLW2901 - the seal itself, read
        read.append(seal)
    return tuple(read)


def kind_of(name: str, use: str) -> str | None:
    """The kind of seal (`checklist.SealKind`) told by its name and use; None where they leave it open.

    A hospital's name alone leaves it open: the line that was not read may say anything.
    """
    if "医院" in name and re.search("财务|发票", use):
        return "hospital_fee"
    told = next((kind for kind, words in _USE_KINDS if words.search(use)), None)
    return told or next((kind for kind, words in _NAME_KINDS if words.search(name)), None)


def _with_legend(engine: Engine, pixels: Pixels, seal: Seal, lines: Sequence[Line]) -> Seal:
    picture = _picture_of(pixels, seal)
    if picture is None:
        return seal
    name, use = _legend(engine.read(picture, upright=True).lines)
    use = use or _legend([line for line in lines if _inside(line.bbox, seal.bbox)])[1]
    if not name + use:
        return seal
    kind = kind_of(name, use)
    return seal.model_copy(update={"text": name + use, "kind": kind, "issuer": "监制" not in name})


def _picture_of(pixels: Pixels, seal: Seal) -> Pixels | None:
    """What is to be read of a seal, drawn anew; None where it is too small."""
    height, width = pixels.shape[:2]
    box = seal.bbox
    x0, y0 = max(0, round(box.x0 * width)), max(0, round(box.y0 * height))
    x1, y1 = min(width, round(box.x1 * width)), min(height, round(box.y1 * height))
    if min(x1 - x0, y1 - y0) < SMALLEST:
        return None
    colour: Literal["red", "blue"] = "red" if seal.colour == "red" else "blue"
    plain, fine = (
        cv2.resize(ink_alone(pixels[y0:y1, x0:x1], colour, fine=fine), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        for fine in (False, True)
    )
    return _composite(plain, fine, seal)


def _composite(ink: Any, fine: Any, seal: Seal) -> Pixels:
    """One picture of what can be read: the unrolled name, and the straight line upright."""
    if seal.shape == "square":
        return _framed([fine])
    # Rows are directions, clockwise from three o'clock; columns are radii.
    size, centre, flags = (SIDE // 2, round(math.pi * SIDE)), (SIDE / 2, SIDE / 2), cv2.INTER_LINEAR
    rolled = cv2.warpPolar(ink, size, centre, SIDE / 2, flags | cv2.WARP_POLAR_LINEAR)
    band = rolled[:, round(INNER * SIDE / 2) : round(OUTER * SIDE / 2)]
    down = _foot(band)
    strip = np.roll(band, -down, axis=0)
    ends = len(strip) // 12  # beside the foot nothing of the name is left, but the ends of the straight line are
    strip = np.ascontiguousarray(np.rot90(strip[ends:-ends]))
    strip = cv2.resize(strip, (round(math.pi * SIDE * 0.6), BAND))
    turn = 360.0 * down / len(band) - 90.0
    matrix = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), turn, 1.0)
    upright = cv2.warpAffine(fine, matrix, (SIDE, SIDE), borderValue=255)
    low, high = FOOT if seal.shape == "round" else MIDDLE
    foot = upright[round(SIDE * low) : round(SIDE * high), round(SIDE * 0.14) : round(SIDE * 0.86)]
    return _framed([strip, cv2.resize(foot, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)])


def _foot(band: Any) -> int:
    """The row of the direction opposite to the name, whose ink lies evenly to both sides of the seal's top."""
    ink = (255.0 - band.astype(np.float32)).mean(axis=1)
    angles = np.arange(len(ink)) * (2 * math.pi / len(ink))
    top = math.atan2(float((ink * np.sin(angles)).sum()), float((ink * np.cos(angles)).sum()))
    return round((top + math.pi) / (2 * math.pi) * len(ink)) % len(ink)


def _framed(parts: Sequence[Any]) -> Pixels:
    """The parts beside each other on white: a flat picture is what the detector is quickest with."""
    height = max(part.shape[0] for part in parts) + 2 * MARGIN
    columns = []
    for part in parts:
        over = (height - part.shape[0]) // 2
        under = height - part.shape[0] - over
        columns.append(cv2.copyMakeBorder(part, over, under, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=255))
    grey = np.asarray(np.hstack(columns), np.uint8)
    return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))


def _legend(lines: Sequence[Line]) -> tuple[str, str]:
    """Name and use, of the lines that are sure; pieces of characters at the sides are neither."""
    name, use = "", ""
    company = False
    for line in lines:
        text, sure = _NOT_HAN.sub("", line.text), line.confidence or 0.0
        if _USE.fullmatch(text):
            use = use or (text if sure >= SURE_USE else "")
        elif _NAME.fullmatch(text) and sure >= SURE_NAME:
            name = name or text
        company |= sure >= SURE_COMPANY and COMPANY in text and "医院" not in text
    return name or (COMPANY if company else ""), use


def _inside(line: BoundingBox, seal: BoundingBox) -> bool:
    return seal.x0 <= line.x0 and line.x1 <= seal.x1 and seal.y0 <= line.y0 and line.y1 <= seal.y1
