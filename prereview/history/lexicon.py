"""The condition lexicon: names, synonyms, sites and modifiers as data, loaded once and matched through tries.

Sources: names and three-character categories follow the public Chinese ICD-10; synonyms are the everyday clinical
forms (高血压病, 房颤, 慢支, 乙肝) that an exact match against the official table misses in about half of real mentions.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

from prereview.errors import ConfigurationError

Kind = Literal["disease", "finding", "procedure", "injury", "sequela", "group", "symptom"]
Column = Literal["malignant", "benign", "fracture", "injury", "stone", "inflammation"]
_COLUMNS: tuple[Column, ...] = get_args(Column)
_CODE = re.compile(r"^[A-Z][0-9]{2}$")
#: A text character that is common in disease names is a different disease, not a reading error of this one.
_MEANINGFUL = frozenset("正常无未不非有否左右双上下前后")


@dataclass(frozen=True, slots=True)
class Entry:
    """One condition: standard name, ICD-10 three-character category (None where it has none), kind."""

    name: str
    icd10: str | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Site:
    """A body site and the categories its diseases fall into."""

    name: str
    codes: Mapping[Column, str | None]


@dataclass(frozen=True, slots=True)
class Head:
    """A morphology such as 骨折 or 结石: which column of the site gives its category."""

    word: str
    column: str
    needs_site: bool
    kind: Kind
    name: str


Trie = dict[str, Any]
_END = ""


def build_trie(words: Mapping[str, Any]) -> Trie:
    """Nested dictionaries, one level a character; the value sits under the empty key."""
    root: Trie = {}
    for word, value in words.items():
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[_END] = (word, value)
    return root


def longest(trie: Trie, text: str, start: int) -> tuple[str, Any] | None:
    """The longest word of the trie that begins at `start`."""
    node, found = trie, None
    for place in range(start, len(text)):
        following = node.get(text[place])
        if following is None:
            break
        node = following
        found = node.get(_END, found)
    return found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the matcher looks up."""

    names: Mapping[str, Entry]
    sites: Mapping[str, Site]
    heads: Mapping[str, Head]
    procedures: Mapping[str, tuple[str, str]]
    modifiers: Mapping[str, str]
    name_trie: Trie = field(repr=False)
    head_trie: Trie = field(repr=False)
    left_trie: Trie = field(repr=False)
    after_trie: Trie = field(repr=False)
    first_pairs: Mapping[str, tuple[str, ...]] = field(repr=False)
    last_pairs: Mapping[str, tuple[str, ...]] = field(repr=False)
    alphabet: frozenset[str] = field(repr=False)

    def find(self, name: str) -> Entry | None:
        """The entry of an exact name or synonym."""
        return self.names.get(name)


def lexicon_folder() -> Traversable:
    """Where the data files live inside the package."""
    return resources.files("prereview").joinpath("history/lexicon")


def read_table(name: str, folder: Traversable | None = None) -> Iterator[list[str]]:
    """Rows of a tab-separated data file, comments and blank lines left out."""
    text = (folder or lexicon_folder()).joinpath(name).read_text(encoding="utf-8")
    for row in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row and row[0] and not row[0].startswith("#"):
            yield row


def read_words(name: str) -> list[str]:
    """The words of a data file that needs no columns, comments left out."""
    text = lexicon_folder().joinpath(name).read_text(encoding="utf-8")
    return [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]


def _code(value: str) -> str | None:
    return None if value in ("-", "") else value


def condition_tables(folder: Traversable | None = None) -> tuple[str, ...]:
    """The files that name conditions: the common ones, then one per chapter of the ICD-10."""
    chapters = (folder or lexicon_folder()).joinpath("chapters")
    found = sorted(item.name for item in chapters.iterdir()) if chapters.is_dir() else []
    return ("conditions.tsv", *(f"chapters/{name}" for name in found if name.endswith(".tsv")))


def _read_names(folder: Traversable | None) -> dict[str, Entry]:
    names: dict[str, Entry] = {}
    for table in condition_tables(folder):
        for row in read_table(table, folder):
            entry = Entry(row[0], _code(row[1]), row[2])  # type: ignore[arg-type]  # lint_lexicon checks the column
            names[row[0]] = entry
            for synonym in filter(None, row[3].split("|") if len(row) > 3 else ()):
                names.setdefault(synonym, entry)
    return names


def _add_spellings(names: dict[str, Entry], folder: Traversable | None) -> None:
    """Every name in its other spellings (综合症, 梗塞, 返流): a table of pairs instead of thousands of synonyms."""
    for one, other in read_table("variants.tsv", folder):
        for written, also in ((one, other), (other, one)):
            for name in [name for name in names if written in name]:
                names.setdefault(name.replace(written, also), names[name])


def _read_sites(folder: Traversable | None) -> dict[str, Site]:
    return {
        row[0]: Site(row[1], {column: _code(value) for column, value in zip(_COLUMNS, row[2:], strict=True)})
        for row in read_table("organs.tsv", folder)
    }


