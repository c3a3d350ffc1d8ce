"""What happens to a paper after printing: clerk's notes, redaction, a changed figure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from prereview.synthesis.canvas import Canvas, Patch, Picture, Stamp, Stroke, Text
from prereview.synthesis.penmanship import scribbles

_MONEY = frozenset({"inpatient_invoice", "outpatient_invoice", "e_invoice", "expense_list", "settlement_sheet"})
_PRIVATE = frozenset({"id_number", "phone", "address"})


def mark_pages(pages: list[Canvas], doc_type: str, rng: Random) -> list[Canvas]:
    """Now and then a clerk, a stamp or a white box was there before us (traits 13, 14, 17)."""
    if doc_type in _MONEY and rng.random() < 0.12:
        write_notes(pages[0], rng)
    if doc_type in _MONEY and rng.random() < 0.12:
        press_extra(pages[0], rng)
    if rng.random() < 0.05:
        redact(pages[0], rng)
    return pages


def write_notes(canvas: Canvas, rng: Random) -> None:
    """An insurer clerk's ballpoint across the page, and a pencil sum in a corner."""
    x, y = canvas.width * rng.uniform(0.3, 0.6), canvas.height * rng.uniform(0.3, 0.6)
    for stroke in scribbles(rng, x, y, 7.0):
        canvas.add(Stroke(stroke.points, 0.45, (30, 50, 150), hand=True))
    amount = f"{rng.randrange(100, 9999)}.{rng.randrange(10)}"
    canvas.add(Text(canvas.width * 0.82, canvas.height * 0.94, amount, 4.5, "kai", (90, 90, 95), ink="hand"))


def press_extra(canvas: Canvas, rng: Random) -> None:
    """A second stamp of no evidential weight, anywhere, at any angle, sometimes over the total."""
    text = rng.choice(("现金收讫", "清单已打印", "已受理", "附件", "已核销"))
    width = rng.uniform(22, 34)
    x, y = rng.uniform(0.1, 0.7) * canvas.width, rng.uniform(0.2, 0.75) * canvas.height
    total = next((op for op in canvas.texts if op.fact and op.fact[0] == "total"), None)
    if total and rng.random() < 0.4:
        x, y = total.x - width * 0.3, total.y - 5
    look = Stamp(
        x, y, width, width * 0.4, "square", rng.choice(("red", "blue", "red")), text, angle=rng.uniform(-40, 40)
    )
    canvas.add(replace(look, strength=rng.uniform(0.35, 0.8), issuer=False, kind="receipt_mark"))


def mark_as_copy(canvas: Canvas, rng: Random) -> None:
    """The words that make a paper a copy (defect D11): a square stamp with a date, or a word across a corner."""
    text = rng.choice(("复印件", "复印件与原件核对无误", "与原件核对无误", "此复印件与原件一致"))
    if rng.random() < 0.5:
        width = 6.0 * len(text) + 4
        x, y = rng.uniform(0.1, 0.9) * (canvas.width - width), rng.uniform(0.06, 0.8) * canvas.height
        canvas.add(
            Stamp(x, y, width, 9.0, "square", "red", text, angle=rng.uniform(-6, 6), issuer=False, kind="copy_mark")
        )
        canvas.add(Text(x + 4, y + 1.8, text, 5.2, "song", (206, 32, 38)))
    else:
        size = rng.uniform(4.5, 7.0)
        spot = (rng.uniform(0.08, 0.5) * canvas.width, rng.choice((0.02, 0.9)) * canvas.height)
        canvas.add(Text(*spot, text, size, rng.choice(("kai", "hei")), (60, 60, 70)))


def redact(canvas: Canvas, rng: Random) -> None:
    """White boxes, mosaic or black bars over private values; a hidden value is no longer a fact of the page."""
    manner = rng.choice(("white", "white", "mosaic", "black"))
    for index, text in enumerate(list(canvas.operations)):
        if isinstance(text, Text) and text.fact and text.fact[0] in _PRIVATE:
            canvas.operations[index] = replace(text, fact=None, ink="solid")  # dot ink is pressed on last
            box = (text.x - 0.5, text.y - 0.5, text.width + 1, text.size + 1.2)
            if manner == "mosaic":
                canvas.add(Picture(*box, "mosaic", rng.randrange(10**6)))
            else:
                canvas.add(Patch(*box, (255, 255, 255) if manner == "white" else (0, 0, 0), hides=True))


def alter_total(canvas: Canvas, rng: Random) -> bool:
    """Overwrite the printed total with a larger one in another face (defect D22); False if there is no total."""
    for index, text in enumerate(canvas.operations):
        if isinstance(text, Text) and text.fact and text.fact[0] == "total":
            changed = Decimal(text.fact[1]) + rng.randrange(1, 9) * 1000
            canvas.add(Patch(text.x - 0.4, text.y - 0.3, text.width + 1.6, text.size + 0.7, (250, 249, 244)))
            canvas.operations[index] = replace(text, fact=None)
            canvas.add(
                replace(
                    text,
                    text=f"{changed:.2f}",
                    family="hei",
                    size=text.size * 1.08,
                    fact=("total", f"{changed:.2f}"),
                    ink="solid",
                )
            )
            return True
    return False
