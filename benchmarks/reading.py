"""Reading on labelled pictures and on generated pages: recall, errors, core-seconds, memory, orientation, seals.

    python benchmarks/reading.py --images ../shared/data/images [--engines rapid tesseract stock] [--turns] [--seals]
    python benchmarks/reading.py --generated 12 [--plot docs/images/reading.svg]
    python benchmarks/reading.py --long 2000

`--generated` reads as many pages in each condition with each engine, side by side; the default engine as the product
uses it, second look under seals included. `--long` reads that many cut-outs of generated pages, each of another size,
and prints how memory grows and what one and two processes read a second. Engines: rapid, tesseract (pytesseract),
stock (rapidocr on OpenVINO) and stock:onnxruntime.

The folder holds pictures or PDFs and a manifest.jsonl with `file`, `language`, `must_contain`, `has_red_seal`.
Every engine's lines are folded as the reader folds them; strings are then compared after NFKC with everything but
letters and digits stripped.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")  # figures are per core

import cv2
import numpy as np
import pypdfium2
from conditions import CONDITIONS, error_rate, field_recall, make_pages, squeeze
from PIL import Image, ImageOps

from prereview.documents import SourcePage
from prereview.logs import quieten_libraries
from prereview.reading import Engine, Reader, load_engine
from prereview.reading.reader import fold_lines
from prereview.settings import Settings

cv2.setNumThreads(1)
POOL = 4  #: pages of each condition that the long run cuts its pages from
TURNS = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def main() -> None:
    arguments = _arguments()
    quieten_libraries()
    if arguments.generated:
        results = list(read_conditions(arguments.engines, arguments.generated, arguments.seed))
        if arguments.plot:
            arguments.plot.write_text(draw_plot(results), encoding="utf-8")
    if arguments.long:
        print_long_run(arguments.long, arguments.seed)
    if arguments.images:
        print_real(arguments)


def print_real(arguments: argparse.Namespace) -> None:
    """Everything about the labelled pictures."""
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
    parser.add_argument("--images", type=Path, help="folder of labelled pictures")
    parser.add_argument("--engines", nargs="+", default=["rapid", "tesseract", "stock"])
    parser.add_argument("--generated", type=int, default=0, help="generated pages for each condition")
    parser.add_argument("--long", type=int, default=0, help="generated pages of the long run")
    parser.add_argument("--seed", type=int, default=4242, help="of the generator")
    parser.add_argument("--plot", type=Path, help="where the figures of --generated are drawn (SVG)")
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


class Figures(NamedTuple):
    """What one engine made of one condition."""

    engine: str
    condition: str
    error_rate: float
    recall: float
    core_seconds: float


def read_conditions(engines: list[str], count: int, seed: int) -> Iterator[Figures]:
    """Each engine on the same pages of each condition; prints as it goes."""
    loaded = {name: load_engine(name, Settings()) for name in engines}
    print("engine              condition  CER     fields  core-s/page")
    for condition in CONDITIONS:
        pages = list(make_pages(condition, count, seed=seed))
        for name, engine in loaded.items():
            spent = core_seconds()
            read = [(page, _words(name, engine, page.pixels)) for page in pages]
            spent = (core_seconds() - spent) / count
            figures = Figures(name, condition, error_rate(read), field_recall(read), spent)
            print(f"{name:19s} {condition:9s}  {figures.error_rate:.4f}  {figures.recall:.4f}  {spent:.3f}", flush=True)
            yield figures


def _words(name: str, engine: Engine, pixels: Any) -> str:
    if name == "rapid":
        return Reader(engine).read(source_of("page.png", pixels)).text
    return "\n".join(line.text for line in fold_lines(engine.read(pixels).lines))


def draw_plot(results: list[Figures]) -> str:
    """Bars of key-field recall by condition and engine, and core-seconds under each engine's name (SVG)."""
    engines = list(dict.fromkeys(entry.engine for entry in results))
    colours = dict(zip(engines, ("#1f6f54", "#c98b2b", "#6c7a89", "#a04a4a"), strict=False))
    head = 'xmlns="http://www.w3.org/2000/svg" width="760" height="300" font-family="sans-serif" font-size="12"'
    parts = [f"<svg {head}>"]
    for place, condition in enumerate(CONDITIONS):
        left = 30 + 120 * place
        parts.append(f'<text x="{left}" y="250">{condition}</text>')
        for entry in (entry for entry in results if entry.condition == condition):
            x, height = left + 24 * engines.index(entry.engine), 200 * entry.recall
            shape = f'x="{x}" y="{230 - height:.1f}" width="20" height="{height:.1f}"'
            parts.append(f'<rect {shape} fill="{colours[entry.engine]}"/>')
            parts.append(f'<text x="{x}" y="{226 - height:.1f}" font-size="10">{100 * entry.recall:.0f}</text>')
    for place, engine in enumerate(engines):
        spent = float(np.mean([entry.core_seconds for entry in results if entry.engine == engine]))
        text = f"{engine}: {spent:.2f} core-s a page"
        parts.append(f'<text x="{30 + 240 * place}" y="285" fill="{colours[engine]}">{text}</text>')
    return "\n".join((*parts, "</svg>", ""))


