"""Taking claims in: uploads, zips and folders become files of the store, with the statutory clock running."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prereview.claims import Claim
from prereview.completeness import Supplement, run_clock
from prereview.errors import Conflict, InputError
from prereview.ingestion import find_submissions, stored_files
from prereview.ingestion.archive import is_archive
from prereview.ingestion.claim_file import parse_claim
from prereview.ingestion.stored import is_junk
from prereview.report import Clock
from prereview.settings import Limits, Settings
from prereview.store import Actor, Incoming, Receipt, Store, open_store
from prereview.store.intake import accept_submission, accept_supplement
from prereview.store.tables import NoticeRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """An open workspace and the settings it runs with."""

    store: Store
    settings: Settings


def open_service(settings: Settings) -> Service:
    """Open the workspace of the settings, creating or migrating its database.

    Raises:
        ConfigurationError: a setting is unusable.
        Unavailable: database or workspace cannot be reached.
    """

    def clock(claim: Claim, notices: Sequence[NoticeRow]) -> Clock:
        return statutory_clock(claim, notices, settings)

    place = settings.service
    return Service(open_store(place.workspace, place.database, key_file=place.files_key_file, clock=clock), settings)


def statutory_clock(
    claim: Claim, notices: Sequence[NoticeRow], settings: Settings, *, now: datetime | None = None
) -> Clock:
    """The clock with every proved delivery as a pause; `now` adds the light."""
    rounds = [Supplement(row.delivered_at, row.answered_at) for row in notices if row.delivered_at is not None]
    return run_clock(claim, settings, now, supplements=rounds)


def submit(
    service: Service,
    actor: Actor,
    files: Sequence[Incoming],
    *,
    claim: Claim | None = None,
    key: str | None = None,
    source: str = "api",
    now: datetime,
) -> Receipt:
    """Accept a new claim. Zips are opened; a claim.json among the files counts unless `claim` is given.

    Without either the claim gets an id of its own content, and its report will ask for what is unknown.

    Raises:
        InputError, Conflict, NotPermitted, Unavailable: as `accept_submission`; claim.json mistakes are all named.
    """
    found, papers = _sort(files, service.settings.limits)
    claim = claim or found or Claim(claim_id=_own_id(papers))
    return accept_submission(service.store, actor, claim, papers, key=key, source=source, now=now)


def supplement(
    service: Service,
    actor: Actor,
    claim_id: str,
    files: Sequence[Incoming],
    *,
    key: str | None = None,
    source: str = "api",
    now: datetime,
) -> Receipt:
    """Accept further papers for a claim: the clock runs again and the claim is reviewed with all its papers."""
    _, papers = _sort(files, service.settings.limits)
    return accept_supplement(service.store, actor, claim_id, papers, key=key, source=source, now=now)


def import_inbox(service: Service, actor: Actor, inbox: Path, *, now: datetime) -> tuple[Receipt, ...]:
    """Accept every submission of an inbox that is not here yet. Those that cannot be accepted are logged and left.

    Raises:
        InputError: the inbox is no folder.
    """
    receipts = []
    for path in find_submissions(inbox):
        try:
            receipts.append(submit(service, actor, _files_of(path), source="inbox", now=now))
        except (InputError, Conflict) as error:
            log.warning("not imported: %s (%s)", path.name, type(error).__name__)
    return tuple(receipts)


def _files_of(path: Path) -> list[Incoming]:
    if path.is_file():
        return [Incoming(path.name, path)]
    found = sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
    named = [(file.relative_to(path).as_posix(), file) for file in found]
    return [Incoming(name, file) for name, file in named if not is_junk(name)]


def _sort(files: Sequence[Incoming], limits: Limits) -> tuple[Claim | None, list[Incoming]]:
    """The claim that came along, and the papers; a zip that can be listed without a complaint gives its files."""
    if len(files) > limits.max_files:
        raise InputError(f"more than {limits.max_files} files", remedy="Send the relevant papers, or in parts.")
    papers: list[Incoming] = []
    for file in files:
        papers += _opened(file, limits, alone=len(files) == 1)
    known = sorted((f for f in papers if _is_claim_file(f.name)), key=lambda f: f.name.count("/"))
    claim = parse_claim(known[0].read(), name=known[0].name) if known else None
    return claim, [file for file in papers if file not in known]


def _opened(file: Incoming, limits: Limits, *, alone: bool) -> list[Incoming]:
    if not file.name.lower().endswith(".zip"):
        return [file]
    with tempfile.TemporaryDirectory() as folder:
        path = file.content
        if isinstance(path, bytes):
            path = Path(folder) / "upload.zip"
            path.write_bytes(file.read())
        if not is_archive(path):
            return [file]
        inner, complaints = stored_files(path, limits=limits)
        if complaints:
            return [file]  # kept whole: the review names what is wrong with it
        prefix = "" if alone else file.name.removesuffix(".zip") + "/"
        return [Incoming(prefix + one.name, one.read()) for one in inner]


def _is_claim_file(name: str) -> bool:
    return name.rpartition("/")[2].lower() == "claim.json"


def _own_id(papers: Sequence[Incoming]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted((file.name, hashlib.sha256(file.read()).digest()) for file in papers):
        digest.update(name.encode() + b"\x00" + content)
    return f"U-{digest.hexdigest()[:12]}"
