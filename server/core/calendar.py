"""Dates: which days an office opens, by the first rule that matches, and in which fiscal year a date lies."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from msgspec import UNSET, UnsetType

from server.core.plan import Names, ServiceId, Span

Holidays: TypeAlias = Callable[[date], bool]
"""Whether a date is a holiday; who knows that is none of the core's business."""

LAST = -1
"""In `When.nth`: the last such weekday of the month, be it the fourth or the fifth."""


@dataclass(frozen=True, slots=True)
class Yearly:
    """A stretch of every year, both ends included, each as (month, day); it may go across the year end."""

    first: tuple[int, int]
    last: tuple[int, int]

    def covers(self, day: date) -> bool:
        """Whether the date lies in this stretch of its year, or of the turn of the year."""
        found = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= found <= self.last
        return found >= self.first or found <= self.last


@dataclass(frozen=True, slots=True)
class When:
    """Conditions that must all hold; one that is empty or None always holds.

    `weekdays` count from Monday 0; `nth` is the how-manieth such weekday of its month (1 to 5, or LAST);
    `since` and `until`, both included, are the time in which the rule is valid.
    """

    dates: frozenset[date] = frozenset()
    yearly: Yearly | None = None
    weekdays: frozenset[int] = frozenset()
    nth: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    holidays: bool | None = None
    since: date = date.min
    until: date = date.max

    def matches(self, day: date, holidays: Holidays) -> bool:
        """Whether every condition holds on this date."""
        return (
            self.since <= day <= self.until
            and (not self.dates or day in self.dates)
            and (self.yearly is None or self.yearly.covers(day))
            and (not self.weekdays or day.weekday() in self.weekdays)
            and (not self.nth or not self.nth.isdisjoint(_places_in_month(day)))
            and (not self.months or day.month in self.months)
            and (self.holidays is None or holidays(day) is self.holidays)
        )


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class DayRule:
    """One kind of day: what it is called, when it is, and what is open then.

    Without `hours` the office is closed. `services` are the ones offered on such a day, None for all.
    `special`: whether it is a special opening, UNSET where the office does not say.
    """

    names: Names
    hours: tuple[Span, ...] = ()
    services: frozenset[ServiceId] | None = None
    when: When = ALWAYS
    special: bool | UnsetType = UNSET

    def offers(self, service: ServiceId) -> bool:
        """Whether the service is offered on such a day."""
        return self.services is None or service in self.services


def rule_for(rules: Iterable[DayRule], day: date, holidays: Holidays) -> DayRule | None:
    """The rule that decides this date: the first that matches; None when there is none."""
    return next((rule for rule in rules if rule.when.matches(day, holidays)), None)


def common(hours: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """The hours that lie in both, in the order of the day."""
    others = tuple(others)
    shared = (
        Span(max(one.opens, other.opens), min(one.closes, other.closes)) for one in hours for other in others
    )
    return tuple(sorted((each for each in shared if each.opens < each.closes), key=lambda each: each.opens))


def shortened(hours: Iterable[Span], minutes: int) -> tuple[Span, ...]:
    """The hours in which tickets are given out when the last one comes `minutes` before each closing."""
    shorter = (Span(each.opens, each.closes - minutes) for each in hours)
    return tuple(each for each in shorter if each.opens < each.closes)


def fiscal_year(day: date) -> int:
    """The fiscal year of a date: 2026 is 1 April 2026 to 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1


def _places_in_month(day: date) -> frozenset[int]:
    count = (day.day - 1) // 7 + 1
    is_last = (day + timedelta(days=7)).month != day.month
    return frozenset({count, LAST}) if is_last else frozenset({count})
