"""The doorbell between the nodes of a city, over Redis publish/subscribe."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.core.plan import OfficeId

CHANNEL = "machiai"
HEALTH_CHECK_S = 5
DEAF_AFTER_S = 12.0
"""Without a sign of Redis for so long (it is asked every 5 s) the connection counts as dead."""

SEND_WITHIN_S = 2.0
LONGEST_PAUSE_S = 5.0
LONGEST_RING = 300
"""Bytes; a longer message is none of ours."""

_said = structlog.get_logger(__name__)


class RedisBus:
    """Bus over one Redis. Redis may be away for a whole day: rings are late then, and nothing else."""

    def __init__(self, url: str, chance: random.Random, channel: str = CHANNEL) -> None:
        """`chance` spreads the nodes' attempts to come back."""
        self.ignored = 0
        """Messages on the channel that were no rings."""
        self._chance = chance
        self._channel = channel
        never_again = Retry(NoBackoff(), 0)  # we come back ourselves, with jitter, for ever
        self._speaking = Redis.from_url(
            url, socket_timeout=SEND_WITHIN_S, socket_connect_timeout=SEND_WITHIN_S, retry=never_again
        )
        self._listening = Redis.from_url(
            url,
            socket_timeout=None,
            socket_connect_timeout=SEND_WITHIN_S,
            health_check_interval=HEALTH_CHECK_S,
            socket_keepalive=True,
            retry=never_again,
        )
        self._outbox: dict[OfficeId, int] = {}
        self._sender: asyncio.Task[None] | None = None

    async def ring(self, office: OfficeId, position: int) -> None:
        """See Bus.ring. Returns at once; the newest position of each office is sent when Redis takes it."""
        self._outbox[office] = max(position, self._outbox.get(office, 0))
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send())

    async def rings(self) -> AsyncIterator[tuple[OfficeId, int]]:
        """See Bus.rings."""
        pause = 0.1
        while True:
            try:
                async with aclosing(self._heard()) as heard:
                    async for ring in heard:
                        pause = 0.1
                        yield ring
            except (RedisError, OSError) as fault:
                _said.warning("bus_deaf", why=str(fault), again_in_s=round(pause, 1))
            pause = await self._rest(pause)

    async def close(self) -> None:
        """Stop sending and close the connections."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)
        await self._speaking.aclose()
        await self._listening.aclose()

    async def _send(self) -> None:
        """Send until nothing is left to say."""
        pause = 0.1
        while self._outbox:
            office, position = next(iter(self._outbox.items()))
            try:
                await self._speaking.publish(self._channel, f"{office} {position}")
            except (RedisError, OSError) as fault:
                _said.warning("bus_silent", why=str(fault), again_in_s=round(pause, 1))
                pause = await self._rest(pause)
                continue
            pause = 0.1
            if self._outbox[office] == position:
                del self._outbox[office]

    async def _heard(self) -> AsyncGenerator[tuple[OfficeId, int]]:
        async with self._listening.pubsub() as channel:
            await channel.subscribe(self._channel)
            last_sign = time.monotonic()
            while True:
                message = await channel.get_message(timeout=1.0)
                now = time.monotonic()
                if message is None:
                    if now - last_sign > DEAF_AFTER_S:
                        raise TimeoutError(f"no sign of Redis for {DEAF_AFTER_S} s")
                    continue
                last_sign = now
                ring = self._read(message) if message["type"] == "message" else None
                if ring is not None:
                    yield ring

    def _read(self, message: dict[str, object]) -> tuple[OfficeId, int] | None:
        data = message["data"]
        words = data.decode(errors="replace").split(" ") if isinstance(data, bytes) else []
        if len(str(data)) <= LONGEST_RING and len(words) == 2 and words[0]:
            office, position = words
            if position.isascii() and position.isdigit() and len(position) <= 18:
                return office, int(position)
        self.ignored += 1
        return None

    async def _rest(self, pause: float) -> float:
        """Wait about this long, and say how long to wait next time."""
        await asyncio.sleep(pause * (0.5 + self._chance.random()))
        return min(pause * 2, LONGEST_PAUSE_S)
