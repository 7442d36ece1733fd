"""Keeps the business day: opens and closes it and turns reception at the hours, on every node alike."""

from datetime import datetime
from typing import TypeAlias

import structlog

from server.app.desk import AskedOtherwise, Desk
from server.app.standings import Standings
from server.core.commands import CloseDay, OpenDay, TurnReception
from server.core.plan import OfficeId, Plan
from server.core.refusal import Refused
from server.core.state import Office
from server.ports.clock import Clock
from server.ports.log import LogDown
from server.ports.plans import Plans

ACTOR = "keep"

AGAIN_S = 5.0
"""How soon to try again while the log is down."""

Due: TypeAlias = CloseDay | OpenDay | TurnReception

_said = structlog.get_logger(__name__)


def due(office: Office, plan_today: Plan | None, now: datetime) -> tuple[Due, ...]:
    """What the calendar asks of this office at the office-local time `now`, in this order.

    Like the desk it never goes back behind the office's latest record: a node whose clock is late asks
    nothing that another node's clock has overtaken.
    """
    at = _not_before(office, now)
    if office.plan and office.open and office.plan.date >= at.date():
        return (TurnReception(),) if _accepting(office.plan, at) != office.accepting else ()
    over = (CloseDay(office.plan.date),) if office.plan and office.open else ()
    return (*over, *_opening(office, plan_today, at))


def command_id(command: Due, office: Office, now: datetime) -> str:
    """The same id on every node that finds this command due, so that they make one event together."""
    match command:
        case OpenDay(plan):
            return f"open-{plan.date}"
        case CloseDay(date):
            return f"close-{date}"
        case TurnReception():
            assert office.plan is not None
            return f"reception-{office.plan.date}-{_turn(office.plan, _not_before(office, now))}"


async def keep(desk: Desk, standings: Standings, plans: Plans, clock: Clock) -> None:
    """Carry out what is due in every office, minute after minute, for ever."""
    down = False
    while True:
        try:
            await catch_up_day(desk, standings, plans, clock)
            down = False
        except LogDown as fault:
            if not down:
                _said.warning("log_down", why=str(fault))
            down = True
        await clock.sleep(AGAIN_S if down else _until_next_minute(clock.now()))


async def catch_up_day(desk: Desk, standings: Standings, plans: Plans, clock: Clock) -> None:
    """Carry out once what is due in every office, before the first visitor is served. Raises LogDown."""
    for office in standings.offices():
        if office in plans.offices():
            await _catch_up(desk, standings, plans, office, clock.now().astimezone(plans.zone(office)))


async def _catch_up(
    desk: Desk, standings: Standings, plans: Plans, office_id: OfficeId, now: datetime
) -> None:
    office = standings.of(office_id).office
    for command in due(office, plans.plan(office_id, now.date()), now):
        its_id = command_id(command, office, now)
        try:
            await desk.carry_out(office_id, command, command_id=its_id, actor=ACTOR)
        except (Refused, AskedOtherwise) as no:
            _said.info("another_node_was_first", office=office_id, command_id=its_id, why=str(no))


def _not_before(office: Office, now: datetime) -> datetime:
    return max(now, office.at.astimezone(now.tzinfo)) if office.at else now


def _opening(office: Office, plan: Plan | None, at: datetime) -> tuple[OpenDay, ...]:
    if plan is None or plan.date != at.date():
        return ()
    return (OpenDay(plan),) if office.date is None or office.date < plan.date else ()


def _accepting(plan: Plan, at: datetime) -> frozenset[str]:
    return frozenset(each.id for each in plan.services.values() if each.accepts(at))


def _turn(plan: Plan, at: datetime) -> str:
    """The minute of the plan's last opening or closing up to now, as 0830."""
    spans = (span for service in plan.services.values() for span in service.hours)
    edges = {0, *(edge for span in spans for edge in (span.opens, span.closes))}
    last = max(edge for edge in edges if edge <= at.hour * 60 + at.minute)
    return f"{last // 60:02d}{last % 60:02d}"


def _until_next_minute(now: datetime) -> float:
    """Seconds; never none at all, so that a clock that rounds cannot make it spin."""
    return 60 - now.second - now.microsecond / 1_000_000
