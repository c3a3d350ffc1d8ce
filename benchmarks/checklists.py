"""Item states of generated claims whose papers are read without error: what the checklist stage itself gets wrong.

    python benchmarks/checklists.py --claims 504 --seed 7404

Synthetic only. Facts are extracted as ever; a paper's type, its seals' words and whether somebody signed are given. The
true state of every item is the generator's, reckoned without the stage. `prereview evaluate --claims` judges the whole.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter

from prereview.completeness import Checklists, check_claim, load_checklists
from prereview.documents import Document, Evidence, Fact, Page, Quality
from prereview.extraction import extract_facts
from prereview.synthesis import SyntheticClaim, generate_claims
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.drafting import SyntheticDocument
from prereview.synthesis.reading_view import read_canvas
from prereview.training.evaluate_items import GAPS, LEFT_OPEN, SETTLED, share

_SIGNED = ("claim_form", "transfer_authorization", "poa")


def read_paper(document: SyntheticDocument) -> Document:
    """The paper as a perfect reader and classifier give it."""
    pages = tuple(_read_page(canvas, document, number) for number, canvas in enumerate(document.pages, start=1))
    known = Document(id=document.id, doc_type=document.doc_type, probability=None, pages=pages)
    facts = [fact for fact in extract_facts(known) if fact.name != "signed"]
    if document.doc_type in _SIGNED:
        place = Evidence(file=pages[0].file, page=1)
        signed = "false" if "D16" in document.defects else "true"
        facts.append(Fact(name="signed", value=signed, confidence=0.95, evidence=place))
    return known.model_copy(update={"facts": tuple(facts)})


def _read_page(canvas: Canvas, document: SyntheticDocument, number: int) -> Page:
    page = read_canvas(canvas, file=f"{document.id}.txt", number=number)
    if document.capture == "illegible":
        return page.model_copy(update={"quality": Quality(grade="unreadable", reasons=("blur",)), "lines": ()})
    if document.capture == "photocopy" or "D03" in document.defects:
        return page.model_copy(update={"ink": "grey", "seals": ()})
    words = [stamp.top + stamp.centre + stamp.bottom for stamp in canvas.stamps]
    seals = [seal.model_copy(update={"text": text}) for seal, text in zip(page.seals, words, strict=True)]
    return page.model_copy(update={"seals": tuple(seals)})


def count_claim(claim: SyntheticClaim, checklists: Checklists, counts: Counter[str]) -> None:
    """Add one claim to the counts; print each item that came out otherwise."""
    result = check_claim(claim.claim, [read_paper(document) for document in claim.documents], checklists)
    told = {item.id: item.state for item in result.items}
    for item_id, right in claim.items.items():
        state = told.get(item_id, "not_applicable")
        outcome = "right" if state == right else "abstained" if state in LEFT_OPEN else "wrong"
        counts[outcome] += 1
        counts[f"{claim.line}: {outcome}"] += 1
        counts["gaps"] += right in GAPS
        counts["settled"] += right in SETTLED
        counts["missed"] += right in GAPS and state in SETTLED
        counts["invented"] += right in SETTLED and state in GAPS
        if state != right:
            print(f"{claim.claim.claim_id} {claim.line} {item_id}: {state}, expected {right}")


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=504)
    parser.add_argument("--seed", type=int, default=7404)
    wanted = parser.parse_args()
    checklists, counts = load_checklists(), Counter[str]()
    for claim in generate_claims(wanted.claims, seed=wanted.seed):
        count_claim(claim, checklists, counts)
    lines = {line: share(counts[f"{line}: right"], _decided(counts, f"{line}: ")) for line in checklists.ids}
    figures = {
        "accuracy": share(counts["right"], _decided(counts, "")),
        "by_line": lines,
        "missed": share(counts["missed"], counts["gaps"]),
        "invented": share(counts["invented"], counts["settled"]),
        "abstained": share(counts["abstained"], _decided(counts, "") + counts["abstained"]),
        "counts": {name: counts[name] for name in ("right", "wrong", "abstained", "gaps", "missed", "invented")},
    }
    print(json.dumps(figures))


def _decided(counts: Counter[str], prefix: str) -> int:
    return counts[f"{prefix}right"] + counts[f"{prefix}wrong"]


if __name__ == "__main__":
    main()
