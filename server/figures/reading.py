"""Reads from the measures what a page needs: few reads, as many for five years as for one."""

from collections.abc import Mapping
from datetime import date

from server.app.measures import Measured
from server.core.plan import OfficeId, Plan
from server.figures.views.cases import FIGURES, Wanted
from server.figures.views.choice import Choice, Found, counters_of, services_of, with_gone
from server.figures.views.offices import Side
from server.figures.views.periods import (
    DAY,
    Span,
    before,
    fiscal_years_of,
    is_long,
    month_span,
    months_of,
    trend_span,
    year_before,
)
from server.measure.behind import Case
from server.measure.books import ALL, Book, weekday_hours_of
from server.measure.months import month_of, year_of
from server.measure.tally import ZERO, Only, Tally, Under, pooled


class Reading:
    """The reads of one answer: a book of the same dates is read once, however many panels show it."""

    def __init__(self, measures: Measured, office: OfficeId) -> None:
        self.measures = measures
        self.office = office
        self._books: dict[tuple[Span, Book], Mapping[str, Tally]] = {}
        self._ones: dict[tuple[Span, Book, str], Tally] = {}

    async def book(self, span: Span, book: Book) -> Mapping[str, Tally]:
        """One book of these dates. Raises MeasuresDown, LogDown."""
        if (span, book) not in self._books:
            found = await self.measures.tallies(self.office, span.since, span.until, book)
            self._books[span, book] = found
        return self._books[span, book]

    async def one(self, span: Span, book: Book, key: str) -> Tally:
        """One group of a book; nothing else of the book is read."""
        if (span, book, key) not in self._ones:
            page = self._books.get((span, book))
            if page is None:
                page = await self.measures.tallies(self.office, span.since, span.until, book, Only(key))
            self._ones[span, book, key] = page.get(key, ZERO)
        return self._ones[span, book, key]

    async def trend(self, span: Span, book: Book, key: str) -> tuple[tuple[Span, Tally], ...]:
        """Month by month for at least a year, or fiscal year by fiscal year when the stretch is long."""
        parts = parts_of(span)
        dates = (parts[0].since, parts[-1].until)
        read = self.measures.yearly if is_long(span) else self.measures.monthly
        start = year_of if is_long(span) else month_of
        found = await read(self.office, *dates, book, Only(key))
        trend = tuple((each, found.get(start(each.since), {}).get(key, ZERO)) for each in parts)
        inside = [(each, tally) for each, tally in trend if each.since >= span.since]
        if inside and inside[0][0].since == span.since:
            # The last part ends with the stretch, so these are the whole of it.
            self._ones[span, book, key] = pooled(tally for _, tally in inside)
        return trend


async def found_for(measures: Measured, plan: Plan, choice: Choice) -> Found:
    """Everything that answers a choice. Raises MeasuresDown, LogDown."""
    span, reading = choice.span, Reading(measures, choice.office)
    last, last_year = before(span), year_before(span)
    place = place_of(choice)
    services = await reading.book(span, Book.SERVICE)
    trend = await reading.trend(span, *place)
    counters = await reading.book(span, Book.COUNTER)
    return Found(
        whole=await reading.one(span, *place),
        before=(last, await reading.one(last, *place)) if last else None,
        year_before=(last_year, await reading.one(last_year, *place)) if last_year else None,
        services=services,
        counters={
            each: counters[each]
            for each in with_gone(counters_of(plan, choice), counters, choice)
            if each in counters
        },
        scenes=await reading.book(span, Book.SCENE),
        hours=await _hours(reading, plan, choice),
        trend=trend,
        office=await reading.one(span, Book.OFFICE, ALL),
    )


def place_of(choice: Choice) -> tuple[Book, str]:
    """The book and the key that hold a choice."""
    if choice.service:
        return Book.SERVICE, choice.service
    return (Book.SECTION, choice.section) if choice.section else (Book.OFFICE, ALL)


def parts_of(span: Span) -> tuple[Span, ...]:
    """The points of a trend around these dates: months, or fiscal years when the stretch is long."""
    if is_long(span):
        return tuple(fiscal_years_of(span))
    wide = trend_span(span)
    return tuple(months_of(Span(month_span(wide.since).since, wide.until)))


async def side_of(measures: Measured, office: OfficeId, plan: Plan, span: Span) -> Side:
    """One office for the page of all offices. Raises MeasuresDown, LogDown."""
    reading = Reading(measures, office)
    trend = await reading.trend(span, Book.OFFICE, ALL)
    return Side(
        office,
        plan.names,
        await reading.one(span, Book.OFFICE, ALL),
        tuple(tally for _span, tally in trend),
        await reading.book(span, Book.SECTION),
        {each.id: each.names for each in plan.sections.values()},
    )


async def days_for(measures: Measured, choice: Choice, *spans: Span) -> dict[date, Tally]:
    """The business dates of these stretches, for the place of the choice. Raises MeasuresDown, LogDown."""
    book, key = place_of(choice)
    found: dict[date, Tally] = {}
    for span in spans:
        daily = await measures.daily(choice.office, span.since, span.until, book, Only(key))
        found.update({day: tallies[key] for day, tallies in daily.items() if key in tallies})
    return found


async def cases_for(measures: Measured, choice: Choice, wanted: Wanted) -> list[Case]:
    """The cases behind a figure; of a weekday only its dates are read. Raises MeasuresDown, LogDown."""
    spans = [choice.span]
    if wanted.weekday:
        dates = (choice.span.since + number * DAY for number in range(choice.span.days))
        spans = [Span(day, day) for day in dates if day.isoweekday() == wanted.weekday]
    figure, service = FIGURES[wanted.which], choice.service or None
    found: list[Case] = []
    for each in spans:
        found += await measures.visits(choice.office, each.since, each.until, figure, service=service)
    return found


async def _hours(reading: Reading, plan: Plan, choice: Choice) -> dict[tuple[int, int], Tally]:
    """Weekdays and hours, of the office or of the services chosen put together."""
    if not (choice.service or choice.section):
        return weekday_hours_of(await reading.book(choice.span, Book.WEEKDAY_HOUR))
    services = frozenset(services_of(plan, choice))
    span = choice.span
    return weekday_hours_of(
        await reading.measures.tallies(
            choice.office, span.since, span.until, Book.SERVICE_HOUR,
            Under(services),
        )
    )  # fmt: skip
