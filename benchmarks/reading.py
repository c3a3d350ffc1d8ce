"""Reading on labelled pictures: recall, core-seconds, orientation and seals. One command prints the table.

    python benchmarks/reading.py --images ../shared/data/images [--engines rapid tesseract stock] [--turns] [--seals]

The folder holds pictures or PDFs and a manifest.jsonl with `file`, `language`, `must_contain`, `has_red_seal`.
Every engine's lines are folded as the reader folds them; strings are then compared after NFKC with everything but
letters and digits stripped.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # figures are per core

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageOps

from prereview.documents import SourcePage
from prereview.logs import quieten_libraries
from prereview.reading import Engine, Reader, load_engine
from prereview.reading.reader import fold_lines
from prereview.settings import Settings

cv2.setNumThreads(1)
TURNS = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def main() -> None:
    arguments = _arguments()
    quieten_libraries()
    entries = [json.loads(row) for row in (arguments.images / "manifest.jsonl").read_text("utf-8").splitlines()]
    entries = [entry for entry in entries if arguments.only in entry["file"]]
    pages = {entry["file"]: load_pictures(arguments.images / entry["file"]) for entry in entries}
    if not (arguments.turns or arguments.seals):
        for name in arguments.engines:
            engine = load_engine(name, Settings())
            print_recall(engine, entries, pages, show=arguments.misses)
    if arguments.turns:
        print_turns(load_engine(arguments.engines[0], Settings()), entries, pages)
    if arguments.seals:
        print_seals(Reader(load_engine(arguments.engines[0], Settings())), entries, pages)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--engines", nargs="+", default=["rapid", "tesseract", "stock"])
    parser.add_argument("--only", default="", help="files whose name contains this")
    parser.add_argument("--misses", action="store_true", help="list the strings that were not read")
    parser.add_argument("--turns", action="store_true", help="orientation over four turns of every picture")
    parser.add_argument("--seals", action="store_true", help="red seals against has_red_seal")
    return parser.parse_args()


def load_pictures(path: Path) -> list[Any]:
    """RGB pictures of a file: PDF pages at 200 dpi, else the image with EXIF rotation applied."""
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(path)
        return [page.render(scale=200 / 72).to_numpy()[:, :, ::-1].copy() for page in document]
    return [np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))]


def squeeze(text: str) -> str:
    """NFKC, letters and digits only."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def core_seconds() -> float:
    """CPU time of this process and its finished children (tesseract is one)."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(entry.ru_utime + entry.ru_stime for entry in used)


def print_recall(engine: Engine, entries: list[dict[str, Any]], pages: dict[str, list[Any]], *, show: bool) -> None:
    found: dict[str, list[bool]] = {"zh": [], "all": []}
    spent, slowest, misses = [], 0.0, []
    for entry in entries:
        text = ""
        for picture in pages[entry["file"]]:
            cpu, wall = core_seconds(), time.perf_counter()
            text += "\n".join(line.text for line in fold_lines(engine.read(picture).lines))
            spent.append(core_seconds() - cpu)
            slowest = max(slowest, time.perf_counter() - wall)
        for wanted in entry["must_contain"]:
            hit = squeeze(wanted) in squeeze(text)
            found["all"].append(hit)
            if entry["language"] == "zh":
                found["zh"].append(hit)
            if not hit:
                misses.append(f"    {entry['file']}: {wanted}")
    recall = "  ".join(f"{key} {sum(hits)}/{len(hits)} = {np.mean(hits):.4f}" for key, hits in found.items() if hits)
    print(
        f"{engine.name:10s} {engine.version:55s} {recall}  core-s/page {np.mean(spent):.3f} "
        f"(median {np.median(spent):.3f})  slowest {slowest:.2f} s  RSS {_peak_mb()} MB",
        flush=True,
    )
    if show:
        print("\n".join(misses))


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def print_turns(engine: Engine, entries: list[dict[str, Any]], pages: dict[str, list[Any]]) -> None:
    right = total = 0
    for entry in entries:
        picture = pages[entry["file"]][0]
        upright = engine.read(picture).rotation
        for turn, code in TURNS.items():
            turned = picture if code is None else cv2.rotate(picture, code)
            reading = engine.read(np.ascontiguousarray(turned))
            if not reading.lines:
                continue
            total += 1
            # The picture's own rotation is taken from the unturned reading; must_contain checks that one.
            good = (reading.rotation + turn) % 360 == upright
            right += good
            if not good:
                print(f"    {entry['file']} turned {turn}: found {reading.rotation}, unturned {upright}")
    print(f"{engine.name}: orientation {right}/{total} = {right / max(total, 1):.4f}")


def print_seals(reader: Reader, entries: list[dict[str, Any]], pages: dict[str, list[Any]]) -> None:
    """Judged at "a red seal of the issuer is present": a printed supervision seal alone does not count as one."""
    counts = {"true": 0, "false": 0, "missed": 0, "absent": 0, "cannot tell": 0}
    for entry in entries:
        page = reader.read(source_of(entry["file"], pages[entry["file"]][0]))
        seen = any(seal.issuer and seal.colour == "red" for seal in page.seals)
        if page.ink == "grey":
            verdict = "cannot tell"
        elif entry["has_red_seal"] and "监制章" not in json.dumps(entry, ensure_ascii=False):
            verdict = "true" if seen else "missed"
        else:
            verdict = "false" if seen else "absent"
        counts[verdict] += 1
        if verdict in ("false", "missed") or (entry["has_red_seal"] and verdict == "cannot tell"):
            print(f"    {entry['file']}: {verdict} {[(s.colour, s.shape, s.issuer, s.text) for s in page.seals]}")
    recall = counts["true"] / max(counts["true"] + counts["missed"], 1)
    precision = counts["true"] / max(counts["true"] + counts["false"], 1)
    print(f"seals: {counts}  recall {recall:.2f}  precision {precision:.2f}")


def source_of(name: str, picture: Any) -> SourcePage:
    """A picture as a page that has no text layer."""
    return SourcePage(name, 1, "image", "", lambda: None, lambda: picture)


if __name__ == "__main__":
    sys.exit(main())
