"""The tickets behind a figure: exactly the cases that a tally counts or times, one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from server.core.plan import CounterId, Number, ServiceId
from server.measure.editions import Edition
from server.measure.marks import Mark, Rules, marks_for
from server.measure.sheet import Sheet, VisitRow
from server.measure.tally import Count, Length

Figure: TypeAlias = Count | Length


@dataclass(frozen=True, slots=True)
class Case:
    """One case: when (seconds of the sheet), of which ticket, service and counter, how many seconds.

    `seconds` is None for what is only counted. `visit` is everything that happened to the ticket on the day.
    """

    day: date
    moment: int
    number: Number
    service: ServiceId
    counter: CounterId | None
    seconds: int | None
    visit: VisitRow
    sheet: Sheet

    @property
    def at(self) -> datetime:
        """When, by the office's clock."""
        return self.sheet.at(self.moment)


def cases(
    sheet: Sheet,
    edition: Edition,
    figure: Figure,
    service: ServiceId | None = None,
    counter: CounterId | None = None,
) -> Iterator[Case]:
    """The cases of a day in the order of tickets; what counters and scenes did has no tickets behind it."""
    rules, found_in = Rules(sheet, edition), marks_for(figure)
    for visit in sheet.visits:
        for mark in found_in(visit, rules):
            asked = service is None or mark.service == service
            if asked and (counter is None or mark.counter == counter) and _is_of(mark, figure):
                yield _case(sheet, visit, mark, figure)


def _is_of(mark: Mark, figure: Figure) -> bool:
    if isinstance(figure, Length):
        return mark.length is figure
    return (figure, 1) in mark.counts


def _case(sheet: Sheet, visit: VisitRow, mark: Mark, figure: Figure) -> Case:
    seconds = mark.seconds if mark.length is not None else None
    service = mark.service if mark.service is not None else visit.service
    return Case(sheet.date, mark.moment, visit.number, service, mark.counter, seconds, visit, sheet)
