"""What is to happen next on a simulated day, and what has happened so far."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import TypeAlias

from server.core.events import Event

Work: TypeAlias = Callable[[], None]


class Agenda:
    """Things to do by the second of the day; those of one second in the order in which they were put down.

    `now` is the second after `midnight`, `said` the events so far and `latest` the second of the last one.
    """

    def __init__(self, midnight: datetime, now: int) -> None:
        self.now = self.latest = now
        self.said: list[tuple[datetime, Event]] = []
        self._midnight = midnight
        self._due: list[tuple[int, int, Work]] = []
        self._order = count()

    def say(self, event: Event) -> None:
        """This has happened now."""
        self.latest = self.now
        self.said.append((self.moment(self.now), event))

    def put(self, second: int, work: Work) -> None:
        """Do this at that second, or now if it is past."""
        heappush(self._due, (max(second, self.now), next(self._order), work))

    def after(self, seconds: float, work: Work) -> None:
        """Do this so many seconds from now."""
        heappush(self._due, (self.now + round(seconds), next(self._order), work))

    def run(self) -> None:
        """Let everything happen, until nothing is left to do."""
        while self._due:
            self.now, _, work = heappop(self._due)
            work()

    def moment(self, second: int) -> datetime:
        """That second of the day, with the office's offset."""
        return self._midnight + timedelta(seconds=second)
