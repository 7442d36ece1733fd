"""Figures over any range of dates: from the store of measures, and from the log for what is not in it yet."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import partial
from typing import Any, TypeAlias, TypeVar

from server.app.bounded import Bounded
from server.app.kept import Kept, Tallies, chosen
from server.app.reading import days_between
from server.app.standing import Standing
from server.app.standings import Standings
from server.core.plan import CounterId, OfficeId, Plan, ServiceId
from server.measure.behind import Case, Figure, cases
from server.measure.books import ALL, Book, Key, tallies_of_day
from server.measure.editions import EDITIONS, Edition, edition_on
from server.measure.figures import Figures, Spread, figures_of
from server.measure.months import ONE_DAY, Stretch, month_of, year_of
from server.measure.period import By, Groups, Period, book_of, groups_of, period, whole_of
from server.measure.sheet import Sheet
from server.measure.tally import ZERO, Count, Tally, Wanted, any_key, together
from server.measure.today import Today
from server.ports.log import Log
from server.ports.measures import DayRow, Measures

__all__ = ["Measured", "days_between", "document", "measured"]


_Answer = TypeVar("_Answer")
_Asking: TypeAlias = Callable[[OfficeId, Stretch, Book, Wanted], Awaitable[_Answer]]


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A day that is not in the store: its sheet, and what counts one of its books."""

    sheet: Sheet
    count: Callable[[Book], Tallies]


EARLIEST = date(1970, 4, 1)
"""No office kept a log before this fiscal year; dates before it are asked by mistake, or to mean "all"."""

REMEMBERED = 20_000_000
"""Different lengths in the answers of the store that are at hand: room for the presets of twenty offices.

Some 150 MB as they come from the store; 500 MB if quantiles were asked of every single one.
"""

