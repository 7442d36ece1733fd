"""What follows from an event: the office before it, the event, the office after it."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from immutables import Map

from server.core import order
from server.core.events import (
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterReopened,
    DayClosed,
    DayEvent,
    DayOpened,
    DocumentsReturned,
    Event,
    IssuancePrepared,
    NobodyWaited,
    NoShowMarked,
    NoticePosted,
    NoticeWithdrawn,
    ProcessingStarted,
    ReceptionTurned,
    SceneEnded,
    SceneEvent,
    SceneLogged,
    SceneStarted,
    SeatEvent,
    ServiceEvent,
    ServiceFinished,
    ServiceStarted,
    SlipReported,
    SlipRequested,
    StepUndone,
    TicketCalled,
    TicketCancelled,
    TicketEvent,
    TicketHeld,
    TicketIssued,
    TicketRecalled,
    TicketResumed,
    TicketTransferred,
)
from server.core.plan import CounterId, Number, Stage
from server.core.state import (
    ASIDE,
    AT_COUNTER,
    IN_LINE,
    Call,
    Counter,
    CounterState,
    Office,
    Paper,
    Phase,
    SceneEntry,
    Step,
    Ticket,
)

CALLS_KEPT = 12
STEPS_KEPT = 4


def evolve(office: Office, event: Event, at: datetime) -> Office:
    """The office after `event`, which happened at the office-local time `at`."""
    office = replace(office, at=at, sequence=office.sequence + 1)
    if isinstance(event, DayEvent):
        return _day(office, event, at)
    if isinstance(event, TicketEvent):
        return _ticket(office, event, at)
    if isinstance(event, SeatEvent):
        return _seat(office, event, at)
    if isinstance(event, SceneEvent):
        return _scene(office, event, at)
    return _service(office, event, at)


# The day.


def _day(office: Office, event: DayEvent, at: datetime) -> Office:
    match event:
        case DayOpened():
            return _day_opened(office, event)
        case DayClosed():
            return _day_closed(office, event, at)
        case ReceptionTurned(accepting):
            return replace(office, accepting=frozenset(accepting))
        case NoticePosted(notice, names):
            return replace(office, notices=office.notices.set(notice, names))
        case NoticeWithdrawn(notice):
            return replace(office, notices=office.notices.delete(notice))
        case _:
            assert_never(event)


def _day_opened(office: Office, event: DayOpened) -> Office:
    counters = Map({each: Counter(each) for each in event.plan.counters})
    opened = Office(
        id=office.id,
        plan=event.plan,
        open=True,
        at=office.at,
        sequence=len(event.tickets),
        serial=event.serial,
        counters=counters.update({each.id: each for each in event.counters}),
        notices=Map({each.id: each.names for each in event.notices}),
        scenes=Map({each.entry: each for each in event.scenes}),
    )
    for sequence, ticket in enumerate(event.tickets):
        opened = _put(opened, replace(ticket, sequence=sequence))
    return replace(opened, tokens=Map({ticket.token: ticket.number for ticket in event.tickets}))


def _day_closed(office: Office, event: DayClosed, at: datetime) -> Office:
    for number in event.ended:
        office = _put(office, replace(office.tickets[number], phase=Phase.CANCELLED, since=at))
    return replace(office, open=False, accepting=frozenset(), calls=())


# Tickets.


def _ticket(office: Office, event: TicketEvent, at: datetime) -> Office:
    match event:
        case TicketIssued():
            return _issued(office, event, at)
        case TicketCancelled(number, counter):
            return _cancelled(office, number, counter, at)
        case SlipRequested(number, attempt):
            return _put(office, replace(office.tickets[number], paper=Paper.DUE, attempt=attempt))
        case SlipReported():
            return _slip_reported(office, event)
        case _:
            assert_never(event)


def _issued(office: Office, event: TicketIssued, at: datetime) -> Office:
    ticket = Ticket(
        number=event.number,
        token=event.token,
        service=event.service,
        phase=Phase.WAITING,
        stage=Stage.RECEPTION,
        issued_at=at,
        place=at,
        sequence=office.sequence,
        since=at,
        channel=event.channel,
        language=event.language,
        priority=event.priority,
        needs=event.needs,
        legs=event.legs,
        paper=Paper.DUE if event.paper else Paper.NONE,
        attempt=1 if event.paper else 0,
    )
    office = replace(
        office,
        issued=office.issued.set(event.series, event.count),
        tokens=office.tokens.set(event.token, event.number),
    )
    return _put(office, ticket)


def _cancelled(office: Office, number: Number, counter_id: CounterId | None, at: datetime) -> Office:
    ticket = replace(office.tickets[number], phase=Phase.CANCELLED, since=at)
    if counter_id is not None:
        return _step(office, counter_id, ticket)
    return _put(office, ticket)


def _slip_reported(office: Office, event: SlipReported) -> Office:
    ticket = office.tickets[event.number]
    if event.attempt != ticket.attempt:
        return office
    return _put(office, replace(ticket, paper=Paper(event.outcome)))


def _in_line(ticket: Ticket, at: datetime) -> Ticket:
    phase = Phase.WAITING if ticket.stage is Stage.RECEPTION else Phase.READY
    return replace(ticket, phase=phase, counter=None, since=at)


# Counters.


def _seat(office: Office, event: SeatEvent, at: datetime) -> Office:
    counter = office.counters[event.counter]
    match event:
        case CounterOpened(name, clerk):
            steps = counter.steps if clerk == counter.clerk else ()
            counter = Counter(name, CounterState.OPEN, clerk, "", at, counter.serving, at, steps)
        case CounterClosed(name):
            counter = Counter(name, since=at)
        case CounterPaused(_, reason):
            counter = replace(counter, state=CounterState.PAUSED, reason=reason, since=at)
        case CounterReopened():
            counter = replace(counter, state=CounterState.OPEN, reason="", since=at)
        case NobodyWaited():
            return office
        case _:
            assert_never(event)
    return replace(office, counters=office.counters.set(counter.id, counter))


def _service(office: Office, event: ServiceEvent, at: datetime) -> Office:
    ticket = office.tickets[event.number]
    match event:
        case TicketCalled():
            return _called(office, event, at)
        case TicketRecalled():
            return _recalled(office, event, at)
        case ServiceStarted():
            after = replace(ticket, phase=Phase.SERVING, since=at)
        case ServiceFinished():
            return _finished(office, event, at)
        case TicketHeld():
            after = replace(ticket, phase=Phase.HELD, since=at)
        case TicketResumed():
            after = _in_line(ticket, at)
        case NoShowMarked():
            after = replace(ticket, phase=Phase.NO_SHOW, since=at)
        case TicketTransferred(service=service):
            place = order.place_after_transfer(ticket)
            legs = ticket.legs[1:] if ticket.legs[:1] == (service,) else ticket.legs
            moved = replace(ticket, hops=ticket.hops + 1, place=place, legs=legs)
            after = _to_service(moved, service, at)
        case ProcessingStarted():
            after = replace(ticket, phase=Phase.PROCESSING, stage=Stage.ISSUANCE, since=at)
        case IssuancePrepared():
            after = _in_line(replace(ticket, stage=Stage.ISSUANCE, place=order.place_when_ready(at)), at)
        case DocumentsReturned():
            after = _returned(ticket, at)
        case StepUndone(number, counter):
            return _undone(office, number, counter)
        case _:
            assert_never(event)
    return _step(office, event.counter, after)


def _called(office: Office, event: TicketCalled, at: datetime) -> Office:
    ticket = replace(
        office.tickets[event.number],
        phase=Phase.CALLED,
        counter=event.counter,
        since=at,
        called_at=at,
        recalled_at=None,
        recalls=0,
    )
    call = Call(event.serial, event.number, event.counter, event.stage, at, deficient=ticket.deficient)
    return _step(_announced(office, call), event.counter, ticket)


def _recalled(office: Office, event: TicketRecalled, at: datetime) -> Office:
    ticket = office.tickets[event.number]
    call = Call(event.serial, event.number, event.counter, ticket.stage, at, True, ticket.deficient)
    return _put(_announced(office, call), replace(ticket, recalls=ticket.recalls + 1, recalled_at=at))


def _announced(office: Office, call: Call) -> Office:
    return replace(office, serial=call.serial, calls=(call, *office.calls)[:CALLS_KEPT])


def _finished(office: Office, event: ServiceFinished, at: datetime) -> Office:
    ticket = office.tickets[event.number]
    if event.next_service is None:
        ticket = replace(ticket, phase=Phase.DONE, since=at)
    else:
        assert office.plan is not None
        place = order.place_of_next_leg(office.plan, ticket, at)
        legs = ticket.legs[1:]
        ticket = _to_service(replace(ticket, legs=legs, place=place), event.next_service, at)
    return _step(office, event.counter, ticket, event.for_next)


def _to_service(ticket: Ticket, service: str, at: datetime) -> Ticket:
    return _in_line(replace(ticket, service=service, stage=Stage.RECEPTION, deficient=False), at)


def _returned(ticket: Ticket, at: datetime) -> Ticket:
    place = order.place_when_returned(ticket)
    return _in_line(replace(ticket, stage=Stage.RECEPTION, deficient=True, place=place), at)


def _undone(office: Office, number: Number, counter_id: CounterId) -> Office:
    counter = office.counters[counter_id]
    step = counter.steps[-1]
    now = office.tickets[number]
    restored = replace(step.before, paper=now.paper, attempt=now.attempt)
    counter = replace(counter, serving=step.served_before, steps=counter.steps[:-1])
    office = replace(office, counters=office.counters.set(counter_id, counter))
    if step.after.phase is Phase.CALLED:
        office = replace(office, calls=tuple(each for each in office.calls if not _of_step(each, step)))
    return _put(office, restored)


def _of_step(call: Call, step: Step) -> bool:
    return call.number == step.after.number and call.at >= step.after.since


# Scenes without a ticket.


def _scene(office: Office, event: SceneEvent, at: datetime) -> Office:
    match event:
        case SceneStarted(entry, scene, section, counter, started_at):
            going_on = SceneEntry(entry, scene, section, counter, started_at or at)
            return replace(office, scenes=office.scenes.set(entry, going_on))
        case SceneEnded(entry):
            return replace(office, scenes=office.scenes.delete(entry))
        case SceneLogged():
            return office
        case _:
            assert_never(event)


# The two ways by which anything about a ticket changes.


def _step(office: Office, counter_id: CounterId, ticket: Ticket, for_next: bool = False) -> Office:
    """A step of a counter on a ticket: it can be taken back."""
    counter = office.counters[counter_id]
    step = Step(office.tickets[ticket.number], ticket, counter.serving, for_next)
    serving = _served_after(counter, ticket)
    free_since = counter.free_since if serving == counter.serving else office.at
    steps = (*counter.steps, step)[-STEPS_KEPT:]
    counter = replace(counter, serving=serving, free_since=free_since, steps=steps)
    return _put(replace(office, counters=office.counters.set(counter_id, counter)), ticket)


def _served_after(counter: Counter, ticket: Ticket) -> Number | None:
    if ticket.phase in AT_COUNTER and ticket.counter == counter.id:
        return ticket.number
    return None if counter.serving == ticket.number else counter.serving


def _put(office: Office, ticket: Ticket) -> Office:
    """The office with this ticket as it is now, in or out of its line."""
    before = office.tickets.get(ticket.number)
    number = ticket.number
    aside, due, lines = office.aside, office.due, office.lines
    if before is not None and before.phase in IN_LINE:
        lines = _without(lines, office, before)
    if ticket.phase in IN_LINE:
        lines = _with(lines, office, ticket)
    if ticket.phase in ASIDE:
        aside = aside.set(number, ticket.phase)
    elif number in aside:
        aside = aside.delete(number)
    if ticket.paper is Paper.DUE:
        due = due.set(number, ticket.attempt)
    elif number in due:
        due = due.delete(number)
    tickets = office.tickets.set(number, ticket)
    return replace(office, tickets=tickets, lines=lines, aside=aside, due=due)


def _with(lines: order.Lines, office: Office, ticket: Ticket) -> order.Lines:
    assert office.plan is not None
    duty = order.duty_of(ticket)
    return lines.set(duty, order.joined(lines.get(duty, ()), order.place_of(office.plan, ticket)))


def _without(lines: order.Lines, office: Office, ticket: Ticket) -> order.Lines:
    assert office.plan is not None
    duty = order.duty_of(ticket)
    return lines.set(duty, order.left(lines[duty], order.place_of(office.plan, ticket)))
