"""Figures over any range of dates: from the store of measures, and from the log for what is not in it yet."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from server.app.kept import Kept, Tallies, chosen
from server.app.reading import days_between
from server.app.standing import Standing
from server.app.standings import Standings
from server.core.plan import CounterId, OfficeId, ServiceId
from server.measure.behind import Case, Figure, cases
from server.measure.books import Book, Key, tallies_of
from server.measure.editions import EDITIONS, Edition, edition_on
from server.measure.figures import Figures, Spread, figures_of
from server.measure.marks import Mark, marks_of
from server.measure.months import ONE_DAY, Stretch, month_of, year_of
from server.measure.period import By, Groups, Period, book_of, groups_of, period, whole_of
from server.measure.sheet import Sheet, sheet_of
from server.measure.tally import Count, Tally, Wanted, any_key, together
from server.ports.log import Log
from server.ports.measures import DayRow, Measures

__all__ = ["Measured", "days_between", "document", "measured"]


@dataclass(slots=True)
class _Today:
    """The day that is going on, marked and counted once for each position of the log."""

    position: int
    sheet: Sheet
    marks: tuple[Mark, ...] = ()
    counted: dict[Book, Tallies] = field(default_factory=dict)


EARLIEST = date(1970, 4, 1)
"""No office kept a log before this fiscal year; dates before it are asked by mistake, or to mean "all"."""

NO_DAYS = Stretch(date.max, date.min)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A range as what the store has of it and the sheets of the days after that."""

    kept: Stretch | None
    fresh: Mapping[date, Sheet]


class Measured:
    """Answers questions about what happened in the offices of this house. Every answer is exact.

    Ranges are business dates with both ends included; today counts as far as it has come. Methods raise
    MeasuresDown, MeasuresDamaged, LogDown, or EditionUnknown for a day that a newer program counted.
    """

    def __init__(
        self, log: Log, store: Measures, standings: Standings, editions: Sequence[Edition] = EDITIONS
    ) -> None:
        self._log = log
        self._kept = Kept(store, editions)
        self._standings = standings
        self._editions = editions
        self._today: dict[OfficeId, _Today] = {}

    async def within(self, office: OfficeId, since: date, until: date) -> Stretch:
        """The part of a range in which the office can have days; empty where there is none.

        It begins with a fiscal year, so that whole years stay whole.
        """
        return self._within(office, Stretch(since, until), await self._kept.last(office))

    async def tallies(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE, wanted: Wanted = any_key
    ) -> dict[Key, Tally]:
        """One book of the whole range, by the keys of that book; only the groups that are wanted."""
        parts = await self._parts(office, Stretch(since, until))
        found: list[Tallies] = []
        if parts.kept:
            found.append(await self._kept.tallies(office, parts.kept, book, wanted))
        found += [await self._count(office, sheet, book, wanted) for sheet in parts.fresh.values()]
        return together(*found)

    async def daily(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE, wanted: Wanted = any_key
    ) -> dict[date, dict[Key, Tally]]:
        """One book of each business date that there was; only the groups that are wanted."""
        parts = await self._parts(office, Stretch(since, until))
        kept = await self._kept.days(office, parts.kept, book, wanted) if parts.kept else {}
        found = {day: dict(page) for day, page in kept.items()}
        for day, sheet in parts.fresh.items():
            found[day] = dict(await self._count(office, sheet, book, wanted))
        return found

    async def monthly(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE, wanted: Wanted = any_key
    ) -> dict[date, dict[Key, Tally]]:
        """One book of each month with anything in it, by its first day; the ends only as far as asked."""
        parts = await self._parts(office, Stretch(since, until))
        kept = await self._kept.months(office, parts.kept, book, wanted) if parts.kept else {}
        fresh = [
            (month_of(day), await self._count(office, parts.fresh[day], book, wanted)) for day in parts.fresh
        ]
        return _gathered([*kept.items(), *fresh])

    async def yearly(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE, wanted: Wanted = any_key
    ) -> dict[date, dict[Key, Tally]]:
        """The same by fiscal years."""
        parts = await self._parts(office, Stretch(since, until))
        kept = await self._kept.years(office, parts.kept, book, wanted) if parts.kept else {}
        fresh = [
            (year_of(day), await self._count(office, parts.fresh[day], book, wanted)) for day in parts.fresh
        ]
        return _gathered([*kept.items(), *fresh])

    async def sheets(self, office: OfficeId, since: date, until: date) -> list[tuple[Sheet, Edition]]:
        """The sheet of each business date, with the edition of the definitions under which it counts."""
        parts = await self._parts(office, Stretch(since, until))
        kept = await self._kept.sheets(office, parts.kept) if parts.kept else []
        return [*kept, *((sheet, edition_on(day, self._editions)) for day, sheet in parts.fresh.items())]

    async def visits(
        self,
        office: OfficeId,
        since: date,
        until: date,
        figure: Figure = Count.ISSUED,
        *,
        service: ServiceId | None = None,
        counter: CounterId | None = None,
    ) -> list[Case]:
        """The tickets behind a figure: every case that it counts or times, day by day."""
        found = await self.sheets(office, since, until)

        def behind() -> list[Case]:
            return [
                each for sheet, edition in found for each in cases(sheet, edition, figure, service, counter)
            ]

        return await asyncio.to_thread(behind)

    async def measured(
        self,
        office: OfficeId,
        since: date,
        until: date,
        *,
        by: By | None = None,
        service: ServiceId | None = None,
    ) -> Period:
        """The figures of a range, of one service or of all, pooled as a whole and in groups."""
        opened = await self.tallies(office, since, until)
        whole = opened if service is None else await self.tallies(office, since, until, Book.SERVICE)
        if by is By.DAY:
            days = await self.daily(office, since, until, book_of(by, service))
            groups: Groups = await asyncio.to_thread(_by_day, days, service)
        else:
            page = await self.tallies(office, since, until, book_of(by, service)) if by else {}
            groups = await asyncio.to_thread(groups_of, page, by, service)
        figures = await asyncio.to_thread(figures_of, whole_of(whole, service))
        return Period(whole_of(opened, None).count(Count.DAYS), figures, groups)

    async def _parts(self, office: OfficeId, wanted: Stretch) -> _Parts:
        """Asks the store once where it ends, so that no day is missed or counted twice meanwhile."""
        last = await self._kept.last(office)
        wanted = self._within(office, wanted, last)
        kept = Stretch(wanted.since, min(wanted.until, last.day)) if last else None
        after = max(wanted.since, last.day + ONE_DAY) if last else wanted.since
        return _Parts(kept or None, await self._fresh(office, Stretch(after, wanted.until)))

    def _within(self, office: OfficeId, wanted: Stretch, last: DayRow | None) -> Stretch:
        today = self._standings.of(office).office.date
        ends = [each for each in (today, last.day if last else None) if each is not None]
        if not ends:
            return NO_DAYS
        return Stretch(max(wanted.since, EARLIEST), min(wanted.until, max(ends))) or NO_DAYS

    async def _fresh(self, office: OfficeId, wanted: Stretch) -> dict[date, Sheet]:
        standing = self._standings.of(office)
        today = standing.office.date
        found: dict[date, Sheet] = {}
        if today is None or not wanted:
            return found
        if wanted.since < today:
            until = min(wanted.until, today - ONE_DAY)
            found |= await _folded(self._log, office, Stretch(wanted.since, until))
        if wanted.since <= today <= wanted.until:
            found[today] = self._going_on(standing).sheet
        return found

    def _going_on(self, standing: Standing) -> _Today:
        office = standing.office
        known = self._today.get(office.id)
        if known is None or known.position != standing.position:
            assert office.plan is not None, "the caller found a day that is going on"
            assert office.at is not None
            sheet = sheet_of(office.plan, standing.facts, office.at)
            known = self._today[office.id] = _Today(standing.position, sheet)
        return known

    async def _count(self, office: OfficeId, sheet: Sheet, book: Book, wanted: Wanted = any_key) -> Tallies:
        known = self._today.get(office)
        today = known if known is not None and known.sheet is sheet else _Today(0, sheet)
        if book not in today.counted:
            await asyncio.to_thread(_count, today, edition_on(sheet.date, self._editions), book)
        return chosen(today.counted[book], wanted)


