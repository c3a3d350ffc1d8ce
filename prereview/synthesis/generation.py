"""Many submissions on disk: several processes, and going on where a run was stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from prereview.synthesis.submissions import claim_name, compose_numbered
from prereview.synthesis.writing import write_submission


def write_claims(
    count: int,
    folder: Path,
    *,
    seed: int,
    lines: Sequence[str] | None = None,
    workers: int = 1,
    resume: bool = False,
) -> Iterator[str]:
    """Write `count` submissions into `folder`; gives each claim id once it is there, in no particular order.

    Args:
        count: How many.
        folder: Where they go, each with its truth beside it.
        seed: As for `generate_claims`; the same bytes whatever the number of workers.
        lines: Lines of business, by checklist id; all 14 if None.
        workers: Processes.
        resume: Leave alone what an earlier run with the same seed and lines has finished.
    """
    names = {claim_name(index, seed): index for index in range(count)}
    done = [name for name in names if resume and (folder / f"{name}.truth.json").exists()]
    yield from done
    left = [index for name, index in names.items() if name not in set(done)]
    write = partial(_write_one, folder=folder, seed=seed, lines=lines)
    if workers == 1:
        yield from map(write, left)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for future in as_completed([pool.submit(write, index) for index in left]):
            yield future.result()


def _write_one(index: int, *, folder: Path, seed: int, lines: Sequence[str] | None) -> str:
    write_submission(compose_numbered(index, seed, lines), folder)
    return claim_name(index, seed)
