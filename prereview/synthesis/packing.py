"""How papers arrive: one PDF of everything, a file per paper, phone photos with phone names, cards on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, NamedTuple

from prereview.catalogue import name_zh
from prereview.synthesis.capture import Capture
from prereview.synthesis.collage import fit_on_one_sheet
from prereview.synthesis.library import load_library

Form = Literal["pdf", "jpeg", "png", "tiff", "heic", "ofd", "text"]


class Paper(NamedTuple):
    """A document to pack: id, type, the sizes of its pages in mm, and how it must be captured (`any`: drawn)."""

    document: str
    doc_type: str
    sizes: tuple[tuple[float, float], ...]
    capture: str


class Piece(NamedTuple):
    """One page of a document lying on a sheet."""

    document: str
    page_index: int


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """One page of a file: what lies on it, how captured, the clockwise turn that makes it upright."""

    pieces: tuple[Piece, ...]
    capture: Capture
    rotation: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class SyntheticFile:
    """A file of the submission. A PDF or TIFF may hold pages of several documents; a picture holds one page."""

    name: str
    form: Form
    pages: tuple[SheetPlace, ...]


_SCENE = ("scene_photo", "damage_photo")
_SMALL = ("id_card", "bank_card", "driving_licence", "vehicle_licence", "transport_receipts", "drug_receipt")
_NOT_AS_TEXT = (*_SCENE, "blank", "expense_list", "first_page", "policy")


def pack_files(papers: Sequence[Paper], rng: Random, rendering: str) -> tuple[SyntheticFile, ...]:
    """Files for the papers; `rendering` is mixed, scan, photo, digital, text or one_pdf."""
    if rendering == "one_pdf":
        ordered = rng.sample(list(papers), len(papers)) if rng.random() < 0.3 else papers
        pages = [place for group in _groups(ordered, rng) for place in _places(group, rng, "scan")]
        form: Form = "tiff" if rng.random() < 0.1 else "pdf"
        return (SyntheticFile(f"扫描件{rng.randrange(10, 99)}.{_SUFFIX[form]}", form, tuple(pages)),)
    files: list[SyntheticFile] = []
    together = rendering in ("mixed", "scan", "photo")
    for group in _groups(papers, rng) if together else [[paper] for paper in papers]:
        how = rendering if rendering != "mixed" else rng.choice(("digital", "scan", "photo", "photo", "app"))
        if len(group) > 1 and how == "digital":
            how = "scan"
        files.extend(_group_files(group, rng, how, {file.name for file in files}))
    return tuple(files)


def _groups(papers: Sequence[Paper], rng: Random) -> list[list[Paper]]:
    """Papers that are scanned or photographed together: now and then the small ones on one sheet."""
    small = [paper for paper in papers if paper.doc_type in _SMALL and paper.capture == "any"]
    small = small[: rng.choice((2, 2, 3))]
    if len(small) < 2 or rng.random() < 0.75 or not fit_on_one_sheet([size for paper in small for size in paper.sizes]):
        return [[paper] for paper in papers]
    return [[paper] for paper in papers if paper not in small] + [small]


def _group_files(group: Sequence[Paper], rng: Random, how: str, taken: set[str]) -> list[SyntheticFile]:
    places = _places(group, rng, how)
    doc_type = group[0].doc_type
    digital = all(place.capture == "digital" for place in places)
    if digital or (how in ("scan", "app") and rng.random() < 0.6):
        form = _document_form(doc_type, how, len(places), rng)
        return [SyntheticFile(_name(doc_type, _SUFFIX[form], rng, taken), form, tuple(places))]
    files = []
    for place in places:
        form = rng.choices(("jpeg", "png", "heic"), (88, 6, 6 if how == "photo" else 0))[0]
        name = _name(doc_type, _SUFFIX[form], rng, taken)
        taken.add(name)
        files.append(SyntheticFile(name, form, (place,)))
    return files


def _document_form(doc_type: str, how: str, pages: int, rng: Random) -> Form:
    """Mostly PDF; e-invoices come as OFD, exports of hospital systems as text, scanners also make TIFF."""
    digital = how in ("digital", "text")
    if how == "text" and pages == 1 and doc_type not in _NOT_AS_TEXT:
        return "text"
    if digital and doc_type.endswith("invoice") and rng.random() < 0.25:
        return "ofd"
    return "tiff" if not digital and rng.random() < 0.08 else "pdf"


def _places(group: Sequence[Paper], rng: Random, how: str) -> list[SheetPlace]:
    sheets = _sheets(group, rng, how)
    places = []
    for pieces in sheets:
        capture = _capture(how, group[0], rng)
        turned = capture in ("photo", "scan") and rng.random() < 0.1
        places.append(SheetPlace(pieces, capture, rng.choice((90, 180, 270)) if turned else 0))
    if group[0].doc_type.endswith("invoice") or how in ("digital", "text"):
        return places
    if len(places) > 1 and rng.random() < 0.06:
        rng.shuffle(places)  # pages put into the feeder in any order
    if rng.random() < 0.03:
        again = rng.choice(places)
        places.append(SheetPlace(again.pieces, again.capture, again.rotation, repeated=True))
    return places


def _sheets(group: Sequence[Paper], rng: Random, how: str) -> list[tuple[Piece, ...]]:
    """What lies on each sheet: one page, or the small papers of the group and both sides of a card together."""
    pieces = [Piece(paper.document, index) for paper in group for index in range(len(paper.sizes))]
    sizes = [size for paper in group for size in paper.sizes]
    card = group[0].doc_type in _SMALL and how not in ("digital", "text") and group[0].capture == "any"
    if len(group) > 1 or (card and len(pieces) > 1 and rng.random() < 0.25 and fit_on_one_sheet(sizes)):
        return [tuple(pieces)]
    return [(piece,) for piece in pieces]


def _capture(how: str, paper: Paper, rng: Random) -> Capture:
    if paper.capture == "photocopy":
        return "photocopy"
    if paper.capture == "illegible":
        return "illegible"
    if paper.doc_type in _SCENE:
        return "digital" if how in ("digital", "text") else "photo"
    if paper.capture == "colour" and how in ("scan", "app"):
        return "scan"
    choices: dict[str, tuple[Capture, ...]] = {
        "digital": ("digital",),
        "text": ("digital",),
        "scan": ("scan", "scan", "scan", "photocopy"),
        "photo": ("photo",),
        "app": ("app",),
    }
    return rng.choice(choices[how])


_SUFFIX: dict[Form, str] = {
    "pdf": "pdf",
    "jpeg": "jpg",
    "png": "png",
    "tiff": "tif",
    "heic": "heic",
    "ofd": "ofd",
    "text": "txt",
}


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
