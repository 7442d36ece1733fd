"""A target with everything that belongs to it: where it stands, its yearly plan, what happened to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum

from server.evaluation.core.events import (
    Event,
    InitiativePlanned,
    OutcomeDecided,
    ProgressReported,
    TargetEvaluated,
    TargetSet,
    TargetWithdrawn,
)
from server.evaluation.core.guideline import is_better, is_reached, progress
from server.evaluation.core.papers import Aim
from server.ports.city import WardId


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a target that was worded anew, by its field; both sides as they were."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry in the life of a target: when, whose account, what (msgid), about what, and what changed."""

    at: datetime
    actor: str
    words: str
    about: str
    label: Enum | None
    changes: tuple[Change, ...]


def life(
    ward: WardId, year: int, target: str, noted: Iterable[tuple[datetime, str, Event]]
) -> tuple[Happened, ...]:
    """What happened to a target, the latest first; `noted` is the ledger as (when, account, event)."""
    found: list[Happened] = []
    aim: Aim | None = None
    for at, actor, event in noted:
        if getattr(event, "target", None) != target or (event.ward, event.year) != (ward, year):  # type: ignore[union-attr]
            continue
        told = _told(event, aim)
        if told is not None:
            found.append(Happened(at, actor, *told))
        if isinstance(event, TargetSet):
            aim = event.aim
    return tuple(reversed(found))


def _told(event: Event, aim: Aim | None) -> tuple[str, str, Enum | None, tuple[Change, ...]] | None:
    match event:
        case TargetSet() if aim is not None:
            return _("Target worded anew"), "", None, tuple(_changes(aim, event.aim))
        case TargetSet():
            return _("Target set"), event.aim.title, None, ()
        case TargetWithdrawn():
            return _("Target withdrawn"), event.reason, None, ()
        case InitiativePlanned():
            return _("Initiative planned"), event.initiative.title, None, ()
        case ProgressReported():
            return _("Progress reported"), event.progress.text, event.progress.status, ()
        case TargetEvaluated():
            return _("Target evaluated"), event.evaluation.result, event.evaluation.grade, ()
        case OutcomeDecided():
            return _("Outcome decided"), "", event.outcome, ()
        case _:
            return None


def _changes(before: Aim, after: Aim) -> Iterator[Change]:
    for field in fields(Aim):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was != now:
            yield Change(field.name, was, now)


class Standing(Enum):
    """How the current figure stands to baseline and target."""

    REACHED = _("The target is reached")
    ON_THE_WAY = _("Better than where we stood, not there yet")
    NO_BETTER = _("Not better than where we stood")
    NO_FIGURE = _("There is no figure yet")


@dataclass(frozen=True, slots=True)
class Gauge:
    """The current figure between baseline and target; `gone` is how much of the way, 0 to 1, for drawing."""

    value: float | None
    standing: Standing
    gone: float


def gauge(aim: Aim, value: float | None) -> Gauge:
    """Where a figure stands; None where nothing was counted."""
    if value is None:
        return Gauge(None, Standing.NO_FIGURE, 0.0)
    gone = min(1.0, max(0.0, progress(aim.baseline, aim.value, value)))
    if is_reached(value, aim.value, aim.direction):
        return Gauge(value, Standing.REACHED, gone)
    better = is_better(value, aim.baseline, aim.direction)
    return Gauge(value, Standing.ON_THE_WAY if better else Standing.NO_BETTER, gone)
