"""What an office did in a month, as figures: what its report is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from server.core.plan import OfficeId, Plan
from server.evaluation.core.indicator import Reading
from server.evaluation.core.papers import Aim
from server.measure.behind import Case
from server.measure.tally import Tally


@dataclass(frozen=True, slots=True)
class Asked:
    """A target of the ward that figures of this office decide, with what the month says of it."""

    aim: Aim
    reading: Reading


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One office's month: `until` is its last day, or yesterday while it goes on (`going_on`).

    `as_of` is the moment at the office when it was read: late entries may change a month that is over.

    `before` is the month before, `year_before` the same month of the last year, as tallies that may be empty.
    """

    office: OfficeId
    plan: Plan
    since: date
    until: date
    going_on: bool
    as_of: datetime
    this: Tally
    before: Tally
    year_before: Tally
    services: Mapping[str, Tally]
    counters: Mapping[str, Tally]
    scenes: Mapping[str, Tally]
    quarters: Mapping[str, Tally]
    days: Mapping[date, Tally]
    longest: tuple[Case, ...]
    asked: tuple[Asked, ...]
