"""Pages set from plain lines of text: the common ground of the text-only training pages."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from prereview.documents import BoundingBox, Line, Page, Seal, number_lines

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红玲建国志文辉力健俊波宁晨浩宇欣怡梓涵子轩雨桐佳"


def set_page(
    lines: Sequence[str], rng: Random, *, aspect: float, title_lines: int = 1, seals: int = 0, columns: int = 1
) -> Page:
    """Put lines down a sheet, the first `title_lines` larger; columns share rows as in a table or a two-column form."""
    rows = max(6, -(-len(lines) // columns) + 1)
    step = rng.uniform(0.8, 0.98) / rows
    top = rng.uniform(0.01, 0.1)
    placed = []
    for count, text in enumerate(lines):
        row, column = divmod(count, columns)
        size = step * (rng.uniform(0.75, 0.98) if count < title_lines else rng.uniform(0.42, 0.62))
        left = (column + rng.uniform(0.02, 0.1)) / columns
        right = min(1.0, left + (0.012 * len(text) + 0.01) / columns)
        y = min(0.99 - size, top + step * row)
        placed.append(Line(text=text, bbox=BoundingBox(left, y, right, y + size), confidence=rng.uniform(0.8, 1.0)))
    return Page(
        file="drawn",
        number=1,
        source="ocr",
        engine="drawn",
        lines=number_lines(placed),
        seals=tuple(_draw_seal(rng) for _ in range(seals)),
        aspect=aspect,
    )


def draw_name(rng: Random) -> str:
    """An invented Chinese name."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def draw_date(rng: Random) -> str:
    """A date in one of the written forms."""
    year, month, day = rng.randint(2008, 2026), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{year}-{month:02}-{day:02}",
            f"{year}年{month}月{day}日",
            f"{year}.{month:02}.{day:02}",
            f"{year}/{month}/{day}",
            f"{day:02}/{month:02}/{year}",
        )
    )


def draw_digits(rng: Random, length: int) -> str:
    """That many digits."""
    return "".join(rng.choice("0123456789") for _ in range(length))


def draw_money(rng: Random) -> str:
    """An amount, with or without thousands comma."""
    amount = round(rng.lognormvariate(4.5, 2), 2)
    return rng.choice((f"{amount:.2f}", f"{amount:,.2f}", f"{amount:.1f}", f"¥{amount:.2f}"))


def _draw_seal(rng: Random) -> Seal:
    x, y = rng.uniform(0, 0.8), rng.uniform(0, 0.85)
    return Seal(bbox=BoundingBox(x, y, x + 0.15, y + 0.12), colour=rng.choice(("red", "red", "red", "blue", "black")))
