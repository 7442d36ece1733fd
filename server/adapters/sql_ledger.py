"""The ledger of the improvement loop in a SQL database: one row per entry, written once, never changed."""

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from server.adapters.sql_database import Database, DatabaseBroken, DatabaseDown
from server.ports.ledger import Entry, LedgerDamaged, LedgerDown, LedgerOvertaken

T = TypeVar("T")

metadata = MetaData()
_entry = Table(
    "ledger_entry",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),  # RFC 3339 with the city's offset, which the hash covers
    Column("kind", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("asked", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("command_id", "step", name="ledger_command"),
)


class SqlLedger:
    """Ledger on a Database whose tables were made with this module's `metadata`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, entries: Sequence[Entry]) -> None:
        """See Ledger.append. The primary key keeps positions apart; a gap is never asked for."""
        rows = [_row(each) for each in entries]
        if not rows:
            return
        try:
            await _told(self._database.write(lambda connection: connection.execute(insert(_entry), rows)))
        except IntegrityError as taken:
            raise LedgerOvertaken(str(taken.orig)) from taken

    async def read(self, after: int, limit: int = 10_000) -> Sequence[Entry]:
        """See Ledger.read."""
        asked = select(_entry).where(_entry.c.position > after).order_by(_entry.c.position).limit(limit)
        return await _told(
            self._database.read(
                lambda connection: [_as_entry(row) for row in connection.execute(asked).mappings()]
            )
        )


async def _told(doing: Awaitable[T]) -> T:
    """What the database says, in the words of the ledger."""
    try:
        return await doing
    except DatabaseDown as down:
        raise LedgerDown(str(down)) from down
    except DatabaseBroken as broken:
        raise LedgerDamaged(str(broken)) from broken


def _row(entry: Entry) -> dict[str, object]:
    names = (column.name for column in _entry.columns)
    return {name: getattr(entry, name) for name in names} | {"at": entry.at.isoformat()}


def _as_entry(row: RowMapping) -> Entry:
    return Entry(**{**row, "at": datetime.fromisoformat(row["at"])})
