"""What a command takes for granted, asked in one place: an open day, a counter at work, a known number."""

from server.core.plan import CounterId, CounterPlan, Number, Plan, Service, ServiceId
from server.core.refusal import Reason, Refused
from server.core.state import Counter, CounterState, Office, Ticket


def open_day(office: Office) -> Plan:
    """The plan of the open day, or Refused(DAY_NOT_OPEN)."""
    if office.plan is None or not office.open:
        raise Refused(Reason.DAY_NOT_OPEN)
    return office.plan


def service(plan: Plan, service_id: ServiceId) -> Service:
    """The service, or Refused(UNKNOWN_SERVICE)."""
    if service_id not in plan.services:
        raise Refused(Reason.UNKNOWN_SERVICE, service_id)
    return plan.services[service_id]


def furnished(plan: Plan, counter_id: CounterId) -> CounterPlan:
    """The counter as furnished, or Refused(UNKNOWN_COUNTER)."""
    if counter_id not in plan.counters:
        raise Refused(Reason.UNKNOWN_COUNTER, counter_id)
    return plan.counters[counter_id]


def counter(office: Office, counter_id: CounterId) -> Counter:
    """The counter, whatever its state, on an open day."""
    furnished(open_day(office), counter_id)
    return office.counters[counter_id]


def at_work(office: Office, counter_id: CounterId) -> Counter:
    """The counter with a clerk at work, or Refused(COUNTER_NOT_OPEN or COUNTER_PAUSED)."""
    found = counter(office, counter_id)
    if found.state is CounterState.CLOSED:
        raise Refused(Reason.COUNTER_NOT_OPEN, counter_id)
    if found.state is CounterState.PAUSED:
        raise Refused(Reason.COUNTER_PAUSED, counter_id)
    return found


def ticket(office: Office, number: Number) -> Ticket:
    """The ticket of that number, or Refused(UNKNOWN_NUMBER)."""
    open_day(office)
    if number not in office.tickets:
        raise Refused(Reason.UNKNOWN_NUMBER, number)
    return office.tickets[number]


def served(office: Office, counter_id: CounterId) -> Ticket:
    """The ticket at this counter, or Refused(NOBODY_AT_COUNTER)."""
    serving = at_work(office, counter_id).serving
    if serving is None:
        raise Refused(Reason.NOBODY_AT_COUNTER, counter_id)
    return office.tickets[serving]


def idle(found: Counter) -> None:
    """Raise Refused(COUNTER_BUSY) while somebody is at the counter."""
    if found.serving is not None:
        raise Refused(Reason.COUNTER_BUSY, found.serving)
