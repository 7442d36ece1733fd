"""The pages on a visitor's phone as data: how crowded the office is, and what becomes of my ticket."""

from collections.abc import Mapping
from dataclasses import dataclass

from display.views.board import Occasion, occasion_of
from display.views.opening import Opening
from display.views.sign import Sign, signs_of
from display.views.steady import steady, written
from server.app.picture import Picture, ServicePicture, expected_wait
from server.app.standing import Standing
from server.app.wait import Wait, wait_of
from server.core import order
from server.core.plan import CounterId, Estimate, Names, Notice, Number, OfficeId, Service, ServiceId, Stage
from server.core.state import Phase, Ticket

CALLS_SHOWN = 4

RUNGS = 100
"""People ahead for which a phone knows the estimate by itself; behind them it shows that of the last."""

GIVES_UP = frozenset({Phase.WAITING, Phase.HELD, Phase.NO_SHOW})
"""Where the visitor may cancel; anywhere else a clerk already has something in hand for them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One service as a visitor considers it before coming."""

    id: ServiceId
    names: Names
    prefix: str
    people: int
    wait: Wait
    congestion: str
    takes_tickets: bool


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """One service as a visitor prepares for it."""

    line: Line
    bring: tuple[Names, ...]
    hint: Names | None


@dataclass(frozen=True, slots=True)
class TurnNow:
    """A number that was called just now, and where to."""

    number: Number
    counter: CounterId
    counter_names: Names


@dataclass(frozen=True, slots=True)
class Crowd:
    """How crowded an office is; the page that anybody may look at."""

    office: OfficeId
    names: Names
    position: int
    open: bool
    opening: Opening
    services: tuple[Line, ...]
    turns: tuple[TurnNow, ...]
    counters: Mapping[CounterId, Names]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class MyTicket:
    """One visitor's ticket. `ladder` has the estimate for 0, 1, 2 ... people ahead, see `wait.written`."""

    office: OfficeId
    office_names: Names
    number: Number
    token: str
    service: ServiceId
    service_names: Names
    state: Phase
    people_ahead: int | None
    wait: Wait
    shown: str
    ladder: tuple[str, ...]
    signs: Mapping[str, Sign]
    counter_names: Names
    occasion: Occasion
    serial: int
    bring: tuple[Names, ...]
    hint: Names | None
    may_cancel: bool


def crowd_of(picture: Picture, names: Names, opening: Opening) -> Crowd:
    """The public page of the office of these names, which it has before its first day too."""
    called = {call.number: call for call in reversed(picture.calls)}
    newest = sorted(called.values(), key=lambda call: -call.serial)[:CALLS_SHOWN]
    return Crowd(
        office=picture.office,
        names=names,
        position=picture.position,
        open=picture.open,
        opening=opening,
        services=tuple(_line(picture, each) for each in picture.services),
        turns=tuple(TurnNow(each.number, each.counter, each.counter_names) for each in newest),
        counters={each.id: each.names for each in picture.counters},
        notices=picture.notices,
    )


def card_of(crowd: Crowd, service: Service) -> ServiceCard:
    """What a visitor should know before taking a ticket for this service of the office."""
    line = next(each for each in crowd.services if each.id == service.id)
    return ServiceCard(line, service.bring, service.hint)


def my_ticket_of(standing: Standing, picture: Picture, ticket: Ticket, shown: Estimate | None) -> MyTicket:
    """The visitor's page; `shown` is the estimate that the page showed before, if it did."""
    plan = standing.office.plan
    assert plan is not None
    service = plan.services[ticket.service]
    ahead = order.people_ahead(standing.office, ticket)
    ladder = _ladder(standing, ticket, ahead)
    promise = steady(shown, ladder[-1]) if ladder else None
    counter = plan.counters.get(ticket.counter) if ticket.counter else None
    call = next((each for each in picture.calls if each.number == ticket.number), None)
    return MyTicket(
        office=picture.office,
        office_names=picture.names,
        number=ticket.number,
        token=ticket.token,
        service=service.id,
        service_names=service.names,
        state=ticket.phase,
        people_ahead=ahead,
        wait=wait_of(promise, -1 if ahead is None else ahead),
        shown=written(promise),
        ladder=tuple(written(each) for each in ladder),
        signs=signs_of(counter.names) if counter else {},
        counter_names=counter.names if counter else {},
        occasion=occasion_of(call) if call else _occasion_expected(ticket),
        serial=call.serial if call else 0,
        bring=service.bring,
        hint=service.hint,
        may_cancel=ticket.phase in GIVES_UP,
    )


def _ladder(standing: Standing, ticket: Ticket, ahead: int | None) -> tuple[Estimate, ...]:
    """Estimates up to the ticket's own place; none for whoever does not wait for reception."""
    plan = standing.office.plan
    if plan is None or ahead is None or ticket.stage is not Stage.RECEPTION:
        return ()
    service = plan.services[ticket.service]
    rungs = (expected_wait(standing, service, people) for people in range(min(ahead, RUNGS - 1) + 1))
    return tuple(each for each in rungs if each is not None)


def _occasion_expected(ticket: Ticket) -> Occasion:
    if ticket.deficient:
        return Occasion.DEFICIENT
    return Occasion.ISSUANCE if ticket.stage is Stage.ISSUANCE else Occasion.RECEPTION


def _line(picture: Picture, service: ServicePicture) -> Line:
    return Line(
        id=service.id,
        names=service.names,
        prefix=service.prefix,
        people=service.waiting_count,
        wait=wait_of(service.estimated_wait, service.waiting_count),
        congestion=service.congestion,
        takes_tickets=picture.open and service.accepting,
    )
