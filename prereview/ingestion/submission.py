"""A folder, zip or single file → `Submission`: every file opened by its content, every problem a finding."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from prereview.claims import Claim, Submission, SubmissionFile
from prereview.documents import SourcePage
from prereview.errors import InputError
from prereview.findings import Finding
from prereview.ingestion import archive, kinds
from prereview.ingestion.claim_file import parse_claim
from prereview.ingestion.images import open_image
from prereview.ingestion.invoice_xml import open_xml
from prereview.ingestion.ofd import open_ofd
from prereview.ingestion.pdf import open_pdf
from prereview.ingestion.plain_text import open_text
from prereview.ingestion.problems import problem
from prereview.ingestion.stored import Opened, StoredFile, content_hash, is_junk, natural_key, on_disk
from prereview.settings import Limits

log = logging.getLogger(__name__)

_CLAIM_FILE = "claim.json"

_OPENERS: Mapping[str, Callable[[StoredFile, bytes, Limits], Opened]] = {
    "text": open_text,
    "ofd": open_ofd,
    "xml": open_xml,
}


class _Terms(NamedTuple):
    """What every file is opened under: the bounds, and the certificates (DER) whose signatures count as known."""

    limits: Limits
    trusted: Sequence[bytes] = ()


def open_submission(
    path: Path, *, limits: Limits, line: str | None = None, trusted: Sequence[bytes] = ()
) -> Submission:
    """What arrived for one claim: a folder, a .zip of one, or a single file.

    Args:
        path: the submission. Names in the result are relative to it.
        limits: beyond them the rest of a file or submission becomes a finding.
        line: line of business; wins over the one in claim.json.
        trusted: certificates (DER, see `load_trusted`) whose signatures on invoices count as known.

    Raises:
        InputError: the path does not exist, or its claim.json is unusable (all bad keys named).
    """
    stored, findings = _gather(path, limits)
    claim_files = sorted((f for f in stored if _is_claim_file(f.name)), key=lambda f: (f.name.count("/"), f.name))
    claim = parse_claim(claim_files[0].read(), name=claim_files[0].name) if claim_files else _unnamed_claim(path)
    if line is not None:
        claim = claim.model_copy(update={"line": line})
    findings += [problem("extra_claim_json", f.name, other=claim_files[0].name) for f in claim_files[1:]]
    papers = [f for f in stored if f not in claim_files]
    files, pages, more = _open_all(papers, _Terms(limits, trusted), skip_copies=True)
    findings += more
    if not papers and not findings:
        findings.append(problem("no_files", path.name))
    log.info("opened submission: %d files, %d pages, %d findings", len(files), len(pages), len(findings))
    root = path if path.is_dir() else None
    return Submission(claim=claim, files=files, pages=pages, findings=tuple(findings), root=root)


def open_files(paths: Sequence[Path], *, limits: Limits) -> tuple[tuple[SourcePage, ...], tuple[Finding, ...]]:
    """Pages of loose files, in the order given; folders and zips are opened too. Names are the paths as given.

    Raises:
        InputError: a path does not exist.
    """
    pages: list[SourcePage] = []
    findings: list[Finding] = []
    for path in paths:
        stored, problems = _gather(path, limits, prefix=path.as_posix())
        opened = _open_all([f for f in stored if not _is_claim_file(f.name)], _Terms(limits), skip_copies=False)
        pages += opened[1]
        findings += [*problems, *opened[2]]
    return tuple(pages), tuple(findings)


def find_submissions(inbox: Path) -> tuple[Path, ...]:
    """The submissions of an inbox: its folders and zips, hidden ones left out, in natural order.

    Raises:
        InputError: the inbox is not a folder.
    """
    if not inbox.is_dir():
        raise InputError(f"inbox {inbox.name}: is not a folder", remedy="Give the folder that holds the submissions.")
    found = [p for p in inbox.iterdir() if not is_junk(p.name) and (p.is_dir() or p.suffix.lower() == ".zip")]
    return tuple(sorted(found, key=lambda p: natural_key(p.name)))


def stored_files(path: Path, *, limits: Limits) -> tuple[list[StoredFile], list[Finding]]:
    """The files of a submission as they lie there, unopened, zips listed; and what had to be left out.

    Raises:
        InputError: the path does not exist.
    """
    return _gather(path, limits)


def _is_claim_file(name: str) -> bool:
    return name.rpartition("/")[2].lower() == _CLAIM_FILE


def _unnamed_claim(path: Path) -> Claim:
    whole = path.resolve()
    name = _readable_name(whole.with_suffix("") if path.is_file() else whole, whole.parent)
    return Claim(claim_id=re.sub(r"[/\\\x00-\x1f]", "_", name)[:100] or "claim")


def _gather(path: Path, limits: Limits, prefix: str | None = None) -> tuple[list[StoredFile], list[Finding]]:
    """The files below a path, zips opened one level. `prefix` names them after the path as given."""
    if path.is_dir():
        return _walk(path, limits, f"{prefix}/" if prefix else "")
    if not path.is_file():
        raise InputError(f"{path.name}: no such file or folder", remedy="Check the path of the submission.")
    stored = on_disk(path, prefix or path.name)
    if not archive.is_archive(path):
        return [stored], []
    inside = f"{prefix}/" if prefix else ""
    return archive.list_archive(stored, limits, prefix=inside, strip_top=not prefix)


def _walk(folder: Path, limits: Limits, prefix: str) -> tuple[list[StoredFile], list[Finding]]:
    root = folder.resolve()
    stored: list[StoredFile] = []
    findings: list[Finding] = []
    ordered = sorted(_paths_below(folder, findings), key=lambda pair: natural_key(pair[1]))
    for path, relative in ordered[: limits.max_files]:
        name = prefix + relative
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            findings.append(problem("link_skipped", name))
        elif not path.is_file():
            findings.append(problem("file_unreadable", name))
        elif archive.is_archive(path):
            inner = archive.list_archive(on_disk(path, name), limits, prefix=f"{name}/")
            stored += inner[0]
            findings += inner[1]
        else:
            stored.append(on_disk(path, name))
    if len(ordered) > limits.max_files:
        findings.append(problem("too_many_files", folder.name, count=len(ordered), limit=limits.max_files))
    return stored, findings


def _paths_below(folder: Path, findings: list[Finding]) -> list[tuple[Path, str]]:
    """Every file below a folder with its readable relative name; junk left out, links to folders not followed."""
    found = []
    unread = partial(_note_unread, folder, findings)
    for place, folders, names in os.walk(folder, onerror=unread):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        pairs = [(here / name, _readable_name(here / name, folder)) for name in (*names, *links)]
        found += [(path, name) for path, name in pairs if not is_junk(name)]
    return found


def _note_unread(folder: Path, findings: list[Finding], error: OSError) -> None:
    findings.append(problem("file_unreadable", _readable_name(Path(error.filename or folder), folder)))


def _readable_name(path: Path, folder: Path) -> str:
    """The relative name as text. Names written by Chinese Windows may be GBK, which no UTF-8 output could carry."""
    raw = os.fsencode(path.relative_to(folder))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _open_all(
    papers: Sequence[StoredFile], terms: _Terms, *, skip_copies: bool
) -> tuple[tuple[SubmissionFile, ...], tuple[SourcePage, ...], list[Finding]]:
    files: list[SubmissionFile] = []
    pages: list[SourcePage] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for stored in papers:
        record, opened = _open_one(stored, terms, seen if skip_copies else {})
        if record:
            files.append(record)
            seen.setdefault(record.sha256, record.name)
        pages += opened.pages
        findings += opened.findings
    return tuple(files), tuple(pages), findings


def _open_one(stored: StoredFile, terms: _Terms, seen: Mapping[str, str]) -> tuple[SubmissionFile | None, Opened]:
    most = terms.limits.max_file_bytes
    if stored.size > most:
        sizes = {"size": stored.size // 1_000_000, "limit": most // 1_000_000}
        return None, Opened(findings=(problem("file_too_large", stored.name, **sizes),))
    try:
        data = stored.read()
    except InputError:
        code = "file_unreadable" if stored.path else "file_damaged"
        return None, Opened(findings=(problem(code, stored.name),))
    record = SubmissionFile(name=stored.name, sha256=content_hash(data), size=len(data))
    if not data:
        return record, Opened(findings=(problem("file_empty", stored.name),))
    if record.sha256 in seen:
        return record, Opened(findings=(problem("duplicate_file", stored.name, other=seen[record.sha256]),))
    return record, _open_content(stored, data, terms)


def _open_content(stored: StoredFile, data: bytes, terms: _Terms) -> Opened:
    kind = kinds.detect_kind(data)
    if kind in kinds.IMAGES:
        opened = open_image(stored, data, kind, terms.limits)
    elif kind == "pdf":
        opened = open_pdf(stored, data, terms.limits, trusted=terms.trusted)
    elif kind in _OPENERS:
        opened = _OPENERS[kind](stored, data, terms.limits)
    elif kind == "zip":
        opened = Opened(findings=(problem("archive_too_deep", stored.name),))
    elif kind == "binary" and kinds.extension_differs(stored.name, kind):
        return Opened(findings=(problem("file_damaged", stored.name),))
    else:
        return Opened(findings=(problem("unsupported_type", stored.name, kind=kinds.name_of(stored.name, kind)),))
    if kinds.extension_differs(stored.name, kind):
        note = problem("wrong_extension", stored.name, kind=kinds.name_of(stored.name, kind))
        return Opened(opened.pages, (note, *opened.findings))
    return opened
