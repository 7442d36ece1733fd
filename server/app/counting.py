"""Counting days that are over into the store of measures: days, months and fiscal years, from the log."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import structlog

from server.app.kept import DAY_BOOKS, MONTH_BOOKS, YEAR_BOOKS, Kept, has_every_page
from server.app.reading import days_over
from server.core.plan import OfficeId
from server.measure.books import Book, Key, tallies_of_day
from server.measure.columns import packed
from server.measure.editions import EDITIONS, Edition, edition_on
from server.measure.months import ONE_DAY, Stretch, month_of, year_of
from server.measure.period import Day
from server.measure.sheet import Sheet
from server.measure.tally import Tally, decoded, encoded, together
from server.ports.log import Log
from server.ports.measures import DayRow, Grain, Measures, OfferRow, PageRow, Written

Books: TypeAlias = Mapping[Book, Mapping[Key, Tally]]

_said = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """The stretch of the log that a day was made from, and the hash of its last record."""

    first: int
    last: int
    hash: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A day ready to be written, and all its tallies."""

    row: DayRow
    offer: OfferRow
    books: Books
    pages: Sequence[PageRow]


def counted(sheet: Sheet, edition: Edition, source: Source) -> Counted:
    """The rows of a day that is over; takes some 50 ms for a thousand tickets."""
    office, digest = sheet.offer.office, sheet.offer.digest()
    row = DayRow(
        office, sheet.date, edition.number, source.first, source.last, source.hash, digest, packed(sheet)
    )
    books = tallies_of_day(sheet, edition)
    pages = [PageRow(office, Grain.DAY, sheet.date, book, encoded(books[book])) for book in DAY_BOOKS]
    return Counted(row, OfferRow(office, digest, sheet.offer.encode()), books, pages)


class Volume:
    """Writes the days of one office in order, and the pages of months and years when these are over."""

    def __init__(self, office: OfficeId, store: Measures, editions: Sequence[Edition] = EDITIONS) -> None:
        self._office = office
        self._store = store
        self._editions = editions
        self._month: dict[Book, list[Mapping[Key, Tally]]] | None = None
        self._latest: date | None = None

    async def write(self, day: Counted, following: date) -> None:
        """Keep a day; the one after it in the log is `following`. Raises MeasuresDown, MeasuresDamaged."""
        if self._month is None:
            self._month = await self._begun(day.row.day)
        for book in MONTH_BOOKS:
            self._month[book].append(day.books[book])
        pages = list(day.pages)
        month = month_of(day.row.day)
        if month_of(following) != month:
            pages += await self._ended(month, self._month, year_is_over=year_of(following) != year_of(month))
            self._month = _nothing()
        await self._store.write(Written((day.row,), (day.offer,), pages))
        self._latest = day.row.day

    async def keep_so_far(self) -> None:
        """Keep pages of the month and the year so far. Raises MeasuresDown, MeasuresDamaged."""
        last = await self._store.last(self._office)
        if last is None or await self._has_month(last.day):
            return
        if self._month is None or self._latest != last.day:
            self._month = await self._begun(last.day + ONE_DAY)
        pages = [
            PageRow(
                self._office, Grain.MONTH_SO_FAR, last.day, book, await asyncio.to_thread(_together, days)
            )
            for book, days in self._month.items()
        ]
        years = [await self._year_so_far(page) for page in pages if page.book in YEAR_BOOKS]
        await self._store.write(Written(pages=[*pages, *years]))

    async def _year_so_far(self, month: PageRow) -> PageRow:
        """The months of this fiscal year, the last as far as it has come."""
        day = month.since
        rows = await self._store.pages(self._office, Grain.MONTH, month.book, year_of(day), day)
        contents = [*(row.content for row in rows), month.content]
        pooled = await asyncio.to_thread(lambda: _together([decoded(each) for each in contents]))
        return PageRow(self._office, Grain.YEAR_SO_FAR, day, month.book, pooled)

    async def _has_month(self, day: date) -> bool:
        """Whether the month of this latest day is kept, as far as it has come or because it is over."""
        month = (self._office, Grain.MONTH, Book.OFFICE, month_of(day), day)
        so_far = (self._office, Grain.MONTH_SO_FAR, Book.OFFICE, day, day)
        return bool(await self._store.pages(*month) or await self._store.pages(*so_far))

    async def _begun(self, day: date) -> dict[Book, list[Mapping[Key, Tally]]]:
        """The days of this month that were counted before."""
        found = _nothing()
        before = Stretch(month_of(day), day - ONE_DAY)
        kept = Kept(self._store, self._editions)
        for book in MONTH_BOOKS:
            found[book] += (await kept.days(self._office, before, book)).values() if before else ()
        return found

    async def _ended(
        self, month: date, days: Mapping[Book, Sequence[Mapping[Key, Tally]]], *, year_is_over: bool
    ) -> list[PageRow]:
        """The pages of the month that is over, and of all years if a fiscal year is over with it."""
        pages = []
        for book in MONTH_BOOKS:
            content = await asyncio.to_thread(_together, days[book])
            pages.append(PageRow(self._office, Grain.MONTH, month, book, content))
        return pages + [await self._year(page) for page in pages] if year_is_over else pages

    async def _year(self, last: PageRow) -> PageRow:
        """All years up to the one that ends with this month."""
        year = year_of(last.since)
        before = await self._store.years(self._office, last.book, year - ONE_DAY)
        months = await self._store.pages(self._office, Grain.MONTH, last.book, year, last.since - ONE_DAY)
        contents = [row.content for row in (before, *months, last) if row is not None]
        pooled = await asyncio.to_thread(lambda: _together([decoded(each) for each in contents]))
        return PageRow(self._office, Grain.YEARS, year, last.book, pooled)


class Counting:
    """Writes the days of a log into one store; the same log gives the same rows, byte for byte."""

    def __init__(self, log: Log, store: Measures, editions: Sequence[Edition] = EDITIONS) -> None:
        self._log = log
        self._store = store
        self._editions = editions

    async def beginning(self, office: OfficeId) -> int:
        """The position up to which the days of this log are counted; 0 if none is.

        What was counted from another log (a backup was put in place), or by an older program that kept fewer
        pages, is forgotten. Raises LogDown, MeasuresDown.
        """
        last = await self._store.last(office)
        if last is None:
            return 0
        found = await self._log.read(office, last.last - 1, 1)
        if not found or found[0].hash != last.hash:
            _said.warning("measured_another_log", office=office, day=str(last.day), position=last.last)
        elif not await has_every_page(self._store, last):
            _said.warning("measured_by_an_older_program", office=office, day=str(last.day))
        else:
            return last.last
        await self._store.forget(office)
        return 0

    async def count(self, office: OfficeId, after: int) -> AsyncIterator[Day]:
        """Count every day that is over after this position; each is in the store when it is given out.

        Raises LogDown, MeasuresDown, MeasuresDamaged.
        """
        volume = Volume(office, self._store, self._editions)
        async for over in days_over(self._log, office, after + 1):
            day = over.day
            edition = edition_on(day.plan.date, self._editions)
            source = Source(day.first, day.last, day.hash)
            rows = await asyncio.to_thread(
                lambda day, *rest: counted(day.sheet(), *rest), day, edition, source
            )
            await volume.write(rows, over.following)
            yield day
        await volume.keep_so_far()


def _nothing() -> dict[Book, list[Mapping[Key, Tally]]]:
    return {book: [] for book in MONTH_BOOKS}


def _together(pages: Sequence[Mapping[Key, Tally]]) -> bytes:
    return encoded(together(*pages))
