"""The sheet of one business date: what happened, in whole seconds, and what counting needs of the plan.

Moments are whole seconds after midnight of the business date (a carried visit's are negative); lengths are
whole seconds of their own, because two rounded moments do not make a rounded length. No clerk is in it:
figures are about counters, not about people.
"""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, UnsetType

from server.core.commands import Channel, Scene
from server.core.plan import CounterId, Duty, Names, Number, OfficeId, Plan, Service, ServiceId, Stage
from server.measure.facts import Facts
from server.measure.rows import (
    Ending,
    Outcome,
    Processing,
    SceneTime,
    ServiceTime,
    Session,
    Visit,
    Wait,
    length,
    seconds,
)


class WaitRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One wait in a line: when it began and how long until the first call (None: never called)."""

    service: ServiceId
    stage: Stage
    deficient: bool
    since: int
    lasted: int | None = None
    counter: CounterId | None = None


class TimeRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One visitor at one counter: `lasted` from arrival (or call) to the end, `stayed` from call to leaving.

    `started` is the seconds from the call to the arrival, where it was noted.
    """

    service: ServiceId
    stage: Stage
    counter: CounterId
    called_at: int
    started: int | None = None
    lasted: int | None = None
    stayed: int | None = None
    outcome: Outcome | None = None
    quantity: int = 1
    accurate: bool = True


class StayRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One stay at the back office; `returned` if the documents were found deficient."""

    service: ServiceId
    since: int
    lasted: int | None = None
    returned: bool = False


class VisitRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One ticket: `service` as issued, `last_service` where it is now, `quoted` seconds promised at issue."""

    number: Number
    service: ServiceId
    last_service: ServiceId
    channel: Channel
    issued_at: int
    carried: bool
    quoted: int | None = None
    ended_at: int | None = None
    duration: int | None = None
    ending: Ending | None = None
    waits: tuple[WaitRow, ...] = ()
    times: tuple[TimeRow, ...] = ()
    stays: tuple[StayRow, ...] = ()


class SessionRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One sitting at a counter and its pauses as (reason, from, to); None where it was not over."""

    counter: CounterId
    opened_at: int
    closed_at: int | None = None
    pauses: tuple[tuple[str, int, int | None], ...] = ()


class SceneRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One piece of work of a scene without a ticket."""

    scene: Scene
    section: str
    counter: CounterId | None
    started_at: int
    lasted: int | None = None
    quantity: int = 1
    accurate: bool = True


class OfferedService(msgspec.Struct, frozen=True):
    """What the figures need of a service; `target` is its wait_target_min in seconds."""

    names: Names
    section: str
    target: int


class OfferedCounter(msgspec.Struct, frozen=True):
    """What the figures need of a counter."""

    names: Names
    section: str
    work: tuple[Duty, ...]


class Offer(msgspec.Struct, frozen=True):
    """What the figures need of a plan and what seldom changes, kept once for many days.

    `hours` are the first opening and the last closing, in seconds after midnight. `special` is the plan's;
    where it is UNSET it leaves no trace, so that offers kept before keep their names.
    """

    office: OfficeId
    names: Names
    zone: str
    day_names: Names
    hours: tuple[int, int]
    services: dict[ServiceId, OfferedService]
    counters: dict[CounterId, OfferedCounter]
    sections: dict[str, Names]
    special: bool | UnsetType = UNSET

    def digest(self) -> str:
        """A short name of this offer, the same for the same."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]

    def encode(self) -> bytes:
        """As compact bytes, the same for the same offer."""
        return zlib.compress(msgspec.json.encode(self), 9)

    @staticmethod
    def decode(content: bytes) -> "Offer":
        """What `encode` made. Raises ValueError when it is nothing of the kind."""
        try:
            return msgspec.json.decode(zlib.decompress(content), type=Offer)
        except (msgspec.MsgspecError, zlib.error) as fault:
            raise ValueError(f"this is no offer: {fault}") from fault


class Sheet(msgspec.Struct, frozen=True):
    """One business date of one office. `began` and `until`: its opening and its last record so far."""

    offer: Offer
    date: date
    began: int
    until: int
    visits: tuple[VisitRow, ...]
    sessions: tuple[SessionRow, ...]
    scenes: tuple[SceneRow, ...]

    def at(self, moment: int) -> datetime:
        """A moment of this sheet by the office's clock."""
        zone = ZoneInfo(self.offer.zone)
        return (_midnight(self.date, zone) + timedelta(seconds=moment)).astimezone(zone)


