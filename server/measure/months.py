"""Dates as months and fiscal years (April to March), and a range as whole months and the days beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from server.core.calendar import fiscal_year

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Dates from `since` to `until`, both included."""

    since: date
    until: date

    def __bool__(self) -> bool:
        return self.since <= self.until


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def year_of(day: date) -> date:
    """The first day of its fiscal year."""
    return date(fiscal_year(day), 4, 1)


def year_end(day: date) -> date:
    """The last day of its fiscal year."""
    return date(fiscal_year(day) + 1, 3, 31)


def whole_years(stretch: Stretch) -> Stretch | None:
    """The whole fiscal years in this range; None if there is none."""
    since = year_of(stretch.since)
    if since < stretch.since:
        since = year_end(stretch.since) + ONE_DAY
    until = year_end(stretch.until)
    if until > stretch.until:
        until = year_of(stretch.until) - ONE_DAY
    found = Stretch(since, until)
    return found or None


def months_between(stretch: Stretch) -> Iterator[Stretch]:
    """Month by month; the first and the last may be parts of one."""
    since = stretch.since
    while since <= stretch.until:
        until = min(month_end(since), stretch.until)
        yield Stretch(since, until)
        if until == date.max:
            return
        since = until + ONE_DAY


def years_between(stretch: Stretch) -> Iterator[Stretch]:
    """Fiscal year by fiscal year; the first and the last may be parts of one."""
    since = stretch.since
    while since <= stretch.until:
        until = min(year_end(since), stretch.until)
        yield Stretch(since, until)
        since = until + ONE_DAY


def is_whole_month(stretch: Stretch) -> bool:
    """Whether it is exactly one month of the calendar."""
    return stretch.since.day == 1 and stretch.until == month_end(stretch.since)


def without(stretch: Stretch, part: Stretch) -> tuple[Stretch, ...]:
    """What lies before and after a part of this range, where there is something."""
    around = (Stretch(stretch.since, part.since - ONE_DAY), Stretch(part.until + ONE_DAY, stretch.until))
    return tuple(each for each in around if each)
