"""Two fiscal years of simulated days for the demo office, written into its log before its first real day."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from server.app.history_day import Moments, Past, simulated_day
from server.app.history_story import first_day, is_open, load_of
from server.app.standing import Standing
from server.app.standings import Standings
from server.core.calendar import Holidays
from server.core.codec import sealed
from server.core.events import DayOpened, ReceptionTurned, TicketIssued
from server.core.plan import OfficeId, Plan
from server.core.record import Recorded
from server.ports.clock import Clock
from server.ports.log import Log, Overtaken
from server.ports.plans import Plans

ACTOR = "history"

OFFICE: OfficeId = "midori"
"""The office that the story (history_story.py) tells of."""

DAYS_TOGETHER = 20
"""Days that share a transaction: whole ones, so that a history that was cut off goes on after them."""


QUIET_S = 5.0
"""Seconds without a new record after which another node that wrote this history has ended."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written into a log."""

    days: int = 0
    tickets: int = 0
    records: int = 0


async def write_history(
    log: Log,
    office: OfficeId,
    plans: Plans,
    today: date,
    chance: Random,
    holidays: Holidays,
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> Written:
    """Write the days from 1 April of the last complete fiscal year to the day before `today`.

    Only into a log that holds nothing, or nothing but an earlier history (cut off, or of a demo that has
    never opened a day): that one is continued. `plans` tells what the office offers, `holidays` when it
    stays closed all the same, `told` hears how many days are done of how many. The same `chance` and
    `today` make the same records. Raises LogDown, or Overtaken when another node writes too.
    """
    standing = await Standings(log).open(office)
    if not await _may_write(log, standing):
        return Written()
    due = tuple(_due(plans, office, standing, today, holidays))
    days = _days(due, standing, _Telling(first_day(today), holidays, chance.getrandbits(64)))
    written = Written()
    while together := await _together(days):
        await log.append(together)
        written = _grown(written, together)
        told(written.days, len(due))
    return written


async def beside_others(
    write: Callable[[], Awaitable[Written]], log: Log, office: OfficeId, clock: Clock
) -> Written:
    """Write a history that other nodes may be writing too: who is overtaken waits until the other is done.

    `write` is tried again then: it finds nothing to do, or goes on where a node ended before it was done.
    """
    while True:
        try:
            return await write()
        except Overtaken:
            await _quiet(log, office, clock)


async def _quiet(log: Log, office: OfficeId, clock: Clock) -> None:
    """Return once nobody writes this history: a real day has begun, or nothing came for a while."""
    before, head = -1, await log.head(office)
    while before < head:
        last = await log.read(office, head - 1, 1)
        if [each.actor for each in last] != [ACTOR]:
            return
        await clock.sleep(QUIET_S)
        before, head = head, await log.head(office)


@dataclass(frozen=True, slots=True)
class _Telling:
    """One telling of the story; each day has a chance of its own, so that it does not hang on the others."""

    first: date
    holidays: Holidays
    seed: int

    def day(self, plan: Plan, past: Past) -> tuple[Moments, Past]:
        chance = Random(f"{self.seed} {plan.date}")  # noqa: S311  a simulation, and to be repeated
        return simulated_day(plan, load_of(plan.date, self.first, self.holidays), chance, past)


async def _may_write(log: Log, standing: Standing) -> bool:
    """Whether no real day has begun; an open day is real, or becomes so."""
    if standing.position == 0:
        return True
    last = await log.read(standing.office.id, standing.position - 1, 1)
    return not standing.office.open and [each.actor for each in last] == [ACTOR]


def _due(
    plans: Plans, office: OfficeId, standing: Standing, today: date, holidays: Holidays
) -> Iterator[Plan]:
    last = standing.office.date
    day = first_day(today) if last is None else last + timedelta(days=1)
    while day < today:
        plan = plans.plan(office, day)
        if plan is not None and is_open(day, holidays):
            yield plan
        day += timedelta(days=1)


def _days(due: Iterable[Plan], standing: Standing, telling: _Telling) -> Iterator[Sequence[Recorded]]:
    """The records of each day, chained to those before."""
    past, position, before = Past(standing.office.serial, standing.pace), standing.position, standing.hash
    for plan in due:
        moments, past = telling.day(plan, past)
        records = list(_recorded(plan, moments, position, before))
        position, before = records[-1].position, records[-1].hash
        yield records


async def _together(days: Iterator[Sequence[Recorded]]) -> Sequence[Recorded]:
    """The records of the next days; none when there are no more."""
    records: list[Recorded] = []
    for day in islice(days, DAYS_TOGETHER):
        records += day
        await asyncio.sleep(0)  # a day is a tenth of a second of work; whoever cancels need not wait for more
    return records


def _grown(written: Written, records: Sequence[Recorded]) -> Written:
    days = sum(isinstance(each.event, DayOpened) for each in records)
    tickets = sum(isinstance(each.event, TicketIssued) for each in records)
    return Written(written.days + days, written.tickets + tickets, written.records + len(records))


def _recorded(plan: Plan, moments: Moments, position: int, before: str) -> Iterator[Recorded]:
    """One command for each event; reception is turned by the command that opens the day, as always."""
    mark = f"{ACTOR}-{plan.date}-"
    for number, (at, event) in enumerate(moments):
        step = int(isinstance(event, ReceptionTurned))
        record = Recorded(
            office=plan.office,
            position=position + number + 1,
            at=at,
            event=event,
            command_id=f"{mark}{number - step}",
            step=step,
            asked="",
            actor=ACTOR,
            hash="",
        )
        record = sealed(before, record)
        before = record.hash
        yield record
