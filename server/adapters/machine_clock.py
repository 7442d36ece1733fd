"""The clock of this machine."""

import asyncio
from datetime import UTC, datetime


class MachineClock:
    """Time as the operating system knows it."""

    def now(self) -> datetime:
        """See Clock.now."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """See Clock.sleep; not disturbed when the machine's time is corrected."""
        await asyncio.sleep(seconds)
