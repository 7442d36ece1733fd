"""Serving at the counter: start, finish, hold, transfer, the back office, and taking back a step."""

from datetime import datetime

from server.core import life, require
from server.core.commands import (
    FinishService,
    HoldTicket,
    ProcessTicket,
    ReadyTicket,
    ReturnTicket,
    StartService,
    TransferTicket,
    UndoStep,
)
from server.core.events import (
    DocumentsReturned,
    Event,
    IssuancePrepared,
    ProcessingStarted,
    ServiceFinished,
    ServiceStarted,
    StepUndone,
    TicketHeld,
    TicketTransferred,
)
from server.core.evolve import evolve
from server.core.plan import CounterId, Duty, Stage
from server.core.refusal import Reason, Refused
from server.core.state import Office, Step, Ticket


def start(office: Office, command: StartService) -> tuple[Event, ...]:
    """The visitor has come to the counter."""
    ticket = require.served(office, command.counter)
    life.check(command, ticket)
    return (ServiceStarted(ticket.number, command.counter),)


def finish(office: Office, command: FinishService) -> Event:
    """The visitor is done here."""
    ticket = require.served(office, command.counter)
    life.check(command, ticket)
    return finished(ticket, command.counter, command.quantity, command.accurate)


def finished(
    ticket: Ticket, counter: CounterId, quantity: int = 1, accurate: bool = True, for_next: bool = False
) -> ServiceFinished:
    """The event of being done here, on to the next leg of the visit if there is one."""
    next_service = ticket.legs[0] if ticket.legs else None
    return ServiceFinished(ticket.number, counter, quantity, accurate, next_service, for_next)


def hold(office: Office, command: HoldTicket) -> tuple[Event, ...]:
    """Put the visitor aside."""
    ticket = require.served(office, command.counter)
    life.check(command, ticket)
    return (TicketHeld(ticket.number, command.counter),)


def transfer(office: Office, command: TransferTicket) -> tuple[Event, ...]:
    """Send the visitor to another service."""
    plan = require.open_day(office)
    ticket = require.served(office, command.counter)
    life.check(command, ticket)
    service = require.service(plan, command.service)
    if service.id == ticket.service:
        raise Refused(Reason.SAME_SERVICE, service.id)
    return (TicketTransferred(ticket.number, command.counter, service.id),)


def process(office: Office, command: ProcessTicket) -> tuple[Event, ...]:
    """Send the application to the back office, if some counter of this office hands its results over."""
    plan = require.open_day(office)
    ticket = require.served(office, command.counter)
    life.check(command, ticket)
    issuance = Duty(ticket.service, Stage.ISSUANCE)
    if not any(issuance in each.work for each in plan.counters.values()):
        raise Refused(Reason.NO_ISSUANCE_COUNTER, ticket.service)
    return (ProcessingStarted(ticket.number, command.counter),)


def ready(office: Office, command: ReadyTicket) -> tuple[Event, ...]:
    """The result is ready for the second call."""
    ticket = require.ticket(office, command.number)
    require.counter(office, command.counter)
    life.check(command, ticket)
    return (IssuancePrepared(ticket.number, command.counter),)


def give_back(office: Office, command: ReturnTicket) -> tuple[Event, ...]:
    """The documents are deficient: the visitor is called back to reception."""
    ticket = require.ticket(office, command.number)
    require.counter(office, command.counter)
    life.check(command, ticket)
    return (DocumentsReturned(ticket.number, command.counter),)


def undo(office: Office, command: UndoStep, at: datetime) -> tuple[Event, ...]:
    """Take back the last step while its ticket is as it left it; a call takes the finish before it along."""
    counter = require.counter(office, command.counter)
    if not counter.steps:
        raise Refused(Reason.NOTHING_TO_UNDO, counter.id)
    last = counter.steps[-1]
    if not _untouched(office, last):
        raise Refused(Reason.CANNOT_UNDO_ANY_MORE, last.after.number)
    if last.served_before is not None:
        require.at_work(office, counter.id)
    undone = StepUndone(last.after.number, counter.id)
    before = evolve(office, undone, at)
    also = [each for each in counter.steps[-2:-1] if _made_room(each, last) and _untouched(before, each)]
    return (undone, *(StepUndone(step.after.number, counter.id) for step in also))


def _made_room(finish: Step, call: Step) -> bool:
    return finish.for_next and finish.after.since == call.after.since


def _untouched(office: Office, step: Step) -> bool:
    return _where(office.tickets[step.after.number]) == _where(step.after)


def _where(ticket: Ticket) -> tuple[object, ...]:
    return (ticket.phase, ticket.since, ticket.counter, ticket.service)
