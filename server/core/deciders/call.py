"""Calling: the next visitor, a chosen number, once more; and those who do not come or come late."""

from datetime import datetime, timedelta

from server.core import life, order, require
from server.core.commands import CallNext, CallTicket, MarkNoShow, RecallTicket, ResumeTicket
from server.core.deciders import serve
from server.core.events import (
    Event,
    NobodyWaited,
    NoShowMarked,
    ServiceFinished,
    TicketCalled,
    TicketRecalled,
    TicketResumed,
)
from server.core.evolve import evolve
from server.core.plan import Number, Plan
from server.core.refusal import Reason, Refused
from server.core.state import Counter, Office, Phase, Ticket


def next_visitor(office: Office, command: CallNext, at: datetime) -> tuple[Event, ...]:
    """Finish whoever is at the counter, then call whoever is next for it."""
    plan = require.open_day(office)
    counter = require.at_work(office, command.counter)
    finished = _finished(office, counter)
    for event in finished:
        office = evolve(office, event, at)
    number = order.next_for(office, plan.counters[counter.id])
    if number is None:
        return (*finished, NobodyWaited(counter.id))
    return (*finished, _call(office, counter, number, chosen=False))


def chosen(office: Office, command: CallTicket, at: datetime) -> tuple[Event, ...]:
    """Call this number, out of turn; a visitor at the counter is only finished when that was asked for."""
    plan = require.open_day(office)
    counter = require.at_work(office, command.counter)
    ticket = require.ticket(office, command.number)
    life.check(command, ticket)
    _check_late(plan, ticket, at)
    if not command.finish:
        require.idle(counter)
    return (*_finished(office, counter), _call(office, counter, ticket.number, chosen=True))


def again(office: Office, command: RecallTicket, at: datetime) -> tuple[Event, ...]:
    """Call once more, as often and as quickly as the rules of the house allow."""
    rules = require.open_day(office).rules
    ticket = require.served(office, command.counter)
    life.check(command, ticket)
    if ticket.recalls >= rules.recalls:
        raise Refused(Reason.RECALLS_USED_UP, str(rules.recalls))
    if ticket.recalled_at and at - ticket.recalled_at < timedelta(seconds=rules.recall_pause_s):
        raise Refused(Reason.RECALL_TOO_SOON, str(rules.recall_pause_s))
    return (TicketRecalled(ticket.number, command.counter, office.serial + 1),)


def no_show(office: Office, command: MarkNoShow, at: datetime) -> tuple[Event, ...]:
    """Give up waiting, once there were the recalls and the minutes that the rules of the house ask for."""
    rules = require.open_day(office).rules
    ticket = require.served(office, command.counter)
    life.check(command, ticket)
    called_at = ticket.called_at or at
    if ticket.recalls < rules.no_show_recalls or at - called_at < timedelta(minutes=rules.no_show_min):
        raise Refused(Reason.NO_SHOW_TOO_SOON, f"{rules.no_show_recalls} {rules.no_show_min}")
    return (NoShowMarked(ticket.number, command.counter),)


def resume(office: Office, command: ResumeTicket, at: datetime) -> tuple[Event, ...]:
    """Bring back somebody put aside, or a late-comer within the tolerance, to the old place in the line."""
    plan = require.open_day(office)
    require.counter(office, command.counter)
    ticket = require.ticket(office, command.number)
    life.check(command, ticket)
    _check_late(plan, ticket, at)
    return (TicketResumed(ticket.number, command.counter),)


def _check_late(plan: Plan, ticket: Ticket, at: datetime) -> None:
    late = timedelta(minutes=plan.rules.late_min)
    if ticket.phase is Phase.NO_SHOW and at - ticket.since > late:
        raise Refused(Reason.TOO_LATE_TO_RETURN, f"{ticket.number} {plan.rules.late_min}")


def _finished(office: Office, counter: Counter) -> tuple[ServiceFinished, ...]:
    if counter.serving is None:
        return ()
    return (serve.finished(office.tickets[counter.serving], counter.id, for_next=True),)


def _call(office: Office, counter: Counter, number: Number, *, chosen: bool) -> TicketCalled:
    ticket = office.tickets[number]
    return TicketCalled(number, counter.id, ticket.stage, office.serial + 1, chosen, ticket.service)
