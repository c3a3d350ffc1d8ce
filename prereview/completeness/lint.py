"""What a schema cannot see: expressions, document types, check names, doubled ids, missing texts. All at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from prereview.catalogue import document_types
from prereview.checklist import ChecklistFile, Include, Item, ItemChange, Overlay, Paper, Thresholds
from prereview.claims import CaseFacts
from prereview.completeness.checks import STATED, VALIDITY
from prereview.completeness.expression import ExpressionError, names_in
from prereview.completeness.library import Library, read_library, resolve
from prereview.errors import ChecklistError

#: Questions that checks raise beyond the case facts.
CHECK_QUESTIONS = ("invoice_amount", "late_first_visit")


def lint_checklists(directory: Path | None = None) -> tuple[str, ...]:
    """Every mistake in a checklist folder as `path -> key: message`; empty when there is none."""
    try:
        return tuple(mistakes_in(read_library(directory)))
    except ChecklistError as error:
        return (f"{directory} -> (folder): {error}",)


def mistakes_in(library: Library) -> list[str]:
    """Schema mistakes met while reading, then everything the schema cannot see."""
    mistakes = list(library.mistakes)
    for module in library.modules.values():
        mistakes += _items(library.sources.get(f"module {module.id}", module.id), module.items)
    for path, file in library.files:
        mistakes += _file(path, file, library)
    mistakes += _versions(library)
    for path, overlay in library.overlays.values():
        mistakes += _overlay(path, overlay, library)
    mistakes += [
        f"questions.yaml -> {name}: no question for this case fact"
        for name in (*CaseFacts.model_fields, *CHECK_QUESTIONS)
        if name not in library.questions
    ]
    return mistakes


def _file(path: str, file: ChecklistFile, library: Library) -> Iterator[str]:
    for entry in file.includes:
        include = Include(module=entry) if isinstance(entry, str) else entry
        module = library.modules.get(include.module)
        if module is None:
            yield f"{path} -> includes: no module {include.module!r} (known: {', '.join(sorted(library.modules))})"
            continue
        yield from _condition(path, f"includes.{include.module}.when", include.when)
        ids = {item.id for item in module.items}
        yield from (
            f"{path} -> includes.{include.module}: no item {named!r} to leave out or require"
            for named in (*include.leave_out, *include.require)
            if named not in ids
        )
    yield from _items(path, file.items)
    yield from _doubled(path, resolve(file, library).items)


def _items(path: str, items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        for key, text in (("when", item.when), *(("waive_if", text) for text in item.waive_if)):
            yield from _condition(path, f"{item.id}.{key}", text)
        for alternative in item.accepts:
            yield from _condition(path, f"{item.id}.accepts.when", alternative.when)
            yield from _papers(path, item.id, alternative.papers)
        yield from _types(path, f"{item.id}.not_instead", item.not_instead)
        yield from _checks(path, item.id, item.valid_if)
        if item.ask_if_missing and item.ask_if_missing not in CaseFacts.model_fields:
            yield f"{path} -> {item.id}.ask_if_missing: no case fact {item.ask_if_missing!r}"
        if item.requirement == "conditional" and item.when is None:
            yield f"{path} -> {item.id}.when: a conditional item needs its condition"


def _papers(path: str, item_id: str, papers: Iterable[Paper]) -> Iterator[str]:
    for paper in papers:
        yield from _types(path, f"{item_id}.accepts.doc", (paper.doc,))
        yield from (
            f"{path} -> {item_id}.accepts.states: {name!r} is none of {', '.join(sorted(STATED))}"
            for name in paper.states
            if name not in STATED
        )


def _types(path: str, key: str, names: Iterable[str]) -> Iterator[str]:
    known = document_types()
    yield from (f"{path} -> {key}: no document type {name!r}" for name in names if name not in known)


def _checks(path: str, item_id: str, names: Iterable[str]) -> Iterator[str]:
    yield from (
        f"{path} -> {item_id}.valid_if: no check {name!r} (known: {', '.join(sorted(VALIDITY))})"
        for name in names
        if name not in VALIDITY
    )


def _condition(path: str, key: str, text: str | None) -> Iterator[str]:
    if text is None:
        return
    try:
        unknown = sorted(names_in(text) - CaseFacts.model_fields.keys())
    except ExpressionError as error:
        yield f"{path} -> {key}: {error}"
        return
    yield from (f"{path} -> {key}: no case fact {name!r}" for name in unknown)


def _doubled(path: str, items: Iterable[Item]) -> Iterator[str]:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            yield f"{path} -> {item.id}: this id is used twice in the list"
        seen.add(item.id)


def _versions(library: Library) -> Iterator[str]:
    for (path, one), (_, other) in combinations(library.files, 2):
        if one.id == other.id and one.effective_from == other.effective_from:
            yield f"{path} -> effective_from: {one.id} has two versions from {one.effective_from}"


def _overlay(path: str, overlay: Overlay, library: Library) -> Iterator[str]:
    lines = {file.id: resolve(file, library) for _, file in library.files}
    everywhere = {item.id for checklist in lines.values() for item in checklist.items}
    for key in overlay.thresholds.keys() - Thresholds.model_fields.keys():
        yield f"{path} -> thresholds.{key}: no such threshold (known: {', '.join(sorted(Thresholds.model_fields))})"
    for line, change in overlay.lines.items():
        if line != "all" and line not in lines:
            yield f"{path} -> lines.{line}: no such checklist"
            continue
        base = everywhere if line == "all" else {item.id for item in lines[line].items}
        for item_id in (*change.relax, *change.change):
            if item_id not in base:
                yield f"{path} -> lines.{line}: no item {item_id!r} to relax or change"
        for item in change.add:
            if line != "all" and item.id in base:
                yield f"{path} -> lines.{line}.add.{item.id}: the list already has this id; use change"
        yield from _items(path, change.add)
        for item_id, entry in change.change.items():
            yield from _change(path, item_id, entry)


def _change(path: str, item_id: str, entry: ItemChange) -> Iterator[str]:
    for key, text in (("when", entry.when), *(("waive_if", text) for text in entry.waive_if or ())):
        yield from _condition(path, f"{item_id}.{key}", text)
    for alternative in entry.accepts or ():
        yield from _condition(path, f"{item_id}.accepts.when", alternative.when)
        yield from _papers(path, item_id, alternative.papers)
    yield from _types(path, f"{item_id}.not_instead", entry.not_instead or ())
    yield from _checks(path, item_id, entry.valid_if or ())