async def measured(
    log: Log,
    office: OfficeId,
    since: date,
    until: date,
    *,
    by: By | None = None,
    service: ServiceId | None = None,
) -> Period:
    """The same figures from a log alone, without a store: for a replay. Raises LogDown."""
    days = [day async for day in days_between(log, office, since, until)]
    return await asyncio.to_thread(period, days, by, service)


def document(answer: Period) -> dict[str, Any]:
    """The answer as the API gives it: durations in whole seconds, shares as fractions of one."""
    groups = [{"key": key, **_figures(each)} for key, each in answer.groups.items()]
    return {"days": answer.days, "whole": _figures(answer.whole), "groups": groups}


def _figures(found: Figures) -> dict[str, Any]:
    return {each.name: _plain(getattr(found, each.name)) for each in fields(found)}


def _plain(value: object) -> Any:
    if isinstance(value, Spread):
        return {name: part if part is None else round(part) for name, part in asdict(value).items()}
    if isinstance(value, Mapping):
        return {str(key): round(part, 1) for key, part in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def _gathered(pages: Iterable[tuple[date, Tallies]]) -> dict[date, dict[Key, Tally]]:
    """Pages of the same month or year together; without those in which there is nothing."""
    found: dict[date, list[Tallies]] = {}
    for since, page in pages:
        if page:
            found.setdefault(since, []).append(page)
    return {since: together(*found[since]) for since in sorted(found)}


def _count(day: _Today, edition: Edition, book: Book) -> None:
    """Two at once find the same; neither changes what the other has in hand."""
    marks = day.marks = day.marks or tuple(marks_of(day.sheet, edition))
    day.counted[book] = tallies_of(marks, day.sheet, (book,))[book]


def _by_day(days: Mapping[date, Tallies], service: ServiceId | None) -> dict[str, Figures]:
    return {day.isoformat(): figures_of(whole_of(page, service)) for day, page in days.items()}


async def _folded(log: Log, office: OfficeId, stretch: Stretch) -> dict[date, Sheet]:
    """The sheets of days that are not in the store yet."""
    days = days_between(log, office, stretch.since, stretch.until)
    return {day.plan.date: day.sheet() async for day in days}
