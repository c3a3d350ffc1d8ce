"""The small grammar of the data files: `[one|other]` chooses, `#6` is six digits, `<3-9>` a number in that range."""

from __future__ import annotations

import re
from random import Random

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_NUMBER = re.compile(r"#(\d+)|<(\d+(?:\.(\d+))?)-(\d+(?:\.\d+)?)>")
_KEY = re.compile(r"\{(\w+)(@\w*)?\}")


def speak(text: str, rng: Random) -> str:
    """Choices made and numbers drawn; `{keys}` stay for `split_keys`."""
    while "[" in text and (found := _CHOICE.search(text)):
        text = text[: found.start()] + rng.choice(found[1].split("|")) + text[found.end() :]
    return _NUMBER.sub(lambda found: _draw(found, rng), text)


def _draw(found: re.Match[str], rng: Random) -> str:
    if found[1]:
        size = int(found[1])
        return str(rng.randrange(10 ** (size - 1), 10**size))
    if found[3]:
        return f"{rng.uniform(float(found[2]), float(found[4])):.{len(found[3])}f}"
    return str(rng.randint(int(found[2]), int(found[4])))


def split_keys(text: str) -> list[tuple[str, str | None, str | None]]:
    """Pieces in order: (literal, None, None) or ("", key, fact to tag it with, "" for none, None for its own)."""
    pieces: list[tuple[str, str | None, str | None]] = []
    start = 0
    for found in _KEY.finditer(text):
        if found.start() > start:
            pieces.append((text[start : found.start()], None, None))
        pieces.append(("", found[1], found[2][1:] if found[2] else None))
        start = found.end()
    return [*pieces, (text[start:], None, None)] if start < len(text) else pieces
