"""The months of an office whose report can be read, by fiscal year, the newest first. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from server.core.calendar import fiscal_year


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day; `written_at` when its report was written down, None if it was not."""

    first: date
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Year:
    """The months of a fiscal year."""

    year: int
    months: tuple[Month, ...]


def years_of(counted: Iterable[date], kept: Mapping[date, datetime]) -> tuple[Year, ...]:
    """The months that were counted, and those whose reports are kept: each by its first day."""
    months = (Month(each, kept.get(each)) for each in sorted({*counted, *kept}, reverse=True))
    years = groupby(months, key=lambda each: fiscal_year(each.first))
    return tuple(Year(year, tuple(found)) for year, found in years)
