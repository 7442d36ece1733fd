"""A whole house in memory with the demo office in it, its clock in the hand of the test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardware.printer import Printer
from kiosk.printing import print_slips
from server.adapters.japan_holidays import japan_holidays
from server.adapters.manual_clock import ManualClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.memory_log import MemoryLog
from server.adapters.sql_database import Database
from server.adapters.sql_people import SqlPeople
from server.adapters.yaml_plans import OFFICES, YamlPlans
from server.app.desk import Desk
from server.app.follow import follow
from server.app.keep import catch_up_day
from server.app.passwords import Passwords
from server.app.signing import Signing
from server.app.standings import Standings
from server.core.commands import Command, IssueTicket
from server.core.plan import Number
from server.core.record import Recorded
from server.core.state import Office, Paper, Ticket
from server.engines import people_database
from server.main import packages
from server.ports.log import LogDown
from server.settings import settings
from server.web.house import House, Manners
from server.web.live import Lives
from server.web.pages import Pages
from server.web.phone_limit import phone_limit

OFFICE = "midori"
OUTSIDE = "https://machiai.example.jp"
SATURDAY_MORNING = datetime(2026, 11, 21, 1, 15, tzinfo=UTC)
"""10:15 in Japan."""


class LogThatStumbles(MemoryLog):
    """A log that cannot be written now and then."""

    stumbles = 0

    async def append(self, records: Any) -> None:
        """Fail as often as told, then work."""
        if self.stumbles:
            self.stumbles -= 1
            raise LogDown("the disk is full")
        await super().append(records)


def house_on(log: MemoryLog, clock: ManualClock, people: Database) -> House:
    """Every part of the house, on this log."""
    standings, bus = Standings(log), MemoryBus()
    plans = YamlPlans([OFFICES], japan_holidays())
    return House(
        desk=Desk(log, standings, bus, clock, {OFFICE: plans.zone(OFFICE)}),
        standings=standings,
        log=log,
        plans=plans,
        clock=clock,
        signing=Signing(SqlPeople(people), clock, Passwords()),
        pages=Pages(packages()),
        lives=Lives(standings),
        manners=Manners(public_url=OUTSIDE, open_kiosk=True),
        printers={},
        phone_limit=phone_limit("5/minute"),
    )


@asynccontextmanager
async def at_work(log: MemoryLog, clock: ManualClock, folder: Path) -> AsyncIterator[House]:
    """The house with its desk at work and the day open."""
    people = people_database(settings(data=folder))
    house = house_on(log, clock, people)
    await house.standings.open(OFFICE)
    async with running(house.desk.run()):
        await catch_up_day(house.desk, house.standings, house.plans, clock)
        yield house
    await people.close()


@asynccontextmanager
async def printing(house: House, printer: Printer) -> AsyncIterator[None]:
    """The printing follower at work."""
    async with running(print_slips(house, OFFICE, printer)):
        yield


@asynccontextmanager
async def running(work: Any) -> AsyncIterator[None]:
    """Something that never ends, until the test is over; what it raised fails the test."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def visitor(**more: Any) -> IssueTicket:
    """Somebody who takes a ticket for a certificate."""
    return IssueTicket("certificate", **({"token": "a-secret-of-the-visitor"} | more))


async def asked(house: House, command: Command, command_id: str) -> tuple[Recorded, ...]:
    """Bring a command to the desk."""
    return await house.desk.carry_out(OFFICE, command, command_id=command_id, actor="test")


async def until(house: House, is_so: Callable[[Office], bool], within_s: float = 20.0) -> Office:
    """The office, once this is so."""
    async with asyncio.timeout(within_s):
        async for standing in follow(house.standings, OFFICE):
            if is_so(standing.office):
                return standing.office
    raise AssertionError("an office is followed for ever")


async def settled(house: House, number: Number, attempt: int = 1) -> Ticket:
    """The ticket, once its paper is no longer due."""
    office = await until(house, lambda office: _is_settled(office, number, attempt))
    return office.tickets[number]


def _is_settled(office: Office, number: Number, attempt: int) -> bool:
    ticket = office.tickets.get(number)
    return ticket is not None and ticket.attempt == attempt and ticket.paper is not Paper.DUE


def names_in(folder: Path) -> list[str]:
    """All files of a folder."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
