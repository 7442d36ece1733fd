"""Who sits at a counter, and when it rests."""

from server.core import require
from server.core.commands import CloseCounter, OpenCounter, PauseCounter, ReopenCounter
from server.core.events import CounterClosed, CounterOpened, CounterPaused, CounterReopened, Event
from server.core.refusal import Reason, Refused
from server.core.state import CounterState, Office


def open_counter(office: Office, command: OpenCounter) -> tuple[Event, ...]:
    """Sit down; a clerk who takes over an open counter takes over its visitor too."""
    require.counter(office, command.counter)
    return (CounterOpened(command.counter, command.clerk),)


def close_counter(office: Office, command: CloseCounter) -> tuple[Event, ...]:
    """Leave; not while somebody is being served."""
    counter = require.counter(office, command.counter)
    if counter.state is CounterState.CLOSED:
        raise Refused(Reason.COUNTER_NOT_OPEN, counter.id)
    require.idle(counter)
    return (CounterClosed(counter.id),)


def pause(office: Office, command: PauseCounter) -> tuple[Event, ...]:
    """Rest, for a reason that the office knows; not while somebody is being served."""
    plan = require.open_day(office)
    counter = require.at_work(office, command.counter)
    require.idle(counter)
    if command.reason not in plan.pauses:
        raise Refused(Reason.UNKNOWN_PAUSE, command.reason)
    return (CounterPaused(counter.id, command.reason),)


def reopen(office: Office, command: ReopenCounter) -> tuple[Event, ...]:
    """Work again after a pause."""
    counter = require.counter(office, command.counter)
    if counter.state is not CounterState.PAUSED:
        raise Refused(Reason.COUNTER_NOT_PAUSED, counter.id)
    return (CounterReopened(counter.id),)
