"""Answers kept for a moment, so that a clerk's every keystroke does not ask the database who she is."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from server.ports.clock import Clock

KEPT = timedelta(seconds=2)
"""Revoking and signing out take effect on every node within five seconds (RELIABILITY.md section 3.4)."""

MOST = 10_000

T = TypeVar("T")


class Recent(Generic[T]):
    """What was found under a key, for two seconds; on the node that changes something, forgotten at once."""

    def __init__(self, clock: Clock, find: Callable[[str], Awaitable[T]]) -> None:
        self._clock = clock
        self._find = find
        self._known: dict[str, tuple[T, datetime]] = {}

    async def get(self, key: str) -> T:
        """What there is under this key, as of two seconds ago at most."""
        now = self._clock.now()
        known = self._known.get(key)
        if known is not None and timedelta(0) <= now - known[1] < KEPT:
            return known[0]
        found = await self._find(key)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = (found, now)
        return found

    def forget(self) -> None:
        """Something changed: ask again."""
        self._known.clear()
