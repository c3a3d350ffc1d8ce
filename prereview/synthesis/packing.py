"""How papers arrive: one PDF of everything, a file per paper, phone photos with phone names, cards on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from prereview.catalogue import name_zh
from prereview.synthesis.capture import Capture
from prereview.synthesis.library import load_library


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """One page of a file: which document and page, how captured, and the clockwise turn that makes it upright."""

    document: str
    page_index: int
    capture: Capture
    rotation: int


@dataclass(frozen=True, slots=True)
class SyntheticFile:
    """A file of the submission. A PDF may hold pages of several documents; a picture holds one."""

    name: str
    form: Literal["pdf", "jpeg"]
    pages: tuple[SheetPlace, ...]


Paper = tuple[str, str, int, str]  # document id, type, pages, wanted capture

_SCENE = ("scene_photo", "damage_photo")


def pack_files(papers: Sequence[Paper], rng: Random, rendering: str) -> tuple[SyntheticFile, ...]:
    """Files for the papers; `rendering` is mixed, scan, photo, digital, text or one_pdf."""
    if rendering == "one_pdf":
        pages = [page for paper in papers for page in _places(paper, rng, "scan")]
        return (SyntheticFile(f"扫描件{rng.randrange(10, 99)}.pdf", "pdf", tuple(pages)),)
    files: list[SyntheticFile] = []
    for paper in papers:
        how = rendering if rendering != "mixed" else rng.choice(("digital", "scan", "photo", "photo", "app"))
        files.extend(_paper_files(paper, rng, how, {file.name for file in files}))
    return tuple(files)


def _paper_files(paper: Paper, rng: Random, how: str, taken: set[str]) -> list[SyntheticFile]:
    places = _places(paper, rng, how)
    if all(place.capture == "digital" for place in places) or (how in ("scan", "app") and rng.random() < 0.6):
        return [SyntheticFile(_name(paper[1], "pdf", rng, taken), "pdf", tuple(places))]
    files = []
    for place in places:
        name = _name(paper[1], "jpg", rng, taken)
        taken.add(name)
        files.append(SyntheticFile(name, "jpeg", (place,)))
    return files


def _places(paper: Paper, rng: Random, how: str) -> list[SheetPlace]:
    document, doc_type, count, wanted = paper
    places = []
    for index in range(count):
        capture: Capture = _capture(how, doc_type, wanted, rng)
        turned = capture in ("photo", "scan") and rng.random() < 0.1
        places.append(SheetPlace(document, index, capture, rng.choice((90, 180, 270)) if turned else 0))
    return places


def _capture(how: str, doc_type: str, wanted: str, rng: Random) -> Capture:
    if wanted == "photocopy":
        return "photocopy"
    if wanted == "illegible":
        return "illegible"
    if doc_type in _SCENE:
        return "digital" if how in ("digital", "text") else "photo"
    choices: dict[str, tuple[Capture, ...]] = {
        "digital": ("digital",),
        "text": ("digital",),
        "scan": ("scan", "scan", "scan", "photocopy"),
        "photo": ("photo",),
        "app": ("app",),
    }
    return rng.choice(choices[how])


def _name(doc_type: str, suffix: str, rng: Random, taken: set[str]) -> str:
    """A right name, a camera name, or a scanner name; unique in the submission."""
    patterns = [
        entry
        for entry in load_library("recipes")["file_names"]
        if not entry.endswith(("jpg", "pdf")) or entry.endswith(suffix)
    ]
    while True:
        stem = (
            rng.choice(patterns)
            .replace("{zh}", name_zh(doc_type).split("/")[0])
            .replace("(急)", "急")
            .replace("(推断)", "")
        )
        for key, size in (("{n1}", 1), ("{n2}", 2), ("{n4}", 4), ("{n6}", 6), ("{d8}", 8)):
            while key in stem:
                stem = stem.replace(key, str(rng.randrange(10 ** (size - 1), 10**size)), 1)
        name = stem if stem.endswith(("jpg", "pdf")) else f"{stem}.{suffix}"
        if name not in taken:
            return name
