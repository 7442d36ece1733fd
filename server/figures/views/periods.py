"""Stretches of dates that people ask for: months, fiscal years (from April), what they compare with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from server.core.calendar import fiscal_year

DAY = timedelta(days=1)
MONTHS_AT_MOST = 24
"""A longer stretch is shown by fiscal years."""

CASES_AT_MOST = 31
"""Days for which single tickets are listed."""


class Preset(StrEnum):
    """A stretch with a name."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    FIVE_YEARS = "five_years"


@dataclass(frozen=True, slots=True)
class Span:
    """Dates from `since` to `until`, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many dates."""
        return (self.until - self.since).days + 1


def fiscal_span(year: int) -> Span:
    """The whole fiscal year."""
    return Span(date(year, 4, 1), date(year + 1, 3, 31))


def month_span(day: date) -> Span:
    """The whole month of a date."""
    following = (day.replace(day=1) + 31 * DAY).replace(day=1)
    return Span(day.replace(day=1), following - DAY)


def span_of(preset: Preset, today: date) -> Span:
    """The dates of a preset; what is still going on ends today."""
    match preset:
        case Preset.THIS_MONTH:
            return Span(today.replace(day=1), today)
        case Preset.LAST_MONTH:
            return month_span(today.replace(day=1) - DAY)
        case Preset.THIS_YEAR:
            return Span(fiscal_span(fiscal_year(today)).since, today)
        case Preset.LAST_YEAR:
            return fiscal_span(fiscal_year(today) - 1)
        case Preset.FIVE_YEARS:
            return Span(fiscal_span(fiscal_year(today) - 4).since, today)
        case _:
            assert_never(preset)


def cases_span(span: Span) -> Span:
    """The dates whose single tickets a figure of this stretch leads to: of a long one its latest month."""
    if span.days <= CASES_AT_MOST:
        return span
    return Span(max(span.since, month_span(span.until).since), span.until)


def preset_of(span: Span, today: date) -> Preset | None:
    """The name of these dates, if they have one."""
    return next((each for each in Preset if span_of(each, today) == span), None)


def before(span: Span) -> Span | None:
    """What came before and is compared: the same days of the month or of the fiscal year before.

    Other stretches compare with as many weeks before as they touch, so that weekdays meet weekdays; None for
    what is longer than a year.
    """
    if span.days > 366:
        return None
    whole = month_span(span.since)
    if span.since == whole.since and span.until <= whole.until:
        last = month_span(span.since - DAY)
        if span.until == whole.until:
            return last
        return Span(last.since, min(last.until, last.since + (span.days - 1) * DAY))
    if (span.since.month, span.since.day) == (4, 1):
        return year_before(span)
    weeks = -(-span.days // 7) * 7 * DAY
    return Span(span.since - weeks, span.until - weeks)


def year_before(span: Span) -> Span | None:
    """The same dates a year before; None for what is longer than a year."""
    if span.days > 366:
        return None
    last = month_span(_a_year_back(span.until))
    ends_month = span.until == month_span(span.until).until
    return Span(_a_year_back(span.since), last.until if ends_month else _a_year_back(span.until))


def _a_year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def months_of(span: Span) -> Iterator[Span]:
    """The months that the stretch touches, cut at its ends."""
    since = span.since
    while since <= span.until:
        until = min(month_span(since).until, span.until)
        yield Span(since, until)
        since = until + DAY


def fiscal_years_of(span: Span) -> Iterator[Span]:
    """The fiscal years that the stretch touches, cut at its ends."""
    since = span.since
    while since <= span.until:
        until = min(fiscal_span(fiscal_year(since)).until, span.until)
        yield Span(since, until)
        since = until + DAY


def is_long(span: Span) -> bool:
    """Whether the stretch is shown by fiscal years, not by months."""
    return sum(1 for _ in months_of(span)) > MONTHS_AT_MOST


def trend_span(span: Span) -> Span:
    """What a trend shows around these dates: at least the twelve months that end with them."""
    a_year = month_span(_a_year_back(span.until)).until + DAY
    return Span(min(span.since, a_year), span.until)
