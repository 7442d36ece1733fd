"""The engine room of all sql_ adapters: one writing connection in one thread, faults in words."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias, TypeVar

import structlog
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, func, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server.adapters.sql_engines import Kind, kind_of
from server.adapters.sql_faults import DatabaseBroken, DatabaseDown, in_words, is_rule

__all__ = ["Database", "DatabaseBroken", "DatabaseDown", "Tables"]

Tables: TypeAlias = MetaData
"""The tables of one adapter."""

T = TypeVar("T")

SCHEMA = 1
"""Version of the tables; one more for each change that an older program would misread."""

READERS = 4
"""Reading connections, and the threads that use them."""

_house = MetaData()
_schema_version = Table("schema_version", _house, Column("version", Integer, primary_key=True))
_said = structlog.get_logger(__name__)


class Database:
    """One database, SQLite or PostgreSQL, for every sql_ adapter of this process.

    Only `write` writes, one transaction after the other in one thread; so SQLite has one writing and
    checkpointing connection (versions before 3.51.3 damage the file otherwise).
    """

    def __init__(self, url: str, *, shared: bool = False) -> None:
        """`url` is sqlite:////path/file.sqlite or postgresql+psycopg://user:password@host/name.

        `shared` lets other processes write the SQLite file too, a moment each: for what is seldom written.
        """
        self._kind: Kind = kind_of(make_url(url), shared=shared)
        self._name = self._kind.name
        self._writer = ThreadPoolExecutor(1, "database-write")
        self._readers = ThreadPoolExecutor(READERS, "database-read")
        self._writing: Engine | None = None
        self._reading: Engine | None = None
        self._connection: Connection | None = None

    def start(self, *metadata: MetaData) -> None:
        """Check the database, take it for this process, make the tables that are missing.

        Blocks; call it before serving. Raises DatabaseBroken or DatabaseDown, in words.
        """
        self._kind.take()
        try:
            self._writer.submit(self._prepare, (_house, *metadata)).result()
        except BaseException:
            self._shut()
            raise

    def start_reading(self) -> None:
        """Open it beside a running server, to read only. Raises DatabaseBroken or DatabaseDown, in words."""
        self._reading = self._kind.reading_engine(READERS)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction in the writing thread; committed durably when this returns.

        `work` may run twice (when the connection broke before the commit) and must only use its
        connection. Raises IntegrityError when a rule of the tables forbids it, DatabaseDown when the
        outcome is unknown, DatabaseBroken when the database is damaged.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a reading connection. Raises DatabaseDown, DatabaseBroken."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def close(self) -> None:
        """End what is being written, close every connection, give the database free."""
        await asyncio.to_thread(self._shut)

    def _prepare(self, metadata: tuple[MetaData, ...]) -> None:
        self._writing = self._kind.writing_engine()
        self._reading = self._kind.reading_engine(READERS)
        self._write(self._kind.check)
        self._write(lambda connection: self._make_tables(connection, metadata))

    def _make_tables(self, connection: Connection, metadata: tuple[MetaData, ...]) -> None:
        self._kind.alone_in(connection)
        _house.create_all(connection)
        _check_version(connection, self._name)
        for each in metadata:
            each.create_all(connection)

    def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            return self._carried_out(work)
        except DBAPIError as fault:
            if is_rule(fault):
                raise
            raise in_words(fault, self._name) from fault

    def _carried_out(self, work: Callable[[Connection], T]) -> T:
        try:
            return self._attempt(work)
        except _BrokenOff as broken:
            _said.warning("database_connection_lost", database=self._name, why=str(broken.fault.orig))
        try:
            return self._attempt(work)
        except _BrokenOff as broken:
            raise broken.fault from None

    def _attempt(self, work: Callable[[Connection], T]) -> T:
        connection = self._held()
        try:
            result = work(connection)
        except DBAPIError as fault:
            self._give_up(connection, fault)
            if fault.connection_invalidated:
                raise _BrokenOff(fault) from fault
            raise
        except BaseException:
            connection.rollback()
            raise
        try:
            connection.commit()
        except DBAPIError as fault:
            self._give_up(connection, fault)
            raise
        return result

    def _held(self) -> Connection:
        if self._connection is None:
            assert self._writing is not None, "start() comes first"
            self._connection = self._writing.connect()
        return self._connection

    def _give_up(self, connection: Connection, fault: DBAPIError) -> None:
        """Undo; after anything but a broken rule go on with a new connection."""
        if is_rule(fault):
            connection.rollback()
            return
        self._connection = None
        connection.invalidate()
        connection.close()

    def _read(self, work: Callable[[Connection], T]) -> T:
        assert self._reading is not None, "start() comes first"
        try:
            with self._reading.connect() as connection:
                return work(connection)
        except DBAPIError as fault:
            if is_rule(fault):
                raise
            raise in_words(fault, self._name) from fault

    def _shut(self) -> None:
        """Readers first: the last connection to close is the one that may write the file."""
        self._readers.shutdown()
        if self._reading is not None:
            self._reading.dispose()
        self._writer.submit(self._close_writing).result()
        self._writer.shutdown()
        self._kind.give_free()

    def _close_writing(self) -> None:
        try:
            if self._connection is not None:
                self._connection.close()
            if self._writing is not None:
                self._writing.dispose()
        except SQLAlchemyError as fault:
            _said.warning("database_close_failed", database=self._name, why=str(fault))


class _BrokenOff(Exception):
    """The connection broke before the commit: nothing was written, so the work may be done again."""

    def __init__(self, fault: DBAPIError) -> None:
        super().__init__(str(fault))
        self.fault = fault


def _check_version(connection: Connection, name: str) -> None:
    version = connection.execute(select(func.max(_schema_version.c.version))).scalar()
    if version is None:
        connection.execute(insert(_schema_version), {"version": SCHEMA})
    elif version > SCHEMA:
        raise DatabaseBroken(
            f"{name} was written by a newer Machiai (tables of version {version}, this one knows {SCHEMA}). "
            "Install the newer program again, or restore a backup from before it."
        )
