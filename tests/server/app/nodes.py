"""A node as the tests furnish it: the shipped desk, standings and adapters on one log, without the faces."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from server.adapters import sql_log
from server.adapters.machine_clock import MachineClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.sql_database import Database
from server.app.desk import Desk
from server.app.follow import listen, look_round
from server.app.standings import Standings
from server.app.verify import Verified, verify
from server.core.commands import CallNext, Command, OpenDay
from server.core.record import Recorded
from server.ports.bus import Bus
from server.ports.log import Log
from tests import story

ROUNDS = int(os.environ.get("MACHIAI_ROUNDS", "5"))
"""How often each race is run; 100 for the long run."""


@dataclass
class Node:
    """One server: ask it by `does`."""

    log: Log
    standings: Standings
    desk: Desk
    zones: dict[str, ZoneInfo]

    async def knows(self, office: str) -> None:
        """Open the office's log on this node."""
        self.zones[office] = ZoneInfo("Asia/Tokyo")
        await self.standings.open(office)

    async def does(self, office: str, command: Command, command_id: str) -> tuple[Recorded, ...]:
        return await self.desk.carry_out(office, command, command_id=command_id, actor="test")

    async def does_all(self, office: str, name: str, commands: Sequence[Command]) -> list[Recorded]:
        """Ask for all of this at once."""
        asked = (self.does(office, each, f"{name}-{n}") for n, each in enumerate(commands))
        return [record for made in await asyncio.gather(*asked) for record in made]

    async def opens(self, office: str, counters: int = 3, **more: int) -> None:
        """Begin a day with every counter at work."""
        await self.knows(office)
        if not self.standings.of(office).office.open:
            plan = story.plan(office, counters=counters, **more)
            await self.does(office, OpenDay(plan), f"open-{plan.date}")
            seats = [story.clerk(str(each)) for each in range(1, counters + 1)]
            await self.does_all(office, "sit-down", seats)

    async def verified(self, office: str) -> Verified:
        """The figures of the office's log, which must be without a fault."""
        found = await verify(self.log, office)
        assert isinstance(found, Verified), found
        return found


@asynccontextmanager
async def node(url: str, bus: Bus | None = None) -> AsyncIterator[Node]:
    """A node on this database, until it is closed in good order."""
    database = Database(url)
    database.start(sql_log.metadata)
    log, ring = sql_log.SqlLog(database), bus or MemoryBus()
    try:
        async with running(log, ring) as opened:
            yield opened
    finally:
        await database.close()


@asynccontextmanager
async def running(log: Log, bus: Bus) -> AsyncIterator[Node]:
    """A node on this log."""
    zones: dict[str, ZoneInfo] = {}
    standings = Standings(log)
    desk = Desk(log, standings, bus, MachineClock(), zones)
    async with AsyncExitStack() as stack:
        for work in (desk.run(), listen(standings, bus), look_round(standings, log, MachineClock())):
            task = asyncio.create_task(work)
            stack.push_async_callback(_ended, task)
        yield Node(log, standings, desk, zones)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return


def call_next(counters: int) -> list[CallNext]:
    """Every counter asks for its next visitor."""
    return [CallNext(str(each)) for each in range(1, counters + 1)]
