"""Time at the desk and between nodes: it never goes back, and a lost ring costs seconds, never truth."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from server.adapters.manual_clock import ManualClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.memory_log import MemoryLog
from server.app.desk import Desk
from server.app.follow import LOOK_EVERY_S, look_round
from server.app.standings import Standings
from server.core.commands import OpenDay
from tests.story import at, plan, visitor


@pytest.fixture
async def log() -> MemoryLog:
    """The log that both nodes share."""
    return MemoryLog()


@pytest.fixture
async def clock() -> ManualClock:
    """The clock of both nodes."""
    return ManualClock(at("10:00"))


@pytest.fixture
async def desk(log: MemoryLog, clock: ManualClock) -> AsyncIterator[Desk]:
    """A node at work on an open day."""
    standings = Standings(log)
    await standings.open("midori")
    desk = Desk(log, standings, MemoryBus(), clock, {"midori": ZoneInfo("Asia/Tokyo")})
    working = asyncio.create_task(desk.run())
    await desk.carry_out("midori", OpenDay(plan()), command_id="open", actor="keep")
    yield desk
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


async def test_a_clock_that_goes_back_does_not_take_the_office_back(desk: Desk, clock: ManualClock):
    first = await desk.carry_out("midori", visitor(), command_id="one", actor="kiosk")
    clock.set(at("09:00"))
    second = await desk.carry_out("midori", visitor(), command_id="two", actor="kiosk")
    clock.set(at("10:01"))
    third = await desk.carry_out("midori", visitor(), command_id="three", actor="kiosk")
    assert second[0].at == first[0].at
    assert third[0].at - first[0].at == timedelta(minutes=1)


async def test_a_node_that_hears_no_ring_looks_for_itself(desk: Desk, log: MemoryLog, clock: ManualClock):
    deaf = Standings(log)
    await deaf.open("midori")
    looking = asyncio.create_task(look_round(deaf, log, clock))
    made = await desk.carry_out("midori", visitor(), command_id="one", actor="kiosk")
    assert deaf.of("midori").position == made[0].position - 1
    newer = asyncio.create_task(deaf.newer("midori", made[0].position - 1))
    while clock.next_due() is None:
        await asyncio.sleep(0)
    clock.advance(LOOK_EVERY_S)
    assert (await newer).position == made[0].position
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
