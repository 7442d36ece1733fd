"""What the store of measures says of a range: years as one difference, then months, then days."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from server.app.bounded import Bounded
from server.core.plan import OfficeId
from server.measure.books import SAME, Book, Key, of_weekday, weekdays_of
from server.measure.editions import EDITIONS, Edition, edition_of
from server.measure.months import (
    ONE_DAY,
    Stretch,
    is_whole_month,
    month_of,
    months_between,
    whole_years,
    without,
    year_end,
    year_of,
    years_between,
)
from server.measure.sheet import Offer, Sheet
from server.measure.tally import Tally, Wanted, any_key, apart, decoded, together
from server.measure.unpacking import unpacked
from server.ports.measures import DayRow, Grain, Measures, MeasuresDamaged, OfferRow, PageRow

Tallies: TypeAlias = Mapping[Key, Tally]

_Place: TypeAlias = tuple[OfficeId, str]
"""What names a sheet: its office, and the hash of its day's last record."""

MONTH_BOOKS = tuple(book for book in Book if book is not Book.SERVICE_WEEKDAY)
"""Books of which the store keeps a page for each month and all years; the other is in SERVICE_HOUR."""

DAY_BOOKS = tuple(book for book in Book if book not in SAME)
"""Books of which the store keeps a page for each day; those in SAME are another's of that day."""

YEAR_BOOKS = (Book.OFFICE, Book.SECTION, Book.SERVICE)
"""Books of which the store keeps a page of the year so far: what all offices are compared by."""

SHEETS_REMEMBERED = 31
"""Sheets that stay open: a month of the office whose tickets somebody looks through; some 30 MB."""

SLICE = 20
"""Sheets that are opened at once."""


class Kept:
    """Reads one store. Every method raises MeasuresDown, MeasuresDamaged or EditionUnknown."""

    def __init__(self, store: Measures, editions: Sequence[Edition] = EDITIONS) -> None:
        self._store = store
        self._editions = editions
        self._open: Bounded[_Place, Sheet] = Bounded(SHEETS_REMEMBERED)
        self._whole: set[OfficeId] = set()

    async def last(self, office: OfficeId) -> DayRow | None:
        """The latest day that the store has; none of a store that an older program left (see counting.py)."""
        row = await self._store.last(office)
        if row is not None and office not in self._whole:
            if not await has_every_page(self._store, row):
                return None
            self._whole.add(office)
        return row

    async def has(self, day: DayRow) -> bool:
        """Whether the store still has this day, made from the same log: it was not forgotten meanwhile."""
        return any(row.hash == day.hash for row in await self._store.days(day.office, day.day, day.day))

    async def tallies(
        self, office: OfficeId, stretch: Stretch, book: Book, wanted: Wanted = any_key
    ) -> Tallies:
        """One book of a range, of it the groups that are wanted."""
        if book is Book.SERVICE_WEEKDAY:
            hours = await self.tallies(office, stretch, Book.SERVICE_HOUR)
            return chosen(weekdays_of(hours), wanted)
        found: list[Tallies] = []
        rest: Iterable[Stretch] = (stretch,)
        years = whole_years(stretch)
        end = await self._store.years(office, book, years.until) if years else None
        if years and end and end.since >= years.since:
            before = await self._store.years(office, book, years.since - ONE_DAY)
            found.append(await asyncio.to_thread(_difference, end, before, wanted))
            rest = without(stretch, Stretch(years.since, year_end(end.since)))
        found += [await self._part(office, each, book, wanted) for each in rest]
        return together(*found)

    async def years(
        self, office: OfficeId, stretch: Stretch, book: Book, wanted: Wanted = any_key
    ) -> dict[date, Tallies]:
        """By first day of the fiscal year; every page is opened once, those at the ends from months."""
        found: dict[date, Tallies] = {}
        whole = whole_years(stretch)
        pages: Sequence[PageRow] = ()
        if whole and book is not Book.SERVICE_WEEKDAY:
            first = await self._store.years(office, book, whole.since - ONE_DAY)
            rows = await self._store.pages(office, Grain.YEARS, book, whole.since, whole.until)
            pages = [first, *rows] if first else rows
            opened = await asyncio.to_thread(lambda: [_opened(each, wanted) for each in pages])
            ends = opened if first else [{}, *opened]
            found = {
                row.since: apart(end, before) for row, end, before in zip(rows, ends[1:], ends, strict=False)
            }
        for year in years_between(stretch):
            if year_of(year.since) not in found:
                found[year_of(year.since)] = await self._part(office, year, book, wanted)
        return found

    async def _part(self, office: OfficeId, part: Stretch, book: Book, wanted: Wanted) -> Tallies:
        """What is no whole year: the year so far, or months."""
        if book in YEAR_BOOKS and part.since == year_of(part.until):
            page = await self._so_far(office, Grain.YEAR_SO_FAR, part.until, book, wanted)
            if page is not None:
                return page
        return together(*(await self.months(office, part, book, wanted)).values())

    async def months(
        self, office: OfficeId, stretch: Stretch, book: Book, wanted: Wanted = any_key
    ) -> dict[date, Tallies]:
        """By first day of the month; what the store has no page of is counted from days."""
        if book is Book.SERVICE_WEEKDAY:
            months = await self.months(office, stretch, Book.SERVICE_HOUR)
            return {month: chosen(weekdays_of(page), wanted) for month, page in months.items()}
        rows = await self._store.pages(office, Grain.MONTH, book, month_of(stretch.since), stretch.until)
        pages = await asyncio.to_thread(lambda: {row.since: _opened(row, wanted) for row in rows})
        found: dict[date, Tallies] = {}
        for month in months_between(stretch):
            page = pages.get(month.since) if is_whole_month(month) else None
            if page is None and month.since.day == 1:
                page = await self._so_far(office, Grain.MONTH_SO_FAR, month.until, book, wanted)
            if page is None:
                page = together(*(await self.days(office, month, book, wanted)).values())
            found[month_of(month.since)] = page
        return found

    async def _so_far(
        self, office: OfficeId, grain: Grain, day: date, book: Book, wanted: Wanted
    ) -> Tallies | None:
        """The month or year that is going on, if it is kept up to this very day."""
        rows = await self._store.pages(office, grain, book, day, day)
        return await asyncio.to_thread(_opened, rows[0], wanted) if rows else None

    async def days(
        self, office: OfficeId, stretch: Stretch, book: Book, wanted: Wanted = any_key
    ) -> dict[date, Tallies]:
        """By date."""
        counted = SAME.get(book, book)
        rows = await self._store.pages(office, Grain.DAY, counted, stretch.since, stretch.until)
        return await asyncio.to_thread(lambda: {row.since: _day(row, book, wanted) for row in rows})

    async def sheets(self, office: OfficeId, stretch: Stretch) -> list[tuple[Sheet, Edition]]:
        """The sheets of a range, each with the edition under which it counts."""
        rows = await self._store.days(office, stretch.since, stretch.until)
        at_hand = {_place(row): self._open.get(_place(row)) for row in rows}
        opened = {place: sheet for place, sheet in at_hand.items() if sheet is not None}
        missing = [row for row in rows if _place(row) not in opened]
        known = await self._offers(office, missing)
        for at in range(0, len(missing), SLICE):
            opened |= await asyncio.to_thread(_opened_sheets, missing[at : at + SLICE], known)
        for row in rows[-SHEETS_REMEMBERED:]:
            self._open.put(_place(row), opened[_place(row)])
        return [(opened[_place(row)], edition_of(row.edition, self._editions)) for row in rows]

    async def _offers(self, office: OfficeId, rows: Sequence[DayRow]) -> dict[str, Offer]:
        digests = sorted({row.offer for row in rows})
        return {row.digest: _offer(row) for row in await self._store.offers(office, digests)}


