"""The public results, made at most once in a while: anybody may ask for them as often as they like."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from server.core.plan import OfficeId
from server.evaluation.voices.views.results import ResultsPage

KEPT = timedelta(minutes=10)


class PublicResults:
    """The page of each office up to a day, kept for ten minutes; who asks meanwhile waits for the same."""

    def __init__(self) -> None:
        self._known: dict[OfficeId, tuple[date, datetime, ResultsPage | None]] = {}
        self._making = asyncio.Lock()

    async def get(
        self, office: OfficeId, until: date, now: datetime, make: Callable[[], Awaitable[ResultsPage | None]]
    ) -> ResultsPage | None:
        """The page as it was made by `make`, now or a while ago; None when there are too few answers."""
        async with self._making:
            known = self._known.get(office)
            if known and known[0] == until and timedelta(0) <= now - known[1] < KEPT:
                return known[2]
            page = await make()
            self._known[office] = (until, now, page)
            return page
