"""Trained files: `<models>/<name>/<version>/{weights.npz, manifest.json, CARD.md}` and a `current` pointer beside them.

Weights are plain numpy arrays (`allow_pickle=False`), everything else is JSON: loading a model never runs code. A
folder is written under a temporary name and renamed, so a reader sees a whole version or none; `current` is one line
of text switched by an atomic replace. Why not pickle or ONNX: a pickle runs what it contains, and a linear model needs
no second runtime.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import Field, ValidationError

from prereview.documents import Record
from prereview.errors import ModelError
from prereview.report import ModelRef
from prereview.version import __version__

log = logging.getLogger(__name__)

FORMAT = 1  #: number of this layout; a reader refuses a higher one instead of guessing
WEIGHTS, MANIFEST, CARD, CURRENT = "weights.npz", "manifest.json", "CARD.md", "current"
SWITCHES = "promotions.jsonl"  #: which version replaced which
MAX_UNPACKED = 256_000_000  #: bytes of all arrays of one model; a tampered file must not fill memory
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Arrays = Mapping[str, npt.NDArray[Any]]


class Manifest(Record):
    """What a trained file is, what it was made of and how well it did. `thresholds` come from calibration data."""

    format: int
    name: str
    version: str
    package_version: str
    libraries: dict[str, str]
    data_hash: str = Field(description="sha256 over the training, calibration and test data, or over what makes them")
    seed: int
    labels: tuple[str, ...]
    thresholds: dict[str, float]
    metrics: dict[str, Any]
    parameters: dict[str, Any] = Field(default={}, description="everything inference needs that is not an array")
    sha256: str = Field(description="of weights.npz")
    weights_bytes: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the caller knows about a model about to be saved; the rest of the manifest is filled in here."""

    name: str
    version: str
    data_hash: str
    seed: int
    labels: Sequence[str]
    thresholds: Mapping[str, float]
    metrics: Mapping[str, Any]
    parameters: Mapping[str, Any]
    libraries: Sequence[str] = ("numpy", "scikit-learn")


@dataclass(frozen=True, slots=True)
class Artifact:
    """A loaded model: its manifest, its arrays (read-only) and the folder it came from."""

    manifest: Manifest
    arrays: Arrays
    folder: Path

    @property
    def ref(self) -> ModelRef:
        """Name, version and hash for the provenance of a report."""
        return ModelRef(name=self.manifest.name, version=self.manifest.version, sha256=self.manifest.sha256)


def default_directory() -> Path:
    """The models that ship with the package."""
    return Path(str(resources.files("prereview").joinpath("models")))


def save_artifact(
    recipe: Recipe,
    arrays: Arrays,
    *,
    card: str,
    figures: Mapping[str, str] | None = None,
    directory: Path | None = None,
    replace: bool = False,
    switch: bool = True,
) -> Manifest:
    """Write one model version and, unless told otherwise, point `current` at it.

    Args:
        recipe: name, version, labels, thresholds, metrics and origin of the model.
        arrays: numpy arrays without objects.
        card: the model card, Markdown.
        figures: drawings the card shows, SVG by file name.
        directory: folder of models; the package's own by default.
        replace: allow an existing version to be replaced; otherwise that is an error, since reports name versions.
        switch: False leaves `current` where it is, for a version that has to pass its gates first.

    Raises:
        ModelError: for an unusable name, object arrays, or a version that exists.
    """
    _check_name(recipe.name, "model name")
    _check_name(recipe.version, "version")
    home = (directory or default_directory()) / recipe.name
    target = home / recipe.version
    if target.exists() and not replace:
        raise ModelError(
            f"{target} exists: a published version never changes", remedy="Choose a new version, or replace it by name."
        )
    weights = _pack(arrays)
    manifest = _describe(recipe, weights)
    home.mkdir(parents=True, exist_ok=True)
    drawings = {name: drawing.encode() for name, drawing in (figures or {}).items()}
    _publish(target, {WEIGHTS: weights, MANIFEST: _to_json(manifest), CARD: card.encode(), **drawings})
    if switch:
        set_current(recipe.name, recipe.version, directory)
    log.info("saved model %s %s (%d bytes)", recipe.name, recipe.version, len(weights))
    return manifest


