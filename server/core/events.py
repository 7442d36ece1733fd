"""What has happened in an office; the counterpart of commands.py.

An event holds no person, no clock and no chance of its own: when it happened stands in its record. A new
field needs a default, so that yesterday's log can still be read.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from server.core.commands import Channel, Scene
from server.core.plan import CounterId, Estimate, Names, Notice, Number, Plan, SeriesId, ServiceId, Stage
from server.core.state import Counter, SceneEntry, Ticket

# The day.


@dataclass(frozen=True, slots=True)
class DayOpened:
    """A business date began. A complete beginning: nothing older is needed to know the office.

    `tickets`, `counters` and `scenes` are those carried over from the day before; `serial` is that of the
    last call.
    """

    plan: Plan
    tickets: tuple[Ticket, ...] = ()
    counters: tuple[Counter, ...] = ()
    scenes: tuple[SceneEntry, ...] = ()
    notices: tuple[Notice, ...] = ()
    serial: int = 0


@dataclass(frozen=True, slots=True)
class DayClosed:
    """A business date ended; `ended` are the numbers sent home unserved, `carried` those kept for later."""

    date: date
    carried: tuple[Number, ...] = ()
    ended: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceptionTurned:
    """From now on exactly these services give out tickets."""

    accepting: tuple[ServiceId, ...]


@dataclass(frozen=True, slots=True)
class NoticePosted:
    """Words appeared in the public-information area."""

    notice: str
    names: Names


@dataclass(frozen=True, slots=True)
class NoticeWithdrawn:
    """Words left the public-information area."""

    notice: str


# Tickets.


@dataclass(frozen=True, slots=True)
class TicketIssued:
    """A visitor got a number; `count` is its place in `series`, `estimate` the wait that was promised."""

    number: Number
    service: ServiceId
    series: SeriesId
    count: int
    token: str
    channel: Channel
    language: str
    priority: str
    needs: tuple[str, ...]
    legs: tuple[ServiceId, ...]
    paper: bool
    people_ahead: int = 0
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class TicketCancelled:
    """A visit ended before it was served."""

    number: Number
    counter: CounterId | None


@dataclass(frozen=True, slots=True)
class SlipRequested:
    """A number is to be put on paper once more."""

    number: Number
    attempt: int


@dataclass(frozen=True, slots=True)
class SlipReported:
    """The printer said what became of a slip: printed, failed or uncertain."""

    number: Number
    attempt: int
    outcome: str
    trouble: str


# Counters.


@dataclass(frozen=True, slots=True)
class CounterOpened:
    """A clerk sat down at a counter."""

    counter: CounterId
    clerk: str


@dataclass(frozen=True, slots=True)
class CounterClosed:
    """A counter was left for good."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class CounterPaused:
    """A counter calls nobody for a while."""

    counter: CounterId
    reason: str


@dataclass(frozen=True, slots=True)
class CounterReopened:
    """A pause was over."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class NobodyWaited:
    """A counter asked for the next visitor and nobody waited for it."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class TicketCalled:
    """A number was called to a counter, for the stage it waited for; `chosen` if by number, not by turn."""

    number: Number
    counter: CounterId
    stage: Stage
    serial: int
    chosen: bool
    service: ServiceId = ""


@dataclass(frozen=True, slots=True)
class TicketRecalled:
    """A number was called to its counter once more."""

    number: Number
    counter: CounterId
    serial: int


@dataclass(frozen=True, slots=True)
class ServiceStarted:
    """The visitor arrived at the counter."""

    number: Number
    counter: CounterId


@dataclass(frozen=True, slots=True)
class ServiceFinished:
    """The visitor was done at the counter.

    `next_service` is the next leg of the visit, which starts by itself. `for_next`: finished by calling the
    next visitor, and undone together with that call.
    """

    number: Number
    counter: CounterId
    quantity: int
    accurate: bool
    next_service: ServiceId | None
    for_next: bool


@dataclass(frozen=True, slots=True)
class TicketHeld:
    """The visitor was put aside, keeping the place."""

    number: Number
    counter: CounterId


@dataclass(frozen=True, slots=True)
class TicketResumed:
    """A visitor put aside, or one who came late, is back in the line."""

    number: Number
    counter: CounterId


@dataclass(frozen=True, slots=True)
class NoShowMarked:
    """A called visitor did not come."""

    number: Number
    counter: CounterId


@dataclass(frozen=True, slots=True)
class TicketTransferred:
    """A visitor was sent to another service under the same number."""

    number: Number
    counter: CounterId
    service: ServiceId


@dataclass(frozen=True, slots=True)
class ProcessingStarted:
    """An application went to the back office."""

    number: Number
    counter: CounterId


@dataclass(frozen=True, slots=True)
class IssuancePrepared:
    """A result is ready to be handed over."""

    number: Number
    counter: CounterId


@dataclass(frozen=True, slots=True)
class DocumentsReturned:
    """The documents were deficient; the visitor is to be called back to reception."""

    number: Number
    counter: CounterId


@dataclass(frozen=True, slots=True)
class StepUndone:
    """A counter took back its last step on this number."""

    number: Number
    counter: CounterId


# Scenes without a ticket.


@dataclass(frozen=True, slots=True)
class SceneStarted:
    """Work of a scene began: when this was written down, or at `started_at` before."""

    entry: str
    scene: Scene
    section: str
    counter: CounterId | None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SceneEnded:
    """Work of a scene ended."""

    entry: str
    quantity: int
    accurate: bool


@dataclass(frozen=True, slots=True)
class SceneLogged:
    """Work of a scene was written down afterwards."""

    entry: str
    scene: Scene
    section: str
    started_at: datetime
    ended_at: datetime
    quantity: int
    accurate: bool
    counter: CounterId | None


DayEvent: TypeAlias = DayOpened | DayClosed | ReceptionTurned | NoticePosted | NoticeWithdrawn
TicketEvent: TypeAlias = TicketIssued | TicketCancelled | SlipRequested | SlipReported
SeatEvent: TypeAlias = CounterOpened | CounterClosed | CounterPaused | CounterReopened | NobodyWaited
ServiceEvent: TypeAlias = (
    TicketCalled | TicketRecalled | ServiceStarted | ServiceFinished
    | TicketHeld | TicketResumed | NoShowMarked
    | TicketTransferred | ProcessingStarted | IssuancePrepared | DocumentsReturned | StepUndone
)  # fmt: skip
SceneEvent: TypeAlias = SceneStarted | SceneEnded | SceneLogged

Event: TypeAlias = DayEvent | TicketEvent | SeatEvent | ServiceEvent | SceneEvent
