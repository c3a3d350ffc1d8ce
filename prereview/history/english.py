"""English records in the Chinese words the rules know, so that one grammar of scope serves both languages.

A gloss is no translation: it keeps the order in which things are told and says each cue, name and time in Chinese. Word
order differs little where it counts, because denials and doubts open a list in both languages and times close it. Every
character keeps its offset in the text as it arrived.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from prereview.history.lexicon import read_table

_LATIN = re.compile(r"(?!mm[Hh]g|mmol)[A-Za-z]{4}")
_WORD = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: What ends a sentence, but no title and no number of a list; a comma between clauses.
_STOP = r"(?<!\bMr)(?<!\bDr)(?<!\bMrs)(?<!\b\d)\.(?=\s|$)(?!(?<=\bNo\.)\s*\d)"
_COMMA = r",(?=\s)"
#: A word no table knows becomes as short as a Chinese one; abbreviations (COPD, CT) stay as they are.
_OTHER = r"(?<![A-Za-z])[A-Za-z]?[a-z]{2,}(?![A-Za-z])"


@dataclass(frozen=True, slots=True)
class _Glossary:
    """One expression for all entries, and what each puts in the place of what it finds."""

    pattern: re.Pattern[str]
    entries: tuple[tuple[str, str], ...]

    def put(self, match: re.Match[str]) -> str:
        """The Chinese for what was found."""
        kind = match.lastgroup or ""
        if not kind.startswith("entry"):
            return {"stop": "。", "comma": "，"}.get(kind) or match.group()[:2]
        source, said = self.entries[int(kind.removeprefix("entry"))]
        found = re.compile(source).match(match.string, match.start()) if "\\" in said else None
        return said if found is None else found.expand(said)


def _expression(words: str, *, plural: bool) -> str:
    """Words as an expression: a blank also stands for a hyphen or a line break."""
    blanks = {" ": r"[\s-]+", " ?": r"[\s-]*"}
    spaced = re.sub(r"\[[^\]]*\]| \??", lambda found: blanks.get(found.group(), found.group()), words)
    begin = "" if words[0] in "[?&" else r"(?<![A-Za-z])"
    return rf"(?i:{begin}(?:{spaced}){'(?:e?s)?' if plural else ''}(?!(?<=[A-Za-z])[A-Za-z]))"


def _alternatives(words: str) -> Iterator[str]:
    """The expressions of a cell, split at bars outside brackets."""
    yield from re.findall(r"(?:\((?:[^()]|\([^()]*\))*\)|[^|()])+", words)


@cache
def _glossary(*, whole: bool) -> _Glossary:
    """The names alone, or `whole` with the words of grammar and the punctuation."""
    names = [(word, row[0]) for row in read_table("english_names.tsv") for word in _alternatives(row[1])]
    rows = [(_expression(word, plural=True), said) for word, said in sorted(names, key=lambda pair: -len(pair[0]))]
    marks: list[str] = []
    if whole:
        rows += [(_expression(row[0], plural=False), row[1]) for row in read_table("english_words.tsv")]
        marks = [f"(?P<stop>{_STOP})", f"(?P<comma>{_COMMA})", f"(?P<other>{_OTHER})"]
    tables = [f"(?P<entry{number}>{source})" for number, (source, _) in enumerate(rows)]
    begin = "" if whole else "(?=[A-Za-z])"
    return _Glossary(re.compile(f"{begin}(?:{'|'.join([*tables, *marks])})"), tuple(rows))


def _runs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Consecutive lines of one language: begin, end, whether it is English."""
    begin, english, place = 0, False, 0
    for line in text.splitlines(keepends=True):
        words = len(_WORD.findall(line))
        now = words > len(_HAN.findall(line)) if line.strip() else english
        if now != english and place > begin:
            yield begin, place, english
            begin = place
        english, place = now, place + len(line)
    yield begin, place, english


def gloss(text: str) -> tuple[str, list[int]]:
    """English in Chinese words.

    Returns:
        the text and, for each of its characters, the offset in `text`; a gloss begins and ends where its words do.
    """
    if _LATIN.search(text) is None:
        return text, list(range(len(text)))
    pieces: list[str] = []
    offsets: list[int] = []
    for begin, end, english in _runs(text):
        place = begin
        glossary = _glossary(whole=english)
        for match in glossary.pattern.finditer(text, begin, end):
            said = glossary.put(match)
            pieces += [text[place : match.start()], said]
            offsets += [*range(place, match.start()), *_spread(match.start(), match.end(), len(said))]
            place = match.end()
        pieces.append(text[place:end])
        offsets += range(place, end)
    return "".join(pieces), offsets


def _spread(start: int, end: int, count: int) -> list[int]:
    """Offsets for `count` characters in the place of `start:end`: the first and the last of it, and steps between."""
    if count == 1:
        return [start]
    return [start + (end - 1 - start) * number // (count - 1) for number in range(count)]
