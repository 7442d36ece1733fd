"""How figures propose a grade: the way from baseline to target, how much of it was gone, and the steps."""

from dataclasses import dataclass
from datetime import date

from server.evaluation.core.guideline import (
    GRADE_STEPS,
    Grade,
    beginning,
    ending,
    progress,
    proposed_grade,
)
from server.evaluation.core.papers import Aim
from server.evaluation.core.refusal import Reason


@dataclass(frozen=True, slots=True)
class Threshold:
    """A grade, from which share of the way on it is proposed, and what figure that is; None for the last."""

    grade: Grade
    share: float | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the figures propose: `gone` is the share of the way (1 is the target), None without a figure."""

    value: float | None
    gone: float | None
    grade: Grade | None
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a figure is of, both included."""

    since: date
    until: date


def proposed(aim: Aim, value: float | None) -> Proposed:
    """The grade that is proposed for a figure, and how it comes about."""
    gone = None if value is None else progress(aim.baseline, aim.value, value)
    grade = None if value is None else proposed_grade(aim.baseline, aim.value, value)
    return Proposed(value, gone, grade, thresholds(aim))


def thresholds(aim: Aim) -> tuple[Threshold, ...]:
    """From which figure on each grade of this target is proposed, the best first."""
    steps = [Threshold(grade, share, figure_at(aim, share)) for share, grade in GRADE_STEPS]
    return (*steps, Threshold(Grade.FAR_BELOW, None, None))


def figure_at(aim: Aim, share: float) -> float:
    """The figure at a share of the way from baseline to target."""
    return aim.baseline + share * (aim.value - aim.baseline)


def refused(span: Span, year: int, today: date) -> tuple[Reason, str] | None:
    """Why no figure is read of these days, with the field of the form that says so; None where it can be."""
    first, last = beginning(year), ending(year)
    if span.since > span.until:
        return Reason.PERIOD_REVERSED, "since"
    if not first <= span.since <= last:
        return Reason.PERIOD_OUTSIDE_YEAR, "since"
    if span.until > last:
        return Reason.PERIOD_OUTSIDE_YEAR, "until"
    return (Reason.PERIOD_NOT_OVER, "until") if span.until > today else None


def whole_span(year: int, today: date) -> Span:
    """The days of a fiscal year as far as they are over; never empty."""
    first = beginning(year)
    return Span(first, max(first, min(ending(year), today)))
