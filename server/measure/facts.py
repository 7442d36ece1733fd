"""Facts from the log: what happened to each ticket, counter and scene, folded record by record.

A *wait* begins when a visitor joins a line (issue, transfer, next leg, result ready, documents deficient) and
ends with the first call; who is held or absent and called again has waited once. The facts of a day start
afresh at DayOpened: who is carried over keeps the time of issue, and a wait that was over yesterday does not
come back. A step that is undone takes its facts along.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, TypeVar, assert_never

from immutables import Map

from server.core.events import (
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterReopened,
    DayClosed,
    DayOpened,
    DocumentsReturned,
    IssuancePrepared,
    NobodyWaited,
    NoShowMarked,
    NoticePosted,
    NoticeWithdrawn,
    ProcessingStarted,
    ReceptionTurned,
    SceneEnded,
    SceneLogged,
    SceneStarted,
    ServiceFinished,
    ServiceStarted,
    SlipReported,
    SlipRequested,
    StepUndone,
    TicketCalled,
    TicketCancelled,
    TicketHeld,
    TicketIssued,
    TicketRecalled,
    TicketResumed,
    TicketTransferred,
)
from server.core.plan import CounterId, Number, ServiceId, Stage
from server.core.record import Recorded
from server.core.state import AT_COUNTER, IN_LINE, Counter, CounterState, Office, Phase, Ticket
from server.measure.rows import (
    SERVED,
    Course,
    Ending,
    Outcome,
    Pause,
    Processing,
    SceneTime,
    Served,
    ServiceTime,
    Session,
    Visit,
    Wait,
    length,
)

TRAIL_KEPT = 16
"""Steps of one visit that can be taken back; a counter itself remembers four (evolve.STEPS_KEPT)."""

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of the business date so far.

    `scenes` are by the position of their beginning (negative if carried), `going_on` says which entry is
    which; `served` repeats the visits' service times per counter, for the clerk's own screen. `opened_at` is
    when the date began.
    """

    visits: Map[Number, Visit] = field(default_factory=Map)
    sessions: Map[CounterId, tuple[Session, ...]] = field(default_factory=Map)
    scenes: Map[int, SceneTime] = field(default_factory=Map)
    going_on: Map[str, int] = field(default_factory=Map)
    served: Map[CounterId, Served] = field(default_factory=Map)
    opened_at: datetime | None = None


_OfVisit: TypeAlias = (
    TicketCalled | ServiceStarted | ServiceFinished | TicketHeld | TicketTransferred | ProcessingStarted
    | IssuancePrepared | DocumentsReturned | NoShowMarked | TicketCancelled | TicketResumed
)  # fmt: skip
_OfCounter: TypeAlias = CounterOpened | CounterClosed | CounterPaused | CounterReopened
_OfScene: TypeAlias = SceneStarted | SceneEnded | SceneLogged


def note(facts: Facts, before: Office, recorded: Recorded, after: Office) -> Facts:
    """The facts after one more record; a new day begins with none."""
    event, at = recorded.event, recorded.at
    match event:
        case SlipReported() | SlipRequested() | TicketRecalled() | NobodyWaited():
            return facts
        case ReceptionTurned() | NoticePosted() | NoticeWithdrawn():
            return facts
        case TicketIssued():
            course = Course(event.service, (_joined(event.service, at),))
            quoted = event.estimate.mid if event.estimate else None
            visit = Visit(event.number, event.service, event.channel, at, False, course, quoted=quoted)
            return replace(facts, visits=facts.visits.set(event.number, visit))
        case StepUndone():
            return _undone(facts, before, event)
        case CounterOpened() | CounterClosed() | CounterPaused() | CounterReopened():
            return _seated(facts, event, at)
        case SceneStarted() | SceneEnded() | SceneLogged():
            return _of_scene(facts, event, recorded.position, at)
        case DayOpened():
            return _beginning(event, at)
        case DayClosed():
            return _sent_home(facts, event, at)
        case _:
            visit = facts.visits[event.number]
            trail = (*visit.trail, (before.tickets[event.number], visit.course))[-TRAIL_KEPT:]
            return _put(facts, replace(visit, course=_stepped(visit.course, before, event, at), trail=trail))


# A visit.


