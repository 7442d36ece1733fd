"""Days folded from the records of a log, and the figures of a range of them, pooled and grouped, exact."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar, assert_never

from server.core.events import DayOpened
from server.core.evolve import evolve
from server.core.plan import OfficeId, Plan, ServiceId
from server.core.record import Recorded
from server.core.state import Office
from server.measure.books import ALL, Book, hours_of, part_of, tallies_of_day
from server.measure.editions import edition_on
from server.measure.facts import Facts, note
from server.measure.figures import Figures, figures_of
from server.measure.sheet import Offer, Sheet, sheet_of
from server.measure.tally import ZERO, Count, Tally, together


class By(StrEnum):
    """What the figures of a period are grouped by."""

    DAY = "day"
    HOUR = "hour"
    WEEKDAY = "weekday"
    SERVICE = "service"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Day:
    """The facts of one business date, what the office offered on it, and the stretch of the log it came from.

    `until` is the time of its latest record, `hash` the hash of that record.
    """

    plan: Plan
    facts: Facts
    until: datetime
    first: int
    last: int
    hash: str

    def sheet(self, offer: Offer | None = None) -> Sheet:
        """The sheet of this day so far."""
        return sheet_of(self.plan, self.facts, self.until, offer)


_Key = TypeVar("_Key", str, int)
Groups: TypeAlias = Mapping[str, Figures] | Mapping[int, Figures]


@dataclass(frozen=True, slots=True)
class Period:
    """The figures of `days` business dates; keys of `groups` are dates as written in RFC 3339, hours 0–23 of
    the office's clock, weekdays 1–7 (Monday is 1), or the ids of services or counters.
    """

    days: int
    whole: Figures
    groups: Groups


@dataclass(slots=True)
class Diary:
    """Folds the records of one office, beginning with a DayOpened, into days."""

    office: Office
    facts: Facts = field(default_factory=Facts)
    first: int = 0
    last: int = 0
    hash: str = ""

    def write(self, recorded: Recorded) -> Day | None:
        """Take one more record; the day before, when it begins a new one."""
        begins = isinstance(recorded.event, DayOpened)
        over = self.page() if begins else None
        after = evolve(self.office, recorded.event, recorded.at)
        self.facts = note(self.facts, self.office, recorded, after)
        self.office = after
        self.first = recorded.position if begins else self.first
        self.last, self.hash = recorded.position, recorded.hash
        return over

    def page(self) -> Day | None:
        """The day so far; None before the first."""
        plan, at = self.office.plan, self.office.at
        return Day(plan, self.facts, at, self.first, self.last, self.hash) if plan and at else None


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
    books = {Book.OFFICE, *(book_of(each, service) for each in (None, by))}
    found = [(day.plan.date, tallies_of_day(day.sheet(), edition_on(day.plan.date), books)) for day in days]
    pooled = {book: together(*(tallies[book] for _, tallies in found)) for book in books}
    if by is By.DAY:
        book = book_of(by, service)
        groups: Groups = {
            day.isoformat(): figures_of(whole_of(tallies[book], service)) for day, tallies in found
        }
    else:
        groups = groups_of(pooled[book_of(by, service)], by, service)
    opened = pooled[Book.OFFICE].get(ALL, ZERO).count(Count.DAYS)
    return Period(opened, figures_of(whole_of(pooled[book_of(None, service)], service)), groups)


def book_of(by: By | None, service: ServiceId | None) -> Book:
    """The book that answers this question."""
    match by:
        case None | By.DAY:
            return Book.OFFICE if service is None else Book.SERVICE
        case By.HOUR:
            return Book.WEEKDAY_HOUR if service is None else Book.SERVICE_HOUR
        case By.WEEKDAY:
            return Book.WEEKDAY if service is None else Book.SERVICE_WEEKDAY
        case By.SERVICE:
            return Book.SERVICE
        case By.COUNTER:
            return Book.COUNTER if service is None else Book.SERVICE_COUNTER
        case _:
            assert_never(by)


def whole_of(book: Mapping[str, Tally], service: ServiceId | None) -> Tally:
    """Of OFFICE or SERVICE: everything, or everything of one service."""
    return book.get(ALL if service is None else service, ZERO)


def groups_of(book: Mapping[str, Tally], by: By | None, service: ServiceId | None) -> Groups:
    """The figures of the groups that were asked for, from the book that answers it; days go another way."""
    match by:
        case None | By.DAY:
            return {}
        case By.HOUR:
            return _figures(hours_of(book, service))
        case By.WEEKDAY:
            found = book if service is None else part_of(book, service)
            return _figures({int(each): tally for each, tally in found.items()})
        case By.SERVICE:
            return _figures({each: tally for each, tally in book.items() if service in {None, each}})
        case By.COUNTER:
            return _figures(book if service is None else part_of(book, service))
        case _:
            assert_never(by)


def _figures(found: Mapping[_Key, Tally]) -> dict[_Key, Figures]:
    return {each: figures_of(found[each]) for each in sorted(found)}
