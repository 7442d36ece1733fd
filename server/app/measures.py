"""Figures over a range of dates, read from the log by pages; the answer of the measures API as plain data."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from server.core.events import DayOpened
from server.core.plan import OfficeId, ServiceId
from server.core.record import Recorded
from server.core.state import Office
from server.measure.figures import Figures, Spread
from server.measure.period import By, Day, Diary, Period, period
from server.ports.log import Log

PAGE = 400
"""Records that are folded before others get their turn: some 20 ms."""


async def measured(
    log: Log,
    office: OfficeId,
    since: date,
    until: date,
    *,
    by: By | None = None,
    service: ServiceId | None = None,
) -> Period:
    """The figures of an office from `since` to `until`, both included; today counts as far as it has come.

    Raises LogDown.
    """
    days = [day async for day in days_between(log, office, since, until)]
    return await asyncio.to_thread(period, days, by, service)


async def days_between(log: Log, office: OfficeId, since: date, until: date) -> AsyncIterator[Day]:
    """The business dates in this range, folded from the log. Raises LogDown."""
    diary = Diary(Office(office))
    async for recorded in _records(log, office, await _first_position(log, office, since)):
        event = recorded.event
        if isinstance(event, DayOpened) and event.plan.date > until:
            break
        if (over := diary.write(recorded)) is not None:
            yield over
    if (last := diary.page()) is not None:
        yield last


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


async def _records(log: Log, office: OfficeId, first: int | None) -> AsyncIterator[Recorded]:
    """The records from this position to the end; none without a position."""
    after = None if first is None else first - 1
    while after is not None and (page := await log.read(office, after, PAGE)):
        for recorded in page:
            yield recorded
        after = page[-1].position
        await asyncio.sleep(0)


async def _first_position(log: Log, office: OfficeId, since: date) -> int | None:
    """Where the first business date from `since` on begins; dates only grow, so halves are ruled out."""
    beginnings = await log.beginnings(office)
    low, high = 0, len(beginnings)
    while low < high:
        middle = (low + high) // 2
        if await _date_at(log, office, beginnings[middle]) < since:
            low = middle + 1
        else:
            high = middle
    return beginnings[low] if low < len(beginnings) else None


async def _date_at(log: Log, office: OfficeId, position: int) -> date:
    event = (await log.read(office, position - 1, 1))[0].event
    assert isinstance(event, DayOpened), "beginnings() names the positions of DayOpened"
    return event.plan.date