def print_long_run(count: int, seed: int) -> None:
    """Memory over many pages in one process, then pages a second with one and with two."""
    alone = _in_processes(1, count, seed)
    print(f"{count} pages: RSS after a tenth {alone[0][1]} MB, at the end {alone[0][2]} MB")
    share = max(1, count // 10)
    speeds = {number: sum(share / wall for wall, *_ in _in_processes(number, share, seed)) for number in (1, 2)}
    print(f"pages/s: 1 process {speeds[1]:.2f}, 2 processes {speeds[2]:.2f} = {speeds[2] / speeds[1]:.2f} times")


def _in_processes(number: int, count: int, seed: int) -> list[tuple[float, int, int]]:
    with ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(_long_run, [count] * number, [seed + place for place in range(number)]))


def _long_run(count: int, seed: int) -> tuple[float, int, int]:
    """Wall seconds of reading, and resident MB after a tenth of the pages and at the end."""
    reader = Reader(load_engine("rapid", Settings()))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as drawing:
        pool = drawing.submit(_packed_pages, seed).result()
    rng = np.random.default_rng(seed)
    spent, early = 0.0, 0
    for number in range(count):
        picture = _cut_out(cv2.imdecode(pool[number % len(pool)], cv2.IMREAD_COLOR), rng)
        began = time.perf_counter()
        reader.read(source_of("page.png", picture))
        spent += time.perf_counter() - began
        if number == count // 10:
            early = _resident_mb()
    return spent, early, _resident_mb()


def _packed_pages(seed: int) -> list[Any]:
    """Pages as PNG, drawn in a process of its own: what the benchmark needs and holds is not the worker's memory."""
    pages = (page.pixels for condition in CONDITIONS for page in make_pages(condition, POOL, seed=seed))
    return [cv2.imencode(".png", page)[1] for page in pages]


def _cut_out(page: Any, rng: np.random.Generator) -> Any:
    """A part of a page, so that 2,000 are read in minutes, in a size of its own, as pages come in all sizes."""
    height, width = page.shape[:2]
    high, wide = (int(side * rng.uniform(0.3, 0.7)) for side in (height, width))
    top, left = int(rng.integers(height - high)), int(rng.integers(width - wide))
    return cv2.resize(page[top : top + high, left : left + wide], None, fx=(scale := rng.uniform(0.7, 1.2)), fy=scale)


def _resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 2**20


def source_of(name: str, picture: Any) -> SourcePage:
    """A picture as a page that has no text layer."""
    return SourcePage(name, 1, "image", "", lambda: None, lambda: picture)


if __name__ == "__main__":
    sys.exit(main())
