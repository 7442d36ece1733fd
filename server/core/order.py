"""Who is next: the only home of fairness.

Everybody has a *virtual arrival*: when they came, less the head start of their priority class. Lines are
sorted by it, and a counter compares the first of each kind of work in its profile, each kind `patience_min`
minutes behind the kind before it. So nobody waits for ever: only people who come within a known number of
minutes after you can be called before you (`overtaken_within`). Nothing here asks a clock, so an order on a
screen stays true until the next event.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

from immutables import Map

from server.core.plan import CounterPlan, Duty, Number, Plan, ServiceId, Stage
from server.core.state import IN_LINE, CounterState, Office, Place, Ticket

Line: TypeAlias = tuple[Place, ...]
Lines: TypeAlias = Map[Duty, Line]


def place_of(plan: Plan, ticket: Ticket) -> Place:
    """The ticket's place in its line."""
    return Place(_arrival(plan, ticket.priority, ticket.place), ticket.sequence, ticket.number)


def joined(line: Line, place: Place) -> Line:
    """The line with one more person, at their place."""
    if not line or line[-1] < place:  # nearly everybody comes last
        return (*line, place)
    people = list(line)
    insort(people, place)
    return tuple(people)


def left(line: Line, place: Place) -> Line:
    """The line without the person at this place."""
    index = bisect_left(line, place)
    return line[:index] + line[index + 1 :]


def duty_of(ticket: Ticket) -> Duty:
    """The work that the ticket waits for."""
    return Duty(ticket.service, ticket.stage)


def next_for(office: Office, counter: CounterPlan) -> Number | None:
    """Whom this counter calls next, or None when nobody waits whom it may call."""
    plan = office.plan
    if plan is None:
        return None
    patience = timedelta(minutes=plan.rules.patience_min)
    firsts = (
        (place.arrival + rank * patience, place.sequence, place.number)
        for rank, duty in enumerate(counter.work)
        if (place := _first_suited(office, counter, duty)) is not None
    )
    best = min(firsts, default=None)
    return best[2] if best else None


def waiting_for(office: Office, service: ServiceId, stage: Stage = Stage.RECEPTION) -> tuple[Number, ...]:
    """The numbers that wait for a stage of a service, in the order in which they would be called now."""
    return tuple(place.number for place in office.line(Duty(service, stage)))


def people_ahead(office: Office, ticket: Ticket) -> int | None:
    """How many people of the same line are called before this ticket; None when it does not wait."""
    if ticket.phase not in IN_LINE or office.plan is None:
        return None
    return bisect_left(office.line(duty_of(ticket)), place_of(office.plan, ticket))


def ahead_of_newcomer(office: Office, plan: Plan, duty: Duty, priority: str, at: datetime) -> int:
    """How many people of this line would be called before somebody who comes now."""
    line, arrival = office.line(duty), _arrival(plan, priority, at)
    if not line or line[-1].arrival <= arrival:
        return len(line)
    return bisect_right(line, arrival, key=lambda place: place.arrival)


def overtaken_within(plan: Plan) -> timedelta:
    """Somebody who comes this much later than you, or more, is never called before you at your counters."""
    head_start = max((each.head_start_min for each in plan.priorities.values()), default=0)
    longest = max((len(counter.work) for counter in plan.counters.values()), default=1)
    return timedelta(minutes=head_start + plan.rules.patience_min * (longest - 1))


def suits(office: Office, counter: CounterPlan, ticket: Ticket) -> bool:
    """Whether the counter has what the visitor needs, or no counter at work on this line has it either."""
    needs = set(ticket.needs)
    return needs.issubset(counter.suits) or not any(
        needs.issubset(other.suits) for other in _at_work(office, duty_of(ticket))
    )


def place_after_transfer(ticket: Ticket) -> datetime:
    """A fair place in another line: those who came to the office earlier are before, those later behind."""
    return ticket.place


def place_when_ready(at: datetime) -> datetime:
    """The place in the line for issuance: in the order in which the results became ready."""
    return at


def place_when_returned(ticket: Ticket) -> datetime:
    """Called back for deficient documents, a visitor stands where the arrival put them: usually first."""
    return ticket.issued_at


def place_of_next_leg(plan: Plan, ticket: Ticket, at: datetime) -> datetime:
    """The place for the next service of a visit: from now, or from the arrival if the office says so."""
    return ticket.place if plan.rules.next_leg_keeps_place else at


def _arrival(plan: Plan, priority: str, at: datetime) -> datetime:
    known = plan.priorities.get(priority)
    return at - timedelta(minutes=known.head_start_min if known else 0)


def _first_suited(office: Office, counter: CounterPlan, duty: Duty) -> Place | None:
    for place in office.line(duty):
        ticket = office.tickets[place.number]
        if not ticket.needs or suits(office, counter, ticket):
            return place
    return None


def _at_work(office: Office, duty: Duty) -> Iterator[CounterPlan]:
    assert office.plan is not None
    for plan in office.plan.counters.values():
        counter = office.counters.get(plan.id)
        if counter and counter.state is CounterState.OPEN and duty in plan.work:
            yield plan
