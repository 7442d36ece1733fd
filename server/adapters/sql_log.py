"""The log in a SQL database: one row per record, written once, never changed."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from server.adapters.sql_database import Database, DatabaseBroken, DatabaseDown
from server.core import codec
from server.core.events import DayOpened
from server.core.plan import OfficeId
from server.core.record import Recorded
from server.ports.log import LogDamaged, LogDown, Overtaken

RECORD = "record"
"""Name of the table."""

T = TypeVar("T")

metadata = MetaData()
_beginning = text(f"kind = '{DayOpened.__name__}'")
_record = Table(
    RECORD,
    metadata,
    Column("office", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),  # RFC 3339 with the office's offset, which the hash covers
    Column("kind", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("asked", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("office", "command_id", "step", name="record_command"),
    Index("record_beginning", "office", "position", sqlite_where=_beginning, postgresql_where=_beginning),
)
_insert = insert(_record)


class SqlLog:
    """Log on a Database whose tables were made with this module's `metadata`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, records: Sequence[Recorded]) -> None:
        """See Log.append. Raises LogDamaged when a record does not go on from what the log holds."""
        ordered = sorted(records, key=lambda each: (each.office, each.position))
        if not ordered:
            return
        try:
            await _told(self._database.write(lambda connection: _append(connection, ordered)))
        except IntegrityError as taken:
            raise Overtaken(str(taken.orig)) from taken

    async def read(self, office: OfficeId, after: int, limit: int = 10_000) -> Sequence[Recorded]:
        """See Log.read. Raises LogDamaged when a row is no record."""
        asked = select(_record).where(_record.c.office == office, _record.c.position > after)
        return await self._read(
            lambda connection: [
                _recorded(row)
                for row in connection.execute(asked.order_by(_record.c.position).limit(limit)).mappings()
            ]
        )

    async def made(self, office: OfficeId, command_id: str) -> Sequence[Recorded]:
        """See Log.made."""
        asked = select(_record).where(_record.c.office == office, _record.c.command_id == command_id)
        return await self._read(
            lambda connection: [
                _recorded(row) for row in connection.execute(asked.order_by(_record.c.step)).mappings()
            ]
        )

    async def head(self, office: OfficeId) -> int:
        """See Log.head."""
        asked = select(func.max(_record.c.position)).where(_record.c.office == office)
        return await self._read(lambda connection: connection.execute(asked).scalar() or 0)

    async def offices(self) -> Sequence[OfficeId]:
        """See Log.offices."""
        asked = select(_record.c.office).where(_record.c.position == 1)
        return await self._read(lambda connection: sorted(connection.execute(asked).scalars()))

    async def beginnings(self, office: OfficeId) -> Sequence[int]:
        """See Log.beginnings."""
        is_beginning = _record.c.kind == literal_column(f"'{DayOpened.__name__}'")
        asked = select(_record.c.position).where(_record.c.office == office, is_beginning)
        ordered = asked.order_by(_record.c.position)
        return await self._read(lambda connection: list(connection.execute(ordered).scalars()))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await _told(self._database.read(work))


async def _told(doing: Awaitable[T]) -> T:
    """What the database says, in the words of the log."""
    try:
        return await doing
    except DatabaseDown as down:
        raise LogDown(str(down)) from down
    except DatabaseBroken as broken:
        raise LogDamaged(str(broken)) from broken


def _append(connection: Connection, ordered: Sequence[Recorded]) -> None:
    """Offices in one order on every node, so that two nodes never wait for each other."""
    for office, group in groupby(ordered, key=lambda each: each.office):
        records = list(group)
        _check_gap(office, records)
        _check_beginning(connection, records[0])
    connection.execute(_insert, [_row(each) for each in ordered])


def _check_gap(office: OfficeId, records: Sequence[Recorded]) -> None:
    if records[-1].position - records[0].position != len(records) - 1:
        raise LogDamaged(f"{office}: records to be written leave a gap after {records[0].position}")


def _check_beginning(connection: Connection, first: Recorded) -> None:
    """The record before must be there and be the one that this record is chained to."""
    if first.position == 1:
        before: str | None = codec.BEGINNING
    else:
        asked = _hash_at(first.office, first.position - 1)
        before = connection.execute(asked).scalar()
    if before is None or codec.chained(before, first) != first.hash:
        raise LogDamaged(
            f"{first.office}: record {first.position} does not go on from what the log holds at "
            f"{first.position - 1}. Start this server again, so that it reads the log anew."
        )


def _hash_at(office: OfficeId, position: int) -> Any:
    return select(_record.c.hash).where(_record.c.office == office, _record.c.position == position)


def _row(record: Recorded) -> dict[str, object]:
    return {
        "office": record.office,
        "position": record.position,
        "at": record.at.isoformat(),
        "kind": type(record.event).__name__,
        "event": codec.encoded(record.event),
        "command_id": record.command_id,
        "step": record.step,
        "asked": record.asked,
        "actor": record.actor,
        "hash": record.hash,
    }


def _recorded(row: RowMapping) -> Recorded:
    try:
        return Recorded(
            office=row["office"],
            position=row["position"],
            at=datetime.fromisoformat(row["at"]),
            event=codec.decoded(row["kind"], row["event"]),
            command_id=row["command_id"],
            step=row["step"],
            asked=row["asked"],
            actor=row["actor"],
            hash=row["hash"],
        )
    except (KeyError, ValueError, TypeError, msgspec.MsgspecError) as fault:
        raise LogDamaged(
            f"{row['office']}: record {row['position']} cannot be read: {fault}. Restore the latest backup: "
            "machiai restore."
        ) from fault
