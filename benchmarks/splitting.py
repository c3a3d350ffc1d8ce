"""Packets taken apart into documents, against what was packed: precision, recall and F1 over whole documents.

    python benchmarks/splitting.py [--claims 60] [--seed 700001] [--noise 0.4] [--misses]

Papers of generated claims are packed as people send them: everything in one file or a file a page, in order or
shuffled, page numbers printed or not, one page in twenty photographed twice, two or three small papers of the claim
on one sheet. Pages carry simulated reading errors. A document counts when exactly its pages were found together.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from prereview.classification import find_documents, load_classifier
from prereview.classification.sheets import SMALL
from prereview.documents import BLANK, BoundingBox, Document, Line, Page, number_lines
from prereview.logs import quieten_libraries
from prereview.synthesis import generate_claims
from prereview.synthesis.misreading import misread
from prereview.synthesis.reading_view import read_canvas
from prereview.synthesis.submissions import SyntheticClaim, SyntheticDocument

FIRST_SEED = 700_001
COPIED, SHARED = 0.05, 0.3  #: share of pages sent twice, and of claims with small papers on one sheet
#: Places of two and of three papers on a sheet.
SLOTS = {
    2: (BoundingBox(0.1, 0.04, 0.9, 0.46), BoundingBox(0.1, 0.54, 0.9, 0.96)),
    3: (BoundingBox(0.1, 0.02, 0.9, 0.32), BoundingBox(0.1, 0.35, 0.9, 0.65), BoundingBox(0.1, 0.68, 0.9, 0.98)),
}
#: Copies of bills are questions to staff and stay documents of their own, and empty pages have no copies: packed once.
ONCE = ("invoice", "receipt", "split", BLANK)


@dataclass(slots=True)
class Packet:
    """Pages in the order of the file, and for each document the words that mark its pages."""

    pages: list[Page] = field(default_factory=list)
    owners: list[tuple[str, ...]] = field(default_factory=list)  #: ids of the documents on each page


def main() -> None:
    arguments = _arguments()
    quieten_libraries()
    classifier = load_classifier()
    tally, shared = Counter[str](), Counter[str]()
    for number, claim in enumerate(generate_claims(arguments.claims, seed=arguments.seed)):
        packet = pack(claim, Random(f"splitting/{arguments.seed}/{number}"), noise=arguments.noise)
        found = parts(packet, find_documents(packet.pages, classifier.classify))
        true = truth(packet)
        tally += Counter(right=len(found & true), found=len(found), true=len(true))
        on_sheets = {one for one in true if any(len(packet.owners[place]) > 1 for _, place in one)}
        shared += Counter(right=len(found & on_sheets), true=len(on_sheets))
        if arguments.misses:
            for one in sorted((found ^ true), key=str):
                print(claim.claim.claim_id, "lost" if one in true else "invented", describe(one, packet, claim))
    precision, recall = tally["right"] / tally["found"], tally["right"] / tally["true"]
    print(f"claims {arguments.claims}, documents {tally['true']}, found {tally['found']}")
    print(f"precision {precision:.4f}  recall {recall:.4f}  F1 {2 * precision * recall / (precision + recall):.4f}")
    print(f"of those on shared sheets: {shared['right']} of {shared['true']}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=60)
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    parser.add_argument("--noise", type=float, default=0.4, help="strength of the reading errors, 0 to 1")
    parser.add_argument("--misses", action="store_true", help="list documents lost or invented")
    return parser.parse_args()


def pack(claim: SyntheticClaim, rng: Random, *, noise: float) -> Packet:
    """The papers of a claim as somebody sends them."""
    sheets = [((document.id,), page) for document in claim.documents for page in _read(document, rng, noise)]
    if rng.random() < SHARED:
        sheets = list(_share_sheets(sheets, _small(claim), rng))
    doubles = {document.id for document in claim.documents if not document.doc_type.endswith(ONCE)}
    sheets += [one for one in sheets if one[0][0] in doubles and len(one[0]) == 1 and rng.random() < COPIED]
    if rng.random() < 0.5:
        rng.shuffle(sheets)
    together = rng.random() < 0.5
    packet = Packet()
    for place, (owners, page) in enumerate(sheets):
        name, number = ("all.pdf", place + 1) if together else (f"{place:03}.jpg", 1)
        packet.pages.append(page.model_copy(update={"file": name, "number": number}))
        packet.owners.append(owners)
    return packet


def truth(packet: Packet) -> set[frozenset[tuple[int, int]]]:
    """Each document as its places: (which paper of the page, which page of the packet)."""
    places: dict[str, set[tuple[int, int]]] = {}
    for place, owners in enumerate(packet.owners):
        for part, owner in enumerate(owners):
            places.setdefault(owner, set()).add((part, place))
    return {frozenset(one) for one in places.values()}


def parts(packet: Packet, documents: Sequence[Document]) -> set[frozenset[tuple[int, int]]]:
    """The documents found, in the same terms."""
    where = {(page.file, page.number): place for place, page in enumerate(packet.pages)}
    return {
        frozenset(
            (_slot(page, packet.owners[place]), place)
            for page, place in ((page, where[page.file, page.number]) for page in document.pages)
        )
        for document in documents
    }


def _slot(page: Page, owners: Sequence[str]) -> int:
    """Which paper of its sheet a page is; -1 for a shared sheet that was not taken apart."""
    if len(owners) == 1:
        return 0
    if page.region is None:
        return -1
    middle = (page.region.y0 + page.region.y1) / 2
    return next(number for number, slot in enumerate(SLOTS[len(owners)]) if middle < slot.y1 + 0.03)


def describe(one: frozenset[tuple[int, int]], packet: Packet, claim: SyntheticClaim) -> str:
    """The pages of a document for the list of misses: place on the sheet, page, and what is really there."""
    types = {document.id: document.doc_type for document in claim.documents}
    told = [(slot, place, "+".join(types[owner] for owner in packet.owners[place])) for slot, place in sorted(one)]
    return "  ".join(f"{slot}/{place} {kinds}" for slot, place, kinds in told)


def _read(document: SyntheticDocument, rng: Random, noise: float) -> Iterator[Page]:
    for canvas in document.pages:
        page = read_canvas(canvas, rng=rng)
        yield misread(page, rng, severity=noise * rng.random()) if rng.random() < 0.7 else page


def _small(claim: SyntheticClaim) -> list[str]:
    """Documents of one page that fit on a sheet with others; both sides of a card are two pages already."""
    return [one.id for one in claim.documents if one.doc_type in SMALL - {BLANK} and len(one.pages) == 1]


def _share_sheets(
    sheets: Sequence[tuple[tuple[str, ...], Page]], small: Sequence[str], rng: Random
) -> Iterator[tuple[tuple[str, ...], Page]]:
    """Put two or three small papers on one sheet, where the claim has as many."""
    count = min(len(small), rng.choice((2, 3)))
    chosen = rng.sample(list(small), count) if count > 1 else []
    together = [(owners[0], page) for owners, page in sheets if owners[0] in chosen]
    yield from (one for one in sheets if one[0][0] not in chosen)
    if together:
        lines = [line for (_, page), slot in zip(together, SLOTS[count], strict=True) for line in _placed(page, slot)]
        sheet = together[0][1].model_copy(
            update={"lines": number_lines(lines), "seals": (), "codes": (), "aspect": 0.707}
        )
        yield tuple(owner for owner, _ in together), sheet


def _placed(page: Page, slot: BoundingBox) -> Iterator[Line]:
    """The lines of a paper, reduced to its place on the sheet."""
    for line in page.lines:
        box = BoundingBox(
            slot.x0 + slot.width * line.bbox.x0,
            slot.y0 + slot.height * line.bbox.y0,
            slot.x0 + slot.width * line.bbox.x1,
            slot.y0 + slot.height * line.bbox.y1,
        )
        yield line.model_copy(update={"bbox": box})


if __name__ == "__main__":
    main()