def _read_heads(folder: Traversable | None) -> dict[str, Head]:
    heads = {}
    for word, column, needs_site, kind, name in read_table("heads.tsv", folder):
        heads[word] = Head(word, column, needs_site == "yes", kind, name)  # type: ignore[arg-type]  # linted
    return heads


def _pairs(names: Mapping[str, Entry], place: slice) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in names:
        if len(name) >= 4:
            found.setdefault(name[place], []).append(name)
    return {pair: tuple(sorted(words, key=len, reverse=True)) for pair, words in found.items()}


def _alphabet(names: Mapping[str, Entry]) -> frozenset[str]:
    counts: dict[str, int] = {}
    for name in names:
        for char in set(name):
            counts[char] = counts.get(char, 0) + 1
    return frozenset(char for char, count in counts.items() if count >= 3) | _MEANINGFUL


def read_lexicon(folder: Traversable | None = None) -> Lexicon:
    """Read the data files of `folder` (the built-in ones by default)."""
    names = _read_names(folder)
    pairs = _pairs(names, slice(0, 2)), _pairs(names, slice(-2, None))
    alphabet = _alphabet(names)
    _add_spellings(names, folder)
    sites, heads = _read_sites(folder), _read_heads(folder)
    procedures = {row[0]: (row[1], row[2]) for row in read_table("procedures.tsv", folder)}
    modifiers: dict[str, str] = {}
    after: dict[str, str] = {}
    for word, use in read_table("modifiers.tsv", folder):
        (after if use == "after" else modifiers)[word] = use
    left: dict[str, str] = {word[::-1]: use for word, use in modifiers.items() if use != "none"}
    left.update({word[::-1]: "site" for word in sites})
    return Lexicon(
        names=names,
        sites=sites,
        heads=heads,
        procedures=procedures,
        modifiers=modifiers,
        name_trie=build_trie(names),
        head_trie=build_trie({**dict.fromkeys(procedures, "procedure"), **heads}),
        left_trie=build_trie(left),
        after_trie=build_trie(after),
        first_pairs=pairs[0],
        last_pairs=pairs[1],
        alphabet=alphabet,
    )


@cache
def load_lexicon() -> Lexicon:
    """The built-in lexicon, read once.

    Raises:
        ConfigurationError: the data files break their schema.
    """
    problems = lint_lexicon()
    if problems:
        raise ConfigurationError(
            "lexicon: " + "; ".join(problems[:10]), remedy="Run the lexicon lint and fix each row."
        )
    return read_lexicon()


def lint_lexicon(folder: Traversable | None = None) -> list[str]:
    """Every mistake in the data files as `file:row: message`; empty when they are sound."""
    problems = [*_lint_conditions(folder), *_lint_columns("organs.tsv", 8, folder), *_lint_heads(folder)]
    problems += _lint_columns("procedures.tsv", 3, folder) + _lint_columns("modifiers.tsv", 2, folder)
    problems += _lint_columns("variants.tsv", 2, folder)
    return problems


def _lint_columns(name: str, width: int, folder: Traversable | None) -> list[str]:
    problems = []
    for number, row in enumerate(read_table(name, folder), 1):
        if len(row) != width:
            problems.append(f"{name}:{number}: {len(row)} columns, expected {width}")
        elif name == "organs.tsv":
            problems += [f"{name}:{number}: code {c!r}" for c in row[2:] if c != "-" and not _CODE.match(c)]
    return problems


def _lint_heads(folder: Traversable | None) -> list[str]:
    problems = _lint_columns("heads.tsv", 5, folder)
    for number, row in enumerate(read_table("heads.tsv", folder), 1):
        if len(row) == 5 and row[3] not in get_args(Kind):
            problems.append(f"heads.tsv:{number}: kind {row[3]!r}")
    return problems


def _lint_conditions(folder: Traversable | None) -> list[str]:
    problems: list[str] = []
    seen: dict[str, str] = {}
    for table in condition_tables(folder):
        for number, row in enumerate(read_table(table, folder), 1):
            problems += _lint_condition(f"{table}:{number}", row, seen)
    return problems


def _lint_condition(where: str, row: Sequence[str], seen: dict[str, str]) -> list[str]:
    if len(row) not in (3, 4):
        return [f"{where}: {len(row)} columns, expected 3 or 4"]
    problems = []
    if row[1] != "-" and not _CODE.match(row[1]):
        problems.append(f"{where}: category {row[1]!r}")
    if row[2] not in get_args(Kind):
        problems.append(f"{where}: kind {row[2]!r}")
    return problems + _lint_words(where, [row[0], *filter(None, row[3].split("|") if len(row) > 3 else ())], seen)


def _lint_words(where: str, words: Sequence[str], seen: dict[str, str]) -> list[str]:
    problems = []
    for word in words:
        if word in seen and seen[word] != words[0]:
            problems.append(f"{where}: {word} already means {seen[word]}")
        elif word.strip() != word or len(word) < 2:
            problems.append(f"{where}: unusable name {word!r}")
        seen.setdefault(word, words[0])
    return problems
