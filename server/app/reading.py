"""The days of an office read from its log by pages, so that others get their turn."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date

from server.core.events import DayOpened
from server.core.plan import OfficeId
from server.core.record import Recorded
from server.core.state import Office
from server.measure.period import Day, Diary
from server.ports.log import Log

PAGE = 400
"""Records that are folded before others get their turn: some 20 ms."""


@dataclass(frozen=True, slots=True)
class Over:
    """A day that is over, because the day of `following` has begun."""

    day: Day
    following: date


async def days_over(log: Log, office: OfficeId, position: int) -> AsyncIterator[Over]:
    """The days that are over, from the DayOpened at this position on. Raises LogDown."""
    diary, after = Diary(Office(office)), position - 1
    while page := await log.read(office, after, PAGE):
        for over in await asyncio.to_thread(_written, diary, page):
            yield over
        after = page[-1].position


async def days_between(log: Log, office: OfficeId, since: date, until: date) -> AsyncIterator[Day]:
    """The business dates in this range, folded from the log; today as far as it has come. Raises LogDown."""
    position = await first_position(log, office, since)
    diary, after = Diary(Office(office)), position - 1 if position else 0
    while position and (page := await log.read(office, after, PAGE)):
        for over in await asyncio.to_thread(_written, diary, page):
            if over.day.plan.date > until:
                return
            yield over.day
        after = page[-1].position
    if (last := diary.page()) is not None and last.plan.date <= until:
        yield last


async def first_position(log: Log, office: OfficeId, since: date) -> int | None:
    """Where the first business date from `since` on begins; dates only grow, so halves are ruled out.

    None if there is none. Raises LogDown.
    """
    beginnings = await log.beginnings(office)
    low, high = 0, len(beginnings)
    while low < high:
        middle = (low + high) // 2
        if await _date_at(log, office, beginnings[middle]) < since:
            low = middle + 1
        else:
            high = middle
    return beginnings[low] if low < len(beginnings) else None


def _written(diary: Diary, page: Sequence[Recorded]) -> list[Over]:
    found = []
    for recorded in page:
        day = diary.write(recorded)
        if day is not None and isinstance(recorded.event, DayOpened):
            found.append(Over(day, recorded.event.plan.date))
    return found


async def _date_at(log: Log, office: OfficeId, position: int) -> date:
    event = (await log.read(office, position - 1, 1))[0].event
    assert isinstance(event, DayOpened), "beginnings() names the positions of DayOpened"
    return event.plan.date