def offer_of(plan: Plan) -> Offer:
    """What the figures need of this plan."""
    hours = [edge * 60 for span in plan.hours for edge in (span.opens, span.closes)]
    return Offer(
        plan.office, plan.names, plan.zone, plan.day_names,
        (min(hours, default=0), max(hours, default=86_400)),
        {each: _offered(service) for each, service in plan.services.items()},
        {each: OfferedCounter(it.names, it.section, it.work) for each, it in plan.counters.items()},
        {each.id: each.names for each in plan.sections.values()},
        plan.special,
    )  # fmt: skip


def _offered(service: Service) -> OfferedService:
    return OfferedService(service.names, service.section, service.wait_target_min * 60)


def sheet_of(plan: Plan, facts: Facts, until: datetime, offer: Offer | None = None) -> Sheet:
    """The sheet of a business date whose latest record is of `until`; `offer` if it is already known."""
    return Scribe(plan, offer).sheet(facts, until)


class Scribe:
    """Writes the sheet of one business date again and again: of a visit that did not change the same row."""

    def __init__(self, plan: Plan, offer: Offer | None = None) -> None:
        self._offer = offer or offer_of(plan)
        self._date = plan.date
        self._clock = _Clock(_midnight(plan.date, ZoneInfo(plan.zone)))
        self._visits: dict[Number, tuple[Visit, VisitRow]] = {}

    def sheet(self, facts: Facts, until: datetime) -> Sheet:
        """The sheet as of the latest record, which is of `until`."""
        clock = self._clock
        return Sheet(
            self._offer,
            self._date,
            clock.moment(facts.opened_at) if facts.opened_at else 0,
            clock.moment(until),
            tuple(self._visit(each) for each in sorted(facts.visits.values(), key=_order)),
            tuple(
                clock.session(counter, each)
                for counter in sorted(facts.sessions)
                for each in facts.sessions[counter]
            ),
            tuple(clock.scene(facts.scenes[position]) for position in sorted(facts.scenes)),
        )

    def _visit(self, visit: Visit) -> VisitRow:
        known = self._visits.get(visit.number)
        if known is None or known[0] is not visit:
            known = self._visits[visit.number] = (visit, self._clock.visit(visit))
        return known[1]


@dataclass(frozen=True, slots=True)
class _Clock:
    """Turns moments of the log into those of a sheet."""

    midnight: datetime

    def moment(self, at: datetime) -> int:
        return (at.astimezone(UTC) - self.midnight) // timedelta(seconds=1)

    def visit(self, visit: Visit) -> VisitRow:
        course = visit.course
        return VisitRow(
            visit.number, visit.service, course.service, visit.channel, self.moment(visit.issued_at),
            visit.carried, visit.quoted,
            self.moment(course.ended_at) if course.ended_at else None,
            seconds(visit.issued_at, course.ended_at) if course.ended_at else None,
            course.ending,
            tuple(self._wait(each) for each in course.waits),
            tuple(self._time(each) for each in course.times),
            tuple(self._stay(each) for each in course.processing),
        )  # fmt: skip

    def _wait(self, wait: Wait) -> WaitRow:
        lasted = seconds(wait.since, wait.called_at) if wait.called_at else None
        return WaitRow(
            wait.service, wait.stage, wait.deficient, self.moment(wait.since), lasted, wait.counter
        )

    def _time(self, time: ServiceTime) -> TimeRow:
        return TimeRow(
            time.service, time.stage, time.counter, self.moment(time.called_at),
            seconds(time.called_at, time.started_at) if time.started_at else None,
            length(time),
            seconds(time.called_at, time.ended_at) if time.ended_at else None,
            time.outcome, time.quantity, time.accurate,
        )  # fmt: skip

    def _stay(self, stay: Processing) -> StayRow:
        lasted = seconds(stay.since, stay.ended_at) if stay.ended_at else None
        return StayRow(stay.service, self.moment(stay.since), lasted, stay.returned)

    def session(self, counter: CounterId, session: Session) -> SessionRow:
        closed = self.moment(session.closed_at) if session.closed_at else None
        pauses = tuple(
            (each.reason, self.moment(each.since), self.moment(each.ended_at) if each.ended_at else None)
            for each in session.pauses
        )
        return SessionRow(counter, self.moment(session.opened_at), closed, pauses)

    def scene(self, scene: SceneTime) -> SceneRow:
        lasted = seconds(scene.started_at, scene.ended_at) if scene.ended_at else None
        return SceneRow(
            scene.scene, scene.section, scene.counter, self.moment(scene.started_at), lasted,
            scene.quantity, scene.accurate,
        )  # fmt: skip


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _order(visit: Visit) -> tuple[datetime, str]:
    """Facts are kept in no order that a second folding would find again."""
    return visit.issued_at, visit.number
