"""A living lobby for demonstrations: simulated visitors and clerks who use the real commands.

Arrivals follow the share of each hour in a real ward office (Ofunato City, DOMAIN.md section 2.3), with a
quiet trickle outside its hours so that every screen moves; service times are lognormal around the time that
the office itself expects.
"""

import asyncio
import math
from datetime import timedelta
from random import Random
from secrets import token_urlsafe

from server.app.desk import Desk
from server.app.standing import Standing
from server.app.standings import Standings
from server.core.commands import (
    CallNext,
    Command,
    EndScene,
    FinishService,
    IssueTicket,
    MarkNoShow,
    OpenCounter,
    ProcessTicket,
    ReadyTicket,
    RecallTicket,
    Scene,
    StartScene,
    StartService,
)
from server.core.events import TicketCalled
from server.core.plan import CounterId, OfficeId, Plan, Service, ServiceId
from server.core.refusal import Refused
from server.core.state import Counter, CounterState, Phase, Ticket
from server.forecast.pace import estimate
from server.ports.clock import Clock
from server.ports.log import LogDown

SHARE_OF_HOUR = {
    8: 4.0, 9: 13.2, 10: 16.3, 11: 12.8, 12: 8.5, 13: 12.0, 14: 12.3, 15: 10.2, 16: 7.6, 17: 2.8, 18: 0.4,
}  # fmt: skip
"""Percent of a day's visitors by the hour in which they come."""

QUIET_SHARE = 5.0
VISITORS_A_DAY = 700
FULL_ENOUGH = 12
"""People waiting for one service from which on fewer come."""

FIRST_VISITORS = 24

STAFF = "lobby"
NO_SHOW = 0.04
BACK_OFFICE = 0.35
SCENES = tuple(Scene)


