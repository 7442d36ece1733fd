"""What every doorbell promises: rings arrive, late or doubled perhaps, and come back after every cut."""

import asyncio
import random
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
import redis

from server.adapters.memory_bus import MemoryBus
from server.adapters.redis_bus import CHANNEL, RedisBus
from server.ports.bus import Bus
from tests import servers

PATIENCE_S = 15.0


@asynccontextmanager
async def redis_bus(url: str) -> AsyncIterator[RedisBus]:
    bus = RedisBus(url, random.Random(1))
    try:
        yield bus
    finally:
        await bus.close()


@pytest.fixture(params=["memory", "redis"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    if request.param == "memory":
        yield MemoryBus()
        return
    async with redis_bus(request.getfixturevalue("redis_url")) as opened:
        yield opened


class Ear:
    """Listens, and remembers the newest position heard of each office."""

    def __init__(self) -> None:
        self.heard: dict[str, int] = {}
        self._news = asyncio.Condition()

    async def listen(self, bus: Bus) -> None:
        async for office, position in bus.rings():
            async with self._news:
                self.heard[office] = position
                self._news.notify_all()

    async def hears(self, bus: Bus, office: str, position: int) -> None:
        """Ring until it is heard: a ring before anybody listens is lost, and may be."""
        async with asyncio.timeout(PATIENCE_S):
            while self.heard.get(office) != position:
                await bus.ring(office, position)
                await self._any_news()

    async def _any_news(self) -> None:
        try:
            async with asyncio.timeout(0.2), self._news:
                await self._news.wait()
        except TimeoutError:
            return


@asynccontextmanager
async def listening(bus: Bus) -> AsyncIterator[Ear]:
    ear = Ear()
    task = asyncio.create_task(ear.listen(bus))
    try:
        yield ear
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_ring_reaches_everybody_who_listens(bus: Bus) -> None:
    async with listening(bus) as one, listening(bus) as two:
        await one.hears(bus, "midori", 1)
        await two.hears(bus, "midori", 2)
        await one.hears(bus, "minato", 7)


async def test_the_newest_of_many_rings_arrives(bus: Bus) -> None:
    async with listening(bus) as ear:
        await ear.hears(bus, "midori", 1)
        for position in range(2, 1001):
            await bus.ring("midori", position)
        async with asyncio.timeout(PATIENCE_S):
            while ear.heard["midori"] != 1000:
                await ear._any_news()


async def test_ringing_without_a_listener_costs_nothing(bus: Bus) -> None:
    async with asyncio.timeout(1):
        for position in range(1000):
            await bus.ring("midori", position)


async def test_rings_of_another_node_arrive(redis_url: str) -> None:
    async with redis_bus(redis_url) as one, redis_bus(redis_url) as two, listening(two) as ear:
        await ear.hears(one, "midori", 5)


async def test_rings_arrive_again_after_the_connection_was_killed(redis_url: str) -> None:
    async with redis_bus(redis_url) as bus, listening(bus) as ear:
        await ear.hears(bus, "midori", 1)
        with redis.Redis.from_url(redis_url) as admin:
            for position in range(2, 7):
                admin.client_kill_filter(_type="pubsub")
                admin.client_kill_filter(_type="normal", skipme=True)
                await ear.hears(bus, "midori", position)


@contextmanager
def redis_on(port: int, folder: Path) -> Iterator[None]:
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    process = subprocess.Popen([servers.redis_program(), *options], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


async def test_rings_arrive_again_after_redis_was_started_again(tmp_path: Path) -> None:
    port = servers.free_port()
    async with redis_bus(f"redis://127.0.0.1:{port}/0") as bus, listening(bus) as ear:
        await bus.ring("midori", 1)
        with redis_on(port, tmp_path):
            await ear.hears(bus, "midori", 2)
        async with asyncio.timeout(0.5):
            await bus.ring("midori", 3)
        with redis_on(port, tmp_path):
            await ear.hears(bus, "midori", 4)


async def test_what_is_no_ring_is_ignored_and_counted(redis_url: str) -> None:
    garbage = [
        b"",
        b"x",
        b"midori",
        b"midori x",
        b"midori -1",
        b" 4",
        b"a 1 2",
        b"\xff\xfe \xff",
        b"9" * 10_000,
    ]
    async with redis_bus(redis_url) as bus, listening(bus) as ear:
        await ear.hears(bus, "midori", 1)
        with redis.Redis.from_url(redis_url) as admin:
            for message in garbage:
                admin.publish(CHANNEL, message)
            admin.publish(CHANNEL, "midori ٣")
        await ear.hears(bus, "midori", 2)
        assert (ear.heard, bus.ignored) == ({"midori": 2}, len(garbage) + 1)
