"""Files as they come through HTTP: put under names of our own first, sorted into submissions after."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fastapi import UploadFile

from prereview.errors import InputError
from prereview.ingestion import stored_files
from prereview.settings import Limits
from prereview.store import Incoming
from prereview.store.intake import clean_name


@contextmanager
def received(files: Sequence[UploadFile]) -> Iterator[list[Incoming]]:
    """The files on disk for the length of a call. Their own names are kept as words, never used as paths."""
    with tempfile.TemporaryDirectory(prefix="prereview-") as folder:
        incoming = []
        for number, file in enumerate(files):
            place = Path(folder) / str(number)
            with place.open("wb") as target:
                shutil.copyfileobj(file.file, target)
            incoming.append(Incoming(clean_name(file.filename or f"file-{number + 1}"), place))
        yield incoming


def split_inbox(files: Sequence[Incoming], limits: Limits) -> list[list[Incoming]]:
    """One list per submission: every folder or zip of the inbox. An inbox sent as one zip is opened first.

    A claim.json that stands in no folder says that everything is one submission.

    Raises:
        InputError: the zip cannot be opened, or there is no submission in it.
    """
    if len(files) == 1 and files[0].name.lower().endswith(".zip"):
        files = _unpack(files[0], limits)
    names = _below_top([file.name for file in files])
    if "claim.json" in names:
        return [[Incoming(name, file.content) for name, file in zip(names, files, strict=True)]]
    groups: dict[str, list[Incoming]] = {}
    for file, name in zip(files, names, strict=True):
        folder, inside, rest = name.partition("/")
        if inside:
            groups.setdefault(folder, []).append(Incoming(rest, file.content))
        else:  # a zip is a submission of its own; other loose papers are one together
            groups.setdefault(name if name.lower().endswith(".zip") else "", []).append(Incoming(name, file.content))
    if not groups:
        raise InputError("no submission was found", remedy="Send one folder or zip per claim.")
    return list(groups.values())


def _unpack(file: Incoming, limits: Limits) -> list[Incoming]:
    assert isinstance(file.content, Path)
    inner, complaints = stored_files(file.content, limits=limits)
    if not inner and complaints:
        raise InputError(complaints[0].message_en, remedy="Send the folder itself, or a smaller zip.")
    return [Incoming(one.name, one.read()) for one in inner]


def _below_top(names: Sequence[str]) -> list[str]:
    """The names without a folder that holds every submission, as choosing or zipping an inbox makes one."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) == 1 and any(name.count("/") > 1 for name in names):
        return [name.partition("/")[2] for name in names]
    return list(names)
