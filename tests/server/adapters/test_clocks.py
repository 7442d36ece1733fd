"""The machine's clock, and the one that is set by hand."""

import asyncio
from datetime import UTC, timedelta

from server.adapters.machine_clock import MachineClock
from server.adapters.manual_clock import ManualClock
from tests.story import at


async def test_the_machine_says_the_time_in_utc_and_sleeps() -> None:
    clock = MachineClock()
    before = clock.now()
    await clock.sleep(0.01)
    assert clock.now() > before
    assert before.tzinfo is UTC


async def test_time_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(at("10:00"))
    assert (clock.now(), clock.now().tzinfo) == (at("10:00"), UTC)
    clock.advance(90)
    assert clock.now() == at("10:00") + timedelta(seconds=90)
    clock.set(at("09:00"))
    assert clock.now() == at("09:00")


async def test_sleepers_wake_in_order_when_the_clock_is_moved() -> None:
    clock, woken = ManualClock(at("10:00")), []

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(seconds)

    tasks = [asyncio.create_task(sleeper(each)) for each in (60, 30, 0, 90)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (woken, clock.next_due()) == ([0], at("10:00") + timedelta(seconds=30))
    clock.advance(60)
    await asyncio.gather(*tasks[:3])
    assert woken == [0, 30, 60]
    tasks[3].cancel()
    await asyncio.gather(tasks[3], return_exceptions=True)
    assert clock.next_due() is None