NO_DAYS = Stretch(date.max, date.min)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A range as what the store, which ends with the day `last`, has of it, and the days after that."""

    kept: Stretch | None
    last: DayRow | None
    fresh: Mapping[date, _Fresh]


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
        self._today: dict[OfficeId, Today] = {}
        self._answers: Bounded[Hashable, Any] = Bounded(REMEMBERED)

    async def within(self, office: OfficeId, since: date, until: date) -> Stretch:
        """The part of a range in which the office can have days; empty where there is none.

        It begins with a fiscal year, so that whole years stay whole.
        """
        return self._within(office, Stretch(since, until), await self._kept.last(office))

    async def tallies(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE, wanted: Wanted = any_key
    ) -> dict[Key, Tally]:
        """One book of the whole range, by the keys of that book; only the groups that are wanted."""
        return await self._steady(
            office, Stretch(since, until), lambda parts: self._whole(office, parts, book, wanted)
        )

    async def daily(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE, wanted: Wanted = any_key
    ) -> dict[date, dict[Key, Tally]]:
        """One book of each business date that there was; only the groups that are wanted."""
        return await self._steady(
            office, Stretch(since, until), lambda parts: self._days(office, parts, book, wanted)
        )

    async def monthly(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE, wanted: Wanted = any_key
    ) -> dict[date, dict[Key, Tally]]:
        """One book of each month with anything in it, by its first day; the ends only as far as asked."""

        async def months(parts: _Parts) -> dict[date, dict[Key, Tally]]:
            return await self._in_turn(self._kept.months, month_of, office, parts, book, wanted)

        return await self._steady(office, Stretch(since, until), months)

    async def yearly(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE, wanted: Wanted = any_key
    ) -> dict[date, dict[Key, Tally]]:
        """The same by fiscal years."""

        async def years(parts: _Parts) -> dict[date, dict[Key, Tally]]:
            return await self._in_turn(self._kept.years, year_of, office, parts, book, wanted)

        return await self._steady(office, Stretch(since, until), years)

    async def sheets(self, office: OfficeId, since: date, until: date) -> list[tuple[Sheet, Edition]]:
        """The sheet of each business date, with the edition of the definitions under which it counts."""

        async def opened(parts: _Parts) -> list[tuple[Sheet, Edition]]:
            kept = await self._kept.sheets(office, parts.kept) if parts.kept else []
            return [*kept, *((each.sheet, self._edition(day)) for day, each in parts.fresh.items())]

        return await self._steady(office, Stretch(since, until), opened)

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
        """The figures of a range, of one service or of all, pooled as a whole and in groups.

        All of it is of one moment, also while the day goes on.
        """

        async def answer(parts: _Parts) -> Period:
            opened = await self._whole(office, parts, Book.OFFICE, any_key)
            whole = opened if service is None else await self._whole(office, parts, Book.SERVICE, any_key)
            if by is By.DAY:
                days = await self._days(office, parts, book_of(by, service), any_key)
                groups: Groups = await asyncio.to_thread(_by_day, days, service)
            else:
                page = await self._whole(office, parts, book_of(by, service), any_key) if by else {}
                groups = await asyncio.to_thread(groups_of, page, by, service)
            figures = await asyncio.to_thread(figures_of, whole_of(whole, service))
            return Period(whole_of(opened, None).count(Count.DAYS), figures, groups)

        return await self._steady(office, Stretch(since, until), answer)

    def so_far(self, standing: Standing) -> Figures:
        """The figures of the whole office on the business date of this standing; takes a few milliseconds.

        Before the first day everything is zero.
        """
        office = standing.office
        if office.plan is None or office.at is None:
            return figures_of(ZERO)
        today = self._today_of(office.plan)
        sheet = today.sheet(standing.facts, office.at)
        return figures_of(today.tallies(sheet, Book.OFFICE)[ALL])

    async def _steady(
        self, office: OfficeId, wanted: Stretch, ask: Callable[[_Parts], Awaitable[_Answer]]
    ) -> _Answer:
        """What is asked of one state of the store and of today; once more if it was forgotten meanwhile.

        Days that the store gets meanwhile do no harm: they were asked of the log.
        """
        while True:
            parts = await self._parts(office, wanted)
            found = await ask(parts)
            if not parts.kept or parts.last is None or await self._kept.has(parts.last):
                return found
            self._answers.clear()

    async def _parts(self, office: OfficeId, wanted: Stretch) -> _Parts:
        """Asks the store once where it ends, so that no day is missed or counted twice meanwhile."""
        last = await self._kept.last(office)
        wanted = self._within(office, wanted, last)
        kept = Stretch(wanted.since, min(wanted.until, last.day)) if last else None
        after = max(wanted.since, last.day + ONE_DAY) if last else wanted.since
        return _Parts(kept or None, last, await self._fresh(office, Stretch(after, wanted.until)))

    async def _whole(self, office: OfficeId, parts: _Parts, book: Book, wanted: Wanted) -> dict[Key, Tally]:
        found: list[Tallies] = []
        if parts.kept:
            found.append(await self._remembered(self._kept.tallies, office, parts, book, wanted, _weight))
        found += [await _counted(day, book, wanted) for day in parts.fresh.values()]
        return together(*found)

    async def _days(
        self, office: OfficeId, parts: _Parts, book: Book, wanted: Wanted
    ) -> dict[date, dict[Key, Tally]]:
        """Not remembered: whoever asks for single days of years has all of them in hand."""
        kept = await self._kept.days(office, parts.kept, book, wanted) if parts.kept else {}
        found = {day: dict(page) for day, page in kept.items()}
        for day, fresh in parts.fresh.items():
            found[day] = dict(await _counted(fresh, book, wanted))
        return found

    async def _in_turn(
        self,
        ask: _Asking[Mapping[date, Tallies]],
        start: Callable[[date], date],
        office: OfficeId,
        parts: _Parts,
        book: Book,
        wanted: Wanted,
    ) -> dict[date, dict[Key, Tally]]:
        kept: Mapping[date, Tallies] = {}
        if parts.kept:
            kept = await self._remembered(ask, office, parts, book, wanted, _weight_of_all)
        fresh = [(start(day), await _counted(each, book, wanted)) for day, each in parts.fresh.items()]
        return _gathered([*kept.items(), *fresh])

    async def _remembered(
        self,
        ask: _Asking[_Answer],
        office: OfficeId,
        parts: _Parts,
        book: Book,
        wanted: Wanted,
        weigh: Callable[[_Answer], int],
    ) -> _Answer:
        """What the store says; the same again without asking it, as long as its latest day is the same."""
        assert parts.kept is not None, "the caller found something in the store"
        assert parts.last is not None
        place = (ask, office, parts.last.hash, parts.kept, book, wanted)
        found: _Answer | None = self._answers.get(place)
        if found is None:
            found = await ask(office, parts.kept, book, wanted)
            self._answers.put(place, found, weigh(found))
        return found

    def _within(self, office: OfficeId, wanted: Stretch, last: DayRow | None) -> Stretch:
        today = self._standings.of(office).office.date
        ends = [each for each in (today, last.day if last else None) if each is not None]
        if not ends:
            return NO_DAYS
        return Stretch(max(wanted.since, EARLIEST), min(wanted.until, max(ends))) or NO_DAYS

    async def _fresh(self, office: OfficeId, wanted: Stretch) -> dict[date, _Fresh]:
        standing = self._standings.of(office)
        today = standing.office.date
        found: dict[date, _Fresh] = {}
        if today is None or not wanted:
            return found
        if wanted.since < today:
            over = Stretch(wanted.since, min(wanted.until, today - ONE_DAY))
            async for day in days_between(self._log, office, over.since, over.until):
                found[day.plan.date] = self._over(day.sheet())
        if wanted.since <= today <= wanted.until:
            found[today] = await self._going_on(standing)
        return found

    def _over(self, sheet: Sheet) -> _Fresh:
        edition = self._edition(sheet.date)
        return _Fresh(sheet, lambda book: tallies_of_day(sheet, edition, (book,))[book])

    async def _going_on(self, standing: Standing) -> _Fresh:
        office, plan = standing.office, standing.office.plan
        assert plan is not None, "the caller found a day that is going on"
        assert office.at is not None
        today = self._today_of(plan)
        sheet = await asyncio.to_thread(today.sheet, standing.facts, office.at)
        return _Fresh(sheet, partial(today.tallies, sheet))

    def _today_of(self, plan: Plan) -> Today:
        today = self._today.get(plan.office)
        if today is None or today.plan is not plan:
            today = self._today[plan.office] = Today(plan, self._edition(plan.date))
        return today

    def _edition(self, day: date) -> Edition:
        return edition_on(day, self._editions)


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


def _weight(page: Tallies) -> int:
    return sum(1 + sum(each.weight for each in tally.lengths.values()) for tally in page.values())


def _weight_of_all(pages: Mapping[date, Tallies]) -> int:
    return sum(map(_weight, pages.values()))


async def _counted(day: _Fresh, book: Book, wanted: Wanted) -> Tallies:
    return chosen(await asyncio.to_thread(day.count, book), wanted)


def _by_day(days: Mapping[date, Tallies], service: ServiceId | None) -> dict[str, Figures]:
    return {day.isoformat(): figures_of(whole_of(page, service)) for day, page in days.items()}
