"""The store of measures in memory: for tests, and for a replay that leaves nothing behind."""

from collections.abc import Sequence
from datetime import date

from server.core.plan import OfficeId
from server.ports.measures import SO_FAR, DayRow, Grain, OfferRow, PageRow, Written


class MemoryMeasures:
    """Measures of this process, gone with it."""

    def __init__(self) -> None:
        self._days: dict[tuple[OfficeId, date], DayRow] = {}
        self._offers: dict[tuple[OfficeId, str], OfferRow] = {}
        self._pages: dict[tuple[OfficeId, Grain, str, date], PageRow] = {}

    async def write(self, written: Written) -> None:
        """See Measures.write."""
        for offer in written.offers:
            self._offers.setdefault((offer.office, offer.digest), offer)
        for day in written.days:
            self._days.setdefault((day.office, day.day), day)
            self._pages = {key: page for key, page in self._pages.items() if not _is_outdated(page, day)}
        for page in written.pages:
            self._pages.setdefault((page.office, page.grain, page.book, page.since), page)

    async def last(self, office: OfficeId) -> DayRow | None:
        """See Measures.last."""
        rows = [row for row in self._days.values() if row.office == office]
        return max(rows, key=lambda row: row.day, default=None)

    async def days(self, office: OfficeId, since: date, until: date) -> Sequence[DayRow]:
        """See Measures.days."""
        rows = (row for row in self._days.values() if row.office == office and since <= row.day <= until)
        return sorted(rows, key=lambda row: row.day)

    async def offers(self, office: OfficeId, digests: Sequence[str]) -> Sequence[OfferRow]:
        """See Measures.offers."""
        return [self._offers[office, each] for each in digests if (office, each) in self._offers]

    async def pages(
        self, office: OfficeId, grain: Grain, book: str, since: date, until: date
    ) -> Sequence[PageRow]:
        """See Measures.pages."""
        rows = (
            row
            for row in self._pages.values()
            if (row.office, row.grain, row.book) == (office, grain, book) and since <= row.since <= until
        )
        return sorted(rows, key=lambda row: row.since)

    async def years(self, office: OfficeId, book: str, until: date) -> PageRow | None:
        """See Measures.years."""
        rows = await self.pages(office, Grain.YEARS, book, date.min, until)
        return rows[-1] if rows else None

    async def forget(self, office: OfficeId) -> None:
        """See Measures.forget."""
        self._days = {key: row for key, row in self._days.items() if row.office != office}
        self._offers = {key: row for key, row in self._offers.items() if row.office != office}
        self._pages = {key: row for key, row in self._pages.items() if row.office != office}


def _is_outdated(page: PageRow, day: DayRow) -> bool:
    return page.grain in SO_FAR and page.office == day.office and page.since < day.day
