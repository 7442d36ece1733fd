"""Copying one moment of an SQLite file, also while a server writes it, and proving the copy sound."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from server.adapters.sql_database import DatabaseBroken, DatabaseDown
from server.adapters.sql_engines import PATIENCE_MS, Sqlite


class SqlBackup:
    """Copier of app.backup for SQLite. PostgreSQL has pg_dump and its own archives."""

    def copy(self, source: Path, target: Path) -> None:
        """See Copier.copy. Raises DatabaseDown or DatabaseBroken."""
        try:
            with closing(_opened(source)) as origin, closing(sqlite3.connect(target)) as copy:
                origin.backup(copy)
                _prove(copy, target)
        except sqlite3.Error as fault:
            raise DatabaseDown(f"{source} could not be copied to {target}: {fault}") from fault
        _settle(target)

    @contextmanager
    def held(self, file: Path) -> Iterator[None]:
        """See Copier.held. Raises DatabaseBroken."""
        lock = Sqlite(make_url(f"sqlite:///{file}"))
        lock.take()
        try:
            yield
        finally:
            lock.give_free()


def _opened(source: Path) -> sqlite3.Connection:
    """For reading only: another process may be the one that writes and checkpoints."""
    if not source.is_file():
        raise DatabaseDown(f"There is no file {source}.")
    connection = sqlite3.connect(source, timeout=PATIENCE_MS / 1000, isolation_level=None)
    try:
        connection.execute("PRAGMA wal_autocheckpoint=0").close()
        connection.execute("PRAGMA query_only=1").close()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prove(copy: sqlite3.Connection, target: Path) -> None:
    """The copy stands alone, without a file beside it, and is sound."""
    copy.execute("PRAGMA journal_mode=delete").close()
    found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseBroken(f"{target}: the copy is damaged ({found}); so is the original, or the disk.")


def _settle(target: Path) -> None:
    with target.open("rb+") as written:
        os.fsync(written.fileno())