def _stepped(course: Course, before: Office, event: _OfVisit, at: datetime) -> Course:
    match event:
        case TicketCalled():
            return _called(course, before, event, at)
        case ServiceStarted():
            return replace(course, times=_with_last(course.times, replace(course.times[-1], started_at=at)))
        case ServiceFinished(next_service=following):
            left = _left(course, Outcome.FINISHED, at, event.quantity, event.accurate)
            if following is None:
                return replace(left, ended_at=at, ending=Ending.DONE)
            return _moved(left, following, at)
        case TicketTransferred(service=service):
            return _moved(_left(course, Outcome.TRANSFERRED, at), service, at)
        case TicketHeld():
            return _left(course, Outcome.HELD, at)
        case NoShowMarked():
            return _left(course, Outcome.NO_SHOW, at)
        case TicketCancelled(counter=counter):
            ending = Ending.LEFT if counter is None else Ending.CANCELLED
            return replace(_left(course, Outcome.CANCELLED, at), ended_at=at, ending=ending)
        case ProcessingStarted():
            stay = Processing(course.service, at)
            return replace(_left(course, Outcome.PROCESSING, at), processing=(*course.processing, stay))
        case IssuancePrepared():
            return _prepared(course, at, Wait(course.service, Stage.ISSUANCE, False, at), returned=False)
        case DocumentsReturned():
            return _prepared(course, at, Wait(course.service, Stage.RECEPTION, True, at), returned=True)
        case TicketResumed():
            return course
        case _:
            assert_never(event)


def _called(course: Course, before: Office, event: TicketCalled, at: datetime) -> Course:
    waits = course.waits
    if waits and waits[-1].called_at is None:
        waits = _with_last(waits, replace(waits[-1], called_at=at, counter=event.counter))
    clerk = before.counters[event.counter].clerk
    time = ServiceTime(course.service, event.stage, event.counter, clerk, at)
    return replace(course, waits=waits, times=(*course.times, time))


def _left(course: Course, outcome: Outcome, at: datetime, quantity: int = 1, accurate: bool = True) -> Course:
    """Away from the counter, if there was anybody at one."""
    if not course.times or course.times[-1].ended_at is not None:
        return course
    time = replace(course.times[-1], ended_at=at, outcome=outcome, quantity=quantity, accurate=accurate)
    return replace(course, times=_with_last(course.times, time))


def _moved(course: Course, service: ServiceId, at: datetime) -> Course:
    return replace(course, service=service, waits=(*course.waits, _joined(service, at)))


def _prepared(course: Course, at: datetime, wait: Wait, *, returned: bool) -> Course:
    stay = replace(course.processing[-1], ended_at=at, returned=returned)
    processing = _with_last(course.processing, stay)
    return replace(course, processing=processing, waits=(*course.waits, wait))


def _joined(service: ServiceId, at: datetime) -> Wait:
    return Wait(service, Stage.RECEPTION, False, at)


def _with_last(rows: tuple[_Row, ...], row: _Row) -> tuple[_Row, ...]:
    return (*rows[:-1], row)


def _undone(facts: Facts, before: Office, event: StepUndone) -> Facts:
    """Back to the course before the step; later steps of others went with it, as evolve has it."""
    step = before.counters[event.counter].steps[-1]
    visit = facts.visits[event.number]
    index = max(index for index, (ticket, _) in enumerate(visit.trail) if ticket == step.before)
    return _put(facts, replace(visit, course=visit.trail[index][1], trail=visit.trail[:index]))


def _put(facts: Facts, visit: Visit) -> Facts:
    """The facts with this visit as it is now; what its counters did follows."""
    was = facts.visits[visit.number].course.times
    served = facts.served
    if was is not visit.course.times:
        for time in was:
            served = _counted(served, time, -1)
        for time in visit.course.times:
            served = _counted(served, time, 1)
    return replace(facts, visits=facts.visits.set(visit.number, visit), served=served)


def _counted(served: Map[CounterId, Served], time: ServiceTime, sign: int) -> Map[CounterId, Served]:
    lasted = length(time)
    if lasted is None or time.outcome not in SERVED:
        return served
    was = served.get(time.counter, Served())
    timed = sign if time.accurate else 0
    now = Served(was.people + sign, was.timed + timed, was.seconds + timed * lasted)
    return served.set(time.counter, now)


# The day.


