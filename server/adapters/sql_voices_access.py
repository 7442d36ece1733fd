"""How the voices reach their database: deleted text is overwritten, faults are said, a form counts once."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sqlalchemy import Column, Connection, Date, MetaData, String, Table, delete, insert, select

from server.adapters.sql_database import Database, DatabaseBroken, DatabaseDown
from server.ports.voices import VoicesDamaged, VoicesDown

T = TypeVar("T")

metadata = MetaData()
"""Of all tables of the voices: of the register and of the survey."""

_once = Table(
    "voice_once",
    metadata,
    Column("key", String, primary_key=True),
    Column("made", String, nullable=False),
    Column("on", Date, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Keys of forms that were kept. Like all tables that could tell which answer came when, it has no rowid."""


async def writing(database: Database, work: Callable[[Connection], T]) -> T:
    """Run `work` in one transaction in which SQLite overwrites with zeros whatever is deleted.

    Raises VoicesDown, and IntegrityError when a rule of the tables forbids it.
    """

    def secured(connection: Connection) -> T:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        return work(connection)

    try:
        return await database.write(secured)
    except DatabaseDown as down:
        raise VoicesDown(str(down)) from down
    except DatabaseBroken as broken:
        raise VoicesDamaged(str(broken)) from broken


async def reading(database: Database, work: Callable[[Connection], T]) -> T:
    """Run `work` on a reading connection. Raises VoicesDown."""
    try:
        return await database.read(work)
    except DatabaseDown as down:
        raise VoicesDown(str(down)) from down
    except DatabaseBroken as broken:
        raise VoicesDamaged(str(broken)) from broken


def kept_once(connection: Connection, once: str) -> str | None:
    """What was made under this key before; None when it is new."""
    return connection.execute(select(_once.c.made).where(_once.c.key == once)).scalar()


def remember_once(connection: Connection, once: str, made: str, on: date) -> None:
    """From now on this key is taken. Raises IntegrityError when another node has just taken it."""
    connection.execute(insert(_once).values(key=once, made=made, on=on))


def forget_once_before(connection: Connection, day: date) -> None:
    """Forget the keys of earlier days."""
    connection.execute(delete(_once).where(_once.c.on < day))
