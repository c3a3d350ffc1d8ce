"""What is done: one JSON line per finished claim, written by the main process only, after the report is in place.

A report is published by renaming it into place, then journalled. A kill between the two repeats one claim, which
overwrites the same files: exactly one report per claim, whatever happens.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from prereview.documents import Record
from prereview.ingestion import load_trusted
from prereview.settings import Settings
from prereview.version import __version__

JOURNAL = ".progress.jsonl"


class Outcome(Record):
    """How one submission ended. `fingerprint` tells on resume whether the submission changed meanwhile."""

    submission: str
    fingerprint: str
    claim_id: str
    status: str
    route: str
    human_review_required: bool
    missing: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    flag_preexisting: bool = False
    pages: int = 0
    seconds: float = 0.0
    message: str = ""


def fingerprint(submission: Path, basis: str) -> str:
    """Names, sizes and times of a submission's files, and what they are reviewed with.

    Cheap, and different as soon as a file is added or replaced, or a setting, a checklist or a model changed.
    """
    files = sorted(submission.rglob("*")) if submission.is_dir() else [submission]
    digest = hashlib.sha256(basis.encode())
    for file in files:
        if file.is_file():
            stat = file.stat()
            digest.update(f"{file.relative_to(submission.parent)}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def review_basis(settings: Settings) -> str:
    """What a review rests on besides the submission: version, settings, checklist files, models in use, trust list."""
    digest = hashlib.sha256(f"{__version__}|{settings.model_dump_json()}".encode())
    lists = settings.checklists_dir or resources.files("prereview").joinpath("checklists")
    models = settings.models_dir or resources.files("prereview").joinpath("models")
    for root, suffix in ((Path(str(lists)), "*.yaml"), (Path(str(models)), "current")):
        for file in sorted(root.rglob(suffix)):
            digest.update(file.read_bytes())
    for certificate in load_trusted(settings.trusted_certificates):
        digest.update(certificate)
    return digest.hexdigest()


def read_journal(out: Path) -> Mapping[str, Outcome]:
    """Finished submissions by name. A half-written last line (power loss) is ignored: that claim is done again."""
    path = out / JOURNAL
    done: dict[str, Outcome] = {}
    if not path.exists():
        return done
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            outcome = Outcome.model_validate(json.loads(line))
        except ValueError:
            continue
        done[outcome.submission] = outcome
    return done


def append(out: Path, outcome: Outcome) -> None:
    """Add one line and force it to disk."""
    with (out / JOURNAL).open("a", encoding="utf-8") as stream:
        stream.write(outcome.model_dump_json() + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def publish(source: Path, target: Path) -> None:
    """Move a finished file into place in one step: readers see the old one or the new one, never half of it."""
    source.replace(target)
