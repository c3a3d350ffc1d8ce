"""Signed and unsigned claim forms, drawn, captured, read: what the reader says of the place, and what looking costs.

python benchmarks/signatures.py [--forms 15] [--seed 1]

Half of the forms are signed, with strokes or a name in a pen's hand. Synthetic only: real pens are looked at by eye
(docs/measured.md). "pen" on an unsigned form would miss a gap, "none" on a signed one would invent one.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from functools import partial
from random import Random

from reading import source_of

from prereview.classification import group_pages
from prereview.documents import PageClass
from prereview.extraction import extract_facts
from prereview.reading.engines import load_engine
from prereview.reading.pictures import part_of
from prereview.reading.reader import Reader
from prereview.reading.signing import find_signing
from prereview.settings import Settings
from prereview.synthesis.capture import Capture, capture_page
from prereview.synthesis.options import Options
from prereview.synthesis.pages import case_for
from prereview.synthesis.papers import draw_paper
from prereview.synthesis.raster import render_canvas

CAPTURES: tuple[Capture, ...] = ("scan", "photo", "photocopy", "app")


def main() -> None:
    """Print a line for each way of capture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=int, default=15, help="forms for each way of capture")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    reader = Reader(load_engine("rapid", Settings()))
    for how in CAPTURES:
        told: Counter[str] = Counter()
        spent = places = 0.0
        for number in range(arguments.forms):
            signed = number % 2 == 0
            rng = Random(f"signatures/{arguments.seed}/{how}/{number}")
            canvas = draw_paper("claim_form", case_for("claim_form", rng), rng, Options(signed=signed))[-1]
            pixels = capture_page(render_canvas(canvas, dpi=200, seed=number), how, seed=rng.randrange(10**6)).pixels
            page = reader.read(source_of("form.png", pixels))
            started = time.process_time()
            places += len(find_signing(page.lines, partial(part_of, pixels), page.aspect))
            spent += time.process_time() - started
            (document, *_) = group_pages([page], [PageClass(doc_type="claim_form", probability=None)])
            fact = next((f for f in extract_facts(document) if f.name == "signed"), None)
            sure = fact is not None and (fact.confidence or 0) >= 0.7
            verdict = fact.value if fact and sure else "unclear" if fact else "no place found"
            told[f"{'signed' if signed else 'unsigned'} told {verdict}"] += 1
        print(f"{how:10s} {1000 * spent / max(places, 1):.1f} ms a place  {dict(sorted(told.items()))}")


if __name__ == "__main__":
    main()
