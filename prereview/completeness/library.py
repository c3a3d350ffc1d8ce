"""Reading the checklist folder: modules, lines, overlays, questions and defect texts, with every mistake named at once.

checklists/
  modules/*.yaml     items several lists share
  lines/*.yaml       one list per line of business and version
  overlays/*.yaml    one insurer's differences
  questions.yaml     one question per case fact
  defects.yaml       words of each defect
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from prereview.checklist import (
    Checklist,
    ChecklistFile,
    DefectText,
    FactQuestion,
    Include,
    Item,
    LineChange,
    Module,
    Overlay,
    Thresholds,
)
from prereview.documents import Record
from prereview.errors import ChecklistError

R = TypeVar("R", bound=Record)
#: libyaml reads the folder several times faster; both are the safe loader.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Library:
    """What a checklist folder holds, as written, and the mistakes met while reading it."""

    modules: dict[str, Module] = field(default_factory=dict)
    files: list[tuple[str, ChecklistFile]] = field(default_factory=list)
    overlays: dict[str, tuple[str, Overlay]] = field(default_factory=dict)
    questions: dict[str, FactQuestion] = field(default_factory=dict)
    defects: dict[str, DefectText] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)


def read_library(directory: Path | None = None) -> Library:
    """Everything in the folder; parts the folder does not have come from the built-in one."""
    builtin = resources.files("prereview").joinpath("checklists")
    root: Traversable = directory if directory is not None else builtin
    if directory is not None and not directory.is_dir():
        raise ChecklistError(f"no checklist folder {directory}", remedy="Check checklists_dir.")
    library = Library()
    for path, module in _read_each(_part(root, builtin, "modules"), Module, library):
        library.modules[module.id] = module
        library.sources[f"module {module.id}"] = path
    library.files = list(_read_each(_part(root, builtin, "lines"), ChecklistFile, library))
    # Overlays change the lists beside them: a folder with lists of its own does not inherit the built-in overlays.
    own_lines = root.joinpath("lines").is_dir()
    overlays = root.joinpath("overlays") if own_lines else _part(root, builtin, "overlays")
    for path, overlay in _read_each(overlays, Overlay, library) if overlays.is_dir() else ():
        library.overlays[overlay.id] = (path, overlay)
    library.questions = _read_texts(_part(root, builtin, "questions.yaml"), FactQuestion, library)
    library.defects = _read_texts(_part(root, builtin, "defects.yaml"), DefectText, library)
    return library


def resolve(file: ChecklistFile, library: Library) -> Checklist:
    """The checklist with its modules merged in order; an item of the list itself comes last."""
    items: list[Item] = []
    for entry in file.includes:
        include = Include(module=entry) if isinstance(entry, str) else entry
        module = library.modules.get(include.module)
        for item in module.items if module else ():
            if item.id not in include.leave_out:
                items.append(_included(item, include))
    values = file.model_dump(exclude={"includes", "items"})
    return Checklist(**values, items=(*items, *file.items))


def apply_overlay(checklist: Checklist, overlay: Overlay) -> Checklist:
    """The checklist as that insurer asks for it; its version names the overlay's."""
    everywhere = overlay.lines.get("all", LineChange())
    here = overlay.lines.get(checklist.id, LineChange())
    dropped = {*everywhere.relax, *here.relax}
    items = [item for item in checklist.items if item.id not in dropped]
    for change in (everywhere, here):
        items = [_changed(item, change) for item in items]
        items += change.add
    touched = bool(dropped or here.add or here.change or everywhere.add or everywhere.change or overlay.thresholds)
    return checklist.model_copy(
        update={
            "items": tuple(items),
            "thresholds": Thresholds.model_validate(checklist.thresholds.model_dump() | dict(overlay.thresholds)),
            "version": f"{checklist.version}+{overlay.id}.{overlay.version}" if touched else checklist.version,
        }
    )


def _changed(item: Item, change: LineChange) -> Item:
    wanted = change.change.get(item.id)
    return (
        item
        if wanted is None
        else item.model_copy(update={key: getattr(wanted, key) for key in wanted.model_fields_set})
    )


def _included(item: Item, include: Include) -> Item:
    update: dict[str, Any] = {"requirement": "required"} if item.id in include.require else {}
    if include.when:
        update["when"] = f"({include.when}) and ({item.when})" if item.when else include.when
    return item.model_copy(update=update)


def _part(root: Traversable, builtin: Traversable, name: str) -> Traversable:
    part = root.joinpath(name)
    return part if part.is_dir() or part.is_file() else builtin.joinpath(name)


def _read_each(folder: Traversable, kind: type[R], library: Library) -> Iterator[tuple[str, R]]:
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        if entry.name.endswith((".yaml", ".yml")):
            read = read_file(entry, kind, library)
            if read is not None:
                yield _short(entry), read


def read_file(entry: Traversable, kind: type[R], library: Library) -> R | None:
    """One YAML file as that record; None after its mistakes are noted in the library."""
    known = len(library.mistakes)
    values = _yaml(entry, library)
    if len(library.mistakes) > known:
        return None  # what cannot be read has no keys to complain about
    if not isinstance(values, dict):
        library.mistakes.append(f"{_short(entry)} -> (file): not a mapping of keys")
        return None
    return _validated(values, kind, _short(entry), library)


def _read_texts(entry: Traversable, kind: type[R], library: Library) -> dict[str, R]:
    texts = {}
    values = _yaml(entry, library)
    for key, value in (values if isinstance(values, dict) else {}).items():
        read = _validated(value, kind, _short(entry), library, prefix=f"{key}.")
        if read is not None:
            texts[str(key)] = read
    return texts


def _yaml(entry: Traversable, library: Library) -> Any:
    try:
        text = entry.read_text(encoding="utf-8")
        return yaml.load(text, Loader=_LOADER)  # nosec B506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        library.mistakes.append(f"{_short(entry)} -> (file): {_reason(error)}")
        return {}


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or " ".join(str(error).split())


def _validated(values: Any, kind: type[R], path: str, library: Library, *, prefix: str = "") -> R | None:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        for entry in error.errors():
            key = ".".join(map(str, entry["loc"])) or "(file)"
            library.mistakes.append(f"{path} -> {prefix}{key}: {entry['msg']}")
        return None


def _short(entry: Traversable) -> str:
    # modules/base.yaml rather than the path of the installation, which differs on every machine.
    parts = str(entry).replace("\\", "/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 and parts[-2] in ("modules", "lines", "overlays") else parts[-1]
