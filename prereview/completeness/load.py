"""The checklists as the rest of the stage uses them: checked, merged, overlaid, and chosen by date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from prereview.checklist import Checklist, DefectText, FactQuestion, Overlay
from prereview.completeness.library import Library, apply_overlay, read_file, read_library, resolve
from prereview.completeness.lint import mistakes_in
from prereview.errors import ChecklistError


@dataclass(frozen=True, slots=True)
class Checklists:
    """All lists, ready to use: per line its versions, plain and with the overlay, and the words around them."""

    plain: Mapping[str, tuple[Checklist, ...]]
    overlaid: Mapping[str, tuple[Checklist, ...]]
    questions: Mapping[str, FactQuestion]
    defects: Mapping[str, DefectText]
    overlay: Overlay | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The lines of business there is a list for."""
        return tuple(self.plain)

    def all(self) -> tuple[Checklist, ...]:
        """Every version of every list, with the overlay applied where one was chosen."""
        return tuple(version for versions in self.overlaid.values() for version in versions)

    def choose(self, line: str, day: date | None) -> tuple[Checklist, bool] | None:
        """The version in force on that day and True; else the nearest version and False; None for an unknown line.

        Without a day the newest version counts as in force. 消保管理办法: rules of the claim date, not today's.
        """
        versions = (self.overlaid if self._overlay_in_force(day) else self.plain).get(line)
        if not versions:
            return None
        if day is None:
            return versions[-1], True
        current = [version for version in versions if version.in_force(day)]
        if current:
            return current[-1], True
        earlier = [version for version in versions if version.effective_from <= day]
        return (earlier[-1] if earlier else versions[0]), False

    def _overlay_in_force(self, day: date | None) -> bool:
        overlay = self.overlay
        if overlay is None or day is None:
            return overlay is not None
        return overlay.effective_from <= day and (overlay.effective_to is None or day <= overlay.effective_to)


def load_checklists(directory: Path | None = None, overlay: str | None = None) -> Checklists:
    """All checklists of a folder (built-in by default), with one insurer's overlay applied.

    `overlay` is the id of a file in overlays/, or a path to one.

    Raises:
        ChecklistError: listing every mistake as `path -> key: message`.
    """
    library = read_library(directory)
    chosen = _chosen_overlay(library, overlay)
    mistakes = mistakes_in(library)
    if mistakes:
        raise ChecklistError(
            "checklists:\n  " + "\n  ".join(mistakes), remedy="`prereview checklists lint` lists these."
        )
    plain = [resolve(file, library) for _, file in library.files]
    overlaid = [apply_overlay(checklist, chosen) for checklist in plain] if chosen else plain
    return Checklists(_by_line(plain), _by_line(overlaid), library.questions, library.defects, chosen)


def _by_line(checklists: list[Checklist]) -> dict[str, tuple[Checklist, ...]]:
    lines: dict[str, list[Checklist]] = {}
    for checklist in sorted(checklists, key=lambda entry: (entry.id, entry.effective_from)):
        lines.setdefault(checklist.id, []).append(checklist)
    return {line: tuple(versions) for line, versions in lines.items()}


def _chosen_overlay(library: Library, overlay: str | None) -> Overlay | None:
    if overlay is None:
        return None
    if overlay.endswith((".yaml", ".yml")):
        read = read_file(Path(overlay), Overlay, library)
        if read is not None:
            library.overlays[read.id] = (overlay, read)
        return read
    if overlay not in library.overlays:
        known = ", ".join(sorted(library.overlays)) or "none"
        raise ChecklistError(f"no insurer overlay {overlay!r}", remedy=f"Known overlays: {known}.")
    return library.overlays[overlay][1]
