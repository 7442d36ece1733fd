"""Reads from the measures what an office did in a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.app.measures import EARLIEST, Measured
from server.core.calendar import fiscal_year
from server.core.plan import OfficeId, Plan
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.state import Loop
from server.evaluation.publication.views.month_figures import Asked, MonthFigures
from server.evaluation.readings import Readings
from server.measure.behind import Case
from server.measure.books import ALL, Book
from server.measure.months import month_end, month_of
from server.measure.tally import ZERO, Count, Length, Only, Tally
from server.ports.city import City
from server.ports.plans import Plans

LONGEST = 10
"""Waits that the report names one by one."""

ONE_DAY = timedelta(days=1)


class NothingCounted(Exception):
    """The office has no business day in this month. Says so in words."""


@dataclass(frozen=True, slots=True)
class MonthReader:
    """Where the figures of a month come from."""

    measures: Measured
    readings: Readings
    plans: Plans
    city: City

    async def read(self, office: OfficeId, month: date, now: datetime, loop: Loop) -> MonthFigures:
        """The month that begins on `month`, as of now. Raises NothingCounted, MeasuresDown, LogDown."""
        now = now.astimezone(self.plans.zone(office))
        since, until = month, min(month_end(month), now.date() - ONE_DAY)
        this = await self._whole(office, since, until)
        plan = self._plan(office, since, until)
        if not this.count(Count.DAYS) or plan is None:
            raise NothingCounted(
                f"There is nothing counted of {office} in {month:%Y-%m}: no business day of it is over."
            )
        last, last_year = _month_before(month), month.replace(year=month.year - 1)
        measures = self.measures
        return MonthFigures(
            office, plan, since, until, until < month_end(month), now, this,
            before=await self._whole(office, last, month_end(last)),
            year_before=await self._whole(office, last_year, month_end(last_year)),
            services=await measures.tallies(office, since, until, Book.SERVICE),
            counters=await measures.tallies(office, since, until, Book.COUNTER),
            scenes=await measures.tallies(office, since, until, Book.SCENE),
            quarters=await measures.tallies(office, since, until, Book.WEEKDAY_QUARTER),
            days=_of_office(await measures.daily(office, since, until)),
            longest=_longest(await measures.visits(office, since, until, Length.WAIT)),
            asked=await self._asked(office, since, until, loop),
        )  # fmt: skip

    async def months(self, office: OfficeId, today: date) -> tuple[date, ...]:
        """The first days of the months before today's with a business day. Raises MeasuresDown, LogDown."""
        over = month_of(today) - ONE_DAY
        found = await self.measures.monthly(office, EARLIEST, over, Book.OFFICE, Only(ALL))
        return tuple(month for month, book in sorted(found.items()) if book.get(ALL, ZERO).count(Count.DAYS))

    async def _whole(self, office: OfficeId, since: date, until: date) -> Tally:
        return (await self.measures.tallies(office, since, until)).get(ALL, ZERO) if since <= until else ZERO

    def _plan(self, office: OfficeId, since: date, until: date) -> Plan | None:
        """What the office offered on the last open day of these."""
        days = (until - ONE_DAY * back for back in range((until - since).days + 1))
        return next((plan for day in days if (plan := self.plans.plan(office, day)) is not None), None)

    async def _asked(self, office: OfficeId, since: date, until: date, loop: Loop) -> tuple[Asked, ...]:
        """The targets of the ward of this office that its own figures decide."""
        years = [
            loop.ward(ward.id, fiscal_year(since)).targets
            for ward in self.city.wards.values()
            if office in ward.offices
        ]
        aims = [targets[each].aim for targets in years for each in sorted(targets)]
        ours = [each for each in aims if _is_of(office, each.indicator)]
        return tuple([Asked(each, await self.readings.read(each.indicator, since, until)) for each in ours])


def _is_of(office: OfficeId, indicator: Indicator) -> bool:
    return indicator.source is Source.MEASURES and indicator.office in {"", office}


def _month_before(month: date) -> date:
    return (month - ONE_DAY).replace(day=1)


def _of_office(days: Mapping[date, Mapping[str, Tally]]) -> dict[date, Tally]:
    return {day: tallies[ALL] for day, tallies in days.items() if ALL in tallies}


def _longest(cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda each: (-(each.seconds or 0), each.at))[:LONGEST])