def load_artifact(name: str, directory: Path | None = None, *, version: str | None = None) -> Artifact:
    """Load a model version, by default the one `current` names. Runs no code of the file.

    Raises:
        ModelError: absent, written by a newer format, truncated, changed, or not a model of ours; each says which.
    """
    home = (directory or default_directory()) / _check_name(name, "model name")
    folder = home / _check_name(version or current_version(name, directory), "version")
    manifest = _read_manifest(folder)
    if (manifest.name, manifest.version) != (name, folder.name):
        raise ModelError(
            f"{folder / MANIFEST} describes {manifest.name} {manifest.version}, not {name} {folder.name}",
            remedy="The folder was renamed or mixed up; restore it or train again.",
        )
    return Artifact(manifest=manifest, arrays=_read_weights(folder / WEIGHTS, manifest), folder=folder)


def current_version(name: str, directory: Path | None = None) -> str:
    """The version `current` points at.

    Raises:
        ModelError: no such model, or no usable pointer.
    """
    pointer = (directory or default_directory()) / name / CURRENT
    try:
        version = pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"no trained model {name!r} in {pointer.parent.parent}",
            remedy=f"Run `prereview train`, or check the models directory setting ({CURRENT} must name a version).",
        ) from error
    return _check_name(version, f"version in {pointer}")


def has_current(name: str, directory: Path | None = None) -> bool:
    """Whether some version of the model is in use."""
    return ((directory or default_directory()) / _check_name(name, "model name") / CURRENT).exists()


def list_versions(name: str, directory: Path | None = None) -> tuple[str, ...]:
    """Versions present on disk, oldest number first ("2-…" before "10-…")."""
    home = (directory or default_directory()) / _check_name(name, "model name")
    found = (path.parent.name for path in home.glob(f"*/{MANIFEST}") if path.parent.name[0] != ".")
    return tuple(sorted(found, key=lambda version: (_number(version), version)))


def next_version(name: str, suffix: str, directory: Path | None = None) -> str:
    """`<number>-<suffix>` after the highest number present; the version that already has the suffix, if there is one.

    The suffix is part of a hash of the data, so training twice on the same data gives the same version.
    """
    versions = list_versions(name, directory)
    same = [version for version in versions if version.endswith(f"-{suffix}")]
    highest = max((_number(version) for version in versions), default=0)
    return same[-1] if same else f"{highest + 1}-{suffix}"


def _number(version: str) -> int:
    digits = version.split("-", maxsplit=1)[0]
    return int(digits) if digits.isdigit() else 0


def pointers(directory: Path | None = None) -> tuple[tuple[str, str], ...]:
    """Which version of each model is in use: a few short reads, cheap enough before every claim."""
    home = directory or default_directory()
    return tuple(
        (path.parent.name, path.read_text(encoding="utf-8").strip()) for path in sorted(home.glob(f"*/{CURRENT}"))
    )


def set_current(name: str, version: str, directory: Path | None = None) -> None:
    """Switch the pointer in one step; the version must exist.

    Raises:
        ModelError: there is no such version.
    """
    home = (directory or default_directory()) / _check_name(name, "model name")
    if version not in list_versions(name, directory):
        raise ModelError(f"model {name} has no version {version!r}", remedy="List the folder for those present.")
    temporary = home / f".{CURRENT}.{os.getpid()}"
    temporary.write_text(version + "\n", encoding="utf-8")
    temporary.replace(home / CURRENT)


def record_switch(name: str, before: str | None, after: str, directory: Path | None = None) -> None:
    """Note a promotion, so that a rollback goes to what was in use before and not to a version that never was."""
    home = (directory or default_directory()) / _check_name(name, "model name")
    with (home / SWITCHES).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"before": before, "after": after}) + "\n")


