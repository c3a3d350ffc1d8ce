"""What engines do to text: confusions (domain/field.md §5), lost and split lines, jittered boxes, weak confidence."""

from __future__ import annotations

from random import Random
from typing import Literal

from prereview.documents import BoundingBox, Line, Page, Quality, number_lines

#: Confusions seen on real and generated pages; left the truth, right what was read.
CONFUSIONS = {
    "入": "人大八",
    "误": "渎",
    "衰": "误",
    "苯": "葵笨",
    "闷": "问间",
    "（": "〈(C",
    "）": ")〉",
    "¥": "习Y半",
    "￥": "Y羊",
    "0": "OoD",
    "1": "lI7",
    "2": "Z",
    "5": "S",
    "8": "B3",
    "6": "G",
    "仟": "什千",
    "肆": "律",
    "叁": "参",
    "日": "曰口",
    "口": "日",
    "未": "末",
    "末": "未",
    "己": "已",
    "院": "阮",
    "诊": "珍",
    "断": "晰",
    "医": "区",
    "费": "贾",
    "票": "栗",
    "据": "掘",
    "收": "牧",
    "记": "己",
    "录": "录 ",
    "姓": "娃",
    "名": "各",
    "性": "往",
    "别": "别",
    "门": "冂",
    "住": "往佳",
    "第": "弟",
    "页": "贝",
    "号": "号 ",
    "大": "太犬",
    "写": "与",
    "小": "木",
    "元": "无",
    "年": "午",
    "月": "用",
    "科": "料",
    "病": "瘸",
    "历": "厉",
    "单": "草",
    "清": "情",
    "明": "朋",
    "理": "埋",
    "赔": "陪",
    "保": "俣",
    "险": "脸",
    ":": "：;.",
    "：": ":",
    "-": "一—",
    "、": ",",
    "。": ".",
    "，": ",",
    "I": "l1",
    "○": "0",
    "□": "口",
    "☑": "回区",
    "℃": "C",
    "血": "皿",
    "压": "庄",
}


def misread(page: Page, rng: Random, *, severity: float | None = None) -> Page:
    """The page as a tired engine returns it. `severity` 0–1; drawn if None, mostly mild."""
    severity = rng.random() ** 2 if severity is None else severity
    lines: list[Line] = []
    for line in page.lines:
        if rng.random() < 0.02 + 0.15 * severity:
            continue
        lines.extend(_split(_misread_line(line, rng, severity), rng, severity))
    if severity > 0.3 and lines and rng.random() < 0.25:
        # A crop or a fold takes the top or the foot of the page.
        cut = rng.randrange(1, max(2, len(lines) // 5 + 1))
        lines = lines[cut:] if rng.random() < 0.5 else lines[:-cut]
    ink: Literal["colour", "grey"] = "grey" if rng.random() < 0.25 else "colour"
    seals = tuple(
        seal.model_copy(update={"colour": "black"} if ink == "grey" else {})
        for seal in page.seals
        if rng.random() > (0.5 if ink == "grey" else 0.1 + 0.2 * severity)
    )
    grade: Literal["good", "fair", "poor"] = "good" if severity < 0.2 else "fair" if severity < 0.55 else "poor"
    codes = page.codes if rng.random() < 0.7 - 0.4 * severity else ()
    return page.model_copy(
        update={
            "lines": number_lines(lines),
            "ink": ink,
            "seals": seals,
            "codes": codes,
            "quality": Quality(grade=grade),
        }
    )


def _misread_line(line: Line, rng: Random, severity: float) -> Line:
    rate = 0.004 + 0.07 * severity
    characters = []
    for character in line.text:
        dice = rng.random()
        if dice < rate and character in CONFUSIONS:
            characters.append(rng.choice(CONFUSIONS[character]))
        elif dice < rate * 0.25:
            characters.append("")
        elif dice > 1 - rate * 0.12:
            characters.append(character + rng.choice("、.·'一 "))
        else:
            characters.append(character)
    text = "".join(characters).strip() or line.text
    return line.model_copy(
        update={
            "text": text,
            "bbox": _jitter(line.bbox, rng, severity),
            "confidence": round(max(0.3, 0.99 - severity * rng.uniform(0.05, 0.5)), 3),
        }
    )


def _jitter(box: BoundingBox, rng: Random, severity: float) -> BoundingBox:
    spread = 0.001 + 0.006 * severity
    x0, y0 = (min(max(value + rng.uniform(-spread, spread), 0.0), 0.995) for value in (box.x0, box.y0))
    return BoundingBox(
        round(x0, 5),
        round(y0, 5),
        round(min(max(box.x1 + rng.uniform(-spread, spread), x0 + 0.002), 1.0), 5),
        round(min(max(box.y1 + rng.uniform(-spread, spread), y0 + 0.002), 1.0), 5),
    )


def _split(line: Line, rng: Random, severity: float) -> list[Line]:
    """Sometimes one line comes back as two."""
    if len(line.text) < 8 or rng.random() > 0.02 + 0.06 * severity:
        return [line]
    cut = rng.randrange(3, len(line.text) - 3)
    middle = line.bbox.x0 + line.bbox.width * cut / len(line.text)
    halves = (
        (line.text[:cut].strip(), line.bbox._replace(x1=middle)),
        (line.text[cut:].strip(), line.bbox._replace(x0=middle)),
    )
    return [line.model_copy(update={"text": text, "bbox": box}) for text, box in halves if text]
