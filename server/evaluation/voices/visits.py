"""How many visits were finished on each day and for each service: those who could have answered."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Protocol, TypeAlias

from server.core.plan import OfficeId, ServiceId
from server.measure.books import Book
from server.measure.tally import Count, Tally

Finished: TypeAlias = Mapping[tuple[date, ServiceId], int]
"""Finished visits by day and service."""

Visits: TypeAlias = Callable[[OfficeId, date, date], Awaitable[Finished]]
"""Asks for the finished visits of an office from one day to another, both included."""


class Daily(Protocol):
    """Whoever knows the tallies of each day, as server.app.measures does."""

    async def daily(
        self, office: OfficeId, since: date, until: date, book: Book
    ) -> Mapping[date, Mapping[str, Tally]]:
        """One book of each business date in this range, both ends included."""


def visits_of(measured: Daily) -> Visits:
    """Finished visits as the measures count them."""

    async def finished(office: OfficeId, since: date, until: date) -> Finished:
        days = await measured.daily(office, since, until, Book.SERVICE)
        return {
            (day, service): tally.count(Count.FINISHED)
            for day, services in days.items()
            for service, tally in services.items()
        }

    return finished
