"""The managers' floor: every counter, every line against its target, the day's figures, paper, notices."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from counter.views.rows import NEAR, level_at
from counter.views.seats import Seat, seats_of
from server.app.picture import congestion_of, expected_wait
from server.app.standing import Standing
from server.core import order
from server.core.plan import Duty, Names, Notice, Number, OfficeId, Plan, Service, Stage
from server.core.state import OVER, CounterState, Office, Paper, Phase, Ticket
from server.measure.facts import Facts
from server.measure.figures import Figures

SLIP_LATE = timedelta(seconds=30)
"""A slip that was asked for so long ago and is not confirmed is worth a look."""

STEPS = (5, 10, 20, 40, 80, 160, 320)
"""Where the scale of the chart may end."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `longest_since` is when the first in it came, None when nobody waits."""

    names: Names
    accepting: bool
    waiting: int
    ready: int
    congestion: str
    target_min: int
    longest: Number | None
    longest_since: datetime | None
    near_at: datetime | None
    over_at: datetime | None
    open_counters: int

    def level(self, now: datetime) -> str:
        """How the longest wait stands to the target at this moment."""
        return level_at(self.near_at, self.over_at, now).value if self.near_at and self.over_at else "within"


@dataclass(frozen=True, slots=True)
class Hour:
    """One bar of the chart: tickets issued and numbers called to reception in this hour of the day."""

    hour: int
    issued: int
    called: int
    issued_share: float
    called_share: float


@dataclass(frozen=True, slots=True)
class Slip:
    """A ticket whose paper is in doubt."""

    number: Number
    names: Names
    paper: Paper
    since: datetime
    attempt: int


@dataclass(frozen=True, slots=True)
class Floor:
    """Everything on the managers' screen; `scale` is where the chart ends."""

    office: OfficeId
    names: Names
    position: int
    now: datetime
    date: date | None
    open: bool
    day_names: Names
    seats: tuple[Seat, ...]
    lines: tuple[Line, ...]
    today: Figures
    waiting: int
    at_counters: int
    aside: int
    hours: tuple[Hour, ...]
    scale: int
    slips: tuple[Slip, ...]
    notices: tuple[Notice, ...]


def floor_of(standing: Standing, now: datetime, today: Figures) -> Floor:
    """The floor at the office-local time `now`, with the figures of today; empty before the first day."""
    office, plan = standing.office, standing.office.plan
    hours, scale = _hours(standing.facts)
    seats = seats_of(office)
    return Floor(
        office=office.id,
        names=plan.names if plan else {},
        position=standing.position,
        now=now,
        date=office.date,
        open=office.open,
        day_names=plan.day_names if plan else {},
        seats=seats,
        lines=tuple(_line(standing, plan, each) for each in plan.services.values()) if plan else (),
        today=today,
        waiting=sum(len(line) for line in office.lines.values()),
        at_counters=sum(seat.serving is not None for seat in seats),
        aside=len(office.aside),
        hours=hours,
        scale=scale,
        slips=_slips(office, plan, now) if plan else (),
        notices=tuple(Notice(each, names) for each, names in sorted(office.notices.items())),
    )


def _line(standing: Standing, plan: Plan, service: Service) -> Line:
    office = standing.office
    waiting = order.waiting_for(office, service.id)
    longest = min((office.tickets[each] for each in waiting), key=_came, default=None)
    target = timedelta(minutes=service.wait_target_min)
    return Line(
        names=service.names,
        accepting=service.id in office.accepting,
        waiting=len(waiting),
        ready=len(order.waiting_for(office, service.id, Stage.ISSUANCE)),
        congestion=congestion_of(
            service.congestion, len(waiting), expected_wait(standing, service, len(waiting))
        ),
        target_min=service.wait_target_min,
        longest=longest.number if longest else None,
        longest_since=longest.place if longest else None,
        near_at=longest.place + target * NEAR if longest else None,
        over_at=longest.place + target if longest else None,
        open_counters=_open_counters(office, plan, Duty(service.id)),
    )


def _came(ticket: Ticket) -> datetime:
    return ticket.place


def _open_counters(office: Office, plan: Plan, duty: Duty) -> int:
    working = (each for each in plan.counters.values() if duty in each.work)
    return sum(office.counters[each.id].state is CounterState.OPEN for each in working)


def _hours(facts: Facts) -> tuple[tuple[Hour, ...], int]:
    """The hours from the first to the last in which something happened, none left out between them."""
    issued = Counter(each.issued_at.hour for each in facts.visits.values() if not each.carried)
    called = Counter(
        wait.called_at.hour
        for each in facts.visits.values()
        for wait in each.course.waits
        if wait.called_at and wait.stage is Stage.RECEPTION and not wait.deficient
    )
    busy = issued.keys() | called.keys()
    if not busy:
        return (), STEPS[0]
    most = max([*issued.values(), *called.values()])
    scale = next((step for step in STEPS if step >= most), most)
    hours = range(min(busy), max(busy) + 1)
    return tuple(
        Hour(each, issued[each], called[each], issued[each] / scale, called[each] / scale) for each in hours
    ), scale


def _slips(office: Office, plan: Plan, now: datetime) -> tuple[Slip, ...]:
    doubted = (each for each in office.tickets.values() if _in_doubt(each, now))
    return tuple(
        Slip(each.number, plan.services[each.service].names, each.paper, each.issued_at, each.attempt)
        for each in sorted(doubted, key=lambda each: each.sequence)
    )


def _in_doubt(ticket: Ticket, now: datetime) -> bool:
    if ticket.phase in OVER or ticket.phase is Phase.SERVING:
        return False
    late = ticket.paper is Paper.DUE and now - ticket.issued_at > SLIP_LATE
    return late or ticket.paper in {Paper.FAILED, Paper.UNCERTAIN}
