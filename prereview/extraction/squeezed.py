"""Text without the accidents of typesetting and OCR: spaces out, full width to half width, lower case, offsets kept."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Squeezed text. `origin[i]` is the offset of character i in the source, `gap[i]` says white space stood before."""

    text: str
    origin: tuple[int, ...]
    gap: tuple[bool, ...]
    source: str

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of the squeezed characters `start:end`; an empty span lies after the one before it."""
        if start >= end:
            here = self.origin[start - 1] + 1 if start > 0 else 0
            return here, here
        return self.origin[start], self.origin[end - 1] + 1

    def source_text(self, start: int, end: int) -> str:
        """The source words behind the squeezed characters `start:end`."""
        first, last = self.source_span(start, end)
        return self.source[first:last]


def squeeze(source: str) -> Squeezed:
    """Squeeze a line. OCR puts one to ten spaces between Chinese characters, so spaces carry no meaning here."""
    chars: list[str] = []
    origin: list[int] = []
    gap: list[bool] = []
    spaced = False
    for index, char in enumerate(source):
        for plain in unicodedata.normalize("NFKC", char).lower():
            if plain.isspace() or plain in "\u200b\ufeff":
                spaced = True
                continue
            chars.append(plain)
            origin.append(index)
            gap.append(spaced)
            spaced = False
    return Squeezed("".join(chars), tuple(origin), tuple(gap), source)


def tidy(text: str) -> str:
    """A value for people: half width where NFKC says so, no space beside a Chinese character, ends trimmed."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    kept = [
        char
        for index, char in enumerate(plain)
        if char != " " or not (is_han(plain[index - 1 : index]) or is_han(plain[index + 1 : index + 2]))
    ]
    return "".join(kept).strip(" :;,.、，。；：_-")


def is_han(text: str) -> bool:
    """Whether the text is one or more Chinese characters and nothing else."""
    return bool(text) and all("\u4e00" <= char <= "\u9fff" or char in "〇㐂䶮\u3400" for char in text)
