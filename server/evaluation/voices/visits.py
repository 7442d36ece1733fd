"""How many visits ended and what was finished for each service, by day: those who could have answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias

from server.core.plan import OfficeId, ServiceId
from server.measure.books import ALL, Book
from server.measure.tally import Count, Tally

Finished: TypeAlias = Mapping[tuple[date, ServiceId], int]
"""What was finished at the counters, by day and service: who had two matters to see to counts twice."""


@dataclass(frozen=True, slots=True)
class Came:
    """Those who came: visits that ended, by day, and what was finished for them."""

    visits: Mapping[date, int] = field(default_factory=dict)
    finished: Finished = field(default_factory=dict)


Visits: TypeAlias = Callable[[OfficeId, date, date], Awaitable[Came]]
"""Asks who came to an office from one day to another, both included."""


class Daily(Protocol):
    """Whoever knows the tallies of each day, as server.app.measures does."""

    async def daily(
        self, office: OfficeId, since: date, until: date, book: Book
    ) -> Mapping[date, Mapping[str, Tally]]:
        """One book of each business date in this range, both ends included."""


def visits_of(measured: Daily) -> Visits:
    """Visits and what was finished, as the measures count them."""

    async def came(office: OfficeId, since: date, until: date) -> Came:
        whole = await measured.daily(office, since, until, Book.OFFICE)
        parts = await measured.daily(office, since, until, Book.SERVICE)
        return Came(
            {day: found[ALL].count(Count.VISITS_ENDED) for day, found in whole.items() if ALL in found},
            {
                (day, service): tally.count(Count.FINISHED)
                for day, services in parts.items()
                for service, tally in services.items()
            },
        )

    return came
