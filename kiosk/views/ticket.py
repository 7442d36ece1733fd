"""One ticket as the kiosk shows it: to its visitor after the touch, and to the staff who ask for a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.app.picture import expected_wait
from server.app.standing import Standing
from server.app.wait import Manner, Wait, wait_of
from server.core import life, order
from server.core.commands import CancelTicket, ReissueSlip
from server.core.plan import Choice, CounterId, Names, Number, Plan, Stage
from server.core.state import OVER, Office, Paper, Phase, Ticket

MOST_BY_VISITOR = 3
"""Papers of one number that a visitor may ask for without the staff."""

TROUBLED = frozenset({Paper.FAILED, Paper.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Taken:
    """The number in somebody's hand: what to do about its paper, and the wait."""

    number: Number
    names: Names
    section: Names
    token: str
    paper: Paper
    attempt: int
    again: bool
    people_ahead: int | None
    wait: Wait


@dataclass(frozen=True, slots=True)
class Asked:
    """A ticket as the staff see it."""

    number: Number
    names: Names
    phase: Phase
    stage: Stage
    issued_at: datetime
    since: datetime
    people_ahead: int | None
    wait: Wait
    counter: CounterId | None
    counter_names: Names
    language: str
    priority: Names
    needs: tuple[Choice, ...]
    paper: Paper
    attempt: int
    may_cancel: bool
    may_reissue: bool


def taken_of(standing: Standing, number: Number) -> Taken:
    """The ticket as its visitor sees it at the kiosk. Raises KeyError for a number that is not there."""
    ticket, plan = standing.office.tickets[number], standing.office.plan
    assert plan is not None
    service = plan.services[ticket.service]
    section = plan.sections.get(service.section)
    ahead, wait = _waiting(standing, plan, ticket)
    return Taken(
        number=number,
        names=service.names,
        section=section.names if section else {},
        token=ticket.token,
        paper=ticket.paper,
        attempt=ticket.attempt,
        again=may_ask_again(ticket),
        people_ahead=ahead,
        wait=wait,
    )


def may_ask_again(ticket: Ticket) -> bool:
    """Whether the visitor may have the slip printed once more."""
    return ticket.paper in TROUBLED and ticket.attempt < MOST_BY_VISITOR and ticket.phase not in OVER


def asked_of(standing: Standing, number: Number) -> Asked:
    """The ticket as the staff see it. Raises KeyError for a number that is not there."""
    ticket, plan = standing.office.tickets[number], standing.office.plan
    assert plan is not None
    counter = plan.counters.get(ticket.counter or "")
    priority = plan.priorities.get(ticket.priority)
    ahead, wait = _waiting(standing, plan, ticket)
    return Asked(
        number=number,
        names=plan.services[ticket.service].names,
        phase=ticket.phase,
        stage=ticket.stage,
        issued_at=ticket.issued_at,
        since=ticket.since,
        people_ahead=ahead,
        wait=wait,
        counter=ticket.counter,
        counter_names=counter.names if counter else {},
        language=ticket.language,
        priority=priority.names if priority else {},
        needs=tuple(plan.needs[each] for each in plan.needs if each in ticket.needs),
        paper=ticket.paper,
        attempt=ticket.attempt,
        may_cancel=ticket.phase in life.ALLOWED[CancelTicket],
        may_reissue=ticket.phase in life.ALLOWED[ReissueSlip],
    )


def without_paper(office: Office) -> tuple[Number, ...]:
    """The numbers of people who are still here and whose slip failed or is uncertain, in order of issue."""
    troubled: Sequence[Ticket] = [
        each for each in office.tickets.values() if each.paper in TROUBLED and each.phase not in OVER
    ]
    return tuple(each.number for each in sorted(troubled, key=lambda each: each.sequence))


def _waiting(standing: Standing, plan: Plan, ticket: Ticket) -> tuple[int | None, Wait]:
    ahead = order.people_ahead(standing.office, ticket)
    if ahead is None or ticket.stage is not Stage.RECEPTION:
        return ahead, Wait(Manner.UNSAID)
    return ahead, wait_of(expected_wait(standing, plan.services[ticket.service], ahead), ahead)
