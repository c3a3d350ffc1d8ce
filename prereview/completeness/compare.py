"""How far several insurers' lists agree: the common core, its share, and what only some of them ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prereview.checklist import Checklist, Item
from prereview.completeness.describe import Language
from prereview.completeness.load import load_checklists
from prereview.errors import UsageError

#: 通用材料覆盖率 of the industry plan: the share of the standard list every insurer's list has in common.
TARGET_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Comparison:
    """Required items of several lists. `only` maps an item outside the core to the lists that ask for it."""

    line: str
    counts: dict[str, int]
    core: tuple[Item, ...]
    base_count: int
    only: dict[str, tuple[Item, tuple[str, ...]]]

    @property
    def share(self) -> float:
        """Core items as a share of the standard list's required items."""
        return len(self.core) / self.base_count if self.base_count else 0.0


def compare(names: Sequence[str], *, line: str, directory: Path | None = None) -> Comparison:
    """Compare overlays over one line. "base" names the list without an overlay. Only required items count.

    Raises:
        UsageError: fewer than two names, or no list of that line.
        ChecklistError: an overlay does not exist or is unsound.
    """
    if len(names) < 2:
        raise UsageError("compare needs two or more overlays", remedy="`base` names the list without an overlay.")
    lists = {name: _newest(line, directory, None if name == "base" else name) for name in names}
    required = {
        name: {item.id: item for item in entry.items if item.requirement == "required"} for name, entry in lists.items()
    }
    base = [item for item in _newest(line, directory, None).items if item.requirement == "required"]
    everything = {item_id: item for items in required.values() for item_id, item in items.items()}
    core = tuple(item for item_id, item in everything.items() if all(item_id in items for items in required.values()))
    only = {
        item_id: (item, tuple(name for name, items in required.items() if item_id in items))
        for item_id, item in everything.items()
        if item not in core
    }
    return Comparison(line, {name: len(items) for name, items in required.items()}, core, len(base), only)


def compare_checklists(
    names: Sequence[str], *, line: str = "accident_medical", directory: Path | None = None, lang: Language = "zh"
) -> str:
    """The comparison as text: items per list, the common core and its share, the items only some ask for."""
    found = compare(names, line=line, directory=directory)
    zh = lang == "zh"
    lines = [f"{name}\t{count}{' 项' if zh else ' items'}" for name, count in found.counts.items()]
    share = f"{len(found.core)}/{found.base_count} = {found.share:.0%}"
    verdict = found.share >= TARGET_SHARE
    lines.append(
        f"共同核心 {share}({'达到' if verdict else '未达到'}90%)"
        if zh
        else f"common core {share} ({'reaches' if verdict else 'below'} 90%)"
    )
    lines += [f"  {item.id}\t{item.name_zh if zh else item.name_en}" for item in found.core]
    lines.append(f"非共同材料 {len(found.only)} 项" if zh else f"not common: {len(found.only)} items")
    lines += [
        f"  {item.id}\t{item.name_zh if zh else item.name_en}\t{', '.join(askers)}"
        for item, askers in found.only.values()
    ]
    return "\n".join(lines) + "\n"


def _newest(line: str, directory: Path | None, overlay: str | None) -> Checklist:
    checklists = load_checklists(directory, overlay)
    chosen = checklists.choose(line, None)
    if chosen is None:
        raise UsageError(f"no checklist {line!r}", remedy=f"Known: {', '.join(checklists.ids)}.")
    return chosen[0]
