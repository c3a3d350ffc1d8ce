"""One database by its URL, SQLite or PostgreSQL, brought up to date by Alembic; and the vault beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from prereview.claims import Claim
from prereview.errors import ConfigurationError, Unavailable
from prereview.report import Clock
from prereview.store.tables import NoticeRow
from prereview.store.vault import Vault, read_key

ClockOf = Callable[[Claim, Sequence[NoticeRow]], Clock]

_MIGRATION_LOCK = 7302026  # any fixed number: two services starting at once must not migrate at once


@dataclass(frozen=True, slots=True)
class Store:
    """The database, the vault, and the rule of due dates. Use `writing()` and `reading()`; nothing stays open between.

    `clock` works out due dates from what the insurer knew and the notices sent; the service gives the statutory one.
    """

    engine: Engine
    vault: Vault
    clock: ClockOf

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: everything inside happens, or nothing.

        Raises:
            Unavailable: the database cannot be reached, is locked, or its disk is full.
        """
        with _translated(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view to read from; never waits for writers and never blocks them."""
        with _translated(), Session(self.engine.execution_options(reading=True), expire_on_commit=False) as session:
            yield session

    def check(self) -> None:
        """Raise `Unavailable` unless the database answers."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_store(
    workspace: Path,
    database: str | None = None,
    *,
    key_file: Path | None = None,
    clock: ClockOf = lambda claim, notices: Clock(),
) -> Store:
    """Open a workspace, creating or migrating its database.

    Args:
        workspace: folder of `files/`, and of `prereview.sqlite` where no other database is named.
        database: a URL such as ``postgresql://user@host/name``; None is SQLite in the workspace.
        key_file: 32 bytes in base64: contents written from now on are encrypted.
        clock: the rule of due dates; by default there are none.

    Raises:
        ConfigurationError: the URL or the key is unusable.
        Unavailable: the database cannot be reached or the workspace cannot be written.
    """
    try:
        workspace.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"workspace {workspace.name} cannot be written", remedy="Check its path and rights."
        ) from error
    engine = connect(database_url(workspace, database))
    with _translated():
        migrate(engine)
    return Store(engine, Vault(workspace / "files", read_key(key_file) if key_file else None), clock)


def database_url(workspace: Path, database: str | None) -> str:
    """The URL with its driver: psycopg for PostgreSQL, a file in the workspace by default."""
    if database is None:
        return f"sqlite:///{workspace / 'prereview.sqlite'}"
    for prefix in ("postgresql://", "postgres://"):
        if database.startswith(prefix):
            return "postgresql+psycopg://" + database.removeprefix(prefix)
    return database


def connect(url: str) -> Engine:
    """An engine that never hands out a dead connection and, on SQLite, survives a power cut (WAL, FULL)."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(
            "the database URL cannot be read", remedy="Write postgresql://user@host/name, or leave it out."
        ) from error
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 30}, pool_size=8)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(parsed, pool_pre_ping=True, pool_size=8, connect_args={"connect_timeout": 5})


def migrate(engine: Engine) -> None:
    """Bring the tables to this version; two services starting at once take turns."""
    settings = Config()
    settings.set_main_option("script_location", "prereview.store:migrations")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK})
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver must not open transactions behind our back
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails when another wrote in between, so writers queue at the door.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _translated() -> Iterator[None]:
    """A database that is away is a state of the service, not a programming error."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(
            "the database cannot be used now", remedy="Check that it runs, and the disk it lies on."
        ) from error
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise Unavailable("the database connection broke", remedy="Check that the database runs.") from error