def _beginning(event: DayOpened, at: datetime) -> Facts:
    counters = {each.id: each for each in event.counters}
    sessions = {each.id: (_session_carried(each, at),) for each in event.counters}
    scenes = {
        -index: SceneTime(each.scene, each.section, each.counter, each.started_at)
        for index, each in enumerate(event.scenes, start=1)
    }
    return Facts(
        visits=Map({each.number: _carried(each, counters) for each in event.tickets}),
        sessions=Map(sessions),
        scenes=Map(scenes),
        going_on=Map({each.entry: -index for index, each in enumerate(event.scenes, start=1)}),
        opened_at=at,
    )


def _session_carried(counter: Counter, at: datetime) -> Session:
    since = counter.since or at
    paused = counter.state is CounterState.PAUSED
    return Session(counter.clerk, since, pauses=(Pause(counter.reason, since),) if paused else ())


def _carried(ticket: Ticket, counters: dict[CounterId, Counter]) -> Visit:
    """A visit of a day before; it waits since its issue, or since it came back to the line."""
    course = Course(ticket.service)
    since = ticket.since if ticket.called_at else ticket.issued_at
    if ticket.phase in IN_LINE:
        course = replace(course, waits=(Wait(ticket.service, ticket.stage, ticket.deficient, since),))
    elif ticket.phase is Phase.PROCESSING:
        course = replace(course, processing=(Processing(ticket.service, ticket.since),))
    elif ticket.phase in AT_COUNTER and ticket.counter is not None and ticket.called_at is not None:
        clerk = counters[ticket.counter].clerk if ticket.counter in counters else ""
        started = ticket.since if ticket.phase is Phase.SERVING else None
        time = ServiceTime(ticket.service, ticket.stage, ticket.counter, clerk, ticket.called_at, started)
        course = replace(course, times=(time,))
    return Visit(ticket.number, ticket.service, ticket.channel, ticket.issued_at, True, course)


def _sent_home(facts: Facts, event: DayClosed, at: datetime) -> Facts:
    visits = facts.visits
    for number in event.ended:
        visit = visits[number]
        course = replace(visit.course, ended_at=at, ending=Ending.SENT_HOME)
        visits = visits.set(number, replace(visit, course=course))
    return replace(facts, visits=visits)


# Counters and scenes.


def _seated(facts: Facts, event: _OfCounter, at: datetime) -> Facts:
    sessions = facts.sessions.get(event.counter, ())
    match event:
        case CounterOpened(clerk=clerk):
            sessions = (*_over(sessions, at), Session(clerk, at))
        case CounterClosed():
            sessions = _over(sessions, at)
        case CounterPaused(reason=reason):
            pauses = (*sessions[-1].pauses, Pause(reason, at))
            sessions = _with_last(sessions, replace(sessions[-1], pauses=pauses))
        case CounterReopened():
            pauses = _ended(sessions[-1].pauses, at)
            sessions = _with_last(sessions, replace(sessions[-1], pauses=pauses))
        case _:
            assert_never(event)
    return replace(facts, sessions=facts.sessions.set(event.counter, sessions))


def _over(sessions: tuple[Session, ...], at: datetime) -> tuple[Session, ...]:
    if not sessions or sessions[-1].closed_at is not None:
        return sessions
    last = replace(sessions[-1], closed_at=at, pauses=_ended(sessions[-1].pauses, at))
    return _with_last(sessions, last)


def _ended(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    if not pauses or pauses[-1].ended_at is not None:
        return pauses
    return _with_last(pauses, replace(pauses[-1], ended_at=at))


def _of_scene(facts: Facts, event: _OfScene, position: int, at: datetime) -> Facts:
    match event:
        case SceneStarted(entry, scene, section, counter, started_at):
            row = SceneTime(scene, section, counter, started_at or at)
            going_on = facts.going_on.set(entry, position)
        case SceneEnded(entry, quantity, accurate):
            position = facts.going_on[entry]
            row = replace(facts.scenes[position], ended_at=at, quantity=quantity, accurate=accurate)
            going_on = facts.going_on.delete(entry)
        case SceneLogged():
            row = SceneTime(
                event.scene, event.section, event.counter,
                event.started_at, event.ended_at, event.quantity, event.accurate,
            )  # fmt: skip
            going_on = facts.going_on
        case _:
            assert_never(event)
    return replace(facts, scenes=facts.scenes.set(position, row), going_on=going_on)