def version_before(name: str, version: str, directory: Path | None = None) -> str | None:
    """What was in use before a version: from the notes of promotions, else the next lower number; None if none."""
    home = (directory or default_directory()) / _check_name(name, "model name")
    known = list_versions(name, directory)
    notes = (home / SWITCHES).read_text(encoding="utf-8").splitlines() if (home / SWITCHES).exists() else []
    for note in map(json.loads, reversed(notes)):
        if note["after"] == version and note["before"] in known:
            return str(note["before"])
    earlier = known[: known.index(version)] if version in known else ()
    return earlier[-1] if earlier else None


def _check_name(text: str, what: str) -> str:
    # A pointer or setting must never lead out of the models folder.
    if not _NAME.fullmatch(text):
        raise ModelError(f"{what} {text!r} is not a plain name", remedy="Letters, digits, dot, dash and underscore.")
    return text


def _pack(arrays: Arrays) -> bytes:
    for key, array in arrays.items():
        if array.dtype.hasobject:
            raise ModelError(f"array {key!r} holds Python objects", remedy="Save numbers and text in JSON instead.")
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **dict(sorted(arrays.items())))
    return buffer.getvalue()


def _describe(recipe: Recipe, weights: bytes) -> Manifest:
    return Manifest(
        format=FORMAT,
        name=recipe.name,
        version=recipe.version,
        package_version=__version__,
        libraries={library: metadata.version(library) for library in recipe.libraries},
        data_hash=recipe.data_hash,
        seed=recipe.seed,
        labels=tuple(recipe.labels),
        thresholds=dict(recipe.thresholds),
        metrics=dict(recipe.metrics),
        parameters=dict(recipe.parameters),
        sha256=hashlib.sha256(weights).hexdigest(),
        weights_bytes=len(weights),
    )


def _to_json(manifest: Manifest) -> bytes:
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def _publish(target: Path, files: Mapping[str, bytes]) -> None:
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for filename, content in files.items():
            with (staging / filename).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        staging.chmod(0o755)
        retired = staging.with_name(staging.name + ".old")
        if target.exists():
            target.rename(retired)
        staging.rename(target)
        shutil.rmtree(retired, ignore_errors=True)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _read_manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    again = "Restore the folder from the package or train again."
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{path} is absent", remedy="Check the models directory setting or train again.") from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelError(f"{path} is damaged: not readable JSON", remedy=again) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("format"), int):
        raise ModelError(f"{path} is foreign: not a model manifest of prereview", remedy=again)
    if raw["format"] > FORMAT:
        raise ModelError(
            f"{path} has format {raw['format']}; this version of prereview reads up to {FORMAT}",
            remedy="Upgrade prereview, or use a model trained with this version.",
        )
    try:
        return Manifest.model_validate(raw)
    except ValidationError as error:
        keys = ", ".join(".".join(map(str, entry["loc"])) for entry in error.errors())
        raise ModelError(f"{path} is foreign: unusable keys {keys}", remedy=again) from error


def _read_weights(path: Path, manifest: Manifest) -> Arrays:
    again = "Restore the file from the package or train again."
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} is absent or unreadable", remedy=again) from error
    if len(content) < manifest.weights_bytes:
        raise ModelError(f"{path} is truncated: {len(content)} of {manifest.weights_bytes} bytes", remedy=again)
    if hashlib.sha256(content).hexdigest() != manifest.sha256:
        raise ModelError(f"{path} was changed: its hash is not the one in {MANIFEST}", remedy=again)
    arrays = _unpack(content, path, again)
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def _unpack(content: bytes, path: Path, again: str) -> Arrays:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise ModelError(f"{path} unpacks to {unpacked} bytes, more than {MAX_UNPACKED}", remedy=again)
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in stored.files}
    except (zipfile.BadZipFile, ValueError, OSError, KeyError, EOFError) as error:
        raise ModelError(f"{path} is foreign: not plain numpy arrays", remedy=again) from error
    if not all(isinstance(array, np.ndarray) for array in arrays.values()):
        raise ModelError(f"{path} is foreign: holds something other than arrays", remedy=again)
    return arrays
