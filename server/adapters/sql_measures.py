"""The store of measures in a SQL database: rows that are written once and made again from the log."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    Select,
    Table,
    Text,
    delete,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from server.adapters.sql_database import Database, DatabaseBroken, DatabaseDown
from server.core.plan import OfficeId
from server.ports.measures import (
    SO_FAR,
    DayRow,
    Grain,
    MeasuresDamaged,
    MeasuresDown,
    OfferRow,
    PageRow,
    Written,
)

T = TypeVar("T")

metadata = MetaData()
_day = Table(
    "measure_day",
    metadata,
    Column("office", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("offer", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
_offer = Table(
    "measure_offer",
    metadata,
    Column("office", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
_page = Table(
    "measure_page",
    metadata,
    Column("office", Text, primary_key=True),
    Column("grain", Text, primary_key=True),
    Column("book", Text, primary_key=True),
    Column("since", Date, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
TABLES = (_day, _offer, _page)


class SqlMeasures:
    """Measures on a Database whose tables were made with this module's `metadata`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, written: Written) -> None:
        """See Measures.write."""
        rows = (
            (_offer, [asdict(each) for each in written.offers]),
            (_day, [asdict(each) for each in written.days]),
            (_page, [asdict(each) for each in written.pages]),
        )

        def write(connection: Connection) -> None:
            for table, values in rows:
                if values:
                    connection.execute(_if_not_there(connection, table), values)
            for day in written.days:
                so_far = (_page.c.office == day.office, _page.c.grain.in_(sorted(SO_FAR)))
                connection.execute(delete(_page).where(*so_far, _page.c.since < day.day))

        await _told(self._database.write(write))

    async def last(self, office: OfficeId) -> DayRow | None:
        """See Measures.last."""
        asked = select(_day).where(_day.c.office == office).order_by(_day.c.day.desc()).limit(1)
        return next(iter(await self._read(asked, _day_row)), None)

    async def days(self, office: OfficeId, since: date, until: date) -> Sequence[DayRow]:
        """See Measures.days."""
        asked = select(_day).where(_day.c.office == office, _day.c.day.between(since, until))
        return await self._read(asked.order_by(_day.c.day), _day_row)

    async def offers(self, office: OfficeId, digests: Sequence[str]) -> Sequence[OfferRow]:
        """See Measures.offers."""
        asked = select(_offer).where(_offer.c.office == office, _offer.c.digest.in_(digests))
        return await self._read(asked, lambda row: OfferRow(**row))

    async def pages(
        self, office: OfficeId, grain: Grain, book: str, since: date, until: date
    ) -> Sequence[PageRow]:
        """See Measures.pages."""
        asked = _of_book(office, grain, book).where(_page.c.since.between(since, until))
        return await self._read(asked.order_by(_page.c.since), _page_row)

    async def years(self, office: OfficeId, book: str, until: date) -> PageRow | None:
        """See Measures.years."""
        asked = _of_book(office, Grain.YEARS, book).where(_page.c.since <= until)
        rows = await self._read(asked.order_by(_page.c.since.desc()).limit(1), _page_row)
        return next(iter(rows), None)

    async def forget(self, office: OfficeId) -> None:
        """See Measures.forget."""

        def forget(connection: Connection) -> None:
            for table in TABLES:
                connection.execute(delete(table).where(table.c.office == office))

        await _told(self._database.write(forget))

    async def _read(self, asked: Select[Any], row_of: Callable[[RowMapping], T]) -> list[T]:
        def read(connection: Connection) -> list[T]:
            return [row_of(row) for row in connection.execute(asked).mappings()]

        return await _told(self._database.read(read))


def _of_book(office: OfficeId, grain: Grain, book: str) -> Select[Any]:
    return select(_page).where(_page.c.office == office, _page.c.grain == grain.value, _page.c.book == book)


def _if_not_there(connection: Connection, table: Table) -> Any:
    """Another node that counted the same day made the same rows."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def _day_row(row: RowMapping) -> DayRow:
    return DayRow(**row)


def _page_row(row: RowMapping) -> PageRow:
    return PageRow(**{**row, "grain": Grain(row["grain"])})


async def _told(doing: Awaitable[T]) -> T:
    """What the database says, in the words of the store."""
    try:
        return await doing
    except DatabaseDown as down:
        raise MeasuresDown(str(down)) from down
    except DatabaseBroken as broken:
        raise MeasuresDamaged(str(broken)) from broken
