"""Pages that are no claim material: what the classifier must learn to leave alone.

Some eighty kinds of everyday print, own sentences with random slots (`unrelated.yaml`). Some kinds are kept out of
fitting and used only to choose the abstention threshold, some only to test it, so that the stated error is one on
strangers.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import cache
from importlib import resources
from random import Random
from typing import Literal

import yaml

from prereview.classification.vocabulary import type_words
from prereview.documents import Page, Record
from prereview.training.drawn_pages import draw_date, draw_digits, draw_money, draw_name, set_page

Layout = Literal["prose", "list", "form", "slide", "sign", "receipt"]


class Kind(Record):
    """One kind of unrelated paper."""

    like: Layout
    titles: tuple[str, ...]
    lines: tuple[str, ...]
    titled: float = 0.8


class Stock(Record):
    """Everything `unrelated.yaml` holds."""

    kinds: dict[str, Kind]
    words: tuple[str, ...]
    cities: tuple[str, ...]
    organisations: tuple[str, ...]
    english: tuple[str, ...]


@cache
def stock() -> Stock:
    """The sentences and words, read once."""
    text = resources.files("prereview").joinpath("training/unrelated.yaml").read_text(encoding="utf-8")
    return Stock.model_validate(yaml.safe_load(text))


def unrelated_kinds() -> tuple[str, ...]:
    """Names of the kinds, sorted."""
    return tuple(sorted(stock().kinds))


def draw_unrelated(kind: str, rng: Random) -> Page:
    """One page of a kind; two draws share words but hardly a line."""
    entry = stock().kinds[kind]
    count = {"sign": rng.randint(0, 6), "slide": rng.randint(3, 12), "receipt": rng.randint(5, 18)}.get(
        entry.like, rng.randint(5, 34)
    )
    about = rng.choice(sorted(type_words()))
    lines = [_fill(rng.choice(entry.lines), rng, about) for _ in range(count)]
    titled = rng.random() < entry.titled or not lines
    if titled:
        lines.insert(0, _fill(rng.choice(entry.titles), rng, about))
    if entry.like == "prose" and rng.random() < 0.8:
        lines = lines[: int(titled)] + _wrap(lines[int(titled) :], rng.randint(16, 44))
    columns = rng.choice((1, 2, 3)) if entry.like == "form" else 1
    aspect = rng.choice((0.707, 0.707, 0.75, 1.33, 1.41, 1.6, 0.5, rng.uniform(0.4, 2.2)))
    seals = rng.choice((1, 2)) if rng.random() < 0.15 else 0
    return set_page(lines, rng, aspect=aspect, title_lines=int(titled), seals=seals, columns=columns)


def _wrap(lines: Sequence[str], width: int) -> list[str]:
    """Running text of that many full-width characters a line; English breaks between words."""
    text = "".join(lines)
    if text.isascii():
        return textwrap.wrap(" ".join(lines), 2 * width)
    return [text[start : start + width] for start in range(0, len(text), width)]


def _fill(template: str, rng: Random, about: str) -> str:
    return template.format_map(_Slots(rng, about))


def _english(phrases: Sequence[str]) -> Sequence[str]:
    """Those in English, or English words where the paper has none."""
    return [phrase for phrase in phrases if phrase.isascii()] or stock().english


class _Slots(dict[str, str]):
    """A fresh value for every slot: `format_map` asks for each, and none is ever stored."""

    def __init__(self, rng: Random, about: str) -> None:
        super().__init__()
        self._rng = rng
        self._about = type_words()[about]  # the claim paper that a page about papers speaks of

    def __missing__(self, slot: str) -> str:
        rng, words = self._rng, stock()
        match slot:
            case "n":
                return draw_digits(rng, rng.choice((1, 1, 2, 2, 3, 4, 6, 8)))
            case "money":
                return draw_money(rng)
            case "date":
                return draw_date(rng)
            case "time":
                return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"
            case "name":
                return draw_name(rng)
            case "phone":
                return rng.choice(("1", "0")) + draw_digits(rng, 10)
            case "x":
                return "".join(rng.choice("ABCDEFGHKLMNPRSTXYZ") for _ in range(rng.randint(1, 6)))
            case _:
                choices = {
                    "city": words.cities, "org": words.organisations, "word": words.words, "en": words.english,
                    "paper": self._about.titles, "label": self._about.labels,
                    "en_paper": _english(self._about.titles), "en_label": _english(self._about.labels),
                }  # fmt: skip
                return rng.choice(choices[slot])
