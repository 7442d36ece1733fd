"""The rows of a counter's lists: who waits for it, in the order of its calls, and who is aside."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from server.core import order
from server.core.plan import CounterPlan, Names, Number, Plan, Stage
from server.core.state import IN_LINE, Office, Phase, Ticket

ROWS_SHOWN = 60
"""Rows of the waiting room that are written out; the count above them counts everybody."""

NEAR = 0.75
"""From this part of the wait target on, a wait is near its target."""


class Level(StrEnum):
    """How a wait stands to the target of its service."""

    WITHIN = "within"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Row:
    """One person in a list; `since` is when the wait began, `near_at` and `over_at` when its level changes.

    `until` is set for the absent: until then they may come back into the line.
    """

    number: Number
    names: Names
    stage: Stage
    language: str
    needs: tuple[Names, ...]
    priority: Names | None
    deficient: bool
    since: datetime
    near_at: datetime
    over_at: datetime
    until: datetime | None = None

    def level(self, now: datetime) -> Level:
        """How the wait stands at this moment."""
        return level_at(self.near_at, self.over_at, now)


def level_at(near_at: datetime, over_at: datetime, now: datetime) -> Level:
    """The level of a wait whose level changes at these two moments."""
    if now >= over_at:
        return Level.OVER
    return Level.NEAR if now >= near_at else Level.WITHIN


def waiting_of(office: Office, counter: CounterPlan) -> tuple[Row, ...]:
    """The first people of the waiting room whom this counter calls, in the order of its calls."""
    numbers = _calling_order(office, counter)
    return tuple(_row(office, number) for number, _ in zip(numbers, range(ROWS_SHOWN), strict=False))


def waiting_count(office: Office, counter: CounterPlan) -> int:
    """How many people wait for the work of this counter, also those whom another counter suits better."""
    return sum(len(office.line(duty)) for duty in counter.work)


def aside_of(office: Office, counter: CounterPlan, phase: Phase) -> tuple[Row, ...]:
    """Who is at the back office, held or absent, of this counter's services or of its own; longest first."""
    numbers = (number for number, found in office.aside.items() if found is phase)
    ours = (number for number in numbers if _is_of(office.tickets[number], counter))
    return tuple(sorted((_row(office, number) for number in ours), key=lambda row: (row.since, row.number)))


def ready_of(office: Office, counter: CounterPlan) -> tuple[Row, ...]:
    """Who waits for the hand-over in the services of this counter, in the order in which it became ready."""
    lines = (office.lines.get(duty, ()) for duty in office.lines if duty.stage is Stage.ISSUANCE)
    places = sorted(place for line in lines for place in line)
    ours = (place.number for place in places if _is_of(office.tickets[place.number], counter))
    return tuple(_row(office, number) for number in ours)


def needs_of(plan: Plan, ticket: Ticket) -> tuple[Names, ...]:
    """What the visitor needs, in the order in which the office lists needs."""
    return tuple(plan.needs[each].names for each in plan.needs if each in ticket.needs)


def called_back(ticket: Ticket) -> bool:
    """Whether the visitor is, or is to be, at reception again because documents were deficient."""
    return ticket.deficient and ticket.stage is Stage.RECEPTION


def wait_began(ticket: Ticket) -> datetime:
    """Since when the visitor waits here: for the line, or aside."""
    return ticket.place if ticket.phase in IN_LINE else ticket.since


def _calling_order(office: Office, counter: CounterPlan) -> Iterator[Number]:
    """Ask again and again who is next, each time without those who were: fairness has one home only."""
    while (number := order.next_for(office, counter)) is not None:
        yield number
        office = _without(office, office.tickets[number])


def _without(office: Office, ticket: Ticket) -> Office:
    assert office.plan is not None
    duty = order.duty_of(ticket)
    line = order.left(office.line(duty), order.place_of(office.plan, ticket))
    return replace(office, lines=office.lines.set(duty, line))


def _is_of(ticket: Ticket, counter: CounterPlan) -> bool:
    return ticket.counter == counter.id or any(duty.service == ticket.service for duty in counter.work)


def _row(office: Office, number: Number) -> Row:
    plan, ticket = office.plan, office.tickets[number]
    assert plan is not None
    service = plan.services[ticket.service]
    since = wait_began(ticket)
    target = timedelta(minutes=service.wait_target_min)
    priority = plan.priorities.get(ticket.priority)
    late = timedelta(minutes=plan.rules.late_min)
    return Row(
        number=number,
        names=service.names,
        stage=ticket.stage,
        language=ticket.language,
        needs=needs_of(plan, ticket),
        priority=priority.names if priority else None,
        deficient=called_back(ticket),
        since=since,
        near_at=since + target * NEAR,
        over_at=since + target,
        until=ticket.since + late if ticket.phase is Phase.NO_SHOW else None,
    )
