"""The fixed words of the guideline: principles, grades, outcomes, scopes, and how a grade is proposed.

Sources: the guideline for better ward service (Kawasaki, March 2012), sections 3 and 5; the grades and the
outcomes are those of Kawasaki's progress and evaluation sheets (FY2007 to FY2011).
"""

from collections.abc import Sequence
from datetime import date
from enum import IntEnum, StrEnum


class Principle(StrEnum):
    """The eight principles of ward service (section 3), in the order of the guideline."""

    MISSION = "mission"
    CITIZENS_VIEW = "citizens_view"
    EMPATHY = "empathy"
    NEEDS = "needs"
    APPROPRIATE_SERVICE = "appropriate_service"
    COMFORT = "comfort"
    EFFICIENCY = "efficiency"
    COOPERATION = "cooperation"


class Scope(StrEnum):
    """Who works for a target (sections 5(2) and 6: also several sections together)."""

    SECTION = "section"
    DIVISION = "division"
    WARD = "ward"
    CROSS_SECTION = "cross_section"
    CITY = "city"


class Basis(StrEnum):
    """A target goes beyond a standard, or is a new item under a principle (section 5(2))."""

    EXCEEDS_STANDARD = "exceeds_standard"
    NEW_ITEM = "new_item"


class Latitude(StrEnum):
    """What the service rests on (section 1(4)); what the law prescribes cannot be improved here."""

    LAW = "law"
    CITY_WIDE = "city_wide"
    WARD_OWN = "ward_own"


class Direction(StrEnum):
    """Whether a higher or a lower figure is better for the citizen."""

    UP = "up"
    DOWN = "down"


class Budget(StrEnum):
    """Where the money of an initiative comes from (section 5(3)): as a rule next year's ward budget."""

    NONE = "none"
    NEXT_YEAR = "next_year"
    THIS_YEAR_URGENT = "this_year_urgent"


class Status(StrEnum):
    """How an initiative goes."""

    NOT_STARTED = "not_started"
    ON_SCHEDULE = "on_schedule"
    BEHIND = "behind"
    DONE = "done"
    STOPPED = "stopped"


class Grade(IntEnum):
    """How far a target was achieved: 1 is the best. 3 is what was planned, nearly or fully."""

    FAR_ABOVE = 1
    ABOVE = 2
    NEARLY = 3
    BELOW = 4
    FAR_BELOW = 5


class Outcome(StrEnum):
    """What becomes of a target next year: A to D with the aim as it was, E to H with another aim."""

    EXPAND = "A"
    REDUCE = "B"
    KEEP = "C"
    END = "D"
    EXPAND_CHANGED = "E"
    REDUCE_CHANGED = "F"
    KEEP_CHANGED = "G"
    END_CHANGED = "H"


MOST_TARGETS = 3
"""Targets of one section in one year (section 5(2): one to three)."""

GRADE_STEPS: Sequence[tuple[float, Grade]] = (
    (1.5, Grade.FAR_ABOVE),
    (1.1, Grade.ABOVE),
    (0.9, Grade.NEARLY),
    (0.5, Grade.BELOW),
)
"""The way from baseline to target as the unit: from which share of it on a grade is proposed. Ours: the
scale itself says no figures."""


LAST_MONTHS = 2
"""A figure read up to February or March counts as one of the year: results are gathered before it ends."""

HALF_A_YEAR_DAYS = 183

YEARS_BACK = 10
"""How many fiscal years ago the first one may lie that a city enters."""


def beginning(year: int) -> date:
    """The first day of a fiscal year."""
    return date(year, 4, 1)


def ending(year: int) -> date:
    """The last day of a fiscal year."""
    return date(year + 1, 3, 31)


def is_whole(since: date, until: date, year: int) -> bool:
    """Whether a figure of these days, both included, counts as one of the fiscal year."""
    return since == beginning(year) and until >= ending(year).replace(month=LAST_MONTHS, day=1)


def is_brief(since: date, until: date) -> bool:
    """Whether these days, both included, are too few to speak for a year by themselves. The bound is ours."""
    return (until - since).days + 1 < HALF_A_YEAR_DAYS


def month_begins(year: int, month: int) -> date:
    """The first day of a month (1 to 12) of a fiscal year; January to March come in the year after."""
    return date(year if month >= 4 else year + 1, month, 1)


def is_better(value: float, than: float, direction: Direction) -> bool:
    """Whether a figure is strictly better than another."""
    return value > than if direction is Direction.UP else value < than


def is_reached(value: float, target: float, direction: Direction) -> bool:
    """Whether a figure is at least as good as the target."""
    return not is_better(target, value, direction)


def progress(baseline: float, target: float, value: float) -> float:
    """How much of the way from baseline to target was gone: 0 is the baseline, 1 the target."""
    return (value - baseline) / (target - baseline)


def proposed_grade(baseline: float, target: float, value: float) -> Grade:
    """The grade that the figures propose; people decide."""
    # Without rounding 6.4 on the way from 10 to 6 falls short of 0.9 by a bit of the float.
    gone = round(progress(baseline, target, value), 9)
    return next((grade for step, grade in GRADE_STEPS if gone >= step), Grade.FAR_BELOW)
