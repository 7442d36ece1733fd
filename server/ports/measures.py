"""The store of measures: what is counted of days, months and years that are over; made again from the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from server.core.plan import OfficeId


class MeasuresDown(Exception):
    """The store cannot be written or read now; nothing is lost, it all comes from the log. Says why."""


class MeasuresDamaged(Exception):
    """What the store holds is not what was written. Says where, and how to make it again."""


class Grain(StrEnum):
    """How much time a page of the books covers.

    A month is counted alone; `years` from the first record to the end of a fiscal year (March), so that any
    number of whole fiscal years is one page less another. `month_so_far` and `year_so_far` are those that are
    going on, up to the latest day that is over: they are kept until the next day of that office is.
    """

    DAY = "day"
    MONTH = "month"
    YEARS = "years"
    MONTH_SO_FAR = "month_so_far"
    YEAR_SO_FAR = "year_so_far"


SO_FAR = frozenset({Grain.MONTH_SO_FAR, Grain.YEAR_SO_FAR})
"""What the next day makes outdated."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One business date: its sheet, and the stretch of the log (ending with `hash`) that it was made from.

    `edition` is that of the definitions under which it counts, `offer` names its row of offers.
    """

    office: OfficeId
    day: date
    edition: int
    first: int
    last: int
    hash: str
    offer: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OfferRow:
    """What the figures need of a plan, kept once for all days that offer the same."""

    office: OfficeId
    digest: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PageRow:
    """One book's tallies of one day, one month or all years up to one; `since` is the first day of that
    day, month or fiscal year, and of what is so far its latest day.
    """

    office: OfficeId
    grain: Grain
    since: date
    book: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What becomes durable together."""

    days: Sequence[DayRow] = ()
    offers: Sequence[OfferRow] = ()
    pages: Sequence[PageRow] = ()


class Measures(Protocol):
    """One store for all offices."""

    async def write(self, written: Written) -> None:
        """Keep these rows, all or none; a row that is there already stays as it is.

        Days take the place of the pages SO_FAR of earlier days. Raises MeasuresDown.
        """

    async def last(self, office: OfficeId) -> DayRow | None:
        """The latest day that is kept. Raises MeasuresDown."""

    async def days(self, office: OfficeId, since: date, until: date) -> Sequence[DayRow]:
        """The rows of the days in this range, both ends included, in order. Raises MeasuresDown."""

    async def offers(self, office: OfficeId, digests: Sequence[str]) -> Sequence[OfferRow]:
        """The offers of these names. Raises MeasuresDown."""

    async def pages(
        self, office: OfficeId, grain: Grain, book: str, since: date, until: date
    ) -> Sequence[PageRow]:
        """One book's pages that begin in this range, both ends included, in order. Raises MeasuresDown."""

    async def years(self, office: OfficeId, book: str, until: date) -> PageRow | None:
        """The latest page of all years whose fiscal year begins up to this date. Raises MeasuresDown."""

    async def forget(self, office: OfficeId) -> None:
        """Throw away everything of this office, to make it again. Raises MeasuresDown."""
