"""Prose for unrelated pages."""

from __future__ import annotations

from random import Random

from prereview.synthesis.library import load_library, words


def prose(rng: Random, topic: str, sentences: int) -> str:
    """Sentences of a topic from the phrase library, with numbers and names filled in."""
    pool = load_library("unrelated")["topics"][topic]
    chosen = [rng.choice(pool) for _ in range(sentences)]
    text = "".join(chosen) if not pool[0].isascii() else " ".join(chosen)
    while "◇" in text:
        text = text.replace("◇", str(rng.randrange(1, 99)), 1)
    return text.replace("◆", rng.choice(words("companies")))