async def has_every_page(store: Measures, day: DayRow) -> bool:
    """Whether a day has the pages that this program keeps: an older one kept fewer. Raises MeasuresDown."""
    pages = [await store.pages(day.office, Grain.DAY, book, day.day, day.day) for book in DAY_BOOKS]
    return all(pages)


def chosen(page: Tallies, wanted: Wanted) -> Tallies:
    """The groups that are wanted."""
    return page if wanted is any_key else {key: tally for key, tally in page.items() if wanted(key)}


def _place(row: DayRow) -> _Place:
    return (row.office, row.hash)


def _opened_sheets(rows: Sequence[DayRow], offers: Mapping[str, Offer]) -> dict[_Place, Sheet]:
    return {_place(row): _sheet(row, offers) for row in rows}


def _difference(end: PageRow, before: PageRow | None, wanted: Wanted) -> Tallies:
    return apart(_opened(end, wanted), _opened(before, wanted) if before else {})


def _day(row: PageRow, book: Book, wanted: Wanted) -> Tallies:
    """A day's page as that of this book."""
    if book in SAME:
        return chosen(of_weekday(book, _opened(row, any_key), row.since), wanted)
    return _opened(row, wanted)


def _opened(row: PageRow, wanted: Wanted) -> Tallies:
    try:
        return decoded(row.content, wanted)
    except ValueError as fault:
        raise MeasuresDamaged(_damaged(row.office, f"{row.grain.value} {row.since} {row.book}")) from fault


def _offer(row: OfferRow) -> Offer:
    try:
        return Offer.decode(row.content)
    except ValueError as fault:
        raise MeasuresDamaged(_damaged(row.office, row.digest)) from fault


def _sheet(row: DayRow, offers: Mapping[str, Offer]) -> Sheet:
    try:
        return unpacked(row.content, offers[row.offer])
    except (KeyError, ValueError) as fault:
        raise MeasuresDamaged(_damaged(row.office, str(row.day))) from fault


def _damaged(office: OfficeId, place: str) -> str:
    return (
        f"The measures of {office} are damaged at {place}. Nothing is lost: stop the server and make them "
        f"again with `machiai measures rebuild --office {office}`."
    )
