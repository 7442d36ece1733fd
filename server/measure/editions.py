"""Editions of the definitions: which rule counts from which business date on, so that old figures never move.

A day is counted under the edition in force on its business date, and its number is kept with the day. A new
edition is added at the end with a `since` in the future; an old one is never changed or taken away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import UNSET

from server.measure.rows import Ending, Outcome
from server.measure.sheet import Sheet, TimeRow, VisitRow


class EditionUnknown(Exception):
    """A day was counted under an edition that this program does not have. Says which."""


def unanswered(visit: VisitRow) -> TimeRow | None:
    """The call that nobody answered, if the visit came to its end with it."""
    last = visit.times[-1] if visit.times else None
    return last if last is not None and last.outcome is Outcome.NO_SHOW else None


def never_called(visit: VisitRow) -> bool:
    """Whether the visitor was never called, and cancelled or was sent home at the close."""
    return not visit.times and visit.ending in {Ending.LEFT, Ending.SENT_HOME}


def declared_special(sheet: Sheet) -> bool:
    """What the plan of the day says; where it says nothing, whether it is a Saturday or Sunday.

    Believing the plan needed no second edition: no day that was counted before has a plan that says it, so
    the first edition gives every one of them the figure that it had.
    """
    said = sheet.offer.special
    return sheet.date.isoweekday() > 5 if said is UNSET else said


@dataclass(frozen=True, slots=True)
class Edition:
    """The rules that may be different one day; `since` is its first business date."""

    number: int
    since: date
    no_show: Callable[[VisitRow], TimeRow | None] = unanswered
    abandoned: Callable[[VisitRow], bool] = never_called
    special: Callable[[Sheet], bool] = declared_special
    under_quoted_s: int = 600


EDITIONS: Sequence[Edition] = (Edition(1, date.min),)
"""All editions, oldest first."""


def edition_on(day: date, editions: Sequence[Edition] = EDITIONS) -> Edition:
    """The edition in force on a business date."""
    return [each for each in editions if each.since <= day][-1]


def edition_of(number: int, editions: Sequence[Edition] = EDITIONS) -> Edition:
    """The edition of this number. Raises EditionUnknown."""
    for each in editions:
        if each.number == number:
            return each
    raise EditionUnknown(
        f"Edition {number} of the definitions is not known here: install the newer program again."
    )
