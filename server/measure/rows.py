"""The rows in which facts are kept: waits, service times, stays at the back office, sessions and scenes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from server.core.commands import Channel, Scene
from server.core.plan import CounterId, Number, ServiceId, Stage
from server.core.state import Ticket


class Outcome(StrEnum):
    """How a visitor left a counter."""

    FINISHED = "finished"
    HELD = "held"
    TRANSFERRED = "transferred"
    PROCESSING = "processing"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


_SECOND, _HALF = timedelta(seconds=1), timedelta(milliseconds=500)

SERVED = frozenset({Outcome.FINISHED, Outcome.TRANSFERRED, Outcome.PROCESSING})
"""Outcomes after which somebody has been attended to."""


class Ending(StrEnum):
    """How a visit ended: served, cancelled at a counter, left by the visitor, sent home at the close."""

    DONE = "done"
    CANCELLED = "cancelled"
    LEFT = "left"
    SENT_HOME = "sent_home"


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait in a line, from joining it to the first call; `deficient` if called back for documents."""

    service: ServiceId
    stage: Stage
    deficient: bool
    since: datetime
    called_at: datetime | None = None
    counter: CounterId | None = None


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """One visitor at one counter, from the call to leaving it; `outcome` is None while it lasts."""

    service: ServiceId
    stage: Stage
    counter: CounterId
    clerk: str
    called_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    quantity: int = 1
    accurate: bool = True


@dataclass(frozen=True, slots=True)
class Processing:
    """One stay at the back office, until the result is ready or the documents were found deficient."""

    service: ServiceId
    since: datetime
    ended_at: datetime | None = None
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """What has happened to one visit so far; `service` is the one it is at now."""

    service: ServiceId
    waits: tuple[Wait, ...] = ()
    times: tuple[ServiceTime, ...] = ()
    processing: tuple[Processing, ...] = ()
    ended_at: datetime | None = None
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One ticket of the day; `service` is the one it was issued for, `carried` if on a day before.

    `trail` holds the ticket and the course before each of the last steps, for undoing them; `quoted` is the
    middle of the wait that was promised at issue, in seconds.
    """

    number: Number
    service: ServiceId
    channel: Channel
    issued_at: datetime
    carried: bool
    course: Course
    trail: tuple[tuple[Ticket, Course], ...] = ()
    quoted: int | None = None


@dataclass(frozen=True, slots=True)
class SceneTime:
    """One piece of work of a scene without a ticket."""

    scene: Scene
    section: str
    counter: CounterId | None
    started_at: datetime
    ended_at: datetime | None = None
    quantity: int = 1
    accurate: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """A rest of a counter."""

    reason: str
    since: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One clerk at one counter, from sitting down to leaving or being relieved."""

    clerk: str
    opened_at: datetime
    closed_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """What a counter did today: people attended to, and of how many of them how many seconds are known."""

    people: int = 0
    timed: int = 0
    seconds: int = 0


def seconds(since: datetime, until: datetime) -> int:
    """Whole seconds that passed between two aware times, also across a change of the clocks; half goes up.

    The log has whole seconds (decision 13). Logs from before that have fractions, and are rounded here, once.
    """
    return (until.astimezone(UTC) - since.astimezone(UTC) + _HALF) // _SECOND


def length(time: ServiceTime) -> int | None:
    """Seconds from the arrival at the counter (if not noted, from the call) to the end, if it ended."""
    return None if time.ended_at is None else seconds(time.started_at or time.called_at, time.ended_at)
