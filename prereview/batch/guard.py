"""One page cannot take a worker down twice: each is named on disk while it is read, and has a time limit.

Engines and decoders are native code: they can hang where no Python timeout reaches them, or abort the process. The
name on disk survives both, so the claim is reviewed again without that page, which becomes an unreadable one.
"""

from __future__ import annotations

import faulthandler
import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from prereview.documents import Evidence, Page, SourcePage
from prereview.reading import Reader, Suffices, needs_all, unreadable_page

PagePlace = tuple[str, int]  #: file and page number


class GuardedReader(Reader):
    """A reader whose pages are named in a file while it works on them, and that leaves out those that broke it."""

    def __init__(self, reader: Reader, marker: Path, *, page_seconds: float, left_out: Collection[PagePlace]) -> None:
        self._reader, self._marker, self._left_out = reader, marker, frozenset(left_out)
        self._page_seconds = page_seconds

    @property
    def engine_name(self) -> str:
        """The guarded reader's."""
        return self._reader.engine_name

    def read(self, source: SourcePage, *, suffices: Suffices = needs_all) -> Page:
        """The page, or an unreadable one in its place where reading it broke a worker before."""
        if (source.file, source.number) in self._left_out:
            return unreadable_page(source, "reading it crashed or exceeded the time limit for a page")
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


def page_that_broke(marker: Path) -> PagePlace | None:
    """The page a worker was reading when it ended, if it was reading one; forgets it."""
    try:
        file, number = json.loads(marker.read_text(encoding="utf-8"))
        marker.unlink()
    except (FileNotFoundError, ValueError):
        return None
    return str(file), int(number)
