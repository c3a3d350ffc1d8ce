"""How many claims a core reviews, beside what a plain OCR pass over the same pages costs. One command.

    python benchmarks/throughput.py [--claims 8] [--seed 900] [--lines inpatient_medical …] [--workers 1 2]
    python benchmarks/throughput.py --inbox INBOX

Each measurement has a process of its own, so that core-seconds and peak memory belong to it alone: the whole batch
(files, reading, checks, reports with pictures, worklist) for each number of workers; the start of one worker; and as
the baseline pytesseract in page mode 3 over every page, drawn as the product draws it. Core-seconds grow when others
share the machine; the ratio to the baseline of the same run is the figure that travels.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

os.environ["OMP_NUM_THREADS"] = os.environ["OMP_THREAD_LIMIT"] = "1"  # figures are per core

import pytesseract

from prereview.batch import run_batch
from prereview.documents import SourcePage
from prereview.ingestion import find_submissions, open_submission
from prereview.pipeline import load_reviewer
from prereview.settings import Limits, load_settings

SECONDS_A_DAY = 86_400


class Spent(NamedTuple):
    """What a job used: wall seconds, core-seconds of its process and children, largest resident size of a child."""

    wall: float
    core: float
    peak_mb: int
    result: Any


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="throughput-") as scratch:
        inbox = arguments.inbox or generate(Path(scratch) / "inbox", arguments)
        claims, pages, pictures = alone(count_pages, inbox).result
        print(f"{claims} claims, {pages} pages, {pictures} of them without a text layer; load {_load()}", flush=True)
        idle, loaded = alone(do_nothing).core, alone(load_once).core
        print(f"start of one worker: {loaded:.1f} core-s", flush=True)
        steady = {}
        for number in arguments.workers:
            spent = alone(review_all, inbox, Path(scratch), number)
            steady[number] = spent.core - idle - number * loaded  # a long batch starts its workers once
            print_batch(number, spent, steady[number], (claims, pages))
        if arguments.baseline:
            plain = alone(read_plainly, inbox, arguments.baseline_pages)
            print_baseline(plain, idle, {number: used / pages for number, used in steady.items()})
        print(f"load at the end {_load()}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, help="folder of submissions; without it they are generated")
    parser.add_argument("--claims", type=int, default=8, help="how many to generate")
    parser.add_argument("--seed", type=int, default=900, help="of the generator")
    parser.add_argument("--lines", nargs="*", help="lines of business to generate; all without it")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="sizes of the pool to measure")
    parser.add_argument("--baseline-pages", type=int, default=0, help="only that many pages, spread evenly; 0 = all")
    parser.add_argument("--no-baseline", dest="baseline", action="store_false", help="leave pytesseract out")
    return parser.parse_args()


def generate(folder: Path, arguments: argparse.Namespace) -> Path:
    """Generated submissions, with their truth beside them."""
    # Here, because workers import this file: they must not pay for the generator.
    from prereview.synthesis import generate_claims, write_submission  # noqa: PLC0415 - see above

    for claim in generate_claims(arguments.claims, seed=arguments.seed, lines=arguments.lines):
        write_submission(claim, folder)
    return folder


def alone(job: Callable[..., Any], *values: Any) -> Spent:
    """Run `job` in a fresh process and say what that process and its children used."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, job, values).result()


def _measured(job: Callable[..., Any], values: Sequence[Any]) -> Spent:
    began = time.perf_counter()
    result = job(*values)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    core = sum(entry.ru_utime + entry.ru_stime for entry in used)
    return Spent(time.perf_counter() - began, core, used[1].ru_maxrss // 1024, result)


def do_nothing() -> None:
    """What starting Python and importing the package costs."""


def load_once() -> None:
    """What every worker does before its first claim."""
    load_reviewer()


def _pages(inbox: Path) -> list[SourcePage]:
    return [page for path in find_submissions(inbox) for page in open_submission(path, limits=Limits()).pages]


def count_pages(inbox: Path) -> tuple[int, int, int]:
    """Submissions, pages, and pages without a text layer."""
    layers = [page.load_text_layer() for page in _pages(inbox)]
    return len(find_submissions(inbox)), len(layers), sum(not (layer and layer.lines) for layer in layers)


def review_all(inbox: Path, scratch: Path, workers: int) -> int:
    """The batch as the command runs it; the number of claims that failed."""
    out = scratch / f"out-{workers}"
    failed = len(run_batch(inbox, out, settings=load_settings(), workers=workers).failed)
    shutil.rmtree(out)
    return failed


def read_plainly(inbox: Path, at_most: int) -> int:
    """pytesseract in page mode 3 over the pages, or over a sample spread evenly; how many were read."""
    pages = _pages(inbox)
    chosen = pages[:: max(1, len(pages) // at_most)][:at_most] if at_most else pages
    for page in chosen:
        pytesseract.image_to_string(page.render(), lang="chi_sim", config="--psm 3")
    return len(chosen)


def print_batch(workers: int, spent: Spent, steady: float, counts: tuple[int, int]) -> None:
    claims, pages = counts
    print(
        f"{workers} worker(s): {claims / spent.wall:.3f} claims/s, {pages / spent.wall:.2f} pages/s; "
        f"{spent.core / pages:.3f} core-s/page with the start, {steady / pages:.3f} without; "
        f"peak {spent.peak_mb} MB a worker; failed {spent.result}"
    )
    a_day = SECONDS_A_DAY / steady
    print(f"    one core in a day: {a_day * claims:,.0f} claims, {a_day * pages:,.0f} pages", flush=True)


def print_baseline(plain: Spent, idle: float, ours: Mapping[int, float]) -> None:
    each = (plain.core - idle) / plain.result
    print(f"baseline, pytesseract psm 3 on {plain.result} of these pages, text only: {each:.3f} core-s/page")
    ratios = ", ".join(f"{used / each:.2f} with {number} worker(s)" for number, used in ours.items())
    print(f"ratio, the whole review of a page to the baseline's text of it: {ratios}")


def _load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


if __name__ == "__main__":
    main()
