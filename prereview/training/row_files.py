"""Rows kept as JSON lines, so that an interrupted training goes on and an evaluation can be repeated."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from prereview.errors import InputError
from prereview.scoring import FEATURES, ITEM_FEATURES
from prereview.training.claim_rows import ClaimRow


def append_row(path: Path, row: ClaimRow) -> None:
    """Add one line; a run that is killed loses at most the line it was writing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(row.model_dump_json() + "\n")


def write_rows(path: Path, rows: Iterable[ClaimRow]) -> None:
    """Write a whole file."""
    path.write_text("".join(row.model_dump_json() + "\n" for row in rows), encoding="utf-8")


def read_rows(path: Path) -> list[ClaimRow]:
    """Rows of a file; a last line cut off by a kill is left out and removed, so that appending goes on cleanly.

    Raises:
        InputError: unreadable, or a line that is no row of this version.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {type(error).__name__}", remedy="Check the path.") from error
    whole, _, torn = content.rpartition("\n")
    if torn:
        path.write_text(whole + "\n" if whole else "", encoding="utf-8")
    rows = []
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            rows.append(_known(ClaimRow.model_validate_json(line)))
        except ValueError as error:  # pydantic's, or that of `_known`
            raise InputError(
                f"{path} line {number} is no training row of this version", remedy="Delete the file and collect again."
            ) from error
    return rows


def _known(row: ClaimRow) -> ClaimRow:
    if set(row.features) != set(FEATURES) or any(set(item.features) != set(ITEM_FEATURES) for item in row.items):
        raise ValueError("collected with other features")
    return row
