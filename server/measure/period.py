"""Figures over a range of dates: days folded from the records of a log, pooled and grouped, exact."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import assert_never

from server.core.events import DayOpened
from server.core.evolve import evolve
from server.core.plan import OfficeId, Plan, ServiceId
from server.core.record import Recorded
from server.core.state import Office
from server.measure.facts import Facts, note
from server.measure.figures import Figures, figures, grouped
from server.measure.samples import Sample, samples


class By(StrEnum):
    """What the figures of a period are grouped by."""

    DAY = "day"
    HOUR = "hour"
    WEEKDAY = "weekday"
    SERVICE = "service"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Day:
    """The facts of one business date, and what the office offered on it."""

    plan: Plan
    facts: Facts


@dataclass(frozen=True, slots=True)
class Period:
    """The figures of `days` business dates; keys of `groups` are dates as written in RFC 3339, hours 0–23 of
    the office's clock, weekdays 1–7 (Monday is 1), or the ids of services or counters.
    """

    days: int
    whole: Figures
    groups: Mapping[str, Figures] | Mapping[int, Figures]


@dataclass(slots=True)
class Diary:
    """Folds the records of one office, beginning with a DayOpened, into days."""

    office: Office
    facts: Facts = field(default_factory=Facts)

    def write(self, recorded: Recorded) -> Day | None:
        """Take one more record; the day before, when it begins a new one."""
        over = self.page() if isinstance(recorded.event, DayOpened) else None
        after = evolve(self.office, recorded.event, recorded.at)
        self.facts = note(self.facts, self.office, recorded, after)
        self.office = after
        return over

    def page(self) -> Day | None:
        """The day so far; None before the first."""
        return Day(self.office.plan, self.facts) if self.office.plan else None


def days_of(office: OfficeId, records: Iterable[Recorded]) -> Iterator[Day]:
    """The days of an office's records, which begin with a DayOpened; the last one may be going on."""
    diary = Diary(Office(office))
    for recorded in records:
        if (over := diary.write(recorded)) is not None:
            yield over
    if (last := diary.page()) is not None:
        yield last


def period(days: Iterable[Day], by: By | None = None, service: ServiceId | None = None) -> Period:
    """The figures of these days, of one service or of all, pooled as a whole and in groups."""
    dates: set[date] = set()
    found: list[tuple[date, Sample]] = []
    for day in days:
        dates.add(day.plan.date)
        of_day = samples(day.facts, day.plan)
        found += ((day.plan.date, each) for each in of_day if service in {None, each.service})
    whole = figures(each for _, each in found)
    return Period(len(dates), whole, {} if by is None else _groups(found, by))


def _groups(found: Iterable[tuple[date, Sample]], by: By) -> Mapping[str, Figures] | Mapping[int, Figures]:
    match by:
        case By.DAY:
            return grouped((each.isoformat(), sample) for each, sample in found)
        case By.HOUR:
            return grouped((sample.at.hour, sample) for _, sample in found)
        case By.WEEKDAY:
            return grouped((each.isoweekday(), sample) for each, sample in found)
        case By.SERVICE:
            return grouped((sample.service, sample) for _, sample in found)
        case By.COUNTER:
            return grouped((sample.counter, sample) for _, sample in found)
        case _:
            assert_never(by)
