"""Facts against truth: exact match per fact on generated papers (text layer, captured) and real invoices.

    python benchmarks/extraction.py [--papers 8] [--captured 2] [--images ../shared/data/images] [--cache DIR]

Generated papers come from seeds from 900000 on, which no training uses. Their truth is what was drawn, by canonical
value; text compares after NFKC without spaces and punctuation. Of a diagnosis list the drawn text must be among what
was read. The manifest of the real pictures gives total, date and number; values under stamps or masks are left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import cv2

from prereview.documents import BLANK, FACT_KINDS, UNKNOWN, Document, Fact, Page
from prereview.extraction import extract_facts
from prereview.ingestion import open_files
from prereview.logs import quieten_libraries
from prereview.reading import Reader, load_reader
from prereview.settings import Limits, Settings
from prereview.synthesis.canvas import Canvas
from prereview.synthesis.capture import capture_page
from prereview.synthesis.pages import draw_document, page_facts
from prereview.synthesis.papers import PAPERS
from prereview.synthesis.raster import render_canvas
from prereview.synthesis.vector import write_pdf

FIRST_SEED = 900_000
CAPTURES = ("scan", "photo", "app", "photocopy")
KEY_FACTS = (
    "name",
    "id_number",
    "admission_date",
    "discharge_date",
    "visit_date",
    "issue_date",
    "total",
    "invoice_number",
)
Tally = dict[str, Counter[str]]


def main() -> None:
    arguments = _arguments()
    quieten_libraries()
    reader = load_reader(Settings())
    types = arguments.types or [name for name in PAPERS if name not in (UNKNOWN, BLANK)]
    if arguments.papers:
        print(f"\nGenerated, text layer: {arguments.papers} papers of each of {len(types)} types")
        measure_generated(types, arguments.papers, reader, arguments, captured=False)
    if arguments.captured:
        print(f"\nGenerated, captured ({', '.join(CAPTURES)}) and read by {reader.engine_name}")
        measure_generated(types, arguments.captured, reader, arguments, captured=True)
    if arguments.images:
        measure_real(arguments.images, reader, arguments.cache)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=8, help="papers of each type with a text layer")
    parser.add_argument("--captured", type=int, default=2, help="papers of each type captured and read")
    parser.add_argument("--types", nargs="*", help="only these document types")
    parser.add_argument("--images", type=Path, help="folder of real pictures with manifest.jsonl")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was read")
    parser.add_argument("--misses", action="store_true", help="list the facts that were not read")
    return parser.parse_args()


def measure_generated(
    types: Sequence[str], count: int, reader: Reader, arguments: argparse.Namespace, *, captured: bool
) -> None:
    tally: Tally = defaultdict(Counter)
    for doc_type in types:
        for number in range(count):
            seed = FIRST_SEED + number
            canvases = draw_document(doc_type, Random(f"extraction/{doc_type}/{seed}"))
            label = f"{doc_type}-{seed}"
            pages = (
                read_captured(canvases, label, seed, reader, arguments.cache)
                if captured
                else read_digital(canvases, label, reader)
            )
            document = Document(id="doc-1", doc_type=doc_type, probability=None, pages=pages)
            compare(truth_of(canvases), extract_facts(document), tally, label, misses=arguments.misses)
    print_tally(tally)


def read_digital(canvases: Sequence[Canvas], label: str, reader: Reader) -> tuple[Page, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{label}.pdf"
        path.write_bytes(write_pdf(canvases))
        sources, _ = open_files([path], limits=Limits())
        return tuple(reader.read(source) for source in sources)


def read_captured(
    canvases: Sequence[Canvas], label: str, seed: int, reader: Reader, cache: Path | None
) -> tuple[Page, ...]:
    pages = []
    for index, canvas in enumerate(canvases):
        how = CAPTURES[(seed + index + len(label)) % len(CAPTURES)]
        pixels = capture_page(render_canvas(canvas, seed=seed), how, seed=seed + index).pixels  # type: ignore[arg-type]
        good, jpeg = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80])
        assert good
        pages.append(read_picture(jpeg.tobytes(), f"{label}-{index}-{how}.jpg", reader, cache))
    return tuple(pages)


def read_picture(data: bytes, name: str, reader: Reader, cache: Path | None) -> Page:
    key = hashlib.sha256(reader.engine_name.encode() + data).hexdigest()[:24]
    kept = cache / f"{key}.json" if cache else None
    if kept and kept.exists():
        return Page.model_validate_json(kept.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        sources, _ = open_files([path], limits=Limits())
        page = reader.read(sources[0])
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(page.model_dump_json(), "utf-8")
    return page


def truth_of(canvases: Iterable[Canvas]) -> dict[str, list[str]]:
    truth: dict[str, list[str]] = {}
    for canvas in canvases:
        for fact in page_facts(canvas):
            truth.setdefault(fact.name, []).append(fact.value)
    return truth


def compare(truth: dict[str, list[str]], facts: Sequence[Fact], tally: Tally, label: str, *, misses: bool) -> None:
    for name, values in truth.items():
        read = [fact.value for fact in facts if fact.name == name]
        outcome = "right" if agrees(name, values, read) else "wrong" if read else "missing"
        tally[name][outcome] += 1
        tally[label.rpartition("-")[0]][outcome] += 1
        if misses and outcome != "right":
            print(f"  {label} {name}: drawn {values[0]!r}, read {read[:2]}")


def agrees(name: str, drawn: Sequence[str], read: Sequence[str]) -> bool:
    if not read:
        return False
    if name == "diagnosis":
        return plain(drawn[0]) in plain("".join(read)) or plain("".join(read)) in plain(drawn[0])
    if name in ("page_index", "page_count", "card_side"):
        return set(drawn) <= set(read)
    if FACT_KINDS.get(name) == "text":
        return plain(read[0]) == plain(drawn[0])
    return read[0] == drawn[0]


def plain(text: str) -> str:
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFKC", text))


def print_tally(tally: Tally) -> None:
    def row(name: str, counts: Counter[str]) -> str:
        total = sum(counts.values())
        share = f"{name:<28}{counts['right']:>6}/{total:<6}{counts['right'] / total:>7.3f}"
        return f"{share}   wrong {counts['wrong']}, missing {counts['missing']}"

    key = sum((tally[name] for name in KEY_FACTS if name in tally), Counter[str]())
    for name in sorted(tally, key=lambda item: (item not in FACT_KINDS, item)):
        print(row(name, tally[name]))
    if key:
        print(row("KEY FACTS", key))
    print(row("ALL FACTS", sum((counts for name, counts in tally.items() if name in FACT_KINDS), Counter[str]())))


def measure_real(folder: Path, reader: Reader, cache: Path | None) -> None:
    """Total, date and number of the real invoices as the manifest tells them; what it does not tell is not scored."""
    print("\nReal invoices")
    tally: Tally = defaultdict(Counter)
    for row in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(row)
        doc_type = entry["expected"][0]
        if not doc_type.endswith("_invoice"):
            continue
        page = read_picture((folder / entry["file"]).read_bytes(), entry["file"], reader, cache)
        document = Document(id="doc-1", doc_type=doc_type, probability=None, pages=(page,))
        facts = {fact.name: fact.value for fact in reversed(extract_facts(document))}
        for name, value in expected(entry).items():
            read = facts.get(name)
            tally[name]["right" if read == value else "wrong" if read else "missing"] += 1
            if read != value:
                print(f"  {entry['file']} {name}: {value}, read {read}")
    print_tally(tally)


def expected(entry: dict[str, object]) -> dict[str, str]:
    told: dict[str, str] = entry["facts"]  # type: ignore[assignment]
    facts = {"issue_date": told.get("issue_date") or told.get("date", ""), "total": told["total"].split(" ")[0]}
    stay = re.findall(r"\d{4}-?\d{2}-?\d{2}", told.get("stay", ""))
    if len(stay) == 2:
        days = [re.sub(r"(\d{4})-?(\d{2})-?(\d{2})", r"\1-\2-\3", day) for day in stay]
        facts |= {"admission_date": days[0], "discharge_date": days[1]}
    # The manifest tells numbers and codes among the strings the page must contain: 8 digits a number, 6 or 10 a code.
    for text in entry["must_contain"]:  # type: ignore[attr-defined]
        if re.fullmatch(r"\d{8}", text):
            facts["invoice_number"] = text
        elif re.fullmatch(r"\d{6}|\d{10}", text):
            facts["invoice_code"] = text
    return {name: value for name, value in facts.items() if value}


if __name__ == "__main__":
    main()
