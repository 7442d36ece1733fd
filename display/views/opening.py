"""When the office is open: today's hours, and when it opens next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from server.core.plan import Plan, Span
from server.web.date_words import joint, listed

Hours: TypeAlias = tuple[tuple[str, str], ...]
"""From when to when, as they are written on the door; `24:00` is the end of the day."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Today's hours (none on a closed day), and the next opening if it is not open at this moment."""

    hours: Hours
    now: bool
    next_day: date | None
    next_clock: str

    @property
    def around_the_clock(self) -> bool:
        """Whether the office is open the whole day."""
        return self.hours == (("00:00", "24:00"),)

    def written(self, language: str) -> str:
        """Today's hours in one line."""
        return listed([f"{opens}{joint(language)}{closes}" for opens, closes in self.hours], language)


def opening_of(at: datetime, today: Plan | None, coming: Plan | None) -> Opening:
    """The hours at the office-local time `at`; `coming` is the plan of the next open day after this one."""
    spans = today.hours if today else ()
    if any(span.covers(at) for span in spans):
        return Opening(_hours(spans), True, None, "")
    minute = at.hour * 60 + at.minute
    later = [span.opens for span in spans if span.opens > minute]
    if later:
        return Opening(_hours(spans), False, at.date(), _clock(min(later)))
    if coming and coming.hours:
        first = min(span.opens for span in coming.hours)
        return Opening(_hours(spans), False, coming.date, _clock(first))
    return Opening(_hours(spans), False, None, "")


def _hours(spans: tuple[Span, ...]) -> Hours:
    return tuple((_clock(span.opens), _clock(span.closes)) for span in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
