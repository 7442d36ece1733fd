"""The first screen of the kiosk: services by purpose, how many wait, whether it is open, else when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from server.app.picture import congestion_of, expected_wait
from server.app.standing import Standing
from server.app.wait import Wait, wait_of
from server.core import order
from server.core.plan import Choice, Duty, Names, OfficeId, Plan, PriorityClass, Service, ServiceId, Span

MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Tile:
    """One service to touch: `until` is the end of its hours (None: midnight), `opens` its next beginning."""

    id: ServiceId
    names: Names
    prefix: str
    open: bool
    people_ahead: int
    wait: Wait
    congestion: str
    until: datetime | None
    opens: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """The services of one purpose; those without a purpose stand together under no heading."""

    names: Names
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """Everything on the first screen at `now`; `opens` is when the office gives out tickets again."""

    office: OfficeId
    position: int
    now: datetime
    open: bool
    groups: tuple[Group, ...]
    opens: datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is said of one service before a ticket is taken."""

    id: ServiceId
    names: Names
    prefix: str
    section: Names
    bring: tuple[Names, ...]
    hint: Names | None
    needs: tuple[Choice, ...]
    priorities: tuple[PriorityClass, ...]


def start_of(standing: Standing, now: datetime, days: Sequence[Plan]) -> Start:
    """The first screen at the local time `now`; `days` are the plans from today on."""
    office, plan = standing.office, standing.office.plan
    groups = _groups(standing, plan, now, days) if plan is not None and office.open else ()
    is_open = any(tile.open for group in groups for tile in group.tiles)
    opens = min((at for day in days for at in _openings(day, _spans(day), now)), default=None)
    return Start(office.id, standing.position, now, is_open, groups, None if is_open else opens)


def sheets_of(plan: Plan | None) -> tuple[Sheet, ...]:
    """The sheets of all services."""
    return tuple(_sheet(plan, each) for each in plan.services.values()) if plan else ()


def _groups(standing: Standing, plan: Plan, now: datetime, days: Sequence[Plan]) -> tuple[Group, ...]:
    tiles = {each.id: _tile(standing, plan, each, now, days) for each in plan.services.values()}
    groups = [
        Group(
            choice.names, tuple(tiles[each.id] for each in plan.services.values() if each.purpose == purpose)
        )
        for purpose, choice in plan.purposes.items()
    ]
    rest = tuple(tiles[each.id] for each in plan.services.values() if each.purpose not in plan.purposes)
    return tuple(group for group in (*groups, Group({}, rest)) if group.tiles)


def _tile(standing: Standing, plan: Plan, service: Service, now: datetime, days: Sequence[Plan]) -> Tile:
    ahead = order.ahead_of_newcomer(standing.office, plan, Duty(service.id), "", now)
    estimate = expected_wait(standing, service, ahead)
    is_open = service.accepts(now)
    return Tile(
        id=service.id,
        names=service.names,
        prefix=plan.series[service.series].prefix,
        open=is_open,
        people_ahead=ahead,
        wait=wait_of(estimate, ahead),
        congestion=congestion_of(service.congestion, ahead, estimate),
        until=_until(service, now) if is_open else None,
        opens=None if is_open else _next_opening(service.id, now, days),
    )


def _until(service: Service, now: datetime) -> datetime | None:
    closes = next(span.closes for span in service.hours if span.covers(now))
    return None if closes >= MIDNIGHT else _moment(now, closes)


def _next_opening(service: ServiceId, now: datetime, days: Sequence[Plan]) -> datetime | None:
    offered = ((day, day.services[service].hours) for day in days if service in day.services)
    return min((at for day, spans in offered for at in _openings(day, spans, now)), default=None)


def _spans(day: Plan) -> tuple[Span, ...]:
    return tuple(span for service in day.services.values() for span in service.hours)


def _openings(day: Plan, spans: Sequence[Span], now: datetime) -> list[datetime]:
    begin = datetime.combine(day.date, time(), now.tzinfo)
    moments = (_moment(begin, span.opens) for span in spans)
    return [at for at in moments if at > now]


def _moment(day: datetime, minutes: int) -> datetime:
    return day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=minutes)


def _sheet(plan: Plan, service: Service) -> Sheet:
    section = plan.sections.get(service.section)
    return Sheet(
        id=service.id,
        names=service.names,
        prefix=plan.series[service.series].prefix,
        section=section.names if section else {},
        bring=service.bring,
        hint=service.hint,
        needs=tuple(plan.needs.values()),
        priorities=tuple(plan.priorities.values()),
    )
