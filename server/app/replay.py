"""Real days once more: drives the real commands, through the real desk, by the times of a ticket log.

Each ticket of the file is issued when it arrived and called by its number when it was called. At one moment
issues come before calls, each in the order of the file. The counters of a day take turns; whoever is at the
one that is needed is finished by the call.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from server.app.desk import Desk
from server.app.replay_script import Moment, Script, Turn
from server.app.standings import Standings
from server.core.commands import (
    CallTicket,
    Channel,
    CloseCounter,
    CloseDay,
    Command,
    FinishService,
    IssueTicket,
    OpenCounter,
    OpenDay,
)
from server.core.events import TicketIssued
from server.core.plan import Number, OfficeId, Plan
from server.core.record import Recorded
from server.ports.bus import Bus
from server.ports.clock import Clock
from server.ports.log import Log

ACTOR = "replay"

TOGETHER = 64
"""Moments of one office that are handed to the desk at once."""


class Impossible(Exception):
    """These days cannot be replayed into this log. Says in words why, and what would be possible."""


@dataclass(frozen=True, slots=True)
class Plugs:
    """What a replay works on; `clock` is that of the wall, for a replay at some speed."""

    log: Log
    bus: Bus
    clock: Clock


class Pace:
    """How fast a replay goes: `speed` times the clock on the wall, 0 as fast as possible."""

    def __init__(self, real: Clock, speed: float, first: datetime) -> None:
        self._real, self._speed, self._first = real, speed, first
        self._began = real.now()

    def waits(self) -> bool:
        """Whether the time between two moments counts."""
        return self._speed > 0

    async def until(self, at: datetime) -> None:
        """Return when it is `at` in the replay."""
        if self.waits():
            passed = (self._real.now() - self._began).total_seconds()
            await self._real.sleep(max(0.0, (at - self._first).total_seconds() / self._speed - passed))


@dataclass(slots=True)
class _Stage:
    """The offices while they are replayed: numbers given to the rows, by line, and calls made so far."""

    desk: Desk
    standings: Standings
    pace: Pace
    mark: str
    token: Callable[[], str]
    tell: Callable[[int, datetime], None]
    numbers: dict[int, Number] = field(default_factory=dict)
    calls: dict[OfficeId, int] = field(default_factory=dict)


async def replay(
    script: Script,
    plugs: Plugs,
    *,
    mark: str,
    token: Callable[[], str],
    speed: float = 0.0,
    tell: Callable[[int, datetime], None] = lambda _issued, _at: None,
) -> Mapping[OfficeId, int]:
    """Let everything happen; the answer is where each office's log ended before.

    `mark` names the file in the ids of commands, `token` makes the secrets of tickets, `speed` is how many
    times faster than the clock on the wall (0: as fast as possible), `tell` hears how many tickets were
    issued and what time it is there. Raises Impossible or LogDown.
    """
    standings = Standings(plugs.log)
    plans = script.offices()
    before = {office: (await standings.open(office)).position for office in plans}
    _check(plans, standings)
    zones = {office: ZoneInfo(plan.zone) for office, plan in plans.items()}
    desk = Desk(plugs.log, standings, plugs.bus, plugs.clock, zones)
    first = min((each.at for each in script.moments), default=plugs.clock.now())
    stage = _Stage(desk, standings, Pace(plugs.clock, speed, first), mark, token, tell)
    async with _at_work(desk):
        await _all(_play(stage, script.of(office)) for office in plans)
    return before


async def _all(doing: Iterable[Coroutine[None, None, None]]) -> None:
    """Every office goes its own way; the first fault ends all of them."""
    tasks = [asyncio.create_task(each) for each in doing]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _play(stage: _Stage, moments: Iterable[Moment]) -> None:
    """One office, in its own order of time: as many moments at once as do not need each other's answers."""
    together: list[Moment] = []
    for moment in moments:
        if together and (len(together) == TOGETHER or not _fits(stage, moment, together[-1])):
            await _carry_out(stage, together)
            together = []
        if not together:
            await stage.pace.until(moment.at)
        together.append(moment)
    await _carry_out(stage, together)


def _fits(stage: _Stage, moment: Moment, last: Moment) -> bool:
    if Turn.CLOSE in {moment.turn, last.turn} or (stage.pace.waits() and moment.at != last.at):
        return False
    return moment.turn is not Turn.CALL or (moment.row is not None and moment.row.line in stage.numbers)


async def _carry_out(stage: _Stage, moments: Sequence[Moment]) -> None:
    """Hand all of these to the desk at once; it keeps their order and writes them together."""
    asked = [(moment, name, each) for moment in moments for name, each in _commands(stage, moment)]
    made = await asyncio.gather(
        *(
            stage.desk.carry_out(
                moment.plan.office, each, command_id=f"{stage.mark} {name}", actor=ACTOR, at=moment.at
            )
            for moment, name, each in asked
        )
    )
    for (moment, _, _), records in zip(asked, made, strict=True):
        if moment.turn is Turn.ISSUE and moment.row is not None:
            stage.numbers[moment.row.line] = _number(records)
    if moments:
        stage.tell(len(stage.numbers), moments[-1].at)


def _commands(stage: _Stage, moment: Moment) -> Iterator[tuple[str, Command]]:
    """The commands of a moment, each with its name: the same file asks the same again under the same ids."""
    plan, row = moment.plan, moment.row
    match moment.turn:
        case Turn.OPEN:
            yield f"{plan.office} {plan.date} open", OpenDay(plan)
            for counter in plan.counters:
                yield f"{plan.office} {plan.date} open {counter}", OpenCounter(counter, ACTOR)
        case Turn.ISSUE if row is not None:
            issue = IssueTicket(row.service, stage.token(), channel=Channel.STAFF, paper=False)
            yield f"{row.line} issue", issue
        case Turn.CALL if row is not None:
            counter = _next_counter(stage, plan)
            yield f"{row.line} call", CallTicket(counter, stage.numbers[row.line], finish=True)
        case _:
            yield from _closing(stage, plan)


def _closing(stage: _Stage, plan: Plan) -> Iterator[tuple[str, Command]]:
    counters = stage.standings.of(plan.office).office.counters
    for counter in plan.counters:
        if counters[counter].serving is not None:
            yield f"{plan.office} {plan.date} finish {counter}", FinishService(counter)
        yield f"{plan.office} {plan.date} close {counter}", CloseCounter(counter)
    yield f"{plan.office} {plan.date} close", CloseDay(plan.date)


def _next_counter(stage: _Stage, plan: Plan) -> str:
    turn = stage.calls.get(plan.office, 0)
    stage.calls[plan.office] = turn + 1
    return tuple(plan.counters)[turn % len(plan.counters)]


def _number(records: Sequence[Recorded]) -> Number:
    event = records[0].event
    assert isinstance(event, TicketIssued)
    return event.number


def _check(plans: Mapping[OfficeId, Plan], standings: Standings) -> None:
    for office, plan in plans.items():
        there = standings.of(office).office
        if there.date is not None and (there.open or there.date >= plan.date):
            raise Impossible(
                f"{office} has already come to {there.date} in this log, and the file begins on {plan.date}: "
                "time only goes forward. Take another directory for --data, or none."
            )


@contextlib.asynccontextmanager
async def _at_work(desk: Desk) -> AsyncIterator[None]:
    """The desk serves its queue meanwhile; a fault that stopped it comes out here."""
    working = asyncio.create_task(desk.run())
    try:
        yield
    finally:
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
