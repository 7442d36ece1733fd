"""The one source of time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as the application knows it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return when this much time of this clock has passed."""
