"""A clock that is set by hand: for replays, where the log's own times are the clock, and for tests."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count


class ManualClock:
    """Time that stands still until somebody moves it."""

    def __init__(self, now: datetime) -> None:
        """`now` is aware, in any time zone."""
        self._now = now.astimezone(UTC)
        self._order = count()
        self._asleep: list[tuple[datetime, int, asyncio.Event]] = []

    def now(self) -> datetime:
        """See Clock.now."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """See Clock.sleep: returns when the clock was moved that far."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        awake = asyncio.Event()
        entry = (self._now + timedelta(seconds=seconds), next(self._order), awake)
        heapq.heappush(self._asleep, entry)
        try:
            await awake.wait()
        finally:
            if entry in self._asleep:
                self._asleep.remove(entry)
                heapq.heapify(self._asleep)

    def next_due(self) -> datetime | None:
        """When the first sleeper wakes, in UTC; None when nobody sleeps."""
        return self._asleep[0][0] if self._asleep else None

    def set(self, now: datetime) -> None:
        """Move the clock, also back; whoever slept until then, or less, wakes."""
        self._now = now.astimezone(UTC)
        while self._asleep and self._asleep[0][0] <= self._now:
            heapq.heappop(self._asleep)[2].set()

    def advance(self, seconds: float) -> None:
        """Let this much time pass."""
        self.set(self._now + timedelta(seconds=seconds))
