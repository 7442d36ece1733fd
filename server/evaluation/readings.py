"""Reads an indicator over days: from the measures, the survey or the register, frozen as a Reading."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from server.core.calendar import fiscal_year
from server.core.plan import OfficeId
from server.evaluation.calendar_words import FISCAL_MONTHS, month_of_year
from server.evaluation.catalogue import definition, denominator, is_of_a_part, numerator, spoken
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.voices import figures
from server.evaluation.voices.figures import Figure, Scope
from server.evaluation.voices.questionnaire import OVERALL, Questionnaire, asked_in
from server.evaluation.voices.questionnaire_file import standard
from server.measure.books import ALL, Book
from server.measure.definitions import Definition
from server.measure.editions import EDITIONS, edition_on
from server.measure.months import month_end
from server.measure.tally import ZERO, Count, Tally, together
from server.ports.voices import Register, Sheets, Surveys


class Counted(Protocol):
    """Whoever knows the tallies of a range and of its months, as server.app.measures does."""

    async def tallies(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE
    ) -> Mapping[str, Tally]:
        """One book of this range, both ends included."""

    async def monthly(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE
    ) -> Mapping[date, Mapping[str, Tally]]:
        """One book of each month of this range, by the first day of the month."""


class Readings:
    """Reads indicators. Values are in the unit of server.evaluation.catalogue: minutes, percent, counts.

    `offices` are those whose logs and voices are here: an indicator without an office reads all of them, one
    of an office that is not here reads nothing (value None). Methods raise MeasuresDown, LogDown, VoicesDown.
    """

    def __init__(
        self,
        counted: Counted,
        surveys: Surveys,
        register: Register,
        offices: Sequence[OfficeId],
        questionnaires: Sequence[Questionnaire] | None = None,
    ) -> None:
        self._counted = counted
        self._surveys = surveys
        self._register = register
        self._offices = tuple(offices)
        self.questionnaires = tuple(standard() if questionnaires is None else questionnaires)

    async def read(self, indicator: Indicator, since: date, until: date) -> Reading:
        """What the indicator says over these days, both included; what is counted by hand has no value."""
        if indicator.source is Source.COUNTED:
            return Reading(since, until, None)
        if indicator.source is Source.MEASURES:
            found = definition(indicator)
            return _measured(found, await self._tally(indicator, since, until), since, until)
        figure = await self._voiced(indicator, since, until)
        percent = indicator.figure in _SHARES and figure.value is not None
        value = figure.value * 100 if percent and figure.value is not None else figure.value
        edition = asked_in(self.questionnaires, fiscal_year(until)).year
        return Reading(since, until, value, figure.numerator, figure.denominator, edition)

    async def months(self, indicator: Indicator, year: int, until: date) -> tuple[float | None, ...]:
        """The twelve months of a fiscal year, April first; None for what is after `until` or not counted."""
        if indicator.source is Source.MEASURES:
            return await self._measured_months(indicator, year, until)
        firsts = [month_of_year(month, year) for month in FISCAL_MONTHS]
        read = [
            (await self.read(indicator, first, min(month_end(first), until))).value
            if first <= until and indicator.source is not Source.COUNTED
            else None
            for first in firsts
        ]
        return tuple(read)

    async def _measured_months(
        self, indicator: Indicator, year: int, until: date
    ) -> tuple[float | None, ...]:
        found = definition(indicator)
        firsts = [month_of_year(month, year) for month in FISCAL_MONTHS]
        until = min(until, month_end(firsts[-1]))
        if found is None or until < firsts[0]:
            return (None,) * len(firsts)
        book, key = _place(indicator)
        pages = [
            await self._counted.monthly(office, firsts[0], until, book) for office in self._of(indicator)
        ]
        tallies = [sum((page.get(first, {}).get(key, ZERO) for page in pages), ZERO) for first in firsts]
        return tuple(spoken(found, tally) for tally in tallies)

    async def _tally(self, indicator: Indicator, since: date, until: date) -> Tally:
        book, key = _place(indicator)
        pages = [await self._counted.tallies(office, since, until, book) for office in self._of(indicator)]
        return together(*pages).get(key, ZERO)

    async def _voiced(self, indicator: Indicator, since: date, until: date) -> Figure:
        scope = Scope(since, until, indicator.office, indicator.section)
        if indicator.source is Source.REGISTER:
            entries = [
                each
                for office in self._of(indicator)
                for each in await self._register.entries(office, since, until)
            ]
            match indicator.figure:
                case "recorded_in_time":
                    return figures.recorded_in_time(entries, scope)
                case "answered_in_time":
                    return figures.answered_in_time(entries, scope)
                case "days_to_answer":
                    return figures.days_to_answer(entries, scope)
                case _:
                    return figures.received(entries, scope)
        answers = [
            each
            for office in self._of(indicator)
            for each in await self._surveys.answers(office, since, until)
        ]
        asked = asked_in(self.questionnaires, fiscal_year(until))
        match indicator.figure:
            case "mean_grade":
                return figures.mean_grade(answers, asked, indicator.item or OVERALL, scope)
            case "response_rate":
                tally = await self._tally(indicator, since, until)
                came = tally.count(Count.FINISHED if is_of_a_part(indicator) else Count.VISITS_ENDED)
                return figures.response_rate(answers, scope, came)
            case "paper_response_rate":
                return figures.paper_response_rate(answers, await self._sheets(indicator, scope), scope)
            case _:
                return figures.satisfaction(answers, asked, indicator.item or OVERALL, scope)

    async def _sheets(self, indicator: Indicator, scope: Scope) -> list[Sheets]:
        return [
            each
            for office in self._of(indicator)
            for each in await self._surveys.sheets(office, scope.since, scope.until)
        ]

    def _of(self, indicator: Indicator) -> tuple[OfficeId, ...]:
        if not indicator.office:
            return self._offices
        return tuple(each for each in self._offices if each == indicator.office)


_SHARES = frozenset({
    "satisfaction", "response_rate", "paper_response_rate", "recorded_in_time", "answered_in_time",
})  # fmt: skip


def _measured(found: Definition | None, tally: Tally, since: date, until: date) -> Reading:
    edition = edition_on(until, EDITIONS).number
    if found is None or not tally.counts:
        return Reading(since, until, None, edition=edition)
    of = denominator(found, tally)
    return Reading(since, until, spoken(found, tally), numerator(found, tally), of, edition)


def _place(indicator: Indicator) -> tuple[Book, str]:
    """The book and its key: of one service, of one section, or of the whole office."""
    if indicator.service:
        return Book.SERVICE, indicator.service
    if indicator.section:
        return Book.SECTION, indicator.section
    return Book.OFFICE, ALL