class Lobby:
    """The simulated people of offices; each office is one task group."""

    def __init__(self, desk: Desk, standings: Standings, clock: Clock, chance: Random) -> None:
        self._desk = desk
        self._standings = standings
        self._clock = clock
        self._chance = chance

    async def run(self, office: OfficeId) -> None:
        """Let visitors come and clerks work, for ever."""
        plan = await self._opened(office)
        staffed = _staffed(plan)
        if not self._standings.of(office).office.tickets:
            await self._already_there(office)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._visitors(office))
            group.create_task(self._back_office(office))
            for counter in staffed:
                group.create_task(self._clerk(office, counter))

    async def _opened(self, office: OfficeId) -> Plan:
        standing = self._standings.of(office)
        while not standing.office.open or standing.office.plan is None:
            standing = await self._standings.newer(office, standing.position)
        return standing.office.plan

    async def _already_there(self, office: OfficeId) -> None:
        """People who came before anybody looked, so that no first screen is empty."""
        for _ in range(FIRST_VISITORS):
            if service := self._wish(self._standings.of(office)):
                await self._do(office, self._issue(self._standings.of(office), service))

    async def _visitors(self, office: OfficeId) -> None:
        while True:
            standing = self._standings.of(office)
            hour = standing.office.at.hour if standing.office.at else 12
            per_second = VISITORS_A_DAY * SHARE_OF_HOUR.get(hour, QUIET_SHARE) / 100 / 3600
            await self._clock.sleep(self._chance.expovariate(per_second))
            if service := self._wish(self._standings.of(office)):
                await self._do(office, self._issue(self._standings.of(office), service))

    def _wish(self, standing: Standing) -> Service | None:
        """What the next visitor comes for: the first services are the usual ones, long lines put off."""
        plan = standing.office.plan
        if plan is None:
            return None
        services = [plan.services[each] for each in plan.services if each in standing.office.accepting]
        weights = [_pull(standing, each, rank) for rank, each in enumerate(services)]
        return self._chance.choices(services, weights)[0] if any(weights) else None

    def _issue(self, standing: Standing, service: Service) -> IssueTicket:
        plan = standing.office.plan
        priorities = tuple(plan.priorities) if plan else ()
        ahead = _waiting(standing, service.id)
        return IssueTicket(
            service=service.id,
            token=token_urlsafe(16),
            language=self._chance.choices(("ja", "en"), (9, 1))[0],
            priority=self._chance.choice(priorities) if priorities and self._chance.random() < 0.06 else "",
            paper=False,
            estimate=estimate(standing.pace, service, ahead),
        )

    async def _clerk(self, office: OfficeId, counter: CounterId) -> None:
        while True:
            await self._clock.sleep(self._chance.uniform(1, 6))
            state = self._standings.of(office).office.counters.get(counter)
            if state is None or _is_taken(state):
                continue
            if state.state is CounterState.CLOSED:
                await self._do(office, OpenCounter(counter, STAFF))
                continue
            await self._serve_one(office, counter)

    async def _serve_one(self, office: OfficeId, counter: CounterId) -> None:
        if self._standings.of(office).office.counters[counter].serving is None:
            called = await self._do(office, CallNext(counter))
            if not isinstance(called, TicketCalled):
                await self._other_work(office, counter)
                return
        await self._attend(office, counter)

    async def _attend(self, office: OfficeId, counter: CounterId) -> None:
        await self._clock.sleep(self._chance.uniform(6, 20))
        if self._chance.random() < NO_SHOW:
            await self._do(office, RecallTicket(counter))
            await self._clock.sleep(self._chance.uniform(15, 30))
            await self._do(office, MarkNoShow(counter))
            return
        await self._do(office, StartService(counter))
        await self._clock.sleep(self._service_s(office, counter))
        ticket = _served(self._standings.of(office), counter)
        to_back_office = ticket and ticket.stage == "reception" and self._chance.random() < BACK_OFFICE
        await self._do(office, ProcessTicket(counter) if to_back_office else FinishService(counter))

    def _service_s(self, office: OfficeId, counter: CounterId) -> float:
        standing = self._standings.of(office)
        ticket = _served(standing, counter)
        plan = standing.office.plan
        if ticket is None or plan is None:
            return 30.0
        kinds = [{duty.service for duty in each.work} for each in plan.counters.values()]
        at_work = sum(ticket.service in each for each in kinds)
        mean = plan.services[ticket.service].minutes_per_call * 60 * min(at_work, 3)
        usual = mean * (0.4 if ticket.stage == "issuance" else 1.0)
        return min(self._chance.lognormvariate(math.log(usual), 0.5), 1500.0)

    async def _back_office(self, office: OfficeId) -> None:
        while True:
            await self._clock.sleep(self._chance.uniform(5, 15))
            now = self._clock.now()
            state = self._standings.of(office).office
            for number, phase in state.aside.items():
                ticket = state.tickets[number]
                ripe = now - ticket.since > timedelta(minutes=self._chance.uniform(2, 6))
                if phase is Phase.PROCESSING and ripe and ticket.counter:
                    await self._do(office, ReadyTicket(ticket.counter, number))

    async def _other_work(self, office: OfficeId, counter: CounterId) -> None:
        """Nobody waits: answer the telephone, show somebody the way."""
        plan = self._standings.of(office).office.plan
        if plan is None or not plan.sections or self._chance.random() < 0.7:
            await self._clock.sleep(self._chance.uniform(10, 40))
            return
        entry = f"{STAFF}:{token_urlsafe(8)}"
        section = plan.counters[counter].section or next(iter(plan.sections))
        await self._do(office, StartScene(entry, self._chance.choice(SCENES), section, counter))
        await self._clock.sleep(self._chance.uniform(30, 150))
        await self._do(office, EndScene(entry))

    async def _do(self, office: OfficeId, command: Command) -> object:
        """The last event that it made, None when the office said no: somebody else was first."""
        command_id = f"{STAFF}:{token_urlsafe(12)}"
        try:
            made = await self._desk.carry_out(office, command, command_id=command_id, actor=STAFF)
        except (Refused, LogDown):
            await self._clock.sleep(1)
            return None
        return made[-1].event


def _staffed(plan: Plan) -> list[CounterId]:
    """Most counters, and whichever else does work that none of them does: nobody waits for ever."""
    counters = list(plan.counters.values())
    chosen = counters[: max(2, len(counters) * 2 // 3)]
    done = {duty for each in chosen for duty in each.work}
    for each in counters:
        if each not in chosen and not set(each.work) <= done:
            chosen.append(each)
            done.update(each.work)
    return [each.id for each in chosen]


def _pull(standing: Standing, service: Service, rank: int) -> float:
    crowd = _waiting(standing, service.id)
    return (1 / (rank + 1.5)) * (0.15 if crowd >= FULL_ENOUGH else 1.0)


def _waiting(standing: Standing, service: ServiceId) -> int:
    return sum(len(line) for duty, line in standing.office.lines.items() if duty.service == service)


def _is_taken(counter: Counter) -> bool:
    """A real clerk sits there, or the counter rests."""
    return counter.state is CounterState.PAUSED or (bool(counter.clerk) and counter.clerk != STAFF)


def _served(standing: Standing, counter: CounterId) -> Ticket | None:
    number = standing.office.counters[counter].serving
    return standing.office.tickets.get(number) if number else None
