"""An office at one moment: tickets, counters, lines and the last calls; frozen, made only by evolve."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from immutables import Map

from server.core.commands import Channel, Scene
from server.core.plan import CounterId, Duty, Names, Number, OfficeId, Plan, SeriesId, ServiceId, Stage


class Phase(StrEnum):
    """Where a ticket is in its life (life.py says which command is allowed where)."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PROCESSING = "processing"
    READY = "ready"
    HELD = "held"
    NO_SHOW = "no_show"
    DONE = "done"
    CANCELLED = "cancelled"


IN_LINE = frozenset({Phase.WAITING, Phase.READY})
AT_COUNTER = frozenset({Phase.CALLED, Phase.SERVING})
ASIDE = frozenset({Phase.PROCESSING, Phase.HELD, Phase.NO_SHOW})
OVER = frozenset({Phase.DONE, Phase.CANCELLED})


class Paper(StrEnum):
    """What is known of the slip of a ticket."""

    NONE = "none"
    DUE = "due"
    PRINTED = "printed"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One visit under one number.

    `place` is when the visitor counts as having come, for the order of calls; `since` is when the present
    phase began; `called_at` the last call that was not a recall; `legs` the services still to come.
    """

    number: Number
    token: str
    service: ServiceId
    phase: Phase
    stage: Stage
    issued_at: datetime
    place: datetime
    sequence: int
    since: datetime
    channel: Channel
    language: str
    priority: str
    needs: tuple[str, ...]
    legs: tuple[ServiceId, ...] = ()
    counter: CounterId | None = None
    called_at: datetime | None = None
    recalled_at: datetime | None = None
    recalls: int = 0
    hops: int = 0
    deficient: bool = False
    paper: Paper = Paper.NONE
    attempt: int = 0


class CounterState(StrEnum):
    """Whether somebody works at a counter."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a counter that can be taken back while the ticket is still as it left it."""

    before: Ticket
    after: Ticket
    served_before: Number | None
    for_next: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter: who sits there, whom it serves or since when nobody, and its last steps, newest last."""

    id: CounterId
    state: CounterState = CounterState.CLOSED
    clerk: str = ""
    reason: str = ""
    since: datetime | None = None
    serving: Number | None = None
    free_since: datetime | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the boards show it; a screen rings once for each serial that it has not rung for."""

    serial: int
    number: Number
    counter: CounterId
    stage: Stage
    at: datetime
    recall: bool = False
    deficient: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a line: the virtual arrival (order.py), then the order of issue."""

    arrival: datetime
    sequence: int
    number: Number


@dataclass(frozen=True, slots=True)
class SceneEntry:
    """A piece of work without a ticket that is going on."""

    entry: str
    scene: Scene
    section: str
    counter: CounterId | None
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Office:
    """Everything known of one office after some record of its log.

    `plan` is None before the first day. `lines` holds the places of all who wait, sorted, by duty; `aside`
    those at the back office, held or absent; `due` the numbers that lack paper. Both repeat what the
    tickets say, kept by evolve so that nobody searches a day's tickets for the next visitor.
    """

    id: OfficeId
    plan: Plan | None = None
    open: bool = False
    at: datetime | None = None
    accepting: frozenset[ServiceId] = frozenset()
    sequence: int = 0
    serial: int = 0
    tickets: Map[Number, Ticket] = field(default_factory=Map)
    tokens: Map[str, Number] = field(default_factory=Map)
    counters: Map[CounterId, Counter] = field(default_factory=Map)
    lines: Map[Duty, tuple[Place, ...]] = field(default_factory=Map)
    aside: Map[Number, Phase] = field(default_factory=Map)
    due: Map[Number, int] = field(default_factory=Map)
    issued: Map[SeriesId, int] = field(default_factory=Map)
    calls: tuple[Call, ...] = ()
    notices: Map[str, Names] = field(default_factory=Map)
    scenes: Map[str, SceneEntry] = field(default_factory=Map)

    @property
    def date(self) -> date | None:
        """The business date, None before the first day."""
        return self.plan.date if self.plan else None

    def line(self, duty: Duty) -> tuple[Place, ...]:
        """Who waits for this duty, in the order of calls."""
        return self.lines.get(duty, ())
