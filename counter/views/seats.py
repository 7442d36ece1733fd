"""The counters of an office: who sits where, whom they serve, since when."""

from dataclasses import dataclass
from datetime import datetime

from counter.views.rows import waiting_count
from server.core.plan import CounterId, CounterPlan, Names, Number, Plan
from server.core.state import Counter, CounterState, Office, Phase


@dataclass(frozen=True, slots=True)
class Seat:
    """One counter. `since` is when its state began, `busy_since` when its visitor was called or arrived."""

    id: CounterId
    names: Names
    work: tuple[Names, ...]
    state: CounterState
    clerk: str
    reason: Names | None
    since: datetime | None
    serving: Number | None
    serving_phase: Phase | None
    busy_since: datetime | None
    waiting: int


def seats_of(office: Office) -> tuple[Seat, ...]:
    """Every counter as furnished, in the order of the plan; none before the first day."""
    plan = office.plan
    return tuple(seat_of(office, plan, each) for each in plan.counters.values()) if plan else ()


def seat_of(office: Office, plan: Plan, furnished: CounterPlan) -> Seat:
    """One counter as it is now."""
    counter = office.counters[furnished.id]
    ticket = office.tickets[counter.serving] if counter.serving else None
    return Seat(
        id=counter.id,
        names=furnished.names,
        work=_work(plan, furnished),
        state=counter.state,
        clerk=counter.clerk,
        reason=_reason(plan, counter),
        since=counter.free_since if _is_free(counter) else counter.since,
        serving=counter.serving,
        serving_phase=ticket.phase if ticket else None,
        busy_since=ticket.since if ticket else None,
        waiting=waiting_count(office, furnished),
    )


def _is_free(counter: Counter) -> bool:
    return counter.state is CounterState.OPEN and counter.serving is None


def _work(plan: Plan, furnished: CounterPlan) -> tuple[Names, ...]:
    services = dict.fromkeys(duty.service for duty in furnished.work)
    return tuple(plan.services[each].names for each in services)


def _reason(plan: Plan, counter: Counter) -> Names | None:
    known = plan.pauses.get(counter.reason)
    return known.names if known else None
