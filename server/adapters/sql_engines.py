"""How to open SQLite and PostgreSQL so that a commit is durable and nobody waits long for a dead server."""

import fcntl
import os
import sqlite3
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool, QueuePool

from server.adapters.sql_faults import DatabaseBroken, DatabaseDamaged, DatabaseDown

PATIENCE_MS = 5_000
"""How long a statement waits for a lock, and PostgreSQL for any statement of a writer (milliseconds)."""

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": PATIENCE_MS,
    "mmap_size": 0,
    "journal_size_limit": 64 * 1024 * 1024,
}
"""What every connection must say of itself; synchronous 2 is FULL: NORMAL loses acknowledged commits."""

SHARED_PRAGMAS = SQLITE_PRAGMAS | {"journal_mode": "delete"}
"""For a small file that several processes write: the old journal has no WAL to damage between them."""

POSTGRES_SETTINGS = {
    "synchronous_commit": "on",
    "statement_timeout": "10s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
}

POSTGRES_CONNECT = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "application_name": "machiai",
}

STARTING = 7_465_001
"""The advisory lock under which one PostgreSQL node at a time makes the tables."""


class Kind(Protocol):
    """What differs between the kinds of database."""

    name: str

    def take(self) -> None:
        """Take the database for this process. Raises DatabaseBroken when another server has it."""

    def give_free(self) -> None:
        """Undo `take`."""

    def writing_engine(self) -> Engine:
        """Opens the writing connection."""

    def reading_engine(self, readers: int) -> Engine:
        """Opens up to this many reading connections."""

    def check(self, connection: Connection) -> None:
        """Raise DatabaseBroken unless the database is sound."""

    def alone_in(self, connection: Connection) -> None:
        """Within this transaction no other node makes tables."""


def kind_of(url: URL, *, shared: bool = False) -> Kind:
    """SQLite (`shared`: by several processes) or PostgreSQL. Raises DatabaseBroken for anything else."""
    if url.drivername in {"sqlite", "sqlite+pysqlite"} and url.database and url.database != ":memory:":
        return SharedSqlite(url) if shared else Sqlite(url)
    if url.drivername == "postgresql+psycopg":
        return Postgres(url)
    raise DatabaseBroken(
        f"The database address {url.render_as_string()} cannot be used. "
        "Write sqlite:////path/file.sqlite or postgresql+psycopg://user:password@host/name."
    )


class Sqlite:
    """A file of this machine, for one server at a time."""

    pragmas = SQLITE_PRAGMAS

    def __init__(self, url: URL) -> None:
        self._url = url
        self._path = Path(url.database or "")
        self.name = str(self._path)
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Lock `<file>.lock` while this process lives; the kernel frees it however the process ends."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = Path(f"{self._path}.lock").open("a+", encoding="utf-8")  # noqa: SIM115  held while running
        except OSError as fault:
            raise DatabaseDown(f"{self.name} cannot be opened: {fault.strerror}.") from fault
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            lock.seek(0)
            owner = lock.read(20).strip() or "unknown"
            lock.close()
            raise DatabaseBroken(
                f"{self.name} is in use by another server (process {owner}). One file serves one server: "
                "stop that one first, or give this one a folder of its own (--data)."
            ) from fault
        self._lock = lock
        lock.truncate(0)
        _try_to_sign(lock)

    def give_free(self) -> None:
        """Let the next server have the file."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def writing_engine(self) -> Engine:
        """One connection; each transaction takes the right to write at its beginning."""
        engine = create_engine(self._url, poolclass=NullPool)
        event.listen(engine, "connect", partial(_settle_writer, self.pragmas))
        event.listen(engine, "begin", _begin_immediate)
        return engine

    def reading_engine(self, readers: int) -> Engine:
        """Connections that cannot write and do not checkpoint."""
        engine = create_engine(self._url, poolclass=QueuePool, pool_size=readers, max_overflow=0)
        event.listen(engine, "connect", partial(_settle_reader, self.pragmas))
        event.listen(engine, "begin", _begin_deferred)
        return engine

    def check(self, connection: Connection) -> None:
        """Look through the file for damage, and whether the settings took effect."""
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise DatabaseDamaged(
                f"{self.name} is damaged ({found}). Keep the file aside and restore the latest backup: "
                "machiai restore."
            )
        for pragma, wanted in self.pragmas.items():
            got = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            if pragma != "mmap_size" and got != wanted:
                raise DatabaseBroken(
                    f"{self.name} refuses {pragma}={wanted}, it says {got}. Use a local disk."
                )

    def alone_in(self, connection: Connection) -> None:
        """The lock file saw to it."""


class SharedSqlite(Sqlite):
    """A small file that a command may write beside the running server."""

    pragmas = SHARED_PRAGMAS

    def take(self) -> None:
        """Nobody has it alone: the file's own locks keep one transaction from the other."""
        self._path.parent.mkdir(parents=True, exist_ok=True)


class Postgres:
    """A server that several nodes share."""

    def __init__(self, url: URL) -> None:
        self.name = f"The database {url.database} on {url.host or 'this machine'}"
        self._url = url

    def take(self) -> None:
        """Several nodes may share it."""

    def give_free(self) -> None:
        """Nothing was taken."""

    def writing_engine(self) -> Engine:
        """One connection."""
        return self._settled(create_engine(self._url, poolclass=NullPool, connect_args=POSTGRES_CONNECT))

    def reading_engine(self, readers: int) -> Engine:
        """Connections that are tried before each use, so that a restart of the server is not noticed."""
        engine = create_engine(
            self._url, poolclass=QueuePool, pool_size=readers, max_overflow=0, pool_pre_ping=True,
            connect_args=POSTGRES_CONNECT,
        )  # fmt: skip
        return self._settled(engine)

    def check(self, connection: Connection) -> None:
        """PostgreSQL checks itself; we look whether a commit will be durable."""
        got = connection.execute(text("SHOW synchronous_commit")).scalar()
        if got != "on":
            raise DatabaseBroken(
                f"{self.name} refuses synchronous_commit=on, it says {got}. Ask who runs it."
            )

    def alone_in(self, connection: Connection) -> None:
        """Wait for other nodes that start at this moment."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": STARTING})

    def _settled(self, engine: Engine) -> Engine:
        event.listen(engine, "connect", _settle_postgres)
        return engine


def _try_to_sign(lock: IO[str]) -> None:
    try:
        lock.write(f"{os.getpid()}\n")
        lock.flush()
    except OSError as fault:
        lock.close()
        raise DatabaseDown(f"{lock.name} cannot be written: {fault.strerror}. Free some space.") from fault


def _settle(pragmas: Mapping[str, object], connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # transactions are ours to begin
    for pragma, value in pragmas.items():
        connection.execute(f"PRAGMA {pragma}={value}").close()


def _settle_writer(pragmas: Mapping[str, object], connection: sqlite3.Connection, _record: object) -> None:
    """Also bring all earlier writes into the file and down to the disk, whatever an error left in caches."""
    _settle(pragmas, connection)
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("database is locked")


def _settle_reader(pragmas: Mapping[str, object], connection: sqlite3.Connection, _record: object) -> None:
    _settle(pragmas, connection)
    connection.execute("PRAGMA wal_autocheckpoint=0").close()
    connection.execute("PRAGMA query_only=1").close()


def _settle_postgres(connection: Any, _record: object) -> None:
    settings = "; ".join(f"SET {setting} = '{value}'" for setting, value in POSTGRES_SETTINGS.items())
    connection.autocommit = True
    connection.execute(settings)
    connection.autocommit = False


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
