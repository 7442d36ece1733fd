"""The one screen of a clerk: the visitor here, what may be done, who waits, who is aside, the day so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from counter.views.possible import Possible, possible, sits_elsewhere
from counter.views.rows import Row, aside_of, called_back, ready_of, waiting_count, waiting_of
from counter.views.seats import Seat, seat_of
from server.app.standing import Standing
from server.core.commands import Scene
from server.core.plan import Choice, CounterId, CounterPlan, Names, Number, OfficeId, Plan, ServiceId, Stage
from server.core.state import CounterState, Office, Phase, SceneEntry, Step, Ticket
from server.measure.figures import CounterFigures, figures_of_counter

CALLABLE = frozenset({Phase.WAITING, Phase.READY, Phase.HELD, Phase.NO_SHOW, Phase.PROCESSING})
"""Whose numbers the clerk may type."""


class Main(StrEnum):
    """What the largest key does now."""

    NOTHING = "nothing"
    OPEN = "open"
    TAKE_OVER = "take_over"
    REOPEN = "reopen"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is at the counter; `waited_s` is the wait until the call, `recalls` of `recalls_allowed`."""

    number: Number
    service: ServiceId
    names: Names
    stage: Stage
    phase: Phase
    language: str
    needs: tuple[Choice, ...]
    priority: Names | None
    came_at: datetime
    called_at: datetime
    since: datetime
    waited_s: int
    hops: int
    deficient: bool
    recalls: int
    recalls_allowed: int
    then: tuple[Names, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """The last step, which can be taken back: `kind` is its verb."""

    number: Number
    kind: str


@dataclass(frozen=True, slots=True)
class Running:
    """A scene without a ticket that goes on at this counter."""

    entry: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything on a clerk's screen; `next` is whom Enter calls, `section` where scenes are counted."""

    office: OfficeId
    position: int
    now: datetime
    day_open: bool
    seat: Seat
    main: Main
    visitor: Visitor | None
    next: Row | None
    may: Mapping[str, Possible]
    undo: Undo | None
    waiting: tuple[Row, ...]
    waiting_count: int
    longest: Row | None
    processing: tuple[Row, ...]
    ready: tuple[Row, ...]
    held: tuple[Row, ...]
    absent: tuple[Row, ...]
    numbers: tuple[Number, ...]
    running: Mapping[Scene, Running]
    section: str
    today: CounterFigures


def screen_of(standing: Standing, counter_id: CounterId, clerk: str, now: datetime) -> Screen:
    """The screen of this clerk at this counter, at the office-local time `now`.

    The office must have had a day (`office.plan`), and the counter must be furnished in it.
    """
    office, plan = standing.office, standing.office.plan
    assert plan is not None
    furnished = plan.counters[counter_id]
    waiting = waiting_of(office, furnished)
    may = possible(office, counter_id, clerk, now)
    return Screen(
        office=office.id,
        position=standing.position,
        now=now,
        day_open=office.open,
        seat=seat_of(office, plan, furnished),
        main=_main(office, counter_id, clerk),
        visitor=_visitor(office, plan, counter_id),
        next=waiting[0] if waiting else None,
        may=may,
        undo=_undo(office, counter_id) if may["undo"].now else None,
        waiting=waiting,
        waiting_count=waiting_count(office, furnished),
        longest=min(waiting, key=lambda row: row.since, default=None),
        processing=aside_of(office, furnished, Phase.PROCESSING),
        ready=ready_of(office, furnished),
        held=aside_of(office, furnished, Phase.HELD),
        absent=aside_of(office, furnished, Phase.NO_SHOW),
        numbers=_numbers(office, furnished),
        running=_running(office, counter_id),
        section=section_of(plan, furnished),
        today=figures_of_counter(standing.facts, counter_id),
    )


def section_of(plan: Plan, furnished: CounterPlan) -> str:
    """The section that the counter's scenes count for: its own, else its first service's, else the first."""
    services = (plan.services[duty.service].section for duty in furnished.work)
    return next((each for each in (furnished.section, *services, *plan.sections) if each), "")


def others_of(plan: Plan, counter_id: CounterId) -> tuple[tuple[str, Names], ...]:
    """The services to which a visitor may be sent: first those of other counters, as the plan lists them."""
    own = {duty.service for duty in plan.counters[counter_id].work}
    services = sorted(plan.services.values(), key=lambda service: service.id in own)
    return tuple((service.id, service.names) for service in services)


def _main(office: Office, counter_id: CounterId, clerk: str) -> Main:
    state = office.counters[counter_id].state
    if not office.open:
        return Main.NOTHING
    if state is CounterState.CLOSED:
        return Main.OPEN
    if sits_elsewhere(office, counter_id, clerk):
        return Main.TAKE_OVER
    return Main.REOPEN if state is CounterState.PAUSED else Main.NEXT


def _visitor(office: Office, plan: Plan, counter_id: CounterId) -> Visitor | None:
    number = office.counters[counter_id].serving
    if number is None:
        return None
    ticket = office.tickets[number]
    priority = plan.priorities.get(ticket.priority)
    called_at = ticket.called_at or ticket.since
    return Visitor(
        number=number,
        service=ticket.service,
        names=plan.services[ticket.service].names,
        stage=ticket.stage,
        phase=ticket.phase,
        language=ticket.language,
        needs=tuple(plan.needs[each] for each in plan.needs if each in ticket.needs),
        priority=priority.names if priority else None,
        came_at=ticket.issued_at,
        called_at=called_at,
        since=ticket.since,
        waited_s=int((called_at - ticket.place).total_seconds()),
        hops=ticket.hops,
        deficient=called_back(ticket),
        recalls=ticket.recalls,
        recalls_allowed=plan.rules.recalls,
        then=tuple(plan.services[each].names for each in ticket.legs if each in plan.services),
    )


def _undo(office: Office, counter_id: CounterId) -> Undo | None:
    steps = office.counters[counter_id].steps
    return Undo(steps[-1].after.number, _kind(steps[-1])) if steps else None


def _kind(step: Step) -> str:
    """The verb that made this step, seen from the ticket before and after it."""
    before, after = step.before, step.after
    match after.phase:
        case Phase.WAITING if after.deficient and not before.deficient:
            return "deficient"
        case Phase.WAITING | Phase.READY:
            return _kind_in_line(before, after)
        case Phase.DONE:
            return "finish"
        case _:
            return KINDS[after.phase]


KINDS = {
    Phase.CALLED: "call",
    Phase.SERVING: "start",
    Phase.PROCESSING: "process",
    Phase.HELD: "hold",
    Phase.NO_SHOW: "no-show",
    Phase.CANCELLED: "cancel",
}


def _kind_in_line(before: Ticket, after: Ticket) -> str:
    if before.phase is Phase.PROCESSING:
        return "ready"
    if before.phase in {Phase.HELD, Phase.NO_SHOW}:
        return "resume"
    return "finish" if len(after.legs) < len(before.legs) else "transfer"


def _numbers(office: Office, furnished: CounterPlan) -> tuple[Number, ...]:
    """Every number that can be typed, those of this counter's services first."""
    services = {duty.service for duty in furnished.work}
    found = (each for each in office.tickets.values() if each.phase in CALLABLE)
    ordered = sorted(found, key=lambda each: (each.service not in services, each.sequence))
    return tuple(each.number for each in ordered)


def _running(office: Office, counter_id: CounterId) -> Mapping[Scene, Running]:
    """The work that goes on here, by scene; of several of one scene the one that began first."""
    entries = (each for each in office.scenes.values() if each.counter == counter_id)
    latest_first = sorted(entries, key=_began, reverse=True)
    return {each.scene: Running(each.entry, each.started_at) for each in latest_first}


def _began(entry: SceneEntry) -> tuple[datetime, str]:
    return (entry.started_at, entry.entry)
