"""Tickets at the kiosk, on the phone and at the staff's hands: issue, cancel, paper."""

from datetime import datetime

from server.core import life, order, require
from server.core.commands import CancelTicket, IssueTicket, ReissueSlip, ReportSlip
from server.core.events import Event, SlipReported, SlipRequested, TicketCancelled, TicketIssued
from server.core.numbers import next_number
from server.core.plan import Duty, Plan, Service
from server.core.refusal import Reason, Refused
from server.core.state import AT_COUNTER, Office


def issue(office: Office, command: IssueTicket, at: datetime) -> tuple[Event, ...]:
    """Give the next number; the staff may do so outside the hours, a kiosk or a phone may not."""
    plan = require.open_day(office)
    service = require.service(plan, command.service)
    _check_hours(office, service, command, at)
    _check_words(plan, command)
    series, count = next_number(office, plan, service.series)
    issued = TicketIssued(
        number=series.written(count),
        service=service.id,
        series=series.id,
        count=count,
        token=command.token,
        channel=command.channel,
        language=command.language,
        priority=command.priority,
        needs=tuple(sorted(command.needs)),
        legs=command.legs,
        paper=command.paper,
        people_ahead=order.ahead_of_newcomer(office, plan, Duty(service.id), command.priority, at),
        estimate=command.estimate,
    )
    return (issued,)


def cancel(office: Office, command: CancelTicket) -> tuple[Event, ...]:
    """End a visit; at a counter only that counter, or the visitor, may do so."""
    ticket = require.ticket(office, command.number)
    life.check(command, ticket)
    if command.counter is not None:
        require.counter(office, command.counter)
    if ticket.phase not in AT_COUNTER:
        return (TicketCancelled(ticket.number, command.counter),)
    if command.counter is not None and command.counter != ticket.counter:
        raise Refused(Reason.AT_ANOTHER_COUNTER, f"{ticket.number} {ticket.counter}")
    return (TicketCancelled(ticket.number, ticket.counter),)


def reissue(office: Office, command: ReissueSlip) -> tuple[Event, ...]:
    """Ask for the same number on paper once more."""
    ticket = require.ticket(office, command.number)
    life.check(command, ticket)
    return (SlipRequested(ticket.number, ticket.attempt + 1),)


def report_slip(office: Office, command: ReportSlip) -> tuple[Event, ...]:
    """Write down what the printer said, also of a slip that another one has followed."""
    if command.number not in office.tickets:
        raise Refused(Reason.UNKNOWN_NUMBER, command.number)
    return (SlipReported(command.number, command.attempt, command.outcome, command.trouble),)


def _check_hours(office: Office, service: Service, command: IssueTicket, at: datetime) -> None:
    if command.channel == "staff" or service.accepts(at):
        return
    nothing_open = not any(each.accepts(at) for each in _services(office))
    raise Refused(Reason.OFFICE_CLOSED if nothing_open else Reason.SERVICE_CLOSED, service.id)


def _services(office: Office) -> tuple[Service, ...]:
    return tuple(office.plan.services.values()) if office.plan else ()


def _check_words(plan: Plan, command: IssueTicket) -> None:
    if command.priority and command.priority not in plan.priorities:
        raise Refused(Reason.UNKNOWN_PRIORITY, command.priority)
    for need in sorted(command.needs - plan.needs.keys()):
        raise Refused(Reason.UNKNOWN_NEED, need)
    for leg, before in zip(command.legs, (command.service, *command.legs), strict=False):
        require.service(plan, leg)
        if leg == before:
            raise Refused(Reason.SAME_SERVICE, leg)
