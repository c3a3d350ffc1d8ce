"""One page cannot take a worker down twice: each is named on disk while it is read, and has a time limit.

Engines and decoders are native code: they can hang where no Python timeout reaches them, or abort the process. The
name on disk survives both, so the claim is reviewed again without that page, which becomes an unreadable one.
"""

from __future__ import annotations

import faulthandler
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from prereview.documents import Evidence, Page, SourcePage
from prereview.reading import Reader, Suffices, needs_all

WATCHDOG_EXIT = 1  #: exit code of a process that the watchdog of the interpreter ended


class GuardedReader(Reader):
    """A reader whose pages are named in a file while it works on them, and that leaves out those that broke it.

    `left_out` holds what stands for them (`broken.broken_page`).
    """

    def __init__(self, reader: Reader, marker: Path, *, page_seconds: float, left_out: Sequence[Page]) -> None:
        self._reader, self._marker = reader, marker
        self._left_out = {(page.file, page.number): page for page in left_out}
        self._page_seconds = page_seconds

    @property
    def engine_name(self) -> str:
        """The guarded reader's."""
        return self._reader.engine_name

    def read(self, source: SourcePage, *, suffices: Suffices = needs_all) -> Page:
        """The page, or what stands for it where reading it broke a worker before."""
        if (broken := self._left_out.get((source.file, source.number))) is not None:
            return broken
        with self._named(source):
            return self._reader.read(source, suffices=suffices)

    def read_again(self, source: SourcePage, page: Page, places: Sequence[Evidence]) -> tuple[tuple[str, ...], ...]:
        """What the guarded reader sees."""
        with self._named(source):
            return self._reader.read_again(source, page, places)

    @contextmanager
    def _named(self, source: SourcePage) -> Iterator[None]:
        self._marker.write_text(json.dumps([source.file, source.number]), encoding="utf-8")
        with Path(os.devnull).open("w") as nowhere:
            # The interpreter's own watchdog ends the process from a native thread: a hung library may hold its lock.
            faulthandler.dump_traceback_later(self._page_seconds, exit=True, file=nowhere)
            try:
                yield
            finally:
                faulthandler.cancel_dump_traceback_later()
        self._marker.unlink()


def page_that_broke(marker: Path) -> tuple[str, int] | None:
    """The page a worker was reading when it ended, if it was reading one; forgets it."""
    try:
        file, number = json.loads(marker.read_text(encoding="utf-8"))
        marker.unlink()
    except (FileNotFoundError, ValueError):
        return None
    return str(file), int(number)
