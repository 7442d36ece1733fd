"""A day for the tests of measures: commands at given times, decided by the real core and folded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from immutables import Map

from server.core import codec
from server.core.commands import Command, OpenCounter, OpenDay
from server.core.decide import decide
from server.core.evolve import evolve
from server.core.plan import CounterPlan, Duty, Plan, Stage
from server.core.record import Recorded
from server.core.refusal import Refused
from server.core.state import Office
from server.measure.books import ALL, Book, hours_of, tallies_of_day
from server.measure.editions import edition_on
from server.measure.facts import Facts, note
from server.measure.figures import Figures, figures_of
from server.measure.sheet import sheet_of
from tests.story import at, plan

DUTIES = tuple(Duty(service, stage) for service in ("certificate", "moving") for stage in Stage)


def ward(**rules: object) -> Plan:
    """Two services with back office and issuance; three counters do everything."""
    furnished = plan(**rules)  # type: ignore[arg-type]
    counters = {each.id: _does_everything(each) for each in furnished.counters.values()}
    return replace(furnished, counters=counters)


def _does_everything(counter: CounterPlan) -> CounterPlan:
    return replace(counter, work=DUTIES)


@dataclass(frozen=True)
class Told:
    """What was recorded, the office after it, and its facts."""

    office: Office
    facts: Facts = Facts()  # noqa: RUF009  frozen and empty
    records: tuple[Recorded, ...] = ()

    def then(self, clock: str | datetime, *commands: Command) -> "Told":
        """These commands were carried out at this time."""
        told = self
        for command in commands:
            told = told._carried_out(at(clock) if isinstance(clock, str) else clock, command)
        return told

    def if_allowed(self, now: datetime, command: Command) -> "Told":
        """The same, or nothing where the office says no."""
        try:
            return self.then(now, command)
        except Refused:
            return self

    def offices(self) -> list[tuple[Office, Office]]:
        """The office before and after each record."""
        pairs, office = [], Office(self.office.id)
        for each in self.records:
            after = evolve(office, each.event, each.at)
            pairs.append((office, after))
            office = after
        return pairs

    def _carried_out(self, now: datetime, command: Command) -> "Told":
        told = self
        for step, event in enumerate(decide(self.office, command, now)):
            position = len(told.records) + 1
            recorded = Recorded(
                told.office.id, position, now, event, str(position), step, codec.asked(command), "test", ""
            )
            after = evolve(told.office, event, now)
            facts = note(told.facts, told.office, recorded, after)
            told = Told(after, facts, (*told.records, recorded))
        return told


def opened(furnished: Plan | None = None, clock: str = "08:30") -> Told:
    """The day is open and a clerk sits at each counter."""
    furnished = furnished or ward()
    told = Told(Office(furnished.office)).then(clock, OpenDay(furnished))
    return told.then(clock, *(OpenCounter(each, f"clerk-{each}") for each in furnished.counters))


@dataclass(frozen=True)
class DayFigures:
    """The figures of a day so far: as a whole, and by service, counter and hour."""

    whole: Figures
    services: Mapping[str, Figures]
    counters: Mapping[str, Figures]
    hours: Mapping[int, Figures]


def figures_of_day(told: Told) -> DayFigures:
    """All figures of what was told, up to its latest record."""
    plan, until = told.office.plan, told.office.at
    assert plan is not None
    assert until is not None
    found = tallies_of_day(sheet_of(plan, told.facts, until), edition_on(plan.date))
    return DayFigures(
        whole=figures_of(found[Book.OFFICE][ALL]),
        services={each: figures_of(tally) for each, tally in found[Book.SERVICE].items()},
        counters={each: figures_of(tally) for each, tally in found[Book.COUNTER].items()},
        hours={each: figures_of(tally) for each, tally in hours_of(found[Book.WEEKDAY_HOUR]).items()},
    )


def nothing_but_visits(facts: Facts) -> Map[str, tuple[object, ...]]:
    """What is known of each visit, without the trail that undoing needs."""
    return Map({each.number: (each.service, each.issued_at, each.course) for each in facts.visits.values()})
