"""The day: opening and closing it, what gives out tickets now, and the words on the board."""

from dataclasses import replace
from datetime import datetime

from server.core import require
from server.core.commands import CloseDay, OpenDay, PostNotice, WithdrawNotice
from server.core.events import (
    CounterClosed,
    DayClosed,
    DayOpened,
    Event,
    NoticePosted,
    NoticeWithdrawn,
    ReceptionTurned,
)
from server.core.plan import AtClose, Notice, Number, Plan
from server.core.refusal import Reason, Refused
from server.core.state import AT_COUNTER, OVER, Counter, CounterState, Office, Phase, Ticket


def open_day(office: Office, command: OpenDay, at: datetime) -> tuple[Event, ...]:
    """Begin the day, with the people, counters and notices of the day before that go on."""
    plan = command.plan
    if office.open:
        raise Refused(Reason.DAY_ALREADY_OPEN, str(office.date))
    if office.date is not None and plan.date <= office.date:
        raise Refused(Reason.DAY_CLOSED, str(plan.date))
    tickets = tuple(_with_legs(each, plan) for each in _unfinished(office) if _still_offered(each, plan))
    numbers = {each.number for each in tickets}
    opened = DayOpened(
        plan,
        tickets=tickets,
        counters=tuple(_carried(each, numbers) for each in office.counters.values() if _goes_on(each, plan)),
        scenes=tuple(office.scenes.values()),
        notices=_notices(office, plan),
        serial=office.serial,
    )
    return (opened, ReceptionTurned(_accepting(plan, at)))


def close_day(office: Office, command: CloseDay) -> tuple[Event, ...]:
    """End the day; counters forgotten open are closed, unless the office works through midnight."""
    plan = require.open_day(office)
    if command.date != plan.date:
        raise Refused(Reason.DAY_NOT_OPEN, str(command.date))
    counters = () if office.accepting else office.counters.values()
    forgotten = tuple(each for each in counters if _forgotten(each))
    left = _unfinished(office)
    ended = tuple(each.number for each in left if _is_sent_home(each, plan))
    carried = tuple(each.number for each in left if not _is_sent_home(each, plan))
    return (*(CounterClosed(each.id) for each in forgotten), DayClosed(plan.date, carried, ended))


def turn_reception(office: Office, at: datetime) -> tuple[Event, ...]:
    """Say which services give out tickets now."""
    return (ReceptionTurned(_accepting(require.open_day(office), at)),)


def post_notice(office: Office, command: PostNotice) -> tuple[Event, ...]:
    """Put words on the board."""
    require.open_day(office)
    return (NoticePosted(command.notice, command.names),)


def withdraw_notice(office: Office, command: WithdrawNotice) -> tuple[Event, ...]:
    """Take words off the board."""
    require.open_day(office)
    if command.notice not in office.notices:
        raise Refused(Reason.UNKNOWN_NOTICE, command.notice)
    return (NoticeWithdrawn(command.notice),)


def _accepting(plan: Plan, at: datetime) -> tuple[str, ...]:
    return tuple(each.id for each in plan.services.values() if each.accepts(at))


def _unfinished(office: Office) -> tuple[Ticket, ...]:
    left = (each for each in office.tickets.values() if each.phase not in OVER)
    return tuple(sorted(left, key=lambda each: each.sequence))


def _is_sent_home(ticket: Ticket, plan: Plan) -> bool:
    if ticket.phase is Phase.NO_SHOW:
        return True
    return plan.rules.at_close is AtClose.END and ticket.phase not in AT_COUNTER


def _forgotten(counter: Counter) -> bool:
    return counter.state is not CounterState.CLOSED and counter.serving is None


def _goes_on(counter: Counter, plan: Plan) -> bool:
    return counter.state is not CounterState.CLOSED and counter.id in plan.counters


def _carried(counter: Counter, numbers: set[Number]) -> Counter:
    return replace(counter, steps=(), serving=counter.serving if counter.serving in numbers else None)


def _with_legs(ticket: Ticket, plan: Plan) -> Ticket:
    return replace(ticket, legs=tuple(each for each in ticket.legs if each in plan.services))


def _still_offered(ticket: Ticket, plan: Plan) -> bool:
    """A furnished office keeps closed services in its plan; only one that was taken away is missing."""
    at_counter = ticket.phase in AT_COUNTER
    return ticket.service in plan.services and (not at_counter or ticket.counter in plan.counters)


def _notices(office: Office, plan: Plan) -> tuple[Notice, ...]:
    """Those of the plan, and those posted by hand until somebody withdraws them."""
    planned = {each.id: each for each in plan.notices}
    old = {each.id for each in office.plan.notices} if office.plan else set()
    posted = {each: Notice(each, names) for each, names in office.notices.items() if each not in old}
    return tuple((posted | planned).values())
