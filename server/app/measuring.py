"""A follower of each office that counts a day when the next one opens; behind everybody else's back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from server.app.counting import Counting
from server.app.standings import Standings
from server.core.plan import OfficeId
from server.measure.editions import EDITIONS, Edition
from server.ports.clock import Clock
from server.ports.log import Log, LogDown
from server.ports.measures import Measures, MeasuresDown

AGAIN_S = 10.0
"""Seconds until the next try while the log or the store is down."""

SAY_EVERY = 50
"""Days of a long log between two lines of progress."""

_said = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the log is counted, as positions; the day that is going on never is."""

    done: int
    head: int


class Measuring:
    """Fills one store. Several nodes may do so at once: they make the same rows."""

    def __init__(
        self,
        log: Log,
        store: Measures,
        standings: Standings,
        clock: Clock,
        editions: Sequence[Edition] = EDITIONS,
    ) -> None:
        self._counting = Counting(log, store, editions)
        self._standings = standings
        self._clock = clock
        self._done: dict[OfficeId, int] = {}

    def progress(self, office: OfficeId) -> Progress:
        """How far the counting has come."""
        return Progress(self._done.get(office, 0), self._standings.of(office).position)

    async def run(self, office: OfficeId) -> None:
        """Count every day that is over, and each one when the next opens, for ever."""
        down = False
        while True:
            today = self._standings.of(office).office.date
            try:
                await self.catch_up(office)
            except (LogDown, MeasuresDown) as fault:
                if not down:
                    _said.warning("cannot_measure", office=office, why=str(fault))
                down = True
                await self._clock.sleep(AGAIN_S)
            else:
                down = False
                await self._next_day(office, today)

    async def catch_up(self, office: OfficeId) -> None:
        """Count every day that is over by now. Raises LogDown, MeasuresDown, MeasuresDamaged."""
        self._done[office] = await self._counting.beginning(office)
        days = 0
        async for day in self._counting.count(office, self._done[office]):
            self._done[office] = day.last
            days += 1
            if days % SAY_EVERY == 0:
                _said.info("measuring", office=office, day=str(day.plan.date), position=day.last)
        if days:
            _said.info("measured", office=office, days=days, position=self._done[office])

    async def _next_day(self, office: OfficeId, today: date | None) -> None:
        standing = self._standings.of(office)
        while standing.office.date == today:
            standing = await self._standings.newer(office, standing.position)


async def rebuilt(log: Log, store: Measures, office: OfficeId, say: Callable[[str], None]) -> int:
    """Throw away what is counted of an office and count every day that is over again; how many these are.

    The same log gives the same rows. Raises LogDown, MeasuresDown.
    """
    head, days = await log.head(office), 0
    await store.forget(office)
    async for day in Counting(log, store).count(office, 0):
        days += 1
        if days % SAY_EVERY == 0:
            say(f"{office}: {day.plan.date}, {100 * day.last // head} %")
    say(f"{office}: {days} days are counted.")
    return days
